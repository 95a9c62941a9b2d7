"""Queries that may not go on, processes that are lost: nobody else notices, nothing is left."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.answering.answers import Answer, Order
from graph.answering.asker import ANYBODY, Asker
from graph.answering.bounds import Bounds
from graph.answering.endings import (
    BudgetSpent,
    DeadlineExceeded,
    MemoryExceeded,
    Overloaded,
    Stopped,
    WorkerDied,
)
from graph.answering.nursery import Nursery
from graph.answering.placing import task_of_graph
from graph.answering.runs import UnknownRun
from graph.answering.shifts import Shift
from graph.answering.worker import ProcessWorker
from graph.answering.workers import QueryPool
from graph.federated import Reach
from graph.federation import Part
from graph.guard import Query, examine
from tests.graph.answering.pools import ALL, COUNT, ENDLESS, JSON, MANY, children, rows, until


def test_a_runaway_query_ends_at_its_deadline_and_others_do_not_notice(large: Path) -> None:
    with QueryPool(lambda: large, workers=2, bounds=Bounds(seconds=1.5)) as pool:
        ended: list[float] = []

        def run_away() -> None:
            begun = time.monotonic()
            with pytest.raises(DeadlineExceeded, match=r"1\.5 seconds"):
                pool.answer(ENDLESS, JSON)
            ended.append(time.monotonic() - begun)

        runaway = threading.Thread(target=run_away)
        runaway.start()
        answered = 0
        while runaway.is_alive():
            assert len(rows(pool.answer("SELECT * { <http://s/7> ?p ?o }", JSON))) == 1
            answered += 1
        assert 1.5 <= ended[0] < 8  # on a busy machine; by the usual deadline it would be ten
        assert answered >= 3  # how many depends on the machine; one at a time behind the other would be none
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)


def test_a_caller_may_shorten_the_deadline_but_not_lengthen_it(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=1)) as pool:
        for asked, expected in ((0.2, 0.2), (60, 1)):
            moved = threading.Event()
            answer = pool.ask(examine(ENDLESS), JSON, moved.set, seconds=asked)
            until(lambda answer=answer: answer.ended)  # type: ignore[misc]
            assert isinstance(answer.error, DeadlineExceeded)
            assert answer.error.seconds == expected
            answer.close()


def test_a_query_that_eats_memory_is_ended(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=60, memory=200 * 1024**2)) as pool:
        with pytest.raises(MemoryExceeded):
            pool.answer("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c", JSON)
        assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3


def test_a_worker_that_has_grown_is_replaced_and_nobody_notices(large: Path) -> None:
    before = children()
    with QueryPool(lambda: large, workers=1, bounds=Bounds(memory=32 * 1024**2)) as pool:
        seen = set[int]()
        for _ in range(5):
            assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3
            until(lambda seen=frozenset(seen): bool(children() - before - seen))  # type: ignore[misc]
            seen |= children() - before
    assert len(seen) >= 5


def test_a_query_that_breaks_its_process_breaks_nothing_else(pool: QueryPool) -> None:
    deep = Query("SELECT (" + "STR(" * 50_000 + "1" + ")" * 50_000 + " AS ?x) {}", "SELECT")  # the guard left out
    answer = pool.ask(deep, JSON, lambda: None)
    until(lambda: answer.ended)
    assert isinstance(answer.error, WorkerDied)
    answer.close()
    assert len(rows(pool.answer(ALL, JSON))) == 1


def test_an_answer_that_nobody_reads_any_more_frees_its_worker(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        answer = pool.ask(examine(ENDLESS), JSON, lambda: None)
        time.sleep(0.3)
        answer.close()
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)


def others(query: str, number: int, pool: QueryPool) -> list[Answer]:
    """The same query by so many clients."""
    return [pool.ask(examine(query), JSON, lambda: None, asker=Asker(f"client-{each}")) for each in range(number)]


def begun(pool: QueryPool, number: int) -> None:
    """Wait until so many queries have begun, and none waits."""
    until(lambda: len(pool.runs()) == number and all(run.state != "waits" for run in pool.runs()))


def test_more_queries_than_may_wait_are_turned_away_at_once(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600, waiting=4)) as pool:
        running = others(ENDLESS, 3, pool)
        begun(pool, 3)
        waiting = others(ENDLESS, 4, pool)
        with pytest.raises(Overloaded) as refused:
            pool.answer(ALL, JSON)
        assert refused.value.retry_after == 300
        for each in (*running, *waiting):
            each.close()


def test_one_client_takes_neither_all_places_nor_half_of_the_line(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600, waiting=4)) as pool:
        greedy = [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(2)]
        begun(pool, 2)
        greedy += [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(2)]
        with pytest.raises(Overloaded):
            pool.ask(examine(ENDLESS), JSON, lambda: None)
        (other,) = others(ALL, 1, pool)
        until(lambda: other.ended)
        assert other.error is None
        for each in (*greedy, other):
            each.close()


def test_who_waits_longer_than_a_query_may_work_is_turned_away(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=0.2)) as pool:
        answers = [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(6)]
        until(lambda: all(each.ended for each in answers))
        assert {type(each.error) for each in answers} == {DeadlineExceeded, Overloaded}
        for each in answers:
            each.close()


def test_long_queries_of_the_same_client_keep_nobody_waiting(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        long = [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(2)]
        until(lambda: {run.state for run in pool.runs()} == {"works", "pauses"})
        (other,) = others(COUNT, 1, pool)
        until(lambda: other.ended)
        assert other.error is None
        for each in (*long, other):
            each.close()


def test_the_clock_of_a_query_stands_still_while_it_pauses(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=3)) as pool:
        long = others(ENDLESS, 2, pool)  # the second waits for the first to be a long one, at most as long
        until(lambda: all(each.ended for each in long))
        assert [type(each.error) for each in long] == [DeadlineExceeded, DeadlineExceeded]
        for each in long:
            each.close()
        assert pool.tally.outcomes["deadline"] == 2
        assert 6 <= pool.tally.seconds < 12


@pytest.mark.parametrize(("begun", "left"), [(False, False), (True, True)], ids=["still-silent", "on-its-way"])
def test_the_deadline_of_an_answer_on_its_way_counts_what_was_worked(begun: bool, left: bool) -> None:
    with Nursery(Bounds().memory) as nursery:
        worker = ProcessWorker(nursery)  # as on a busy machine: it has something to do, and no time for it
        answer = Answer(Order(task_of_graph(None, "text/turtle", Bounds()), 0.2, lambda: None), ahead=1)
        shift = Shift(answer, worker)
        answer.write(b"begun" if begun else b"")
        time.sleep(0.25)
        assert (shift.left() > 0) is left
        time.sleep(0.4)
        assert shift.left() <= 0
        answer.close()
        worker.end()


def test_whatever_a_process_says_of_opening_a_release_it_ends_within_two_deadlines() -> None:
    with Nursery(Bounds().memory) as nursery:
        worker = ProcessWorker(nursery)
        answer = Answer(Order(task_of_graph(None, "text/turtle", Bounds()), 0.2, lambda: None), ahead=1)
        shift = Shift(answer, worker)
        shift.opened(time.monotonic() + 1_000)
        assert shift.worked >= 0
        assert shift.left() <= 0.2
        time.sleep(0.25)
        shift.opened(time.monotonic())
        assert shift.left() <= 0
        answer.close()
        worker.end()


def test_a_client_without_budget_is_told_when_to_come_back(large: Path) -> None:
    bounds = Bounds(seconds=20, budget=0.4, window=1200)
    with QueryPool(lambda: large, workers=1, bounds=bounds) as pool:
        assert pool.left(ANYBODY) == 0.4
        long = pool.ask(examine(ENDLESS), JSON, lambda: None, seconds=0.5)
        until(lambda: long.ended)
        long.close()
        assert pool.left(ANYBODY) == 0
        with pytest.raises(BudgetSpent) as refused:
            pool.answer(ALL, JSON)
        assert 1100 <= refused.value.retry_after <= 1220
        other, token = others(ALL, 1, pool)[0], pool.ask(examine(ALL), JSON, lambda: None, asker=Asker("x", "read"))
        until(lambda: other.ended and token.ended)
        assert (other.error, token.error) == (None, None)
        assert pool.left(Asker("root", "operator")) is None
        other.close()
        token.close()


@pytest.mark.parametrize(("role", "seconds"), [("anonymous", 0.3), ("read", 0.6), ("write", 0.6), ("operator", 0.9)])
def test_the_deadline_depends_on_the_role(large: Path, role: str, seconds: float) -> None:
    bounds = Bounds(seconds=0.3, seconds_read=0.6, seconds_operator=0.9)
    with QueryPool(lambda: large, workers=1, bounds=bounds) as pool:
        answer = pool.ask(examine(ENDLESS), JSON, lambda: None, asker=Asker("me", role))
        until(lambda: answer.ended)
        assert isinstance(answer.error, DeadlineExceeded)
        assert answer.error.seconds == seconds
        answer.close()


def test_a_query_is_stopped_by_its_asker_or_an_operator_only(large: Path) -> None:
    me, other, operator = Asker("me"), Asker("other"), Asker("root", "operator")
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        for who, words in ((me, "its asker"), (operator, "an operator")):
            answer = pool.ask(examine(ENDLESS), JSON, lambda: None, asker=me)
            until(lambda: [run.state for run in pool.runs()] == ["works"])
            with pytest.raises(UnknownRun):
                pool.stop(answer.id, other)
            pool.stop(answer.id, who)
            until(lambda answer=answer: answer.ended)  # type: ignore[misc]
            assert isinstance(answer.error, Stopped)
            assert words in str(answer.error)
            answer.close()
            until(lambda: not pool.runs())


def test_all_queries_together_have_so_much_memory(large: Path) -> None:
    bounds = Bounds(seconds=60, memory_all=200 * 1024**2)
    with QueryPool(lambda: large, workers=1, bounds=bounds) as pool, pytest.raises(MemoryExceeded, match="together"):
        pool.answer("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c", JSON)


def test_the_process_that_forks_may_be_lost(large: Path) -> None:
    before = children()
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3
        running = pool.ask(examine(ENDLESS), JSON, lambda: None)
        until(lambda: [run.state for run in pool.runs()] == ["works"])
        for each in children() - before:
            os.kill(each, signal.SIGKILL)
        until(lambda: running.ended)
        assert running.error is not None
        running.close()
        assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3
    assert children() - before == set()


def test_no_process_is_left_when_a_pool_is_closed(large: Path) -> None:
    before = children()
    pool = QueryPool(lambda: large, workers=2, bounds=Bounds(seconds=600))
    running = pool.ask(examine(ENDLESS), JSON, lambda: None)
    assert len(rows(pool.answer(ALL + " LIMIT 1", JSON))) == 1
    assert len(children() - before) >= 3  # one works, one is ready, and what they are forked from
    pool.close()
    assert children() - before == set()
    assert running.ended
    with pytest.raises(Overloaded):
        pool.ask(examine(ALL), JSON, lambda: None)
    running.close()


ORPHANS = """
import sys, time
from pathlib import Path
from graph.guard import examine
from graph.answering.bounds import Bounds
from graph.answering.workers import QueryPool
from tests.graph.answering.pools import children

pool = QueryPool(lambda: Path(sys.argv[1]), workers=1, bounds=Bounds(seconds=600))
pool.answer("ASK {}", "application/sparql-results+json")
pool.ask(examine(sys.argv[2]), "application/sparql-results+json", lambda: None)
time.sleep(0.3)
print(*children())
sys.stdout.flush()
time.sleep(600)
"""


def test_a_worker_ends_with_its_parent_even_while_it_works(large: Path) -> None:
    command = [sys.executable, "-c", ORPHANS, str(large), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as parent:
        assert parent.stdout is not None
        workers = [int(each) for each in parent.stdout.readline().split()]
        parent.kill()
    assert len(workers) >= 2
    until(lambda: not any(_runs(each) for each in workers))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_nobody_thought_of_ends_a_query_and_not_who_answers(large: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Odd(Reach):
        def ask(self, part: Part, left: Callable[[], float]) -> str:
            raise RuntimeError("what an endpoint made of it")

    asked = "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }"
    with QueryPool(lambda: large, workers=1, bounds=Bounds(reach=Odd(("e",)))) as pool:
        for _ in range(4):  # more often than there are threads
            with pytest.raises(WorkerDied):
                pool.answer(asked, JSON)
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)
    assert "what an endpoint made of it" in caplog.text
