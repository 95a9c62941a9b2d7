"""What the measures say of one thing."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.structure.structure import Structure
from graph.structure.tables import Ref, Refs

_SHOWN = 3  # of what a thing has several


@dataclass(frozen=True)
class Said:
    """One thing to say: the measure, the form of the sentence, its numbers, and the things that it names."""

    measure: str
    form: str
    numbers: tuple[float, ...] = ()
    refs: tuple[Ref | Refs, ...] = ()


def standing(found: Structure, key: str) -> tuple[Said, ...]:
    """All that is worth saying of a thing, nothing of one that is linked to nothing or that no map has."""
    at = found.at.get(key)
    return () if at is None or not found.degree[at] else tuple(_said(found, at))


def _said(found: Structure, at: int) -> Iterator[Said]:
    yield from _places(found, at)
    number = found.community.get(found.keys[at])
    if number is not None:
        group = found.communities[number]
        yield Said("communities", "communities", (group.size, number), _others(found, group.first, at))
    for bridge in (each for each in found.bridges if each.organisation == at):
        clusters = tuple(dict.fromkeys(place for pair in bridge.only for place in pair))
        yield Said("bridges", "bridges", (len(bridge.only),), (_refs(found, clusters),))
    if (falls := found.breaks.get(at)) is not None:
        yield Said("resilience", "resilience", (falls.pieces, falls.cut))
    for gap in [each for each in found.gaps if at in (each.one, each.other)][:_SHOWN]:
        other = gap.other if gap.one == at else gap.one
        shared = Refs(tuple(map(Ref, gap.shared[:_SHOWN])), len(gap.shared))
        yield Said("gaps", "gaps", (len(gap.shared),), (Ref(found.keys[other]), shared))
    yield from _crowding(found, at)


def _places(found: Structure, at: int) -> Iterator[Said]:
    total = len(found.keys)
    yield Said("hubs", "hubs", (found.degree[at], found.places["degree"][at], total))
    if found.between[at] > 0:
        yield Said("connectors", "connectors", (round(100 * found.between[at], 2), found.places["between"][at], total))
    yield Said("influence", "influence", (round(100 * found.rank[at], 2), found.places["rank"][at], total))


def _crowding(found: Structure, at: int) -> Iterator[Said]:
    for each in (each for each in found.overlaps if at in (each.one, each.other)):
        other = each.other if each.one == at else each.one
        yield Said("overlaps", "overlaps", (round(100 * each.alike), len(each.shared)), (Ref(found.keys[other]),))
    for crowd in [each for each in found.crowds if at in each.clusters][:_SHOWN]:
        others = tuple(place for place in crowd.clusters if place != at)
        yield Said("crowds", "crowds", (len(others),), (Ref(crowd.region), Ref(crowd.field), _refs(found, others)))


def _others(found: Structure, places: tuple[int, ...], at: int) -> tuple[Refs]:
    return (_refs(found, tuple(place for place in places if place != at)),)


def _refs(found: Structure, places: tuple[int, ...]) -> Refs:
    return Refs(tuple(Ref(found.keys[place]) for place in places[: 2 * _SHOWN]), len(places))
