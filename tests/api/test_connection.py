"""What is no HTTP, or never ends, over a real connection to the command's own server."""

import json
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bench.server import HOST, serving
from tests.api.sparql import build
from tests.api.test_prompt import await_ready

HEAD = f"Host: {HOST}\r\nConnection: close\r\n"


@pytest.fixture(scope="module", params=["1", "2"], ids=["alone", "beside"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = build(tmp_path_factory.mktemp("connection"), {"http://g/1": [("http://e/1", "one")]})
    with serving(folder, {"CLUSTERSCAPE_PROCESSES": request.param}) as (port, _):
        await_ready(port)
        yield port


def told(port: int, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of whatever comes until the service hangs up."""
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(sent)
        content = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = content.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}, body


WRONG: list[tuple[str, bytes, int, str]] = [
    ("method", f"FETCH /sparql HTTP/1.1\r\n{HEAD}\r\n".encode(), 501, "method"),
    ("like-a-method", f"GETS /sparql HTTP/1.1\r\n{HEAD}\r\n".encode(), 501, "method"),
    ("longer-head", f"HEADS / HTTP/1.1\r\n{HEAD}\r\n".encode(), 501, "method"),
    ("method-after-a-line", f"\r\nFETCH /sparql HTTP/1.1\r\n{HEAD}\r\n".encode(), 501, "method"),
    ("small-method", f"get /sparql HTTP/1.1\r\n{HEAD}\r\n".encode(), 501, "method"),
    ("proxy", f"CONNECT other:80 HTTP/1.1\r\n{HEAD}\r\n".encode(), 501, "method"),
    ("known-method", f"PROPFIND /sparql HTTP/1.1\r\nHost\r\n{HEAD}\r\n".encode(), 400, "HTTP/1.1"),
    ("no-method", f"F@ /sparql HTTP/1.1\r\n{HEAD}\r\n".encode(), 400, "HTTP/1.1"),
    ("no-http", b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, "HTTP/1.1"),
    ("space", f"GET /sparql?query=ASK {{}} HTTP/1.1\r\n{HEAD}\r\n".encode(), 400, "percent-encoded"),
    ("not-ascii", f"GET /sparql?query=ASK{{'é'}} HTTP/1.1\r\n{HEAD}\r\n".encode("latin-1"), 400, "percent-encoded"),
    ("length", f"POST /sparql HTTP/1.1\r\n{HEAD}Content-Length: some\r\n\r\n".encode(), 400, "length"),
    ("two-lengths", f"POST / HTTP/1.1\r\n{HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n".encode(), 400, "length"),
    ("no-host", b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "Host"),
    ("odd-host", b'GET / HTTP/1.1\r\nHost: "><script>\r\nConnection: close\r\n\r\n', 400, "Host"),
    ("long-host", f"GET / HTTP/1.1\r\nHost: {'a' * 301}\r\nConnection: close\r\n\r\n".encode(), 400, "Host"),
    ("two-hosts", f"GET /health HTTP/1.1\r\nHost: other\r\n{HEAD}\r\n".encode(), 400, "Host"),
    ("coding", f"POST / HTTP/1.1\r\n{HEAD}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n".encode(), 501, "chunks"),
    ("whole-host", f"GET http://a@b/ HTTP/1.1\r\n{HEAD}\r\n".encode(), 400, "Host"),
    ("version", f"GET / HTTP/2.0\r\n{HEAD}\r\n".encode(), 505, "HTTP/1.1"),
    ("later-version", f"GET / HTTP/3.0\r\n{HEAD}\r\n".encode(), 505, "HTTP/1.1"),
    ("no-version", f"GET / HTTP/1.x\r\n{HEAD}\r\n".encode(), 400, "HTTP/1.1"),
    ("long", f"GET /sparql?query={'+' * 70_000} HTTP/1.1\r\n{HEAD}\r\n".encode(), 414, "POST"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "status", "said"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_what_is_no_request_gets_a_problem_document(port: int, sent: bytes, status: int, said: str) -> None:
    got, headers, body = told(port, sent)
    assert (got, headers["content-type"], headers["connection"]) == (status, "application/problem+json", "close")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["date"].endswith(" GMT")
    assert json.loads(body)["status"] == status
    assert said in json.loads(body)["detail"]


@pytest.mark.parametrize(("asked", "status"), [("/ HTTP/2.0", 505), (f"/{'+' * 70_000} HTTP/1.1", 414)])
def test_who_asks_for_a_head_and_is_refused_gets_no_body(port: int, asked: str, status: int) -> None:
    got, headers, body = told(port, f"HEAD {asked}\r\n{HEAD}\r\n".encode())
    assert (got, headers["content-type"], body) == (status, "application/problem+json", b"")


@pytest.mark.parametrize("wrong", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\r\n\r\n"], ids=["no-host", "no-http"])
def test_who_is_refused_gets_the_answers_before(port: int, wrong: bytes) -> None:
    asked = f"GET /health HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    got, headers, body = told(port, asked + wrong)
    assert (got, headers["connection"], json.loads(body)["status"]) == (200, "close", "ok")


@pytest.mark.parametrize("endless", [b"X-Line: more\r\n" * 4_000, b"X-Line: " + b"more" * 12_000], ids=["many", "long"])
def test_a_head_without_an_end_is_refused(port: int, endless: bytes) -> None:
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n")
        with pytest.raises(ConnectionError):
            connection.sendall(endless * 1_000)
    assert told(port, f"GET /health HTTP/1.1\r\n{HEAD}\r\n".encode())[0] == 200


def test_a_head_that_is_too_long_is_told_so(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n" + b"X-Line: more\r\n" * 18_800)
        assert b" 431 " in connection.recv(200)


def test_an_address_with_a_host_counts_more_than_the_header(port: int) -> None:
    for host in ("other.example", "other.example:81", "[::1]"):
        asked = f"GET HTTP://{host}/clusters/ HTTP/1.1\r\n{HEAD}\r\n"
        status, headers, _ = told(port, asked.encode())
        assert (status, headers["location"]) == (308, f"http://{host}/clusters")
        for asked in (f"http://{host}?lang=pt", f"http://{host}/sparql?query=ASK%7B%7D"):
            assert told(port, f"GET {asked} HTTP/1.1\r\n{HEAD}\r\n".encode())[0] == 200


def test_a_client_of_http_1_0_needs_no_host(port: int) -> None:
    assert told(port, b"GET /health HTTP/1.0\r\n\r\n")[0] == 200


def test_a_later_version_of_http_1_is_answered_as_1_1(port: int) -> None:
    for path, body in (("/health", b'"ok"'), ("/sparql?query=ASK%7B%7D", b"true")):
        asked = f"GET {path} HTTP/1.2\r\nHost: {HOST}\r\n\r\n"
        got, headers, all_told = told(
            port, (asked + asked.replace("\r\nHost", "\r\nConnection: close\r\nHost")).encode()
        )
        assert (got, "connection" in headers) == (200, False)
        assert (all_told.count(b"HTTP/1.1 200"), all_told.count(body)) == (1, 2)


def test_an_offer_to_speak_another_protocol_is_passed_over(port: int) -> None:
    offer = f"GET /health HTTP/1.1\r\nHost: {HOST}\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert told(port, offer.encode())[0] == 200


def test_options_of_the_whole_service_tell_its_methods(port: int) -> None:
    status, headers, body = told(port, f"OPTIONS * HTTP/1.1\r\n{HEAD}\r\n".encode())
    assert (status, headers["allow"], body) == (204, "GET, HEAD, POST, PUT, DELETE, OPTIONS", b"")
    assert told(port, f"OPTIONS /nowhere HTTP/1.1\r\n{HEAD}\r\n".encode())[0] == 404


_LIMITED = """
import resource
from api.serving.server import raise_descriptors
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
for _ in range(2):
    raise_descriptors()
    print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def test_a_service_takes_more_connections_than_a_system_begins_with() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    run = subprocess.run([sys.executable, "-c", _LIMITED], capture_output=True, check=True, text=True)
    most = 10_000 if hard == resource.RLIM_INFINITY else min(hard, 10_000)
    assert run.stdout.splitlines() == [f"{most} {hard}"] * 2
