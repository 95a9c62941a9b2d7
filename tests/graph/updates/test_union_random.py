"""Whatever is written, and in whatever order: the union, the conclusions and the public copy are as made anew."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef

from graph.changes import Allowed, Body, FetchRefused
from graph.embedded import EmbeddedStore
from graph.guard import Limits
from graph.reasoning.inference import INFERRED, infer
from graph.store import Line, Scope, StoreError
from graph.updates.dataset import judge
from graph.updates.grammar import parse
from graph.updates.ledger import Ledger
from graph.updates.performing import Performer
from graph.updates.rights import Rights
from graph.updates.upkeep import Upkeep
from ontology import iri
from ontology.namespaces import ONTOLOGY
from tests.graph.reasoning.test_inference_random import ONTOLOGY_TRIPLES

OPEN, SECRET = iri.of_source("open"), iri.of_source("secret")
SAID = {
    OPEN: "@prefix : <urn:x:> . :a :p :b . :b :t :c . :a a :A .",
    SECRET: "@prefix : <urn:x:> . :c :t :d . :d :q :a . :a :p :b .",
}
PREFIX = "PREFIX : <urn:x:> PREFIX g: <urn:graph:> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
PROPERTIES = (":p", ":q", ":r", ":s", ":t", ":chained")
GRAPHS = ("g:1", "g:2", "g:3")

nodes = st.sampled_from([":a", ":b", ":c", ":d"])
properties = st.sampled_from(PROPERTIES)
graphs = st.sampled_from(GRAPHS)
links = st.builds("{} {} {} .".format, nodes, properties, nodes)
types = st.builds("{} a {} .".format, nodes, st.sampled_from([":A", ":B", ":C"]))
labels = st.builds('{} skos:prefLabel "{}"@en .'.format, nodes, st.sampled_from(["one", "two"]))
data = st.lists(st.one_of(links, links, types, labels), min_size=1, max_size=5).map(" ".join)
placed = st.one_of(data, st.builds("GRAPH {} {{ {} }}".format, graphs, data))
operations = st.one_of(
    st.builds("INSERT DATA {{ {} }}".format, placed),
    st.builds("INSERT DATA {{ {} }}".format, placed),
    st.builds("DELETE DATA {{ {} }}".format, placed),
    st.builds("DELETE WHERE {{ GRAPH {} {{ ?s {} ?o }} }}".format, graphs, properties),
    st.builds(
        "DELETE {{ GRAPH {0} {{ ?s {2} ?o }} }} INSERT {{ GRAPH {1} {{ ?o {3} ?s }} ?s {3} [] }} WHERE {{ ?s {2} ?o }}".format,
        graphs,
        graphs,
        properties,
        properties,
    ),
    st.builds("WITH {} DELETE {{ ?s ?p ?o }} INSERT {{ ?o ?p ?s }} WHERE {{ ?s ?p ?o }}".format, graphs),
    st.builds(
        "{} {}".format,
        st.sampled_from(["CLEAR SILENT", "DROP SILENT"]),
        st.one_of(st.just("DEFAULT"), graphs.map("GRAPH {}".format)),
    ),
    st.builds(
        "{} SILENT {} TO {}".format,
        st.sampled_from(["ADD", "COPY", "MOVE"]),
        st.one_of(graphs, st.just("DEFAULT")),
        graphs,
    ),
    st.builds("{} SILENT {} TO DEFAULT".format, st.sampled_from(["ADD", "COPY", "MOVE"]), graphs),
    st.just("CREATE GRAPH g:1"),  # fails where it is there: all before it is undone
)
requests = st.lists(operations, min_size=1, max_size=3).map(" ; ".join)


def begun(*sources: URIRef) -> ox.Store:
    engine = ox.Store()
    store = EmbeddedStore(engine, writable=True)
    store.replace(ONTOLOGY, ONTOLOGY_TRIPLES)
    for source in sources:
        store.replace(source, list(Graph().parse(data=SAID[source], format="turtle")))
    infer(store)
    return engine


def refuse(address: str) -> Body:
    raise FetchRefused(address)


def make(text: str, copies: tuple[ox.Store, ...], upkeep: tuple[Upkeep, ...], scope: Scope) -> None:
    ledger, rights = Ledger(copies, union=True), Rights(Allowed(scope=scope), union=True)
    seen = copies[-1] if scope is Scope.PUBLIC else copies[0]
    performer = Performer(ledger, seen, rights, refuse, union=True, plain=False)
    try:
        for step in parse(PREFIX + text, Limits()):
            performer.perform(step.operation, judge(step))
    except StoreError:
        ledger.undo()
        return
    for each in upkeep:
        each.follow(ledger)


def lines(engine: ox.Store, graph: URIRef | None) -> frozenset[Line]:
    return frozenset(EmbeddedStore(engine, writable=False).lines(None, None, None, graph))


def names(engine: ox.Store) -> frozenset[URIRef]:
    return EmbeddedStore(engine, writable=False).graphs()


def anew(engine: ox.Store) -> ox.Store:
    """What is stated, loaded into another store, with its conclusions drawn there."""
    made = ox.Store()
    for graph in names(engine) - {INFERRED}:
        node = ox.NamedNode(str(graph))
        quads = list(engine.quads_for_pattern(None, None, None, node))
        made.extend([*quads, *(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])
        made.add_graph(node)
    infer(EmbeddedStore(made, writable=True))
    return made


@pytest.mark.unmeasured
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(requests, st.sampled_from(Scope)), min_size=1, max_size=5))
def test_all_that_is_kept_beside_what_is_written_is_as_made_anew(written: list[tuple[str, Scope]]) -> None:
    copies = begun(OPEN, SECRET), begun(OPEN)
    upkeep = tuple(Upkeep(EmbeddedStore(copy, writable=True)) for copy in copies)
    for text, scope in written:
        before = [{graph: lines(copy, graph) for graph in names(copy)} for copy in copies]
        make(text, copies, upkeep, scope)
        whole, public = copies
        for copy in copies:
            fresh = anew(copy)
            assert lines(copy, None) == frozenset().union(*(lines(copy, graph) for graph in names(copy)))
            assert lines(copy, INFERRED) == lines(fresh, INFERRED)
            assert lines(copy, None) == lines(fresh, None)
        for graph in names(public) - {INFERRED, ONTOLOGY}:
            assert lines(public, graph) == lines(whole, graph), graph
        assert names(whole) - names(public) == {SECRET}
        for copy, was in zip(copies, before, strict=True):
            for graph in (OPEN, SECRET, ONTOLOGY):
                assert lines(copy, graph) == was.get(graph, frozenset())
