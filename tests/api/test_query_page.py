"""What the query page asks of the service: where a query is wrong, what it means, what may come next, short links."""

import json
import threading
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.i18n import catalogue, words
from api.pages.meaning import meaning
from api.pages.terms import constraints
from api.settings import Settings
from graph import completion
from graph.checking import SECONDS
from graph.query import queries
from graph.rewriting.rewrite import REWRITINGS
from ontology.model import LANGUAGES
from ontology.namespaces import CSC
from ontology.reference import reference
from tests import world

SPARQL = {"Content-Type": "application/sparql-query"}
CLUSTERS = "PREFIX csc: <https://w3id.org/clusterscape/ontology#>\nSELECT ?c WHERE { ?c a csc:Cluster } LIMIT 5"
# A product of rows that are given in the query itself: long, whatever the data are.
LONG = (
    "SELECT * { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(900)))} }}" for n in range(3))
    + " } ORDER BY ?v0"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world.publish(tmp_path_factory.mktemp("query"))


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=folder, workers=1))) as client:
        yield client


# Checking


@pytest.mark.parametrize(
    ("query", "line", "column", "part"),
    [
        ("SELECT *\nWHERE { ?s ?p }", 2, 16, "not SPARQL"),
        ("SELECT * {\n ?s foo:bar ?o }", 2, 5, "foo:"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", 1, 41, "unbound"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", 1, 1, "update"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 1, 12, "SERVICE"),
        ("", 1, 1, "no query"),
    ],
    ids=["syntax", "prefix", "columns", "update", "service", "nothing"],
)
def test_a_check_tells_the_fault_and_its_place(site: TestClient, query: str, line: int, column: int, part: str) -> None:
    answer = site.post("/sparql/check", content=query, headers=SPARQL)
    assert answer.status_code == 200
    told = answer.json()
    assert told["form"] is None
    assert (told["fault"]["line"], told["fault"]["column"]) == (line, column)
    assert part in told["fault"]["message"]


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ("SELECT", CLUSTERS),
        ("ASK", "ASK {}"),
        ("CONSTRUCT", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("DESCRIBE", "DESCRIBE <urn:a>"),
    ],
)
def test_a_check_finds_nothing_wrong_with_a_query(site: TestClient, form: str, query: str) -> None:
    assert site.post("/sparql/check", data={"query": query}).json() == {"form": form, "fault": None}


def test_every_question_that_is_shipped_is_found_right(site: TestClient) -> None:
    found = [site.post("/sparql/check", content=each.text, headers=SPARQL).json()["fault"] for each in queries()]
    assert len(found) > 40
    assert set(found) == {None}


def test_a_check_asks_no_data(site: TestClient) -> None:
    # Over the data this would be the product of all statements with all, five times.
    query = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(5)) + " }"
    began = time.monotonic()
    assert site.post("/sparql/check", data={"query": query}).json()["fault"] is None
    assert time.monotonic() - began < SECONDS


def test_a_query_that_is_long_without_data_is_found_right_in_a_second(site: TestClient) -> None:
    assert site.post("/sparql/check", data={"query": LONG}).json()["fault"] is None
    assert site.get("/queries", headers={"Accept": "application/json"}).json()["total"] == 0


def test_what_is_no_query_at_all_is_refused(site: TestClient) -> None:
    assert site.post("/sparql/check", content="x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert site.post("/sparql/check", data={"other": "x"}).status_code == 400
    assert site.post("/sparql/check", data={"query": "#" * 200_000}).status_code == 413


# Meaning


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_has_a_sentence_and_a_picture_in_every_language(site: TestClient, lang: str) -> None:
    for each in queries():
        told = site.post(f"/sparql/explain?lang={lang}", content=each.text, headers=SPARQL).json()
        assert told["fault"] is None, each.name
        assert told["sentence"].endswith("."), each.name
        assert "{" not in told["sentence"].replace("{ ", ""), each.name
        assert told["picture"].startswith("<svg"), each.name


def test_a_sentence_names_classes_and_properties_in_words(site: TestClient) -> None:
    query = (
        "PREFIX csc: <https://w3id.org/clusterscape/ontology#> SELECT DISTINCT ?c ?p WHERE { ?c a csc:Cluster . "
        "OPTIONAL { ?c csc:country ?p } FILTER NOT EXISTS { ?x csc:pactOf ?c } } ORDER BY DESC(?c) LIMIT 10"
    )
    told = site.post("/sparql/explain?lang=en", data={"query": query}).json()
    assert told["sentence"] == (
        "Lists ?c and ?p, each combination once, where ?c is of the kind “cluster”; "
        "if known: (“country” of ?c is ?p); there is no (“pact of” of ?x is ?c). "
        "Sorted by ?c downwards. Rows at most: 10."
    )
    assert "?c : cluster" in unescape(told["picture"])


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("SELECT * { ?s ?p ?o }", ["everything"]),
        ("SELECT * { ?s ?p ?o } LIMIT 5", []),
        ("SELECT * { ?a <urn:p> ?b . ?c <urn:q> ?d }", ["apart"]),
        ("SELECT * { ?a <urn:p> ?b . ?c <urn:q> ?d FILTER(?b = ?d) }", []),
        ("SELECT * { VALUES ?x { 1 2 } ?a <urn:p> ?b }", []),
        ('SELECT * { ?a <urn:p> ?b FILTER(CONTAINS(LCASE(?b), "x")) }', ["text"]),
        ("SELECT * { ?a <urn:p>+ ?b }", ["path"]),
        ("SELECT * { ?a <urn:p>+ ?b . ?a a <urn:C> }", []),
        ("ASK { ?a <urn:p> ?b OPTIONAL { ?c <urn:q> ?d } }", ["apart"]),
    ],
    ids=[
        "everything",
        "cut",
        "apart",
        "joined by a filter",
        "a list",
        "text",
        "path",
        "path from somewhere",
        "optional",
    ],
)
def test_it_is_told_why_a_query_may_be_slow(site: TestClient, query: str, reasons: list[str]) -> None:
    told = site.post("/sparql/explain?lang=en", data={"query": query}).json()
    assert [each["reason"] for each in told["reasons"]] == reasons
    for each in told["reasons"]:
        assert each["text"] == words("en")(f"query.slow.{each['reason']}", about=each["about"])


def test_a_faster_form_is_told_and_has_the_same_rows(site: TestClient) -> None:
    query = f"SELECT ?c {{ ?c a ?k FILTER(?k = <{CSC.Cluster}>) }}"
    faster = site.post("/sparql/explain", data={"query": query}).json()["faster"]
    assert faster["steps"] == ["constants"]
    assert faster["query"] != query

    def rows(text: str) -> set[str]:
        answer = site.post("/sparql", data={"query": text, "rewrite": "false"})
        return {row["c"]["value"] for row in answer.json()["results"]["bindings"]}

    assert rows(query) == rows(faster["query"]) != set()


@pytest.mark.parametrize(
    "pattern",
    [
        " . ".join(f"?a{n} <urn:p{n}> ?b{n}" for n in range(900)),
        " UNION ".join(f"{{ ?a <urn:p> ?b{n} }}" for n in range(300)),
        " ".join(f"FILTER(?a = ?b{n})" for n in range(300)),
        "{ OPTIONAL " * 45 + "{ ?a <urn:p> ?b }" + " }" * 45,
        f"VALUES ?x {{ {'<urn:a> ' * 10_000} }}",
    ],
    ids=["wide", "ways", "filters", "deep", "list"],
)
def test_of_a_huge_query_the_beginning_is_told(site: TestClient, pattern: str) -> None:
    told = site.post("/sparql/explain?lang=ro", data={"query": f"SELECT * {{ {pattern} }}"})
    assert told.status_code == 200
    assert 0 < len(told.json()["sentence"]) < 8_000


def test_what_cannot_be_taken_apart_has_no_sentence(folder: Path) -> None:
    library = create_app(Settings(store=folder)).state.current.served().library
    assert meaning("SELECT * { SERVICE <urn:a> { ?s ?p ?o } }", library, "en") is None


@pytest.mark.parametrize(
    ("query", "sentence", "shown"),
    [
        ("DESCRIBE csc:Cluster", "Tells all that is said of “cluster”.", "cluster"),
        (
            "DESCRIBE ?c csc:Pact { ?c a csc:Cluster }",
            "Tells all that is said of ?c and “pact”, where ?c is of the kind “cluster”.",
            "?c : cluster",
        ),
        (
            "DESCRIBE * WHERE { ?c a csc:Cluster } LIMIT 2",
            "Tells all that is said of everything that is named below, where ?c is of the kind “cluster”. Rows at most: 2.",
            "?c : cluster",
        ),
    ],
    ids=["thing", "variable", "all"],
)
def test_describe_has_a_sentence_and_a_picture(site: TestClient, query: str, sentence: str, shown: str) -> None:
    told = site.post("/sparql/explain?lang=en", data={"query": f"PREFIX csc: <{CSC}> {query}"}).json()
    assert told["sentence"] == sentence
    assert shown in unescape(told["picture"])


def test_each_way_of_rewriting_has_words_in_every_language() -> None:
    for lang in LANGUAGES:
        assert {f"query.step.{name}" for name in REWRITINGS} <= catalogue(lang).keys()


# Completion


def test_properties_are_those_seen_on_the_class_with_counts(site: TestClient) -> None:
    items = site.get("/completion/properties?class=csc:Cluster&lang=pt").json()["items"]
    seen = {each["name"]: each for each in items if each["total"]}
    asked = "SELECT ?p (COUNT(DISTINCT ?c) AS ?n) { ?c a csc:Cluster ; ?p ?o } GROUP BY ?p"
    rows = site.post("/sparql", data={"query": f"PREFIX csc: <{CSC}> {asked}"}).json()["results"]["bindings"]
    assert {each["iri"]: each["total"] for each in seen.values()} == {
        row["p"]["value"]: int(row["n"]["value"]) for row in rows
    }
    assert seen["csc:country"]["label"] == "país"
    assert seen["csc:country"]["needed"] is True
    assert [each["total"] for each in items] == sorted((each["total"] for each in items), reverse=True)


def test_properties_of_two_classes_are_those_of_both(site: TestClient) -> None:
    both = site.get("/completion/properties", params={"class": ["csc:Cluster", str(CSC.SectoralPact)]}).json()["items"]
    names = {each["name"] for each in both if each["total"]}
    assert "rdfs:label" in names
    assert not names & {"csc:pactOf", "csc:founded"}


def test_classes_come_with_prefixes_and_numbers(site: TestClient) -> None:
    told = site.get("/completion/classes?lang=ro").json()
    cluster = next(each for each in told["items"] if each["name"] == "csc:Cluster")
    assert (cluster["total"], cluster["label"]) == (3, "cluster")
    assert told["prefixes"]["csc"] == str(CSC)
    assert told["total"] == len(told["items"])


@pytest.mark.parametrize("path", ["/completion/classes", "/completion/properties?class=csc:Cluster"])
def test_completion_is_kept_until_the_release_changes(site: TestClient, path: str) -> None:
    first = site.get(path, headers={"Accept": "application/json"})
    assert first.headers["cache-control"] == "no-cache"
    again = site.get(path, headers={"Accept": "application/json", "If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_class_that_cannot_be_is_told(site: TestClient) -> None:
    answer = site.get("/completion/properties?class=nowhere:X", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "nowhere" in answer.json()["detail"]


def test_names_are_looked_up_many_at_once(site: TestClient) -> None:
    iris = [str(CSC.Cluster), "https://w3id.org/clusterscape/id/cluster/health", "urn:nothing", "not an <iri>"]
    items = site.post("/completion/names?lang=pt", json={"iris": iris}).json()["items"]
    assert set(items) == set(iris[:2])
    assert items[iris[1]] == {"label": "Cluster da Saúde", "lang": "pt", "kind": "cluster", "path": "/clusters/health"}
    assert site.post("/completion/names", json={"iris": ["urn:a"] * 1001}).status_code == 400


def test_nothing_is_kept_of_names_that_strangers_give(site: TestClient) -> None:
    app = site.app
    assert isinstance(app, FastAPI)
    reader = app.state.current.served().library.reader
    site.post("/completion/names", json={"iris": [f"urn:stranger:{n}" for n in range(100)]})
    site.post("/sparql/explain", data={"query": "ASK { <urn:stranger:a> <urn:stranger:b> <urn:stranger:c> }"})
    site.get("/completion/properties?class=urn:stranger:d", headers={"Accept": "application/json"})
    query = "# part: figures\n# title: T\n# asks: A?\nSELECT (<urn:stranger:e> AS ?x) { }"
    mark = site.post("/q", content=query, headers=SPARQL).json()["mark"]
    for path in ("/describe?iri=urn:stranger:f", "/cite?iri=urn:stranger:g", f"/questions/q-{mark}"):
        site.get(path)
    for path in ("/query?query=SELECT (<urn:stranger:h> AS ?x) { }", f"/questions/q-{mark}"):
        assert "urn:stranger" in site.get(path, headers={"Accept": "text/html"}).text
    for path in ("/matrix?country=stranger", "/countries/stranger/compare?with=PRT", "/clusters/stranger/history"):
        assert site.get(path).status_code in {400, 404}
    assert [iri for iri in reader._labels if "stranger" in iri] == []
    assert constraints.cache_info().currsize <= len(reference().terms)


# The page


def test_the_page_tells_its_script_what_it_needs(site: TestClient) -> None:
    page = site.get("/query?lang=it", headers={"Accept": "text/html"}).text
    told = json.loads(page.split("data-told='")[1].split("'>")[0])
    assert told["texts"]["ui.cancel"] == words("it")("query.ui.cancel")
    assert told["prefixes"]["csc"] == str(CSC)
    assert told["examples"].keys() == {each.name for each in queries()}
    assert told["limits"] == {"seconds": 10.0, "rows": 1_000_000, "size": 256}
    assert told["sharing"] is True


def test_without_script_the_form_works_and_says_what_was_asked(site: TestClient) -> None:
    page = unescape(site.get("/query", params={"query": CLUSTERS}, headers={"Accept": "text/html"}).text)
    assert "<noscript>" in page
    assert "?c is of the kind “cluster”" in page
    assert 'href="/clusters/health"' in page


def test_texts_for_the_script_cannot_end_its_block(site: TestClient) -> None:
    page = site.get("/query?query=%3C/script%3E%3Cscript%3E", headers={"Accept": "text/html"}).text
    assert "<script></script>" not in page
    assert page.count("</script>") == 2


def test_who_checks_all_day_leaves_room_for_queries(site: TestClient) -> None:
    answers = list[int]()

    def ask() -> None:
        answers.append(site.post("/sparql/check", data={"query": CLUSTERS}).status_code)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert set(answers) <= {200, 503}
    assert site.post("/sparql", data={"query": "ASK {}"}).status_code == 200


def test_whatever_is_sent_the_answer_is_one_that_is_promised(folder: Path) -> None:
    app = create_app(Settings(store=folder, workers=1))
    with TestClient(app):
        document = schemathesis.openapi.from_asgi("/openapi.json", app)
        routes = document.include(path_regex=r"^/(completion|q$|q/|sparql/)")
        operations = [found.ok() for found in routes.get_all_operations()]
        assert len(operations) == 7
        for operation in operations:
            _try(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))


def _try(cases: SearchStrategy[schemathesis.Case]) -> None:
    checks = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)

    @given(case=cases)
    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def each(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=list(checks))

    each()


def test_of_a_large_class_a_sample_is_counted_and_that_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "LARGE", 2)
    monkeypatch.setattr(completion, "_SAMPLE", 3)  # the whole sample, as there are three clusters
    with TestClient(create_app(Settings(store=folder, workers=1)), headers={"Accept": "application/json"}) as client:
        for path in ("/completion/properties?class=csc:Cluster", "/completion/properties"):
            items = client.get(path).json()["items"]
            country = next(each for each in items if each["name"] == "csc:country")
            assert (country["about"], country["total"] >= 3) == (True, True), path
            assert country["total"] == 3 or "class" not in path


def test_who_asks_while_others_wait_for_a_count_is_told_to_come_back(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completion, "_PATIENCE", 0.01)
    with completion._COUNTS:
        answer = site.get("/completion/classes?lang=it", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert site.get("/completion/classes?lang=it", headers={"Accept": "application/json"}).status_code == 200
