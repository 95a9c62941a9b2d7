"""What follows from what is stated: conclusions kept in a graph of their own, and kept up with what changes.

A change is followed by delete-and-rederive (Gupta, Mumick and Subrahmanian, 1993): what rested on something that is
gone is taken away, what still follows from the rest is put back, then what follows from the new is added.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from sys import intern

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from graph.deduction import Program
from graph.facts import Changed, Memory, Pair
from graph.query import bind_many
from graph.rules import NAME, SCHEMA, clauses, rules
from graph.store import Line, Scope, Store
from graph.terms import read, written
from ontology import iri
from ontology.namespaces import CSC, ONTOLOGY

INFERRED = iri.of_source("inferred")
_LABELS = tuple(map(written, (RDFS.label, SKOS.prefLabel, DCTERMS.title)))
_NAME = written(CSC.name)
_TEXT = "application/n-triples"
_MANY = 20_000  # changed triples from which on drawing all conclusions anew is quicker
_BATCH = 2_000  # things whose names are asked for in one query

Said = frozenset[Line]


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
    names = frozenset(_names(store, None))
    store.change(INFERRED, names - before, before - old - names)
    now = lines | names
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
    old, new = frozenset().union(*before.values()), frozenset().union(*after.values())
    untouched = frozenset(before) | {INFERRED}
    gone = {line for line in old - new if not store.graphs_of(line) - {INFERRED}}
    come = {line for line in new - old if not store.graphs_of(line) - untouched}
    if len(gone) + len(come) > _MANY:
        return infer(store)
    return _Update(store, program_of(store), gone, come).run()


class _Update:
    """One run of delete-and-rederive, from what is no longer stated and what is stated anew."""

    def __init__(self, store: Store, program: Program, gone: Iterable[Line], come: Iterable[Line]) -> None:
        self._store = store
        self._program = program
        self._lost = Memory(gone)
        self._come = Memory(come)
        self._doubtful = Memory(gone)  # what is gone, and all conclusions that may rest on it
        self._found = Memory()

    def run(self) -> Drawn:
        """Change the graph of conclusions."""
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

    def _change(self) -> Drawn:
        store = self._store
        found = frozenset(self._found.lines())
        was = {line for line in self._doubtful.lines() if INFERRED in store.graphs_of(line)}
        stated = {line for line in self._come.lines() if INFERRED in store.graphs_of(line)}
        added, removed = found - was, (was - found) | stated
        store.change(INFERRED, added, removed)
        renamed = {
            line[0] for line in (*added, *removed, *self._lost.lines(), *self._come.lines()) if line[1] in _LABELS
        }
        new, old = self._rename(renamed)
        return Drawn(store.size(INFERRED), len(added) + new, len(removed) + old)

    def _rename(self, things: set[str]) -> tuple[int, int]:
        old = {line for thing in things for line in self._store.lines(thing, _NAME, None)}
        new = frozenset(_names(self._store, sorted(things)))
        self._store.change(INFERRED, new - old, old - new)
        return len(new - old), len(old - new)


def _relevant(store: Store, program: Program) -> Iterator[Line]:
    """The stated triples that any clause may ask for or say."""
    others = f"FILTER(?graph != {written(INFERRED)})"
    for predicate in sorted(program.predicates()):
        for value in sorted(program.values(predicate) or ("?value",)):
            atom = f"?thing {predicate} {value}"
            query = f"CONSTRUCT {{ {atom} }} WHERE {{ GRAPH ?graph {{ {atom} }} {others} }}"
            yield from _lines(store.answer(query, _TEXT, Scope.OPERATOR))


def _names(store: Store, things: Sequence[str] | None) -> Iterator[Line]:
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
    return NAME.read_text(encoding="utf-8").replace("INSERT {", "CONSTRUCT {", 1)


def _lines(answer: bytes) -> Iterator[Line]:
    for line in answer.decode().split("\n"):
        if line:
            subject, predicate, value = line[:-2].split(" ", 2)
            yield intern(subject), intern(predicate), intern(value)  # the same few again and again
