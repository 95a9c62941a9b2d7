"""How many seconds the queries of one client may work within a sliding window of time."""

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from graph.answering.asker import ANYBODY, Asker
from graph.answering.endings import BudgetSpent

_PARTS = 60  # the window slides by its sixtieth part
_MOST = 100_000  # clients that are remembered, those seen last


class Budget:
    """Counts seconds of work by the mark of their client."""

    def __init__(self, seconds: float, window: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self.window = window
        self._clock = clock
        self._spent: OrderedDict[str, _Spent] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, mark: str, seconds: float) -> None:
        """A query of this client worked so long."""
        with self._lock:
            part, spent = self._part(), self._spent.get(mark)
            if spent is None:
                spent = self._spent[mark] = _Spent()
            spent.forget(part - _PARTS)
            spent.add(part, seconds)
            self._spent.move_to_end(mark)
            if len(self._spent) > _MOST:
                self._spent.popitem(last=False)

    def left(self, mark: str) -> float:
        """Seconds that this client has left now."""
        spent = self._spent.get(mark)
        if spent is None:
            return self.seconds
        with self._lock:
            spent.forget(self._part() - _PARTS)
            return max(0.0, self.seconds - spent.total)

    def wait(self, mark: str) -> int:
        """Seconds until this client has some again; 0 where it has."""
        with self._lock:
            spent = self._spent.get(mark) or _Spent()
            spent.forget(self._part() - _PARTS)
            over = spent.total - self.seconds
            if over < 0:
                return 0
            for part, seconds in spent.parts:
                over -= seconds
                if over < 0:
                    ends = (part + 1 + _PARTS) * self.window / _PARTS
                    return max(1, math.ceil(ends - self._clock()))
            return math.ceil(self.window)

    def _part(self) -> int:
        return int(self._clock() * _PARTS / self.window)


class _Spent:
    """What one client spent, part by part of the window, and in all."""

    def __init__(self) -> None:
        self.parts: deque[tuple[int, float]] = deque()
        self.total = 0.0

    def add(self, part: int, seconds: float) -> None:
        """So much more, in the part that goes on."""
        before = self.parts.pop()[1] if self.parts and self.parts[-1][0] == part else 0.0
        self.parts.append((part, before + seconds))
        self.total += seconds

    def forget(self, oldest: int) -> None:
        """What was spent before the oldest part counts no longer."""
        if self.parts and self.parts[0][0] < oldest:
            while self.parts and self.parts[0][0] < oldest:
                self.parts.popleft()
            self.total = sum(seconds for _, seconds in self.parts)


class Budgets:
    """What clients have by their role: anybody, those with a token, and operators, whom nobody counts."""

    def __init__(self, anybody: float, readers: float, window: float) -> None:
        self._anybody = Budget(anybody, window)
        self._readers = Budget(readers, window)

    def spend(self, asker: Asker, seconds: float) -> None:
        """A query of this asker worked so long."""
        if budget := self._of(asker):
            budget.spend(asker.mark, seconds)

    def left(self, asker: Asker, unpaid: float = 0.0) -> float | None:
        """Seconds that this asker has left beside those of work that goes on; None for operators."""
        budget = self._of(asker)
        return None if budget is None else max(0.0, budget.left(asker.mark) - unpaid)

    def spent(self, asker: Asker) -> BudgetSpent:
        """What is told of a budget of which nothing is left."""
        budget = self._of(asker)
        assert budget is not None
        return BudgetSpent(budget.wait(asker.mark) or 1, budget.seconds, budget.window)

    def _of(self, asker: Asker) -> Budget | None:
        if asker.operates:
            return None
        return self._anybody if asker.role == ANYBODY.role else self._readers
