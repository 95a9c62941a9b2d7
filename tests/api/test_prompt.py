"""Answers given where their request is read: as the application gives them, and never of a state that is over."""

import itertools
import logging
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.journal import QUERY, digest
from api.prompt import Prompt
from bench.server import HOST, serving
from graph.answering.asker import Asker
from tests.api.prompts import LOOKUP, begun, done, given
from tests.api.sparql import CSV, JSON, SELECT, build, service

FIRST = {"http://g/1": [("http://e/first", "one"), ("http://e/other", "three")]}
SECOND = {"http://g/1": [("http://e/first", "two")]}
at_once = pytest.mark.of_processes(
    "nothing of a server of others is read where a request is read: it would wait for it"
)
PASSING = {"date", "clusterscape-budget", "clusterscape-query", "connection"}


def request(query: str = LOOKUP, method: str = "GET", **headers: str) -> bytes:
    """A request as it is sent."""
    return addressed(f"/sparql?query={quote(query)}", method, **headers)


def addressed(address: str, method: str = "GET", **headers: str) -> bytes:
    """The same for an address as it stands."""
    told = {"Host": HOST, "Accept": JSON, **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    return f"{method} {address} HTTP/1.1\r\n{lines}\r\n".encode()


class Wire:
    """A connection that stays, and what comes on it."""

    def __init__(self, port: int, most: int | None = None) -> None:
        """Connect, with room for so many bytes that are not read."""
        self._socket = socket.socket()
        if most is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, most)
        self._socket.settimeout(30)
        self._socket.connect((HOST, port))
        self.address: tuple[str, int] = self._socket.getsockname()
        self._came = b""

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def send(self, sent: bytes) -> None:
        self._socket.sendall(sent)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer: status, headers without those that differ each time, body."""
        while b"\r\n\r\n" not in self._came:
            self._take()
        head, _, self._came = self._came.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}
        length = int(headers.get("content-length", "0"))
        while len(self._came) < length:
            self._take()
        body, self._came = self._came[:length], self._came[length:]
        assert "date" in headers
        return int(first.split()[1]), {name: headers[name] for name in headers.keys() - PASSING}, body

    def asked(self, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        self.send(sent)
        return self.answer()

    def _take(self) -> None:
        came = self._socket.recv(65536)
        assert came, "the connection was closed"
        self._came += came


@pytest.fixture(scope="module", params=["1", "2"], ids=["alone", "beside"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(build(tmp_path_factory.mktemp("prompt"), FIRST), {"CLUSTERSCAPE_PROCESSES": request.param}) as (
        port,
        _,
    ):
        await_ready(port)
        yield port


def await_ready(port: int) -> None:
    """Wait until all processes of a service listen, and the first one answers lookups without a worker."""
    until = time.monotonic() + 60
    address, asked = f"http://{HOST}:{port}", itertools.count()
    while (
        httpx2.get(f"{address}/ready").status_code != 200
        or QUERY in _closing(f"{address}/sparql?query=ASK+%7B+%3Chttp://e/{next(asked)}%3E+?p+?o+%7D").headers
    ):
        assert time.monotonic() < until
        time.sleep(0.05)


def _closing(address: str) -> httpx2.Response:
    """An answer after which the connection ends: it is for the first process to give."""
    return httpx2.get(address, headers={"Connection": "close"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build(tmp_path / "store", FIRST)


MARKED = 'W/"other"'


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        (LOOKUP, {}),
        (SELECT, {}),
        ("ASK { <http://e/first> ?p ?o }", {"User_Agent": "curl/8"}),
        (f"{LOOKUP} LIMIT 1", {"Accept": CSV}),
        (LOOKUP, {"If_None_Match": MARKED}),
        (LOOKUP, {"If_None_Match": "*"}),
        (SELECT, {"If_None_Match": "*"}),
        ("SELECT * {", {"If_None_Match": "*"}),
        (LOOKUP, {"Cache_Control": "no-cache"}),
        (LOOKUP, {"Accept": "image/png"}),
        (LOOKUP, {"Authorization": "Bearer none"}),
        (LOOKUP, {"Host": "[::1"}),
        ("SELECT * {", {}),
        ("", {}),
    ],
    ids=[
        "lookup",
        "worker",
        "ask",
        "csv",
        "if-none-match",
        "has-any",
        "has-any-of-worker",
        "has-any-but-wrong",
        "no-cache",
        "not-acceptable",
        "token",
        "host",
        "wrong",
        "empty",
    ],
)
def test_the_answer_is_that_of_the_application(port: int, query: str, headers: dict[str, str]) -> None:
    with Wire(port) as last:  # a connection that ends is for the application
        expected = last.asked(request(query, Connection="close", **headers))
    with Wire(port) as wire:
        assert [wire.asked(request(query, **headers)) for _ in range(4)] == [expected] * 4


OTHER = quote("SELECT ?o { <http://e/other> ?p ?o }")


@pytest.mark.parametrize(
    "address",
    [
        f"/sparql?query={OTHER}",
        f"/sparql?query={OTHER.replace('%20', '+').replace('%3F', '?').replace('%7B', '%7b')}",
        f"/sparql?query={OTHER}%2B",
        f"/sparql?query={OTHER}&format=csv",
        f"/sparql?format=csv&query={OTHER}",
        f"/sparql?query={OTHER}&query={OTHER}",
        f"/sparql?query={OTHER}&update=CLEAR%20ALL",
        f"/sparql?query={OTHER}%26format=csv",
        f"/sparql?query={OTHER}#part",
        f"/sparql?query={quote(SELECT)}",
        f"/sparql?query={quote('CONSTRUCT WHERE { <http://e/other> ?p ?o }')}",
        f"/sparql?query={'%20' * 9_000}{OTHER}",
        f"/sparql?query={quote('SELECT ?o { <http://e/é> ?p ?o }')}",
        "/sparql?query=%FF",
        "/sparql?query=ASK%20{}",
        "/sparql?query=",
        "/sparql",
        "/sparql/?query=ASK%7B%7D",
    ],
)  # fmt: skip
def test_so_it_is_where_the_same_client_asks_in_the_same_way(port: int, address: str) -> None:
    with Wire(port) as last:
        expected = last.asked(addressed(address, Connection="close"))
    with Wire(port) as wire:
        for _ in range(3):
            assert wire.asked(request())[0] == 200
            assert wire.asked(addressed(address)) == expected


def test_who_has_the_answer_gets_304_each_time(port: int) -> None:
    with Wire(port) as wire:
        mark = wire.asked(request())[1]["etag"]
        for _ in range(3):
            status, headers, body = wire.asked(request(If_None_Match=mark))
            assert (status, headers["etag"], body) == (304, mark, b"")
            assert (headers["vary"], headers["access-control-allow-origin"]) == ("Accept, Authorization", "*")


@pytest.mark.parametrize("query", [LOOKUP, SELECT], ids=["lookup", "worker"])
def test_an_address_that_is_too_long_is_refused_to_who_asked_so_before(port: int, query: str) -> None:
    with Wire(port) as wire:
        assert wire.asked(request())[0] == 200
        assert wire.asked(request(query + " " * 22_000))[0] == 414


def test_requests_that_come_together_are_answered_in_their_order(port: int) -> None:
    other = "SELECT ?o { <http://e/other> ?p ?o }"
    with Wire(port) as wire:
        for _ in range(3):
            wire.send(request(SELECT) + request(other) + request() + request("ASK {}") + request(other))
            bodies = [wire.answer()[2] for _ in range(5)]
            assert [b"three" in body for body in bodies] == [True, True, False, False, True]
            assert [b"one" in body for body in bodies] == [True, False, True, False, False]


def test_a_request_that_comes_in_pieces_is_known_by_none_of_them(port: int) -> None:
    with Wire(port) as wire:
        expected = wire.asked(request())
        for first in (3, 10, len(request()) - 2):
            for _ in range(3):
                wire.send(request()[:first])
                time.sleep(0.02)
                wire.send(request()[first:])
                assert wire.answer() == expected


def test_what_is_sent_with_a_body_is_for_the_application(port: int) -> None:
    with Wire(port) as wire:
        wire.asked(request())
        assert [wire.asked(request(Content_Length="3") + b"abc")[0] for _ in range(3)] == [400] * 3
        assert wire.asked(request())[0] == 200
        wire.send(request(method="HEAD", Connection="close"))
        with pytest.raises(AssertionError, match="closed"):  # before a body came
            wire.answer()


def test_the_next_answer_is_that_of_the_new_release(folder: Path) -> None:
    with serving(folder) as (port, _), Wire(port) as wire:
        before = [wire.asked(request()) for _ in range(3)]
        build(folder, SECOND)
        after = [wire.asked(request()) for _ in range(3)]
    assert all(b"one" in body for _, _, body in before)
    assert all(b"two" in body and b"one" not in body for _, _, body in after)
    assert before[0][1]["etag"] != after[0][1]["etag"]


@at_once
def test_each_answer_has_its_line_and_the_budget_of_who_asks(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(service(folder, trusted_proxies="192.0.2.0/24")) as client:
        prompt = Prompt(client.app, done)  # type: ignore[arg-type]
        begun(prompt)
        caplog.set_level(logging.INFO, "api.journal")
        caplog.clear()
        replies = [given(prompt, b"one", **{"x-forwarded-for": "198.51.100.7"}) for _ in range(3)]
        replies += [given(prompt, b"two", "203.0.113.5") for _ in range(3)]
    told = [record.message for record in caplog.records if record.name == "api.journal"]
    assert ["client=198.51.100.7" in line for line in told] == [True] * 3 + [False] * 3
    assert ["client=203.0.113.5" in line for line in told] == [False] * 3 + [True] * 3
    assert all("method=GET path=/sparql status=200" in line for line in told)
    assert all(reply is not None and b"clusterscape-budget: left=" in reply.head for reply in replies)


@at_once
def test_the_line_is_left_for_later(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    later = list[Callable[[], object]]()
    with TestClient(service(folder)) as client:
        prompt = Prompt(client.app, later.append)  # type: ignore[arg-type]
        begun(prompt)
        caplog.set_level(logging.INFO, "api.journal")
        later.clear()
        caplog.clear()
        given(prompt, b"one")
        (line,) = later
        lines = [record.name for record in caplog.records]
        line()
    assert "api.journal" not in lines
    assert [record.message.partition(" bytes=")[0] for record in caplog.records if record.name == "api.journal"] == [
        "method=GET path=/sparql status=200"
    ]


@at_once
def test_what_was_sent_is_known_again_only_from_the_same_client(folder: Path) -> None:
    with TestClient(service(folder)) as client:
        prompt = Prompt(client.app, done)  # type: ignore[arg-type]
        begun(prompt)
        assert prompt.again(("192.0.2.1", 1), b"sent") is None
        given(prompt, b"sent")
        assert prompt.again(("192.0.2.1", 2), b"sent") is not None
        assert prompt.again(("192.0.2.2", 1), b"sent") is None


def asking(query: str) -> bytes:
    """A request in the way that `begun_way` has a client ask."""
    return addressed(f"/sparql?query={quote(query)}", X_Forwarded_For="198.51.100.7")


def begun_way(prompt: Prompt) -> None:
    """Have a client ask something in that way."""
    begun(prompt)
    assert given(prompt, asking(LOOKUP), **{"x-forwarded-for": "198.51.100.7"}) is not None


@at_once
def test_another_query_in_the_same_way_has_a_line_of_its_own(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(service(folder, trusted_proxies="192.0.2.0/24", log_text="true")) as client:
        prompt = Prompt(client.app, done)  # type: ignore[arg-type]
        begun_way(prompt)
        caplog.set_level(logging.INFO, "api.journal")
        caplog.clear()
        reply = prompt.again(("192.0.2.1", 2), asking("ASK { <http://e/other> ?p ?o }"))
    assert reply is not None
    assert reply.status == 200
    assert b"clusterscape-budget: left=" in reply.head
    (line,) = (record.message for record in caplog.records if record.name == "api.journal")
    assert "client=198.51.100.7 role=anonymous" in line
    assert f"query={digest('ASK { <http://e/other> ?p ?o }')} form=ASK outcome=answered" in line
    assert line.endswith('text="ASK { <http://e/other> ?p ?o }"')


@at_once
def test_a_way_to_ask_is_known_only_of_the_same_client_and_the_same_headers(folder: Path) -> None:
    with TestClient(service(folder)) as client:
        prompt = Prompt(client.app, done)  # type: ignore[arg-type]
        begun_way(prompt)
        other = asking("ASK { <http://e/other> ?p ?o }")
        assert prompt.again(("192.0.2.1", 2), other) is not None
        assert prompt.again(("192.0.2.2", 2), other) is None
        assert prompt.again(("192.0.2.1", 2), other.replace(JSON.encode(), b"*/*")) is None
        assert prompt.again(("192.0.2.1", 2), other.replace(b"GET", b"POST")) is None
        assert prompt.again(("192.0.2.1", 2), other + other) is None


@at_once
def test_who_has_no_budget_left_is_for_the_application_in_whatever_way(folder: Path) -> None:
    with TestClient(service(folder)) as client:
        prompt, pool = Prompt(client.app, done), client.app.state.pool  # type: ignore[arg-type, attr-defined]
        begun_way(prompt)
        pool._count(Asker("192.0.2.1"), pool.bounds.budget)
        assert prompt.again(("192.0.2.1", 2), asking("ASK { <http://e/other> ?p ?o }")) is None


@at_once
def test_what_is_left_to_the_application_is_tried_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[str]()
    with TestClient(service(folder)) as client:
        prompt = Prompt(client.app, done)  # type: ignore[arg-type]
        begun_way(prompt)
        monkeypatch.setattr(
            client.app.state.pool,  # type: ignore[attr-defined]
            "at_once",
            lambda query, *_: tried.append(query.form),
        )
        sent = asking("ASK { <http://e/other> ?p ?o }")
        assert given(prompt, sent, asked="ASK { <http://e/other> ?p ?o }") is None
        assert tried == ["ASK"]
        assert given(prompt, bytes(bytearray(sent)), asked="ASK { <http://e/other> ?p ?o }") is None
        assert tried == ["ASK", "ASK"]


@at_once
def test_no_more_than_some_answers_are_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.prompt._REMEMBERED", 3)
    with TestClient(service(folder)) as client:
        prompt = Prompt(client.app, done)  # type: ignore[arg-type]
        begun(prompt)
        for number in range(5):
            given(prompt, b"%d" % number)
        known = [prompt.again(("192.0.2.1", 1), b"%d" % number) is not None for number in range(5)]
        assert known == [False, False, True, True, True]
        given(prompt, b"a" * 20_000)
        assert prompt.again(("192.0.2.1", 1), b"a" * 20_000) is None
