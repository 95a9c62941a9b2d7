"""What must change with what is said: the conclusions, and their number in the catalogue."""

from collections.abc import Collection, Mapping

from rdflib import VOID, XSD, Literal, URIRef

from graph.coverage import CATALOGUE
from graph.deduction import Program
from graph.embedded import EmbeddedStore
from graph.inference import INFERRED, MANY, follow_by, grow, program_of
from graph.store import Line
from graph.terms import written

_TRIPLES = written(VOID.triples)
_INFERRED = written(INFERRED)


class Upkeep:
    """Keeps one copy of a store up with what is written; the vocabulary in it does not change meanwhile."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._program: Program | None = None

    def follow(self, changes: Mapping[str, tuple[frozenset[Line], frozenset[Line]]], new: Collection[str]) -> None:
        """Draw the conclusions of what each graph lost, and of what came to it; `new` are graphs that were empty."""
        if not changes:
            return
        large = {graph for graph, (lost, come) in changes.items() if graph in new and not lost and len(come) > MANY}
        drawn = [grow(self._store, URIRef(graph)) for graph in sorted(large)]
        more = sum(each.added - each.removed for each in drawn) + self._follow(
            {URIRef(graph): lines for graph, lines in changes.items() if graph not in large}
        )
        if more:
            self._count(more)

    def _follow(self, changes: Mapping[URIRef, tuple[frozenset[Line], frozenset[Line]]]) -> int:
        if not changes:
            return 0
        self._program = self._program or program_of(self._store)
        added, removed = follow_by(self._store, changes, self._program)
        return added - removed

    def _count(self, more: int) -> None:
        """The size of the graph of conclusions, where the catalogue tells it."""
        lines = list(self._store.lines(_INFERRED, _TRIPLES, None, CATALOGUE))
        if lines:
            size = int(lines[0][2].split('"')[1]) + more
            now = (_INFERRED, _TRIPLES, written(Literal(str(size), datatype=XSD.integer)))
            self._store.change(CATALOGUE, [now], [line for line in lines if line != now])
