"""The index of one release: opened where a load made it, else made from what the release holds.

It is made when first asked for, or over servers of others, where no load makes it, as soon as the release is served.

It is bound to that release: while it is made nothing is answered, and nothing is ever answered from another one.
"""

import logging
import shutil
import time
from math import ceil, inf
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock, Thread
from weakref import ReferenceType, ref

from graph.carried import handed
from graph.editions import Edition
from graph.reader import Reader
from graph.release import Release
from graph.remote.release import RemoteRelease
from graph.searching.building import FOLDER, Abandoned, bring
from graph.searching.index import Index
from graph.store import NotReached, Scope, StoreError
from ontology.saying import Said

log = logging.getLogger(__name__)
_PATIENCE = 2.0  # seconds that whoever asks waits for it
_RETRY_AFTER = 5
_REST = 300.0  # seconds until it is tried again after what nobody foresaw, which may cost as much each time
MAKER = "makes an index"  # the name of its thread


class Indexing(StoreError):
    """The index of this release is being made."""

    def __init__(self) -> None:
        super().__init__(
            Said.of(
                "indexing",
                "the search of this release is being prepared: try again in {seconds} seconds",
                seconds=_RETRY_AFTER,
            )
        )
        self.retry_after = _RETRY_AFTER


class NotIndexed(StoreError):
    """The index could not be made, for a reason that nobody foresaw; it is tried again after a while."""

    def __init__(self, seconds: float) -> None:
        self.retry_after = ceil(seconds)
        super().__init__(
            Said.of(
                "not_indexed",
                "the search of this release could not be prepared, which is in the log of the service; "
                "it is tried again in {seconds} seconds",
                seconds=self.retry_after,
            )
        )


class Keeper:
    """Gives the index of the release that a reader reads; `kept` is the folder of what was computed from it."""

    def __init__(self, reader: Reader, kept: Path) -> None:
        self.reader = reader
        self._kept = kept
        self._lock = Lock()
        self._index: Index | None = None
        self._maker: Thread | None = None
        self._fault: Exception | None = None
        self._asked = False
        self._rests_until = -inf  # by the clock that only goes on

    def begin(self) -> None:
        """Begin to make the index where there is none. What goes wrong before it is asked for is tried again then."""
        self._begun()

    def index(self, patience: float = _PATIENCE) -> Index:
        """The index, made now where there is none; raises `Indexing` where that takes longer, or what went wrong."""
        self._asked = True
        if self._index is None:
            self._rest()
            maker = self._begun()
            if maker is not None:
                maker.join(patience)
            self._rest()
            if self._fault is not None:
                fault, self._fault, self._maker = self._fault, None, None  # who asks next tries again
                raise fault
        if self._index is None:
            raise Indexing
        return self._index

    def _begun(self) -> Thread | None:
        with self._lock:
            if self._index is None and self._maker is None:
                self._index = _opened(self._kept / FOLDER, self.reader)
            if self._index is None and self._maker is None:
                self._maker = Thread(None, _make, MAKER, (ref(self), self.reader, self._kept), daemon=True)
                self._maker.start()
            return self._maker

    def _rest(self) -> None:
        if (left := self._rests_until - time.monotonic()) > 0:
            raise NotIndexed(left)

    def take(self, index: Index | None, fault: Exception | None = None) -> None:
        """What the making came to."""
        if isinstance(fault, NotIndexed):  # whoever asks until then is told
            self._rests_until, self._maker = time.monotonic() + _REST, None
        elif fault is not None and not self._asked:
            self._maker = None
        else:
            self._index, self._fault = index, fault


class Searches:
    """The indexes of one release, one for each class of askers that sees something else."""

    def __init__(self, release: Edition, reader: Reader) -> None:
        """`reader` reads what the public may see."""
        self._release = release
        self._public = Keeper(reader, release.kept(Scope.PUBLIC))
        self._lock = Lock()
        self._whole: Keeper | None = None

    def begin(self) -> None:
        """Begin to make what the public searches in, where no load has."""
        if isinstance(self._release, RemoteRelease):
            self._public.begin()

    def of(self, scope: Scope) -> Keeper:
        """What this class of askers searches in."""
        release = self._release
        # Servers of others hold what everybody may see, and nothing else.
        hides = isinstance(release, Release) and release.seen(scope) != release.seen(Scope.PUBLIC)
        if not hides:
            return self._public
        with self._lock:
            if self._whole is None:
                reader = Reader(release.open(scope), self._public.reader.model, scope)
                self._whole = Keeper(reader, release.kept(scope))
            return self._whole


def _opened(folder: Path, reader: Reader) -> Index | None:
    try:
        return Index(folder, reader.model)
    except FileNotFoundError:
        return None  # of no load: what was written since then has none
    except ValueError as error:
        log.warning("an index cannot be read and is made anew: %s", error)
        return None


def _make(keeper: "ReferenceType[Keeper]", reader: Reader, kept: Path) -> None:
    """Make an index in a folder that is gone once it is open; ends early when nobody holds the keeper any more.

    It is made from the one of the last load and what was written since then, where these were handed on.
    """
    folder, started = Path(mkdtemp(prefix="clusterscape-search-")), time.monotonic()

    def go_on() -> None:
        if keeper() is None:
            raise Abandoned

    index: Index | None = None
    fault: Exception | None = None
    try:
        bring(handed(kept), reader.store, reader.model, reader.scope, folder / FOLDER, go_on)
        index = Index(folder / FOLDER, reader.model)
        log.info("index made", extra={"things": index.things, "seconds": round(time.monotonic() - started, 1)})
    except Abandoned:
        log.info("index given up: another release came")
    except EOFError:
        log.info("index given up: the service ended")
    except (NotReached, OSError, ValueError, StoreError) as error:
        log.warning("no index could be made: %s", error)
        fault = error
    except BaseException as error:  # a panic of what is written in Rust is no `Exception`
        log.error("no index could be made, and nobody knows why", exc_info=error)
        fault = NotIndexed(_REST)
    # What is open stays until it is let go of, and nothing is left behind, however the process ends.
    shutil.rmtree(folder, ignore_errors=True)
    if waiting := keeper():
        waiting.take(index, fault)
