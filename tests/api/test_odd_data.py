"""Data that are not as they should be: no page fails for them, and none says what they do not."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, VOID

from api.app import create_app
from api.settings import Settings
from graph.release import Releases
from graph.store import Triple
from graph.terms import from_engine
from tests import world
from tests.graph.answering.pools import until

HTML = {"Accept": "text/html"}
_FIGURE = """
  <https://w3id.org/clusterscape/id/figure/{name}> a csc:Figure ; csc:period "{period}" ; csc:{value} ;
    csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ;
    csc:figureOf <https://w3id.org/clusterscape/id/cluster/odd> .
"""
_FIGURES = (
    ("span", "2018/2021", "value 5"),
    ("before", "2019", "value 6"),
    ("between", "2020", "value 7"),
    ("end", "2021", "value 5.0"),
    ("below", "2022", "value -5"),
    ("endless", "2023", 'value "INF"^^xsd:double'),
    ("wordy", "2024", 'value "many"'),
    ("most", "2010", "valueMax 50"),
    ("least", "2011", "valueMin 10"),
)
_ODD = """
<https://w3id.org/clusterscape/id/source/odd> {{
  <https://w3id.org/clusterscape/id/cluster/odd> a csc:Cluster ; rdfs:label "Odd"@en ; csc:country country:XYZ ;
    foaf:homepage <javascript:alert(1)>, <https://odd.example.org/>, <https://other.example.org/> ;
    geo:hasGeometry <https://w3id.org/clusterscape/id/cluster/odd/geometry> .
  <https://w3id.org/clusterscape/id/cluster/odd/geometry> a geo:Geometry ;
    geo:asWKT "POINT(1.2.3 .)"^^geo:wktLiteral, "POINT(500 1)"^^geo:wktLiteral .
  <https://w3id.org/clusterscape/id/cluster/bell> a csc:Cluster ; rdfs:label "Bell \\u0007"@en ;
    csc:country country:PRT .
  <https://w3id.org/clusterscape/id/document/js> a csc:Document ; rdfs:label "A script"@en ;
    schema:url "javascript:alert(2)"^^xsd:anyURI .
  <https://w3id.org/clusterscape/id/document/broken> a csc:Document ;
    schema:url "http://[broken/"^^xsd:anyURI .
  <https://w3id.org/clusterscape/id/membership/loop> a csc:Membership ;
    csc:member <https://w3id.org/clusterscape/id/membership/loop> ;
    csc:inCluster <https://w3id.org/clusterscape/id/cluster/odd> .
  <https://w3id.org/clusterscape/id/thematic-area/bare> a csc:ThematicArea .
  <https://w3id.org/clusterscape/id/thematic-area/sum> a csc:ThematicArea ; rdfs:label "=1+1"@en .
  <https://w3id.org/clusterscape/id/policy/p> a csc:Policy ; rdfs:label "A policy"@en ;
    csc:thematicArea <https://w3id.org/clusterscape/id/thematic-area/bare> .
  {figures}
}}
<https://w3id.org/clusterscape/id/source/odd-catalogue> {{
  <https://w3id.org/clusterscape/id/source/odd> a csc:Source ; dcterms:title "Odd source"@en ;
    dcterms:license "all rights reserved" ; dcterms:issued "2020-01-02T03:04:05-05:00"^^xsd:dateTime .
}}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    figures = "".join(_FIGURE.format(name=name, period=period, value=value) for name, period, value in _FIGURES)
    graphs: dict[URIRef, list[Triple]] = {}
    for quad in ox.parse((world._PREFIXES + _ODD.format(figures=figures)).encode(), format=ox.RdfFormat.TRIG):
        triple = from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)
        graphs.setdefault(URIRef(str(from_engine(quad.graph_name))), []).append(triple)
    folder = tmp_path_factory.mktemp("odd")
    with Releases(folder).draft() as draft:
        world.fill(draft.store)
        for graph, triples in graphs.items():
            draft.store.replace(graph, triples)
    with TestClient(create_app(Settings(store=folder, workers=1))) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/clusters", "/clusters/odd", "/clusters/odd?format=json", "/clusters/odd?format=ttl"),
        *("/countries/PRT", "/documents/js", "/documents/broken", "/memberships", "/memberships/loop"),
        *("/thematic-areas/bare", "/matrix", "/sources", "/sources/odd", "/questions", "/map", "/map/places"),
        *("/quality/languages", "/dataset"),
    ],
)
def test_a_page_stands_whatever_the_data_say(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={} if "format" in path else HTML)
    assert answer.status_code == 200
    assert 'href="javascript' not in answer.text


def test_every_homepage_that_is_one_can_be_reached(client: TestClient) -> None:
    page = client.get("/clusters/odd", headers=HTML).text
    assert {"https://odd.example.org/", "https://other.example.org/"} <= set(re.findall(r'href="([^"]+)"', page))
    told = client.get("/clusters/odd").json()
    assert told["homepage"] == "https://odd.example.org/"
    assert "point" not in told


def test_a_chart_of_figures_stays_in_its_frame_and_in_the_order_of_time(client: TestClient) -> None:
    page = client.get("/clusters/odd", headers=HTML).text
    drawn = page[page.index('<figure class="chart">') : page.index("</figure>", page.index('<figure class="chart">'))]
    spots = [(float(x), float(y)) for x, y in re.findall(r'cx="([^"]+)" cy="([^"]+)"', drawn)]
    assert [x for x, _ in spots] == sorted(x for x, _ in spots)
    assert all(0 <= x <= 320 and 0 <= y <= 120 for x, y in spots)
    assert re.findall(r"<title>([^<]+)", drawn) == ["2019", "2020", "2018 – 2021", "2021", "2022"]
    (axis,) = re.findall(r'class="axis" d="M8 ([\d.]+)H', drawn)
    assert spots[-1][1] > float(axis) > spots[0][1]


def test_a_range_with_one_end_is_told_as_such(client: TestClient) -> None:
    page = client.get("/clusters/odd", headers=HTML).text
    assert re.search(r'data-label="Value">≤ 50<', page)
    assert re.search(r'data-label="Value">≥ 10<', page)


def test_a_sign_that_xml_forbids_spoils_no_picture_and_no_feed(client: TestClient) -> None:
    sent = {"things": ["https://w3id.org/clusterscape/id/cluster/bell"]}
    assert "Bell" in "".join(ElementTree.fromstring(client.get("/map/places.svg").text).itertext())
    assert ElementTree.fromstring(client.post("/map/places/things", json=sent).text) is not None
    until(lambda: client.get("/search.atom?q=bell").status_code == 200, 60)
    assert "Bell" in "".join(ElementTree.fromstring(client.get("/search.atom?q=bell").content).itertext())


def test_a_place_without_a_name_is_none_to_compare_with(client: TestClient) -> None:
    page = client.get("/countries/PRT", headers=HTML).text
    places = re.findall(r'<option value="([A-Z]{3})">', page)
    assert "ROU" in places
    assert "XYZ" not in places


def test_the_matrix_tells_of_an_area_without_a_name(client: TestClient) -> None:
    areas = {each["area"]["label"]: each for each in client.get("/matrix").json()["areas"]}
    assert areas["bare"]["cells"][0]["total"] == 1
    assert "url" not in areas["bare"]["area"]
    table = client.get("/matrix", headers={"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert ",'=1+1," in table.text


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld"])
def test_a_licence_and_a_date_that_are_none_are_told_as_texts(client: TestClient, name: str) -> None:
    syntax = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}.get(name, name)
    answer = client.get(f"/dataset?format={name}")
    assert answer.status_code == 200
    if name == "jsonld":
        return  # its context stands at an address that rdflib would have to fetch
    said = Graph().parse(data=answer.text, format=syntax)
    (copy, *_) = said.subjects(DCTERMS.rights, Literal("all rights reserved"))
    assert not list(said.objects(copy, DCTERMS.license))
    source = URIRef("https://w3id.org/clusterscape/id/source/odd")
    assert list(said.objects(source, DCTERMS.issued)) == [Literal("2020-01-02T03:04:05-05:00")]
    assert not list(said.triples((None, VOID.openSearchDescription, None)))


@pytest.mark.parametrize(
    "value", ["1e0/0e0", '"NaN"^^xsd:double', '"1e20000"^^xsd:decimal', "-0.5", '"x"^^xsd:integer']
)
@pytest.mark.parametrize("lang", ["en", "pt"])
def test_every_number_that_an_answer_can_hold_is_shown(client: TestClient, value: str, lang: str) -> None:
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ({value} AS ?x) {{ }}"
    answer = client.get("/query", params={"query": query, "lang": lang}, headers=HTML)
    assert answer.status_code == 200
    assert ("−0.5" in answer.text or "−0,5" in answer.text) is (value == "-0.5")
