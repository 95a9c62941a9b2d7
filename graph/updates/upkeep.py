"""What must change with what is said: the conclusions, and their number in the catalogue."""

from collections.abc import Mapping
from functools import cached_property

import pyoxigraph as ox
from rdflib import VOID, XSD, Literal, URIRef

from graph.coverage import CATALOGUE
from graph.embedded import EmbeddedStore
from graph.reasoning.deduction import Program
from graph.reasoning.inference import INFERRED, LABELS, MANY, are_many, follow_by, grow, infer, program_of
from graph.store import Line
from graph.terms import written
from graph.updates.ledger import Ledger

_TRIPLES = written(VOID.triples)
_INFERRED = written(INFERRED)


class Upkeep:
    """Keeps one copy of a store up with what is written; the vocabulary in it does not change meanwhile."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    def follow(self, ledger: Ledger) -> None:
        """Draw the conclusions of what each graph lost, and of what came to it."""
        if not (ledger.added or ledger.removed):
            return
        changes = ledger.lines(self._matters)
        new = {graph.value for graph in ledger.created}
        large = {graph for graph, (lost, come) in changes.items() if graph in new and not lost and len(come) > MANY}
        drawn = [grow(self._store, URIRef(graph)) for graph in sorted(large)]
        more = sum(each.added - each.removed for each in drawn) + self._follow(
            {URIRef(graph): lines for graph, lines in changes.items() if graph not in large}
        )
        if more:
            self._count(more)

    def _follow(self, changes: Mapping[URIRef, tuple[frozenset[Line], frozenset[Line]]]) -> int:
        all_lines = tuple(line for sides in changes.values() for side in sides for line in side)
        if are_many(all_lines, self._program):  # sooner than to look in which other graphs each of them stands
            drawn = infer(self._store)
            return drawn.added - drawn.removed
        added, removed = follow_by(self._store, changes, self._program) if changes else (0, 0)
        return added - removed

    def _matters(self, quad: ox.Quad) -> bool:
        """Whether any rule asks for a triple: of what strangers write much is in words of their own."""
        said = quad.predicate.value
        if said not in self._asked:
            return False
        values = self._asked[said]
        return values is None or str(quad.object) in values

    @cached_property
    def _program(self) -> Program:
        return program_of(self._store)

    @cached_property
    def _asked(self) -> Mapping[str, frozenset[str] | None]:
        """What rules ask for: predicates, and of those of which not every value matters the values that do."""
        asked = {predicate[1:-1]: self._program.values(predicate) for predicate in self._program.predicates()}
        return asked | {label[1:-1]: None for label in LABELS}

    def _count(self, more: int) -> None:
        """The size of the graph of conclusions, where the catalogue tells it."""
        lines = list(self._store.lines(_INFERRED, _TRIPLES, None, CATALOGUE))
        if lines:
            size = int(lines[0][2].split('"')[1]) + more
            now = (_INFERRED, _TRIPLES, written(Literal(str(size), datatype=XSD.integer)))
            self._store.change(CATALOGUE, [now], [line for line in lines if line != now])
