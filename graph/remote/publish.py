"""A release that was built in a folder, put in place on the servers of a remote store.

Only what differs from the release that stands there travels: into graphs beside, from which one request puts it in
place. The request does nothing where somebody else was quicker; it is done when the mark on the server is the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from rdflib import Literal, URIRef

from graph.difference import split
from graph.locking import BusyStore
from graph.release import Release
from graph.remote import notes, probe, terms
from graph.remote.address import Remote
from graph.remote.edit import PRIVATE, Edit, put
from graph.remote.notes import APART, HOLDS, MARK, NOTES, PIECE, RELEASE, STORE, UNITED, State
from graph.remote.probe import Manner
from graph.remote.replicas import Passing
from graph.remote.sent import Sent, differences
from graph.remote.terms import as_line
from graph.remote.wire import Unsure, Wire
from graph.store import NotReached, Scope, StoreError

_STAGING = f"{PRIVATE}staging:"
_ANYTHING = "SELECT ?s WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } LIMIT 1"
_STAGED = f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{_STAGING}")) }}'
_JSON = "application/sparql-results+json"


class HeldByOthers(StoreError):
    """The server holds something that was not put there from this folder."""


class NotPassedOn(StoreError):
    """A change is in the folder and lasts; what the servers have of it is not known."""


@dataclass(frozen=True)
class Published:
    """What became of the servers: triples of named graphs that came and went, and how the servers do their work."""

    name: str
    manner: Manner
    added: int = 0
    removed: int = 0


def publish(release: Release, folder: Path, remote: Remote, files: Sequence[str], *, seize: bool = False) -> Published:
    """Have the servers hold what the public may see of a release; `files` are those kept beside it that readers need.

    With `seize` a release that came from elsewhere is replaced. Raises `BusyStore`, `HeldByOthers`, `NotReached`.
    """
    wire = Wire(remote)
    try:
        return _Publication(release, folder, wire, files).run(seize=seize)
    except Passing as fault:
        raise NotReached(f"{remote.name} does not answer: {fault.why}") from fault
    finally:
        wire.close()


class _Publication:
    """One release on its way from a folder to a server."""

    def __init__(self, release: Release, folder: Path, wire: Wire, files: Sequence[str]) -> None:
        self._release = release
        self._wire = wire
        self._address = wire.remote.queries[0]
        self._sent, self._sending = Sent(folder / "published"), Sent(folder / "published.new")
        self._files = files
        self._mark = str(uuid4())

    def run(self, *, seize: bool) -> Published:
        """Compare, send, put in place."""
        state = self._settled()
        if state and state.mark != self._sent.mark:
            if not seize:
                raise self._held(state)
            self._clear()
            state = None
        if state is None:
            return self._begin()
        if self._sent.release == self._release.name:
            return Published(self._release.name, Manner(state.union, state.atomic))
        return self._follow(state)

    def _settled(self) -> State | None:
        """What the server holds, once what became of a publication that was broken off is known and mended."""
        state, begun = self._state(), self._sending.mark
        if not begun:
            return state
        ours = state is not None and state.mark == begun
        if ours and state is not None and state.is_whole:
            self._sent.become(self._sending)
            return state
        for row in self._rows(_STAGED):
            self._wire.update(f"DROP SILENT GRAPH <{row['g']}>")
        if ours:
            self._clear()
        self._sending.forget()
        return None if ours else state

    def _held(self, state: State) -> HeldByOthers:
        told = f"release {state.name} of another folder" if state.is_whole else "the beginning of another load"
        return HeldByOthers(f"{self._address} holds {told}: load from there, or say --seize to replace what it holds")

    def _begin(self) -> Published:
        """The first release. Nobody reads it before its number stands there, so it needs no place beside."""
        if self._rows(_ANYTHING):
            told = "holds something else: give Clusterscape a database of its own there"
            raise HeldByOthers(f"{self._address} {told}")
        manner = probe.probe(self._wire)
        self._sending.keep(self._release, self._mark)
        state = State(self._mark, None, "", manner.union, manner.atomic)
        put(self._wire, NOTES, map(as_line, (*notes.written(state), *self._graphs())))
        added = self._put_all(manner.union)
        self._finish(self._edit(state), state, 1)
        return Published(self._release.name, manner, added)

    def _put_all(self, union: str) -> int:
        store = self._sending.store
        for graph in (*sorted(store.graphs()), None):
            with TemporaryDirectory() as folder:
                path = Path(folder) / "said"
                store.dump(path, graph)
                put(self._wire, _place(graph, union), split(path))
        return sum(map(store.size, store.graphs()))

    def _follow(self, state: State) -> Published:
        """What differs from the release that stands there."""
        self._sending.keep(self._release, self._mark)
        edit, added, removed = self._edit(state), 0, 0
        union = state.union
        for graph, found in differences(self._sent.store, self._sending.store):
            edit.take(_place(graph, union), edit.source(split(found.lost)))
            edit.say(_place(graph, union), edit.source(split(found.come)))
            added += found.added if graph else 0
            removed += found.removed if graph else 0
        self._finish(edit, state, (state.number or 0) + 1)
        return Published(self._release.name, Manner(state.union, state.atomic), added, removed)

    def _finish(self, edit: Edit, before: State, number: int) -> None:
        """Put it in place, and make sure that it is."""
        state = State(self._mark, number, self._release.name, before.union, before.atomic)
        for predicate in (HOLDS, PIECE):
            said = f"GRAPH <{NOTES}> {{ ?s <{predicate}> ?o }}"
            edit.step(f"DELETE {{ {said} }}", said)
        edit.say(NOTES, edit.source(map(as_line, self._graphs())))
        edit.say(NOTES, edit.source(notes.files(self._release.kept(Scope.PUBLIC), self._files)))
        # Last, as all before is only done while the mark is the old one.
        now = " ".join(f"{' '.join(as_line(each))} ." for each in notes.written(state))
        old = f"GRAPH <{NOTES}> {{ <{RELEASE}> ?p ?o }}"
        edit.step(f"DELETE {{ {old} }} INSERT {{ GRAPH <{NOTES}> {{ {now} }} }}", old)
        try:
            edit.send()
        except Unsure as error:
            self._confirm(error)
        else:
            self._confirm(None)
        self._sent.become(self._sending)

    def _confirm(self, doubt: Unsure | None) -> None:
        """See that the server holds it; where its answer did not come, that tells what became of it."""
        found = self._state()
        if found is None or found.mark != self._mark:
            raise doubt or BusyStore(f"another load has changed {self._address} meanwhile: run this one again")

    def _edit(self, before: State) -> Edit:
        when = f"GRAPH <{NOTES}> {{ {' '.join(as_line((RELEASE, MARK, Literal(before.mark))))} }}"
        return Edit(self._wire, staging=f"{_STAGING}{self._mark}:", when=when)

    def _graphs(self) -> tuple[tuple[URIRef, URIRef, URIRef], ...]:
        return tuple((STORE, HOLDS, graph) for graph in sorted(self._sending.store.graphs()))

    def _clear(self) -> None:
        """Take away what a load put there; readers find nothing until the next release is in place."""
        graphs = notes.held(self._wire, self._address)
        drops = (f"DROP SILENT GRAPH <{graph}>" for graph in (*graphs, UNITED, NOTES))
        self._wire.update(" ;\n".join(("DROP SILENT DEFAULT", *drops)))

    def _state(self) -> State | None:
        return notes.state(self._wire, self._address)

    def _rows(self, query: str) -> list[dict[str, str]]:
        found = terms.rows(self._wire.ask(self._address, query, _JSON).pieces)
        return [{name: str(value) for name, value in row.items()} for row in found]


def _place(graph: URIRef | None, union: str) -> URIRef | None:
    """Where a graph stands on the server: the union in the default graph, or in one beside."""
    return UNITED if graph is None and union == APART else graph
