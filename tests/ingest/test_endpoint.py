"""A harvest from a real SPARQL server, through a door that fails now and then."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest

from ingest.readers import asking, rdf
from ingest.readers.endpoint import NotAllowed, harvest, hosts_of
from ingest.readers.table import UnreadableFile
from ingest.source import BadDeclaration, Dataset, Source
from ingest.spool import Spool

THINGS = 25
SELECT = "SELECT ?thing ?name WHERE { ?thing <urn:name> ?name } ORDER BY ?thing"
CONSTRUCT = "CONSTRUCT { ?thing <urn:x#name> ?name } WHERE { ?thing <urn:name> ?name } ORDER BY ?thing"
TABLE = "thing,name\n" + "".join(f"urn:thing:{n:03},“{n}” ação\n" for n in range(THINGS))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an Oxigraph server that knows some things."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "oxigraph"
    folder = tmp_path_factory.mktemp("oxigraph")
    command = [program, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        _fill(f"http://127.0.0.1:{port}/store?default")
        yield port
        process.terminate()


def _fill(address: str) -> None:
    text = "".join(f'<urn:thing:{n:03}> <urn:name> "“{n}” ação" .\n' for n in range(THINGS))
    request = urllib.request.Request(address, text.encode(), {"Content-Type": "application/n-triples"}, method="POST")
    for _ in range(100):
        try:
            with urllib.request.urlopen(request):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


Fault = Callable[[BaseHTTPRequestHandler, bytes], None]


@dataclass
class Door:
    """What stands between: counts requests, and does wrong where it is told to."""

    port: int = 0
    behind: int = 0
    asked: list[str] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    tag: str = ""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


@pytest.fixture
def door(server: int) -> Iterator[Door]:
    """A door to the server."""
    state = Door(behind=server)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            if state.tag and self.headers.get("If-None-Match") == state.tag:
                self.send_response(304)
                self.end_headers()
                return
            fault = state.faults.get(len(state.asked))
            body, kind = _behind(state.behind, self.path, self.headers["Accept"])
            if fault:
                fault(self, body)
                return
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if state.tag:
                self.send_header("ETag", state.tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as between:
        state.port = between.server_address[1]
        thread = Thread(target=between.serve_forever, args=(0.01,))
        thread.start()
        yield state
        between.shutdown()
        thread.join()


def _behind(port: int, path: str, accept: str) -> tuple[bytes, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.read(), answer.headers["Content-Type"]
    except HTTPError as error:
        with error:
            return error.read(), "text/plain"


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for seconds."""
    monkeypatch.setattr(asking, "_FIRST_WAIT", 0.01)


def source(folder: Path, address: str, query: str = SELECT, **options: object) -> Source:
    return Source(
        id="outside",
        dataset=Dataset("own", {"en": "Own"}),
        title={"en": "Outside"},
        file=folder / "outside.harvest",
        declared=folder / "outside.toml",
        publisher="Nobody",
        license="https://creativecommons.org/licenses/by/4.0/",
        rights="",
        issued=None,
        language=("en",),
        format="sparql",
        options={"endpoint": f"http://{address}/query", "query": query, "page": 10, "pause": 0.0} | options,
    )


def take(folder: Path, door: Door, query: str = SELECT) -> str:
    return harvest(source(folder, door.address, query), folder / "harvest", [door.address]).file.read_text("utf-8")


def status(code: int, *, after: str = "0") -> Fault:
    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.send_response(code)
        handler.send_header("Retry-After", after)
        handler.end_headers()

    return answer


def cut_off(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])


def broken(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """As a server that runs out of time in the middle of its answer: all seems well."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])


def hung_up(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.connection.close()


def test_all_pages_of_a_table_are_asked_for_once(tmp_path: Path, door: Door) -> None:
    taken = harvest(source(tmp_path, door.address), tmp_path / "harvest", [door.address])
    assert taken.format == "csv"
    assert taken.file.read_text("utf-8") == TABLE
    assert len(door.asked) == 4  # 10, 10, 5, and one that has nothing


def test_what_is_constructed_can_be_read_as_rdf(tmp_path: Path, door: Door) -> None:
    taken = harvest(source(tmp_path, door.address, CONSTRUCT), tmp_path / "harvest", [door.address])
    with Spool(tmp_path / "spool") as spool:
        assert rdf.read(taken, spool) == rdf.Read(THINGS, 0)
    assert ("<urn:thing:003>", "<urn:x#name>", '"“3” ação"') in set(spool)


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT], ids=["table", "graph"])
@pytest.mark.parametrize("fault", [status(503), status(429), status(500), cut_off, broken, hung_up])
def test_a_fault_that_passes_is_waited_out(tmp_path: Path, door: Door, fault: Fault, query: str) -> None:
    whole = take(tmp_path, door, query)
    door.asked.clear()
    door.faults = {1: fault, 3: fault}
    other = tmp_path / "other"
    other.mkdir()
    assert take(other, door, query) == whole
    assert len(door.asked) == 6


def test_a_harvest_goes_on_where_it_was_cut_off(tmp_path: Path, door: Door) -> None:
    door.faults = dict.fromkeys(range(3, 50), broken)
    with pytest.raises(UnreadableFile, match="2 pages are kept"):
        take(tmp_path, door)
    door.faults, asked = {}, len(door.asked)
    assert take(tmp_path, door) == TABLE
    assert len(door.asked) - asked == 2


def test_another_query_begins_again(tmp_path: Path, door: Door) -> None:
    take(tmp_path, door)
    door.asked.clear()
    take(tmp_path, door, SELECT.replace("ORDER", "\nORDER"))
    assert len(door.asked) == 4


def test_pages_that_did_not_change_are_not_sent_again(tmp_path: Path, door: Door) -> None:
    door.tag = '"1"'
    first = take(tmp_path, door)
    assert take(tmp_path, door) == first == TABLE


def test_retry_after_is_kept_and_a_long_one_puts_the_harvest_off(tmp_path: Path, door: Door) -> None:
    door.faults = {1: status(503, after="1")}
    started = time.monotonic()
    take(tmp_path, door)
    assert time.monotonic() - started >= 1
    door.faults = {len(door.asked) + 1: status(503, after="4000")}
    with pytest.raises(UnreadableFile, match="HTTP 503"):
        take(tmp_path, door)


def test_the_endpoint_is_not_asked_in_a_hurry(tmp_path: Path, door: Door) -> None:
    started = time.monotonic()
    harvest(source(tmp_path, door.address, pause=0.3), tmp_path / "harvest", [door.address])
    assert time.monotonic() - started >= 0.9


def test_a_fault_of_the_query_is_told_as_the_endpoint_tells_it(tmp_path: Path, door: Door) -> None:
    wrong = source(tmp_path, f"127.0.0.1:{door.behind}", "SELECT ?x WHERE { ?x } ORDER BY ?x")
    with pytest.raises(UnreadableFile, match="HTTP 400"):
        harvest(wrong, tmp_path / "harvest", [f"127.0.0.1:{door.behind}"])


def redirect(to: str) -> Fault:
    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.end_headers()

    return answer


def test_a_redirect_to_another_host_is_refused(tmp_path: Path, door: Door) -> None:
    door.faults = {1: redirect(f"http://localhost:{door.behind}/query")}
    with pytest.raises(NotAllowed, match="another host"):
        take(tmp_path, door)


def test_a_redirect_within_the_host_is_followed(tmp_path: Path, door: Door) -> None:
    door.faults = {1: lambda handler, body: redirect(handler.path)(handler, body)}
    assert take(tmp_path, door) == TABLE


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("http://127.0.0.1:7/query", ""),
        ("http://127.0.0.1:7/query", "127.0.0.1"),
        ("http://127.0.0.1:7/query", "127.0.0.1:8"),
        ("http://localhost:7/query", "localhost:7"),
        ("http://localhost/query", "localhost, 127.0.0.1:80"),
        ("http://[::1]/query", "[::1]"),
        ("http://169.254.169.254/latest", "169.254.169.254"),
        ("file:///etc/passwd", "127.0.0.1"),
        ("http://user:secret@127.0.0.1:7/", "127.0.0.1:7"),
    ],
)
def test_a_host_that_is_not_allowed_is_not_asked(tmp_path: Path, address: str, hosts: str) -> None:
    asked = source(tmp_path, "", endpoint=address)
    with pytest.raises(NotAllowed):
        harvest(asked, tmp_path / "harvest", hosts_of(hosts))


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("SELECT ?x WHERE { ?x ?y ?z }", "ORDER BY"),
        ("SELECT ?x WHERE { ?x ?y ?z } # ORDER BY", "ORDER BY"),
        ("SELECT ?x WHERE { ?x ?y ?z } ORDER BY ?x LIMIT 10", "LIMIT"),
        ("DELETE WHERE { ?x ?y ?z }", "SELECT or CONSTRUCT"),
        ("ASK { ?x ?y 'select' }", "SELECT or CONSTRUCT"),
    ],
)
def test_a_query_that_cannot_be_paged_is_refused(tmp_path: Path, query: str, part: str) -> None:
    with pytest.raises(BadDeclaration, match=part):
        harvest(source(tmp_path, "127.0.0.1:7", query), tmp_path / "harvest", ["127.0.0.1:7"])


def test_a_page_that_is_too_large_is_refused(tmp_path: Path, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LARGEST_PAGE", 200)
    with pytest.raises(UnreadableFile, match="make `page` smaller"):
        take(tmp_path, door)


def test_blank_nodes_are_refused(tmp_path: Path, door: Door) -> None:
    query = "CONSTRUCT { [] <urn:x#name> ?name } WHERE { ?thing <urn:name> ?name } ORDER BY ?thing"
    with pytest.raises(UnreadableFile, match="blank nodes"):
        take(tmp_path, door, query)
