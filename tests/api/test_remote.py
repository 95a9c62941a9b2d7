"""A service over servers of another kind: pages, JSON, SPARQL and changes, several processes, and what it cannot do."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.settings import BadSetting, Settings, from_environ
from api.stores import kept_beside
from graph.accounts import Accounts
from graph.release import Releases
from graph.remote.publish import publish
from graph.store import Scope
from tests import world
from tests.graph.answering.pools import until
from tests.graph.remote.test_wire import bad, talking
from tests.servers import Server, oxigraph

JSON = {"Accept": "application/sparql-results+json"}
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world.publish(tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="module")
def server(work: Path) -> Iterator[Server]:
    release = Releases(work).current()
    assert release is not None
    with oxigraph() as server:
        publish(release, work, server.remote, kept_beside())
        yield server


def settings(server: Server, work: Path) -> Settings:
    return replace(Settings(work=work, workers=1).at(server.address), store=work)


@pytest.fixture(scope="module")
def client(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A process that has nothing but the address."""
    with TestClient(create_app(settings(server, tmp_path_factory.mktemp("nothing")))) as client:
        yield client


def test_the_same_is_told_as_from_the_folder(client: TestClient, work: Path) -> None:
    with TestClient(create_app(Settings(store=work, workers=1))) as local:
        for path in ("/clusters", "/clusters/health", "/clusters/wine", "/sources", "/search?q=firm", "/organisations"):
            headers = {"Accept": "application/json"}
            there, here = (each.get(path, headers=headers).json() for each in (client, local))
            assert there == here, path
        assert client.get("/clusters/health", headers={"Accept": "text/turtle"}).status_code == 200
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200


def test_what_is_searched_in_is_made_before_anybody_searches(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "graph.searching.keeper")
    with TestClient(create_app(settings(server, tmp_path))):
        until(lambda: "index made" in caplog.text, 60)


def test_queries_are_answered_limited_and_refused_as_from_the_folder(client: TestClient) -> None:
    found = client.get("/sparql", params={"query": COUNT}, headers=JSON)
    assert found.json()["results"]["bindings"][0]["n"]["value"] == str(client.get("/health").json()["triples"])
    refused = client.get("/sparql", params={"query": "SELECT * WHERE { SERVICE <http://e/> { ?s ?p ?o } }"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (400, "service-is-refused")
    broken = client.get("/sparql", params={"query": "SELECT * WHERE {\n ?s ?p }"})
    assert (broken.status_code, broken.json()["line"], broken.json()["column"]) == (400, 2, 9)


def test_a_plain_service_shows_what_was_written_without_a_graph(server: Server, tmp_path: Path) -> None:
    with TestClient(create_app(replace(settings(server, tmp_path), default_graph="plain"))) as plain:
        for pattern, there in (("?s ?p ?o", False), ("GRAPH ?g { ?s ?p ?o }", True)):
            found = plain.get("/sparql", params={"query": f"ASK {{ {pattern} }}"}, headers=JSON)
            assert found.json()["boolean"] is there


def test_two_processes_give_the_same_tags(client: TestClient, server: Server, tmp_path: Path) -> None:
    with TestClient(create_app(settings(server, tmp_path))) as other:
        tags = [
            each.get("/clusters/health", headers={"Accept": "application/json"}).headers["ETag"]
            for each in (client, other)
        ]
    assert tags[0] == tags[1]


def test_a_change_reaches_the_servers_before_it_is_acknowledged(server: Server, work: Path, client: TestClient) -> None:
    _, token = Accounts(work).new("write")
    secret = {"Authorization": f"Bearer {token}"}
    with TestClient(create_app(settings(server, work))) as writing:
        made = writing.post(
            "/update", data={"update": "INSERT DATA { GRAPH <urn:mine> { <urn:a> <urn:p> 1 } }"}, headers=secret
        )
        assert made.status_code == 204, made.text
        for each in (writing, client):
            found = each.get(
                "/sparql", params={"query": "ASK { GRAPH <urn:mine> { <urn:a> <urn:p> 1 } }"}, headers=JSON
            )
            assert found.json()["boolean"] is True
        gone = writing.post("/update", data={"update": "DROP GRAPH <urn:mine>"}, headers=secret)
        assert gone.status_code == 204


def test_a_change_that_servers_do_not_take_is_told_to_be_kept_and_reaches_them_with_the_next(tmp_path: Path) -> None:
    work = world.publish(tmp_path / "work")
    secret = {"Authorization": f"Bearer {Accounts(work).new('write')[1]}"}
    release = Releases(work).current()
    assert release is not None

    def change(number: int) -> dict[str, dict[str, str]]:
        return {
            "data": {"update": f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:a> <urn:p> {number} }} }}"},
            "headers": secret,
        }

    def said(client: TestClient) -> list[str]:
        asked = {"query": "SELECT ?n { GRAPH <urn:g> { <urn:a> <urn:p> ?n } } ORDER BY ?n"}
        found = client.get("/sparql", params=asked, headers=JSON).json()
        return [row["n"]["value"] for row in found["results"]["bindings"]]

    with oxigraph() as server:
        publish(release, work, server.remote, kept_beside())
        here = settings(server, work)
        assert here.remote is not None
        closed = replace(here, remote=replace(here.remote, update="http://127.0.0.1:1/update"))
        with TestClient(create_app(closed)) as client:
            waiting = client.post("/update", **change(1))
            assert (waiting.status_code, waiting.json()["title"]) == (503, "The change waits for the servers")
            assert "is kept in release 000002" in waiting.json()["detail"]
            assert "do not send it again" in waiting.json()["advice"].lower()
        with TestClient(create_app(here)) as client:
            assert said(client) == []
            assert client.post("/update", **change(2)).status_code == 204
            assert said(client) == ["1", "2"]


def test_a_server_that_lets_us_in_no_more_is_a_fault_of_that_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with talking(bad(401)) as talk:
        place = Settings(work=tmp_path, workers=1, store_user="me", store_password="secret")
        with TestClient(create_app(place.at(talk.address))) as client:
            answer = client.get("/sparql", params={"query": COUNT}, headers=JSON)
    assert (answer.status_code, answer.json()["title"]) == (502, "The server of the store failed")
    assert "does not let us do this (HTTP 401)" in answer.json()["detail"]
    assert "secret" not in answer.text + caplog.text
    assert "Traceback" not in caplog.text


def test_commands_read_servers_too(server: Server, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["ask", COUNT, "--store", server.address]) == 0
    assert capfdbinary.readouterr().out.startswith(b"n\r\n")
    assert main(["why", "clusters/wine", "csc:country", "country:PRT", "--store", server.address]) == 0
    assert main(["ask", "ASK {}", "--scope", "operator", "--store", server.address]) == 1
    assert b"--store FOLDER" in capfdbinary.readouterr().err
    assert main(["validate", "--store", server.address]) == 1  # the world was made without a load: no report


def test_a_load_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLUSTERSCAPE_WORK", str(tmp_path / "work"))
    with oxigraph() as server:
        assert main(["ask", "ASK {}", "--store", server.address]) == 1
        assert f"clusterscape load --store {server.address}" in capfd.readouterr().err
        for _ in range(2):
            assert main(["load", "reference-ecosystems", "--store", server.address]) == 0
        assert "a release is put in place at once" in capfd.readouterr().err
        assert main(["ask", "ASK { GRAPH ?g { ?s a ?x } }", "--store", server.address]) == 0
        assert "true" in capfd.readouterr().out
        monkeypatch.setenv("CLUSTERSCAPE_WORK", str(tmp_path / "other"))
        assert main(["load", "reference-ecosystems", "--store", server.address]) == 1
        assert "--seize" in capfd.readouterr().err
        assert main(["load", "reference-ecosystems", "--seize", "--store", server.address]) == 0


def await_ready(client: TestClient) -> None:
    until = time.monotonic() + 20
    while client.get("/ready").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_server_that_stops_is_told_as_a_fault_that_passes(work: Path, tmp_path: Path) -> None:
    release = Releases(work).current()
    assert release is not None
    with oxigraph() as server:
        publish(release, tmp_path, server.remote, kept_beside())
        with TestClient(create_app(settings(server, tmp_path))) as client:
            await_ready(client)
            server.process.kill()
            server.process.wait()
            answer = client.get("/sparql", params={"query": COUNT}, headers=JSON)
            assert (answer.status_code, answer.json()["title"]) == (503, "The store does not answer")
            assert client.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("given", "authorization"),
    [
        ({"STORE_USER": "me", "STORE_PASSWORD": "secret"}, "Basic bWU6c2VjcmV0"),
        ({"STORE_USER": "me", "STORE_PASSWORD_FILE": "FILE"}, "Basic bWU6c2VjcmV0"),
        ({"STORE_TOKEN": "secret"}, "Bearer secret"),
        ({"STORE_TOKEN_FILE": "FILE"}, "Bearer secret"),
        ({}, ""),
    ],
)
def test_secrets_come_from_the_environment_or_files_and_are_not_shown(
    given: dict[str, str], authorization: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("secret\n")
    given = {name: str(tmp_path / "file") if text == "FILE" else text for name, text in given.items()}
    environ = {f"CLUSTERSCAPE_{name}": text for name, text in {"STORE": "https://h/sparql", **given}.items()}
    found = from_environ(environ)
    assert found.remote is not None
    assert found.remote.authorization == authorization
    assert found.store == found.work
    assert authorization not in repr(found) or not authorization
    assert "secret'" not in repr(found)


def test_the_addresses_of_a_cluster_come_from_the_environment() -> None:
    found = from_environ(
        {
            "CLUSTERSCAPE_STORE": "https://h/sparql",
            "CLUSTERSCAPE_QUERY_URLS": "https://a/sparql, https://b/sparql",
            "CLUSTERSCAPE_UPDATE_URL": "https://a/update",
            "CLUSTERSCAPE_GRAPHS_URL": "https://a/graphs",
        }
    ).remote
    assert found is not None
    assert (found.queries, found.update, found.graphs) == (
        ("https://a/sparql", "https://b/sparql"),
        "https://a/update",
        "https://a/graphs",
    )


def test_a_secret_that_cannot_be_read_is_told() -> None:
    with pytest.raises(BadSetting, match="STORE_TOKEN_FILE names /nowhere"):
        from_environ({"CLUSTERSCAPE_STORE": "https://h/", "CLUSTERSCAPE_STORE_TOKEN_FILE": "/nowhere"})


def test_all_that_a_load_measures_goes_along(demo: Path) -> None:
    release = Releases(demo).current()
    assert release is not None
    kept = {path.name for path in release.kept(Scope.PUBLIC).iterdir() if path.is_file()}
    # What the next load starts from stays in the folder, with the decisions of stewards.
    assert kept - {"decisions.jsonl", "found.json", "links.json"} <= {*kept_beside()}
    assert {"positions.json", "positions-membership.json", "structure.json"} <= kept
