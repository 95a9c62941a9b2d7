"""Which hosts may be asked, and how: at the one address that a name had, so that no later answer leads elsewhere."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from urllib.parse import quote, urlsplit

from ontology.saying import Said

_PORTS = {"http": 80, "https": 443}
_SIGNS = "%/:?#[]@!$&'()*+,;=~"  # of an IRI, that stay as they are in the URI for it (RFC 3987, section 3.1)
_PIECE = 64 * 1024
_LONGEST_TOLD = 200  # characters of an address
_TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an address of IPv4


class HostRefused(Exception):
    """A host that may not be asked: what was expected, what was found, and both as a sentence."""

    def __init__(self, told: Said, expected: str, found: str) -> None:
        super().__init__(told)
        self.expected = expected
        self.found = found


class NoAddress(OSError):
    """A name that has no address now."""


def hosts_of(text: str) -> tuple[str, ...]:
    """The hosts of a setting: names, or addresses with their port, with commas between them."""
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


@dataclass(frozen=True)
class Door:
    """Where to knock: scheme, name and port of an address, and the address of that name, looked up once."""

    scheme: str
    host: str
    port: int
    address: str

    @classmethod
    def to(cls, url: str, hosts: Sequence[str], setting: str) -> "Door":
        """The door of a URL, if the hosts of a setting allow it; raises `HostRefused`, `NoAddress`."""
        scheme, host, port = _parts(url)
        shown = f"[{host}]" if ":" in host else host
        named = f"{shown}:{port}" in hosts
        if not named and not (shown in hosts and port in _PORTS.values()):
            told = "expected a host that {setting} allows, found {host}"
            asked = Said.of("host_setting", told, setting=setting, host=f"{shown}:{port}")
            raise HostRefused(asked, f"a host that {setting} allows", f"{shown}:{port}")
        addresses = _addresses(host, port)
        for address in addresses:
            # The operator names a machine of the own network by its address and port, or it is not asked.
            if not is_public(address) and not (named and address == host):
                told = "expected a host with a public address: {host} is {address}"
                inward = Said.of("host_public", told, host=host, address=address)
                raise HostRefused(inward, "a host with a public address", f"{host} is {address}")
        return cls(scheme, host, port, addresses[0])

    def leads_to(self, url: str) -> bool:
        """Whether another URL is behind this door too."""
        parts = urlsplit(url)
        there = (parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0))
        return there == (self.scheme, self.host, self.port)

    def connection(self, timeout: float) -> http.client.HTTPConnection:
        """A connection to it, not opened yet."""
        kind = Secure if self.scheme == "https" else Plain
        return kind(self, timeout=timeout)

    @contextmanager
    def opened(self, seconds: float) -> Iterator[http.client.HTTPConnection]:
        """A connection to it for so long: then it is cut, also where a head comes line by line."""
        connection = self.connection(seconds)
        end = threading.Timer(seconds, _cut, [connection])
        end.daemon = True
        end.start()
        try:
            yield connection
        finally:
            end.cancel()
            connection.close()


def asked(url: str) -> str:
    """What is asked for behind a door: path and query of a URL, in ASCII."""
    parts = urlsplit(url)
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SIGNS)


def pieces(response: http.client.HTTPResponse, most: int, left: Callable[[], float]) -> Iterator[bytes]:
    """What comes through a door; raises `OSError` where it is more bytes than these, not all, or too late."""
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > most:
            raise OSError(Said.of("come_large", "the answer has more than {most} bytes", most=most))
        if left() <= 0:
            break
        yield piece
    if left() <= 0:
        raise TimeoutError(Said.of("come_late", "the answer took too long"))
    # Of a head that breaks off the library makes one without a length: nothing that comes then is not an empty answer.
    if response.length or not (size or response.chunked or response.length == 0):
        raise OSError(Said.of("come_cut", "the answer ends before its end"))


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):  # it ended meanwhile
            connection.sock.shutdown(socket.SHUT_RDWR)


def _parts(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:  # a port that is no number, a bracket that is not closed
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in _PORTS or not host or parts.username or parts.password:
        expected = "the address of an endpoint: http or https, a host, no password in it"
        told = "expected the address of an endpoint: http or https, a host, no password in it; found {url}"
        raise HostRefused(Said.of("host_address", told, url=url[:_LONGEST_TOLD]), expected, url)
    return parts.scheme, host, port or _PORTS[parts.scheme]


def is_public(address: str) -> bool:
    """Whether an address, and each that is written within it, is one of the public network.

    >>> [is_public(each) for each in ("192.0.43.7", "10.0.0.1", "::ffff:127.0.0.1", "2002:a00:1::", "64:ff9b::a00:1")]
    [True, False, False, False, False]
    """
    found = ipaddress.ip_address(address)
    return all(each.is_global and not each.is_multicast for each in (found, *_within(found)))


def _within(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    if not isinstance(address, IPv6Address):
        return
    for each in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
        if each:
            yield each
    if address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAddress(Said.of("host_nowhere", "{host} has no address: {why}", host=host, why=str(error))) from error
    return [str(each[4][0]).partition("%")[0] for each in found]


class Plain(http.client.HTTPConnection):
    """A connection to the address that was looked up."""

    def __init__(self, door: Door, *, timeout: float) -> None:
        super().__init__(door.host, door.port, timeout=timeout)
        self._door = door
        self._until = time.monotonic() + timeout

    def connect(self) -> None:
        """To the address, whatever the name leads to by now; raises `OSError`, also where that took all its time."""
        self.sock = self._reached()
        if time.monotonic() >= self._until:  # whoever was to cut it looked before there was anything to cut
            raise TimeoutError(Said.of("come_slow", "the connection took too long"))

    def _reached(self) -> socket.socket:
        return socket.create_connection((self._door.address, self._door.port), self.timeout)


class Secure(Plain):
    """The same with TLS; the certificate must be that of the name."""

    default_port = 443

    def _reached(self) -> socket.socket:
        return ssl.create_default_context().wrap_socket(super()._reached(), server_hostname=self._door.host)
