"""Answers that are kept: for who asks the same of the same release, and for who has them already."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.api.sparql import CSV, JSON, RAW, SELECT, build, service
from tests.graph.answering.pools import until

FIRST = {"http://g/1": [("http://e/first", "one")]}
SECOND = {"http://g/1": [("http://e/first", "two")]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build(tmp_path / "store", FIRST)


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(service(folder)) as client:
        yield client


def asked(client: TestClient, query: str = SELECT, **headers: str) -> tuple[int, str, str]:
    """Status, body and ETag."""
    found = client.get("/sparql", params={"query": query}, headers={"Accept": JSON, **headers})
    return found.status_code, found.text, found.headers.get("etag", "")


def answered(client: TestClient) -> int:
    """How many queries workers have answered."""
    outcomes = client.app.state.pool.tally.outcomes  # type: ignore[attr-defined]
    return int(outcomes["answered"])


def test_each_process_of_a_service_gives_the_same_tag_whatever_it_was_asked_before(folder: Path) -> None:
    with TestClient(service(folder)) as one, TestClient(service(folder)) as other:
        spaced = asked(one, f"{SELECT}  ")
        assert one.post("/sparql", content=SELECT, headers=RAW | {"Accept": JSON}).status_code == 200
        first = asked(one)
        assert asked(other) == first == asked(one)
        assert asked(other, f"{SELECT}  ") == spaced
        assert spaced[2] != first[2]
        assert [asked(each, **{"If-None-Match": first[2]})[0] for each in (one, other)] == [304, 304]


def test_the_same_query_is_answered_without_a_worker(client: TestClient) -> None:
    first = asked(client)
    before = answered(client)
    assert asked(client) == first
    assert asked(client, f"  {SELECT}   ")[:2] == first[:2]
    assert client.post("/sparql", content=SELECT, headers={**RAW, "Accept": JSON}).text == first[1]
    assert answered(client) == before


def test_who_has_the_answer_gets_304(client: TestClient) -> None:
    _, _, mark = asked(client)
    for known in (mark, f'"other", {mark}', mark.removeprefix("W/")):
        found = client.get("/sparql", params={"query": SELECT}, headers={"Accept": JSON, "If-None-Match": known})
        assert (found.status_code, found.content, found.headers["etag"]) == (304, b"", mark)
        assert found.headers["vary"].startswith("Accept, Authorization")
    lines = [("Accept", JSON), ("If-None-Match", '"other"'), ("If-None-Match", mark)]
    assert client.get("/sparql", params={"query": SELECT}, headers=lines).status_code == 304
    assert asked(client, **{"If-None-Match": '"other"'})[0] == 200


LONG = "SELECT * { " + " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcd") + " }"


@pytest.mark.parametrize(
    "query",
    [SELECT, "SELECT ?p { <http://e/first> ?p ?o }", "SELECT (RAND() AS ?r) {}", LONG, None],
    ids=["worker", "lookup", "fleeting", "streamed", "description"],
)
def test_who_has_whatever_there_is_gets_304(client: TestClient, query: str | None) -> None:
    asks = {"params": {"query": query} if query else {}, "headers": {"Accept": "*/*", "If-None-Match": "*"}}
    for also in ({}, {}, {"Cache-Control": "no-cache"}):
        asks["headers"] |= also
        found = client.get("/sparql", **asks)
        assert (found.status_code, found.content) == (304, b"")
        assert found.headers["vary"].startswith("Accept, Authorization")
        assert client.head("/sparql", **asks).status_code == 304
    until(lambda: not client.app.state.pool.runs())  # type: ignore[attr-defined]


def test_who_has_whatever_there_is_hears_what_there_is_not(client: TestClient) -> None:
    known = {"If-None-Match": "*"}
    assert [asked(client, "SELECT *", **known)[0] for _ in range(2)] == [400, 400]
    assert asked(client, **known, Accept="image/png")[0] == 406
    assert client.post("/sparql", content=SELECT, headers={**RAW, **known}).status_code == 200


def test_each_format_is_an_answer_of_its_own(client: TestClient) -> None:
    _, _, mark = asked(client)
    status, body, other = asked(client, Accept=CSV, **{"If-None-Match": mark})
    assert (status, body.split()[0]) == (200, "o")
    assert other not in {"", mark}


def test_who_wants_it_anew_gets_it_anew(client: TestClient) -> None:
    asked(client)
    before = answered(client)
    assert asked(client, **{"Cache-Control": "no-cache"})[0] == 200
    assert answered(client) == before + 1


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?r) {}", "SELECT (NOW() AS ?t) {}", "SELECT (BNODE() AS ?b) {}"])
def test_what_differs_each_time_is_not_kept(client: TestClient, query: str) -> None:
    before = answered(client)
    assert [asked(client, query)[2] for _ in range(2)] == ["", ""]
    assert answered(client) == before + 2


def test_another_release_has_other_answers(client: TestClient, folder: Path) -> None:
    _, body, mark = asked(client)
    build(folder, SECOND)
    status, other, changed = asked(client, **{"If-None-Match": mark})
    assert (status, changed != mark) == (200, True)
    assert ("one" in body, "two" in other) == (True, True)


def test_an_error_is_not_kept(client: TestClient) -> None:
    assert [asked(client, "SELECT *")[0] for _ in range(2)] == [400, 400]


@pytest.mark.of_processes("queries are rewritten for the engine inside: servers of others are asked as one asks us")
def test_an_answer_says_how_its_query_was_rewritten(client: TestClient) -> None:
    query = "SELECT ?s { ?s ?p ?o FILTER(?s = <http://e/first>) }"
    for _ in range(2):
        found = client.get("/sparql", params={"query": query}, headers={"Accept": JSON})
        assert found.headers["clusterscape-rewritten"] == "constants"
    plain = client.get("/sparql", params={"query": query, "rewrite": "false"}, headers={"Accept": JSON})
    assert "clusterscape-rewritten" not in plain.headers
    assert plain.json() == found.json()
