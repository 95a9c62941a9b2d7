"""Maps to take away over HTTP: each form with its name, its filters, its limits, and what a stranger may see."""

import io
import json
import zipfile
from dataclasses import replace

import networkx as nx
import pytest
from fastapi.testclient import TestClient
from rdflib import RDFS, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF

from ontology.namespaces import CSC
from tests.viz.export.sample import read_gexf, read_graphml
from viz.export.forms import FORMS

NUMBERS = {"svg": b"<svg", "pdf": b"%PDF-", "png": b"\x89PNG", "html": b"<!doctype html>", "csv": b"PK"}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_comes_under_its_name_for_everybody(client: TestClient, form: str) -> None:
    asked = f"/map/download.{form}?of=membership&country=PRT&width=400"
    answer = client.get(asked, headers={"Origin": "https://other.example"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == FORMS[form].media_type
    named = f'attachment; filename="clusterscape-membership.{FORMS[form].ending}"'
    assert answer.headers["content-disposition"] == named
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.content.startswith(NUMBERS.get(form, b""))
    known = client.get(asked, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


def test_all_data_forms_hold_the_same_things_and_links(client: TestClient) -> None:
    asked = "?of=whole&country=PRT&hide=organisation"
    gexf = read_gexf(client.get(f"/map/download.gexf{asked}").content)
    graphml = read_graphml(client.get(f"/map/download.graphml{asked}").content)
    document = client.get(f"/map/download.json{asked}").json()
    with zipfile.ZipFile(io.BytesIO(client.get(f"/map/download.csv{asked}").content)) as archive:
        rows = archive.read("nodes.csv").decode().count("\r\n") - 1
    assert len(gexf.nodes) == len(graphml.nodes) == len(document["nodes"]) == rows > 50
    assert len(gexf.edges) == len(graphml.edges) == len(document["edges"]) > 50
    assert {each["kind"] for each in document["nodes"]}.isdisjoint({"organisation"})
    assert all("Portugal" in each.get("countries", "Portugal") for each in document["nodes"])
    assert nx.read_gexf(io.BytesIO(client.get(f"/map/download.gexf{asked}").content), version="1.3").number_of_nodes()
    assert document["graph"]["address"] == f"http://testserver/map{asked}"


def test_things_can_be_left_out_one_by_one_and_relations_kept(client: TestClient) -> None:
    everything = client.get("/map/download.json?of=whole").json()
    gone = everything["nodes"][0]["id"]
    left = client.get(f"/map/download.json?of=whole&gone={gone}").json()
    assert gone not in {each["id"] for each in left["nodes"]}
    only = client.get(f"/map/download.json?of=whole&only={gone}").json()
    assert [each["id"] for each in only["nodes"]] == [gone]
    pacts = client.get("/map/download.json?of=whole&relation=pactOf").json()
    assert {each["relation"] for each in pacts["edges"]} == {"pactOf"}


def test_the_statements_between_what_is_shown_are_those_of_the_graph(client: TestClient) -> None:
    asked = "?of=whole&country=PRT&hide=organisation,policy"
    shown = client.get(f"/map/download.json{asked}").json()
    made = Graph().parse(data=client.get(f"/map/download.ttl{asked}").text, format="turtle")
    things = {URIRef(each["iri"]) for each in shown["nodes"]}
    assert things <= set(made.subjects(RDFS.label))
    direct = [edge for edge in shown["edges"] if edge["relation"] == "inValueChain"]
    assert len(direct) > 5
    iris = {each["id"]: URIRef(each["iri"]) for each in shown["nodes"]}
    for edge in direct:
        assert (iris[edge["source"]], CSC.inValueChain, iris[edge["target"]]) in made
    dataset = made.value(predicate=RDF.type, object=DCAT.Dataset)
    assert str(dataset).startswith("http://testserver/map?of=whole")
    assert made.value(dataset, DCTERMS.license)
    assert "SELECT" in str(made.value(dataset, URIRef("http://www.w3.org/ns/shacl#select")))
    for form, syntax in (("nt", "nt"), ("rdf", "xml")):
        assert len(Graph().parse(data=client.get(f"/map/download.{form}{asked}").text, format=syntax)) == len(made)
    assert len(json.loads(client.get(f"/map/download.jsonld{asked}").text)["@graph"]) > len(things)


def test_memberships_between_what_is_shown_are_among_the_statements(client: TestClient) -> None:
    made = Graph().parse(data=client.get("/map/download.ttl?of=membership&country=PRT").text, format="turtle")
    members = set(made.subjects(RDF.type, CSC.Membership))
    assert len(members) > 100
    assert all((each, CSC.member, None) in made and (each, CSC.inCluster, None) in made for each in members)


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("/map/download.docx", 404, "there are: gexf"),
        ("/map/download.gexf?of=nothing", 400, "here is no projection"),
        ("/map/download.gexf?country=XXX", 400, "there are: "),
        ("/map/download.gexf?relation=XXX", 400, "there are: "),
        ("/map/download.gexf?hide=dragon", 400, "no kind of thing “dragon”"),
        ("/map/download.gexf?colour=red", 400, "one of kind, country"),
        ("/map/download.gexf?size=huge", 400, "one of links"),
        ("/map/download.gexf?view=globe", 400, "one of network"),
        ("/map/download.gexf?from=2O17", 400, "four digits"),
        ("/map/download.png?width=1000000", 400, "from 200 to 6000"),
        ("/map/download.gexf?query=nothing", 404, "o query is shared"),
    ],
)
def test_what_cannot_be_given_is_refused_with_the_reason(
    client: TestClient, asked: str, status: int, told: str
) -> None:
    answer = client.get(asked)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json()["detail"]


def test_the_page_to_take_away_is_whole_and_says_what_it_is(client: TestClient) -> None:
    page = client.get("/map/download.html?of=shared-members&lang=pt").text
    assert "Clusters por membros partilhados" in page or "membros" in page
    assert "creativecommons.org/licenses/by/4.0" in page
    assert "http://testserver/map?of=shared-members&amp;lang=pt" in page
    assert "SELECT" in page
    assert "default-src 'none'" in page


def test_a_page_of_too_many_things_is_refused_with_what_to_do(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viz.export.forms.FORMS", {**FORMS, "html": replace(FORMS["html"], most=20)})
    answer = client.get("/map/download.html?of=membership")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/too-many-things")
    assert "html holds 20: keep to a country" in answer.json()["detail"]


def test_the_address_names_the_form_whatever_else_is_acceptable(client: TestClient) -> None:
    answer = client.get("/map/download.gexf", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/gexf+xml")


def test_a_map_of_a_shared_query_is_taken_away_like_any_other(client: TestClient) -> None:
    query = "PREFIX csc: <https://w3id.org/clusterscape/ontology#> SELECT ?source ?target WHERE { ?source csc:pactOf ?target }"
    mark = client.post("/q", content=query, headers={"Content-Type": "application/sparql-query"}).json()["mark"]
    answer = client.get(f"/map/download.json?query={mark}")
    assert answer.headers["content-disposition"].endswith('"clusterscape-query.json"')
    document = answer.json()
    assert document["graph"]["query"] == query
    assert {each["kind"] for each in document["nodes"]} == {"pact", "cluster"}


@pytest.mark.parametrize("of", ["shared-members", "shared-value-chains"])
def test_links_that_are_worked_out_are_told_as_derived_with_all_that_they_come_from(
    client: TestClient, of: str
) -> None:
    shown = client.get(f"/map/download.json?of={of}").json()
    made = Graph().parse(data=client.get(f"/map/download.ttl?of={of}").text, format="turtle")
    iris = {each["id"]: URIRef(each["iri"]) for each in shown["nodes"]}
    links = {frozenset(made.objects(link, DCTERMS.relation)): link for link in made.subjects(RDF.type, PROV.Entity)}
    assert links.keys() == {frozenset((iris[edge["source"]], iris[edge["target"]])) for edge in shown["edges"]}
    for edge in shown["edges"]:
        link = links[frozenset((iris[edge["source"]], iris[edge["target"]]))]
        behind = list(made.objects(link, PROV.wasDerivedFrom))
        assert (len(behind), float(made.value(link, RDF.value))) == (edge["weight"], edge["weight"])
        assert all((each, RDFS.label, None) in made for each in behind)
        stated = set(made.predicates(iris[edge["source"]], iris[edge["target"]]))
        assert stated <= {CSC.predecessor, CSC.successor}  # what sources state between two clusters


def test_what_ties_things_to_what_they_share_is_among_the_statements(client: TestClient) -> None:
    made = Graph().parse(data=client.get("/map/download.ttl?of=shared-members").text, format="turtle")
    shared = set(made.objects(None, PROV.wasDerivedFrom))
    tied = {member for node, member in made.subject_objects(CSC.member) if (node, CSC.inCluster, None) in made}
    assert len(shared & tied) > 10
    chains = Graph().parse(data=client.get("/map/download.ttl?of=shared-value-chains").text, format="turtle")
    assert all((None, CSC.inValueChain, each) in chains for each in chains.objects(None, PROV.wasDerivedFrom))


def test_a_network_of_statements_has_no_derived_links(client: TestClient) -> None:
    made = Graph().parse(data=client.get("/map/download.ttl?of=membership&country=PRT").text, format="turtle")
    assert (None, RDF.type, PROV.Entity) not in made
