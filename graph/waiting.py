"""Answers that wait for a worker, and those being worked on."""

import threading
import time
from collections import deque
from collections.abc import Callable

from graph.answers import Answer


class Line:
    """The first come is served first; who finds it full, or waits too long in it, is turned away."""

    def __init__(self, most: int, seconds: float, refusal: Callable[[], Exception]) -> None:
        self._most = most
        self._seconds = seconds
        self._refusal = refusal
        self._waiting: deque[Answer] = deque()
        self._working: set[Answer] = set()
        self._changed = threading.Condition()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether nobody is served any more."""
        return self._closed

    def put(self, answer: Answer) -> None:
        """Stand at the end; raises the refusal where the line is full or closed."""
        with self._changed:
            if self._closed or len(self._waiting) >= self._most:
                raise self._refusal()
            self._waiting.append(answer)
            self._changed.notify()

    def take(self) -> Answer | None:
        """The next one, as soon as there is one; None after the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            answer = self._waiting.popleft()
            self._working.add(answer)
            return answer

    def leave(self, answer: Answer) -> None:
        """A worker is done with it."""
        with self._changed:
            self._working.discard(answer)

    def expire(self) -> None:
        """Turn away those who waited too long, or do not wait any more."""
        with self._changed:
            oldest = time.monotonic() - self._seconds
            kept = deque(answer for answer in self._waiting if answer.asked >= oldest and not answer.closed)
            gone, self._waiting = set(self._waiting) - set(kept), kept
        for answer in gone:
            answer.end(self._refusal())

    def close(self) -> None:
        """Turn away all who wait, and end the work that goes on."""
        with self._changed:
            self._closed = True
            waiting, working = list(self._waiting), list(self._working)
            self._waiting.clear()
            self._changed.notify_all()
        for answer in waiting:
            answer.end(self._refusal())
        for answer in working:
            answer.stop()
