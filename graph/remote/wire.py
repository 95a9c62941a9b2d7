"""What passes between us and the servers of a remote store: queries, changes and graphs, by HTTP."""

import json
import re
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import partial
from typing import Any, NoReturn
from weakref import WeakSet, finalize

import httpx2

from graph.complaint import bad_query, unanswered, unknown_function
from graph.remote.address import Remote
from graph.remote.ends import to_the_end
from graph.remote.replicas import Passing
from graph.store import BadQuery, FormatNotOffered, NotAStore, NotReached, ServerFailed, StoreError
from ontology.saying import Said

AGENT = "clusterscape (https://w3id.org/clusterscape)"
AHEAD = 4 * 1024**2  # bytes of an answer that are read before any is used: so far, another server can be asked
CONNECTIONS = 32
_PASSING = frozenset({408, 425, 429, 502, 503})
_LATE = 504  # it would take as long a second time, and elsewhere
_LONGEST_TOLD = 2000  # characters of what a server says is wrong with a query
_TOLD_ON = 200  # of what is wrong with itself
_SOON = 1  # seconds; a read is tried again for about as long
_PAGES = frozenset({"text/html", "application/xhtml+xml"})  # nobody asks for them: they come from a proxy, or a console
_PLACE = re.compile(r"[Ll]ine (\d+),? [Cc]olumn:? (\d+)")  # as Jena, RDF4J and others tell it


class NoGraphStore(StoreError):
    """The server takes no graphs by the Graph Store Protocol at the address that was tried."""


class Unsure(NotReached):
    """A change was sent, and its answer did not come: it may be done or not."""


@dataclass(frozen=True)
class Arriving:
    """An answer of which the beginning is there; what was shorter than `AHEAD` is whole."""

    media_type: str
    pieces: Iterator[bytes]
    told: Mapping[str, str]  # what else it says, by names of headers in small letters


class Wire:
    """Connections to the servers of one store, kept open. May be used by many threads."""

    def __init__(self, remote: Remote, connections: int = CONNECTIONS) -> None:
        self.remote = remote
        self._sockets: dict[str, WeakSet[Any]] = defaultdict(WeakSet)  # by addresses
        self._lock = threading.Lock()
        self._hung_up = False
        headers = {"User-Agent": AGENT}
        if remote.authorization:
            headers["Authorization"] = remote.authorization
        # No proxy, no password file and no redirect of the environment's decides whom a store is read from.
        self._client = httpx2.Client(
            headers=headers,
            timeout=httpx2.Timeout(remote.timeout, connect=min(10.0, remote.timeout)),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
            follow_redirects=False,
        )
        self.close = finalize(self, self._client.close)  # when it is called, or when nobody holds it any more

    def ask(
        self,
        address: str,
        query: str,
        accept: str,
        *,
        dataset: Mapping[str, list[str]] | None = None,
        ahead: int = AHEAD,
    ) -> Arriving:
        """Begin to read the answer of a query from one server; raises `Passing` and what is wrong with the query.

        After `hang_up` raises EOFError: nobody is asked any more.
        """
        if self._hung_up or self._client.is_closed:
            raise EOFError
        request = self._client.build_request(
            "POST",
            address,
            data={"query": query, **(dataset or {})},
            headers={"Accept": accept},
            extensions={"timeout": self._client.timeout.as_dict(), "trace": partial(self._trace, address)},
        )
        try:
            response = self._client.send(request, stream=True)
        except httpx2.TransportError as error:
            raise self._fault(error) from error
        try:
            return self._arriving(response, ahead)
        except httpx2.TransportError as error:
            response.close()
            raise self._fault(error) from error
        except BaseException:
            response.close()
            raise

    def update(self, text: str) -> None:
        """Have the server carry out a request of SPARQL Update; sent once, as nobody knows what a second time does."""
        self._send(self.remote.update, text.encode(), "application/sparql-update")

    def put_in(self, graph: str | None, lines: bytes) -> None:
        """Add N-Triples to a graph or the default graph, by the Graph Store Protocol; raises `NoGraphStore`."""
        if self.remote.graphs is None:
            raise NoGraphStore("no address of a graph store is known")
        place = {"default": ""} if graph is None else {"graph": str(graph)}
        try:
            self._send(self.remote.graphs, lines, "application/n-triples", place)
        except NotReached:
            raise
        except NotAStore as error:
            raise NoGraphStore(str(error)) from error

    def hang_up(self) -> None:
        """Break off what is being read, from any thread: the servers see that nobody waits any more."""
        self._hung_up = True
        for address in tuple(self._sockets):
            self.drop(address)

    def drop(self, address: str) -> None:
        """Break off what is being read from one server, from any thread."""
        with self._lock:
            found = tuple(self._sockets[address])
        for each in found:
            try:
                each.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it is closed already

    def _fault(self, error: Exception) -> Exception:
        if self._hung_up:
            return EOFError()
        if isinstance(error, httpx2.ReadTimeout):
            return Passing(unheard(self.remote.timeout), silent=True, again=False)
        return Passing(told(error), silent=True)

    def _trace(self, address: str, event: str, about: Mapping[str, Any]) -> None:
        """Keep hold of the connections to each server, which nothing else tells before the answer begins."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            with self._lock:
                self._sockets[address].add(about["return_value"])

    def _arriving(self, response: httpx2.Response, ahead: int) -> Arriving:
        # Virtuoso says by 206, or by this header alone, that it gave up before the end.
        if response.status_code != httpx2.codes.OK or "X-SQL-State" in response.headers:
            _refuse(response)
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        demand_data(media_type, str(response.url))
        pieces = response.iter_bytes(64 * 1024)
        first, size, whole = [], 0, True
        for piece in pieces:
            first.append(piece)
            size += len(piece)
            self._demand_room(size)
            if size >= ahead:
                whole = False
                break
        heads = dict(response.headers)
        if whole:
            response.close()
            return Arriving(media_type, iter(list(to_the_end(media_type, first))), heads)
        return Arriving(media_type, to_the_end(media_type, self._rest(first, pieces, size, response)), heads)

    def _rest(
        self, first: list[bytes], pieces: Iterator[bytes], size: int, response: httpx2.Response
    ) -> Iterator[bytes]:
        try:
            yield from first
            for piece in pieces:
                size += len(piece)
                self._demand_room(size)
                yield piece
        except httpx2.TransportError as error:
            cut = "the answer of {host} was cut off ({why})"
            raise NotReached(Said.of("server_cut", cut, host=response.url.host, why=told(error))) from error
        finally:
            response.close()

    def _demand_room(self, size: int) -> None:
        if size > self.remote.largest:
            raise StoreError(f"the answer of the server is larger than {self.remote.largest} bytes")

    def _send(self, address: str, content: bytes, media_type: str, params: Mapping[str, str] | None = None) -> None:
        try:
            response = self._client.post(address, content=content, headers={"Content-Type": media_type}, params=params)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise NotReached(f"{address} cannot be reached, so nothing was changed there ({told(error)})") from error
        except httpx2.TransportError as error:
            raise Unsure(f"{address} did not answer a change ({told(error)})") from error
        if not response.is_success:
            self._tell(response, address)

    @staticmethod
    def _tell(response: httpx2.Response, address: str) -> NoReturn:
        try:
            _refuse(response)
        except (Passing, NotReached) as fault:
            raise Unsure(f"{address} did not do a change: {fault}") from fault
        except BadQuery as error:
            raise StoreError(f"{address} refused a change: {error.message}") from error


def demand(arriving: Arriving, media_type: str) -> None:
    """Have an answer come in the format that was asked for; raises `FormatNotOffered`."""
    if arriving.media_type != media_type:
        other = "the server answers this query in {found}, not in {wanted}"
        raise FormatNotOffered(Said.of("server_other", other, found=arriving.media_type, wanted=media_type))


def demand_data(media_type: str, address: str) -> None:
    """Have no web page in the place of an answer; raises `ServerFailed`."""
    if media_type in _PAGES:
        page = "{server} answers with a web page, not with data: it is no address of queries, or wants us to log in"
        raise ServerFailed(Said.of("server_page", page, server=address))


def unheard(seconds: float) -> str:
    """What is told of a server that took a question and said nothing for so long."""
    return f"nothing came for {seconds:g} seconds (CLUSTERSCAPE_STORE_TIMEOUT)"


def told(error: Exception) -> str:
    """What went wrong on the way, in a few words and without what was sent."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _refuse(response: httpx2.Response) -> NoReturn:
    response.read()
    refuse(response.status_code, str(response.url.copy_with(query=None)), response.text, response.headers)


def refuse(status: int, address: str, text: str, heads: Mapping[str, str] | Message) -> NoReturn:
    """Tell in our words what an answer other than 200 means; `heads` are its headers, by names in any letters."""
    text = _in_one_line(_detail(text.strip()))[:_LONGEST_TOLD]
    if status == _LATE:
        late = "{server} ran out of time (HTTP {status}): {why}"
        raise NotReached(Said.of("server_late", late, server=address, status=status, why=text[:_TOLD_ON]))
    if status in _PASSING:
        when = heads.get("Retry-After", "")
        later = f" (Retry-After: {when})" if when else ""
        is_soon = not when or (when.isdecimal() and int(when) <= _SOON)
        raise Passing(f"HTTP {status}: {text[:_TOLD_ON]}{later}", again=is_soon)
    if 300 <= status < 400:
        leads = "{server} answers {status} and leads to “{place}”, where nobody follows it: is that its address?"
        place = _in_one_line(heads.get("Location", ""))[:_TOLD_ON]
        raise ServerFailed(Said.of("server_leads", leads, server=address, status=status, place=place))
    if status == 400:
        raise _bad_query(text)
    if status in {401, 403}:
        with_what = "CLUSTERSCAPE_STORE_USER and CLUSTERSCAPE_STORE_PASSWORD, CLUSTERSCAPE_STORE_TOKEN"
        places = f"{with_what}, `ask --service`: CLUSTERSCAPE_SERVICE_TOKEN"
        denied = "{server} does not let us do this (HTTP {status}): look at the settings {places}"
        raise ServerFailed(Said.of("server_denied", denied, server=address, status=status, places=places))
    if status in {404, 405}:
        silent = "{server} answers {status}: no SPARQL is spoken there"
        raise NotAStore(Said.of("server_speaks", silent, server=address, status=status))
    if status in {406, 415}:
        other = "{server} does not offer this format (HTTP {status})"
        raise FormatNotOffered(Said.of("server_formats", other, server=address, status=status))
    if status in {200, 206}:
        part = "{server} gave a part of the answer only: raise its own limits for us (docs/scale.md)"
        raise NotReached(Said.of("server_part", part, server=address))
    if unknown_function(StoreError(text)):
        raise BadQuery(unanswered(StoreError(text)))
    failed = "the server {server} failed with status {status}: {why}"
    raise ServerFailed(Said.of("server_failed", failed, server=address, status=status, why=text[:_TOLD_ON]))


def _in_one_line(text: str) -> str:
    """What a server says, fit for a log and a terminal: without ends of lines and signs that work there."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _detail(text: str) -> str:
    """What a problem document says in words (RFC 9457); any other text as it stands."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    detail = found.get("detail") if isinstance(found, dict) else None
    return detail if isinstance(detail, str) else text


def _bad_query(text: str) -> BadQuery:
    found = _PLACE.search(text)
    return BadQuery(text, int(found[1]), int(found[2])) if found else bad_query(SyntaxError(text))
