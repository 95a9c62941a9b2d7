"""What is counted of a release: once, and again later where it took too long."""

import json

import pytest

from graph import census
from graph.answering.endings import DeadlineExceeded, Overloaded


class _Pool:
    """Answers each query with one row, or with what it is told to raise."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fault: Exception | None = None
        self.slow = ""  # what takes too long

    def answer(self, text: str, media_type: str) -> bytes:
        self.asked.append(text)
        if self.fault is not None and self.slow in text:
            raise self.fault
        row = {"of": {"value": "http://e/g"}} if "?of" in text else {}
        return json.dumps({"results": {"bindings": [{**row, "size": {"value": "7"}}]}}).encode()


@pytest.fixture
def pool() -> _Pool:
    return _Pool()


def _census(pool: _Pool) -> census.Census:
    return census.census(pool, "1")  # type: ignore[arg-type]


def test_what_was_counted_is_not_counted_again(pool: _Pool) -> None:
    assert _census(pool) == census.Census(7, 7, 7, {"http://e/g": 7}, {"http://e/g": 7})
    assert _census(pool).is_whole
    assert len(pool.asked) == len(set(pool.asked))


def test_what_took_too_long_is_unknown_and_counted_again_later(pool: _Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    pool.fault = DeadlineExceeded(10.0)
    assert _census(pool) == census.Census(None, None, None, None, None, is_whole=False)
    pool.fault, before = None, len(pool.asked)
    assert not _census(pool).is_whole
    assert len(pool.asked) == before
    monkeypatch.setattr(census, "_AGAIN", 0.0)
    assert _census(pool).is_whole


def test_who_asks_while_nobody_can_count_is_told_so(pool: _Pool) -> None:
    pool.fault = Overloaded(3)
    with pytest.raises(Overloaded):
        _census(pool)
    pool.fault = None
    assert _census(pool).is_whole


def test_graphs_that_took_too_long_are_lacking_too(pool: _Pool) -> None:
    pool.fault, pool.slow = DeadlineExceeded(10.0), "VALUES ?of"
    assert _census(pool) == census.Census(7, 7, 7, {"http://e/g": 7}, {"http://e/g": 7}, is_whole=False)


def test_a_machine_that_has_just_begun_counts(pool: _Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 1.0)
    assert _census(pool).is_whole
    assert _census(pool).triples == 7
