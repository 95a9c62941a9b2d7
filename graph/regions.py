"""What a region or a country holds, kind by kind and subject by subject, and two of them side by side."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from rdflib import URIRef

from graph.listing import Shelf, choice
from graph.narrowing import BY_KIND, FILTERS
from graph.reader import Reader
from graph.reading import UnknownThing
from graph.things import Named
from ontology.iri import fold
from ontology.model import Kind
from ontology.saying import Said

Shelves: TypeAlias = Callable[[Kind], Shelf]

SHOWN = 6  # of each kind, by name; the list has the others
PLACES = ("region", "country")  # kinds that are such hubs; each is also the filter that keeps lists to it
# What is told of the things of a place, by kind: filters of their lists.
_SPREAD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cluster": ("value-chain", "ecosystem", "priority"),
        "policy": ("thematic-area", "policy-kind"),
        "good-practice": ("thematic-area",),
        "swot-statement": ("quadrant", "thematic-area"),
    }
)


@dataclass(frozen=True)
class Part:
    """The things of one kind in a place: how many, and the first by name."""

    kind: Kind
    total: int
    first: tuple[Named, ...]


@dataclass(frozen=True)
class Share:
    """One value of a filter, how it stands in addresses, and how many things of a place have it."""

    value: str
    named: Named
    total: int


@dataclass(frozen=True)
class Spread:
    """What the things of one kind in a place are about, by one filter of their list."""

    kind: Kind
    filter: str
    label: str
    shares: tuple[Share, ...]

    @property
    def head(self) -> tuple[Kind, str, str]:
        """What it is of, and what it is called."""
        return self.kind, self.filter, self.label


@dataclass(frozen=True)
class Profile:
    """A place with what it and the places it is made of hold; `place` is the filter that keeps lists to it."""

    named: Named
    slug: str
    place: str
    parts: tuple[Part, ...]
    spreads: tuple[Spread, ...]

    def total(self, kind: Kind) -> int:
        """How many things of a kind there are in it."""
        return next((part.total for part in self.parts if part.kind == kind), 0)

    def shares(self, kind: Kind, by: str) -> tuple[Share, ...]:
        """What the things of a kind are about, by one filter of their list."""
        return next((each.shares for each in self.spreads if (each.kind, each.filter) == (kind, by)), ())

    def share(self, kind: Kind, by: str, value: str) -> int:
        """How many of these things have a value."""
        return next((share.total for share in self.shares(kind, by) if share.value == value), 0)

    def values(self, other: "Profile", kind: Kind, by: str) -> tuple[tuple[str, Named], ...]:
        """All values that the things of one of two places have."""
        return tuple({share.value: share.named for share in (*self.shares(kind, by), *other.shares(kind, by))}.items())


def profile(reader: Reader, shelves: Shelves, kind: Kind, slug: str, lang: str) -> Profile:
    """What a place holds; raises `UnknownThing` for none that is known."""
    iri = kind.iri(slug)
    if not reader.anew().labels(iri):  # what strangers ask for is not kept
        raise UnknownThing(Said.of("thing", "there is no {kind} “{name}” here", kind=kind.name, name=slug))
    held = {each: _held(shelves(each), kind.name, iri) for each in _kinds(reader, kind.name)}
    reader.learn(thing for things in held.values() for thing in things)
    return Profile(
        reader.called(iri, lang),
        slug,
        kind.name,
        tuple(_part(reader, each, things, lang) for each, things in held.items() if things),
        tuple(_spreads(reader, shelves, held, lang)),
    )


def places(reader: Reader, shelves: Shelves, kind: Kind, lang: str) -> tuple[Named, ...]:
    """The places of a kind in which something is known to be, by name: what one may be compared with."""
    filled = {URIRef(value) for each in _kinds(reader, kind.name) for value in shelves(each).values.get(kind.name, {})}
    mine = [iri for iri in filled if (at := reader.model.locate(iri)) and at.kind == kind]
    reader.learn(mine)
    known = (iri for iri in mine if reader.labels(iri))  # a code that no source tells of has no page
    return tuple(reader.called(iri, lang) for iri in sorted(known, key=lambda iri: reader.rank(iri, lang)))


def found(reader: Reader, among: Iterable[Named], text: str) -> str | None:
    """The slug of the place that was typed: by its code, or by its name in full."""
    wanted = fold(text.strip())
    slugs = {named: at.slug for named in among if (at := reader.model.locate(named.iri))}
    coded = (slug for slug in slugs.values() if fold(slug) == wanted)
    return next(coded, None) or next((slug for named, slug in slugs.items() if fold(named.label) == wanted), None)


def _kinds(reader: Reader, place: str) -> list[Kind]:
    return [kind for kind in reader.model.kinds if place in BY_KIND.get(kind.name, ()) and kind.name not in PLACES]


def _held(shelf: Shelf, place: str, iri: URIRef) -> frozenset[URIRef]:
    return shelf.values.get(place, {}).get(iri, frozenset())


def _part(reader: Reader, kind: Kind, things: frozenset[URIRef], lang: str) -> Part:
    ordered = sorted(things, key=lambda iri: reader.rank(iri, lang))
    return Part(kind, len(things), tuple(reader.called(iri, lang) for iri in ordered[:SHOWN]))


def _spreads(reader: Reader, shelves: Shelves, held: Mapping[Kind, frozenset[URIRef]], lang: str) -> Iterable[Spread]:
    for kind, things in held.items():
        for name in _SPREAD.get(kind.name, ()):
            having = shelves(kind).values.get(name, {})
            counts = {URIRef(value): len(have & things) for value, have in having.items()}
            shares = _shares(reader, {value: count for value, count in counts.items() if count}, lang)
            if shares:
                yield Spread(kind, name, reader.property_label(FILTERS[name], lang), shares)


def _shares(reader: Reader, counts: Mapping[URIRef, int], lang: str) -> tuple[Share, ...]:
    reader.learn(counts)
    ordered = sorted(counts, key=lambda iri: (-counts[iri], reader.rank(iri, lang)))
    return tuple(Share(choice(reader, iri), reader.called(iri, lang), counts[iri]) for iri in ordered)
