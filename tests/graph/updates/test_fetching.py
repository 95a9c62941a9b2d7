"""LOAD fetches from where the operator allows, and from nowhere else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from graph.changes import FetchFailed, FetchRefused
from graph.fetching import Fetcher
from graph.layout import Layout
from graph.store import BadQuery, StoreError
from graph.writing import Update, Writer
from tests.graph.updates.kept import Kept, of

PAGES = {
    "/good.ttl": (200, "text/turtle; charset=utf-8", b"<#a> <http://example/p> 1 ."),
    "/untold.nt": (200, "text/plain", b"<http://example/a> <http://example/p> <http://example/o> ."),
    "/moved": (302, "text/turtle", b""),
    "/missing": (404, "text/html", b""),
    "/large": (200, "text/turtle", b"#" * 100_000),
    "/broken": (200, "text/turtle", b"<a> <b>"),
    "/%C3%A9?%C3%BC": (200, "text/turtle", b"<#a> <http://example/p> 1 ."),
    "/short": (200, "text/turtle", b"<#a> <http://example/p> 1 .\n"),
    "/empty": (200, "text/turtle", b""),
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/head":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")
            return
        status, media_type, body = PAGES[self.path]
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Location", "http://127.0.0.1:1/")
        if self.path in {"/short", "/empty"}:
            self.send_header("Content-Length", str(len(body) + (100 if body else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_host_that_is_allowed_is_asked_and_its_triples_are_loaded(host: str, tmp_path: Path) -> None:
    with Writer(tmp_path / "store", shown=Layout.PLAIN, fetch=Fetcher(tmp_path, [host])) as writer:
        writer.change(Update(f"LOAD <http://{host}/good.ttl> ; LOAD <http://{host}/untold.nt> INTO GRAPH <x:g>"))
        said = Kept(tmp_path / "store", writer).said()
        assert said[""] == of(f"<http://{host}/good.ttl#a> :p 1 .")[""]
        assert said["x:g"] == of(":a :p :o .")[""]


def test_an_address_may_be_any_iri(host: str, tmp_path: Path) -> None:
    with Writer(tmp_path / "store", shown=Layout.PLAIN, fetch=Fetcher(tmp_path, [host])) as writer:
        writer.change(Update(f"LOAD <http://{host}/é?ü>"))
        assert len(Kept(tmp_path / "store", writer).said()[""]) == 1


@pytest.mark.parametrize("page", ["/moved", "/missing", "/large", "/short", "/head"])
def test_what_cannot_be_had_is_told_and_nothing_is_changed(host: str, tmp_path: Path, page: str) -> None:
    with Writer(tmp_path / "store", shown=Layout.PLAIN, fetch=Fetcher(tmp_path, [host], size=10_000)) as writer:
        with pytest.raises(FetchFailed):
            writer.change(Update(f"INSERT DATA {{ <x:a> <x:b> 1 }} ; LOAD <http://{host}{page}>"))
        assert Kept(tmp_path / "store", writer).said() == {"": frozenset()}
        writer.change(Update(f"LOAD SILENT <http://{host}{page}> ; INSERT DATA {{ <x:a> <x:b> 1 }}"))
        assert len(Kept(tmp_path / "store", writer).said()[""]) == 1


def test_nothing_may_be_loaded_where_that_is_all_there_is(host: str, tmp_path: Path) -> None:
    assert Fetcher(tmp_path, [host])(f"http://{host}/empty").path.read_bytes() == b""


def test_what_is_no_rdf_is_told(host: str, tmp_path: Path) -> None:
    with (
        Writer(tmp_path / "store", shown=Layout.PLAIN, fetch=Fetcher(tmp_path, [host])) as writer,
        pytest.raises(StoreError),
    ):
        writer.change(Update(f"LOAD <http://{host}/broken>"))


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "http://localhost/", "file:///etc/passwd", "ftp://e/x", "x:y"]
)
def test_other_places_are_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(FetchRefused):
        Fetcher(tmp_path, ["allowed.example"])(address)


def test_a_service_without_allowed_hosts_fetches_nothing(tmp_path: Path) -> None:
    with Writer(tmp_path / "store") as writer, pytest.raises(FetchRefused):
        writer.change(Update("LOAD <http://example.org/>"))
    assert not issubclass(FetchRefused, BadQuery)
