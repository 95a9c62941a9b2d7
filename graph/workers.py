"""Worker processes for queries from outside: nothing else ends a query of this engine for certain.

Plain subprocesses rather than multiprocessing's fork server: that one imports the parent's main module, here the whole
web application, again in each worker.
"""

import json
import logging
import math
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from graph.answers import Answer, Order
from graph.guard import Dataset, Limits, Query, UnknownGraph, examine
from graph.output import DONE, FAILED, PIECE, Task
from graph.store import BadQuery, FormatNotOffered, StoreError
from graph.waiting import Line

log = logging.getLogger(__name__)

_TURN = 0.1  # seconds between two looks at those who wait for a worker
_START = "import sys; sys.path[:] = sys.argv[3:]; from graph.evaluation import main; main(*map(int, sys.argv[1:3]))"


class QueryEnded(StoreError):
    """A query was ended before its answer was complete."""


class DeadlineExceeded(QueryEnded):
    """A query worked longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the query was ended after {seconds:g} seconds, the longest it may work")
        self.seconds = seconds


class MemoryExceeded(QueryEnded):
    """A query needed more memory than it may have."""


class WorkerDied(QueryEnded):
    """The process that answered a query ended by itself."""


class AnswerTooLarge(QueryEnded):
    """An answer has more rows or bytes than one may have."""


class Overloaded(StoreError):
    """More queries are waiting than can be answered soon."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many queries wait for an answer: try again in {retry_after} seconds")
        self.retry_after = retry_after


class NotForXml(FormatNotOffered):
    """An answer holds what XML cannot carry."""


_BY_KIND: dict[str, type[StoreError]] = {
    "query": BadQuery,
    "graph": UnknownGraph,
    "format": FormatNotOffered,
    "xml": NotForXml,
    "size": AnswerTooLarge,
    "store": StoreError,
}


@dataclass(frozen=True)
class Bounds:
    """How much a query may use, and how many may wait."""

    seconds: float = 10.0  # of work; time spent waiting for a worker comes before
    memory: int = 1024**3  # bytes that it may take beside those of the open store
    rows: int = 1_000_000
    bytes: int = 256 * 1024**2
    waiting: int = 32
    query: Limits = field(default_factory=Limits)  # how large its text may be
    ahead: int = 1024**2  # bytes collected before an answer may begin: a short one is whole, or an error


class QueryPool:
    """Answers queries in processes that can be ended, from whichever release is current when their work begins."""

    def __init__(self, release: Callable[[], Path | None], workers: int = 2, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self._release = release
        self._line = Line(self.bounds.waiting, self.bounds.seconds, self._refusal)
        self._keepers = [threading.Thread(target=self._keep, name=f"query-{n}", daemon=True) for n in range(workers)]
        for keeper in self._keepers:
            keeper.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def examine(self, text: str) -> Query:
        """Look a query over by the limits of this pool; raises `BadQuery`."""
        return examine(text, self.bounds.query)

    def ask(
        self,
        query: Query,
        media_type: str,
        moved: Callable[[], None],
        *,
        seconds: float | None = None,
        dataset: Dataset | None = None,
    ) -> Answer:
        """Begin a query; `moved` is called from another thread whenever its answer has grown or ended.

        The dataset overrides that of the query; `seconds` can only lower the deadline. Raises `Overloaded`.
        """
        bounds, chosen = self.bounds, dataset or query.dataset
        task = Task(
            folder=None,
            text=query.limited(bounds.rows),
            written=query.text,
            default=chosen.default if chosen else None,
            named=chosen.named if chosen else None,
            media_type=media_type,
            rows=bounds.rows if query.cut_by(bounds.rows) else None,
            length=bounds.bytes,
        )
        answer = Answer(Order(task, min(seconds or bounds.seconds, bounds.seconds), moved), bounds.ahead)
        try:
            self._line.put(answer)
        except Overloaded:
            answer.close()
            raise
        return answer

    def answer(self, text: str, media_type: str) -> bytes:
        """The whole answer of a query, for callers that wait; raises `AnswerTooLarge` rather than leave rows out."""
        moved = threading.Event()
        answer = self.ask(self.examine(text), media_type, moved.set)
        try:
            while not answer.ended:
                moved.wait()
                moved.clear()
            if answer.full:
                raise AnswerTooLarge(f"the answer has more than {self.bounds.rows} rows")
            return b"".join(iter(answer.read, b""))
        finally:
            answer.close()

    def close(self) -> None:
        """End all work and all processes."""
        self._line.close()
        for keeper in self._keepers:
            keeper.join()

    def _refusal(self) -> Overloaded:
        return Overloaded(math.ceil(self.bounds.seconds / 2))

    def _keep(self) -> None:
        worker = self._hire()
        while worker and (answer := self._line.take()) is not None:
            if answer.begin(worker.kill) and not self._work(worker, answer):
                worker.end()
                worker = self._hire()
            self._line.leave(answer)
        if worker:
            worker.end()

    def _hire(self) -> "_Worker | None":
        """A new worker, as soon as the system can give one; None after the end."""
        while not self._line.closed:
            try:
                return _Worker(self.bounds.memory)
            except OSError as error:
                log.error("no worker process can be started: %s", error)
                time.sleep(1)
        return None

    def _work(self, worker: "_Worker", answer: Answer) -> bool:
        """Have a worker answer; false when it is of no further use."""
        try:
            task = self._placed(answer.order.task)
        except (StoreError, OSError) as error:
            answer.end(error if isinstance(error, StoreError) else StoreError(str(error)))
            return True
        try:
            return self._converse(worker, task, answer) and not answer.stopped
        except (EOFError, OSError):
            answer.end(QueryEnded("the query was called off") if answer.stopped else worker.fate())
        except DeadlineExceeded as error:
            worker.kill()
            answer.end(error)
        log.warning("query ended: %s", answer.error)
        return False

    def _converse(self, worker: "_Worker", task: Task, answer: Answer) -> bool:
        deadline = time.monotonic() + answer.order.seconds
        worker.send(task)
        while (message := worker.receive(deadline, self._line.expire)) is not None:
            if (fit := _take(message, answer)) is not None:
                return fit
        raise DeadlineExceeded(answer.order.seconds)

    def _placed(self, task: Task) -> Task:
        folder = self._release()
        return replace(task, folder=None if folder is None else str(folder))


def _take(message: bytes, answer: Answer) -> bool | None:
    kind, content = message[:1], message[1:]
    if kind == PIECE:
        answer.write(content)
        return None
    told = json.loads(content)
    if kind == DONE:
        answer.end(full=told["full"])
        return not told["worn"]
    assert kind == FAILED
    answer.end(_error(**told))
    return True


def _error(kind: str, message: str, line: int | None, column: int | None) -> StoreError:
    error = _BY_KIND[kind]
    return error(message, line, column) if issubclass(error, BadQuery) else error(message)


class _Worker:
    """A worker process, and the socket it is spoken to by."""

    def __init__(self, memory: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), str(memory), *sys.path]
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._connection = Connection(ours.detach())

    def send(self, task: Task) -> None:
        self._connection.send_bytes(task.packed())

    def receive(self, deadline: float, meanwhile: Callable[[], None]) -> bytes | None:
        """The next message, None when the deadline comes first."""
        while (left := deadline - time.monotonic()) > 0:
            if self._connection.poll(min(left, _TURN)):
                return self._connection.recv_bytes()
            meanwhile()
        return None

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()

    def fate(self) -> QueryEnded:
        """Why a process ended that was not to."""
        code = self._process.wait()
        if code in {-signal.SIGABRT, 128 + signal.SIGABRT, -signal.SIGKILL}:
            return MemoryExceeded("the query needs more memory than a query may have")
        return WorkerDied("the query ended the process that answered it: it may be nested too deeply")

    def end(self) -> None:
        """End the process, and wait until it is gone."""
        self.kill()
        self._process.wait()
        self._connection.close()
