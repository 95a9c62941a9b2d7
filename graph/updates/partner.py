"""The process that writes, as it is spoken to from outside."""

import json
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from graph.answering.endings import DeadlineExceeded, MemoryExceeded, WorkerDied
from graph.changes import Body, Change, WritingEnded
from graph.guard import Limits
from graph.layout import Layout
from graph.release import Releases
from graph.store import StoreError
from graph.updates.faults import packed, unpacked
from graph.updates.live import MARK
from graph.updates.orders import order_of, packed_message
from ontology.saying import Said

_START = "import sys; sys.path[:] = sys.argv[3:]; from graph.updates.process import main; main(*sys.argv[1:3])"
_OPENING = 60.0  # seconds in which the current release must be open for writing


class Ended(Exception):
    """The batch came to an end before it was published, and why."""

    def __init__(self, error: StoreError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True)
class Report:
    """What one change came to, before it is durable."""

    added: int
    removed: int
    created: bool
    existed: bool


class Partner:
    """Started when there is something to write, and again after it ended."""

    def __init__(self, folder: Path, limits: Limits, memory: int, shown: Layout) -> None:
        self._folder = folder
        self._given = {
            "folder": folder,
            "memory": memory,
            "shown": shown,
            "limits": {"size": limits.size, "tokens": limits.tokens, "depth": limits.depth, "parts": limits.parts},
        }
        self.process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._mark = ""

    def begin(self, seconds: float) -> None:
        """Begin a batch; raises `BusyStore` while a load is at work."""
        self._mark = secrets.token_hex(8)
        try:
            self._start()
            self._send({"mark": self._mark})
            answer = self._receive(time.monotonic() + max(seconds, _OPENING))
        except Ended as ended:
            raise ended.error from ended
        if "error" in answer:
            raise unpacked(answer["error"])

    def make(self, change: Change, seconds: float, fetch: Callable[[str], Body]) -> Report:
        """Have a change made; raises why it cannot be, or `Ended` where that is the end of the batch."""
        until = time.monotonic() + seconds
        self._send(order_of(change))
        answer = self._receive(until, seconds)
        while "fetch" in answer:
            self._send(_fetched(answer["fetch"], fetch))
            answer = self._receive(until, seconds)
        if "refused" in answer:
            raise unpacked(answer["refused"])
        if "error" in answer:
            raise Ended(unpacked(answer["error"]))
        return Report(**answer)

    def publish(self, seconds: float) -> str:
        """Make the batch durable and visible; gives the release. Raises `Ended`."""
        try:
            self._send({"commit": True})
            answer = self._receive(time.monotonic() + seconds, seconds)
        except Ended:
            # It may have come to its end after the switch: the release says whose it is.
            if (release := self._published()) is None:
                raise
            return release
        if "error" in answer:
            raise Ended(unpacked(answer["error"]))
        if answer["worn"]:
            self.end()
        return str(answer["release"])

    def end(self) -> None:
        """End the process, and wait until it is gone."""
        if self.process is not None and self._connection is not None:
            self.process.kill()
            self.process.wait()
            self._connection.close()
        self.process = self._connection = None

    def _start(self) -> None:
        if self.process is not None and self.process.poll() is None:
            return
        self.end()
        ours, theirs = socket.socketpair()
        with theirs:
            given = packed_message(self._given).decode()
            try:
                self.process = subprocess.Popen(
                    [sys.executable, "-c", _START, str(theirs.fileno()), given, *sys.path],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                ours.close()
                raise Ended(WritingEnded(f"the process that writes cannot be started: {error}")) from error
        self._connection = Connection(ours.detach())

    def _send(self, message: dict[str, Any]) -> None:
        assert self._connection is not None
        try:
            self._connection.send_bytes(packed_message(message))
        except OSError as error:
            raise Ended(self._fate()) from error

    def _receive(self, until: float, seconds: float = _OPENING) -> dict[str, Any]:
        assert self._connection is not None
        try:
            if self._connection.poll(max(until - time.monotonic(), 0)):
                message: dict[str, Any] = json.loads(self._connection.recv_bytes())
                return message
        except (EOFError, OSError) as error:
            raise Ended(self._fate()) from error
        self.end()
        raise Ended(DeadlineExceeded(seconds))

    def _fate(self) -> StoreError:
        """Why the process ended that was not to."""
        assert self.process is not None
        self.process.kill()
        code = self.process.wait()
        if code in {-signal.SIGABRT, 128 + signal.SIGABRT}:
            told = "the change needs more memory than one may have; nothing was changed"
            return MemoryExceeded(Said.of("change_memory", told))
        if code == -signal.SIGSEGV:
            told = "the change ended the process that made it: it may be nested too deeply"
            return WorkerDied(Said.of("change_died", told))
        return WritingEnded(Said.of("writing_ended", "the process that writes ended; nothing was changed"))

    def _published(self) -> str | None:
        """The current release, if this batch made it."""
        release = Releases(self._folder).current()
        try:
            made = release and (release.folder / MARK).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return release.name if release and made == self._mark else None


def _fetched(address: str, fetch: Callable[[str], Body]) -> dict[str, Any]:
    try:
        body = fetch(address)
    except StoreError as error:
        return {"refused": packed(error)}
    return {"media_type": body.media_type, "path": body.path, "base": body.base}
