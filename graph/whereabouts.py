"""Where things are: at a point of their own, or else at the centre of the town, region or country that they name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

from rdflib import URIRef
from rdflib.namespace import GEO
from rdflib.term import Identifier

from graph.reader import Reader, local, ref
from graph.reading import position
from graph.things import Point
from ontology.namespaces import CSC

Towns: TypeAlias = Callable[[str, str], Point | None]  # a town's name and its country give where it is
Countries: TypeAlias = Callable[[str], Point | None]  # the middle of a country

OWN, TOWN, REGION, COUNTRY, OTHER = "own", "town", "region", "country", "other"
# Whose place a thing without one is shown at: who manages, leads or answers for it.
STAND_INS = MappingProxyType({CSC.managedBy: OTHER, CSC.ledBy: OTHER, CSC.pactOf: OTHER, CSC.owner: OTHER})


@dataclass(frozen=True)
class Stand:
    """A place of a thing: `how` it is known, and of what it is the centre (a town by name, else a term)."""

    point: Point
    how: str
    of: Identifier | None = None


class Whereabouts:
    """The places of the things of one release; what was once looked up is kept by the reader."""

    def __init__(self, reader: Reader, towns: Towns, countries: Countries) -> None:
        self._reader, self._towns, self._middle = reader, towns, countries

    def of(self, thing: URIRef) -> Stand | None:
        """The best that is known of where a thing is; None where nothing is."""
        found = (*self._exact(thing), *self._borrowed(thing), *self._country(thing))
        return next(iter(found), None)

    def regions(self, thing: URIRef) -> tuple[str, ...]:
        """The codes of the regions that a thing names, `PT11A`."""
        return tuple(sorted(local(ref(each)) for each in self._reader.values(CSC.region).get(thing, ())))

    def countries(self, thing: URIRef) -> tuple[str, ...]:
        """The codes of the countries that a thing names, or of those of its regions: `PRT`."""
        values = self._reader.values(CSC.country)
        regions = self._reader.values(CSC.region).get(thing, ())
        said = values.get(thing) or tuple(country for each in regions for country in values.get(ref(each), ()))
        return tuple(sorted({local(ref(each)) for each in said}))

    def centre(self, code: str) -> Stand | None:
        """The centre of a region, or of the next larger one whose centre is known."""
        for end in range(len(code), 2, -1):
            region = self._regions.get(code[:end])
            if region is not None:
                return Stand(region[1], REGION, region[0])
        return None

    @cached_property
    def _regions(self) -> Mapping[str, tuple[URIRef, Point]]:
        """The regions whose centre is known, by code."""
        kind = self._reader.model.kind("region")
        found = ((kind.slug(iri), iri, point) for iri, point in self._points.items())
        return {code: (iri, point) for code, iri, point in found if code}

    @cached_property
    def _points(self) -> Mapping[URIRef, Point]:
        texts = self._reader.values(GEO.asWKT)
        told = self._reader.values(GEO.hasGeometry).items()
        read = (
            (thing, position(str(text))) for thing, each in told for one in each for text in texts.get(ref(one), ())
        )
        return {thing: point for thing, point in read if point}

    def _exact(self, thing: URIRef) -> Iterator[Stand]:
        own = self._points.get(thing)
        if own:
            yield Stand(own, OWN)
        yield from self._town(thing)
        yield from (stand for code in self.regions(thing) if (stand := self.centre(code)))

    def _town(self, thing: URIRef) -> Iterator[Stand]:
        for town in sorted(self._reader.values(CSC.city).get(thing, ()), key=str):
            for country in self.countries(thing) or ("",):
                if point := self._towns(str(town), country):
                    yield Stand(point, TOWN, town)

    def _borrowed(self, thing: URIRef) -> Iterator[Stand]:
        for predicate, how in STAND_INS.items():
            for other in self._terms(predicate, thing):
                stand = next(self._exact(other), None)
                if stand is not None:
                    yield Stand(stand.point, how, other)

    def _country(self, thing: URIRef) -> Iterator[Stand]:
        for code in self.countries(thing):
            if middle := self._middle(code):
                yield Stand(middle, COUNTRY, self._reader.model.kind("country").iri(code))

    def _terms(self, predicate: URIRef, thing: URIRef) -> Iterable[URIRef]:
        return sorted(each for each in self._reader.values(predicate).get(thing, ()) if isinstance(each, URIRef))
