"""The servers that are compared, each on a free port, over the same triples."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import quote

from bench.server import COMMAND, HOST, PATIENCE, NoServer, below, free_port

_BIN = Path(sys.executable).parent
_OXIGRAPH = _BIN / "oxigraph"
_TICKS = os.sysconf("SC_CLK_TCK")
_RESTING = 0.05  # seconds of computing in one, below which a server rests
_LONGEST_REST = 180  # seconds
_UNBOUND = {"BUDGET": "1000000", "DEADLINE": "120", "DEADLINE_WRITE": "600"}
LONGEST = 900  # seconds that a server may take to read its data


class Server(NamedTuple):
    """A server that answers."""

    name: str
    port: int
    path: str
    process: int
    seconds: float  # from its start to its first answer

    def address(self, query: str) -> str:
        """Where a query is asked."""
        return f"{self.path}{'' if '?' in self.path else '?'}query={quote(query)}"

    def tree(self) -> list[int]:
        """Its process and those below it."""
        return [self.process, *below(self.process)]

    def computing(self) -> float:
        """Seconds of computing that it took so far, with all its processes."""
        return sum(_computing(number) for number in self.tree())

    def rest(self) -> None:
        """Wait until it does nothing by itself any more: what it prepares after its start is no part of an answer."""
        until = time.monotonic() + _LONGEST_REST
        while time.monotonic() < until:
            before = self.computing()
            time.sleep(1.0)
            if self.computing() - before < _RESTING:
                return

    def memory(self) -> float:
        """MiB that it holds now, what several processes share counted once."""
        return sum(_proportional(number) for number in self.tree()) / 1024


class Peak:
    """What a server holds at most while a block runs, over what it held before, in MiB: looked at again and again."""

    def __init__(self, server: Server) -> None:
        self._server, self._before = server, server.memory()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.over = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            self.over = max(self.over, self._server.memory() - self._before)


def _computing(number: int) -> float:
    try:
        fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / _TICKS


def _proportional(number: int) -> int:
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@contextmanager
def started(store: Path, location: Path, triples: Path | None, processes: int = 1) -> Iterator[list[Server]]:
    """Ours in so many processes, `oxigraph serve-read-only` over the same folder, rdflib-endpoint over any file."""
    with ExitStack() as stack:
        servers = [stack.enter_context(ours(store, processes)), stack.enter_context(theirs(location))]
        if triples is not None:
            port = free_port()
            command = [str(_BIN / "rdflib-endpoint"), "serve", "--host", HOST, "--port", str(port), str(triples)]
            servers.append(stack.enter_context(_running("rdflib-endpoint", command, port, "/")))
        yield servers


@contextmanager
def ours(store: Path, processes: int = 1) -> Iterator[Server]:
    """The service in so many processes, with deadlines and a budget that the benchmark does not meet."""
    port = free_port()
    command = [str(COMMAND), "serve", "--host", HOST, "--port", str(port), "--store", str(store)]
    command += ["--processes", str(processes)]
    environ = os.environ | {f"CLUSTERSCAPE_{name}": value for name, value in _UNBOUND.items()}
    with _running("clusterscape", command, port, "/sparql", environ) as server:
        yield server


@contextmanager
def theirs(location: Path, *, writable: bool = False) -> Iterator[Server]:
    """The engine's own server."""
    port, how = free_port(), "serve" if writable else "serve-read-only"
    command = [str(_OXIGRAPH), how, "--location", str(location), "--bind", f"{HOST}:{port}"]
    with _running("oxigraph", command, port, "/query") as server:
        yield server


def loaded(file: Path, location: Path) -> None:
    """Load a file by the engine's own command."""
    command = [str(_OXIGRAPH), "load", "--location", str(location), "--file", str(file)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def _running(
    name: str, command: list[str], port: int, path: str, environ: dict[str, str] | None = None
) -> Iterator[Server]:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environ)
    try:
        server = Server(name, port, path, process.pid, 0.0)
        _await(server, process)
        yield server._replace(seconds=time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _await(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NoServer(f"{server.name} ended with {process.returncode}")
        try:
            _answer(server)
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise NoServer(f"no answer of {server.name} within {LONGEST} s")


def _answer(server: Server) -> None:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    connection.request("GET", server.address("ASK {}"), headers={"Accept": "application/sparql-results+json"})
    if connection.getresponse().status != http.client.OK:
        raise ConnectionError(f"{server.name} is not ready")
    connection.close()
