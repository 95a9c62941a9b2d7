"""Writing: a file at once, a graph by the protocols, and small updates, each of them looked for at once by a query."""

import http.client
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.inference import GENERATED
from bench.server import COMMAND, HOST, PATIENCE, NoServer
from bench.sparql.data import Data
from bench.sparql.servers import Server, loaded, ours, theirs
from graph.release import Releases

_UPDATES = 50
_TRIPLES = 100_000
_ROWS = "application/sparql-results+json"


def writes(data: Data) -> Iterator[str]:
    """What writing took, ours and the engine's own server."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        yield f"\nwriting, {data.triples:,} triples held"
        yield from _bulk(data, folder)
        shutil.copytree(data.store, folder / "store")
        shutil.copytree(data.location, folder / "location")
        command = [str(COMMAND), "token", "new", "--store", str(folder / "store"), "--scope", "write"]
        token = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
        with ours(folder / "store") as server:
            yield from _small(server, "/update", {"Authorization": f"Bearer {token}"})
            yield from _large(server, {"Authorization": f"Bearer {token}"})
        with theirs(folder / "location", writable=True) as server:
            yield from _small(server, "/update", {})


def _bulk(data: Data, folder: Path) -> Iterator[str]:
    began = time.perf_counter()
    with Releases(folder / "filled").draft(fresh=True) as draft:
        draft.store.fill(GENERATED, data.file)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    loaded(data.file, folder / "loaded")
    other = time.perf_counter() - began
    yield f"  a file at once: {seconds:.1f} s with the union of graphs; the engine's loader {other:.1f} s, once"


def _small(server: Server, path: str, headers: dict[str, str]) -> Iterator[str]:
    """Updates of one triple, and how long until a query has it."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    written, seen = list[float](), list[float]()
    for number in range(_UPDATES):
        thing = f"<urn:bench:{number}>"
        began = time.perf_counter()
        sent = headers | {"Content-Type": "application/sparql-update"}
        _send(connection, "POST", path, sent, f"INSERT DATA {{ {thing} <urn:bench:p> {number} }}")
        written.append(time.perf_counter() - began)
        address = server.address(f"ASK {{ {thing} ?p ?o }}")
        while b"true" not in _send(connection, "GET", address, {"Accept": _ROWS}):
            time.sleep(0.001)
        seen.append(time.perf_counter() - began)
    connection.close()
    update, query = (statistics.median(taken) * 1000 for taken in (written, seen))
    yield f"  {server.name}: {update:.1f} ms for an update of one triple, seen by a query after {query:.1f} ms"


def _large(server: Server, headers: dict[str, str]) -> Iterator[str]:
    """A graph put, replaced by another, copied by a pattern and taken away."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=10 * PATIENCE)
    turtle, update = (headers | {"Content-Type": each} for each in ("text/turtle", "application/sparql-update"))
    address, copy = "/graphs?graph=urn:bench:g", "<urn:bench:copy>"
    said = "GRAPH <urn:bench:g> { ?s ?p ?o }"
    for what, method, path, sent, body in (
        ("PUT, a new graph", "PUT", address, turtle, _things("one")),
        ("PUT, all is other than before", "PUT", address, turtle, _things("two")),
        ("INSERT WHERE", "POST", "/update", update, f"INSERT {{ GRAPH {copy} {{ ?s ?p ?o }} }} WHERE {{ {said} }}"),
        ("DELETE WHERE", "POST", "/update", update, f"DELETE WHERE {{ {said} }}"),
        ("DROP", "POST", "/update", update, f"DROP GRAPH {copy}"),
    ):
        began, before = time.perf_counter(), server.computing()
        try:
            _send(connection, method, path, sent, body)
            told = ""
        except NoServer as error:
            told = f" ({error})"
        seconds, computed = time.perf_counter() - began, server.computing() - before
        yield f"  {_TRIPLES:,} triples, {what}: {seconds:.1f} s, {computed:.1f} s of computing{told}"
    connection.close()


def _things(name: str) -> str:
    return "".join(
        f'<urn:{name}:{n}> a <urn:T> ; <http://www.w3.org/2000/01/rdf-schema#label> "thing {n}" ; <urn:n> {n} ; '
        f'<urn:next> <urn:{name}:{n + 1}> ; <urn:text> "some text of {n}" .\n'
        for n in range(_TRIPLES // 5)
    )


def _send(
    connection: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: str | None = None
) -> bytes:
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    found = response.read()
    if response.status >= http.client.BAD_REQUEST:
        raise NoServer(f"{method} {path} was answered by {response.status}: {found[:300].decode(errors='replace')}")
    return found
