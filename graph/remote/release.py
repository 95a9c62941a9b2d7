"""Releases on a remote store, as readers see them: the servers hold the current one, and nothing is kept here."""

import shutil
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from weakref import WeakSet, finalize

from graph.based import demand_same
from graph.reasoning.inference import INFERRED
from graph.remote import notes, terms
from graph.remote.address import Remote
from graph.remote.notes import State
from graph.remote.replicas import Replicas
from graph.remote.store import RemoteStore
from graph.remote.wire import CONNECTIONS, Wire
from graph.store import NotReached, Scope, Store, StoreError

LOOK = 1.0  # seconds between two looks at which release the servers hold
_SIGN = 4.0  # seconds without a sign of life after which one that is looked at hangs: less than a query may take
_TRIES = 5
_RESULTS = "application/sparql-results+json"
_ENGINE = "Oxigraph/"  # how servers of the engine that is inside this program call themselves


class NotKeptThere(StoreError):
    """Something was asked of a remote store that only the folder has which it is loaded from."""


class RemoteRelease:
    """The release that the servers hold now. What was computed from it was fetched into a folder of its own."""

    def __init__(self, state: State, store: Store, folder: Path) -> None:
        self.name = state.name
        self.state = state.number, state.mark
        self._store = store
        self._folder = folder
        finalize(self, shutil.rmtree, folder, ignore_errors=True)  # when nobody reads this release any more

    def open(self, scope: Scope) -> Store:
        """The store: the servers hold what the public may see, and nothing else."""
        _demand_public(scope)
        return self._store

    def kept(self, scope: Scope) -> Path:
        """The folder of what was computed."""
        _demand_public(scope)
        return self._folder


class RemoteReleases:
    """What the servers of a store hold; `watch` has them looked at from time to time."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        self._wires: WeakSet[Wire] = WeakSet()
        self._lock = threading.Lock()
        self.wire = self.connected(CONNECTIONS)
        self._looking = Wire(replace(remote, timeout=min(remote.timeout, _SIGN)))
        self.replicas = Replicas(remote.queries, self._look, self._drop)
        self.held: tuple[str, ...] = ()  # the graphs of the release
        self.dataset: Mapping[str, list[str]] = {}  # what is said with each query for it to read the union
        self._release: RemoteRelease | None = None
        self._follows: dict[str, bool] = {}
        self.writes_alike = False  # whether the servers write answers as the engine does that this program has inside

    def close(self) -> None:
        """Close all connections."""
        self.wire.close()
        self._looking.close()

    def connected(self, connections: int) -> Wire:
        """Connections of one's own to the servers; they are broken off where a server is found to hang."""
        wire = Wire(self.remote, connections)
        with self._lock:
            self._wires.add(wire)
        return wire

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at the servers every second, in a thread of its own, until the block ends."""
        with self.replicas.watched(LOOK):
            yield

    def state(self) -> Hashable | None:
        """The number and the mark of the newest release, as of the last look; raises `NotReached`."""
        return self.replicas.newest if self.replicas.is_watched else self.replicas.check()

    def mark(self) -> str | None:
        """What tells the newest release of the last look from others; nothing is asked."""
        newest = self.replicas.newest
        return newest and f"{newest[0]}-{newest[1]}"

    def current(self) -> RemoteRelease | None:
        """The release to read; raises `NotReached`, `OtherBase`."""
        state, release = self.state(), self._release
        if release is None or state != release.state:
            release = self._release = self._opened()
        return release

    def follows(self, predicate: str) -> bool:
        """Whether triples of a predicate follow, in the release that was opened last; raises `NotReached`."""
        known = self._follows
        if predicate not in known:
            query = f"SELECT (1 AS ?there) WHERE {{ GRAPH <{INFERRED}> {{ ?s <{predicate}> ?o }} }} LIMIT 1"
            pieces = self.replicas.read(lambda address: self.wire.ask(address, query, _RESULTS).pieces)
            known[predicate] = any(terms.rows(pieces))
        return known[predicate]

    def _opened(self) -> RemoteRelease | None:
        for _ in range(_TRIES):
            if self.replicas.check() is None:
                return None
            state = self.replicas.read(self._state)
            if state:
                demand_same(state.base, self.remote.name)
            folder = Path(mkdtemp(prefix="clusterscape-"))
            if state and state.is_whole and self._fetched(state, folder):
                return RemoteRelease(state, self._store(state), folder)
            folder.rmdir()  # another one was put in place meanwhile
        raise NotReached("the servers hold another release each time they are asked")

    def _store(self, state: State) -> RemoteStore:
        graphs = self.replicas.read(lambda address: notes.held(self.wire, address))
        self.held = tuple(map(str, graphs))
        self.dataset = notes.dataset(state.union, graphs)
        self._follows = {}
        self.writes_alike = self._server().startswith(_ENGINE)
        return RemoteStore(self.wire, self.replicas, dataset=self.dataset)

    def _server(self) -> str:
        return self.replicas.read(lambda address: self.wire.ask(address, "ASK {}", _RESULTS)).told.get("server", "")

    def _look(self, address: str) -> tuple[int, str] | None:
        found = notes.state(self._looking, address)
        return (found.number, found.mark) if found and found.number is not None else None

    def _drop(self, address: str) -> None:
        with self._lock:
            wires = tuple(self._wires)
        for wire in wires:
            wire.drop(address)

    def _state(self, address: str) -> State | None:
        return notes.state(self.wire, address)

    def _fetched(self, state: State, folder: Path) -> bool:
        return self.replicas.read(lambda address: notes.fetch(self.wire, address, state.mark, folder))


def _demand_public(scope: Scope) -> None:
    if scope is not Scope.PUBLIC:
        told = "servers hold what everybody may see: what is for operators is read from the folder that is loaded from"
        raise NotKeptThere(f"{told} (--store FOLDER)")
