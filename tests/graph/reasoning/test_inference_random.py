"""Whatever changes, and in whatever order, conclusions kept up to date are those drawn anew."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF

from graph.embedded import EmbeddedStore
from graph.reasoning.inference import INFERRED, infer, said, update
from graph.store import Triple
from ontology.namespaces import ONTOLOGY

AXIOMS = """
@prefix : <urn:x:> .
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:A rdfs:subClassOf :B . :B rdfs:subClassOf :A, :C .
:q rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> . :r rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
:p rdfs:subPropertyOf :q . :q owl:inverseOf :r . :r rdfs:subPropertyOf :p .
:t a owl:TransitiveProperty . :s a owl:SymmetricProperty .
:chained owl:propertyChainAxiom ( :q :t ) . :t owl:propertyChainAxiom ( :s :s :p ) .
csc:hasMember owl:inverseOf csc:memberOf ; rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
skos:prefLabel rdfs:subPropertyOf rdfs:label .
"""
ONTOLOGY_TRIPLES = list(Graph().parse(data=AXIOMS, format="turtle"))
NODES = [URIRef(f"urn:x:{letter}") for letter in "abcd"] + [BNode("blank")]
PREDICATES = [URIRef(f"urn:x:{name}") for name in ("p", "q", "r", "s", "t", "chained")]
CSC = "https://w3id.org/clusterscape/ontology#"
PREDICATES += [URIRef(CSC + name) for name in ("member", "inCluster", "hasMember", "memberOf", "participant")]
LABELS = [URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"), URIRef("http://www.w3.org/2000/01/rdf-schema#label")]
CLASSES = [URIRef("urn:x:A"), URIRef("urn:x:B"), URIRef(CSC + "Membership")]
GRAPHS = [URIRef(f"urn:graph:{number}") for number in range(3)]

links = st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(NODES))
types = st.tuples(st.sampled_from(NODES), st.just(RDF.type), st.sampled_from(CLASSES))
texts = st.tuples(
    st.sampled_from(NODES),
    st.sampled_from(LABELS),
    st.sampled_from([Literal("a", lang="en"), Literal("b\n", lang="ro")]),
)
odd = st.tuples(st.sampled_from(NODES), st.sampled_from(PREDICATES), st.just(Literal("text")))
contents = st.lists(st.one_of(links, links, links, types, texts, odd), max_size=12)
changes = st.lists(
    st.dictionaries(st.sampled_from(GRAPHS), st.one_of(st.none(), contents), min_size=1), min_size=1, max_size=4
)


def begun() -> EmbeddedStore:
    store = EmbeddedStore.memory()
    store.replace(ONTOLOGY, ONTOLOGY_TRIPLES)
    return store


def change(store: EmbeddedStore, graphs: Mapping[URIRef, list[Triple] | None]) -> None:
    for graph, triples in graphs.items():
        if triples is None:
            store.remove(graph)
        else:
            store.replace(graph, triples)


def everything(store: EmbeddedStore) -> dict[URIRef, set[Triple]]:
    return {graph: set(store.triples(graph)) for graph in store.graphs()}


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None)
@given(changes)
def test_following_changes_ends_where_drawing_anew_does(steps: list[dict[URIRef, list[Triple] | None]]) -> None:
    followed, fresh = begun(), begun()
    infer(followed)
    for graphs in steps:
        before = said(followed, graphs)
        change(followed, graphs)
        drawn = update(followed, before)
        assert drawn.total == followed.size(INFERRED)
        change(fresh, graphs)
    infer(fresh)
    assert everything(followed)[INFERRED] == everything(fresh)[INFERRED]
    assert set(followed.lines(None, None, None)) == set(fresh.lines(None, None, None))
    infer(followed)
    assert everything(followed)[INFERRED] == everything(fresh)[INFERRED]


@pytest.mark.unmeasured
@settings(max_examples=60, deadline=None)
@given(contents, contents)
def test_what_is_stated_is_never_among_the_conclusions(one: list[Triple], two: list[Triple]) -> None:
    store = begun()
    change(store, {GRAPHS[0]: one})
    infer(store)
    before = said(store, [GRAPHS[1]])
    change(store, {GRAPHS[1]: two})
    update(store, before)
    found = everything(store)
    assert not found[INFERRED] & set().union(*(triples for graph, triples in found.items() if graph != INFERRED))
