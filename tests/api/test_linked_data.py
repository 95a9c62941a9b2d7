"""Linked data: every IRI leads to what is said of it, in every format, with its sources, and the whole is described."""

import json
import warnings
from typing import Any

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, VOID

from api.app import create_app
from api.settings import BadSetting, Settings
from ontology.namespaces import CSC

PAGE = "/clusters/produtech"
THING = URIRef("https://w3id.org/clusterscape/id/cluster/produtech")


def turtle(client: TestClient) -> Graph:
    """What is said of the cluster."""
    return Graph().parse(data=client.get(f"{PAGE}.ttl").text, format="turtle")


def with_context(client: TestClient, document: dict[str, Any]) -> Graph:
    """A document of JSON-LD read with our context in the place of its address."""
    context = client.get("/context.jsonld").json()["@context"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's reader of JSON-LD uses what rdflib deprecates
        return Graph().parse(data=json.dumps({**document, "@context": context}), format="json-ld")


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "json", "html", "jsonld", "nq", "trig"])
def test_a_suffix_chooses_the_format(client: TestClient, suffix: str) -> None:
    by_suffix, by_parameter = client.get(f"{PAGE}.{suffix}"), client.get(PAGE, params={"format": suffix})
    assert by_suffix.status_code == 200
    assert by_suffix.headers["content-type"] == by_parameter.headers["content-type"]
    assert f'<http://testserver{PAGE}>; rel="canonical"' in by_suffix.headers["link"]


def test_a_format_named_beside_the_address_goes_before_its_suffix(client: TestClient) -> None:
    answer = client.get(f"{PAGE}.ttl?format=nq", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/n-quads")
    assert client.get(f"{PAGE}.ttl?format=").headers["content-type"].startswith("text/turtle")
    assert client.get(f"{PAGE}.ttl?informat=nq").headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("header", ["If-None-Match", "Authorization", "Accept"])
def test_scripts_of_other_sites_may_ask_as_ours_do(client: TestClient, header: str) -> None:
    asks = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    answer = client.options(PAGE, headers={**asks, "Access-Control-Request-Headers": header})
    assert answer.status_code == 200
    assert header in answer.headers["access-control-allow-headers"]


def test_an_unknown_suffix_is_part_of_the_name(client: TestClient) -> None:
    assert client.get(f"{PAGE}.exe").status_code == 404


def test_the_iri_keeps_format_and_language(client: TestClient) -> None:
    found = client.get("/id/cluster/produtech.ttl?lang=pt", follow_redirects=False)
    assert found.status_code == 303
    assert found.headers["location"] == f"http://testserver{PAGE}?lang=pt&format=ttl"


def test_quads_name_the_sources_and_say_no_more_and_no_less(client: TestClient) -> None:
    said = set(ox.parse(client.get(f"{PAGE}.nt").content, format=ox.RdfFormat.N_TRIPLES))
    for suffix, form in (("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG)):
        found = list(ox.parse(client.get(f"{PAGE}.{suffix}").content, format=form))
        assert {ox.Quad(*quad.triple) for quad in found} == said
        graphs = {getattr(quad.graph_name, "value", "") for quad in found}
        assert "https://w3id.org/clusterscape/id/source/portugal-clusters" in graphs
        assert "https://w3id.org/clusterscape/id/source/inferred" in graphs


def test_json_ld_says_the_same_by_the_published_context(client: TestClient) -> None:
    document = client.get(f"{PAGE}.jsonld").json()
    assert document["@context"] == "http://testserver/context.jsonld"
    assert set(with_context(client, document)) == set(turtle(client))


def test_json_is_rdf_by_its_context(client: TestClient) -> None:
    answer = client.get(f"{PAGE}.json")
    assert '<http://testserver/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"' in answer.headers["link"]
    found, said = with_context(client, answer.json()), turtle(client)
    about = set(found.triples((THING, None, None)))
    assert about <= set(said)
    assert (THING, RDF.type, CSC.Cluster) in about
    assert {o.language for o in found.objects(THING, RDFS.label) if isinstance(o, Literal)} == {"en", "pt"}
    assert set(found.objects(THING, CSC.region)) == set(said.objects(THING, CSC.region))


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://w3id.org/clusterscape/id/cluster/produtech", PAGE),
        ("http://data.europa.eu/nuts/code/PT17", "/regions/PT17"),
        ("nuts:PT17", "/regions/PT17"),
        ("https://w3id.org/clusterscape/ontology#Cluster", "/ontology/Cluster"),
    ],
)
def test_any_iri_that_is_described_leads_to_its_page(client: TestClient, iri: str, path: str) -> None:
    found = client.get("/describe", params={"iri": iri, "lang": "it"}, follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, f"http://testserver{path}?lang=it")


@pytest.mark.parametrize("iri", ["http://example.org/nothing", "javascript:alert(1)"])
def test_what_is_not_described_is_not_found(client: TestClient, iri: str) -> None:
    assert client.get("/describe", params={"iri": iri}).status_code == 404


@pytest.mark.parametrize("iri", ["not an IRI", "\x00"])
def test_what_is_no_iri_is_a_bad_request(client: TestClient, iri: str) -> None:
    assert client.get("/describe", params={"iri": iri}).status_code == 400


def described(client: TestClient, path: str) -> Graph:
    """The description of the whole."""
    return Graph().parse(data=client.get(path, headers={"Accept": "text/turtle"}).text, format="turtle")


def test_the_languages_of_a_reader_go_along_and_make_no_other_page(client: TestClient) -> None:
    sent = client.get("/describe", params={"iri": "country:PRT", "lang": "pt", "ui": "it"}, follow_redirects=False)
    assert sent.headers["location"] == "http://testserver/countries/PRT?lang=pt&ui=it"
    listed = client.get("/clusters?country=PRT&lang=pt&ui=it", headers={"Accept": "text/html"})
    assert listed.headers["link"].startswith('<http://testserver/clusters?country=PRT>; rel="canonical"')
    seen = client.get("/.well-known/void", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (seen.status_code, "Accept" in seen.headers["vary"].split(", ")) == (303, True)


def test_the_whole_is_described_for_portals_and_programs_alike(client: TestClient) -> None:
    whole = described(client, "/dataset")
    assert set(described(client, "/.well-known/void")) == set(whole)
    dataset = URIRef("http://testserver/dataset#this")
    for cls in (DCAT.Dataset, VOID.Dataset):
        assert (dataset, RDF.type, cls) in whole
    catalogue = next(whole.subjects(RDF.type, DCAT.Catalog))
    for about in (catalogue, dataset):  # what DCAT-AP 3 demands
        assert {text.language for text in whole.objects(about, DCTERMS.title)} == {"en", "pt", "it", "ro"}  # type: ignore[union-attr]
        assert (about, DCTERMS.description, None) in whole
        for agent in whole.objects(about, DCTERMS.publisher):
            assert (agent, FOAF.name, None) in whole
    for copy in whole.subjects(RDF.type, DCAT.Distribution):
        assert (copy, DCAT.accessURL, None) in whole
    assert whole.value(dataset, VOID.sparqlEndpoint) == URIRef("http://testserver/sparql")


def test_its_numbers_are_those_of_a_fresh_count(client: TestClient) -> None:
    whole, dataset = described(client, "/dataset"), URIRef("http://testserver/dataset#this")

    def counted(query: str) -> list[list[str]]:
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).text
        return [line.split(",") for line in answer.split("\r\n")[1:-1]]

    for predicate, query in (
        (VOID.triples, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        (VOID.distinctSubjects, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        (VOID.distinctObjects, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        (VOID.classes, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }"),
        (VOID.properties, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
    ):
        assert [[str(whole.value(dataset, predicate))]] == counted(query)
    for cls, of, total, query in (
        (
            VOID.classPartition,
            VOID["class"],
            VOID.entities,
            "SELECT ?o (COUNT(DISTINCT ?s) AS ?n) { ?s a ?o } GROUP BY ?o",
        ),
        (VOID.propertyPartition, VOID.property, VOID.triples, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"),
    ):
        parts = [[str(whole.value(part, of)), str(whole.value(part, total))] for part in whole.objects(dataset, cls)]
        assert sorted(parts) == sorted(counted(query))
    for source in whole.objects(dataset, VOID.subset):
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{source}> {{ ?s ?p ?o }} }}"
        assert [[str(whole.value(source, VOID.triples))]] == counted(query)


def test_dumps_hold_what_they_say(client: TestClient) -> None:
    whole = described(client, "/dataset")
    source = URIRef("https://w3id.org/clusterscape/id/source/portugal-pacts")
    size = int(str(whole.value(source, VOID.triples)))
    dumps = list(whole.objects(source, VOID.dataDump))
    assert len(dumps) == 2
    for address in dumps:
        answer = client.get(str(address))
        form = "turtle" if answer.headers["content-type"].startswith("text/turtle") else "nt"
        assert len(Graph().parse(data=answer.text, format=form)) == size


def test_people_get_a_page(client: TestClient) -> None:
    for lang, title in (("en", "The graph as a dataset"), ("ro", "Graful ca set de date")):
        text = client.get("/dataset", params={"lang": lang}, headers={"Accept": "text/html"}).text
        assert title in text
        assert "not counted" not in text
        assert "nenumărat" not in text
    for query in ("", "?lang=pt", "?lang=ro&format=html"):
        found = client.get(f"/.well-known/void{query}", headers={"Accept": "text/html"}, follow_redirects=False)
        assert (found.status_code, found.headers["location"]) == (303, f"http://testserver/dataset{query}")


def test_the_address_of_the_service_is_told_as_it_is_set(client: TestClient) -> None:
    store = client.app.state.settings.store  # type: ignore[attr-defined]
    with TestClient(create_app(Settings(store=store, address="https://data.example.org/graph/"))) as other:
        found = other.get("/id/cluster/produtech", follow_redirects=False)
        assert found.headers["location"] == f"https://data.example.org/graph{PAGE}"
    for wrong in ("data.example.org", "ftp://example.org", "https://example.org/?a=b", "https://"):
        with pytest.raises(BadSetting, match="ADDRESS"):
            Settings(address=wrong)
