"""How much of a budget is left as time goes by."""

import time
from pathlib import Path

import pytest

from graph.answering.asker import Asker
from graph.answering.budget import _PARTS, Budget
from graph.answering.workers import QueryPool
from tests.graph.answering.pools import ALL, COUNT, JSON, begin_with


class Clock:
    """Seconds that pass when they are told to."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_what_was_spent_counts_until_its_part_of_the_window_is_over() -> None:
    clock = Clock()
    budget = Budget(10.0, 60.0, clock)
    assert (budget.left("a"), budget.wait("a")) == (10.0, 0)
    budget.spend("a", 4.0)
    clock.now += 30
    budget.spend("a", 7.0)
    assert (budget.left("a"), budget.left("b")) == (0.0, 10.0)
    assert budget.wait("a") == 31  # seconds until the first four are over: the window and the part they were spent in
    clock.now += 31
    assert (budget.left("a"), budget.wait("a")) == (3.0, 0)
    clock.now += 60 + 60 / _PARTS
    assert budget.left("a") == 10.0


def test_who_was_not_seen_the_longest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.answering.budget._MOST", 2)
    budget = Budget(10.0, 60.0, Clock())
    for mark in "abac":
        budget.spend(mark, 1.0)
    assert [budget.left(mark) for mark in "abc"] == [8.0, 10.0, 9.0]


_OPENED_SLOWLY = """
import time
from graph.answering import evaluation
hold = evaluation.Hold
evaluation.Hold = lambda folder: (time.sleep(1.5), hold(folder))[1]
"""


def test_nobody_pays_for_opening_a_release(small: Path, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_with(_OPENED_SLOWLY, monkeypatch)
    now, other = [small], Asker("other")
    with QueryPool(lambda: now[0], workers=1) as pool:
        pool.answer(ALL, JSON)
        now[0] = large
        began = time.monotonic()
        pool.answer(COUNT, JSON, other)
        took = time.monotonic() - began
        assert took >= 1.5
        assert pool.bounds.budget - (pool.left(other) or 0.0) <= took - 1.5
