"""Which hosts may be asked, and how: at the one address that a name had, with no redirect elsewhere, no proxy."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import IO
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from ingest.readers.table import UnreadableFile

_PORTS = {"http": 80, "https": 443}


class NotAllowed(UnreadableFile):
    """The operator did not allow this host to be asked."""


@dataclass(frozen=True)
class Door:
    """Where to knock: scheme, name and port of an address, and the address of that name, looked up once."""

    scheme: str
    host: str
    port: int
    address: str

    @classmethod
    def to(cls, url: str, hosts: Sequence[str]) -> "Door":
        """The door of a URL; raises `NotAllowed`, and `UnreadableFile` where the name has no address."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme not in _PORTS or not host or parts.username or parts.password:
            raise NotAllowed("the address of an endpoint: http or https, a host, no password in it", found=url)
        port = parts.port or _PORTS[parts.scheme]
        shown = f"[{host}]" if ":" in host else host
        named = f"{shown}:{port}" in hosts
        if not named and not (shown in hosts and port in _PORTS.values()):
            raise NotAllowed("a host that CLUSTERSCAPE_HARVEST_HOSTS allows", found=f"{shown}:{port}")
        addresses = _addresses(host, port)
        for address in addresses:
            # The operator names a machine of the own network by its address and port, or it is not asked.
            if not _is_public(address) and not (named and address == host):
                raise NotAllowed("a host with a public address", found=f"{host} is {address}")
        return cls(parts.scheme, host, port, addresses[0])

    def leads_to(self, url: str) -> bool:
        """Whether another URL is behind this door too."""
        parts = urlsplit(url)
        there = (parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0))
        return there == (self.scheme, self.host, self.port)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    inner = getattr(found, "ipv4_mapped", None)
    return found.is_global and (inner is None or inner.is_global)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnreadableFile(f"a host that has an address ({error})", found=host) from error
    return [str(each[4][0]).partition("%")[0] for each in found]


def opener(door: Door) -> OpenerDirector:
    """Opens URLs behind one door."""
    return build_opener(ProxyHandler({}), _Redirects(door), _Plain(door), _Secure(door))


class _Redirects(HTTPRedirectHandler):
    max_redirections = 3

    def __init__(self, door: Door) -> None:
        self._door = door

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Follow within the host; refuse elsewhere."""
        if not self._door.leads_to(newurl):
            raise NotAllowed("an endpoint that does not lead to another host", found=newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Plain(HTTPHandler):
    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        """Connect to the address that was looked up."""
        return self.do_open(lambda host, **how: _Connection(self._door, host, **how), req)


class _Secure(HTTPSHandler):
    def __init__(self, door: Door) -> None:
        super().__init__()
        self._door = door

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        """Connect to the address that was looked up; the certificate must be that of the name."""
        return self.do_open(lambda host, **how: _Safe(self._door, host, **how), req)


class _Connection(http.client.HTTPConnection):
    def __init__(self, door: Door, host: str, *, timeout: float) -> None:
        super().__init__(host, timeout=timeout)
        self._door = door

    def connect(self) -> None:
        """To the address, whatever the name leads to by now."""
        self.sock = socket.create_connection((self._door.address, self._door.port), self.timeout)


class _Safe(_Connection):
    def connect(self) -> None:
        """The same, and then speak TLS."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._door.host)
