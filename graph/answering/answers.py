"""An answer as it arrives from a worker: kept until it is read, in memory while that is little, in a file when not."""

import secrets
import threading
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from dataclasses import dataclass
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

from graph.answering.asker import ANYBODY, Asker
from graph.answering.endings import AnswerTooLarge
from graph.federation import Part
from graph.results.output import Task
from graph.results.rest import Cut

_READ = 64 * 1024


@dataclass(frozen=True)
class Order:
    """A task, with how many seconds it may work, who is to be told when its answer moves on, and who asks."""

    task: Task
    seconds: float
    moved: Callable[[], None]
    asker: Asker = ANYBODY
    form: str = ""
    services: tuple[Part, ...] = ()
    loop: AbstractEventLoop | None = None  # that of the asker, where it goes on running while the answer is awaited
    waits: bool = True  # for its turn, where it cannot begin at once


class Answer:
    """The answer of one query. Workers write to it, one reader reads, in whatever threads they are."""

    def __init__(self, order: Order, ahead: int) -> None:
        self.order = order
        self.asked = time.monotonic()
        self.id = secrets.token_hex(8)
        self.cut: Cut | None = None  # how it was ended at a limit, if it was
        self.rewritten: tuple[str, ...] = ()  # what was done to the query before it was answered
        self.lasts = False  # whether its first moment is over
        self._moved = order.moved
        self._ahead = ahead
        self._lock = threading.Lock()
        self._kept: list[bytes] = []  # pieces that nobody has read yet
        self._file: IO[bytes] | None = None  # what came when these were many, until it is read too
        self._filed = 0  # bytes of the file that are read
        self._written = self._read = 0
        self._error: Exception | None = None
        self._ended = self._closed = self._stopped = False
        self._stop: Callable[[], None] | None = None
        self._reason: Exception | None = None

    @property
    def size(self) -> int:
        """How many bytes have come."""
        return self._written

    @property
    def ended(self) -> bool:
        """Whether all has come, or nothing more will."""
        return self._ended

    @property
    def closed(self) -> bool:
        """Whether nobody reads it any more."""
        return self._closed

    @property
    def stopped(self) -> bool:
        """Whether the work was ended from outside."""
        return self._stopped

    @property
    def reason(self) -> Exception | None:
        """What whoever ended the work gave as the reason."""
        return self._reason

    @property
    def begun(self) -> bool:
        """Whether it ended, or has grown so large that reading may begin before the end is known."""
        return self._ended or self._written >= self._ahead

    @property
    def ready(self) -> bool:
        """Whether there is something to read, or never will be."""
        return self._ended or self._written > self._read

    def read(self) -> bytes:
        """The next piece, empty when none is there yet; raises what ended the query early."""
        with self._lock:
            if self._error is not None:
                raise self._error
            if self._closed or self._read == self._written:
                return b""
            piece = b"".join(self._kept) or self._from_file()
            self._kept.clear()
            self._read += len(piece)
            return piece

    @property
    def error(self) -> Exception | None:
        """What ended the query early, if anything did."""
        return self._error

    def tell(self, moved: Callable[[], None]) -> None:
        """Have another one told when it moves on."""
        self._moved = moved

    def close(self) -> None:
        """Say that nobody reads any more; work that goes on is ended."""
        with self._lock:
            self._closed = True
            self._kept.clear()
            self._drop_file()
        self.stop()

    def stop(self, reason: Exception | None = None) -> None:
        """End the work that goes on, if any does."""
        # Under the lock: once `end` was called, the worker may be busy with another query.
        with self._lock:
            if self._stop:
                self._stopped, self._reason = True, reason
                self._stop()
                self._stop = None

    def call_off(self, reason: Exception) -> None:
        """End it for this reason, at work or still waiting."""
        with self._lock:
            waits = self._stop is None and not self._ended
        self.end(reason) if waits else self.stop(reason)

    # What follows is for the one who fills it.

    def begin(self, stop: Callable[[], None]) -> bool:
        """Work begins and can be ended by `stop`; false when nobody waits for it any more."""
        with self._lock:
            self._stop = None if self._closed or self._ended else stop
            return self._stop is not None

    def write(self, piece: bytes) -> None:
        """Add a piece."""
        with self._lock:
            if not self._closed and piece:
                if self._file is None and self._written - self._read < self._ahead:
                    self._kept.append(piece)
                else:
                    self._to_file(piece)
                self._written += len(piece)
        self._moved()

    def last(self) -> None:
        """Its first moment is over."""
        self.lasts = True
        self._moved()

    def end(self, error: Exception | None = None, cut: Cut | None = None) -> None:
        """Nothing more will come."""
        with self._lock:
            self._stop = None
            self._error, self.cut, self._ended = error, cut, True
        self._moved()

    # What follows is called with the lock held.

    def _to_file(self, piece: bytes) -> None:
        if self._file is None:
            self._file, self._filed = TemporaryFile(), 0  # noqa: SIM115 - closed by `_drop_file`
        self._file.seek(0, SEEK_END)
        self._file.write(piece)

    def _from_file(self) -> bytes:
        assert self._file is not None
        self._file.seek(self._filed)
        piece = self._file.read(_READ)
        self._filed += len(piece)
        if self._read + len(piece) == self._written:
            self._drop_file()
        return piece

    def _drop_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def waited(begin: Callable[[Callable[[], None]], Answer]) -> bytes:
    """The whole answer, for callers that wait; raises `AnswerTooLarge` rather than leave rows out."""
    moved = threading.Event()
    answer = begin(moved.set)
    try:
        while not answer.ended:
            moved.wait()
            moved.clear()
        if answer.cut is not None:
            raise AnswerTooLarge(f"the answer has more than {answer.cut.most} {answer.cut.of}")
        return b"".join(iter(answer.read, b""))
    finally:
        answer.close()
