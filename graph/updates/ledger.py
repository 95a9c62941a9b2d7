"""The changes of one request as they are made, quad by quad, so that they can be told, followed and undone."""

from collections.abc import Callable, Collection, Iterable, Sequence, Set

import pyoxigraph as ox

from graph.filling import as_line, take, twice
from graph.store import Line
from graph.updates.dataset import NOWHERE, Graph

_MANY = 20_000  # quads from which on the bulk loader is quicker than one transaction


class Ledger:
    """Writes to all copies of a store alike: the whole, and what the public sees of it.

    With `union` the default graph of each is kept as the union of its named graphs. `note` is told of which things
    something is about to be said or unsaid, as N-Triples write them.
    """

    def __init__(
        self, copies: Sequence[ox.Store], *, union: bool, note: Callable[[frozenset[str]], None] = lambda things: None
    ) -> None:
        self._copies = copies
        self._union = union
        self._note = note
        self.added: set[ox.Quad] = set()
        self.removed: set[ox.Quad] = set()
        self.created: set[ox.NamedNode] = set()
        self.dropped: set[ox.NamedNode] = set()

    @property
    def is_changed(self) -> bool:
        """Whether anything is other than before."""
        return bool(self.added or self.removed or self.created or self.dropped)

    @property
    def whole(self) -> ox.Store:
        """The copy in which all can be seen."""
        return self._copies[0]

    def says(self, graph: Graph) -> bool:
        """Whether a graph says anything."""
        return any(True for _ in self.whole.quads_for_pattern(None, None, None, graph))

    def has(self, graph: Graph) -> bool:
        """Whether a graph is there; one without a name always is."""
        return graph == NOWHERE or self.whole.contains_named_graph(graph)

    def names(self) -> frozenset[ox.NamedNode]:
        """All named graphs."""
        return frozenset(name for name in self.whole.named_graphs() if isinstance(name, ox.NamedNode))

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Take quads away, those that are there."""
        self._lose({quad for quad in quads if quad in self.whole})

    def clear(self, graph: Graph, keep: frozenset[ox.Quad] = frozenset()) -> None:
        """Take away all that one graph says, but for some quads."""
        self._lose({quad for quad in self.whole.quads_for_pattern(None, None, None, graph) if quad not in keep})

    def _lose(self, gone: Set[ox.Quad]) -> None:
        self._note(frozenset(str(quad.subject) for quad in gone))
        for copy in self._copies:
            _take(copy, gone, union=self._union)
        self.removed |= gone - self.added
        self.added -= gone

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Say quads, those that are not there yet; their graphs are made."""
        come = {quad for quad in quads if quad not in self.whole}
        self._note(frozenset(str(quad.subject) for quad in come))
        for graph in {quad.graph_name for quad in come}:
            self.create(graph)
        for copy in self._copies:
            _say(copy, come, union=self._union)
        self.added |= come - self.removed
        self.removed -= come

    def create(self, graph: object) -> None:
        """Make a named graph, if it is not there."""
        if not isinstance(graph, ox.NamedNode) or self.has(graph):
            return
        for copy in self._copies:
            copy.add_graph(graph)
        (self.dropped.discard if graph in self.dropped else self.created.add)(graph)

    def drop(self, graph: Graph) -> None:
        """Take a graph away with all it says."""
        self.clear(graph)
        if not isinstance(graph, ox.NamedNode) or not self.has(graph):
            return
        for copy in self._copies:
            copy.remove_graph(graph)
        (self.created.discard if graph in self.created else self.dropped.add)(graph)

    def undo(self) -> None:
        """Bring everything back to what it was."""
        created, dropped, added, removed = self.created.copy(), self.dropped.copy(), {*self.added}, {*self.removed}
        self.remove(added)
        self.add(removed)
        for graph in created:
            self.drop(graph)
        for graph in dropped:
            self.create(graph)

    def lines(self, matters: Callable[[ox.Quad], bool]) -> dict[str, tuple[frozenset[Line], frozenset[Line]]]:
        """What each named graph lost, and what came to it, of the quads that matter."""
        lost, come = _by_graph(filter(matters, self.removed)), _by_graph(filter(matters, self.added))
        return {graph: (lost.get(graph, frozenset()), come.get(graph, frozenset())) for graph in {*lost, *come}}


def _take(copy: ox.Store, quads: Collection[ox.Quad], *, union: bool) -> None:
    if union:
        take(copy, quads)
        return
    for quad in quads:
        copy.remove(quad)


def _say(copy: ox.Store, quads: Collection[ox.Quad], *, union: bool) -> None:
    write = copy.extend if len(quads) < _MANY else copy.bulk_extend
    write((each for quad in quads for each in twice(quad)) if union else quads)


def _by_graph(quads: Iterable[ox.Quad]) -> dict[str, frozenset[Line]]:
    found: dict[str, set[Line]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            found.setdefault(quad.graph_name.value, set()).add(as_line(quad))
    return {graph: frozenset(lines) for graph, lines in found.items()}
