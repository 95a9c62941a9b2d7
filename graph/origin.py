"""Triples with the graphs of the sources that say them."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rdflib import BNode, URIRef
from rdflib.term import Node

from graph.store import Scope, Store, Triple
from graph.terms import written

Quad: TypeAlias = tuple[Node, Node, Node, URIRef]
_GRAPHS = "SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {} }} GRAPH ?g {{ ?s ?p ?o }} }}"


def quads(store: Store, scope: Scope, triples: Iterable[Triple]) -> Iterator[Quad]:
    """Each triple once for each graph that says it; those of IRIs are asked for together."""
    wanted = set(triples)
    named = sorted({subject for subject, _, _ in wanted if isinstance(subject, URIRef)})
    if named:
        for row in store.select(_GRAPHS.format(" ".join(map(written, named))), scope):
            if (row["s"], row["p"], row["o"]) in wanted:
                yield row["s"], row["p"], row["o"], URIRef(row["g"])
    for subject, predicate, value in wanted:
        if isinstance(subject, BNode):
            for graph in store.graphs_of((written(subject), written(predicate), written(value))):
                yield subject, predicate, value, graph
