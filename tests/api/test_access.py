"""Who may do what: tokens, made by the command and shown with requests."""

import json
import logging
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.cli import OK, REFUSED, WRONG_CALL, main
from graph.accounts import Accounts
from graph.layout import UNNAMED
from tests.api.sparql import service
from tests.api.writers import writable

ONE = "INSERT DATA { GRAPH <http://g/one> { <http://e/a> <http://e/p> 1 } }"
TURTLE = {"Content-Type": "text/turtle"}
RAW = {"Content-Type": "application/sparql-update"}
ANYWHERE = "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"


def made(capsys: pytest.CaptureFixture[str], store: Path, *arguments: str) -> str:
    """The token that the command prints, last on its last line."""
    assert main(["token", "new", "--store", str(store), *arguments]) == OK
    return capsys.readouterr().out.strip().splitlines()[-1].split()[-1]


def values(answer: Response) -> list[str]:
    """The values of the only column."""
    assert answer.status_code == 200, answer.text
    return [row["o"]["value"] for row in answer.json()["results"]["bindings"]]


def sent(client: TestClient, token: str | None, text: str = ONE) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return client.post("/update", content=text, headers=RAW | headers).status_code


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(service(tmp_path / "store")) as client:
        yield client


def test_without_any_token_writing_is_off_and_it_is_told_how_to_make_one(client: TestClient) -> None:
    answer = client.post("/update", content=ONE, headers=RAW)
    assert answer.status_code == 403
    assert "clusterscape token new" in answer.json()["detail"]


def test_a_token_works_at_once_and_no_longer_once_it_is_revoked(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    token = made(capsys, store, "--scope", "write", "--name", "survey")
    assert sent(client, token) == 204
    assert main(["token", "list", "--store", str(store)]) == OK
    told = capsys.readouterr().out
    assert ("survey" in told, token in told) == (True, False)
    (id,) = (each.id for each in Accounts(store).tokens())
    assert main(["token", "revoke", id, "--store", str(store)]) == OK
    assert sent(client, token) == 401
    assert main(["token", "revoke", "none", "--store", str(store)]) == REFUSED


def test_the_log_tells_who_wrote(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api.journal")
    with writable(tmp_path / "store") as client:
        (id,) = (each.id for each in Accounts(tmp_path / "store").tokens())
        client.post("/update", content=ONE, headers=RAW)
        client.put("/graphs", params={"graph": "http://g/two"}, content="<urn:a> <urn:b> 1 .", headers=TURTLE)
    lines = [record.message for record in caplog.records if record.name == "api.journal"]
    assert ["method=POST" in lines[0], "method=PUT" in lines[1]] == [True, True]
    assert [f"client={id} role=write" in line for line in lines] == [True, True]


def test_a_token_is_kept_nowhere_and_what_is_kept_only_its_owner_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = made(capsys, tmp_path, "--scope", "operator")
    kept = tmp_path / "accounts" / "tokens.json"
    assert len(token) > 40
    assert token not in kept.read_text()
    assert re.fullmatch(r"[0-9a-f]{64}", json.loads(kept.read_text())[0]["digest"])
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Basic YTpi", "", "Bearer \u00e9"])
def test_a_wrong_token_is_401_even_for_what_everybody_may(client: TestClient, tmp_path: Path, header: str) -> None:
    Accounts(tmp_path / "store").new("write")
    answer = client.post("/update", content=ONE, headers=RAW | {"Authorization": header.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    query = {"query": "ASK { ?s ?p ?o }"}
    assert client.get("/sparql", params=query, headers={"Authorization": header.encode("latin-1")}).status_code == 401


def test_no_token_is_401_and_one_that_reads_only_is_403(client: TestClient, tmp_path: Path) -> None:
    _, reading = Accounts(tmp_path / "store").new("read")
    Accounts(tmp_path / "store").new("write")
    assert sent(client, None) == 401
    assert sent(client, reading) == 403


def test_a_token_may_write_to_its_graphs_only(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = made(
        capsys, tmp_path / "store", "--scope", "write", "--graph", "http://g/one", "--graph", "http://g/mine/*"
    )
    assert sent(client, token) == 204
    assert sent(client, token, ONE.replace("http://g/one", "http://g/mine/1")) == 204
    assert sent(client, token, ONE.replace("http://g/one", "http://g/two")) == 403
    assert sent(client, token, "INSERT DATA { <http://e/a> <http://e/p> 1 }") == 403
    put = client.put("/graphs?graph=http://g/two", content=b"", headers={"Authorization": f"Bearer {token}"})
    assert put.status_code == 403


def test_a_token_is_good_for_its_days(client: TestClient, tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "store")
    _, token = accounts.new("write", days=1)
    _, gone = accounts.new("write", days=-1)
    assert sent(client, token) == 204
    assert sent(client, gone) == 401


@pytest.mark.parametrize(
    "arguments",
    [
        ["--scope", "read", "--graph", "http://g/one"],
        ["--scope", "write", "--graph", "my graph"],
        ["--scope", "write", "--days", "0"],
        ["--scope", "write", "--days", "nan"],
    ],
)
def test_a_token_that_cannot_be_is_a_wrong_call(tmp_path: Path, arguments: list[str]) -> None:
    assert main(["token", "new", "--store", str(tmp_path), *arguments]) == WRONG_CALL
    assert not (tmp_path / "accounts").exists()


def test_a_token_needs_a_scope() -> None:
    with pytest.raises(SystemExit) as left:
        main(["token", "new"])
    assert left.value.code == WRONG_CALL


# An empty folder, and what is shown as the default graph


def test_an_empty_folder_is_a_service_that_takes_queries_updates_and_graphs(tmp_path: Path) -> None:
    with writable(tmp_path, "union") as client:
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is False
        assert client.get("/graphs?default").status_code == 200
        assert client.get("/ready").json()["status"] == "empty"
        assert (
            client.put(
                "/graphs?graph=http://g/one", content=b"<http://e/a> <http://e/p> 1 .", headers=TURTLE
            ).status_code
            == 201
        )
        assert values(client.get("/sparql", params={"query": "SELECT ?o { ?s ?p ?o }"})) == ["1"]
        assert client.get("/ready").json()["status"] == "ok"
        assert client.get("/clusters").json()["items"] == []


def test_what_is_written_without_a_graph_stands_in_the_union_and_in_a_graph_of_its_own(tmp_path: Path) -> None:
    with writable(tmp_path, "union") as client:
        client.post("/update", content="INSERT DATA { <http://e/a> <http://e/p> 1 }", headers=RAW)
        client.post("/update", content=ONE.replace(" 1 ", " 2 "), headers=RAW)
        assert sorted(values(client.get("/sparql", params={"query": "SELECT ?o { ?s ?p ?o }"}))) == ["1", "2"]
        of_its_own = f"SELECT ?o {{ GRAPH <{UNNAMED}> {{ ?s ?p ?o }} }}"
        assert values(client.get("/sparql", params={"query": of_its_own})) == ["1"]
    with TestClient(service(tmp_path, default_graph="plain")) as client:
        assert values(client.get("/sparql", params={"query": "SELECT ?o { ?s ?p ?o }"})) == ["1"]
        assert values(client.get("/sparql", params={"query": ANYWHERE})) == ["2"]


def test_a_plain_store_keeps_the_graph_without_a_name_apart(tmp_path: Path) -> None:
    with writable(tmp_path) as client:
        client.post(
            "/update", content="INSERT DATA { <http://e/a> <http://e/p> 1 } ; " + ONE.replace(" 1 ", " 2 "), headers=RAW
        )
        assert values(client.get("/sparql", params={"query": "SELECT ?o { ?s ?p ?o }"})) == ["1"]
        assert values(client.get("/sparql", params={"query": ANYWHERE})) == ["2"]
        assert b"1" in client.get("/graphs?default").content


def test_a_plain_store_is_not_served_as_a_union(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with writable(tmp_path) as client:
        client.post("/update", content=ONE, headers=RAW)
    assert main(["serve", "--store", str(tmp_path)]) == WRONG_CALL
    assert "--default-graph plain" in capsys.readouterr().err
    assert main(["load", "--store", str(tmp_path), "reference-ecosystems"]) == REFUSED
    assert "load into another folder" in capsys.readouterr().err


def test_a_write_is_seen_by_the_next_query(tmp_path: Path) -> None:
    with writable(tmp_path) as client:
        for number in range(5):
            client.post("/update", content=ONE.replace(" 1 ", f" {number} "), headers=RAW)
            assert str(number) in values(client.get("/sparql", params={"query": ANYWHERE}))
