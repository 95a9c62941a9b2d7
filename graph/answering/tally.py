"""Counts of what became of queries, for whoever watches the service."""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph.answering.endings import (
    AnswerTooLarge,
    BudgetSpent,
    DeadlineExceeded,
    MemoryExceeded,
    Overloaded,
    QueryEnded,
    Stopped,
    WorkerDied,
)

STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)  # seconds
_OUTCOMES: dict[type[Exception], str] = {
    DeadlineExceeded: "deadline",
    MemoryExceeded: "memory",
    WorkerDied: "crashed",
    Stopped: "stopped",
    AnswerTooLarge: "too-large",
    Overloaded: "overloaded",
    BudgetSpent: "budget",
    QueryEnded: "ended",
}
OUTCOMES = ("answered", "refused", *_OUTCOMES.values())


def outcome(error: Exception | None) -> str:
    """One word for how a query ended."""
    if error is None:
        return "answered"
    return next((_OUTCOMES[kind] for kind in type(error).__mro__ if kind in _OUTCOMES), "refused")


@dataclass
class Tally:
    """Queries by outcome, their seconds of work, and processes that were ended."""

    outcomes: Counter[str] = field(default_factory=Counter)
    steps: list[int] = field(default_factory=lambda: [0] * (len(STEPS) + 1))
    seconds: float = 0.0
    ended: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, error: Exception | None, seconds: float | None = None) -> None:
        """A query ended, after so many seconds of work if it came to that."""
        with self._lock:
            self.outcomes[outcome(error)] += 1
            if seconds is not None:
                self.steps[bisect_left(STEPS, seconds)] += 1
                self.seconds += seconds

    def add(self, steps: Sequence[int], seconds: float) -> None:
        """So many queries, by their steps, were answered elsewhere, in so many seconds of work together."""
        with self._lock:
            self.steps = [sum(pair) for pair in zip(self.steps, steps, strict=True)]
            self.outcomes[outcome(None)] += sum(steps)
            self.seconds += seconds

    def count_ended(self) -> None:
        """A worker process was ended."""
        with self._lock:
            self.ended += 1
