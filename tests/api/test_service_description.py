"""The SPARQL 1.1 Service Description, by its sections, with what is really there."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, VOID, Graph, Namespace, URIRef

from api.service_description import FUNCTIONS
from tests.api.writers import writable

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
ENDPOINT = URIRef("http://testserver/sparql")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with writable(tmp_path_factory.mktemp("described"), "union") as client:
        for graph, size in (("http://g/one", 1), ("http://g/two", 3)):
            data = " ".join(f"<http://e/{number}> <http://e/p> {size} ." for number in range(size))
            client.post("/update", data={"update": f"INSERT DATA {{ GRAPH <{graph}> {{ {data} }} }}"})
        yield client


def described(client: TestClient, path: str = "/sparql", name: str = "ttl") -> Graph:
    answer = client.get(path, params={"format": name})
    assert answer.status_code == 200, answer.text
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    triples = ox.serialize((quad.triple for quad in ox.parse(answer.content, form)), format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=triples, format="nt")


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld"])
@pytest.mark.parametrize("path", ["/sparql", "/sparql/", "/graphs"])
def test_2_a_get_without_a_query_is_answered_in_rdf(client: TestClient, path: str, name: str) -> None:
    triples = described(client, path, name)
    assert list(triples.subjects(SD.endpoint, ENDPOINT)) == list(triples.subjects(RDF.type, SD.Service))


@pytest.mark.parametrize(
    ("accept", "status"),
    [("*/*", 200), ("text/turtle", 200), ("text/html, */*;q=0.8", 303), ("image/png", 406)],
)
def test_2_the_description_is_negotiated(client: TestClient, accept: str, status: int) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == status
    if status == 303:
        assert answer.headers["location"] == "http://testserver/query"


def test_3_4_languages_features_and_formats(client: TestClient) -> None:
    triples = described(client)
    (service,) = triples.subjects(SD.endpoint, ENDPOINT)
    assert set(triples.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    assert SD.UnionDefaultGraph in set(triples.objects(service, SD.feature))
    results = {"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"}
    rdf = {FORMATS[name] for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads")}
    assert set(triples.objects(service, SD.resultFormat)) == rdf | {FORMATS[name] for name in results}
    assert set(triples.objects(service, SD.inputFormat)) == rdf
    (regime,) = triples.objects(service, SD.defaultEntailmentRegime)
    assert regime == URIRef("http://www.w3.org/ns/entailment/Simple")


def test_3_2_graphs_are_told_with_their_sizes_as_they_are_now(client: TestClient) -> None:
    def sizes() -> dict[str, int]:
        triples = described(client)
        (dataset,) = triples.objects(None, SD.defaultDataset)
        named = triples.objects(dataset, SD.namedGraph)
        told = {str(triples.value(each, SD.name)): triples.value(each, SD.graph) for each in named}
        default = triples.value(dataset, SD.defaultGraph)
        return {name: int(str(triples.value(graph, VOID.triples))) for name, graph in (told | {"": default}).items()}

    before = sizes()
    assert {name: size for name, size in before.items() if name.startswith("http://g/")} == {
        "http://g/one": 1,
        "http://g/two": 3,
    }
    client.post("/update", data={"update": "INSERT DATA { GRAPH <http://g/two> { <http://e/new> <http://e/p> 9 } }"})
    after = sizes()
    assert (after["http://g/two"], after[""] - before[""]) == (4, 1)


def test_functions_that_are_told_are_there(client: TestClient) -> None:
    point = '"POINT(1 2)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
    calls = " ".join(f"(g:{name}({point}, {point}) AS ?{name})" for name in FUNCTIONS)
    query = f"PREFIX g: <http://www.opengis.net/def/function/geosparql/> SELECT {calls} {{}}"
    assert client.get("/sparql", params={"query": query}).status_code == 200
    told = {str(name).rpartition("/")[2] for name in described(client).objects(None, SD.extensionFunction)}
    assert told == set(FUNCTIONS)


def test_a_plain_service_has_no_union_and_says_so(tmp_path: Path) -> None:
    with writable(tmp_path) as client:
        triples = described(client)
    assert SD.UnionDefaultGraph not in set(triples.objects(None, SD.feature))
