"""Who sends a request, for the limits of its queries: the holder of a token, else whoever has the address."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request
from starlette.types import Scope

from api.access import Role, access
from api.journal import entry
from graph.answering.asker import Asker

_NETWORK = 64  # bits of an IPv6 address that one household or firm has for itself


def asker(request: Request) -> Asker:
    """The sender, told to the log too; raises `TokenNeeded` where the token is wrong."""
    known = entry(request.scope)
    known.asker = Asker(address(request.scope))
    caller = access(request)
    if caller.role is not Role.ANONYMOUS:
        known.asker = Asker(caller.id, caller.role.name.lower())
    return known.asker


def address(scope: Scope) -> str:
    """The address of the sender; of IPv6 its network, since nobody has only one."""
    return _mark((scope.get("client") or ("unknown",))[0])


@lru_cache(maxsize=4096)
def _mark(host: str) -> str:
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((found, _NETWORK), strict=False))
    return str(found)
