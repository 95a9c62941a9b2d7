"""Long answers, and clients that go away, over a real connection."""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
import uvicorn
from fastapi import FastAPI

from api import streams
from tests.api.sparql import (
    ASK,
    CONSTRUCT,
    ENDLESS,
    LONG,
    MANY,
    SELECT,
    service,
)

FLOOD = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@contextmanager
def running(app: FastAPI) -> Iterator[int]:
    """The port of a server on this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", loop="asyncio"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def sent(port: int, query: str, parameters: str = "") -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        request = f"GET /sparql?query={quote(query)}{parameters} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(request.encode())
        yield connection


def received(port: int, query: str, *, to_the_end: bool) -> bytes:
    """All that comes, until the last chunk or until the server closes the connection."""
    content = b""
    with sent(port, query) as connection:
        while not (to_the_end and content.endswith(b"\r\n0\r\n\r\n")):
            piece = connection.recv(65536)
            if not piece:
                break
            content += piece
    return content


def states(port: int) -> dict[str, int]:
    """How many queries wait, work and pause."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        told = answer.read().decode()
    found = re.findall(r'^clusterscape_queries_open\{state="(\w+)"\} (\d+)$', told, re.MULTILINE)
    return {state: int(number) for state, number in found}


def dechunked(body: bytes) -> bytes:
    content = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        content, body = content + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return content


def test_a_long_answer_is_sent_in_chunks(large: Path) -> None:
    with running(service(large, deadline=100)) as port:
        head, _, body = received(port, SELECT, to_the_end=True).partition(b"\r\n\r\n")
    assert b"200 OK" in head
    assert b"transfer-encoding: chunked" in head.lower()
    assert dechunked(body).count(b"a value with some text") == MANY


def test_the_limit_of_triples_is_told_in_bytes_alone(large: Path) -> None:
    with running(service(large, deadline=100)) as port:
        head, _, _ = received(port, CONSTRUCT, to_the_end=True).partition(b"\r\n\r\n")
    assert re.search(rb"clusterscape-limit: at-most bytes=\d+;", head.lower())


@pytest.mark.parametrize("settings", [{"max_bytes": 20 * 1024**2}, {"max_rows": 20 * MANY - 1}], ids=["bytes", "rows"])
def test_a_long_answer_that_meets_a_limit_says_so_at_its_end(large: Path, settings: dict[str, int]) -> None:
    with running(service(large, deadline=100, **settings)) as port:
        head, _, body = received(port, LONG, to_the_end=True).partition(b"\r\n\r\n")
    assert b"200 OK" in head
    assert b"clusterscape-limit: at-most rows=" in head.lower()
    answer = json.loads(dechunked(body))
    told, rows = answer["clusterscape:limit"], len(answer["results"]["bindings"])
    assert told["rows"] == rows
    assert told["next"].endswith(f"OFFSET%20{rows}")


def test_a_long_answer_that_just_meets_a_limit_is_whole(large: Path) -> None:
    with running(service(large, deadline=100, max_rows=20 * MANY)) as port:
        _, _, body = received(port, LONG, to_the_end=True).partition(b"\r\n\r\n")
    answer = json.loads(dechunked(body))
    assert len(answer["results"]["bindings"]) == 20 * MANY
    assert "clusterscape:limit" not in answer


def test_csv_waits_until_it_knows_whether_it_is_whole(large: Path) -> None:
    with (
        running(service(large, deadline=100, max_rows=19 * MANY)) as port,
        sent(port, LONG, "&format=csv") as connection,
    ):
        head = connection.recv(65536).lower()
    assert f"clusterscape-limit: rows={19 * MANY}, next-offset={19 * MANY}, ordered=no".encode() in head
    assert b'rel="next"' in head


def test_a_client_that_goes_away_frees_its_worker(large: Path) -> None:
    with running(service(large, deadline=600)) as port:
        with sent(port, ENDLESS):
            time.sleep(0.5)
        with sent(port, ASK) as connection:
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_more_queries_than_may_wait_get_503_with_a_time_to_come_back(large: Path) -> None:
    with running(service(large, deadline=600, waiting=1)) as port, ExitStack() as stack:
        # One client has two of the three places of one worker, and here the only one to wait at.
        for expected in (
            {"waits": 0, "works": 1, "pauses": 0},
            {"waits": 0, "works": 1, "pauses": 1},
            {"waits": 1, "works": 1, "pauses": 1},
        ):
            stack.enter_context(sent(port, ENDLESS))
            while states(port) != expected:
                time.sleep(0.02)
        with sent(port, ASK) as connection:
            answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 300" in answer.lower()


def raw(port: int, version: str, query: str) -> bytes:
    """All that comes until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(f"GET /sparql?query={quote(query)} HTTP/{version}\r\nHost: localhost\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_an_answer_that_ends_at_its_deadline_has_no_last_chunk(large: Path) -> None:
    with running(service(large, deadline=1)) as port:
        content = raw(port, "1.1", FLOOD)
    assert content.startswith(b"HTTP/1.1 200")
    assert len(content) > 1024**2
    assert not content.endswith(b"0\r\n\r\n")


def test_before_http_1_1_an_answer_is_whole_or_a_problem(large: Path) -> None:
    with running(service(large, deadline=1)) as port:
        failed = raw(port, "1.0", FLOOD)
        head, _, body = raw(port, "1.0", SELECT).partition(b"\r\n\r\n")
    assert b" 504 " in failed.splitlines()[0]
    assert b"application/problem+json" in failed
    length = re.search(rb"content-length: (\d+)", head.lower())
    assert length
    assert int(length[1]) == len(body)


def test_who_reads_nothing_is_cut_off(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_PATIENCE", 0.5)
    with running(service(large, deadline=600)) as port, sent(port, LONG) as slow:
        slow.recv(10)
        time.sleep(3)
        content = b"".join(iter(lambda: slow.recv(65536), b""))
    assert not content.endswith(b"0\r\n\r\n")


def test_a_slow_reader_holds_no_worker(large: Path) -> None:
    with running(service(large)) as port, sent(port, SELECT) as slow:
        slow.recv(10)
        for _ in range(5):
            with sent(port, ASK) as connection:
                assert connection.recv(65536).startswith(b"HTTP/1.1 200")
