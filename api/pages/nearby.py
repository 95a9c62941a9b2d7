"""The small map of a thing: its nearest links, so chosen that each relation is seen, drawn without another query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from fastapi import Request

from api.pages.glyphs import glyph
from api.pages.links import href
from graph.things import Fact, LinkGroup, Named, Thing
from viz.neighbourhood import Neighbour, Sign, slim, wide

MOST, FEW = 12, 6  # links of each direction, on a wide and on a slim screen
_LEAST = 2  # with fewer there is nothing to see
_OF_LISTS = "scheme"  # what lists codes is linked to all of them, and to nothing else


@dataclass(frozen=True)
class Nearby:
    """The picture in two widths, and how many links there are in all."""

    wide: str
    slim: str
    total: int


def nearby(request: Request, thing: Thing, facts: Sequence[Fact], groups: Sequence[LinkGroup]) -> Nearby | None:
    """The neighbourhood of a thing; None where it has hardly any."""
    leaving = [[_near(request, each.target, fact.label) for each in fact.values if each.target] for fact in facts]
    arriving = [_arriving(request, group) for group in groups]
    if sum(map(len, (*map(_known, leaving), *map(_known, arriving)))) < _LEAST or thing.kind.name == _OF_LISTS:
        return None
    own = _sign(thing.kind.name)
    many, few = ([*_shared(leaving, most), *_shared(arriving, most)] for most in (MOST, FEW))
    total = sum(map(len, map(_known, leaving))) + sum(group.total for group in groups)
    return Nearby(wide(thing.label, own, many), slim(thing.label, own, few), total)


def _arriving(request: Request, group: LinkGroup) -> list[Neighbour | None]:
    return [_near(request, each.thing, group.label, arrives=True) for each in group.links[:MOST]]


def _near(request: Request, named: Named, relation: str, *, arrives: bool = False) -> Neighbour | None:
    if named.path is None:
        return None
    return Neighbour(named.label, href(request, named.path), _sign(named.kind), relation, arrives)


def _known(found: Sequence[Neighbour | None]) -> list[Neighbour]:
    return [each for each in found if each is not None]


def _shared(groups: Sequence[Sequence[Neighbour | None]], most: int) -> Iterator[Neighbour]:
    """The first of each group, then the second of each, as many as there is room for; in the order of the groups."""
    turns = chain.from_iterable(zip_longest(*map(_known, groups)))
    chosen = set(map(id, islice((each for each in turns if each is not None), most)))
    yield from (each for group in groups for each in group if id(each) in chosen and each is not None)


def _sign(kind: str | None) -> Sign:
    drawn = glyph(kind)
    return Sign(drawn.path, drawn.colour, drawn.outline)
