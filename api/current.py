"""The release being served: opened when asked for first, and again when another one became current."""

import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Event, Lock, Thread

from api import departed
from api.departed import Departures
from graph.editions import Edition, Editions
from graph.library import Library
from graph.release import Nothing
from graph.searching.keeper import Searches
from graph.store import NotReached, Scope, ServerFailed
from graph.things import Asked
from ontology.model import LANGUAGES, Model

log = logging.getLogger(__name__)
_PATIENCE = 10.0  # seconds; a release that takes longer to prepare is served while it is prepared


@dataclass(frozen=True)
class Served:
    """A release, what is read from it, and a mark that no other state of any store has."""

    release: Edition
    library: Library
    mark: str

    @property
    def artefacts(self) -> Path:
        """What was computed from what the public may see."""
        return self.release.kept(Scope.PUBLIC)

    @cached_property
    def searches(self) -> Searches:
        """What is searched in; of a folder, nothing is opened or made before somebody asks."""
        return Searches(self.release, self.library.reader)

    @cached_property
    def departures(self) -> Departures:
        """What is one with something else, and what is gone; read when first asked for."""
        return departed.read(self.library.reader, self.artefacts)


class Current:
    """Follows which release of a store is current."""

    def __init__(
        self, releases: Editions, model: Model, prepare: Callable[[Served, str], object] | None = None
    ) -> None:
        self._releases = releases
        self._model = model
        self._prepare = prepare
        self._seen: Hashable = None
        self._served: Served | None = None
        self._lock = Lock()
        self._first_page = Event()

    def served(self) -> Served:
        """The current release, an empty one before the first; raises `NotAStore`."""
        seen = self._releases.state()
        served = self._served
        if served is None or seen != self._seen:
            with self._lock:
                if self._served is None or seen != self._seen:
                    self._served = self._open(seen)
                    self._seen = seen
                served = self._served
        return served

    def await_first_page(self) -> None:
        """Open the release and wait for what the first page needs; raises `NotAStore`."""
        self.served()
        self._first_page.wait(_PATIENCE)

    def _open(self, seen: Hashable) -> Served:
        release = self._releases.current() or Nothing()
        library = Library(release.open(Scope.PUBLIC), self._model, Scope.PUBLIC)
        served = Served(release, library, f"{release.name}-{sha256(repr(seen).encode()).hexdigest()[:12]}")
        # Whoever asks first must not wait for the index of names, nor for what the pages prepare.
        Thread(target=self._warm, args=(served,), daemon=True).start()
        log.info("release opened", extra={"release": release.name})
        return served

    def _warm(self, served: Served) -> None:
        library, (first, *others) = served.library, LANGUAGES
        try:
            library.overview(first)
            self._prepared(served, first)
            self._first_page.set()
            library.listing(library.reader.model.kinds[0], Asked({}), first)
            for lang in others:
                self._prepared(served, lang)
            served.searches.begin()
        except (NotReached, ServerFailed) as error:
            log.warning("not all pages are prepared: %s", error)  # who asks for one is told, or finds the server back
        except EOFError:
            log.info("the service ended before all pages were prepared")
        finally:
            self._first_page.set()

    def _prepared(self, served: Served, lang: str) -> None:
        if self._prepare:
            self._prepare(served, lang)
