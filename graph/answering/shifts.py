"""One query at work: how long it worked, and the process that works on it."""

import threading
import time

from graph.answering.answers import Answer
from graph.answering.worker import Worker

QUANTUM = 0.25  # seconds of work after which a query counts as long, and lets short ones go first

TURN = 1.0  # seconds that a long query works on before another one does

_STRETCH = 2  # deadlines within which an answer that goes out already must be whole, however busy the machine is


class Shift:
    """A worker on one answer. Its clock stands still while the worker is paused.

    Of an answer that goes out already its deadline counts what its process worked: on a busy machine it has only a part
    of each second, and would else be cut for what others do.
    """

    def __init__(self, answer: Answer, worker: Worker) -> None:
        self.answer = answer
        self.worker = worker
        self.mark = answer.order.asker.mark
        self.is_long = False
        self.began = time.monotonic()
        self._clock = worker.clock
        self._paused_at: float | None = None
        self._paused = 0.0
        self._paid = False
        self._has_opened = False
        self._lock = threading.Lock()

    @property
    def worked(self) -> float:
        """Seconds of work."""
        with self._lock:
            until = time.monotonic() if self._paused_at is None else self._paused_at
            return until - self.began - self._paused

    @property
    def rested(self) -> float:
        """Seconds of the pause that goes on."""
        at = self._paused_at
        return 0.0 if at is None else time.monotonic() - at

    @property
    def turns(self) -> int:
        """Whole seconds of work, by which long queries take turns."""
        return int(self.worked / TURN)

    @property
    def runs(self) -> bool:
        """Whether it is not paused."""
        return self._paused_at is None

    @property
    def unpaid(self) -> float:
        """Seconds of work that no budget has counted yet."""
        return 0.0 if self._paid else self.worked

    def pay(self) -> float:
        """The seconds that it worked in all, to be counted now."""
        self._paid = True
        return self.worked

    def opened(self, at: float) -> None:
        """Its process had a release to open until then (`time.monotonic`), which is no work of this query.

        Said once, and of what is over: whatever its process says, it ends within two deadlines.
        """
        with self._lock:
            if not self._has_opened:
                self._paused += max(0.0, min(at, time.monotonic()) - self.began - self._paused)
                self._clock = self.worker.clock
                self._has_opened = True

    def left(self) -> float:
        """Seconds until its deadline."""
        seconds, worked = self.answer.order.seconds, self.worked
        if worked < seconds or not self.answer.begun:
            return seconds - worked
        return min(seconds - (self.worker.clock - self._clock), _STRETCH * seconds - worked)

    def spare(self) -> float:
        """The same, and none where the query was called off."""
        return 0.0 if self.answer.stopped else self.left()

    def age(self) -> None:
        """Count it as long from now on, if it worked long enough."""
        self.is_long = self.is_long or self.worked >= QUANTUM

    def pause(self) -> None:
        """Stop its process; the memory is kept."""
        with self._lock:
            if self._paused_at is None:
                self._paused_at = time.monotonic()
                self.worker.pause()

    def go_on(self) -> None:
        """Let its process work again."""
        with self._lock:
            if self._paused_at is not None:
                self._paused += time.monotonic() - self._paused_at
                self._paused_at = None
                self.worker.go_on()
