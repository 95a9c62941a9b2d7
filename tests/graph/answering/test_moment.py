"""Queries on an event loop: answered in their first moment, or handed to a thread as they stand."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.answering import moment
from graph.answering.answers import Answer
from graph.answering.bounds import Bounds
from graph.answering.endings import DeadlineExceeded
from graph.answering.workers import QueryPool
from graph.guard import examine
from graph.store import BadQuery
from tests.api.sparql import JSON, build

SELECT = "SELECT ?o { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?q ?o }"
PATIENCE = 30  # seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = build(
        tmp_path / "store", {"http://g/1": [(f"http://e/{number}", f"text {number}") for number in range(99)]}
    )
    name = (store / "current").read_text(encoding="ascii").strip()
    return store / "releases" / name / "triples"


async def ended(pool: QueryPool, query: str) -> Answer:
    loop, moved = asyncio.get_running_loop(), asyncio.Event()

    def move() -> None:
        loop.call_soon_threadsafe(moved.set)

    answer = pool.ask(examine(query), JSON, move, loop=loop)
    async with asyncio.timeout(PATIENCE):
        while not answer.ended:
            await moved.wait()
            moved.clear()
    return answer


def on_loop(folder: Path, then: Callable[[QueryPool], Coroutine[None, None, None]], **bounds: float) -> None:
    async def run() -> None:
        with QueryPool(lambda: folder, 1, Bounds(**bounds)) as pool:  # type: ignore[arg-type]
            async with asyncio.timeout(PATIENCE):
                while not pool.ready:
                    await asyncio.sleep(0.01)
            await then(pool)

    # In a thread of its own: a browser that another test of this process keeps open has a loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(run())).result()


def read(answer: Answer) -> bytes:
    try:
        return b"".join(iter(answer.read, b""))
    finally:
        answer.close()


@pytest.mark.parametrize("longest", [10.0, 0.0], ids=["within its moment", "handed on"])
def test_a_query_has_the_same_answer_within_its_moment_and_handed_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, longest: float
) -> None:
    monkeypatch.setattr(moment, "LONGEST", longest)

    async def ask(pool: QueryPool) -> None:
        for _ in range(5):
            assert read(await ended(pool, SELECT)).count(b"text ") == 99
        assert pool.tally.outcomes["answered"] == 5
        assert not pool.runs()

    on_loop(folder, ask)


def test_a_bad_query_is_told_within_its_moment(folder: Path) -> None:
    async def ask(pool: QueryPool) -> None:
        answer = await ended(pool, "SELECT ?o { ?s ?p ?o } GROUP BY ?s")
        with pytest.raises(BadQuery):
            read(answer)
        assert read(await ended(pool, SELECT))

    on_loop(folder, ask)


def test_a_query_that_goes_on_meets_its_deadline(folder: Path) -> None:
    async def ask(pool: QueryPool) -> None:
        answer = await ended(pool, ENDLESS)
        assert isinstance(answer.error, DeadlineExceeded)
        answer.close()
        assert read(await ended(pool, SELECT))

    on_loop(folder, ask, seconds=0.5)


def test_a_query_that_nobody_waits_for_ends(folder: Path) -> None:
    async def ask(pool: QueryPool) -> None:
        answer = pool.ask(examine(ENDLESS), JSON, lambda: None, loop=asyncio.get_running_loop())
        await asyncio.sleep(0.1)
        answer.close()
        async with asyncio.timeout(PATIENCE):
            while pool.runs():
                await asyncio.sleep(0.01)
        assert read(await ended(pool, SELECT))

    on_loop(folder, ask, seconds=60)


def test_queries_side_by_side_are_all_answered(folder: Path) -> None:
    async def ask(pool: QueryPool) -> None:
        answers = await asyncio.gather(*(ended(pool, f"{SELECT} LIMIT {number}") for number in range(1, 40)))
        assert [read(answer).count(b"text ") for answer in answers] == list(range(1, 40))

    on_loop(folder, ask)


def test_who_holds_up_a_loop_while_waiting_is_answered_by_a_thread(folder: Path) -> None:
    async def ask(pool: QueryPool) -> None:
        assert pool.answer(SELECT, JSON)

    on_loop(folder, ask)
