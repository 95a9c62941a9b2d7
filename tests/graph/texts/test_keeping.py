"""Texts are gathered beside what is served, and handed on to what is written next."""

import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering.ahead import Ahead, Told
from graph.answering.workers import QueryPool
from graph.rewriting.rewrite import rewritten
from graph.texts import index, keeping, making
from graph.texts.counts import Counts
from graph.texts.index import FOLDER, Texts
from graph.texts.keeping import Keeper

EX = "http://example.org/"
NAME, KIND = f"{EX}name", f"{EX}kind"
CONTAINS = f"SELECT ?s {{ ?s <{NAME}> ?n FILTER(CONTAINS(LCASE(STR(?n)), 'polo')) }}"


@pytest.fixture
def triples(tmp_path: Path) -> Path:
    """The engine's folder of a release that says two names."""
    folder = tmp_path / "triples"
    store = ox.Store(str(folder))
    store.update(f"INSERT DATA {{ <{EX}a> <{NAME}> 'Polo Têxtil'@pt ; a <{KIND}> . <{EX}b> <{NAME}> 'Distretto' }}")
    store.flush()
    return folder


def _awaited(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def test_a_keeper_has_texts_gathered_by_a_process(triples: Path) -> None:
    with Keeper(least=0) as keeper:

        def there() -> bool:
            keeper.look(triples)
            return (triples.parent / FOLDER).is_dir()

        assert _awaited(there)
    texts = Texts.beside(triples)
    assert texts is not None
    assert texts.holding(NAME, ["polo"], 10) == ['"Polo Têxtil"@pt']
    assert texts.holding("", ["o"], 1) is None  # more than one
    assert texts.kinds(NAME) == {index.TEXT, "@pt"}
    assert texts.first(NAME, 1, descending=True) == ['"Polo Têxtil"@pt']


def test_figures_are_counted_beside_texts_of_long_ago(triples: Path) -> None:
    making.make(triples)
    figures = triples.parent / FOLDER / "counts.json"
    before = Counts.beside(triples)
    figures.unlink()
    lines = (triples.parent / FOLDER / index.BASE / "lines").stat()
    with Keeper(least=0) as keeper:

        def there() -> bool:
            keeper.look(triples)
            return figures.exists()

        assert _awaited(there)
    assert Counts.beside(triples) == before
    assert before is not None
    assert before.predicates[NAME] == 2
    assert (triples.parent / FOLDER / index.BASE / "lines").stat() == lines  # the texts are those of before


@pytest.mark.parametrize("gone", ["ends-since.json", "base/places"], ids=["without-ends", "with-ends"])
def test_texts_of_long_ago_are_gathered_anew(triples: Path, gone: str) -> None:
    making.make(triples)
    folder = triples.parent / FOLDER
    (folder / gone).unlink()
    about = folder / index.BASE / "about.json"
    long_ago = {name: told[:3] for name, told in json.loads(about.read_text(encoding="utf-8")).items()}
    about.write_text(json.dumps(long_ago), encoding="utf-8")
    assert Texts.beside(triples) is None
    with Keeper(least=0) as keeper:

        def there() -> bool:
            keeper.look(triples)
            left = [each.name for each in triples.parent.iterdir() if each.name.startswith(".")]
            return Texts.beside(triples) is not None and not left

        assert _awaited(there)


def test_figures_that_cannot_be_written_are_told(triples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    making.make(triples)

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Counts, "write", full)
    with pytest.raises(OSError, match="no space left"):
        making.make(triples)


def test_figures_that_find_no_room_leave_nothing(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    Counts({NAME: 1}, {}).write(tmp_path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            Counts({NAME: 2}, {}).write(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [path.name for path in tmp_path.iterdir()] == ["counts.json"]
    assert json.loads((tmp_path / "counts.json").read_text(encoding="utf-8")) == [{NAME: 1}, {}]


def test_a_small_store_and_none_are_left_alone(triples: Path) -> None:
    with Keeper() as keeper:
        keeper.look(None)
        keeper.look(triples)
        keeper.look(triples.parent / "none")
    assert not (triples.parent / FOLDER).exists()


def test_what_cannot_be_gathered_is_told_and_not_tried_again_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "triples"
    broken.mkdir()
    (broken / "CURRENT").write_text("nothing", encoding="utf-8")
    with Keeper(least=0) as keeper:

        def told() -> bool:
            keeper.look(broken)
            return "were not gathered" in caplog.text

        assert _awaited(told)


def test_before_texts_are_gathered_a_query_is_answered_as_it_is_written(triples: Path) -> None:
    told = Told(str(triples))
    store = ox.Store.read_only(str(triples))
    ahead = Ahead(store.query, store.named_graphs, told)
    assert Texts.beside(triples) is None
    assert rewritten(CONTAINS, ahead) == (CONTAINS, ())
    making.make(triples)
    assert rewritten(CONTAINS, ahead).steps == ("texts",)


def test_two_processes_gather_one_folder(triples: Path) -> None:
    making.make(triples)
    making.make(triples)
    assert [path.name for path in triples.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("quicker", [False, True], ids=["the disk is full", "another was quicker"])
def test_what_is_not_gathered_to_its_end_leaves_nothing(
    triples: Path, monkeypatch: pytest.MonkeyPatch, quicker: bool
) -> None:
    before = {*triples.parent.iterdir()}

    def begun(_: ox.Store, folder: Path) -> None:
        (folder / index.BASE).mkdir(parents=True)
        if not quicker:
            raise OSError("no space left on device")
        (triples.parent / FOLDER / index.BASE).mkdir(parents=True)

    monkeypatch.setattr(making, "gather", begun)
    if quicker:
        making.make(triples)
    else:
        with pytest.raises(OSError, match="no space left"):
            making.make(triples)
    assert {*triples.parent.iterdir()} - before == ({triples.parent / FOLDER} if quicker else set())


def test_a_pool_answers_from_texts_once_they_are_there(triples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping.Keeper.__init__, "__defaults__", (0,))
    with QueryPool(lambda: triples, 1) as pool:
        assert _awaited((triples.parent / FOLDER).is_dir)
        assert f"{EX}a".encode() in pool.answer(CONTAINS, "text/csv")


def test_what_is_written_is_found_and_what_is_gone_is_not(triples: Path, tmp_path: Path) -> None:
    making.make(triples)
    ox.Store.read_only(str(triples)).backup(str(tmp_path / "live"))
    store = ox.Store(str(tmp_path / "live"))
    store.update(f"DELETE WHERE {{ <{EX}a> ?p ?o }} ; INSERT DATA {{ <{EX}c> <{NAME}> 'Polo novo', 'Ça' }}")
    after = tmp_path / "after"
    making.hand_on(tmp_path, after, store, {f"<{EX}a>", f"<{EX}c>"})
    better = rewritten(CONTAINS, Ahead(store.query, store.named_graphs, Told(str(after / "triples"))))
    assert better.steps == ("texts",)
    found = store.query(better.text)
    assert isinstance(found, ox.QuerySolutions)
    assert [str(row["s"]) for row in found] == [f"<{EX}c>"]
    # And on: what was handed on once is handed on with what comes later.
    making.hand_on(after, tmp_path / "later", store, set())
    texts = Texts.beside(tmp_path / "later" / "triples")
    assert texts is not None
    assert set(texts.first(NAME, 9, descending=False) or ()) == {
        '"Distretto"', '"Polo Têxtil"@pt', '"Polo novo"', '"Ça"'
    }  # fmt: skip


@pytest.mark.parametrize("things", [None, {f"<{EX}many>"}])
def test_texts_are_not_handed_on_where_too_much_changed(
    triples: Path, tmp_path: Path, things: set[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.make(triples)
    monkeypatch.setattr(making, "MOST_ADDED", 1)
    store = ox.Store()
    store.update(f"INSERT DATA {{ <{EX}many> <{NAME}> 'x', 'y' }}")
    making.hand_on(tmp_path, tmp_path / "after", store, things)
    assert not (tmp_path / "after" / FOLDER).exists()


@pytest.mark.parametrize("kept", [0, 1_000], ids=["in blocks", "as a whole"])
def test_a_line_longer_than_a_block_is_read(kept: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_BLOCK", 16)
    monkeypatch.setattr(index, "_KEPT", kept)
    store = ox.Store()
    long = "Polo " * 20
    store.update(f"INSERT DATA {{ <{EX}a> <{NAME}> '{long}', 'a', 'z', 'polo' ; <{KIND}> 'other' }}")
    making.gather(store, tmp_path / FOLDER)
    texts = Texts.beside(tmp_path / "triples")
    assert texts is not None
    assert texts.holding(NAME, ["polo"], 9) == [f'"{long}"', '"polo"']
    assert texts.holding(NAME, ["\npolo\t", "\na\t"], 9) == ['"polo"', '"a"'] if kept else ['"a"', '"polo"']
    assert texts.first(NAME, 9, descending=False) == [f'"{long}"', '"a"', '"polo"', '"z"']
    assert texts.first(NAME, 2, descending=True) == ['"z"', '"polo"']


def test_what_is_no_index_is_as_none(tmp_path: Path) -> None:
    (tmp_path / FOLDER / "base").mkdir(parents=True)
    (tmp_path / FOLDER / "base" / "about.json").write_text("no", encoding="utf-8")
    assert Texts.beside(tmp_path / "triples") is None


@pytest.mark.parametrize("file", ["lines", "places"])
def test_what_is_cut_short_is_as_none(file: str, triples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LEAST_OF_CLASS", 1)
    making.make(triples)
    path = triples.parent / FOLDER / index.BASE / file
    assert path.stat().st_size > 0
    os.truncate(path, path.stat().st_size - 1)
    assert Texts.beside(triples) is None
    store = ox.Store.read_only(str(triples))
    ahead = Ahead(store.query, store.named_graphs, Told(str(triples)))
    assert rewritten(CONTAINS, ahead) == (CONTAINS, ())
    making.hand_on(triples.parent, triples.parent / "after", store, set())
    assert not (triples.parent / "after").exists()  # all are gathered anew
