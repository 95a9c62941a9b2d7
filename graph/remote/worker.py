"""A worker that has the servers of a remote store answer: what a process is to a folder, a connection is to them.

A query that is ended here is hung up on. Whether the server then ends its work too is up to that server.
"""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial

from graph.answering.endings import QueryEnded
from graph.formats import BY_MEDIA_TYPE, TABLE
from graph.reasoning.inference import INFERRED
from graph.remote import tables, terms
from graph.remote.described import described, describes
from graph.remote.edit import PRIVATE
from graph.remote.hiding import hidden
from graph.remote.release import RemoteReleases
from graph.remote.stated import of_what_is_stated
from graph.remote.wire import demand
from graph.results.output import DONE, FAILED, Enough, Output, Refused, Task, unwritten
from graph.results.serialising import Triple, triples, write
from graph.store import BadQuery, FormatNotOffered, NotAStore, NotReached, ServerFailed, StoreError
from ontology.saying import Said, to_send

_TURN = 0.05  # seconds between two looks at whatever else there is to do
_AHEAD = 32  # messages that may wait for their reader
_JSON = "application/sparql-results+json"
# Formats that servers of our engine write as we do; in CSV they leave IRIs with a comma as they are.
_ALIKE = frozenset({_JSON, "application/sparql-results+xml"})
# A predicate without a name makes a document that is no XML, and servers pass it on.
_TURTLE, _NAMED = "text/turtle", "application/rdf+xml"
_KINDS: Mapping[type[StoreError], str] = {
    BadQuery: "query",
    FormatNotOffered: "format",
    NotReached: "reached",
    NotAStore: "opened",
    ServerFailed: "server",
}


class RemoteWorker:
    """One connection to the servers of a store, for one query after the other."""

    def __init__(self, releases: RemoteReleases) -> None:
        self._releases = releases
        self._wire = releases.connected(1)
        self._messages: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._killed = threading.Event()

    @property
    def alive(self) -> bool:
        """Whether it was not ended."""
        return not self._killed.is_set()

    @property
    def memory(self) -> int:
        """None to speak of: the memory is the server's."""
        return 0

    @property
    def clock(self) -> float:
        """The time that goes by: nobody can tell what a server works for one query."""
        return time.monotonic()

    def send(self, task: Task) -> None:
        """Have it asked, in a thread of its own."""
        threading.Thread(target=self._answer, args=(task,), name="remote", daemon=True).start()

    def receive(self, left: Callable[[], float]) -> bytes | None:
        """The next message, None when no time is left before it comes; raises EOFError where it ended."""
        while (seconds := left()) > 0:
            try:
                message = self._messages.get(timeout=min(seconds, _TURN))
            except queue.Empty:
                if self._killed.is_set():
                    raise EOFError from None
            else:
                return message
        return None

    def pause(self) -> None:
        """Nothing: a server cannot be paused."""

    def go_on(self) -> None:
        """Nothing: it never paused."""

    def step_back(self) -> None:
        """Nothing: it takes no time of this machine."""

    def kill(self) -> None:
        """Hang up."""
        self._killed.set()
        self._wire.hang_up()

    def fate(self) -> QueryEnded:
        """Nothing ends it but a call."""
        return QueryEnded("the query was called off")

    def end(self) -> None:
        """Hang up; the connection is closed when the thread that reads from it has seen that."""
        self.kill()

    def send_bytes(self, message: bytes) -> None:
        """Put a message where it is received, once there is room."""
        while not self._killed.is_set():
            try:
                return self._messages.put(message, timeout=_TURN)
            except queue.Full:
                continue
        raise EOFError

    def _answer(self, task: Task) -> None:
        try:
            self.send_bytes(self._told(task))
        except EOFError:
            return  # nobody waits for it

    def _told(self, task: Task) -> bytes:
        """Send an answer piece by piece; how it ended."""
        output = Output(task, self)
        try:
            self._write(task, output)
            cut = output.finish()
        except Refused as refused:
            return FAILED + json.dumps(refused.report).encode()
        except StoreError as error:
            return FAILED + json.dumps(_report(error)).encode()
        return DONE + json.dumps({"cut": cut and asdict(cut), "worn": False}).encode()

    def _write(self, task: Task, output: Output) -> None:
        is_table = BY_MEDIA_TYPE[task.media_type].forms == TABLE
        try:
            if is_table and not (self._releases.writes_alike and task.media_type in _ALIKE):
                tables.write(terms.table(self._ask(task, _JSON)), task.media_type, output)
            elif task.whole is None and describes(task.text):
                asked = partial(self._asked, task=task, accept=_TURTLE)
                _write_anew(described(self._ask(task, _TURTLE), asked), task.media_type, output)
            elif task.media_type == _NAMED:
                _write_anew(triples(self._ask(task, _TURTLE)), task.media_type, output)
            else:
                for piece in self._ask(task, task.media_type):
                    output.write(piece)
        except Enough:
            return

    def _ask(self, task: Task, accept: str) -> Iterator[bytes]:
        if task.whole is not None:
            if task.whole:
                self._demand(task.whole, task)
            place = f"GRAPH <{task.whole}> {{ ?s ?p ?o }}" if task.whole else "?s ?p ?o"
            return self._asked(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {place} }}", task, accept)
        said = self._said(task)
        try:
            return self._asked(said(task.text), task, accept)
        except BadQuery:
            return self._asked(said(task.written), task, accept)  # its lines are those that the asker knows

    def _said(self, task: Task) -> Callable[[str], str]:
        """How a query is put to be asked of no more than is shown; as it is where a dataset is said with it."""
        if task.default is not None or task.own is not None:
            return str
        if task.stated:
            return partial(of_what_is_stated, follows=self._releases.follows)
        return str if self._releases.dataset else hidden

    def _asked(self, text: str, task: Task, accept: str) -> Iterator[bytes]:
        dataset = self._dataset(task)
        arriving = self._releases.replicas.read(
            lambda address: self._wire.ask(address, text, accept, dataset=dataset, ahead=task.ahead)
        )
        demand(arriving, accept)
        return arriving.pieces

    def _dataset(self, task: Task) -> Mapping[str, list[str]]:
        if task.default is None or task.named is None:
            if task.own is None:
                return self._releases.dataset
            held = [graph for graph in self._releases.held if not (task.stated and graph == str(INFERRED))]
            return {"default-graph-uri": [task.own], "named-graph-uri": held}
        named = list(dict.fromkeys(task.named))
        # A server might fetch what it does not hold (Protocol, section 2.1.4): nothing is fetched for strangers.
        for graph in {*task.default, *named}:
            self._demand(graph, task)
        return {"default-graph-uri": list(dict.fromkeys(task.default)), "named-graph-uri": named}

    def _demand(self, graph: str, task: Task) -> None:
        is_hidden = graph.startswith(PRIVATE) or (task.stated and graph == str(INFERRED))
        if is_hidden or (not task.lenient and not self._holds(graph)):
            told = "there is no graph <{iri}> here, and none is fetched"
            raise Refused("graph", Said.of("graph_unfetched", told, iri=graph))

    def _holds(self, graph: str) -> bool:
        if any(sign in graph for sign in '<>"{}|^`\\ \n\r\t'):
            raise Refused("graph", Said.of("graph_iri", "“{name}” is not an IRI", name=graph))
        query = f"SELECT (1 AS ?there) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1"
        pieces = self._releases.replicas.read(lambda address: self._wire.ask(address, query, _JSON).pieces)
        return any(terms.rows(pieces))


def _report(error: StoreError) -> Mapping[str, object]:
    """An error as `graph.answering.workers` reads it."""
    kind = next((_KINDS[each] for each in type(error).__mro__ if each in _KINDS), "store")
    place = (error.line, error.column) if isinstance(error, BadQuery) else (None, None)
    told = error.args[0] if error.args else ""
    return {"kind": kind, "message": to_send(told), "line": place[0], "column": place[1]}


def _write_anew(found: Iterator[Triple], media_type: str, output: Output) -> None:
    """Write triples that come as Turtle."""
    try:
        write(found, media_type, output)
    except SyntaxError as error:
        told = "the answer of the server is no {format}: {why}"
        raise ServerFailed(Said.of("server_text", told, format=_TURTLE, why=error.msg)) from error
    except OSError as error:
        raise unwritten(error) from error
