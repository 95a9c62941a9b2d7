"""Triples as rules see them: pairs of subject and object by predicate, in memory or in a store.

Terms are the text of N-Triples: what the engine reads and writes fastest, and what Python compares fastest.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol, TypeAlias

from rdflib.namespace import RDF

from graph.store import Line, Store
from graph.terms import written

Pair: TypeAlias = tuple[str, str]
_TYPE = written(RDF.type)


class Facts(Protocol):
    """What holds, by predicate."""

    def pairs(self, predicate: str) -> Collection[Pair]:
        """All subjects with their objects."""
        ...

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """The objects of a subject."""
        ...

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """The subjects of an object."""
        ...

    def holds(self, predicate: str, pair: Pair) -> bool:
        """Whether one triple is among them."""
        ...

    def unknown(self, predicate: str, pairs: set[Pair]) -> set[Pair]:
        """Those of some triples that are not among them."""
        ...


class Relation:
    """The pairs of one predicate, found from either end; the indexes are made when first asked for."""

    def __init__(self) -> None:
        self.pairs: set[Pair] = set()
        self._forward: dict[str, list[str]] | None = None
        self._backward: dict[str, list[str]] | None = None

    def add(self, pairs: Collection[Pair]) -> None:
        """Take in pairs that are new."""
        self.pairs.update(pairs)
        if self._forward is not None:
            _index(self._forward, pairs)
        if self._backward is not None:
            _index(self._backward, ((value, subject) for subject, value in pairs))

    def forward(self) -> dict[str, list[str]]:
        """The objects by subject."""
        if self._forward is None:
            self._forward = _index({}, self.pairs)
        return self._forward

    def backward(self) -> dict[str, list[str]]:
        """The subjects by object."""
        if self._backward is None:
            self._backward = _index({}, ((value, subject) for subject, value in self.pairs))
        return self._backward


class Memory:
    """Facts kept in memory."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._relations: defaultdict[str, Relation] = defaultdict(Relation)
        found: defaultdict[str, set[Pair]] = defaultdict(set)
        for subject, predicate, value in lines:
            found[predicate].add((subject, value))
        for predicate, pairs in found.items():
            self.add(predicate, pairs)

    def add(self, predicate: str, pairs: Iterable[Pair]) -> set[Pair]:
        """Take in pairs; gives those that were new."""
        new = set(pairs) - self.pairs(predicate)
        if new:
            self._relations[predicate].add(new)
        return new

    def predicates(self) -> Collection[str]:
        """The predicates of which there are facts."""
        return self._relations.keys()

    def pairs(self, predicate: str) -> set[Pair]:
        """All subjects with their objects."""
        relation = self._relations.get(predicate)
        return relation.pairs if relation else set()

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """The objects of a subject."""
        relation = self._relations.get(predicate)
        return relation.forward().get(subject, ()) if relation else ()

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """The subjects of an object."""
        relation = self._relations.get(predicate)
        return relation.backward().get(value, ()) if relation else ()

    def holds(self, predicate: str, pair: Pair) -> bool:
        """Whether one triple is among them."""
        return pair in self.pairs(predicate)

    def unknown(self, predicate: str, pairs: set[Pair]) -> set[Pair]:
        """Those of some triples that are not among them."""
        return pairs - self.pairs(predicate)

    def lines(self) -> Iterator[Line]:
        """All of them as triples."""
        for predicate, relation in self._relations.items():
            for subject, value in relation.pairs:
                yield subject, predicate, value

    def __len__(self) -> int:
        return sum(len(relation.pairs) for relation in self._relations.values())


class Changed:
    """What a store says in any graph, less some triples and with others."""

    def __init__(self, store: Store, less: Memory, more: Memory) -> None:
        self._store = store
        self._less = less
        self._more = more

    def pairs(self, predicate: str) -> Collection[Pair]:
        """All subjects with their objects."""
        stored = {(subject, value) for subject, _, value in self._store.lines(None, predicate, None)}
        return (stored - self._less.pairs(predicate)) | self._more.pairs(predicate)

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """The objects of a subject."""
        stored = {value for _, _, value in self._store.lines(subject, predicate, None)}
        return stored.difference(self._less.objects(predicate, subject)).union(self._more.objects(predicate, subject))

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """The subjects of an object."""
        stored = {subject for subject, _, _ in self._store.lines(None, predicate, value)}
        return stored.difference(self._less.subjects(predicate, value)).union(self._more.subjects(predicate, value))

    def holds(self, predicate: str, pair: Pair) -> bool:
        """Whether one triple is among them."""
        if self._more.holds(predicate, pair):
            return True
        subject, value = pair
        return not self._less.holds(predicate, pair) and any(self._store.lines(subject, predicate, value))

    def unknown(self, predicate: str, pairs: set[Pair]) -> set[Pair]:
        """Those of some triples that are not among them."""
        return {pair for pair in pairs if not self.holds(predicate, pair)}


class Cached:
    """What a store says in any graph, and what was found to follow; for as long as the store does not change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._objects: dict[Pair, frozenset[str]] = {}
        self.found = Memory()

    def add(self, predicate: str, pairs: Iterable[Pair]) -> None:
        """Take in what follows."""
        self.found.add(predicate, pairs)

    def pairs(self, predicate: str) -> Collection[Pair]:
        """All subjects with their objects."""
        return {(subject, value) for subject, _, value in self._store.lines(None, predicate, None)} | self.found.pairs(
            predicate
        )

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """The objects of a subject."""
        return self._stored(predicate, subject).union(self.found.objects(predicate, subject))

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """The subjects of an object."""
        stored = {subject for subject, _, _ in self._store.lines(None, predicate, value)}
        return stored.union(self.found.subjects(predicate, value))

    def holds(self, predicate: str, pair: Pair) -> bool:
        """Whether one triple is among them."""
        if self.found.holds(predicate, pair):
            return True
        subject, value = pair
        if predicate == _TYPE:  # a thing has few classes, and is asked for each of them
            return value in self._stored(predicate, subject)
        return any(self._store.lines(subject, predicate, value))

    def unknown(self, predicate: str, pairs: set[Pair]) -> set[Pair]:
        """Those of some triples that are not among them."""
        return {pair for pair in pairs if not self.holds(predicate, pair)}

    def _stored(self, predicate: str, subject: str) -> frozenset[str]:
        found = self._objects.get((predicate, subject))
        if found is None:
            found = frozenset(value for _, _, value in self._store.lines(subject, predicate, None))
            self._objects[predicate, subject] = found
        return found


def _index(index: dict[str, list[str]], pairs: Iterable[Pair]) -> dict[str, list[str]]:
    for key, value in pairs:
        index.setdefault(key, []).append(value)
    return index
