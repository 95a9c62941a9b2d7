"""A worker process as its parent sees it: it is given a task, sends pieces of the answer, and can be ended."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from resource import getpagesize
from typing import Protocol

from graph.answering.endings import MemoryExceeded, QueryEnded, WorkerDied
from graph.answering.nursery import Nursery
from graph.answering.wire import Wire
from graph.results.output import Task
from ontology.saying import Said

_PAGE = getpagesize()
_SCHEDULED = 2  # of the clocks of another process (clock_getcpuclockid of Linux), the one by which it is scheduled
_TURN = 0.05  # seconds between two looks at whatever else there is to do


class Worker(Protocol):
    """What answers one query after another, and can be ended; also from other threads than the one that speaks."""

    @property
    def alive(self) -> bool:
        """Whether it can be given a task."""

    @property
    def memory(self) -> int:
        """Bytes of memory that it holds by itself now, as far as the system tells."""

    @property
    def clock(self) -> float:
        """Seconds by its own clock: those it worked, or where nobody can tell, those that went by."""

    def send(self, task: Task) -> None:
        """Give it something to answer."""

    def receive(self, left: Callable[[], float]) -> bytes | None:
        """The next message, None when no time is left before it comes; raises EOFError or OSError where it ended."""

    def pause(self) -> None:
        """Give it no time until it goes on."""

    def go_on(self) -> None:
        """Give it time again."""

    def kill(self) -> None:
        """End its work now."""

    def fate(self) -> QueryEnded:
        """Why it ended though it was not to."""

    def end(self) -> None:
        """End it, and wait until it is gone."""


class ProcessWorker:
    """A forked process."""

    def __init__(self, nursery: Nursery) -> None:
        self._child, ours = nursery.child()
        self.wire = Wire(ours.detach())
        self.kill = self._child.kill
        self.pause = self._child.pause
        self.go_on = self._child.go_on

    @property
    def alive(self) -> bool:
        return not self._child.ended

    def send(self, task: Task) -> None:
        self.wire.send(task.packed())

    def receive(self, left: Callable[[], float]) -> bytes | None:
        while (seconds := left()) > 0:
            if (message := self.wire.next()) is not None:
                return message
            if self.wire.wait(min(seconds, _TURN)):
                self.wire.fill()
        return None

    def fate(self) -> QueryEnded:
        if self._child.wait() in {-signal.SIGABRT, 128 + signal.SIGABRT, -signal.SIGKILL}:
            return MemoryExceeded(Said.of("memory", "the query needs more memory than a query may have"))
        return WorkerDied(
            Said.of("query_died", "the query ended the process that answered it: it may be nested too deeply")
        )

    @property
    def memory(self) -> int:
        try:
            fields = Path(f"/proc/{self._child.number}/statm").read_text(encoding="ascii").split()
        except OSError:
            return 0
        return (int(fields[1]) - int(fields[2])) * _PAGE

    @property
    def clock(self) -> float:
        try:
            return time.clock_gettime(~self._child.number << 3 | _SCHEDULED)
        except OSError:
            return time.monotonic()

    def end(self) -> None:
        self.kill()
        self._child.wait()
        self.wire.close()
