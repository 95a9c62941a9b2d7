"""What operators see of the service and what keeps it up: health, figures, the log, budgets, queries at work."""

import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import BadSetting, Settings, from_environ
from bench.server import HOST
from graph.accounts import Accounts
from tests.api.sparql import ENDLESS, SELECT, build, service
from tests.api.test_sparql_streams import running, sent

ASKED = {"query": SELECT}


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [(f"http://e/{number}", f"text {number}") for number in range(5_000)]
    return build(tmp_path_factory.mktemp("operation"), {"http://g/1": rows})


@pytest.fixture(scope="module")
def operator(folder: Path) -> dict[str, str]:
    """The header of an operator."""
    return {"Authorization": f"Bearer {Accounts(folder).new('operator')[1]}"}


@pytest.fixture(scope="module")
def app(folder: Path, operator: dict[str, str]) -> FastAPI:
    return service(folder, deadline=600)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_an_empty_store_lives_and_is_ready(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(store=tmp_path, workers=1))) as client:
        assert client.get("/health").json() == {"status": "ok", "release": None, "triples": 0}
        until(lambda: client.get("/ready").status_code == 200)
        assert client.get("/ready").json()["status"] == "empty"


def test_a_service_is_ready_when_it_serves_a_release(client: TestClient) -> None:
    until(lambda: client.get("/ready").status_code == 200)
    assert client.get("/ready").json()["release"] == "000001"


def test_a_broken_store_lives_but_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("000009\n", encoding="utf-8")
    with TestClient(create_app(Settings(store=tmp_path, workers=1))) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/ready", headers={"Accept": "application/json"}).status_code == 503


METRIC = re.compile(r'clusterscape_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+')


def metrics(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not METRIC.fullmatch(line)] == []
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_figures_tell_of_queries_by_outcome(client: TestClient) -> None:
    before = metrics(client)
    client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o != 'figures') }"})
    client.get("/sparql", params={"query": ENDLESS, "timeout": "0.1"})
    after = metrics(client)
    grown = {name for name, value in after.items() if value > before[name]}
    assert {f'clusterscape_queries_total{{outcome="{each}"}}' for each in ("answered", "deadline")} <= grown
    assert after["clusterscape_query_seconds_count"] == before["clusterscape_query_seconds_count"] + 2
    assert after['clusterscape_query_seconds_bucket{le="+Inf"}'] == after["clusterscape_query_seconds_count"]
    assert after['clusterscape_release_info{release="000001"}'] == 1


def test_large_figures_are_told_to_the_last_digit(client: TestClient, app: FastAPI) -> None:
    app.state.pool.tally.outcomes["refused"] += 12_345_678
    before = metrics(client)['clusterscape_queries_total{outcome="refused"}']
    app.state.pool.tally.outcomes["refused"] += 1
    assert metrics(client)['clusterscape_queries_total{outcome="refused"}'] == before + 1


def test_a_query_at_work_is_listed_and_stopped_by_an_operator(client: TestClient, operator: dict[str, str]) -> None:
    answers: list[httpx2.Response] = []
    asking = threading.Thread(
        target=lambda: answers.append(client.get("/sparql", params={"query": ENDLESS, "timeout": "500"}))
    )
    asking.start()
    until(lambda: client.get("/queries", headers=operator).json()["total"] == 1)
    (told,) = client.get("/queries", headers=operator).json()["items"]
    assert (told["text"], told["form"], told["role"]) == (ENDLESS, "SELECT", "anonymous")
    (own,) = client.get("/queries").json()["items"]
    assert (own["id"], own["text"]) == (told["id"], None)
    assert client.delete("/queries/other", headers=operator).status_code == 404
    assert client.delete(f"/queries/{told['id']}", headers=operator).status_code == 204
    asking.join()
    assert (answers[0].status_code, answers[0].json()["title"]) == (503, "Query stopped")


def test_who_may_not_see_a_query_cannot_stop_it(client: TestClient, folder: Path) -> None:
    reader = {"Authorization": f"Bearer {Accounts(folder).new('read')[1]}"}
    asking = threading.Thread(target=lambda: client.get("/sparql", params={"query": ENDLESS, "timeout": "500"}))
    asking.start()
    until(lambda: client.get("/queries").json()["total"] == 1)
    (own,) = client.get("/queries").json()["items"]
    assert client.get("/queries", headers=reader).json()["total"] == 0
    assert client.delete(f"/queries/{own['id']}", headers=reader).status_code == 404
    assert client.get("/queries", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.delete(f"/queries/{own['id']}").status_code == 204
    asking.join()


@pytest.mark.parametrize("lang", ["en", "pt", "it", "ro"])
def test_the_list_of_queries_is_a_page_too(client: TestClient, lang: str) -> None:
    page = client.get("/queries", params={"lang": lang}, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-language"]) == (200, lang)
    assert "DELETE /queries/" in page.text


def test_each_request_has_one_line_in_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api.journal")
    client.get("/sparql", params={"query": "SELECT ?logged { ?logged ?p ?o } LIMIT 1"})
    client.get("/sparql", params={"query": "SELECT nonsense"})
    client.head("/sparql", params={"query": "SELECT ?headed { ?headed ?p ?o } LIMIT 1"})
    first, second, third = [record.message for record in caplog.records if record.name == "api.journal"]
    assert re.match(
        r"method=GET path=/sparql status=200 bytes=\d+ seconds=[\d.]+ client=\S+ role=anonymous query=[0-9a-f]{16}",
        first,
    )
    assert "outcome=answered" in first
    assert "logged" not in first
    assert "status=400" in second
    assert re.match(r"method=HEAD .* role=anonymous query=[0-9a-f]{16} form=SELECT outcome=answered", third)


def test_who_goes_before_its_body_is_sent_leaves_a_line_and_no_fault(
    app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with running(app) as port, socket.create_connection((HOST, port)) as connection:
        head = (
            "POST /sparql HTTP/1.1\r\nHost: e\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\n"
        )
        connection.sendall(head.encode() + b"ASK")
        connection.close()
        until(lambda: any("status=499" in record.message for record in caplog.records))
    assert [record for record in caplog.records if record.exc_info] == []


def test_who_goes_while_its_query_works_is_not_told_as_answered(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "api.journal")
    with running(app) as port, sent(port, ENDLESS):
        until(lambda: client.get("/queries").json()["total"] == 0 and bool(app.state.pool.runs()))
    until(lambda: any("outcome=" in record.message for record in caplog.records))
    (line,) = [record.message for record in caplog.records if "outcome=" in record.message]
    assert "status=499" in line
    assert "outcome=ended" in line


def test_the_log_has_texts_where_that_is_set(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api.journal")
    with TestClient(create_app(Settings(store=folder, workers=1, log_text=True))) as client:
        client.get("/sparql", params={"query": 'SELECT ?x { ?x ?p "a\nb" } LIMIT 1'.replace("\n", "\\n")})
    (line,) = [record.message for record in caplog.records if record.name == "api.journal"]
    assert "text=" in line
    assert "\n" not in line


def left(answer: httpx2.Response) -> float:
    found = re.fullmatch(r"left=([\d.]+); window=\d+", answer.headers["clusterscape-budget"])
    assert found
    return float(found[1])


def test_a_budget_is_told_and_kept_by_address(folder: Path) -> None:
    settings = Settings(store=folder, workers=1, budget=3.0, deadline=3.5, trusted_proxies="10.0.0.0/8")
    with TestClient(create_app(settings), client=("10.0.0.1", 1)) as client:
        me, other = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
        assert 0.5 < left(client.get("/sparql", params=ASKED, headers=me)) <= 3
        client.get("/sparql", params={"query": ENDLESS}, headers=me)
        refused = client.get("/sparql", params={"query": SELECT + " LIMIT 3"}, headers=me)
        assert (refused.status_code, refused.json()["title"], left(refused)) == (429, "Budget spent", 0)
        assert 3_000 < int(refused.headers["retry-after"]) <= 3_700
        assert client.get("/sparql", params=ASKED, headers=other).status_code == 200


@pytest.mark.parametrize(
    ("trusted", "sender", "told", "client"),
    [
        ("", "10.0.0.1", "192.0.2.1", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("10.0.0.1", "10.0.0.2", "192.0.2.1", "10.0.0.2"),
        ("10.0.0.0/8", "10.0.0.1", "203.0.113.9, 192.0.2.1, 10.0.0.7", "192.0.2.1"),
        ("10.0.0.1", "10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", "[2001:db8::7]:443", "2001:db8::/64"),
        ("::1", "::1", "2001:db8:0:1::7", "2001:db8:0:1::/64"),
    ],
)  # fmt: skip
def test_only_trusted_proxies_tell_who_asks(
    folder: Path, caplog: pytest.LogCaptureFixture, trusted: str, sender: str, told: str, client: str
) -> None:
    caplog.set_level(logging.INFO, "api.journal")
    app = create_app(Settings(store=folder, workers=1, trusted_proxies=trusted))
    with TestClient(app, client=(sender, 1)) as asking:
        asking.get("/sparql", params=ASKED, headers={"X-Forwarded-For": told})
    (line,) = [record.message for record in caplog.records if record.name == "api.journal"]
    assert f"client={client} " in line


def test_a_proxy_that_cannot_be_is_a_bad_setting() -> None:
    with pytest.raises(BadSetting, match="TRUSTED_PROXIES"):
        from_environ({"CLUSTERSCAPE_TRUSTED_PROXIES": "10.0.0.1/8"})
    with pytest.raises(BadSetting, match="LOG_TEXT"):
        from_environ({"CLUSTERSCAPE_LOG_TEXT": "perhaps"})
    assert from_environ({"CLUSTERSCAPE_LOG_TEXT": "true"}).log_text is True
