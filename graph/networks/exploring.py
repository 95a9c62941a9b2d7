"""Going from thing to thing: what is around one, the ways between two, and what two have in common."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.networks.adjacency import Adjacency, Numbers
from graph.networks.network import THING, Network, Word, assemble
from graph.networks.outline import class_of
from graph.networks.portraits import Portraits, last
from graph.networks.projections import projections
from graph.networks.tabular import ask
from graph.networks.ties import Tie, judged, ties
from graph.reading import UnknownThing
from graph.store import Scope, Store
from ontology.model import model
from ontology.saying import Said

STEP = 500  # neighbours that are told at once
LONGEST = 6  # links of a path
PATHS_MOST = 100
_PATIENCE = 1.0  # seconds of looking for paths
_OUT, _IN = "out", "in"
DIRECTIONS = (_OUT, _IN)


class BadPath(ValueError):
    """Ways were asked for that are not looked for."""


@dataclass(frozen=True)
class Count:
    """How many neighbours of one kind a thing has by one relation, in one direction."""

    relation: Word
    direction: str
    kind: Word
    total: int


@dataclass(frozen=True)
class Around:
    """What is linked to a thing, counted."""

    iri: str
    total: int
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Wanted:
    """Which neighbours are asked for: by relation, direction (`out`, `in`) and kind, each only where it is given."""

    relation: str = ""
    direction: str = ""
    kind: str = ""

    def fits(self, other: str, direction: str, tie: Tie) -> bool:
        """Whether a link is one of them."""
        return (
            self.relation in ("", last(tie.relation))
            and self.direction in ("", direction)
            and self.kind in ("", kind_of(other))
        )


ANY = Wanted()


@dataclass(frozen=True)
class Near:
    """A part of what is linked to a thing: the things with their links to it, and how many there are in all."""

    total: int
    network: Network


@dataclass(frozen=True)
class Paths:
    """Ways between two things, the shortest first, each as addresses; `complete` is whether these are all."""

    ways: tuple[tuple[str, ...], ...]
    complete: bool
    network: Network


class Explorer:
    """One release as a scope may see it, by the links that the projections draw."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self._store, self._scope = store, scope
        self.adjacency = Adjacency(_links(store, scope))

    def around(self, iri: str, lang: str) -> Around:
        """What is around a thing, counted by relation, direction and kind; raises `UnknownThing`."""
        counts = Counter((tie.relation, way, kind_of(other)) for other, way, tie in self._links(iri))
        portraits = Portraits(self._store, self._scope)
        portraits.learn({term for relation, _, kind in counts for term in (relation, class_of(kind))})
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return Around(iri, counts.total(), tuple(_count(portraits, lang, *key, total) for key, total in ordered))

    def near(self, iri: str, lang: str, wanted: Wanted = ANY, start: int = 0) -> Near:
        """The neighbours of a thing from one number on, those with most links first; raises `UnknownThing`."""
        fitting = [(other, tie) for other, way, tie in self._links(iri) if wanted.fits(other, way, tie)]
        others = sorted({other for other, _ in fitting}, key=lambda each: (-self.degree(each), each))
        part = frozenset(others[start : start + STEP])
        links = [tie for other, tie in fitting if other in part]
        return Near(len(others), self._network(links, {iri, *part}, lang))

    def paths(self, one: str, other: str, lang: str, longest: int | None = None) -> Paths:
        """The shortest ways between two things, or all of up to so many links; raises `UnknownThing`, `BadPath`."""
        if longest is not None and not 1 <= longest <= LONGEST:
            raise BadPath(
                Said.of("path", "paths are looked for up to {most} links, not {links}", most=LONGEST, links=longest)
            )
        if one == other:
            raise BadPath(Said.of("path_same", "a path joins two things: the two given are the same"))
        ways, complete = _Search(self.adjacency, self._number(one), self._number(other), longest).found()
        things = self.adjacency.things
        told = tuple(tuple(things[number] for number in way) for way in ways)
        steps = {pair for way in ways for pair in pairwise(way)}
        links = {id(tie): tie for at, to in sorted(steps) for end, tie in self.adjacency.of(at) if end == to}
        return Paths(told, complete, self._network(list(links.values()), {one, other}.union(*told), lang))

    def common(self, one: str, other: str, lang: str) -> Near:
        """What both of two things are linked to; raises `UnknownThing`."""
        first, second = (self.adjacency.next_to(self._number(each)).tolist() for each in (one, other))
        shared = {self.adjacency.things[number] for number in set(first) & set(second)}
        part = frozenset(sorted(shared, key=lambda each: (-self.degree(each), each))[:STEP])
        links = [tie for iri in (one, other) for end, _, tie in self._links(iri) if end in part]
        return Near(len(shared), self._network(links, {one, other, *part}, lang))

    def degree(self, iri: str) -> int:
        """How many links a thing has in all."""
        return self.adjacency.degree(iri)

    def _links(self, iri: str) -> Iterator[tuple[str, str, Tie]]:
        """The links of a thing, each with its other end and whether it goes out or comes in."""
        for number, tie in self.adjacency.of(self._number(iri)):
            yield self.adjacency.things[number], _OUT if tie.source == iri else _IN, tie

    def _number(self, iri: str) -> int:
        number = self.adjacency.number(iri)
        if number is None:
            raise UnknownThing(Said.of("unlinked", "nothing is linked to “{name}” here", name=last(iri)))
        return number

    def _network(self, links: Sequence[Tie], things: set[str], lang: str) -> Network:
        return assemble(Portraits(self._store, self._scope), lang, links, things)


def _links(store: Store, scope: Scope) -> list[Tie]:
    """The links of all projections that join things directly, each once."""
    judgements, found = judged(store, scope), dict[tuple[str, str, str], Tie]()
    for each in projections():
        if each.directed:
            for tie in ties(ask(store, scope, each.text), judgements):
                found.setdefault((tie.source, tie.target, tie.relation), tie)
    return [found[key] for key in sorted(found)]


class _Search:
    """Simple ways from one thing to another, looked for as long as there is time."""

    def __init__(self, graph: Adjacency, one: int, other: int, longest: int | None) -> None:
        self._graph, self._one, self._other = graph, one, other
        self._left: Numbers = graph.distances(other, longest or LONGEST)
        self._until = time.monotonic() + _PATIENCE
        self._longest = longest or int(self._left[one])

    def found(self) -> tuple[list[tuple[int, ...]], bool]:
        """The ways, and whether these are all."""
        ways: list[tuple[int, ...]] = []
        for length in range(max(int(self._left[self._one]), 1), min(self._longest, LONGEST) + 1):
            for way in self._of((self._one,), length):
                if way is None or len(ways) == PATHS_MOST:
                    return ways, False
                ways.append(way)
        return ways, True

    def _of(self, way: tuple[int, ...], length: int) -> Iterator[tuple[int, ...] | None]:
        """All ways of exactly this length that begin so; None, and no more, when the time is over."""
        if time.monotonic() > self._until:
            yield None
            return
        if way[-1] == self._other:
            if length == 0:
                yield way
            return
        following = self._graph.next_to(way[-1])
        for number in following[self._left[following] < length].tolist():
            if number not in way:
                yield from self._of((*way, number), length - 1)


def _count(portraits: Portraits, lang: str, relation: str, direction: str, kind: str, total: int) -> Count:
    link = Word(last(relation), portraits.label(relation, lang))
    return Count(link, direction, Word(kind, portraits.label(class_of(kind), lang)), total)


def kind_of(iri: str) -> str:
    """The kind of a thing by its address."""
    located = model().locate(iri)
    return located.kind.name if located else THING
