"""Queries that are kept under a short address."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests import world

SPARQL = {"Content-Type": "application/sparql-query"}
CLUSTERS = "PREFIX csc: <https://w3id.org/clusterscape/ontology#>\nSELECT ?c WHERE { ?c a csc:Cluster } LIMIT 5"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world.publish(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=folder, workers=1))) as client:
        yield client


def test_a_shared_query_has_a_short_address_for_good(site: TestClient, folder: Path) -> None:
    made = site.post("/q", content=CLUSTERS, headers=SPARQL)
    assert made.status_code == 201
    mark = made.json()["mark"]
    assert made.headers["location"].endswith(f"/q/{mark}")
    assert len(mark) == 10
    assert site.post("/q", data={"query": CLUSTERS}).json()["mark"] == mark
    assert site.get(f"/q/{mark}", headers={"Accept": "application/sparql-query"}).text == CLUSTERS
    assert site.get(f"/q/{mark}", headers={"Accept": "application/json"}).json()["query"] == CLUSTERS
    with TestClient(create_app(Settings(store=folder, workers=1))) as another:
        assert another.get(f"/q/{mark}?format=rq").text == CLUSTERS


def test_a_shared_query_opens_in_the_editor_and_is_not_run(site: TestClient) -> None:
    mark = site.post("/q", data={"query": CLUSTERS}).json()["mark"]
    sent = site.get(f"/q/{mark}", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/query?shared={mark}")
    page = site.get(sent.headers["location"], headers={"Accept": "text/html"}).text
    assert CLUSTERS in unescape(page)
    assert 'id="result"' not in page


@pytest.mark.parametrize("mark", ["aaaaaaaaaa", "..%2F..%2Faccounts", "x", "AAAAAAAAAA"])
def test_an_unknown_mark_is_not_found(site: TestClient, mark: str) -> None:
    assert site.get(f"/q/{mark}", headers={"Accept": "application/json"}).status_code == 404
    assert site.get(f"/query?shared={mark}", headers={"Accept": "text/html"}).status_code == 404


def test_only_queries_are_kept(site: TestClient, folder: Path) -> None:
    before = len(list(folder.glob("shared/*/*")))
    for text in ("buy this", "INSERT DATA { <urn:a> <urn:b> 1 }", "SELECT * {" + "#" * 100_000 + "\n}"):
        assert site.post("/q", data={"query": text}).status_code in {400, 413}
    assert len(list(folder.glob("shared/*/*"))) == before
