"""The measures of a release as tables: one for each thing that they tell, for pages, JSON and CSV alike."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from graph.structure.structure import Structure
from ontology.namespaces import COUNTRY
from ontology.saying import Said

MOST = 500  # rows of one table
_SHOWN = 12  # things in one cell


@dataclass(frozen=True)
class Ref:
    """A thing by its key, a term by its address, or a text; `times` says how much of it, where that is told."""

    text: str
    times: float | None = None


@dataclass(frozen=True)
class Refs:
    """Several of them: at most as many as can be read, and how many there are."""

    items: tuple[Ref, ...]
    total: int


Cell: TypeAlias = Ref | Refs | int | float
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One measure with its rows, those first that matter most; `total` says how many there are."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


# Names of columns are names of texts: structure.column.…
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "hubs": ("thing", "links"),
        "connectors": ("thing", "ways"),
        "influence": ("thing", "time"),
        "bridges": ("thing", "clusters", "only", "cut"),
        "communities": ("community", "things", "first"),
        "resilience": ("thing", "pieces", "cut"),
        "gaps": ("one", "other", "shared"),
        "missing": ("missing", "country", "list"),
        "specialisation": ("region", "by", "things", "fields", "shannon", "herfindahl", "strongest"),
        "overlaps": ("one", "other", "region", "members", "alike"),
        "crowds": ("region", "field", "clusters"),
    }
)


class UnknownMeasure(LookupError):
    """No measure has this name."""


def table(found: Structure, name: str, lang: str, country: str = "", most: int = MOST) -> Table:
    """One measure, kept to a country where that is asked for; raises `UnknownMeasure`."""
    if name not in COLUMNS:
        template, known = "there is no measure “{name}”; there are: {known}", ", ".join(COLUMNS)
        raise UnknownMeasure(Said.of("measure", template, name=name[:40], known=known))
    rows = list(_Rows(found, lang, country).of(name))
    return Table(name, COLUMNS[name], tuple(rows[:most]), len(rows))


def countries(found: Structure) -> list[str]:
    """The countries of which something is measured, those first of which most is."""
    counts: defaultdict[str, int] = defaultdict(int)
    for each in found.countries:
        for country in each:
            counts[country] += 1
    return sorted(counts, key=lambda country: (-counts[country], country))


class _Rows:
    """The rows of each measure; a method for each name."""

    def __init__(self, found: Structure, lang: str, country: str) -> None:
        self._found, self._lang, self._country = found, lang, country

    def of(self, name: str) -> Iterator[Row]:
        rows: Iterator[Row] = getattr(self, f"_{name}")()
        return rows

    def _hubs(self) -> Iterator[Row]:
        return self._ranked(self._found.degree)

    def _connectors(self) -> Iterator[Row]:
        return self._ranked([round(100 * value, 2) for value in self._found.between])

    def _influence(self) -> Iterator[Row]:
        return self._ranked([round(100 * value, 2) for value in self._found.rank])

    def _ranked(self, values: Sequence[float]) -> Iterator[Row]:
        order = sorted((at for at, value in enumerate(values) if value > 0), key=lambda at: (-values[at], at))
        return ((self._thing(at), values[at]) for at in order if self._is_in(at))

    def _bridges(self) -> Iterator[Row]:
        for each in self._found.bridges:
            if self._is_in(each.organisation, *each.clusters):
                yield self._thing(each.organisation), self._things(each.clusters), len(each.only), each.cut

    def _communities(self) -> Iterator[Row]:
        for each in self._found.communities:
            if self._is_in(*each.first):
                yield Ref(each.names[self._lang]), each.size, self._things(each.first)

    def _resilience(self) -> Iterator[Row]:
        order = sorted(self._found.breaks.items(), key=lambda each: (-each[1].cut, each[0]))
        return ((self._thing(at), each.pieces, each.cut) for at, each in order if self._is_in(at))

    def _gaps(self) -> Iterator[Row]:
        for each in self._found.gaps:
            if self._is_in(each.one, each.other):
                yield self._thing(each.one), self._thing(each.other), _refs(each.shared)

    def _missing(self) -> Iterator[Row]:
        groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for each in self._found.missing:
            if self._country in ("", each.country):
                groups[each.kind, each.country].append(each.thing)
        for (kind, country), things in groups.items():
            yield Ref(kind), Ref(str(COUNTRY[country]) if country else ""), _refs(things, len(things))

    def _specialisation(self) -> Iterator[Row]:
        for name, own in self._found.profiles.items():
            for each in own:
                if self._region(each.region):
                    strongest = tuple(Ref(share.field, round(share.quotient, 1)) for share in each.strongest)
                    numbers = each.total, each.fields, round(each.shannon, 2), round(each.herfindahl, 2)
                    yield Ref(each.region), Ref(name), *numbers, Refs(strongest, each.fields)

    def _overlaps(self) -> Iterator[Row]:
        for each in self._found.overlaps:
            if self._is_in(each.one, each.other):
                both = self._thing(each.one), self._thing(each.other)
                yield *both, Ref(each.region), self._things(each.shared), round(100 * each.alike)

    def _crowds(self) -> Iterator[Row]:
        for each in self._found.crowds:
            if self._is_in(*each.clusters):
                yield Ref(each.region), Ref(each.field), self._things(each.clusters)

    def _thing(self, at: int) -> Ref:
        return Ref(self._found.keys[at])

    def _things(self, places: Sequence[int]) -> Refs:
        return Refs(tuple(self._thing(at) for at in places[:_SHOWN]), len(places))

    def _is_in(self, *places: int) -> bool:
        return not self._country or any(self._country in self._found.countries[at] for at in places)

    def _region(self, region: str) -> bool:
        return self._country in ("", self._found.states.get(region))


def _refs(texts: Iterable[str], most: int = _SHOWN) -> Refs:
    items = [Ref(text) for text in texts]
    return Refs(tuple(items[:most]), len(items))
