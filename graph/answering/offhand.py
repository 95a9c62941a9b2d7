"""Short queries, answered here and now: by the process that has the workers, and by those beside it that have none."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from graph.answering.asker import ANYBODY, Asker
from graph.answering.bounds import Bounds
from graph.answering.budget import Budgets
from graph.answering.instant import Short
from graph.answering.instants import Instants
from graph.answering.placing import Placing
from graph.answering.tally import Tally

_MOST = 100_000  # clients whose budget is known beside the process that counts


class Took(NamedTuple):
    """What lookups took elsewhere: seconds by the mark of their client, and how many took how long (`Tally.steps`)."""

    spent: Mapping[str, float]
    steps: list[int]


class Offhand:
    """Answers short queries from the release that is current, and counts what that took."""

    def __init__(self, placing: Placing, bounds: Bounds, instants: Instants | None) -> None:
        """Answer from the release of `placing`; without `instants`, nothing."""
        self.bounds = bounds
        self.tally = Tally()
        self._placing = placing
        self._instants = instants
        self._budgets = Budgets(bounds.budget, bounds.budget_read, bounds.window)

    def at_once(self, query: Short, media_type: str, asker: Asker = ANYBODY, state: str | None = None) -> bytes | None:
        """The whole answer of a short query, given here and now; None where it is to be asked as any other.

        Whoever has just asked for the `state` gives it, so that nobody looks twice.
        """
        if self._instants is None or asker.operates or self.left(asker) == 0.0 or self._placing.own():
            return None
        began = time.monotonic()
        if (answer := self._instants.answer(query, media_type, state)) is not None:
            self._count(asker, time.monotonic() - began)
        return answer

    def left(self, asker: Asker) -> float | None:
        """Seconds that the queries of this asker may still work within the window; None where nobody counts."""
        return self._budgets.left(asker)

    def state(self, *, operates: bool) -> str | None:
        """A mark of the release that is answered from now, for operators or for others; None where there is none."""
        return self._placing.state(operates=operates)

    def add(self, took: Took) -> dict[str, float]:
        """Count what lookups of anybody took elsewhere; gives the seconds that these clients have left."""
        self.tally.add(took.steps, sum(took.spent.values()))
        askers = [Asker(mark) for mark in took.spent]
        for each in askers:
            self._budgets.spend(each, took.spent[each.mark])
        return {each.mark: self.left(each) or 0.0 for each in askers}

    def _count(self, asker: Asker, worked: float, error: Exception | None = None) -> None:
        self.tally.count(error, worked)
        self._budgets.spend(asker, worked)


class Beside(Offhand):
    """The same for anybody in a process that does not count: it tells what it spent, and is told who has how much."""

    def __init__(self, release: Callable[[], Path | None], bounds: Bounds, own: Callable[[], str | None]) -> None:
        """Answer from what `release` names; nothing where `own` names a graph that stands for the default graph."""
        instants = Instants(release, bounds.rows, bounds.bytes, waits=True)
        super().__init__(Placing(release, release, own, bounds.reach), bounds, instants)
        self._left: dict[str, float] = {}  # as it was told last, less what was spent since
        self._spent: dict[str, float] = {}  # and not told yet

    def left(self, asker: Asker) -> float:
        """Seconds that this asker has left, as far as that is known; all of them where it was not seen here before."""
        self._spent.setdefault(asker.mark, 0.0)  # so that it is told, and what comes back is heeded
        return self._left.get(asker.mark, self.bounds.budget)

    def took(self) -> Took | None:
        """What lookups took since this was asked before; None where there were none."""
        if not self._spent:
            return None
        took, self._spent, self.tally = Took(self._spent, self.tally.steps), {}, Tally()
        return took

    def look(self) -> None:
        """See that the release that is current is open; to be called again and again."""
        if self._instants is not None:
            self._instants.look()

    def tell(self, left: Mapping[str, float]) -> None:
        """These clients have so many seconds left."""
        if len(self._left) > _MOST:
            self._left.clear()
        self._left.update(left)

    def _count(self, asker: Asker, worked: float, error: Exception | None = None) -> None:
        self.tally.count(error, worked)
        left = self.left(asker)
        self._spent[asker.mark] += worked
        self._left[asker.mark] = max(0.0, left - worked)
