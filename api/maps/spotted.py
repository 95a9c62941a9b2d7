"""The things of a map of places: those that are asked for, each at its place, and the links between them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rdflib import URIRef

from api.i18n import Words
from api.maps.placed import Asked
from graph.library import Library
from graph.networks.network import Network
from graph.reader import Reader
from graph.things import Named, Point
from graph.whereabouts import OWN, TOWN, Stand, Whereabouts
from ingest.resolve import gazetteer
from ontology.namespaces import CSC
from viz.geography.boundaries import Boundaries
from viz.geography.laea import forward
from viz.geography.outlines import iso2, middle
from viz.geography.plate import Spot, Tie

_KEPT = 2  # releases


@dataclass(frozen=True)
class Setting:
    """Where a map is drawn for: a release, its language, how addresses are written, and the boundaries there are."""

    reader: Reader
    text: Words
    address: Callable[[str], str]
    zoom: str
    boundaries: Boundaries | None
    page: str = ""

    @property
    def lang(self) -> str:
        """The language of what is shown."""
        return self.text.lang


@lru_cache(_KEPT)
def whereabouts(reader: Reader) -> Whereabouts:
    """Where the things of a release are."""
    return Whereabouts(reader, _town, _middle)


def _town(name: str, country: str) -> Point | None:
    town = gazetteer.find(name, iso2(country))
    return Point(town.position[1], town.position[0]) if town else None


def _middle(country: str) -> Point | None:
    found = middle(country)
    return Point(*found) if found else None


def things_of(library: Library, asked: Asked, network: Network | None) -> Iterable[URIRef]:
    """The things of a network, or all of the kinds that are asked for."""
    if network is not None and (asked.of or asked.query):
        return (node.iri for node in network.nodes)
    model = library.reader.model
    return (iri for name in asked.kinds for iri in library.shelf(model.kind(name)).things)


def kept(library: Library, asked: Asked, lang: str, things: Iterable[URIRef]) -> list[URIRef]:
    """Those of some things that no filter takes away, by name."""
    reader, where = library.reader, whereabouts(library.reader)
    area = reader.model.kind("thematic-area").iri(asked.area) if asked.area else None
    areas = reader.values(CSC.thematicArea)
    kept = [
        each
        for each in things
        if (not asked.country or asked.country in where.countries(each))
        and (area is None or area in areas.get(each, ()))
        and (not asked.text or library.names.holds(each, asked.text))
        and _kind(reader, each) not in asked.hide
        and _stays(_key(reader, each), asked)
    ]
    reader.learn(kept)
    return sorted(kept, key=lambda iri: reader.rank(iri, lang))


def _stays(key: str, asked: Asked) -> bool:
    """Whether a reader of the map has not hidden this thing by itself."""
    return key not in asked.gone and (not asked.only or key in asked.only)


def _kind(reader: Reader, thing: URIRef) -> str:
    located = reader.model.locate(thing)
    return located.kind.name if located else "thing"


def spots_of(
    setting: Setting,
    things: Iterable[URIRef],
    told: Mapping[URIRef, tuple[float, str]],
) -> tuple[tuple[Spot, ...], list[Named]]:
    """Things with their places and what is told of them, a value and its words; and those that have no place."""
    reader, lang, where = setting.reader, setting.lang, whereabouts(setting.reader)
    stands = {thing: where.of(thing) for thing in things}
    placed = {thing: stand for thing, stand in stands.items() if stand}
    reader.learn(stand.of for stand in placed.values() if stand.how != TOWN)
    points = np.array([(stand.point.longitude, stand.point.latitude) for stand in placed.values()]).reshape(-1, 2)
    metres = np.column_stack(forward(*points.T)).tolist()
    spots = []
    for (thing, stand), (x, y) in zip(placed.items(), metres, strict=True):
        named, (value, words) = reader.called(thing, lang), told.get(thing, (None, ""))
        spot = Spot(
            _key(reader, thing),
            _kind(reader, thing),
            named.label,
            setting.address(named.path) if named.path else "",
            (x, y),
            stand.how,
            _where(setting, stand),
            value,
            words,
        )
        spots.append(spot)
    return tuple(spots), [reader.called(thing, lang) for thing, stand in stands.items() if not stand]


def _key(reader: Reader, thing: URIRef) -> str:
    located = reader.model.locate(thing)
    return f"{located.kind.name}/{located.slug}" if located else f"thing/{thing}"


def _where(setting: Setting, stand: Stand) -> str:
    """How a place is known, in words: “at the centre of Porto”."""
    if stand.how == OWN or stand.of is None:
        return ""
    name = str(stand.of) if stand.how == TOWN else setting.reader.called(URIRef(stand.of), setting.text.lang).label
    return setting.text(f"places.at_{stand.how}", name=name)


def ties_of(asked: Asked, network: Network | None, spots: Iterable[Spot]) -> tuple[tuple[Tie, ...], int]:
    """The links between things that are shown, and how many have an end without a place."""
    if network is None or not asked.links:
        return (), 0
    keys = {node.iri: node.key for node in network.nodes}
    shown = {each.key for each in spots}
    names = {word.key: word.label for word in network.relations}
    among = [edge for edge in network.edges if not asked.relation or edge.relation == asked.relation]
    whole = [edge for edge in among if {keys[edge.source], keys[edge.target]} <= shown]
    kinds = {each.kind for each in spots}
    of_kinds = [edge for edge in among if {_of(keys[edge.source]), _of(keys[edge.target])} <= kinds]
    ties = (Tie(keys[edge.source], keys[edge.target], edge.weight, names.get(edge.relation, "")) for edge in whole)
    return tuple(ties), len(of_kinds) - len(whole)


def _of(key: str) -> str:
    return key.partition("/")[0]
