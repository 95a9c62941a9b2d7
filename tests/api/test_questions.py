"""The list of questions, narrowed by words and parts, as a page and as JSON."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from api.answers import OF_QUESTIONS
from api.app import create_app
from api.i18n import words
from api.settings import Settings
from graph.formats import FORMATS, TRIPLES, XLSX
from graph.query import PARTS, bare, needed, queries, query
from graph.resultset import RS
from ontology.model import LANGUAGES
from ontology.namespaces import CSC
from tests import world

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service over a small world."""
    folder: Path = tmp_path_factory.mktemp("questions")
    world.publish(folder)
    with TestClient(create_app(Settings(store=folder))) as client:
        yield client


def names(client: TestClient, asked: str) -> list[str]:
    return [str(each["name"]) for each in client.get(f"/questions{asked}").json()["items"]]


def test_the_list_can_be_narrowed_by_words_and_by_parts(small: TestClient) -> None:
    assert len(names(small, "")) == len(queries())
    assert names(small, "?q=pactos+assinaram") == ["clusters-and-pacts"]
    assert names(small, "?part=figures") == [each.name for each in queries() if each.part == "figures"]
    assert set(names(small, "?part=figures&part=planning")) > set(names(small, "?part=figures"))
    assert names(small, "?q=newest&part=planning") == []


def test_each_question_tells_its_part(small: TestClient) -> None:
    told = small.get("/questions").json()["items"]
    assert {each["part"] for each in told} == set(PARTS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_groups_questions_by_part(small: TestClient, lang: str) -> None:
    page = small.get(f"/questions?lang={lang}", headers=HTML).text
    heads = [page.index(f'id="part-{part}"') for part in PARTS]
    assert heads == sorted(heads)
    assert all(words(lang)(f"parts.{part}") in page for part in PARTS)
    assert page.count('class="asked"') == len(queries())


def test_the_page_shows_what_was_asked_for_and_says_so_where_there_is_nothing(small: TestClient) -> None:
    page = small.get("/questions?q=scenari&part=planning", headers=HTML).text
    assert 'id="part-planning"' in page
    assert 'id="part-figures"' not in page
    assert 'value="scenari"' in page
    assert words("en")("parts.none") in small.get("/questions?q=xyzzy&lang=en", headers=HTML).text


def test_where_no_source_tells_of_it_the_page_says_so_plainly(small: TestClient) -> None:
    asked = small.get("/questions/transfers?lang=en", headers=HTML).text
    assert words("en")("parts.untold") in asked
    assert "csc:transferOf" in asked


def test_an_example_of_the_query_page_is_named_in_the_address(small: TestClient) -> None:
    page = small.get("/query?example=lineage&lang=en", headers=HTML)
    assert page.status_code == 200
    assert "csc:predecessor" in page.text
    assert small.get("/query?example=why", headers=HTML).status_code == 404


def test_the_query_page_offers_every_question_as_an_example(small: TestClient) -> None:
    page = small.get("/query", headers=HTML).text
    assert [each.name for each in queries() if f"example={each.name}" not in page] == []


def test_the_sparql_is_shown_without_the_header_of_its_file(small: TestClient) -> None:
    named = query("thin-ecosystems")
    shown = (
        small.get("/questions/thin-ecosystems?lang=en", headers=HTML).text,
        small.get("/questions/thin-ecosystems").json()["query"],
        small.get("/query?example=thin-ecosystems", headers=HTML).text,
    )
    for text in shown:
        assert "# asks" not in text
        assert "# number:" not in text
        assert "# Clusters whose region no source tells" in text
    assert bare(named.text).startswith("PREFIX csc:")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_that_the_data_cannot_answer_are_marked(small: TestClient, lang: str) -> None:
    told = {each["name"]: each["answerable"] for each in small.get("/questions").json()["items"]}
    assert told["transfers"] is False
    assert True in told.values()
    page = small.get(f"/questions?lang={lang}", headers=HTML).text
    assert page.count(words(lang)("questions.untold")) == list(told.values()).count(False)


def test_no_question_that_has_rows_is_marked(small: TestClient) -> None:
    marked = [each["name"] for each in small.get("/questions").json()["items"] if not each["answerable"]]
    assert len(marked) > 10
    assert [name for name in marked if small.get(f"/questions/{name}").json().get("total")] == []


NEEDS = [
    ("?x a csc:A ; csc:b ?y . OPTIONAL { ?x csc:c ?z }", {"A", "b"}),
    ("?x a csc:A FILTER NOT EXISTS { ?x csc:c ?z { ?z csc:d ?x } } MINUS { ?x csc:e ?y }", {"A"}),
    ("{ ?x a csc:A } UNION { { ?x csc:b ?y } } ?x csc:c ?z .", {"c"}),
    ("{ ?x a csc:A } UNION { ?x csc:b ?y } ?x csc:c ?z .", {"c"}),
    ("GRAPH ?g { ?x csc:a ?y } VALUES ?y { UNDEF } # ?x csc:b ?y", {"a"}),
    ("?x csc:a|csc:b ?y ; csc:c? ?z ; csc:d/csc:e ?v ; csc:unknown csc:f .", {"unknown"}),
]


@pytest.mark.parametrize(("pattern", "terms"), NEEDS)
def test_a_query_needs_what_stands_outside_of_optional_parts(pattern: str, terms: set[str]) -> None:
    assert needed(f"SELECT * WHERE {{ {pattern}\n}}") == {CSC[each] for each in terms}


ROWS = {"csv": "text/csv", "tsv": "text/tab-separated-values", "xml": "application/sparql-results+xml", "xlsx": XLSX}
RDF = {each.name: each.media_type for each in FORMATS if each.forms == TRIPLES}
JSONS = {"json": "application/json", "srj": "application/sparql-results+json"}
WAYS = {"suffix": "/questions/clusters-and-pacts.{}", "parameter": "/questions/clusters-and-pacts?format={}"}


def test_every_format_of_the_sparql_endpoint_is_offered() -> None:
    assert {each.media_type for each in FORMATS} <= {offer.media_type for offer in OF_QUESTIONS}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "media_type"), (ROWS | RDF | JSONS).items(), ids=(ROWS | RDF | JSONS).keys())
def test_a_question_answers_in_each_format(small: TestClient, name: str, media_type: str, way: str) -> None:
    asked = small.get(WAYS[way].format(name))
    assert (asked.status_code, asked.headers["content-type"].partition(";")[0]) == (200, media_type)
    liked = small.get("/questions/clusters-and-pacts", headers={"Accept": media_type})
    assert liked.headers["content-type"] == asked.headers["content-type"]
    others = set(re.findall(r'rel="alternate"; type="([^"]+)"', asked.headers["link"]))
    assert others == {offer.media_type for offer in OF_QUESTIONS} - {media_type}


@pytest.mark.parametrize("name", sorted(RDF.keys() - {"jsonld"}))  # its context is at an address
def test_the_rows_as_rdf_are_the_same_in_each_format(client: TestClient, name: str) -> None:
    body = client.get(f"/questions/sources.{name}").content
    found = list(ox.parse(body, format=ox.RdfFormat.from_media_type(RDF[name])))
    rows = client.get("/questions/sources").json()["total"]
    assert rows > 0
    assert sum(quad.predicate.value == str(RS["index"]) for quad in found) == rows


def test_a_parameter_goes_before_the_end_of_the_address(small: TestClient) -> None:
    asked = small.get("/questions/clusters-and-pacts.csv?format=ttl")
    assert asked.headers["content-type"].startswith("text/turtle")


def test_openapi_lists_the_formats_of_a_question(small: TestClient) -> None:
    told = small.get("/openapi.json").json()["paths"]["/questions/{name}"]["get"]
    (chosen,) = (each["schema"]["enum"] for each in told["parameters"] if each["name"] == "format")
    assert chosen == [offer.name for offer in OF_QUESTIONS]
    assert set(told["responses"]["200"]["content"]) == {offer.media_type for offer in OF_QUESTIONS}
