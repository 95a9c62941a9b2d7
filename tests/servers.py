"""SPARQL servers of others on this machine: the `oxigraph` server of PyPI, each in memory and on a port of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from bench.server import HOST, PATIENCE, NoServer, free_port
from graph.remote.address import Remote, remote

_PROGRAM = Path(sys.executable).with_name("oxigraph")


@dataclass(frozen=True)
class Server:
    """A server that runs, and how it is spoken to."""

    address: str
    process: "subprocess.Popen[bytes]"

    @property
    def remote(self) -> Remote:
        """Its addresses, as they are found from the first one."""
        return remote(self.address)


@contextmanager
def oxigraph(*options: str) -> Iterator[Server]:
    """A server with nothing in it, ended with the block."""
    port = free_port()
    arguments = [str(_PROGRAM), "serve", "--bind", f"{HOST}:{port}", *options]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield Server(f"http://{HOST}:{port}", process)
    finally:
        process.kill()
        process.wait(timeout=PATIENCE)


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/query?query=ASK%7B%7D", headers={"Accept": "text/csv"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise NoServer("the server of the other kind did not start")
