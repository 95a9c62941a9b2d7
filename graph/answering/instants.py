"""Answers short queries from the release that is current, in the thread of who asks."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from graph.answering.instant import Short
from graph.locking import Hold
from graph.results.output import PIECE, Enough, Output, Refused, Task
from graph.results.serialising import serialise
from graph.store import StoreError

_SOLUTIONS = 500
_BYTES = 256 * 1024
_JSON = "application/sparql-results+json"
_BETWEEN = b"},{"  # stands between any two solutions in JSON, and perhaps elsewhere


class _Open(NamedTuple):
    folder: Path
    store: ox.Store
    hold: Hold  # what is read is not deleted meanwhile


class Instants:
    """Answers what is certain to be short, and leaves to others what is not, or is wrong."""

    def __init__(self, folder: Callable[[], Path | None], rows: int, size: int) -> None:
        """Answer from the release in the folder, up to so many rows and bytes."""
        self._folder = folder
        self._rows = min(rows, _SOLUTIONS)
        self._bytes = min(size, _BYTES)
        self._open: _Open | None = None
        self._opening = threading.Lock()

    def answer(self, query: Short, media_type: str) -> bytes | None:
        """The whole answer; None where it is for others to give, or to say why there is none."""
        store = self._store()
        if store is None:
            return None
        try:
            if query.streams and media_type == _JSON:
                return self._begun(store, query)
            return self._whole(store, query, media_type) if query.fits(store, self._rows) else None
        except (Enough, Refused, SyntaxError, ValueError, RuntimeError, OSError):
            return None

    def _begun(self, store: ox.Store, query: Short) -> bytes | None:
        """The answer, ended by the engine with the first row too many: so nothing has to be looked at before."""
        text = query.text if query.form == "ASK" else f"{query.text} LIMIT {self._rows + 1}"
        collected = _Bounded(self._bytes)
        found = store.query(text)
        assert not isinstance(found, ox.QueryTriples)
        found.serialize(collected, ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        return None if collected.count(_BETWEEN) >= self._rows else bytes(collected)

    def _whole(self, store: ox.Store, query: Short, media_type: str) -> bytes | None:
        collected = _Collected()
        output = Output(Task(None, query.text, query.text, None, None, media_type, None, self._bytes), collected)
        serialise(store.query(query.text), media_type, output)
        return None if output.finish() else bytes(collected)

    def _store(self) -> ox.Store | None:
        """The release that is current; None while it is being opened."""
        try:
            folder = self._folder()
        except (StoreError, OSError):
            return None
        current = self._open
        if current is not None and current.folder is folder:
            return current.store
        if folder is not None and self._opening.acquire(blocking=False):
            threading.Thread(target=self._reopen, args=(folder,), daemon=True).start()
        return None

    def _reopen(self, folder: Path) -> None:
        try:
            with suppress(OSError):  # it is gone again: what is current now comes with the next query
                self._open = _Open(folder, ox.Store.read_only(str(folder)), Hold(folder))
        finally:
            self._opening.release()


class _Collected(bytearray):
    """All pieces of an answer."""

    def send_bytes(self, message: bytes) -> None:
        """Take a message; those beside the pieces are for others."""
        if message[:1] == PIECE:
            self += message[1:]


class _Bounded(bytearray):
    """A file of so many bytes at most."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, piece: bytes) -> int:
        """Take a piece from the engine; what is raised here ends its work."""
        self += piece
        if len(self) > self._most:
            raise Enough
        return len(piece)

    def flush(self) -> None:
        """Nothing: all is here."""
