"""Lookups beside the process that counts: what they take is told to it, and what it tells is heeded."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering.asker import Asker
from graph.answering.bounds import Bounds
from graph.answering.instant import Short, short
from graph.answering.offhand import Beside, Took
from graph.answering.tally import STEPS
from graph.answering.workers import QueryPool

JSON = "application/sparql-results+json"
ME, YOU = Asker("192.0.2.1"), Asker("192.0.2.2")
BOUNDS = Bounds(budget=10.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = ox.Store(str(tmp_path / "first"))
    store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.Literal("first")))
    store.flush()
    del store
    return tmp_path / "first"


@pytest.fixture
def beside(folder: Path) -> Beside:
    return Beside(lambda: folder, BOUNDS, lambda: None)


@pytest.fixture
def pool(folder: Path) -> Iterator[QueryPool]:
    with QueryPool(lambda: folder, 1, BOUNDS) as pool:
        yield pool


def lookup() -> Short:
    found = short("SELECT ?o { <urn:a> <urn:p> ?o }")
    assert found
    return found


def test_the_first_lookup_waits_for_the_release(beside: Beside) -> None:
    assert b'"first"' in (beside.at_once(lookup(), JSON, ME) or b"")


def test_what_lookups_took_is_told_once(beside: Beside, pool: QueryPool) -> None:
    for asker in (ME, ME, YOU):
        beside.at_once(lookup(), JSON, asker)
    took = beside.took()
    assert took is not None
    assert took.spent.keys() == {ME.mark, YOU.mark}
    assert beside.took() is None
    left = pool.add(took)
    assert pool.tally.outcomes["answered"] == sum(pool.tally.steps) == 3
    assert pool.tally.seconds == pytest.approx(sum(took.spent.values()))
    assert left == pytest.approx({mark: 10.0 - spent for mark, spent in took.spent.items()})


def test_who_has_spent_its_budget_elsewhere_is_answered_no_more(beside: Beside, pool: QueryPool) -> None:
    pool._count(ME, 10.0)
    assert beside.at_once(lookup(), JSON, ME) is not None  # nobody has told yet
    took = beside.took()
    assert took is not None
    beside.tell(pool.add(took))
    assert beside.left(ME) == 0.0
    assert beside.at_once(lookup(), JSON, ME) is None
    assert beside.at_once(lookup(), JSON, YOU) is not None


def test_who_has_some_again_is_told_when_it_asks(beside: Beside) -> None:
    beside.tell({ME.mark: 0.0})
    assert beside.at_once(lookup(), JSON, ME) is None
    assert beside.took() == Took({ME.mark: 0.0}, [0] * (len(STEPS) + 1))
    beside.tell({ME.mark: 2.5})
    assert beside.left(ME) == 2.5
    assert beside.at_once(lookup(), JSON, ME) is not None


def test_what_is_spent_here_counts_before_it_is_told(beside: Beside) -> None:
    beside._count(ME, 4.0)
    assert beside.left(ME) == 6.0
    beside._count(ME, 9.0)
    assert beside.left(ME) == 0.0
    assert beside.at_once(lookup(), JSON, ME) is None


def test_no_more_than_some_clients_are_remembered(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.answering.offhand._MOST", 3)
    beside.tell({f"192.0.2.{number}": 0.0 for number in range(5)})
    assert beside.left(ME) == 0.0
    beside.tell({YOU.mark: 1.0})
    assert (beside.left(ME), beside.left(YOU)) == (10.0, 1.0)
