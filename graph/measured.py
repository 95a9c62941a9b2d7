"""The quality figures of sources as readers see them: in sum, by kind, by place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rdflib import URIRef

from graph import disagreements, findings
from graph.coverage import CATALOGUE
from graph.disagreements import DIFFERENT
from graph.reader import Reader, ref
from graph.store import Row
from graph.things import Named
from ontology.model import Kind
from ontology.namespaces import CSC


@dataclass(frozen=True)
class Summary:
    """One source in numbers; parts are from 0 to 1, and None where nothing was measured."""

    things: int = 0
    completeness: float | None = None
    conformance: float | None = None
    violations: int = 0
    warnings: int = 0
    disagreements: int = 0


@dataclass(frozen=True)
class OfKind:
    """The things of one kind in a source: how complete they are, and which part of all that are known they are."""

    kind: Kind
    things: int
    completeness: float | None
    coverage: float | None


@dataclass(frozen=True)
class OfPlace:
    """The things of a source in one country or region."""

    place: Named
    code: str
    is_country: bool
    things: int
    completeness: float | None
    coverage: float | None


_KEPT = 2  # releases whose figures are held in memory
_Figures = Mapping[URIRef, Mapping[URIRef, Row]]  # by kind or place, then by metric


def summaries(reader: Reader, artefacts: Path, sources: Iterable[URIRef]) -> dict[URIRef, Summary]:
    """Each source in numbers."""
    asked = tuple(sources)
    rows = {each: _whole(reader, each) for each in asked if each != CATALOGUE}  # its figures are of all together
    found = findings.read(artefacts)
    differing = disputes(artefacts)
    return {each: _summary(rows.get(each, {}), found.get(str(each)), differing[str(each)]) for each in asked}


def together(reader: Reader) -> Summary:
    """All sources in numbers, without findings."""
    return _summary(_whole(reader, CATALOGUE), None, 0)


def disputes(artefacts: Path) -> Counter[str]:
    """On how many values each source disagrees with another one, or with itself."""
    told = (each for each in disagreements.read(artefacts) if each.degree == DIFFERENT)
    return Counter(source for each in told for source in each.sources)


def by_kind(reader: Reader, source: URIRef) -> tuple[OfKind, ...]:
    """The figures of a source by kind, in the order of kinds."""
    known = {kind.cls: kind for kind in reader.model.kinds}
    figures = _figures(reader, source, "kind")
    made = (OfKind(known[cls], _things(figures[cls]), *_parts(figures[cls])) for cls in figures if cls in known)
    return tuple(sorted(made, key=lambda each: (each.kind.order, each.kind.name)))


def by_place(reader: Reader, source: URIRef, lang: str) -> tuple[OfPlace, ...]:
    """The figures of a source by country, and by region of NUTS: where most things are first."""
    figures = _figures(reader, source, "place")
    reader.learn(figures)
    made = (_of_place(reader, place, figures[place], lang) for place in figures)
    return tuple(sorted(made, key=lambda each: (-each.things, each.place.label, each.code)))


def _of_place(reader: Reader, place: URIRef, figures: Mapping[URIRef, Row], lang: str) -> OfPlace:
    located = reader.model.locate(place)
    named = reader.called(place, lang)
    code = located.slug if located else named.label
    is_country = bool(located and located.kind.cls == CSC.Country)
    return OfPlace(named, code, is_country, _things(figures), *_parts(figures))


@lru_cache(_KEPT)
def _measurements(reader: Reader) -> Mapping[URIRef, Sequence[Row]]:
    """All figures of a release by source, read once."""
    found: dict[URIRef, list[Row]] = defaultdict(list)
    for row in reader.rows("measurements"):
        found[ref(row["source"])].append(row)
    return found


def _whole(reader: Reader, source: URIRef) -> dict[URIRef, Row]:
    """The figures of a source that are limited to no kind and no place, by metric."""
    rows = _measurements(reader).get(source, ())
    return {ref(row["metric"]): row for row in rows if not {"kind", "place"} & row.keys()}


def _figures(reader: Reader, source: URIRef, limit: str) -> _Figures:
    found: dict[URIRef, dict[URIRef, Row]] = defaultdict(dict)
    for row in _measurements(reader).get(source, ()):
        if limit in row:
            found[ref(row[limit])][ref(row["metric"])] = row
    return found


def _summary(rows: Mapping[URIRef, Row], found: findings.OfSource | None, differing: int) -> Summary:
    counts = found.counts if found else {}
    return Summary(
        things=_things(rows),
        completeness=_part(rows, CSC.completeness),
        conformance=_part(rows, CSC.conformance),
        violations=counts.get("violation", 0),
        warnings=counts.get("warning", 0),
        disagreements=differing,
    )


def _things(figures: Mapping[URIRef, Row]) -> int:
    return max((int(str(row["things"])) for row in figures.values()), default=0)


def _parts(figures: Mapping[URIRef, Row]) -> tuple[float | None, float | None]:
    return _part(figures, CSC.completeness), _part(figures, CSC.coverage)


def _part(figures: Mapping[URIRef, Row], metric: URIRef) -> float | None:
    return float(str(figures[metric]["value"])) if metric in figures else None
