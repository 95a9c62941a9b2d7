"""The operations carried out, each by its definition (SPARQL 1.1 Update, section 3)."""

from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

import pyoxigraph as ox

from graph.changes import Body, GraphExists, GraphNotThere, NoSuchGraph
from graph.layout import UNNAMED
from graph.store import BadQuery, StoreError
from graph.updates.dataset import NOWHERE, Found, Graph, read, solved
from graph.updates.ledger import Ledger
from graph.updates.operations import ALL, DEFAULT, NAMED, Create, Data, Empty, Load, Modify, Operation, Target, Transfer
from graph.updates.rights import Rights
from ontology.saying import Said

Fetch: TypeAlias = Callable[[str], Body]


class Performer:
    """Carries out the operations of one request on a store.

    `seen` is the copy that its sender may see, which patterns are asked of. With `plain` the graph without a name is
    seen as the standard has it, also where the store keeps the union of all graphs there.
    """

    def __init__(
        self, ledger: Ledger, seen: ox.Store, rights: Rights, fetch: Fetch, *, union: bool, plain: bool
    ) -> None:
        self._ledger = ledger
        self._seen = seen
        self._rights = rights
        self._fetch = fetch
        self._own: Graph = ox.NamedNode(str(UNNAMED)) if union else NOWHERE
        self._default = [ox.NamedNode(str(UNNAMED))] if union and plain else None

    def perform(self, operation: Operation, found: Found | None) -> None:
        """Carry one out; `found` is what its text said already. Raises `BadQuery` or an error of `graph.changes`."""
        match operation:
            case Data():
                assert found is not None
                self._write(self._placed(found))
            case Modify():
                self._write(solved(self._seen, operation, self._default, self._own))
            case Create():
                self._create(operation)
            case Empty():
                self._empty(operation)
            case Transfer():
                self._transfer(operation)
            case Load():
                self._load(operation)

    def replace(self, graph: str | None, bodies: Iterable[Body], *, merge: bool) -> bool:
        """Make a graph say what some files say; gives whether it was there."""
        target = self._named(graph)
        self._rights.demand(target)
        quads = frozenset(_in(quad, target) for body in bodies for quad in read(body))
        existed = self._ledger.has(target) and (graph is not None or self._ledger.says(target))
        if not merge:
            self._ledger.clear(target, quads)
        self._ledger.create(target)
        self._ledger.add(quads)
        return existed

    def remove(self, graph: str | None) -> None:
        """Take a graph away; raises `GraphNotThere`."""
        target = self._named(graph)
        self._rights.demand(target)
        if graph is not None and not self._ledger.has(target):
            raise GraphNotThere(Said.of("graph", "there is no graph <{iri}> here", iri=graph))
        self._ledger.drop(target)

    def _write(self, found: Found) -> None:
        for graph in {quad.graph_name for quad in (*found.delete, *found.insert)} | found.named:
            assert isinstance(graph, ox.NamedNode | ox.DefaultGraph)
            self._rights.demand(graph)
        self._ledger.remove(found.delete)
        for name in found.named:
            self._ledger.create(name)
        self._ledger.add(found.insert)

    def _placed(self, found: Found) -> Found:
        """Data that name no graph go to the one that stands for it."""
        if self._own == NOWHERE:
            return found
        return Found(self._moved(found.delete), self._moved(found.insert), found.named)

    def _moved(self, quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
        return frozenset(_in(quad, self._own) if quad.graph_name == NOWHERE else quad for quad in quads)

    def _create(self, operation: Create) -> None:
        graph = ox.NamedNode(operation.graph)
        self._rights.demand(graph)
        if self._ledger.has(graph) and not operation.silent:
            raise GraphExists(Said.of("graph_there", "there is a graph <{iri}> already", iri=operation.graph))
        self._ledger.create(graph)

    def _empty(self, operation: Empty) -> None:
        for graph in self._meant(operation):
            if operation.drop:
                self._ledger.drop(graph)
            else:
                self._ledger.clear(graph)

    def _meant(self, operation: Empty) -> Collection[Graph]:
        word = operation.target.word
        if word == DEFAULT:
            self._rights.demand(self._own)
            return (self._own,)
        if word in (NAMED, ALL):
            return self._all(named=word == NAMED)
        graph = ox.NamedNode(operation.target.graph)
        self._rights.demand(graph)
        # Clearing what is not there should fail (section 3.1.5), but a W3C case of the protocol counts on its success.
        return (graph,) if self._is_there(graph, silent=operation.silent or not operation.drop) else ()

    def _all(self, *, named: bool) -> Collection[Graph]:
        free = set[Graph](self._rights.free(self._ledger.names()))
        if named:
            return free - {self._own}
        self._rights.demand(self._own)
        return free | {self._own}

    def _transfer(self, operation: Transfer) -> None:
        source, target = self._of(operation.source), self._of(operation.target)
        self._rights.demand(target)
        if operation.kind == "MOVE":
            self._rights.demand(source)
        if not self._is_there(source, silent=operation.silent) or source == target:
            return
        quads = frozenset(_in(quad, target) for quad in self._seen.quads_for_pattern(None, None, None, source))
        if operation.kind != "ADD":
            self._ledger.clear(target, quads)
        self._ledger.create(target)
        self._ledger.add(quads)
        if operation.kind == "MOVE":
            self._ledger.drop(source)

    def _load(self, operation: Load) -> None:
        target = self._of(operation.into)
        self._rights.demand(target)
        try:
            quads = read(self._fetch(operation.address))
        except StoreError:
            if operation.silent:
                return
            raise
        self._ledger.create(target)
        self._ledger.add(_in(quad, target) for quad in quads)

    def _of(self, target: Target) -> Graph:
        return self._own if target.word == DEFAULT else ox.NamedNode(target.graph)

    def _named(self, graph: str | None) -> Graph:
        try:
            return self._own if graph is None else ox.NamedNode(graph)
        except ValueError as error:
            raise BadQuery(Said.of("graph_iri", "“{name}” is not an IRI", name=graph)) from error

    def _is_there(self, graph: Graph, *, silent: bool) -> bool:
        """Whether the sender can see a graph; raises `NoSuchGraph` where that is an error."""
        if graph in (NOWHERE, self._own) or self._seen.contains_named_graph(graph):
            return True
        if silent:
            return False
        assert isinstance(graph, ox.NamedNode)
        raise NoSuchGraph(Said.of("graph", "there is no graph <{iri}> here", iri=graph.value))


def _in(quad: ox.Quad, graph: Graph) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)
