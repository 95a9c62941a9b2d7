"""Stores that are read in a little when they are opened, and processes that have one open before they are asked."""

import itertools
import os
import shutil
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering import warming
from graph.answering.instant import short
from graph.answering.instants import Instants
from graph.answering.warming import Warming, warm
from graph.answering.workers import QueryPool
from graph.store import StoreError
from tests.graph.answering.pools import CSV, JSON, children, folder_of, until

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Asked:
    """A store that notes what it is asked, and answers nothing."""

    def __init__(self, error: Exception | None = None) -> None:
        self.queries: list[str] = []
        self._error = error

    def query(self, text: str) -> list[object]:
        self.queries.append(text)
        if self._error:
            raise self._error
        return []


def test_it_is_read_step_by_step() -> None:
    asked = Asked()
    warm(asked)  # type: ignore[arg-type]
    assert [each.partition("OFFSET ")[2].split()[0] for each in asked.queries] == [
        str(8_000 * step) for step in range(10)
    ]


def test_a_step_reads_the_last_term_of_each_triple_and_finds_nothing() -> None:
    asked, store = Asked(), ox.Store()
    warm(asked)  # type: ignore[arg-type]
    store.extend(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(str(each))) for each in range(30))
    for query in asked.queries:
        solutions = store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        assert [row["n"] for row in solutions] == [ox.Literal(0)]


def test_a_slow_disk_is_not_read_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(0.0, 0.4)
    monkeypatch.setattr(warming, "time", type("Clock", (), {"monotonic": staticmethod(lambda: next(clock))}))
    asked = Asked()
    warm(asked)  # type: ignore[arg-type]
    assert len(asked.queries) == 3


@pytest.mark.parametrize("error", [OSError("no such file"), RuntimeError("corrupted")])
def test_a_store_that_cannot_be_read_is_left_to_those_who_ask(error: Exception) -> None:
    asked = Asked(error)
    warm(asked)  # type: ignore[arg-type]
    assert len(asked.queries) == 1


def test_what_is_opened_later_is_read_when_it_has_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_STANDS", 0.2)
    read = list[Asked]()
    monkeypatch.setattr(warming, "warm", read.append)
    process, stores = Warming(), [Asked() for _ in range(5)]
    process.opened(stores[0])  # type: ignore[arg-type]
    until(lambda: len(read) == 1)
    for store in stores[1:]:
        process.opened(store)  # type: ignore[arg-type]
    until(lambda: read[-1] is stores[-1])
    assert read[0] is stores[0]


def test_without_room_for_a_thread_it_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    asked, process = Asked(), Warming()
    for _ in range(2):
        process.opened(asked)  # type: ignore[arg-type]
    assert asked.queries == []


def test_a_process_has_the_release_open_before_it_is_asked(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    with QueryPool(lambda: folder, 1):
        until(lambda: any(_has_open(each, folder) for each in children()))


def test_a_process_is_there_where_no_release_can_be_told(tmp_path: Path) -> None:
    folder, is_told = folder_of(tmp_path), threading.Event()

    def told() -> Path:
        if not is_told.is_set():
            raise StoreError("not yet")
        return folder

    with QueryPool(told, 1) as pool:
        until(lambda: pool.ready and bool(children()))
        is_told.set()
        assert pool.answer(COUNT, CSV).splitlines()[1:] == [b"0"]


def test_what_was_opened_ahead_and_is_gone_does_not_end_the_process(tmp_path: Path) -> None:
    gone, there = tmp_path / "gone", folder_of(tmp_path)
    shutil.copytree(there, gone)
    shutil.rmtree(gone)
    now, others = [gone], children()
    with QueryPool(lambda: now[0], 1) as pool:
        until(lambda: len(children() - others) > 1)  # the one that forks, and one that it forked
        time.sleep(0.2)  # it may try to open what is not there
        before = children() - others
        now[0] = there
        assert pool.answer(COUNT, CSV).splitlines()[1:] == [b"0"]
        assert before <= children()


def test_who_answers_at_once_reads_a_release_in_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warmed = list[ox.Store]()
    monkeypatch.setattr(Warming, "opened", lambda _, store: warmed.append(store))
    query = short("SELECT ?p ?o { <http://s/1> ?p ?o }")
    assert query is not None
    folder = folder_of(tmp_path)
    instants = Instants(lambda: folder, 10, 1_000, waits=True)
    assert instants.answer(query, JSON) == b'{"head":{"vars":["p","o"]},"results":{"bindings":[]}}'
    instants.answer(query, JSON)
    assert len(warmed) == 1


def _has_open(process: int, folder: Path) -> bool:
    try:
        return any(os.readlink(each).startswith(str(folder)) for each in Path(f"/proc/{process}/fd").iterdir())
    except OSError:  # it ended, or closed one meanwhile
        return False
