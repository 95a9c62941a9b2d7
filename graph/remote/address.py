"""Where a remote store is spoken to, and what opens its doors."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from graph.store import StoreError

# Where servers take changes and graphs when only the address of queries is given: (its end, update, graph store).
# Oxigraph (also as the whole address), GraphDB and RDF4J; all others take both at one address, or have to be told.
_LAYOUTS = (
    ("/query", "/update", "/store"),
    ("/repositories/*", "/repositories/*/statements", "/repositories/*/rdf-graphs/service"),
)


class BadAddress(StoreError):
    """What was given as the address of a store cannot be one."""


@dataclass(frozen=True)
class Remote:
    """A SPARQL 1.1 server or cluster. Its text shows no secret."""

    queries: tuple[str, ...]  # several are replicas: each answers for all
    update: str
    graphs: str | None = None  # Graph Store Protocol; without it, changes go by SPARQL Update alone
    authorization: str = field(default="", repr=False)  # the header of that name
    timeout: float = 30.0  # seconds without a sign of life
    largest: int = 1024**3  # bytes of one answer

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.queries[0]


def remote(
    address: str,
    *,
    queries: Sequence[str] = (),
    update: str = "",
    graphs: str = "",
    authorization: str = "",
    timeout: float = 30.0,
    largest: int = 1024**3,
) -> Remote:
    """The store at an address; what is not given is taken to be where such servers have it. Raises `BadAddress`.

    >>> remote("http://localhost:7878").update
    'http://localhost:7878/update'
    """
    for each in (address, *queries, update, graphs):
        _examine(each)
    query, its_update, its_graphs = _layout(address.rstrip("/"))
    return Remote(
        tuple(dict.fromkeys(queries)) or (query,),
        update or its_update,
        graphs or its_graphs or None,
        authorization,
        timeout,
        largest,
    )


def is_address(text: str) -> bool:
    """Whether a store is meant that is spoken to by HTTP, and no folder."""
    return text.startswith(("http://", "https://"))


def basic(user: str, password: str) -> str:
    """What HTTP asks of somebody with a password (RFC 7617)."""
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def bearer(token: str) -> str:
    """What HTTP asks of somebody with a token (RFC 6750)."""
    return f"Bearer {token}"


def _examine(address: str) -> None:
    if not address:
        return
    try:
        parts = urlsplit(address)
        found = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        found = False
    if not found or parts.fragment or any(each.isspace() for each in address):
        raise BadAddress(f"“{_without_secrets(address)}” is no address of a server: it begins with http:// or https://")
    if "@" in parts.netloc:
        told = "put user and password into CLUSTERSCAPE_STORE_USER and CLUSTERSCAPE_STORE_PASSWORD, not into an address"
        raise BadAddress(f"{told}: {_without_secrets(address)}")


def _without_secrets(address: str) -> str:
    scheme, found, rest = address.partition("://")
    return f"{scheme}{found}{rest.rpartition('@')[2]}"


def _layout(address: str) -> tuple[str, str, str]:
    path = urlsplit(address).path
    if not path:
        return f"{address}/query", f"{address}/update", f"{address}/store"
    for ending, update, graphs in _LAYOUTS:
        start, star, _ = ending.partition("*")
        before, found, name = address.rpartition(start)
        if found and bool(name) == bool(star) and "/" not in name:
            return address, before + update.replace("*", name), before + graphs.replace("*", name)
    return address, address, ""
