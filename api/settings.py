"""Settings, read once from the environment into a frozen object."""

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from api.forwarded import networks
from graph.answering.bounds import Bounds
from graph.doors import hosts_of
from graph.federated import Reach
from graph.guard import Limits
from graph.layout import UNNAMED, Layout, layout_of
from graph.remote.address import Remote, basic, bearer, is_address, remote
from graph.writing import WriteBounds
from ontology.base import BASE, VARIABLE, is_base

PREFIX = "CLUSTERSCAPE_"
_KINDS: Mapping[type, str] = MappingProxyType({int: "a whole number", float: "a number"})
_BASE_FORM = (
    "must be as https://data.example.org/ or https://example.org/data/: http or https, a host in small letters, "
    "a path of plain letters that ends in a slash"
)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


class BadSetting(ValueError):
    """A setting has a value that it cannot have."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, each with a value that works; `CLUSTERSCAPE_STORE` sets `store`, and so on."""

    store: Path = Path("var/store")  # folder that holds the releases of the graph, or the address of a remote store
    work: Path = Path("var/work")  # folder in which loads build what they publish to a remote store
    query_urls: str = ""  # where a remote store is asked, the first being where it is changed; several are replicas
    update_url: str = ""  # where it takes SPARQL Update
    graphs_url: str = ""  # where it speaks the Graph Store Protocol
    store_user: str = ""  # who asks it
    store_password: str = field(default="", repr=False)
    store_password_file: str = ""  # a file that holds the password
    store_token: str = field(default="", repr=False)  # a bearer token, in place of user and password
    store_token_file: str = ""  # a file that holds the token
    service_token: str = field(default="", repr=False)  # a token for the service that `ask --service` asks
    store_timeout: float = 30.0  # seconds without a sign of life after which a server counts as broken
    remote: Remote | None = field(default=None, repr=False)  # the remote store; made from those above
    host: str = "127.0.0.1"  # address to listen on: this machine only, unless told otherwise
    port: int = 8000  # port to listen on; 0 for one that is free
    processes: int = 1  # that listen: the first answers everything, others beside it lookups of one pattern (Linux)
    base_iri: str = BASE  # with what the IRIs of things begin; `ontology.base` has read it already
    address: str = ""  # where others reach this service, as `https://data.example.org`; else as each request has it
    deadline: float = 10.0  # seconds of work after which a query is ended
    deadline_read: float = 60.0  # the same for who sends a token
    deadline_operator: float = 600.0  # the same for operators
    workers: int = 4  # queries that run side by side
    waiting: int = 256  # queries that may wait before more are turned away; one client has half of the places
    memory: int = 1024**3  # bytes of memory that one query may use
    memory_all: int = 4 * 1024**3  # bytes of memory that all queries may use together
    budget: float = 3600.0  # seconds that the queries of one client may work within the window
    budget_read: float = 14400.0  # the same for who sends a token; operators have no such limit
    cache: int = 64 * 1024**2  # bytes of short answers that are kept for who asks the same of the same release
    budget_window: float = 3600.0  # seconds of the window, which slides
    max_query: int = 100_000  # bytes that a query text may have
    default_graph: str = "union"  # what a query without FROM reads: all graphs (union), or those without a name (plain)
    deadline_write: float = 30.0  # seconds of work after which an update, or a graph that is sent, is given up
    memory_write: int = 2 * 1024**3  # bytes of memory that one of these may use
    max_update: int = 16 * 1024**2  # bytes that the text of an update may have
    waiting_writes: int = 64  # updates that may wait before more are turned away
    max_rows: int = 1_000_000  # rows that one answer may have
    max_bytes: int = 256 * 1024**2  # bytes that one answer may have
    max_graph: int = 1024**3  # bytes that may be sent to fill a graph at once
    harvest_hosts: str = ""  # hosts whose SPARQL endpoints a load may ask: names, or addresses with their port

    load_hosts: str = ""  # hosts from which LOAD may fetch: names, or addresses with their port
    service_hosts: str = ""  # hosts whose endpoints SERVICE may ask: names, or addresses with their port
    trusted_proxies: str = ""  # addresses or networks of proxies whose X-Forwarded-For is believed
    contact: str = ""  # where readers report errors: mailto:someone@example.org, or a web page; none is shown otherwise
    questions: str = ""  # a folder with questions of one's own: files that end in .rq, each with its header
    log_text: bool = False  # whether the log has the texts of queries, not only their marks

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            if is_number and value <= 0 and (each.name, value) != ("port", 0):
                raise BadSetting(f"{PREFIX}{each.name.upper()} must be more than 0, not {value}")
        if not is_base(self.base_iri):
            raise BadSetting(f"{VARIABLE} {_BASE_FORM}, not “{self.base_iri}”")
        if self.base_iri != BASE:
            raise BadSetting(f"{VARIABLE} must be in the environment in which the program starts: it has {BASE} by now")
        if self.address and not re.fullmatch(r"https?://[^\s/?#<>\"{}|^`\\]+(?:/[^\s?#<>\"{}|^`\\]*)?", self.address):
            raise BadSetting(
                f"{PREFIX}ADDRESS must begin with http:// or https:// and name a host, not “{self.address}”"
            )
        object.__setattr__(self, "address", self.address.rstrip("/"))
        try:
            networks(self.trusted_proxies)
        except ValueError as error:
            raise BadSetting(f"{PREFIX}TRUSTED_PROXIES must be addresses or networks: {error}") from error
        if self.default_graph not in {each.value for each in Layout}:
            raise BadSetting(f"{PREFIX}DEFAULT_GRAPH must be union or plain, not “{self.default_graph}”")
        if self.contact and not re.fullmatch(r"(mailto:[^\s@<>\"?]+@|https?://)[^\s<>\"]+", self.contact):
            raise BadSetting(f"{PREFIX}CONTACT must begin with mailto:, http:// or https://, not “{self.contact}”")
        if self.port > 65535:
            raise BadSetting(f"{PREFIX}PORT must be at most 65535, not {self.port}")

    def at(self, place: str) -> "Settings":
        """The same for the store at another place: a folder, or the address of a remote store; raises `BadAddress`."""
        if not is_address(place):
            return replace(self, store=Path(place), remote=None)
        return replace(self, store=self.work, remote=self._remote(place))

    def _remote(self, address: str) -> Remote:
        return remote(
            address,
            queries=self.query_urls.replace(",", " ").split(),
            update=self.update_url,
            graphs=self.graphs_url,
            authorization=self._authorization(),
            timeout=self.store_timeout,
        )

    def _authorization(self) -> str:
        token = self.store_token or _secret(self.store_token_file, "STORE_TOKEN_FILE")
        password = self.store_password or _secret(self.store_password_file, "STORE_PASSWORD_FILE")
        if token:
            return bearer(token)
        return basic(self.store_user, password) if self.store_user or password else ""

    @cached_property
    def shown(self) -> Layout:
        """What is shown as the default graph."""
        return Layout(self.default_graph)

    def own_graph(self) -> str | None:
        """The graph that a plain service shows as the default graph of a store that keeps a union there."""
        is_shown = self.shown is Layout.PLAIN and layout_of(self.store) is Layout.UNION
        return str(UNNAMED) if is_shown else None

    def write_bounds(self) -> WriteBounds:
        """The limits of changes."""
        return WriteBounds(
            seconds=self.deadline_write,
            memory=self.memory_write,
            waiting=self.waiting_writes,
            update=Limits(size=self.max_update, tokens=100_000),
        )

    def bounds(self) -> Bounds:
        """The limits of queries."""
        return Bounds(
            seconds=self.deadline,
            seconds_read=self.deadline_read,
            seconds_operator=self.deadline_operator,
            memory=self.memory,
            memory_all=self.memory_all,
            budget=self.budget,
            budget_read=self.budget_read,
            window=self.budget_window,
            reach=Reach(hosts_of(self.service_hosts)),
            rows=self.max_rows,
            bytes=self.max_bytes,
            waiting=self.waiting,
            query=Limits(size=self.max_query),
        )


def named() -> "tuple[Field[Any], ...]":
    """The settings that an environment can hold: all but what is made from others."""
    return tuple(each for each in fields(Settings) if each.name != "remote")


def from_environ(environ: Mapping[str, str]) -> Settings:
    """The settings of an environment; raises `BadSetting` for a value, or a name, that cannot be."""
    known = {each.name: each for each in named()}
    given = {name.removeprefix(PREFIX).lower(): text for name, text in environ.items() if name.startswith(PREFIX)}
    if strange := given.keys() - known.keys():
        names = ", ".join(PREFIX + name.upper() for name in known)
        raise BadSetting(f"there is no setting {PREFIX}{min(strange).upper()}; there are: {names}")
    place = given.pop("store", None)
    values: dict[str, Any] = {name: _read(name, text, type(known[name].default)) for name, text in given.items()}
    settings = Settings(**values)
    return settings if place is None else settings.at(place)


def _secret(path: str, name: str) -> str:
    """What a file says that holds a secret; empty where none is named."""
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{PREFIX}{name} names {path}, which cannot be read") from error


def _read(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text not in _TRUTH:
            raise BadSetting(f"{PREFIX}{name.upper()} must be true or false, not “{text}”")
        return _TRUTH[text]
    try:
        return kind(text)
    except ValueError as error:
        raise BadSetting(f"{PREFIX}{name.upper()} must be {_KINDS[kind]}, not “{text}”") from error
