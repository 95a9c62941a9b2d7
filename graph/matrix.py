"""The learning matrix: thematic areas by what is known in them, with the areas that nothing covers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import URIRef

from graph.listing import Shelf, UnknownFilter, choice
from graph.narrowing import BY_KIND
from graph.reader import Reader
from graph.things import Choice, Named
from ontology.iri import fold
from ontology.model import Kind
from ontology.namespaces import CSC
from ontology.saying import Said

AREA = "thematic-area"
NARROWED_BY = ("country", "region")
Shelves: TypeAlias = Callable[[Kind], Shelf]


@dataclass(frozen=True)
class Area:
    """One row: a thematic area, and how many things of each kind are about it."""

    named: Named
    slug: str
    counts: Mapping[Kind, int]


@dataclass(frozen=True)
class Matrix:
    """Areas by kinds of things, in all or kept to a place; `countries` are those it can be kept to."""

    kinds: tuple[Kind, ...]
    areas: tuple[Area, ...]
    kept: Mapping[str, str]
    countries: tuple[Choice, ...]

    def empty(self, kind: str) -> tuple[Area, ...]:
        """The areas of which nothing of a kind is known."""
        return tuple(
            area for area in self.areas if not any(area.counts[each] for each in self.kinds if each.name == kind)
        )


def read_matrix(reader: Reader, shelves: Shelves, kept: Mapping[str, str], lang: str) -> Matrix:
    """The matrix, kept to a country or a region; raises `UnknownFilter` for one of which nothing is known."""
    every = (kind for kind in reader.model.kinds if all(name in BY_KIND.get(kind.name, ()) for name in kept))
    kinds = tuple(kind for kind in every if _counts_for(reader, kind) and shelves(kind).values[AREA])
    there = {kind: _there(reader, shelves(kind), kept) for kind in kinds}
    for name, value in kept.items():
        if not reader.anew().labels(reader.model.kind(name).iri(value)):
            template = "there is no {kind} “{name}” here: a country is written as PRT, a region as PT11"
            raise UnknownFilter(Said.of("place", template, kind=name, name=value))
    areas = sorted(shelves(reader.model.kind(AREA)).things, key=lambda iri: choice(reader, iri))
    reader.learn(areas)
    rows = tuple(
        Area(
            reader.called(iri, lang),
            choice(reader, iri),
            {kind: len(shelves(kind).values[AREA].get(iri, frozenset()) & there[kind]) for kind in kinds},
        )
        for iri in areas
    )
    return Matrix(kinds, rows, kept, _countries(reader, shelves, kept, lang))


def _counts_for(reader: Reader, kind: Kind) -> bool:
    """Whether a kind is a column: its things are about areas, and do not only join others."""
    return AREA in BY_KIND.get(kind.name, ()) and CSC.Relation not in reader.model.superclasses(kind.cls)


def _there(reader: Reader, shelf: Shelf, kept: Mapping[str, str]) -> frozenset[URIRef]:
    places = (
        frozenset().union(*(have for value, have in shelf.values[name].items() if choice(reader, value) == wanted))
        for name, wanted in kept.items()
    )
    return shelf.things.intersection(*places)


def _countries(reader: Reader, shelves: Shelves, kept: Mapping[str, str], lang: str) -> tuple[Choice, ...]:
    counts: dict[URIRef, int] = {}
    for kind in (each for each in reader.model.kinds if _counts_for(reader, each)):
        about = frozenset().union(*shelves(kind).values[AREA].values())
        for value, things in shelves(kind).values.get("country", {}).items():
            counts[URIRef(value)] = counts.get(URIRef(value), 0) + len(things & about)
    reader.learn(counts)
    made = (
        Choice(slug := choice(reader, iri), reader.called(iri, lang).label, count, kept.get("country") == slug)
        for iri, count in counts.items()
        if count
    )
    return tuple(sorted(made, key=lambda each: fold(each.label)))
