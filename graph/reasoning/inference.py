"""What follows from what is stated: conclusions kept in a graph of their own, and kept up with what changes.

A change is followed by delete-and-rederive (Gupta, Mumick and Subrahmanian, 1993): what rested on something that is
gone is taken away, what still follows from the rest is put back, then what follows from the new is added.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from sys import intern
from typing import TypeVar

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from graph.query import bind_many
from graph.reasoning.deduction import Program
from graph.reasoning.facts import Cached, Changed, Memory, Pair
from graph.reasoning.rules import NAME, SCHEMA, clauses, rules
from graph.store import Line, Scope, Store
from graph.terms import read, written
from ontology import iri
from ontology.base import shipped
from ontology.namespaces import CSC, ONTOLOGY

INFERRED = iri.of_source("inferred")
LABELS = tuple(map(written, (RDFS.label, SKOS.prefLabel, DCTERMS.title)))
_NAME = written(CSC.name)
_TEXT = "application/n-triples"
MANY = 20_000  # changed triples from which on drawing all conclusions anew is quicker
_NAMES = 5  # names of things that are changed as soon as one triple that rules ask for
_LINES = 100_000  # lines of a new graph that are concluded from at a time: more take more memory, and are no quicker
_BATCH = 2_000  # things whose names are asked for in one query

Said = frozenset[Line]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Drawn:
    """How many conclusions there are, and how many of them came and went."""

    total: int = 0
    added: int = 0
    removed: int = 0


def infer(store: Store) -> Drawn:
    """Draw all conclusions anew; only what comes out otherwise than before is written."""
    program = program_of(store)
    before = said(store, (INFERRED,))[INFERRED]
    facts, drawn = Memory(_relevant(store, program)), Memory()

    def keep(predicate: str, pairs: set[Pair]) -> None:
        facts.add(predicate, pairs)
        drawn.add(predicate, pairs)

    program.close(facts, facts, keep)
    lines = frozenset(drawn.lines())
    old = frozenset(line for line in before if line[1] != _NAME)
    store.change(INFERRED, lines - old, old - lines)
    called = frozenset(names(store, None))
    store.change(INFERRED, called - before, before - old - called)
    now = lines | called
    return Drawn(len(now), len(now - before), len(before - now))


def program_of(store: Store) -> Program:
    """The rules, their schema atoms answered by the ontology that the store holds."""
    return Program(clauses(rules(), axioms(store)))


def axioms(store: Store) -> Graph:
    """What the ontology in a store says that rules ask for."""
    asked = " ".join(map(written, sorted(SCHEMA)))
    kinds = f"{written(OWL.TransitiveProperty)} {written(OWL.SymmetricProperty)}"
    patterns = (
        f"VALUES ?p {{ {asked} }}",
        f"VALUES ?p {{ {written(RDF.type)} }} VALUES ?o {{ {kinds} }}",
        f"VALUES ?p {{ {written(RDFS.isDefinedBy)} }} VALUES ?o {{ {written(ONTOLOGY)} }}",
    )
    found = Graph()
    for pattern in patterns:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {written(ONTOLOGY)} {{ {pattern} ?s ?p ?o }} }}"
        found += store.construct(query, Scope.OPERATOR)
    return found


def said(store: Store, graphs: Iterable[URIRef]) -> Mapping[URIRef, Said]:
    """What some graphs say now: to be kept before a change, and given to `update` after it."""
    found = {}
    for graph in graphs:
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {written(graph)} {{ ?s ?p ?o }} }}"
        found[graph] = frozenset(_lines(store.answer(query, _TEXT, Scope.OPERATOR)))
    return found


def update(store: Store, before: Mapping[URIRef, Said]) -> Drawn:
    """Bring the conclusions up to date after graphs were changed, given what these said before."""
    after = said(store, before)
    return follow(store, {graph: (old - after[graph], after[graph] - old) for graph, old in before.items()})


def follow(store: Store, changes: Mapping[URIRef, tuple[Said, Said]]) -> Drawn:
    """Bring the conclusions up to date after a change, given what each graph lost and what came to it."""
    added, removed = follow_by(store, changes, None)
    return Drawn(store.size(INFERRED), added, removed)


def follow_by(store: Store, changes: Mapping[URIRef, tuple[Said, Said]], program: Program | None) -> tuple[int, int]:
    """As `follow`, by rules that were made ready before; gives how many conclusions came and went."""
    lost = frozenset[Line]().union(*(each[0] for each in changes.values()))
    come_to: dict[Line, set[URIRef]] = {}
    for graph, (_, added) in changes.items():
        for line in added:
            come_to.setdefault(line, {INFERRED}).add(graph)
    gone = {line for line in lost if not store.graphs_of(line) - {INFERRED}}
    come = {line for line, graphs in come_to.items() if line not in lost and not store.graphs_of(line) - graphs}
    program = program or program_of(store)
    if are_many((*gone, *come), program):
        drawn = infer(store)
        return drawn.added, drawn.removed
    return _Update(store, program, gone, come).run()


def are_many(lines: Collection[Line], program: Program) -> bool:
    """Whether so much changed that drawing all conclusions anew is quicker than to follow it."""
    if len(lines) <= MANY:
        return False
    asked = program.predicates()
    ruled = sum(line[1] in asked for line in lines)
    return ruled + (len(lines) - ruled) // _NAMES > MANY


def grow(store: Store, graph: URIRef) -> Drawn:
    """Bring the conclusions up to date after a graph was filled that said nothing before, however large it is."""
    return _Growth(store, program_of(store), graph).run()


class _Growth:
    """One run over a new graph, a batch of lines after the other: all it says is in the store already, so what
    follows from several lines is found with the last of them, and memory holds one batch.
    """

    def __init__(self, store: Store, program: Program, graph: URIRef) -> None:
        self._store = store
        self._program = program
        self._graph = graph
        self._added = 0

    def run(self) -> Drawn:
        """Change the graph of conclusions."""
        removed = self._leave_stated()
        for lines in _batches(self._asked()):
            self._conclude(lines)
        renamed = 0
        labelled = (line[0] for label in LABELS for line in self._store.lines(None, label, None, self._graph))
        for things in _batches(labelled):
            new, old = _rename(self._store, set(things))
            renamed, removed = renamed + new, removed + old
        return Drawn(self._store.size(INFERRED), self._added + renamed, removed)

    def _asked(self) -> Iterator[Line]:
        """What the graph says that any rule asks for."""
        for predicate in sorted(self._program.predicates()):
            for value in sorted(self._program.values(predicate) or ()) or (None,):
                yield from self._store.lines(None, predicate, value, self._graph)

    def _leave_stated(self) -> int:
        """Take out of the conclusions what is stated now."""
        store = self._store
        sides = (self._graph, INFERRED)
        smaller, other = sides if store.size(self._graph) < store.size(INFERRED) else sides[::-1]
        predicates = sorted(self._program.predicates())
        lines = (line for each in predicates for line in store.lines(None, each, None, smaller))
        stated = frozenset(line for line in lines if any(store.lines(*line, other)))
        store.change(INFERRED, (), stated)
        return len(stated)

    def _conclude(self, lines: Iterable[Line]) -> None:
        facts = Cached(self._store)
        self._program.close(facts, Memory(lines), facts.add)
        self._store.change(INFERRED, facts.found.lines(), ())
        self._added += len(facts.found)


class _Update:
    """One run of delete-and-rederive, from what is no longer stated and what is stated anew."""

    def __init__(self, store: Store, program: Program, gone: Iterable[Line], come: Iterable[Line]) -> None:
        self._store = store
        self._program = program
        self._lost = Memory(gone)
        self._come = Memory(come)
        self._doubtful = Memory(gone)  # what is gone, and all conclusions that may rest on it
        self._found = Memory()

    def run(self) -> tuple[int, int]:
        """Change the graph of conclusions; gives how many came and went."""
        self._doubt()
        facts = Changed(self._store, self._doubtful, self._found)
        delta = Memory(line for line in self._doubtful.lines() if any(self._program.derivations(line, facts)))
        for predicate in delta.predicates():
            self._found.add(predicate, delta.pairs(predicate))
        for line in self._come.lines():
            delta.add(line[1], ((line[0], line[2]),))
        self._program.close(facts, delta, self._found.add)
        return self._change()

    def _doubt(self) -> None:
        """Find what may rest on what is gone, as things stood before."""
        facts = Changed(self._store, Memory(), self._lost)
        delta = self._lost
        while delta:
            fresh = Memory()
            for plan in self._program.concerned(delta):
                found = plan.conclude(delta, facts) - self._doubtful.pairs(plan.predicate)
                fresh.add(plan.predicate, (pair for pair in found if self._is_only_inferred(plan.predicate, pair)))
            for predicate in fresh.predicates():
                self._doubtful.add(predicate, fresh.pairs(predicate))
            delta = fresh

    def _is_only_inferred(self, predicate: str, pair: Pair) -> bool:
        return self._store.graphs_of((pair[0], predicate, pair[1])) == {INFERRED}

    def _change(self) -> tuple[int, int]:
        store = self._store
        found = frozenset(self._found.lines())
        was = {line for line in self._doubtful.lines() if INFERRED in store.graphs_of(line)}
        stated = {line for line in self._come.lines() if INFERRED in store.graphs_of(line)}
        added, removed = found - was, (was - found) | stated
        store.change(INFERRED, added, removed)
        renamed = {
            line[0] for line in (*added, *removed, *self._lost.lines(), *self._come.lines()) if line[1] in LABELS
        }
        new, old = _rename(store, renamed)
        return len(added) + new, len(removed) + old


def _batches(given: Iterator[_T]) -> Iterator[tuple[_T, ...]]:
    """What is given, so many at a time."""
    while batch := tuple(islice(given, _LINES)):
        yield batch


def _rename(store: Store, things: set[str]) -> tuple[int, int]:
    """Names anew for some things, and how many came and went."""
    old = {line for thing in things for line in store.lines(thing, _NAME, None)}
    new = frozenset(names(store, sorted(things)))
    store.change(INFERRED, new - old, old - new)
    return len(new - old), len(old - new)


def _relevant(store: Store, program: Program) -> Iterator[Line]:
    """The stated triples that any clause may ask for or say."""
    others = f"FILTER(?graph != {written(INFERRED)})"
    for predicate in sorted(program.predicates()):
        for value in sorted(program.values(predicate) or ("?value",)):
            atom = f"?thing {predicate} {value}"
            query = f"CONSTRUCT {{ {atom} }} WHERE {{ GRAPH ?graph {{ {atom} }} {others} }}"
            yield from _lines(store.answer(query, _TEXT, Scope.OPERATOR))


def names(store: Store, things: Sequence[str] | None) -> Iterator[Line]:
    """One name for each thing, or for some: nobody but this rule says names."""
    if things is None:
        yield from _lines(store.answer(_name_query(), _TEXT, Scope.OPERATOR))
        return
    named = [read(thing) for thing in things if thing.startswith("<")]
    for start in range(0, len(named), _BATCH):
        query = bind_many(_name_query(), {"thing": tuple(named[start : start + _BATCH])})
        yield from _lines(store.answer(query, _TEXT, Scope.OPERATOR))


@cache
def _name_query() -> str:
    return shipped(NAME).replace("INSERT {", "CONSTRUCT {", 1)


def _lines(answer: bytes) -> Iterator[Line]:
    for line in answer.decode().split("\n"):
        if line:
            subject, predicate, value = line[:-2].split(" ", 2)
            yield intern(subject), intern(predicate), intern(value)  # the same few again and again
