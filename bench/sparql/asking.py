"""Clients of the benchmark: one that asks once and looks closely, and many at once that count."""

import asyncio
import http.client
import json
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rdflib import Graph

from bench.server import HOST, PATIENCE, NoServer
from bench.sparql.servers import Server

_ROWS, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_GRAPHS = ("CONSTRUCT", "DESCRIBE")


class Asked(NamedTuple):
    """What one query took: to the first byte, and to the last; how large the answer was."""

    first: float
    seconds: float
    size: int


def ask(
    server: Server, query: str, *, again: bool = False, connection: http.client.HTTPConnection | None = None
) -> Asked:
    """Ask one query; unless `again`, an answer that is kept will not do."""
    own = connection or http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE * 5)
    headers = {"Accept": _accepted(query)} | ({} if again else {"Cache-Control": "no-cache"})
    try:
        began = time.perf_counter()
        try:
            response = _sent(own, server.address(query), headers)
        except http.client.RemoteDisconnected:  # the server has let go of it while others were asked
            own.close()
            began = time.perf_counter()
            response = _sent(own, server.address(query), headers)
        size = len(response.read(1))
        first = time.perf_counter() - began
        while piece := response.read(64 * 1024):
            size += len(piece)
        if response.status != http.client.OK:
            raise NoServer(f"{server.name} answered {response.status} to {query}")
        return Asked(first, time.perf_counter() - began, size)
    finally:
        if connection is None:
            own.close()


def rows(server: Server, query: str) -> int:
    """How many rows an answer has, or different triples."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE * 5)
    try:
        response = _sent(connection, server.address(query), {"Accept": _accepted(query)})
        body = response.read()
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise NoServer(f"{server.name} answered {response.status} to {query}")
    if _accepted(query) == _TRIPLES:
        # rdflib-endpoint describes in RDF/XML, whatever is asked for.
        return len(Graph().parse(data=body, format="xml" if body.startswith(b"<?xml") else "nt"))
    return len(json.loads(body)["results"]["bindings"])


def _accepted(query: str) -> str:
    return _TRIPLES if any(word in query for word in _GRAPHS) else _ROWS


def _sent(connection: http.client.HTTPConnection, address: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    connection.request("GET", address, headers=dict(headers))
    return connection.getresponse()


def rate(server: Server, queries: Sequence[str], connections: int, seconds: float) -> float:
    """Answers a second that so many connections get, each asking one query after another for some seconds."""
    requests = [_request(server, query) for query in queries]
    return asyncio.run(_rate(server.port, requests, connections, seconds))


def _request(server: Server, query: str) -> bytes:
    return f"GET {server.address(query)} HTTP/1.1\r\nHost: {HOST}\r\nAccept: {_ROWS}\r\n\r\n".encode()


async def _rate(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> float:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    clients = [_Client(requests, number, connections, until) for number in range(connections)]
    began = time.perf_counter()
    for client in clients:
        await loop.create_connection(lambda client=client: client, HOST, port)  # type: ignore[misc]
    await asyncio.gather(*(client.ended for client in clients))
    return sum(client.answers for client in clients) / (time.perf_counter() - began)


class _Client(asyncio.Protocol):
    """Sends the next request as soon as an answer is whole; reads only what tells where that is."""

    def __init__(self, requests: Sequence[bytes], begin: int, step: int, until: float) -> None:
        self._requests, self._next, self._step, self._until = requests, begin, step, until
        self._loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self.answers = 0
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def _send(self) -> None:
        self._got = b""
        self._transport.write(self._requests[self._next % len(self._requests)])
        self._next += self._step

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not _is_whole(self._got):
            return
        if not self._got.startswith(b"HTTP/1.1 200"):
            self._end(NoServer(self._got[:300].decode(errors="replace")))
        elif self._loop.time() > self._until:
            self._end(None)
        else:
            self.answers += 1
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error or NoServer("the connection was closed"))

    def _end(self, error: Exception | None) -> None:
        if not self.ended.done():
            self._transport.close()
            if error is None:
                self.ended.set_result(None)
            else:
                self.ended.set_exception(error)


def _is_whole(got: bytes) -> bool:
    head, found, body = got.partition(b"\r\n\r\n")
    if not found:
        return False
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        return body.endswith(b"0\r\n\r\n")
    length = lower.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    return len(body) >= int(length)
