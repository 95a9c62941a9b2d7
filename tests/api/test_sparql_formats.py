"""Answers in all formats: well formed, and what was stored, for any literal (SPARQL results formats, RDF formats)."""

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from rdflib import RDF, Literal, URIRef

from graph.release import Releases
from tests.api.sparql import service

XML = "{http://www.w3.org/2005/sparql-results#}"
_LETTERS = "\t\n\r\x0b\x0c\x1f\x7f\x85\xa0\u2028\u2029\u200e\ufeff\ud7ff\ue000\U0001f600\U0010ffff\"'\\<>&]{}?#;,.@^ aé"
_ODD = ["", " ", "\r", "\r\n", "]]>", "<!--", "-->", "&amp;", "&#0;", "\\u0000", '"""', "'''", "a\\", "=1+1", "+1", "-1", "@x", "<r><t>x</t></r>", "_x0041_", "true", "nan", "{{", "%s"]  # fmt: skip


def texts(*, for_xml: bool) -> list[str]:
    chance = random.Random(5)
    made = [*_ODD, *("".join(chance.choices(_LETTERS, k=chance.randint(1, 12))) for _ in range(150))]
    made = made if not for_xml else [text for text in made if not set(text) & set("\x0b\x0c\x1f")]
    return list(dict.fromkeys(made))


def store(folder: Path, values: list[str]) -> Path:
    with Releases(folder).draft() as draft:
        rows = (
            (URIRef(f"http://e/{number:04}"), URIRef("http://e/says"), Literal(text))
            for number, text in enumerate(values)
        )
        draft.store.replace(URIRef("http://g/1"), rows)
    return folder


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(service(store(tmp_path_factory.mktemp("any"), texts(for_xml=False)))) as client:
        yield client


@pytest.fixture(scope="module")
def tame(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(service(store(tmp_path_factory.mktemp("tame"), texts(for_xml=True)))) as client:
        yield client


def asked(client: TestClient, name: str, query: str = "SELECT ?o { ?s ?p ?o } ORDER BY ?s") -> bytes:
    answer = client.get("/sparql", params={"query": query, "format": name})
    assert answer.status_code == 200, answer.text
    return answer.content


def test_json_carries_any_text(client: TestClient) -> None:
    rows = json.loads(asked(client, "json"))["results"]["bindings"]
    assert [row["o"]["value"] for row in rows] == texts(for_xml=False)


def test_csv_carries_any_text(client: TestClient) -> None:
    """SPARQL 1.1 CSV, section 3: by RFC 4180, lines end in CR LF."""
    content = asked(client, "csv").decode()
    rows = csv.reader(io.StringIO(content, newline=""))
    assert [(row or [""])[0] for row in rows][1:] == texts(for_xml=False)
    assert content.startswith("o\r\n")


def test_tsv_carries_any_text(client: TestClient) -> None:
    """SPARQL 1.1 TSV, section 4: terms as in Turtle, one line for each row."""
    lines = asked(client, "tsv").decode().removesuffix("\n").split("\n")
    quads = ox.parse("".join(f"<x:> <x:> {line} .\n" for line in lines[1:]), format=ox.RdfFormat.TURTLE)
    assert [quad.object for quad in quads] == [ox.Literal(text) for text in texts(for_xml=False)]


def test_xml_carries_any_text_that_xml_can(tame: TestClient) -> None:
    root = ElementTree.fromstring(asked(tame, "xml"))
    assert [each.text or "" for each in root.iter(f"{XML}literal")] == texts(for_xml=True)


@pytest.mark.parametrize("name", ["xml", "rdf"])
def test_what_xml_cannot_carry_is_refused_with_what_can(client: TestClient, name: str) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }" if name == "rdf" else "SELECT ?o { ?s ?p ?o }"
    answer = client.get("/sparql", params={"query": query, "format": name})
    assert (answer.status_code, answer.json()["title"]) == (406, "XML cannot carry this answer")


@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "trig", "nq", "rdf"])
def test_triples_carry_any_text(client: TestClient, tame: TestClient, name: str) -> None:
    content = asked(tame if name == "rdf" else client, name, "CONSTRUCT WHERE { ?s ?p ?o }")
    form = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    form |= {"trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS, "rdf": ox.RdfFormat.RDF_XML}
    assert {quad.object.value for quad in ox.parse(content, form[name])} == set(texts(for_xml=name == "rdf"))  # type: ignore[union-attr]


def sheet(content: bytes) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]


def test_a_workbook_carries_any_text_as_text(client: TestClient) -> None:
    rows = sheet(asked(client, "xlsx", "SELECT ('x' AS ?x) ?o { ?s ?p ?o } ORDER BY ?s"))
    assert rows[0] == ["x", "o"]
    # The reader gives line ends as XML has them.
    assert [str(row[1]).replace("\r", "") for row in rows[1:]] == [
        text.replace("\r", "") for text in texts(for_xml=False)
    ]


def test_a_workbook_has_numbers_and_no_formulas(client: TestClient) -> None:
    query = """SELECT (1 AS ?a) (1.50 AS ?b) (1e3 AS ?c) ("=1+1" AS ?d) ("7" AS ?e) (12345678901234567890 AS ?f)
      (<http://e/> AS ?g) ?none (true AS ?h) ("nan"^^<http://www.w3.org/2001/XMLSchema#double> AS ?i) {}"""
    content = asked(client, "xlsx", query)
    row = sheet(content)[1]
    assert row[:9] == [1.0, 1.5, 1000.0, "=1+1", "7", "12345678901234567890", "http://e/", "", "true"]
    assert b"<f>" not in content


def test_a_workbook_of_an_ask_is_its_truth(client: TestClient) -> None:
    assert sheet(asked(client, "xlsx", "ASK {}")) == [["boolean"], ["true"]]


@pytest.mark.parametrize(
    "name", ["http://e/", "http://e/#1", "urn:a:(b)", f"{RDF}li", f"{RDF}Description", f"{RDF}about"]
)
def test_a_predicate_that_rdf_xml_cannot_name_is_refused_there(client: TestClient, name: str) -> None:
    query = f"CONSTRUCT {{ <http://e/s> <{name}> 'x' }} {{}}"
    answer = client.get("/sparql", params={"query": query, "format": "rdf"})
    assert (answer.status_code, "cannot name" in answer.json()["detail"]) == (406, True)
    assert name in asked(client, "nt", query).decode()


def test_a_text_longer_than_a_cell_is_refused_in_a_workbook(client: TestClient) -> None:
    long = "SELECT (CONCAT(?a, ?a, ?a, ?a) AS ?b) { BIND('" + "x" * 9_000 + "' AS ?a) }"
    answer = client.get("/sparql", params={"query": long, "format": "xlsx"})
    assert answer.status_code == 406
    assert "32767" in answer.json()["detail"]


TERMS = [
    ("integer", "5", "5"),
    ("decimal", "0.5", "0.5"),
    ("other-type", "'a'^^<http://e/type>", '"a"^^<http://e/type>'),
    ("language", "'a'@en-GB", '"a"@en-gb'),
    ("tab", "'a\\tb'", '"a\\tb"'),
    ("iri", "<http://e/a>", "<http://e/a>"),
    ("boolean", "true", "true"),
    ("none", "?none", ""),
]


def test_csv_quotes_each_term_that_holds_a_comma(client: TestClient) -> None:
    values = '<http://e/a,b> <http://e/a> "a,b" "a\\"b" "a\\tb" "x,y"@en "1,5"^^<http://e/d,e> 1.5 true UNDEF'
    query = f"SELECT ?x (1 AS ?y) {{ VALUES ?x {{ {values} }} }}"
    found = client.get("/sparql", params={"query": query, "format": "csv"}).text
    told = ["http://e/a,b", "http://e/a", "a,b", 'a"b', "a\tb", "x,y", "1,5", "1.5", "true", ""]
    assert list(csv.reader(io.StringIO(found, newline=""))) == [["x", "y"], *([each, "1"] for each in told)]


@pytest.mark.parametrize(("term", "written"), [each[1:] for each in TERMS], ids=[each[0] for each in TERMS])
def test_tsv_keeps_what_a_term_is(client: TestClient, term: str, written: str) -> None:
    query = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (1 AS ?one) ({term} AS ?two) {{}}"
    assert asked(client, "tsv", query).decode() == f"?one\t?two\n1\t{written}\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("json", b'{"head":{},"boolean":false}'),
        ("xml", b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head><boolean>false</boolean></sparql>'),
        ("csv", b"false"),
        ("tsv", b"false"),
    ],
)  # fmt: skip
def test_an_ask_has_a_form_in_each_format(client: TestClient, name: str, content: bytes) -> None:
    assert asked(client, name, "ASK { <http://e/none> ?p ?o }") == content


def test_what_is_stated_and_what_follows_can_each_be_left_out(agency_client: TestClient) -> None:
    def size(part: str, pattern: str = "?s ?p ?o") -> int:
        query = f"SELECT (COUNT(*) AS ?size) {{ {pattern} }}"
        answer = agency_client.post(f"/sparql?{part}", data={"query": query})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["results"]["bindings"][0]["size"]["value"])

    both, stated, inferred = (size(part) for part in ("", "inferred=false", "stated=false"))
    assert (both, stated > 0, inferred > 0) == (stated + inferred, True, True)
    named = "GRAPH ?g { ?s ?p ?o }"
    assert size("stated=false", named) == inferred
    conclusions = "GRAPH <https://w3id.org/clusterscape/id/source/inferred> { ?s ?p ?o }"
    assert [size(part, conclusions) for part in ("", "inferred=false")] == [inferred, 0]
