"""The copy of the current release that is written to, and how it becomes the next release."""

import os
import shutil
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from graph import carried
from graph.layout import Layout, lay_out, layout_of
from graph.locking import WRITE, locked
from graph.release import LOADED, PUBLIC, Release, Releases
from graph.store import Scope
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
        self._watched: tuple[WatchedStore, ...] = ()  # they note what is other than in the current release

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
        return Ledger(self._copies, union=self.union)

    def seen(self, scope: Scope) -> ox.Store:
        """The copy that a sender may see."""
        return self._copies[-1] if scope is Scope.PUBLIC else self._copies[0]

    def follow(self, ledger: Ledger) -> None:
        """Draw the conclusions of what a request wrote."""
        for store in self._watched:
            store.note(str(quad.subject) for quad in (*ledger.added, *ledger.removed))
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
                making.hand_on(self._base.folder / place, self._building / place, copy, store.touched)
        (self._building / MARK).write_text(mark, encoding="utf-8")
        if self._base:
            (self._building / LOADED).write_text(self._base.loaded, encoding="utf-8")
        else:
            lay_out(self._folder, self._wanted)
        self._releases.publish(self._building)
        self._base = self._releases.current()
        for store in self._watched:
            store.touched = set()
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
        self._watched = tuple(WatchedStore(copy, writable=True) for copy in self._copies)
        self._upkeep = tuple(map(Upkeep, self._watched))

    def _clone(self, scope: Scope) -> ox.Store:
        place = self._live / scope.value
        if self._base:
            self._base.open(scope).copy_to(place)
        return ox.Store(str(place))

    def _link_artefacts(self, place: str, changed: Set[str] | None) -> None:
        target = self._building / place / _ARTEFACTS
        if self._base and (self._base.folder / place / _ARTEFACTS).is_dir():
            before, others = self._base.folder / place / _ARTEFACTS, shutil.ignore_patterns(*carried.INDEXES)
            shutil.copytree(before, target, ignore=others, copy_function=os.link)
            carried.hand_on(before, target, changed)
        else:
            target.mkdir()


def _scopes(release: Release | None) -> Sequence[Scope]:
    """The whole, and where something is hidden what the public sees."""
    both = release and release.seen(Scope.PUBLIC) != release.seen(Scope.OPERATOR)
    return (Scope.OPERATOR, Scope.PUBLIC) if both else (Scope.OPERATOR,)


MARK = "mark"  # in a release that writes made: which batch they were
