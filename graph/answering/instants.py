"""Answers short queries from the release that is current, in the thread of who asks."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from graph.answering.cache import state
from graph.answering.instant import Short
from graph.answering.lookup import JSON, looked_up
from graph.answering.template import TOLD, told
from graph.answering.warming import Warming
from graph.locking import Hold
from graph.results.output import PIECE, Enough, Output, Refused, Task
from graph.results.serialising import serialise
from graph.store import StoreError

_SOLUTIONS = 500
_BYTES = 256 * 1024
_ASKED = 10  # lookups of a later release that others answer first: to open it takes as long, and it may soon be gone


class _Open(NamedTuple):
    folder: Path
    store: ox.Store
    hold: Hold  # what is read is not deleted meanwhile
    mark: str  # of its state


class Instants:
    """Answers what is certain to be short, and leaves to others what is not, or is wrong."""

    def __init__(self, folder: Callable[[], Path | None], rows: int, size: int, *, waits: bool = False) -> None:
        """Answer from the release in the folder, up to so many rows and bytes; another one can be waited for."""
        self._folder = folder
        self._rows = min(rows, _SOLUTIONS)
        self._bytes = min(size, _BYTES)
        self._waits = waits
        self._open: _Open | None = None
        self._sought: Path | None = None  # the release that was current when somebody asked last
        self._asked = _ASKED
        self._opening = threading.Lock()
        self._warming = Warming()

    def answer(self, query: Short, media_type: str, mark: str | None = None) -> bytes | None:
        """The whole answer; None where it is for others to give, or to say why there is none.

        Whoever looked up the state of the release that is current gives its mark: to look costs a call to the system.
        """
        opened = self._open
        store = opened.store if opened is not None and opened.mark == mark else self._store()
        if store is None:
            return None
        try:
            if query.cells is not None and media_type == JSON:
                return looked_up(store, query, self._rows, self._bytes)
            if query.told and media_type in TOLD:
                return told(store, [each for (each,) in query.groups], media_type, self._rows, self._bytes)
            return self._whole(store, query, media_type) if query.fits(store, self._rows) else None
        except (Enough, Refused, SyntaxError, ValueError, RuntimeError, OSError):
            return None

    def _whole(self, store: ox.Store, query: Short, media_type: str) -> bytes | None:
        collected = _Collected()
        output = Output(Task(None, query.text, query.text, None, None, media_type, None, self._bytes), collected)
        serialise(store.query(query.text), media_type, output)
        return None if output.finish() else bytes(collected)

    def look(self) -> None:
        """Open the release that is current, before somebody asks, and let go of the one before."""
        self._store()

    def _store(self) -> ox.Store | None:
        """The release that is current; None while it is being opened, or is not worth that yet."""
        try:
            folder = self._folder()
        except (StoreError, OSError):
            return None
        current = self._open
        if current is not None and current.folder is folder:
            return current.store
        if folder is not self._sought:
            self._asked = 0 if self._sought else _ASKED
            self._open, self._sought = None, folder
        self._asked += 1
        if folder is None or (self._asked <= _ASKED and not self._waits) or not self._opening.acquire(blocking=False):
            return None
        if self._waits:
            self._reopen(folder)
            return self._open.store if self._open and self._open.folder is folder else None
        threading.Thread(target=self._reopen, args=(folder,), daemon=True).start()
        return None

    def _reopen(self, folder: Path) -> None:
        try:
            with suppress(OSError, RuntimeError):  # it is gone again, or broken: told to those who ask others
                store = ox.Store.read_only(str(folder))
                self._open = _Open(folder, store, Hold(folder), state(folder))
                self._warming.opened(store)
        finally:
            self._opening.release()


class _Collected(bytearray):
    """All pieces of an answer."""

    def send_bytes(self, message: bytes) -> None:
        """Take a message; those beside the pieces are for others."""
        if message[:1] == PIECE:
            self += message[1:]
