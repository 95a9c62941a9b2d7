"""Workers that are ready, and new ones as they are needed."""

import logging
import time
from collections.abc import Callable

from graph.answering.tally import Tally
from graph.answering.worker import Worker

log = logging.getLogger(__name__)


class Staff:
    """Keeps some workers between two queries, so that nobody waits for a new process."""

    def __init__(self, hire: Callable[[], Worker], most: int, tally: Tally) -> None:
        self._hire = hire
        self._most = most
        self._tally = tally
        self._idle: list[Worker] = []
        self._closed = False
        self.can_hire = True  # whether the system gave a worker when it was asked last

    @property
    def next(self) -> Worker | None:
        """The worker that would be given next, if one is ready."""
        return self._idle[-1] if self._idle else None

    @property
    def takes(self) -> bool:
        """Whether there is room for one more that is ready."""
        return not self._closed and len(self._idle) < self._most

    def get(self) -> Worker | None:
        """A worker that is ready, or a new one as soon as the system can give one; None after the end."""
        while not self._closed:
            try:
                while True:
                    worker = self._pop() or self._hire()
                    if worker.alive:
                        self.can_hire = True
                        return worker
                    worker.end()
            except OSError as error:
                self.can_hire = False
                log.error("no worker can be had: %s", error)
                time.sleep(1)
        return None

    def seize(self, worker: Worker) -> bool:
        """Take this one; false where another thread was quicker."""
        try:
            self._idle.remove(worker)
        except ValueError:
            return False
        return True

    def put(self, worker: Worker) -> None:
        """Keep one that is ready, where there is room."""
        self._idle.append(worker)

    def give_back(self, worker: Worker, *, fit: bool) -> None:
        """Keep a worker that is fit for another query and for which there is room, or end it."""
        if fit and self.takes:
            self.put(worker)
            return
        worker.end()
        self._tally.count_ended()

    def prepare(self) -> None:
        """See that one is ready: who asks next does not wait for it."""
        if not self._idle and (worker := self.get()):
            self.give_back(worker, fit=True)

    def close(self) -> None:
        """Give none any more."""
        self._closed = True

    def end(self) -> None:
        """End those that are ready."""
        for worker in self._idle:
            worker.end()

    def _pop(self) -> Worker | None:
        try:
            return self._idle.pop()
        except IndexError:  # none, or another thread was quicker
            return None
