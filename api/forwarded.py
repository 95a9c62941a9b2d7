"""Behind a proxy: the address and the scheme that the sender used, told by proxies that are trusted, and no other."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Network: TypeAlias = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting, such as `127.0.0.1, 10.0.0.0/8`; raises `ValueError`."""
    return tuple(ip_network(part) for part in text.replace(",", " ").split())


class Forwarded:
    """Puts the sender in the place of the proxy that passed its request on."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network] = ()) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as of its sender."""
        await self._app(self.as_sent(scope), receive, send)

    def as_sent(self, scope: Scope) -> Scope:
        """A request as of its sender."""
        if self._trusted and scope["type"] == "http" and self._trusts((scope.get("client") or ("",))[0]):
            return {**scope, **self._told(scope)}
        return scope

    def _told(self, scope: Scope) -> dict[str, object]:
        headers = Headers(scope=scope)
        told: dict[str, object] = {}
        # Each proxy adds the address it was spoken to from at the end; what stands before the trusted is hearsay.
        for address in reversed(", ".join(headers.getlist("x-forwarded-for")).split(",")):
            host = _host(address.strip())
            if not host:
                break
            told["client"] = (host, 0)
            if not self._trusts(host):
                break
        scheme = headers.get("x-forwarded-proto", "").strip().lower()
        if scheme in {"http", "https"}:
            told["scheme"] = scheme
        return told

    def _trusts(self, host: str) -> bool:
        try:
            found = ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return any(found in network for network in self._trusted)


def _host(text: str) -> str:
    """An address without its port: `[2001:db8::1]:443`, `192.0.2.1:443`; empty where it is none."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""
