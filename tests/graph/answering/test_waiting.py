"""Who is woken when a query ends: who waits for its place, and nobody else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from graph.answering.answers import Answer, Order
from graph.answering.asker import ANYBODY
from graph.answering.bounds import Bounds
from graph.answering.placing import task_of_graph
from graph.answering.waiting import Line, Places
from tests.graph.answering.pools import JSON, until

PATIENCE = 30  # seconds


class Counted(Line):
    """A line that counts how often somebody looks for the next."""

    looks = 0

    def _next(self) -> str | None:
        self.looks += 1
        return super()._next()


def answer() -> Answer:
    return Answer(Order(task_of_graph(None, JSON, Bounds()), PATIENCE, lambda: None, ANYBODY, "GRAPH"), 1)


@contextmanager
def taking(line: Line, threads: int, taken: list[Answer]) -> Iterator[None]:
    """So many threads that take who comes next, until there is none."""

    def take() -> None:
        while (found := line.take()) is not None:
            taken.append(found)

    running = [threading.Thread(target=take) for _ in range(threads)]
    try:
        for thread in running:
            thread.start()
        yield
    finally:
        line.close()
        for thread in running:
            thread.join()


def test_a_query_that_ends_while_nobody_waits_wakes_no_thread() -> None:
    line = Counted(Places(short=2, all=6, waiting=10, patience=PATIENCE, memory=1))
    with taking(line, 6, []):
        until(lambda: line.looks == 6)
        here = answer()
        assert line.enter(here)
        line.leave(here)
        time.sleep(0.1)
        assert line.looks == 6
        here.close()


def test_a_query_that_ends_gives_its_place_to_who_waits() -> None:
    line, taken = Line(Places(short=1, all=3, waiting=10, patience=PATIENCE, memory=1)), list[Answer]()
    answers = [answer() for _ in range(4)]
    with taking(line, 3, taken):
        for each in answers:
            line.put(each)
        for count, each in enumerate(answers, start=1):
            until(lambda count=count: len(taken) == count)  # type: ignore[misc]
            assert taken[-1] is each
            line.leave(each)
        assert not line.waiting
    for each in answers:
        each.close()
