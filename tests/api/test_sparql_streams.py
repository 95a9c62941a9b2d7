"""Long answers, and clients that go away, over a real connection."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from fastapi import FastAPI

from tests.api.sparql import (
    ASK,
    ENDLESS,
    LONG,
    MANY,
    SELECT,
    service,
)


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


def dechunked(body: bytes) -> bytes:
    content = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        content, body = content + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return content


def test_a_long_answer_is_sent_in_chunks(large: Path) -> None:
    with running(service(large)) as port:
        head, _, body = received(port, SELECT, to_the_end=True).partition(b"\r\n\r\n")
    assert b"200 OK" in head
    assert b"transfer-encoding: chunked" in head.lower()
    assert dechunked(body).count(b"a value with some text") == MANY


@pytest.mark.parametrize(
    "settings",
    [{"max_bytes": 20 * 1024**2}, {"max_rows": 20 * MANY - 1}, {"max_rows": 20 * MANY}],
    ids=["bytes", "rows", "perhaps-more-rows"],
)
def test_a_long_answer_that_meets_a_limit_is_cut_visibly(large: Path, settings: dict[str, int]) -> None:
    with running(service(large, **settings)) as port:
        content = received(port, LONG, to_the_end=False)
        assert content.startswith(b"HTTP/1.1 200")
        assert len(content) > 1024**2
        assert not content.endswith(b"0\r\n\r\n")


def test_a_client_that_goes_away_frees_its_worker(large: Path) -> None:
    with running(service(large, deadline=600)) as port:
        with sent(port, ENDLESS):
            time.sleep(0.5)
        with sent(port, ASK) as connection:
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_more_queries_than_may_wait_get_503_with_a_time_to_come_back(large: Path) -> None:
    with running(service(large, deadline=600, waiting=1)) as port, sent(port, ENDLESS):
        time.sleep(0.5)
        with sent(port, ENDLESS):
            time.sleep(0.2)
            with sent(port, ASK) as connection:
                answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 300" in answer.lower()


def test_a_slow_reader_holds_no_worker(large: Path) -> None:
    with running(service(large)) as port, sent(port, SELECT) as slow:
        slow.recv(10)
        for _ in range(5):
            with sent(port, ASK) as connection:
                assert connection.recv(65536).startswith(b"HTTP/1.1 200")
