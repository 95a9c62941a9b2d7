"""What a hidden source says is nowhere to be seen by the public."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import OK, REFUSED, main
from api.settings import Settings
from graph.reasoning.inference import INFERRED
from graph.release import Releases
from graph.store import Scope
from ontology import iri
from tests.api import agency
from tests.api.agency import SECRET

HIDDEN = iri.of_source(f"{SECRET.lower()}-list")
ADDRESSES = (
    *("/", "/about", "/sources", "/disagreements", "/disagreements?degree=less-precise", "/quality", "/questions"),
    *(
        "/clusters",
        "/clusters/alpha",
        "/clusters/alpha/links/none",
        "/clusters/alpha/history",
        "/runs",
        "/datasets",
        "/bodies",
        "/countries/ROU",
    ),
    *(
        "/map",
        "/map/data.json",
        "/map/data.bin?of=whole",
        "/map/names.json?of=whole",
        "/map/data.bin?of=membership",
        "/map/projections.json",
        "/map/around.json?thing=cluster/alpha",
        "/map/around.json?thing=country/ROU",
        "/map/paths.json?one=country/PRT&other=country/ROU",
        "/map/common.json?one=cluster/alpha&other=cluster/beta",
    ),
    *(f"/map/download.{form}?of=whole" for form in ("html", "json", "gexf", "graphml", "ttl", "svg")),
    *(
        "/map/places",
        "/map/places.svg",
        "/map/places.json",
        "/structure",
        "/map/structure.json",
        "/search?q=cluster",
        f"/search?q={SECRET}",
    ),
    "/openapi.json",
    *("/ontology/Cluster", "/ontology/founded", "/ontology", "/sources/agency", "/sources/inferred", "/health"),
    *("/sources/quality", "/sources/catalogue", "/sources/identity", f"/sources/{SECRET.lower()}-list"),
    *(f"/clusters/{SECRET.lower()}", "/questions/sources", "/questions/founding-agreements", "/measurements"),
    "/why?s=clusters/alpha&p=csc:founded&o=%222001%22%5E%5Exsd:gYear",
    "/why?s=clusters/alpha&p=csc:founded&o=%221931%22%5E%5Exsd:gYear",
)
FORMATS = ("text/html", "application/json", "text/turtle", "text/csv", "application/ld+json")
YEAR = re.compile(r"(?<![\w.])1931(?![\w.])")  # not within a number, or the name of a blank node
LOADS = 4  # of public sources
EVERYTHING = ("SELECT * WHERE { ?s ?p ?o }", "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }")


def sparql(client: TestClient, query: str) -> list[dict[str, dict[str, str]]]:
    answer = client.get(f"/sparql?query={quote(query)}", headers={"Accept": "application/sparql-results+json"})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
    return rows


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_in_no_format_tells_of_a_hidden_source(agency_client: TestClient, address: str) -> None:
    for accept in FORMATS:
        answer = agency_client.get(address, headers={"Accept": accept})
        asked = answer.text.replace(address, "").replace(quote(address, safe=""), "")
        told = asked.casefold() if "search" not in address else asked.casefold().replace(f"{SECRET.casefold()} ", "")
        if answer.status_code == 200:
            assert f"{SECRET.casefold()} " not in told, (accept, address)
            assert f"{SECRET.casefold()}-list" not in told
            assert f"cluster/{SECRET.casefold()}" not in told
            # Coordinates of pictures may be any number.
            assert address.startswith("/ontology") or not YEAR.search(told)


def test_a_hidden_source_and_its_things_are_not_found(agency_client: TestClient) -> None:
    for path in (f"/sources/{SECRET.lower()}-list", f"/clusters/{SECRET.lower()}"):
        assert agency_client.get(path).status_code == 404
    assert agency_client.get(f"/search?q={SECRET}").json()["total"] == 0
    why = agency_client.get("/why", params={"s": "clusters/alpha", "p": "csc:founded", "o": '"1931"^^xsd:gYear'})
    assert why.status_code == 404


@pytest.mark.parametrize("query", EVERYTHING, ids=["default graph", "named graphs"])
def test_no_query_finds_a_triple_of_it(agency_client: TestClient, query: str) -> None:
    values = {term["value"] for row in sparql(agency_client, query) for term in row.values()}
    assert not [value for value in values if SECRET.casefold() in value.casefold() or YEAR.search(value)]
    assert str(HIDDEN) not in values


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_its_graph_cannot_be_named(agency_client: TestClient, clause: str) -> None:
    pattern = "{ ?s ?p ?o }" if clause == "FROM" else "{ GRAPH ?g { ?s ?p ?o } }"
    answer = agency_client.get(f"/sparql?query={quote(f'SELECT * {clause} <{HIDDEN}> WHERE {pattern}')}")
    assert answer.status_code == 400
    assert answer.json()["title"] == "Unknown graph"
    assert sparql(agency_client, f"SELECT * WHERE {{ GRAPH <{HIDDEN}> {{ ?s ?p ?o }} }}") == []


def test_counts_are_those_of_what_can_be_seen(agency_client: TestClient) -> None:
    (row,) = sparql(agency_client, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert int(row["n"]["value"]) == agency_client.get("/health").json()["triples"]
    assert agency_client.get("/clusters").json()["total"] == 3
    cluster = agency_client.get("/sources/agency").json()
    assert cluster["disagreements"] == 1
    (one,) = agency_client.get("/disagreements").json()["items"]
    assert {opinion["value"]["value"] for opinion in one["opinions"]} == {"2001", "2003"}


def test_the_public_sees_what_it_would_if_the_hidden_source_had_never_been_loaded(
    agency_store: Path, tmp_path: Path
) -> None:
    def quads(folder: Path, scope: Scope) -> set[str]:
        release = Releases(folder).current()
        assert release is not None
        engine = ox.Store.read_only(str(release.seen(scope).triples))
        catalogue = f"<{iri.of_source('catalogue')}>"
        told = (quad for quad in engine if str(quad.graph_name) not in (catalogue, "DEFAULT"))
        return {str(quad) for quad in told if "/id/run/" not in str(quad.subject)}  # named after the time

    without = agency.fill(tmp_path, hidden=False)
    seen = quads(agency_store, Scope.PUBLIC)
    assert seen == quads(without, Scope.PUBLIC)
    assert len(quads(agency_store, Scope.OPERATOR)) > len(seen)


def test_the_catalogue_of_the_public_knows_neither_the_source_nor_the_run_that_loaded_it_alone(
    agency_store: Path,
) -> None:
    release = Releases(agency_store).current()
    assert release is not None
    store = release.open(Scope.PUBLIC)
    told = {str(term) for triple in store.triples(iri.of_source("catalogue")) for term in triple}
    assert not [text for text in told if SECRET.casefold() in text.casefold()]
    runs = {text for text in told if "/id/run/" in text}
    assert len(runs) == LOADS
    size = int(
        str(
            next(o for s, p, o in store.triples(iri.of_source("catalogue")) if s == INFERRED and p.endswith("#triples"))
        )
    )
    assert size == store.size(INFERRED)


def test_nothing_kept_beside_what_the_public_sees_names_it(agency_store: Path) -> None:
    release = Releases(agency_store).current()
    assert release is not None
    artefacts = release.seen(Scope.PUBLIC).artefacts
    files = [path for path in artefacts.rglob("*") if path.is_file()]
    assert {"versions.json", "validation.json", "disagreements.json", "findings.json"} <= {path.name for path in files}
    for path in files:
        assert SECRET.casefold().encode() not in path.read_bytes().lower(), path.name
    versions = json.loads((artefacts / "versions.json").read_text(encoding="utf-8"))
    assert [each["source"] for each in versions] == ["reference-countries", "agency", "ministry", "agency"]


def test_operators_see_it_by_the_command_and_the_public_does_not(
    agency_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["why", "clusters/alpha", "csc:founded", '"1931"^^xsd:gYear', "--store", str(agency_store)]
    assert main(asked) == REFUSED
    assert main([*asked, "--scope", "operator"]) == OK
    assert f"{SECRET} register" in capsys.readouterr().out
    query = ["ask", f"ASK {{ GRAPH <{HIDDEN}> {{ ?s ?p ?o }} }}", "--format", "json", "--store", str(agency_store)]
    for scope, answer in (("public", "false"), ("operator", "true")):
        assert main([*query, "--scope", scope]) == OK
        assert answer in capsys.readouterr().out
    for scope in ("public", "operator"):
        assert main(["validate", "--format", "json", "--scope", scope, "--store", str(agency_store)]) == OK
        assert (SECRET.lower() in capsys.readouterr().out) == (scope == "operator")


def test_a_hidden_source_that_was_removed_leaves_no_trace_for_the_public(tmp_path: Path) -> None:
    store = agency.fill(tmp_path)
    assert main(["source", "remove", f"{SECRET.lower()}-list", "--by", "operator", "--store", str(store)]) == OK
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        told = [client.get(address).text for address in ("/sources", "/runs", f"/clusters/{SECRET.lower()}")]
        values = {term["value"] for row in sparql(client, EVERYTHING[0]) for term in row.values()}
    assert not [text for text in (*told[:2], *values) if SECRET.casefold() in text.casefold()]
    release = Releases(store).current()
    assert release is not None
    for path in release.seen(Scope.PUBLIC).artefacts.rglob("*.json*"):
        assert SECRET.casefold() not in path.read_text(encoding="utf-8").casefold(), path.name
