"""Answers at the limits of rows and bytes: well formed, and with the way to the rest."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from httpx2 import URL, Response
from python_calamine import CalamineWorkbook

from tests.api.sparql import RAW, build, service

ROWS = 30
# Each of these looks like the end or the beginning of a row in one of the formats.
_ODD = [
    'a"b',
    "},{}",
    ',{"s":{}',
    "x,{",
    "</result><result>",
    "a\nb\r\nc",
    "a\tb",
    '"',
    " .\n",
    "]},{",
    "\n\t\t<p>",
    "é\u2028",
]
TEXTS = [f"{number} {_ODD[number % len(_ODD)]}" for number in range(ROWS)]
SELECT = "SELECT ?o { ?s ?p ?o } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o . <http://e/hub> ?p ?o } { ?s ?p ?o }"
XML = "{http://www.w3.org/2005/sparql-results#}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [(f"http://e/{number:03}", text) for number, text in enumerate(TEXTS)]
    return build(tmp_path_factory.mktemp("limits"), {"http://g/1": rows})


@pytest.fixture(scope="module")
def by_rows(folder: Path) -> Iterator[TestClient]:
    with TestClient(service(folder, max_rows=12)) as client:
        yield client


@pytest.fixture(scope="module")
def by_bytes(folder: Path) -> Iterator[TestClient]:
    with TestClient(service(folder, max_bytes=2_000)) as client:
        yield client


def rows_of(answer: Response) -> list[str]:
    match answer.headers["content-type"].partition(";")[0]:
        case "application/sparql-results+json":
            return [row["o"]["value"] for row in json.loads(answer.content)["results"]["bindings"]]
        case "application/sparql-results+xml":
            return [each.text or "" for each in ElementTree.fromstring(answer.content).iter(f"{XML}literal")]
        case "text/csv":
            return [row[0] for row in csv.reader(io.StringIO(answer.content.decode(), newline=""))][1:]
        case "text/tab-separated-values":
            lines = answer.content.decode().removesuffix("\n").split("\n")[1:]
            quads = ox.parse("".join(f"<x:> <x:> {line} .\n" for line in lines), format=ox.RdfFormat.TURTLE)
            return [quad.object.value for quad in quads]  # type: ignore[union-attr]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    return [str(row[0]) for row in sheet.to_python()][1:]


FORMATS = ["json", "xml", "csv", "tsv", "xlsx"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_rest_is_asked_for_until_nothing_is_left(by_rows: TestClient, name: str) -> None:
    answer = by_rows.get("/sparql", params={"query": SELECT, "format": name})
    found = []
    for offset in (12, 24):
        assert answer.headers["clusterscape-limit"] == f"rows=12, next-offset={offset}, ordered=yes"
        found += rows_of(answer)
        answer = by_rows.get(answer.links["next"]["url"])
    assert "clusterscape-limit" not in answer.headers
    assert "next" not in answer.links
    assert [*found, *rows_of(answer)] == TEXTS


@pytest.mark.parametrize("name", FORMATS)
def test_a_byte_limit_ends_between_two_rows(by_bytes: TestClient, name: str) -> None:
    answer = by_bytes.get("/sparql", params={"query": SELECT, "format": name})
    found = rows_of(answer)
    while "next" in answer.links:
        assert len(answer.content) <= 2_000
        assert answer.headers["clusterscape-limit"].startswith("bytes=2000, rows-sent=")
        answer = by_bytes.get(answer.links["next"]["url"])
        found += rows_of(answer)
    assert found == TEXTS


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_triples_are_cut_well_formed_at_a_byte_limit(by_bytes: TestClient, name: str) -> None:
    answer = by_bytes.get("/sparql", params={"query": CONSTRUCT, "format": name})
    assert (answer.headers["clusterscape-limit"], len(answer.content) <= 2_000) == ("bytes=2000", True)
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    found = {quad.object.value for quad in ox.parse(answer.content, form)}  # type: ignore[union-attr]
    assert 2 < len(found) < ROWS
    assert (name == "jsonld") != (b"the answer was cut at a limit" in answer.content)


def test_json_says_it_in_its_head_and_at_its_end(by_rows: TestClient) -> None:
    answer = by_rows.get("/sparql", params={"query": SELECT})
    url = answer.links["next"]["url"]
    assert answer.json()["head"] == {"vars": ["o"], "link": [url]}
    told = {"limit": "rows", "most": 12, "rows": 12, "next": url, "ordered": True}
    assert answer.json()["clusterscape:limit"] == told


def test_xml_says_it_in_its_head_and_at_its_end(by_rows: TestClient) -> None:
    answer = by_rows.get("/sparql", params={"query": SELECT, "format": "xml"})
    head = ElementTree.fromstring(answer.content).find(f"{XML}head")
    assert head is not None
    assert [(each.tag, each.get("href")) for each in head][1:] == [(f"{XML}link", answer.links["next"]["url"])]
    assert answer.text.endswith("-->")


def test_a_workbook_says_it_on_a_second_sheet(by_rows: TestClient) -> None:
    answer = by_rows.get("/sparql", params={"query": SELECT, "format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Answer", "Limit"]
    assert book.get_sheet_by_name("Limit").to_python()[1][1] == answer.links["next"]["url"]


NEXT = [
    ("plain", "SELECT ?o { ?s ?p ?o }", "SELECT ?o { ?s ?p ?o }\nOFFSET 12", "no"),
    ("limit", "SELECT ?o { ?s ?p ?o } LIMIT 20", "SELECT ?o { ?s ?p ?o }\nOFFSET 12 LIMIT 8", "no"),
    (
        "both",
        "SELECT ?o { ?s ?p ?o } ORDER BY ?o OFFSET 3 LIMIT 20",
        "SELECT ?o { ?s ?p ?o } ORDER BY ?o\nOFFSET 15 LIMIT 8",
        "yes",
    ),
    (
        "values",
        "SELECT ?o { ?s ?p ?o } LIMIT 20 VALUES ?p { <http://e/says> }",
        "SELECT ?o { ?s ?p ?o }\nOFFSET 12 LIMIT 8\nVALUES ?p { <http://e/says> }",
        "no",
    ),
    (
        "inner-limit",
        "SELECT ?o { { SELECT ?o { ?s ?p ?o } LIMIT 25 OFFSET 1 } }",
        "SELECT ?o { { SELECT ?o { ?s ?p ?o } LIMIT 25 OFFSET 1 } }\nOFFSET 12",
        "no",
    ),
    ("comment", "SELECT ?o { ?s ?p ?o } # LIMIT 3", "SELECT ?o { ?s ?p ?o } # LIMIT 3\nOFFSET 12", "no"),
]


@pytest.mark.parametrize(("query", "rest", "ordered"), [each[1:] for each in NEXT], ids=[each[0] for each in NEXT])
def test_the_rest_is_the_same_query_with_its_offset_raised(
    by_rows: TestClient, query: str, rest: str, ordered: str
) -> None:
    answer = by_rows.post("/sparql?inferred=true", content=query, headers=RAW)
    url = answer.links["next"]["url"]
    asked = URL(url).params
    assert (asked["query"], asked["inferred"]) == (rest, "true")
    assert answer.headers["clusterscape-limit"].endswith(f"ordered={ordered}")
    assert len(rows_of(by_rows.get(url))) > 0


@pytest.mark.parametrize("limit", ["LIMIT 12", "LIMIT 3", "OFFSET 18"])
def test_what_just_fits_is_not_called_cut(by_rows: TestClient, limit: str) -> None:
    answer = by_rows.get("/sparql", params={"query": f"{SELECT} {limit}"})
    assert "clusterscape-limit" not in answer.headers
    assert set(answer.json()) == {"head", "results"}


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_without_a_value_are_counted_too(by_rows: TestClient, name: str) -> None:
    query = f"SELECT ?x {{ VALUES ?x {{ {'UNDEF ' * 13} }} }}"
    answer = by_rows.get("/sparql", params={"query": query, "format": name})
    assert answer.headers["clusterscape-limit"].startswith("rows=12,")
    assert answer.content.count({"json": b"{}", "xml": b"<result>", "csv": b"\r\n", "tsv": b"\n"}[name]) in {12, 13}


def test_a_row_larger_than_an_answer_may_be_is_a_problem(by_bytes: TestClient) -> None:
    query = "SELECT ?o { ?s ?p ?x BIND(CONCAT(?x, '" + "long " * 600 + "') AS ?o) }"
    answer = by_bytes.get("/sparql", params={"query": query})
    assert (answer.status_code, answer.json()["title"]) == (422, "Answer too large")


def test_a_rest_too_long_for_an_address_is_told_by_its_offset(by_rows: TestClient) -> None:
    query = f"SELECT ?o {{ ?s ?p ?o }} # {'long ' * 2_000}"
    answer = by_rows.post("/sparql", content=query, headers=RAW)
    assert "link" not in answer.headers
    assert answer.headers["clusterscape-limit"] == "rows=12, next-offset=12, ordered=no"
    assert "next" not in answer.json()["clusterscape:limit"]


def test_a_workbook_cut_by_bytes_can_be_read(by_bytes: TestClient) -> None:
    numbers = " ".join(map(str, range(40)))
    query = f"SELECT ?o ?x {{ ?s ?p ?o VALUES ?n {{ {numbers} }} BIND(SHA512(CONCAT(?o, STR(?n))) AS ?x) }}"
    answer = by_bytes.get("/sparql", params={"query": query, "format": "xlsx"})
    assert answer.headers["clusterscape-limit"].startswith("bytes=2000, rows-sent=")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert 0 < len(rows_of(answer)) < 40 * ROWS
