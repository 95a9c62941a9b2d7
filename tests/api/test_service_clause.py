"""SERVICE: refused, unless the operator allows the host; then asked once, at a public address, within limits."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.doors import Door, HostRefused
from graph.federated import Reach, ServiceFailed
from graph.federation import ServiceRefused
from graph.guard import examine
from tests.api.sparql import build

_LITERAL: dict[str, Any] = {"type": "literal", "value": 'a "b" \\ é\n'}


def table(*rows: dict[str, Any], names: tuple[str, ...] = ("x", "y")) -> bytes:
    return json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()


@dataclass
class Endpoint:
    """Another service: what it answers, and what it was asked."""

    port: int = 0
    body: bytes = b""
    status: int = 200
    location: str = ""
    asked: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    state = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            state.asked.append(parse_qs(sent)["query"][0])
            state.paths.append(self.path)
            self.send_response(state.status)
            if state.location:
                self.send_header("Location", state.location)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield state
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("federated"), {"http://g/1": [("http://e/1", "one"), ("http://e/2", "two")]})


@contextmanager
def asking(folder: Path, hosts: str) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=folder, workers=1, service_hosts=hosts))) as client:
        yield client


def rows(client: TestClient, query: str) -> list[dict[str, dict[str, str]]]:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
    return found


def test_rows_of_another_endpoint_are_joined(folder: Path, endpoint: Endpoint) -> None:
    endpoint.body = table(
        {"x": {"type": "uri", "value": "http://e/1"}, "y": _LITERAL}, {"y": {**_LITERAL, "xml:lang": "pt"}}
    )
    with asking(folder, f"127.0.0.1:{endpoint.port}") as client:
        query = f"PREFIX e: <http://e/> SELECT ?x ?o ?y {{ ?x e:says ?o SERVICE <{endpoint.url}> {{ ?x e:p ?y }} }} ORDER BY ?o ?y"
        found = rows(client, query)
    first = found[0]
    assert [first[name]["value"] for name in "xoy"] == ["http://e/1", "one", _LITERAL["value"]]
    assert len(found) == 3  # the row without a value for ?x fits both
    assert endpoint.asked == ["PREFIX e: <http://e/> SELECT * WHERE { ?x e:p ?y } LIMIT 10001"]


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize(
    ("status", "body", "location", "reason"),
    [
        (500, b"", "", "status 500"),
        (302, b"", "http://127.0.0.1/", "redirects are not followed"),
        (200, b"<html>", "", "no table"),
        (200, table(*[{}] * 10_001), "", "more than 10000 rows"),
        (200, b" " * (8 * 1024**2 + 1), "", "bytes"),
        (200, table({"x": {"type": "bnode", "value": "b"}}), "", "blank nodes"),
        (200, table({"x": {"type": "uri", "value": "http://e/> } DROP ALL #"}}), "", "no IRI"),
        (200, table({"x": {"type": "literal", "value": "x", "xml:lang": "en . }"}}), "", "no language"),
        (200, table({"x": {"type": "uri", "value": "http://[e"}}), "", "no IRI"),
        (200, table({"x": {"type": "literal", "value": "x", "xml:lang": "x" * 9}}), "", "no language"),
        (200, table({}, names=("x) {}",)), "", "no way of SPARQL"),
        (200, table({}, names=("x²",)), "", "no way of SPARQL"),
        (200, table({}, names=("x", "x")), "", "no way of SPARQL"),
        (200, table({"x": {"type": "literal", "value": "\ud800"}}), "", "no table"),
        (200, b"[" * 100_000, "", "no table"),
    ],
    ids=[
        "error", "redirect", "page", "rows", "bytes", "bnode", "iri", "language", "bad-iri", "bad-language", "name",
        "bad-name", "one-name-twice", "half-a-character", "deep",
    ],
)  # fmt: skip
def test_an_endpoint_that_fails_is_told_unless_silent(
    folder: Path, endpoint: Endpoint, silent: str, status: int, body: bytes, location: str, reason: str
) -> None:
    endpoint.status, endpoint.body, endpoint.location = status, body, location
    query = f"SELECT ?o {{ ?s ?p ?o SERVICE {silent}<{endpoint.url}> {{ ?x ?q ?y }} }}"
    with asking(folder, f"127.0.0.1:{endpoint.port}") as client:
        if silent:
            assert len(rows(client, query)) == 2
            return
        answer = client.get("/sparql", params={"query": query})
    assert (answer.status_code, answer.json()["title"]) == (502, "SERVICE failed")
    assert reason in answer.json()["detail"]


def test_an_answer_that_breaks_off_or_whose_head_never_ends_is_told(folder: Path) -> None:
    heads = [b"Content-Length: 1000\r\n\r\n" + table(), b"X: y\r\n"]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + heads[0])
            while len(heads) == 1:
                self.wfile.write(heads[0])
                time.sleep(0.1)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        part, *_ = examine(f"SELECT * {{ SERVICE <http://{host}/> {{ ?s ?p ?o }} }}", federated=True).services
        reach = Reach((host,), seconds=0.5)
        with pytest.raises(ServiceFailed, match="ends before its end"):
            reach.ask(part, lambda: 60)
        del heads[0]
        begun = time.monotonic()
        with pytest.raises(ServiceFailed):
            reach.ask(part, lambda: 60)
        assert time.monotonic() - begun < 8  # a hundred lines would take ten seconds, on a quiet machine
        heads.clear()
        server.shutdown()


def test_an_endpoint_may_have_any_iri(folder: Path, endpoint: Endpoint) -> None:
    endpoint.body = table({"x": {"type": "uri", "value": "http://e/é"}})
    with asking(folder, f"127.0.0.1:{endpoint.port}") as client:
        assert len(rows(client, f"SELECT ?x {{ SERVICE <{endpoint.url}/é%20a?b=ü> {{ ?x ?p ?o }} }}")) == 1
    assert endpoint.paths == ["/sparql/%C3%A9%20a?b=%C3%BC"]


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://127.0.0.1:7/", ""),
        ("http://127.0.0.1:7/", "127.0.0.1"),
        ("http://localhost:7/", "localhost:7"),
        ("http://[::1]/", "[::1]"),
        ("http://[::ffff:127.0.0.1]/", "[::ffff:127.0.0.1]"),
        ("http://[2002:7f00:1::]/", "[2002:7f00:1::]"),
        ("http://[64:ff9b::7f00:1]/", "[64:ff9b::7f00:1]"),
        ("http://169.254.169.254/", "169.254.169.254"),
        ("http://10.0.0.1/", "10.0.0.1"),
        ("http://224.0.0.1/", "224.0.0.1"),
        ("ftp://example.org/", "example.org"),
        ("http://user:word@example.org/", "example.org"),
        ("http://example.org:x/", "example.org"),
        ("http://elsewhere.example/", "example.org"),
    ],
)
def test_a_host_that_is_not_allowed_or_not_public_has_no_door(url: str, hosts: str) -> None:
    with pytest.raises(HostRefused):
        Door.to(url, hosts.split(), "SETTING")


def test_a_name_that_leads_inward_is_refused_and_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given = iter([["93.184.216.34"], ["127.0.0.1"], ["93.184.216.34", "10.0.0.1"]])
    looked = list[str]()

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(given)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    door = Door.to("https://example.org/sparql", ["example.org"], "SETTING")
    assert (door.address, looked) == ("93.184.216.34", ["example.org"])
    for _ in range(2):
        with pytest.raises(HostRefused, match="public"):
            Door.to("https://example.org/sparql", ["example.org"], "SETTING")


def test_a_refused_host_is_refused_even_if_silent(folder: Path, endpoint: Endpoint) -> None:
    with asking(folder, "query.example.org") as client:
        query = f"SELECT * {{ SERVICE SILENT <{endpoint.url}> {{ ?x ?q ?y }} }}"
        answer = client.get("/sparql", params={"query": query})
    assert (answer.status_code, answer.json()["title"]) == (400, "SERVICE is refused")
    assert endpoint.asked == []


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", ["SELECT * WHERE { ?s ?p ?o }"]),
        ("BASE <http://e/> SELECT * { OPTIONAL { SERVICE <x> { ?s ?p ?o } } }", ["BASE <http://e/> SELECT * WHERE { ?s ?p ?o }"]),
        (
            "SELECT * { SERVICE SILENT <http://e/> { ?s ?p ?o SERVICE <http://f/> { ?x ?y ?z } } SERVICE <http://g/> {} }",
            ["SELECT * WHERE { ?s ?p ?o SERVICE <http://f/> { ?x ?y ?z } }", "SELECT * WHERE {}"],
        ),
    ],
    ids=["one", "base", "nested"],
)  # fmt: skip
def test_the_outermost_clauses_are_asked(query: str, asked: list[str]) -> None:
    assert [part.query for part in examine(query, federated=True).services] == asked
    with pytest.raises(ServiceRefused):
        examine(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "SELECT * { SERVICE <relative> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://e/> }",
        "SELECT * {" + " SERVICE <http://e/> { ?s ?p ?o }" * 6 + " }",
        "PREFIX service: <http://e/> SELECT * { service:x { ?s ?p ?o } }",
    ],
    ids=["variable", "relative", "no-group", "many", "as-a-name"],
)
def test_what_cannot_be_asked_is_refused(query: str) -> None:
    with pytest.raises(ServiceRefused):
        examine(query, federated=True)
