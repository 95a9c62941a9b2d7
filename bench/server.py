"""A server of its own on a free port of this machine, and a client that keeps its connection."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

COMMAND = Path(sys.executable).with_name("clusterscape")
HOST = "127.0.0.1"
PATIENCE = 60  # seconds until a server that does not answer counts as broken


class NoServer(Exception):
    """The server ended, or did not answer in time."""


class Client:
    """One connection, kept open, as a browser or a program would."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str, accept: str) -> bytes:
        """The body of a page; an answer other than 200 is an error."""
        self._connection.request("GET", path, headers={"Accept": accept})
        response = self._connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise NoServer(f"{path} was answered by {response.status}: {body[:300].decode(errors='replace')}")
        return body


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def below(process: int) -> list[int]:
    """The processes that a process has begun, whichever of its threads did, and those that they have (Linux only)."""
    found = list[int]()
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, children.read_text(encoding="ascii").split())
        except OSError:  # the thread has ended
            continue
    return [*found, *(each for child in found for each in below(child))]


@contextmanager
def serving(store: Path | str, environ: Mapping[str, str] | None = None) -> Iterator[tuple[int, float]]:
    """Serve a store, by settings of its own; gives the port and the seconds from the command to the first page."""
    port = free_port()
    started = time.perf_counter()
    arguments = [str(COMMAND), "serve", "--host", HOST, "--port", str(port), "--store", str(store)]
    settings = {**os.environ, **(environ or {})}
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=settings)
    try:
        _await_page(process, port)
        yield port, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _await_page(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NoServer(f"the server ended with {process.returncode}")
        try:
            with Client(port) as client:
                client.get("/", "text/html")
        except (ConnectionError, http.client.HTTPException):
            time.sleep(0.02)
        else:
            return
    raise NoServer(f"no answer within {PATIENCE} s")
