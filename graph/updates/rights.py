"""Which graphs a change may write to."""

from collections.abc import Collection

import pyoxigraph as ox

from graph.changes import DEFAULT, Allowed, KeptByLoads, NotAllowed
from graph.layout import UNNAMED, is_kept_by_loads
from graph.updates.dataset import Graph
from ontology.namespaces import ONTOLOGY


class Rights:
    """What one sender may write to in a store; with `union` some graphs are kept by loads."""

    def __init__(self, allowed: Allowed, *, union: bool) -> None:
        self._graphs = allowed.graphs
        self._union = union

    def demand(self, graph: Graph) -> None:
        """Raise `NotAllowed` or `KeptByLoads` where this graph may not be written to."""
        name = graph.value if isinstance(graph, ox.NamedNode) else ""
        if not self._allows(name):
            raise NotAllowed("" if name == str(UNNAMED) else name)
        if self._union and is_kept_by_loads(name):
            raise KeptByLoads(name)

    def free(self, names: Collection[ox.NamedNode]) -> frozenset[ox.NamedNode]:
        """The graphs of a store that are meant by all: raises as `demand` where one of them may not be written to."""
        if self._union and any(name.value == str(ONTOLOGY) for name in names):
            raise KeptByLoads(str(ONTOLOGY))
        free = frozenset(name for name in names if not (self._union and is_kept_by_loads(name.value)))
        for name in free:
            self.demand(name)
        return free

    def _allows(self, name: str) -> bool:
        if self._graphs is None:
            return True
        names = {DEFAULT, str(UNNAMED)} if name in ("", str(UNNAMED)) else {name}
        return any(_matches(pattern, each) for pattern in self._graphs for each in names)


def _matches(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
