"""The release being served: opened when asked for first, and again when another one became current."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Event, Lock, Thread

from api import departed
from api.departed import Departures
from graph.library import Library
from graph.release import Release, Releases
from graph.store import NotAStore, Scope
from graph.things import Asked
from ontology.model import LANGUAGES, Model

log = logging.getLogger(__name__)
_PATIENCE = 10.0  # seconds; a release that takes longer to prepare is served while it is prepared


class NothingLoaded(NotAStore):
    """The store folder holds no release yet."""


@dataclass(frozen=True)
class Served:
    """A release, what is read from it, and a mark that no other state of any store has."""

    release: Release
    library: Library
    mark: str

    @property
    def artefacts(self) -> Path:
        """What was computed from what the public may see."""
        return self.release.seen(Scope.PUBLIC).artefacts

    @cached_property
    def departures(self) -> Departures:
        """What is one with something else, and what is gone; read when first asked for."""
        return departed.read(self.library.reader, self.artefacts)


class Current:
    """Follows the file `current` of a store folder; a look at it is one call to the system."""

    def __init__(self, folder: Path, model: Model, prepare: Callable[[Served, str], object] | None = None) -> None:
        self._releases = Releases(folder)
        self._pointer = folder / "current"
        self._model = model
        self._prepare = prepare
        self._seen: tuple[int, int] | None = None
        self._served: Served | None = None
        self._lock = Lock()
        self._first_page = Event()

    def served(self) -> Served:
        """The current release; raises `NothingLoaded`, `NotAStore`."""
        seen = self._look()
        served = self._served
        if served is None or seen != self._seen:
            with self._lock:
                if self._served is None or seen != self._seen:
                    self._served = self._open(seen)
                    self._seen = seen
                served = self._served
        return served

    def await_first_page(self) -> None:
        """Open the release and wait for what the first page needs; raises `NothingLoaded`, `NotAStore`."""
        self.served()
        self._first_page.wait(_PATIENCE)

    def _look(self) -> tuple[int, int]:
        try:
            found = os.stat(self._pointer)
        except FileNotFoundError as error:
            raise NothingLoaded("nothing is loaded yet: run `clusterscape load`") from error
        return found.st_ino, found.st_mtime_ns

    def _open(self, seen: tuple[int, int]) -> Served:
        release = self._releases.current()
        if release is None:
            raise NothingLoaded("nothing is loaded yet: run `clusterscape load`")
        library = Library(release.open(Scope.PUBLIC), self._model, Scope.PUBLIC)
        served = Served(release, library, f"{release.name}-{seen[1]:x}")
        # Whoever asks first must not wait for the index of names, nor for what the pages prepare.
        Thread(target=self._warm, args=(served,), daemon=True).start()
        log.info("release opened", extra={"release": release.name})
        return served

    def _warm(self, served: Served) -> None:
        library, (first, *others) = served.library, LANGUAGES
        try:
            library.overview(first)
            self._prepared(served, first)
        finally:
            self._first_page.set()
        library.listing(library.reader.model.kinds[0], Asked({}), first)
        for lang in others:
            self._prepared(served, lang)

    def _prepared(self, served: Served, lang: str) -> None:
        if self._prepare:
            self._prepare(served, lang)
