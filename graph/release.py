"""Releases of the graph: each is a folder that never changes, and one of them is current.

A load clones the current release by hard links, changes the clone and switches to it by renaming one small file.
Whatever happens before the switch leaves readers and the current release untouched.
"""

import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from graph import based, carried
from graph.embedded import EmbeddedStore
from graph.layout import Layout, WrongLayout, layout_of
from graph.locking import LOAD, is_held, locked
from graph.store import NotAStore, Scope
from graph.watched import WatchedStore

KEPT = 2  # the current release and the one before, which readers may still hold open
_LEFTOVER = ".building"
_GRACE = 5.0  # seconds in which a reader that looked up the current release has surely opened it
LOADED = "loaded"  # in a release that writes made: the one of the load before
_AT_ONCE = 8  # files that are written to the disk side by side
PUBLIC = "public"  # the folder of what the public may see, in a release that hides something


@dataclass(frozen=True)
class Seen:
    """What one class of askers sees of a release: the engine's folder, and what was computed from it."""

    triples: Path
    artefacts: Path


@dataclass(frozen=True)
class Release:
    """One state of the graph: its number, the engine's folder, and what was computed from it."""

    name: str
    folder: Path

    @property
    def triples(self) -> Path:
        """The engine's folder, to be opened read-only."""
        return self.folder / "triples"

    @property
    def artefacts(self) -> Path:
        """Files computed from this release, such as the positions of the map."""
        return self.folder / "artefacts"

    @property
    def loaded(self) -> str:
        """The release of the last load, of which this one is what writes since then made."""
        try:
            return (self.folder / LOADED).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return self.name

    def seen(self, scope: Scope) -> Seen:
        """What this class of askers sees; where nothing is hidden, everybody sees the whole."""
        public = self.folder / PUBLIC
        if scope is Scope.PUBLIC and public.is_dir():
            return Seen(public / "triples", public / "artefacts")
        return Seen(self.triples, self.artefacts)

    def kept(self, scope: Scope) -> Path:
        """The folder of what was computed from what this class of askers sees."""
        return self.seen(scope).artefacts

    def open(self, scope: Scope = Scope.OPERATOR) -> EmbeddedStore:
        """The store of this release, for reading."""
        return EmbeddedStore.read_only(self.seen(scope).triples)


@dataclass(frozen=True)
class Draft:
    """A release being built: writable, seen by nobody."""

    store: EmbeddedStore
    artefacts: Path
    scratch: Path  # for what is only needed while it is built; on the disk of the store, and gone with the draft
    public: Path  # where `graph.visibility` puts what the public may see, where that is not everything


class Nothing:
    """What is read before there is a release: nothing is said, nothing was computed."""

    name = ""

    def open(self, scope: Scope) -> EmbeddedStore:
        """An empty store."""
        return EmbeddedStore.memory()

    def kept(self, scope: Scope) -> Path:
        """A folder that is not there."""
        return Path("/nonexistent")  # where no system keeps anything


class Releases:
    """All releases in one store folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def state(self) -> tuple[int, int] | None:
        """Another value for each release that is current, at the price of one call to the system."""
        try:
            found = os.stat(self._pointer)
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def current(self) -> Release | None:
        """The release to read, or None where nothing was loaded yet; raises `OtherBase`."""
        try:
            name = self._pointer.read_text().strip()
        except FileNotFoundError:
            return None
        release = Release(name, self.folder / "releases" / name)
        if not release.triples.is_dir():
            raise NotAStore(f"{self._pointer} names release {name}, which is not there")
        based.demand(release.folder, self.folder)
        return release

    @contextmanager
    def draft(self, *, fresh: bool = False, publish: bool = True) -> Iterator[Draft]:
        """A copy of the current release to change, or an empty one; it becomes current when the block ends well.

        Without `publish` it is thrown away, however the block ends. Raises `BusyStore` while another draft is open,
        and `WrongLayout` where the store keeps no union of its graphs.
        """
        if layout_of(self.folder) is Layout.PLAIN:
            raise WrongLayout(f"{self.folder} was made by `serve --default-graph plain`: load into another folder")
        with locked(self.folder, LOAD):
            self.drop_unfinished()
            building = self.folder / _LEFTOVER
            shutil.rmtree(building, ignore_errors=True)
            building.mkdir(parents=True)
            try:
                draft = self._begin(building, None if fresh else self.current())
                yield draft
                if publish:
                    self._publish(draft, building / "done")
            finally:
                shutil.rmtree(building, ignore_errors=True)

    @staticmethod
    def _begin(building: Path, current: Release | None) -> Draft:
        artefacts = building / "artefacts"
        if current is None:
            artefacts.mkdir()
        else:
            current.open().copy_to(building / "triples")
            shutil.copytree(current.artefacts, artefacts, ignore=shutil.ignore_patterns(*carried.INDEXES))
        scratch = building / "scratch"
        scratch.mkdir()
        if current is not None:
            carried.hand_on(current.artefacts, scratch, ())
        return Draft(WatchedStore.open(building / "triples"), artefacts, scratch, building / PUBLIC)

    def _publish(self, draft: Draft, done: Path) -> None:
        # The writer still holds its folder open; readers get a checkpoint that nobody will write to.
        done.mkdir()
        draft.store.copy_to(done / "triples")
        draft.artefacts.rename(done / "artefacts")
        if draft.public.is_dir():
            draft.public.rename(done / PUBLIC)
        self.publish(done)
        self.forget()

    def publish(self, done: Path) -> str:
        """Make a folder on the same disk the current release, whatever happens meanwhile; for who holds the lock."""
        based.note(done)
        name, pending = self._next(), self.folder / "current.new"
        target = self.folder / "releases" / name
        target.parent.mkdir(exist_ok=True)
        pending.write_text(f"{name}\n")
        _settle((pending, *_unsettled(done, tuple(_engines(done)))))
        done.rename(target)
        # A power cut after the switch must find all that it names: each rename lasts once its folder is written.
        _settle((target.parent, self.folder))
        pending.rename(self._pointer)
        _sync(self.folder)
        return name

    def drop_unfinished(self) -> None:
        """Take away what was left by who was killed just before the switch; it would push out a release in use."""
        current = self.current()
        for path in (self.folder / "releases").glob("*"):
            if current is None or path.name > current.name:
                shutil.rmtree(path, ignore_errors=True)

    def _next(self) -> str:
        known = [int(path.name) for path in (self.folder / "releases").glob("*") if path.name.isdigit()]
        return f"{max(known, default=0) + 1:06d}"

    def forget(self) -> None:
        """Delete releases that nobody reads, once they have not been current for a while."""
        known = sorted((self.folder / "releases").glob("*"))
        for old, newer in list(pairwise(known))[: 1 - KEPT]:
            if time.time() - newer.stat().st_mtime > _GRACE and not any(map(is_held, _engines(old))):
                shutil.rmtree(old, ignore_errors=True)


def _engines(release: Path) -> Iterator[Path]:
    """The folders of the engine in a release."""
    yield from (place for place in (release / "triples", release / PUBLIC / "triples") if place.is_dir())


def _unsettled(folder: Path, engines: Collection[Path]) -> Iterator[Path]:
    """Whatever below a folder may be in memory only.

    Files that are linked from elsewhere are on the disk already: the engine sees to its own when it writes them, and
    to all of a backup (`Checkpoint` of RocksDB syncs what it copies, then the folder).
    """
    yield folder
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.is_dir():
            if path not in engines:
                yield from _unsettled(path, engines)
        elif entry.stat().st_nlink == 1:
            yield path


def _settle(paths: Iterable[Path]) -> None:
    """Have files and folders on the disk: side by side, as the system then writes most of them at once."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(_sync, paths))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
