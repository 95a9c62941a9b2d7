"""Two threads of a worker that write one table: a deadline, an end from outside and limits meet them in its midst."""

from pathlib import Path

import pytest

from graph.answering.bounds import Bounds
from graph.answering.endings import DeadlineExceeded, MemoryExceeded, QueryEnded, Stopped, WorkerDied
from graph.answering.workers import QueryPool
from graph.guard import examine
from tests.graph.answering.pools import COUNT, CSV, JSON, MANY, TSV, XML, begin_with, children, rows, until

TABLE = "SELECT ?s ?p ?o { ?s ?p ?o }"
# Short parts, on a machine that is never busy.
_TWO = """
import os, time
from graph.results import tandem
tandem._FIRST, tandem._PART, tandem._FREE, tandem._WAITED, tandem._cores = 100, 500_000, -1.0, 1e9, lambda: {cores}
"""
# In the midst of a part, and tells which process does.
_HANGS = """
def hang(second, piece, keep=tandem._Second._keep):
    if second._pieces:
        with open("{path}", "w") as file:
            file.write(str(os.getpid()))
        time.sleep(600)
    keep(second, piece)

tandem._Second._keep = hang
"""
_FAILS = """
def fail(*_):
    raise {error}

tandem._Second._keep = fail
"""
_GROWS = """
def grow(*_):
    tandem.much = bytes(2**30)

tandem._Second._keep = grow
"""


def begin(monkeypatch: pytest.MonkeyPatch, lines: str = "", cores: int = 2, **values: str) -> None:
    """Have workers begin with these lines."""
    begin_with(_TWO.format(cores=cores) + lines.format(**values), monkeypatch)


def hanging(path: Path) -> int:
    """The process of which one thread hangs, once it does."""
    until(lambda: path.exists() and bool(path.read_text(encoding="ascii")))
    return int(path.read_text(encoding="ascii"))


@pytest.mark.parametrize("media_type", [JSON, XML, TSV, CSV])
@pytest.mark.parametrize(
    "bounds", [Bounds(), Bounds(rows=5_000), Bounds(bytes=700_001)], ids=["whole", "rows", "bytes"]
)
def test_two_send_what_one_sends(large: Path, media_type: str, bounds: Bounds, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for cores in (1, 2):
        with monkeypatch.context() as patch:
            begin(patch, cores=cores)
            with QueryPool(lambda: large, workers=1, bounds=bounds) as pool:
                answer = pool.ask(examine(TABLE), media_type, lambda: None)
                until(lambda answer=answer: answer.ended)
                told.append((b"".join(iter(answer.read, b"")), answer.cut, answer.error))
                answer.close()
    assert told[0] == told[1]
    assert (told[0][1] is None) == (bounds == Bounds())
    assert told[0][2] is None


def test_a_deadline_in_the_midst_ends_both_and_the_next_is_answered(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(monkeypatch, _HANGS, path=str(tmp_path / "hangs"))
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=1.0, ahead=10_000)) as pool:
        answer = pool.ask(examine(TABLE), JSON, lambda: None)
        process = hanging(tmp_path / "hangs")
        until(lambda: answer.ended)
        assert isinstance(answer.error, DeadlineExceeded)
        assert answer.begun
        with pytest.raises(DeadlineExceeded):
            answer.read()
        answer.close()
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)
        assert process not in children()


@pytest.mark.parametrize("how", ["stopped", "closed"])
def test_who_goes_away_ends_both(large: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, _HANGS, path=str(tmp_path / "hangs"))
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        answer = pool.ask(examine(TABLE), JSON, lambda: None)
        process = hanging(tmp_path / "hangs")
        if how == "stopped":
            pool.stop(answer.id, answer.order.asker)
            until(lambda: answer.ended)
            assert isinstance(answer.error, Stopped)
        answer.close()
        until(lambda: not pool.runs())
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)
        assert process not in children()


@pytest.mark.parametrize(
    ("error", "told"),
    [("MemoryError", MemoryExceeded), ("SystemError(1)", WorkerDied), ("BaseException", WorkerDied)],
)
def test_what_befalls_the_second_is_told_as_if_it_were_the_first(
    large: Path, error: str, told: type[QueryEnded], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(monkeypatch, _FAILS, error=error)
    with QueryPool(lambda: large, workers=1) as pool:
        with pytest.raises(told):
            pool.answer(TABLE, JSON)
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)


def test_two_that_need_more_memory_than_a_query_may_are_ended(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, _GROWS)
    with QueryPool(lambda: large, workers=1, bounds=Bounds(memory=200 * 1024**2)) as pool:
        with pytest.raises(MemoryExceeded):
            pool.answer(TABLE, JSON)
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)
