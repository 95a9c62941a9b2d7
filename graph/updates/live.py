"""The copy of the current release that is written to, and how it becomes the next release."""

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from graph import carried
from graph.layout import Layout, lay_out, layout_of
from graph.locking import WRITE, locked
from graph.release import LOADED, PUBLIC, Release, Releases
from graph.store import Change, Scope
from graph.texts import making
from graph.updates.ledger import Ledger
from graph.updates.upkeep import Upkeep
from graph.watched import WatchedStore

_PATIENCE = 2.0  # seconds to wait for a load to end
_ARTEFACTS = "artefacts"


class Live:
    """Open for writing between the releases; thrown away whenever it may be other than the current release."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder = folder
        self._wanted = layout
        self._releases = Releases(folder)
        self._live, self._building = folder / "live", folder / ".writing"
        self._base: Release | None = None
        self._copies: tuple[ox.Store, ...] = ()
        self._upkeep: tuple[Upkeep, ...] = ()
        self._watched: tuple[_Minded, ...] = ()  # they note what is other than in the current release

    @property
    def union(self) -> bool:
        """Whether the default graph is kept as the union of all graphs."""
        return (layout_of(self._folder) if self._base else self._wanted) is Layout.UNION

    @property
    def release(self) -> str:
        """The name of the release that this was at last; empty before the first."""
        return self._base.name if self._base else ""

    def ledger(self) -> Ledger:
        """A page for one request."""
        return Ledger(self._copies, union=self.union, note=self._note)

    def seen(self, scope: Scope) -> ox.Store:
        """The copy that a sender may see."""
        return self._copies[-1] if scope is Scope.PUBLIC else self._copies[0]

    def follow(self, ledger: Ledger) -> None:
        """Draw the conclusions of what a request wrote."""
        if self.union:
            for upkeep in self._upkeep:
                upkeep.follow(ledger)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The lock of the store, the current release open for writing; raises `BusyStore` while a load is at work."""
        with locked(self._folder, WRITE, _PATIENCE):
            if not self._copies or self._releases.current() != self._base:
                self._open()
            yield

    def publish(self, mark: str) -> str:
        """Make what was written the current release; only then is it durable. Gives its name."""
        shutil.rmtree(self._building, ignore_errors=True)
        self._building.mkdir(parents=True)
        for copy, store, place in zip(self._copies, self._watched, ("", PUBLIC), strict=False):
            (self._building / place).mkdir(exist_ok=True)
            copy.flush()
            copy.backup(str(self._building / place / "triples"))
            self._link_artefacts(place, store.touched)
            if self._base:
                before, after = self._base.folder / place, self._building / place
                making.hand_on(before, after, copy, store.touched, store.said)
        (self._building / MARK).write_text(mark, encoding="utf-8")
        if self._base:
            (self._building / LOADED).write_text(self._base.loaded, encoding="utf-8")
        else:
            lay_out(self._folder, self._wanted)
        self._releases.publish(self._building)
        self._base = self._releases.current()
        for store in self._watched:
            store.begin()
        return self.release

    def tidy(self) -> None:
        """Delete releases that nobody reads any more."""
        self._releases.forget()

    def discard(self) -> None:
        """Forget what was written since the last release."""
        self._copies, self._watched, self._upkeep, self._base = (), (), (), None

    def _open(self) -> None:
        self.discard()
        shutil.rmtree(self._live, ignore_errors=True)
        self._live.mkdir(parents=True)
        self._releases.drop_unfinished()
        self._base = self._releases.current()
        scopes = _scopes(self._base)
        self._copies = tuple(self._clone(scope) for scope in scopes)
        self._watched = tuple(map(_Minded, self._copies))
        self._upkeep = tuple(map(Upkeep, self._watched))

    def _clone(self, scope: Scope) -> ox.Store:
        place = self._live / scope.value
        if self._base:
            self._base.open(scope).copy_to(place)
        return ox.Store(str(place))

    def _note(self, things: frozenset[str]) -> None:
        for store in self._watched:
            store.note(things)

    def _link_artefacts(self, place: str, changed: Set[str] | None) -> None:
        target = self._building / place / _ARTEFACTS
        if self._base and (self._base.folder / place / _ARTEFACTS).is_dir():
            before, others = self._base.folder / place / _ARTEFACTS, shutil.ignore_patterns(*carried.INDEXES)
            shutil.copytree(before, target, ignore=others, copy_function=os.link)
            carried.hand_on(before, target, changed)
        else:
            target.mkdir()


class _Minded(WatchedStore):
    """Keeps in mind what was said of each thing before something else was: to open the release before takes longer.

    A file that makes a graph is looked into too late for that.
    """

    def __init__(self, engine: ox.Store) -> None:
        super().__init__(engine, writable=True)
        self.begin()

    def begin(self) -> None:
        """What is said now is what was said before."""
        self.touched = set()
        self.said: dict[str, Counter[str]] | None = {}

    def fill(self, graph: URIRef, path: Path) -> Change:
        """Make one named graph hold exactly what a file of N-Triples says."""
        self.said = None
        return super().fill(graph, path)

    def note(self, things: Iterable[str]) -> None:
        """Take down that something will be said or unsaid of these things."""
        new = frozenset(things) - (self.touched or frozenset())
        super().note(new)
        if self.said is None or self.touched is None or len(self.touched) > making.MOST_ADDED:
            self.said = None
            return
        for predicate, found in making.said_of(self._engine, new).items():
            self.said.setdefault(predicate, Counter()).update(found)


def _scopes(release: Release | None) -> Sequence[Scope]:
    """The whole, and where something is hidden what the public sees."""
    both = release and release.seen(Scope.PUBLIC) != release.seen(Scope.OPERATOR)
    return (Scope.OPERATOR, Scope.PUBLIC) if both else (Scope.OPERATOR,)


MARK = "mark"  # in a release that writes made: which batch they were
