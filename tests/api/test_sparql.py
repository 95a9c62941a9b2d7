import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from tests.api.sparql import (
    ASK,
    CONSTRUCT,
    CSV,
    DESCRIBE,
    ENDLESS,
    JSON,
    JSONLD,
    NTRIPLES,
    RAW,
    RDFXML,
    SELECT,
    TSV,
    TURTLE,
    XML,
    build,
    service,
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    graphs = {"http://g/1": [("http://e/first", "a+b c%20d é")], "http://g/2": [("http://e/second", "two")]}
    return build(tmp_path_factory.mktemp("small"), graphs)


@pytest.fixture(scope="module")
def client(small: Path) -> Iterator[TestClient]:
    with TestClient(service(small), follow_redirects=False) as client:
        yield client


def values(answer: object) -> list[str]:
    content = json.loads(getattr(answer, "text"))  # noqa: B009 - the client's own type is not exported
    return sorted(row["o"]["value"] for row in content["results"]["bindings"])


BOTH = ["a+b c%20d é", "two"]


@pytest.mark.parametrize("way", ["get", "form", "raw"])
def test_a_query_is_answered_however_it_is_sent(client: TestClient, way: str) -> None:
    sent = {
        "get": lambda: client.get("/sparql", params={"query": SELECT}),
        "form": lambda: client.post("/sparql", data={"query": SELECT}),
        "raw": lambda: client.post("/sparql", content=SELECT, headers=RAW),
    }
    answer = sent[way]()
    assert (answer.status_code, answer.headers["content-type"]) == (200, JSON)
    assert values(answer) == BOTH


FORMATS = [
    *((SELECT, accept, given) for accept, given in [
        (None, JSON), ("*/*", JSON), (JSON, JSON), ("application/json", "application/json"), (XML, XML),
        ("application/xml", "application/xml"), ("text/csv", CSV), ("text/tab-separated-values", TSV),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", XML), ("text/html, text/csv;q=0.1", CSV),
    ]),
    *((ASK, accept, given) for accept, given in [
        (None, JSON), (XML, XML), ("text/csv, */*;q=0.1", "text/csv; charset=utf-8"),
    ]),
    *((form, accept, given) for form in (CONSTRUCT, DESCRIBE) for accept, given in [
        (None, TURTLE), ("*/*", TURTLE), ("text/turtle", TURTLE), (NTRIPLES, NTRIPLES), (RDFXML, RDFXML), (JSONLD, JSONLD),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "accept", "given"), FORMATS)
def test_the_format_is_negotiated(client: TestClient, query: str, accept: str | None, given: str) -> None:
    headers = {"Accept": accept} if accept else {}
    if not accept:
        client.headers.pop("accept", None)
    answer = client.get("/sparql", params={"query": query}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, given)
    assert "Accept" in answer.headers["vary"].split(", ")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert int(answer.headers["content-length"]) == len(answer.content)


@pytest.mark.parametrize(("name", "given"), [("json", JSON), ("xml", XML), ("csv", CSV), ("tsv", TSV)])
def test_a_format_by_name_goes_before_accept(client: TestClient, name: str, given: str) -> None:
    answer = client.get("/sparql", params={"query": SELECT, "format": name}, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == given
    answer = client.post("/sparql", data={"query": SELECT, "format": name})
    assert answer.headers["content-type"] == given


def test_several_accept_lines_are_one(client: TestClient) -> None:
    lines = [("Accept", "text/html"), ("Accept", "text/csv;q=0.2"), ("Accept", f"{XML};q=0.3")]
    assert client.get("/sparql", params={"query": SELECT}, headers=lines).headers["content-type"] == XML


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (SELECT, "text/turtle", JSON),
        (ASK, "text/turtle", JSON),
        (CONSTRUCT, JSON, "text/turtle"),
        (SELECT, "image/*", JSON),
    ],
    ids=["rows-as-triples", "truth-as-triples", "triples-as-rows", "image"],
)
def test_an_unacceptable_type_gets_406_with_what_is_offered(
    client: TestClient, query: str, accept: str, offered: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert offered in answer.json()["offered"]


def test_the_same_rows_come_in_all_formats(client: TestClient) -> None:
    bodies = {
        name: client.get("/sparql", params={"query": SELECT + " ORDER BY ?o", "format": name}).text
        for name in ("csv", "tsv", "xml")
    }
    literals = ElementTree.fromstring(bodies["xml"]).iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert [each.text for each in literals] == BOTH
    assert list(csv.reader(io.StringIO(bodies["csv"], newline=""))) == [["o"], *([each] for each in BOTH)]
    assert bodies["tsv"].splitlines() == ["?o", *(f'"{each}"' for each in BOTH)]


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld"])
def test_the_same_triples_come_in_all_formats(client: TestClient, name: str) -> None:
    answer = client.get("/sparql", params={"query": CONSTRUCT, "format": name})
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    found = {getattr(quad.object, "value", "") for quad in ox.parse(answer.content, form)}
    assert found == set(BOTH)


@pytest.mark.parametrize(
    "encoded",
    [
        quote("ASK { ?s ?p 'a+b c%20d é' }"),
        quote_plus("ASK { ?s ?p 'a+b c%20d é' }"),
        "ASK+%7B%20?s%20?p+%27a%2Bb+c%2520d%20%C3%A9%27%7D",
    ],
    ids=["percent", "plus", "mixed"],
)
def test_percent_escapes_are_decoded_once(client: TestClient, encoded: str) -> None:
    assert client.get(f"/sparql?query={encoded}").json()["boolean"] is True
    form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    assert client.post("/sparql", content=f"query={encoded}", headers=form).json()["boolean"] is True


def test_the_body_itself_is_not_decoded(client: TestClient) -> None:
    query = "ASK { ?s ?p 'a+b c%20d é' }".encode()
    charset = {"Content-Type": "application/sparql-query; charset=utf-8"}
    assert client.post("/sparql", content=query, headers=charset).json()["boolean"] is True


DATASETS = [
    ("none", SELECT, {}, BOTH),
    ("default", SELECT, {"default-graph-uri": "http://g/2"}, ["two"]),
    ("two-defaults", SELECT, {"default-graph-uri": ["http://g/1", "http://g/2"]}, BOTH),
    ("default-hides-named", "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {"default-graph-uri": "http://g/2"}, []),
    ("named", "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": "http://g/2"}, ["two"]),
    ("named-hides-default", SELECT, {"named-graph-uri": "http://g/2"}, []),
    ("from", "SELECT ?o FROM <http://g/2> { ?s ?p ?o }", {}, ["two"]),
    ("before-from", "SELECT ?o FROM <http://g/1> { ?s ?p ?o }", {"default-graph-uri": "http://g/2"}, ["two"]),
]


@pytest.mark.parametrize(
    ("query", "dataset", "expected"), [each[1:] for each in DATASETS], ids=[each[0] for each in DATASETS]
)
def test_the_graphs_of_the_request_are_read(
    client: TestClient, query: str, dataset: dict[str, str | list[str]], expected: list[str]
) -> None:
    assert values(client.get("/sparql", params={"query": query, **dataset})) == expected
    assert values(client.post("/sparql", data={"query": query, **dataset})) == expected
    raw = client.post(f"/sparql?{urlencode(dataset, doseq=True)}", content=query, headers=RAW)
    assert values(raw) == expected


BAD = [
    ("syntax", "SELECT *\nWHERE { ?s ?p }", {"line": 2, "column": 16}),
    ("word", "SELECT * { ?s ?p ?o FILTR(?o) }", {"line": 1, "column": 21}),
    ("empty", "", {"line": 1, "column": 1}),
    ("update", "DROP ALL", {"title": "Updates are refused", "line": 1}),
    ("load", "LOAD <file:///etc/passwd>", {"title": "Updates are refused"}),
    ("service", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", {"title": "SERVICE is refused", "column": 12}),
    ("from-file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", {"title": "Unknown graph"}),
    ("from-web", "SELECT * FROM NAMED <http://127.0.0.1/x> { ?s ?p ?o }", {"title": "Unknown graph"}),
    ("function", "SELECT * { FILTER(<http://f/>(1)) }", {"title": "Bad query"}),
    ("deep", "SELECT * " + "{" * 1_000 + "}" * 1_000, {"title": "Bad query"}),
    ("repeated", "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 2_000 + "}", {"title": "Query too complex"}),
]


@pytest.mark.parametrize(("query", "members"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_a_bad_query_gets_400_with_its_place(client: TestClient, query: str, members: dict[str, object]) -> None:
    answer = client.post("/sparql", content=query, headers=RAW)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert {name: problem.get(name) for name in members} == members


REFUSED = [
    ("two-queries", "GET", f"?query={quote(ASK)}&query={quote(ASK)}", b"", "", 400),
    ("two-in-form", "POST", "", b"query=ASK%7B%7D&query=ASK%7B%7D", "application/x-www-form-urlencoded", 400),
    ("address-and-body", "POST", "?query=ASK%7B%7D", b"ASK{}", "application/sparql-query", 400),
    ("no-query", "GET", "?default-graph-uri=http://g/1", b"", "", 400),
    ("no-query-in-form", "POST", "", b"format=json", "application/x-www-form-urlencoded", 400),
    ("not-utf-8-escaped", "GET", "?query=ASK%7B%7D%23%ff", b"", "", 400),
    ("not-utf-8", "POST", "", b"ASK{} # \xff", "application/sparql-query", 400),
    ("timeout", "GET", "?query=ASK%7B%7D&timeout=soon", b"", "", 400),
    ("timeout-zero", "GET", "?query=ASK%7B%7D&timeout=0", b"", "", 400),
    ("timeout-nan", "GET", "?query=ASK%7B%7D&timeout=nan", b"", "", 400),
    ("format", "GET", "?query=ASK%7B%7D&format=xls", b"", "", 406),
    ("update-in-form", "POST", "", b"update=DROP+ALL", "application/x-www-form-urlencoded", 403),
    ("update-in-address", "GET", "?update=DROP+ALL", b"", "", 400),
    ("update-as-body", "POST", "", b"DROP ALL", "application/sparql-update", 403),
    ("no-type", "POST", "", b"ASK{}", "", 415),
    ("other-type", "POST", "", b"ASK{}", "text/plain", 415),
    ("other-charset", "POST", "", "ASK{}".encode("utf-16"), "application/sparql-query; charset=utf-16", 415),
    ("large-body", "POST", "", b"#" * 200_000, "application/sparql-query", 413),
    ("large-form", "POST", "", b"query=" + b"%20" * 200_000, "application/x-www-form-urlencoded", 413),
    ("long-query", "POST", "", b"query=" + b"+" * 150_000, "application/x-www-form-urlencoded", 413),
    ("many-parameters", "GET", "?" + "a=1&" * 2_000, b"", "", 400),
    ("query-and-update", "POST", "", b"query=ASK%7B%7D&update=DROP+ALL", "application/x-www-form-urlencoded", 400),
    ("neither-part", "GET", "?query=ASK%7B%7D&stated=false&inferred=false", b"", "", 400),
    ("choice", "GET", "?query=ASK%7B%7D&inferred=perhaps", b"", "", 400),
    ("using-with-a-query", "GET", "?query=ASK%7B%7D&using-graph-uri=http://g/1", b"", "", 400),
    ("put", "PUT", "", b"", "", 405),
    ("delete", "DELETE", "", b"", "", 405),
    ("patch", "PATCH", "", b"", "", 405),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "parameters", "body", "media_type", "status"),
    [each[1:] for each in REFUSED],
    ids=[each[0] for each in REFUSED],
)
def test_what_the_protocol_does_not_know_is_refused(
    client: TestClient, method: str, parameters: str, body: bytes, media_type: str, status: int
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    answer = client.request(method, f"/sparql{parameters}", content=body or None, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    if status == 405:
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_body_without_a_length_is_limited_too(client: TestClient) -> None:
    answer = client.post("/sparql", content=(b"#" * 1_000 for _ in range(500)), headers=RAW)
    assert answer.status_code == 413


def test_head_is_get_without_a_body(client: TestClient) -> None:
    shared = {"url": "/sparql", "params": {"query": SELECT}, "headers": {"Accept": "text/csv"}}
    head, get = client.request("HEAD", **shared), client.request("GET", **shared)  # type: ignore[arg-type]
    assert (head.status_code, head.content) == (200, b"")
    assert set(head.headers) - {"clusterscape-query"} == set(get.headers) - {
        "clusterscape-query"
    }  # the second one may be kept
    names = ("content-type", "content-length", "vary")
    assert [head.headers[name] for name in names] == [get.headers[name] for name in names]


def test_options_tell_the_methods(client: TestClient) -> None:
    answer = client.options("/sparql")
    assert answer.status_code == 204
    assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("accept", "status"), [("*/*", 200), ("text/turtle", 200), ("text/html, */*;q=0.8", 303), ("image/png", 406)]
)
def test_without_a_query_browsers_are_sent_to_the_page(client: TestClient, accept: str, status: int) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == status
    if status == 303:
        assert answer.headers["location"] == "http://testserver/query"


def test_an_empty_store_is_a_usable_service(tmp_path: Path) -> None:
    with TestClient(service(tmp_path)) as client:
        assert values(client.get("/sparql", params={"query": SELECT})) == []


def test_a_query_ended_at_its_deadline_is_a_problem_and_no_answer(large: Path) -> None:
    with TestClient(service(large, deadline=1)) as client:
        for parameters in ({}, {"timeout": "0.3"}, {"timeout": "99"}):
            begun = time.monotonic()
            answer = client.get("/sparql", params={"query": ENDLESS, **parameters})
            assert time.monotonic() - begun < 8  # on a busy machine; by the usual deadline it would be ten
            assert (answer.status_code, answer.json()["title"]) == (504, "Deadline exceeded")
            assert answer.json()["seconds"] == min(float(parameters.get("timeout", 1)), 1)
        assert client.get("/sparql", params={"query": ASK}).json()["boolean"] is True


@pytest.mark.of_processes("the memory of a query is that of the server, which has limits of its own")
def test_a_query_that_eats_memory_is_a_problem(large: Path) -> None:
    with TestClient(service(large, deadline=60, memory=100 * 1024**2)) as client:
        answer = client.get("/sparql", params={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"})
        assert (answer.status_code, answer.json()["title"]) == (503, "Memory exceeded")


def test_what_xml_cannot_carry_is_406_in_xml(tmp_path: Path) -> None:
    folder = build(tmp_path, {"http://g": [("http://e/a", "\x01")]})
    with TestClient(service(folder)) as client:
        assert client.get("/sparql", params={"query": SELECT, "format": "xml"}).status_code == 406
        assert values(client.get("/sparql", params={"query": SELECT})) == ["\x01"]


@pytest.mark.parametrize(
    ("compared", "value"),
    [
        ('"2006-08-23Z"^^xsd:date = "2006-08-23"^^xsd:date', "false"),
        ('"2006-08-23Z"^^xsd:date != "2006-08-23"^^xsd:date', "true"),
        ('"2006-08-23Z"^^xsd:date < "2006-08-23"^^xsd:date', None),
        ('"2006-08-23Z"^^xsd:date < "2006-08-25"^^xsd:date', "true"),
        ('"2006-08-23T10:00:00+01:00"^^xsd:dateTime = "2006-08-23T09:00:00Z"^^xsd:dateTime', "true"),
        ('"2006-08-23T09:00:00Z"^^xsd:dateTime = "2006-08-23T09:00:00"^^xsd:dateTime', "false"),
    ],
)
def test_a_time_without_a_zone_is_given_none(client: TestClient, compared: str, value: str | None) -> None:
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?o {{ BIND({compared} AS ?o) }}"
    (row,) = client.post("/sparql", content=query, headers=RAW).json()["results"]["bindings"]
    assert row.get("o", {}).get("value") == value
