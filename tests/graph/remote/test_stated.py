"""What is asked of what is stated alone, and what is hidden of a server: the same answers as from a folder."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Literal, URIRef
from rdflib.namespace import RDFS

from graph.answering.workers import QueryPool
from graph.guard import Dataset, UnknownGraph
from graph.reasoning.inference import INFERRED
from graph.release import Releases
from graph.remote.hiding import hidden
from graph.remote.publish import publish
from graph.remote.release import RemoteReleases
from graph.remote.stated import NotToldApart, of_what_is_stated
from graph.remote.worker import RemoteWorker
from graph.store import BadQuery, Scope
from tests.servers import oxigraph

JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
ONE, TWO = URIRef("urn:graph:1"), URIRef("urn:graph:2")
PATIENCE = 30.0  # seconds, on a busy machine


def thing(name: str) -> URIRef:
    return URIRef(f"urn:x:{name}")


A, B, C, D, P, Q, R, KIND, SORT = map(thing, ("a", "b", "c", "d", "p", "q", "r", "Kind", "Sort"))
STATED = {
    ONE: [(A, RDF.type, KIND), (A, P, B), (B, P, C), (A, RDFS.label, Literal("a")), (C, R, D), (D, R, A)],
    TWO: [(A, P, B), (B, RDF.type, KIND), (B, RDFS.label, Literal("b")), (A, Q, BNode()), (C, RDF.type, SORT)],
}
FOLLOWS = [(A, RDF.type, SORT), (B, RDF.type, SORT), (A, P, C), (D, P, A), (thing("only"), Q, thing("there"))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("said")
    with Releases(folder).draft() as draft:
        for graph, triples in (*STATED.items(), (INFERRED, FOLLOWS)):
            draft.store.replace(graph, triples)
    return folder


@pytest.fixture(scope="module", params=["kept", "apart"])
def remote(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RemoteReleases]:
    release = Releases(folder).current()
    assert release is not None
    with oxigraph(*(() if request.param == "kept" else ("--union-default-graph",))) as server:
        publish(release, tmp_path_factory.mktemp("sent"), server.remote, ())
        releases = RemoteReleases(server.remote)
        releases.current()
        yield releases
        releases.close()


@pytest.fixture(scope="module")
def there(remote: RemoteReleases) -> Iterator[QueryPool]:
    with QueryPool(lambda: None, 2, hire=partial(RemoteWorker, remote)) as pool:  # type: ignore[arg-type]
        yield pool


@pytest.fixture(scope="module")
def here(folder: Path) -> Iterator[QueryPool]:
    release = Releases(folder).current()
    assert release is not None
    with QueryPool(lambda: release.triples, 1) as pool:
        yield pool


def told(pool: QueryPool, query: str, *, stated: bool = True, dataset: Dataset | None = None) -> Counter[str]:
    """What a query is answered, whatever the order of its rows and the names of its blank nodes."""
    media_type = TRIPLES if "CONSTRUCT" in query else JSON
    answer = pool.ask(pool.examine(query), media_type, lambda: None, stated=stated, dataset=dataset)
    until = time.monotonic() + PATIENCE
    while not answer.ended and time.monotonic() < until:
        time.sleep(0.01)
    try:
        if answer.error:
            raise answer.error
        body = b"".join(iter(answer.read, b""))
    finally:
        answer.close()
    if media_type == TRIPLES:
        return Counter(line for line in body.decode().splitlines() if line)
    found = json.loads(body)
    if "boolean" in found:
        return Counter([str(found["boolean"])])
    return Counter(json.dumps(row, sort_keys=True) for row in found["results"]["bindings"])


QUERIES = {
    "all": "SELECT ?s ?p WHERE { ?s ?p ?o }",
    "a count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "everything by a star": "SELECT * { ?s a ?kind . [] <urn:x:p> ?s }",
    "a blank node with a name": "SELECT * { _:x <urn:x:p> ?s . _:x a ?kind }",
    "a kind that follows": "SELECT ?s { ?s a <urn:x:Sort> }",
    "abbreviated": "PREFIX x: <urn:x:> SELECT ?s ?o { ?s a x:Kind ; x:p ?o, ?other . }",
    "a bracket": "SELECT ?s { ?s <urn:x:p> [ a <urn:x:Sort> ; <urn:x:r> ?o ] }",
    "optional": "SELECT ?s ?kind { ?s <urn:x:p> ?o OPTIONAL { ?o a ?kind } }",
    "minus": "SELECT ?s { ?s ?p ?o MINUS { ?s a <urn:x:Sort> } }",
    "union": "SELECT ?s { { ?s a <urn:x:Sort> } UNION { ?s <urn:x:p> ?o } }",
    "what is not there": "SELECT ?s { ?s a <urn:x:Kind> FILTER NOT EXISTS { ?s a <urn:x:Sort> } }",
    "what is there": "SELECT ?s { ?s ?p ?o FILTER(EXISTS { ?s a <urn:x:Sort> } || ?s = <urn:x:d>) }",
    "a query within": "SELECT ?s ?n { ?s a <urn:x:Kind> { SELECT ?s (COUNT(?o) AS ?n) { ?s <urn:x:p> ?o } GROUP BY ?s } }",
    "a star within": "SELECT * { { SELECT * { ?s <urn:x:p>/<urn:x:p> ?o } } ?o ?p ?kind }",
    "a condition on a group": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(?o) > 2)",
    "an expression with a pattern": "SELECT ?s (EXISTS { ?s a <urn:x:Sort> } AS ?is) { ?s <urn:x:p> ?o }",
    "a value under a name": 'SELECT ?s ?t { ?s a ?kind BIND(STR(?kind) AS ?t) FILTER(CONTAINS(?t, "x")) }',
    "rows": "SELECT ?s ?kind { VALUES ?s { <urn:x:a> <urn:x:c> } ?s a ?kind }",
    "a sequence": "SELECT ?s ?o { ?s <urn:x:p>/<urn:x:p> ?o }",
    "a way back": "SELECT ?s ?o { ?s ^<urn:x:p>/a ?o }",
    "either": "SELECT ?s ?o { ?s <urn:x:p>|^<urn:x:p>|<urn:x:r> ?o }",
    "any length of what does not follow": "SELECT ?s ?o { ?s <urn:x:r>+ ?o }",
    "any length from a thing": "SELECT ?o { <urn:x:c> <urn:x:r>* ?o }",
    "any length from what is met": "SELECT ?s ?o { ?s a ?kind . ?s (<urn:x:r>|<urn:x:r>/<urn:x:r>)* ?o }",
    "a step or none": "SELECT ?s ?o { ?s a <urn:x:Sort> . ?s <urn:x:r>? ?o }",
    "a graph": "SELECT ?s { GRAPH <urn:graph:1> { ?s <urn:x:p> ?o } ?s a ?kind }",
    "any graph": "SELECT ?g ?s { GRAPH ?g { ?s <urn:x:p> ?o } }",
    "all graphs": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "the graph of what follows": f"SELECT ?s {{ GRAPH <{INFERRED}> {{ ?s ?p ?o }} }}",
    "a test in any graph": "SELECT ?s { ?s <urn:x:p> ?o FILTER EXISTS { GRAPH ?g { ?o a <urn:x:Sort> } } }",
    "a test within a graph": "SELECT ?s { GRAPH ?g { ?s <urn:x:p> ?o FILTER EXISTS { ?s a ?kind } } }",
    "yes or no": "ASK { <urn:x:a> a <urn:x:Sort> }",
    "triples": "CONSTRUCT { ?s a <urn:x:New> } WHERE { ?s a <urn:x:Sort> }",
    "triples by their pattern": "CONSTRUCT WHERE { ?s a ?kind . ?s <urn:x:p> ?o }",
    "in order": "SELECT ?s ?o { ?s <urn:x:p> ?o } ORDER BY ?s ?o LIMIT 2",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_what_is_stated_is_answered_as_from_a_folder(there: QueryPool, here: QueryPool, query: str) -> None:
    found = told(there, query)
    assert found == told(here, query)
    assert found or INFERRED in query


@pytest.mark.parametrize("name", ["any graph", "all graphs", "a test in any graph", "all"])
def test_nothing_of_ours_is_seen(there: QueryPool, here: QueryPool, name: str) -> None:
    assert told(there, QUERIES[name], stated=False) == told(here, QUERIES[name], stated=False)


@pytest.mark.parametrize(
    ("query", "why"),
    {
        "SELECT ?s { ?s <urn:x:p>+ <urn:x:c> }": "of which some steps only follow",
        "SELECT ?s { ?s (<urn:x:r>|!<urn:x:r>)+ <urn:x:c> }": "of which some steps only follow",
        "SELECT ?s { ?s <urn:x:r>* ?o }": "between any two things",
        "SELECT ?s { ?s <urn:x:p> (1 2) }": "lists in parentheses",
        "SELECT * { [] <urn:x:p> [] }": "of no variable",
        "SELECT (COUNT(DISTINCT *) AS ?n) { ?s <urn:x:p> [] }": "COUNT(DISTINCT *)",
        "DESCRIBE <urn:x:a>": "DESCRIBE",
    }.items(),
)
def test_what_cannot_be_told_apart_is_refused_with_the_reason(query: str, why: str) -> None:
    with pytest.raises(NotToldApart) as refused:
        of_what_is_stated(query, lambda predicate: predicate != str(R))
    assert why in refused.value.message


def test_a_refusal_reaches_the_asker(there: QueryPool) -> None:
    with pytest.raises(BadQuery, match="some steps only follow"):
        told(there, "SELECT ?s { ?s <urn:x:p>+ <urn:x:c> }")


@pytest.mark.parametrize("graph", ["urn:clusterscape:notes", str(INFERRED)])
def test_a_dataset_shows_no_graph_that_is_hidden(there: QueryPool, graph: str) -> None:
    with pytest.raises(UnknownGraph):
        told(there, QUERIES["all"], dataset=Dataset((graph,), ()))


@pytest.mark.parametrize(
    "pattern",
    [
        "GRAPH ?g { ?s ?p ?o }",
        "GRAPH <urn:clusterscape:notes> { ?s ?p ?o }",
        "GRAPH n:notes { ?s ?p ?o }",
        r"GRAPH <urn:\u0063lusterscape:notes> { ?s ?p ?o }",
        "graph #\n <urn:clusterscape:notes> { ?s ?p ?o }",
        "?a ?b ?c OPTIONAL { GRAPH ?g { { ?s ?p ?o } } }",
        "?a ?b ?c FILTER EXISTS { GRAPH ?g { ?s ?p ?o FILTER(?s = <urn:clusterscape:store>) } }",
    ],
)
def test_notes_are_hidden_however_they_are_named(remote: RemoteReleases, pattern: str) -> None:
    release = remote.current()
    assert release is not None
    store = release.open(Scope.PUBLIC)
    query = f'PREFIX n: <urn:clusterscape:> SELECT * {{ {pattern} FILTER(STRSTARTS(STR(?s), "urn:clusterscape:")) }}'
    assert not list(store.select(query, Scope.PUBLIC))


@pytest.mark.parametrize("query", ["SELECT ?s { ?s ?p ?o }", "SELECT ?s { GRAPH <urn:x> { ?s ?p ?o } }"])
def test_a_query_of_known_graphs_stays_as_it_is(query: str) -> None:
    assert hidden(query) == query
