"""The index that is asked is always of the release that is read."""

import gc
import logging
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from graph.carried import OWN, Basis
from graph.embedded import EmbeddedStore
from graph.reader import Reader
from graph.release import Release, Releases
from graph.searching import keeper as keepers
from graph.searching.building import bring, build
from graph.searching.finding import find
from graph.searching.index import Index
from graph.searching.keeper import MAKER, Indexing, Keeper, NotIndexed, Searches
from graph.searching.sought import Sought
from graph.searching.suggesting import suggest
from graph.searching.tables import GoOn
from graph.store import NotReached, Scope, Store
from graph.things import Asked
from ontology.model import Model, model
from tests import world

FIRM = Sought(("firm",), ())
_PATIENCE = 60.0


def current(folder: Path) -> Release:
    release = Releases(folder).current()
    assert release is not None
    return release


def reader(release: Release) -> Reader:
    return Reader(release.open(Scope.PUBLIC), model(), Scope.PUBLIC)


def test_an_index_that_a_load_made_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = current(world.publish(tmp_path))
    read = reader(release)
    build(read.store, model(), Scope.PUBLIC, release.artefacts / OWN)
    monkeypatch.setattr(keepers, "bring", None)  # nothing is made
    assert Searches(release, read).of(Scope.PUBLIC).index(0).total(FIRM) == world.MANY


def test_where_there_is_none_it_is_made_from_the_release_and_leaves_no_folder_behind(tmp_path: Path) -> None:
    release = current(world.publish(tmp_path))
    keeper = Keeper(reader(release), release.artefacts)
    index = keeper.index(_PATIENCE)
    assert index.total(FIRM) == world.MANY
    assert not (release.artefacts / OWN).exists()  # a release never changes
    assert not index.folder.parent.exists()  # what is open needs no name any more
    found = find(index, keeper.reader, Asked({"kind": ("organisation",)}, "firm"), "en")
    assert (found.total, len(found.items), bool(found.facets)) == (world.MANY, 50, True)
    assert suggest(index, keeper.reader, "firm", "en", 3)
    assert index.newest(FIRM, 3)


def test_an_index_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    release = current(world.publish(tmp_path))
    (release.artefacts / OWN).mkdir()
    (release.artefacts / OWN / "about.json").write_text('{"version": 0}', encoding="utf-8")
    assert Keeper(reader(release), release.artefacts).index(_PATIENCE).total(FIRM) == world.MANY


def test_the_next_release_takes_no_index_over(tmp_path: Path) -> None:
    first = current(world.publish(tmp_path))
    build(reader(first).store, model(), Scope.PUBLIC, first.artefacts / OWN)
    (first.artefacts / "other.json").write_text("{}", encoding="utf-8")
    with Releases(tmp_path).draft() as draft:
        assert [path.name for path in draft.artefacts.iterdir()] == ["other.json"]


class Slow:
    """A way to make indexes that waits to be told."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.began = threading.Event()
        self.ended = threading.Event()

    def __call__(self, basis: Basis | None, store: Store, of: Model, scope: Scope, folder: Path, go_on: GoOn) -> Path:
        self.began.set()
        try:
            while not self.go.wait(0.01):
                go_on()
            return bring(basis, store, of, scope, folder, go_on)
        finally:
            self.ended.set()


def test_while_it_is_made_nobody_is_answered_and_only_one_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(keepers, "bring", slow)
    release = current(world.publish(tmp_path))
    keeper = Keeper(reader(release), release.artefacts)
    before = threading.active_count()
    for _ in range(3):
        with pytest.raises(Indexing) as told:
            keeper.index(0.01)
    assert threading.active_count() == before + 1
    assert told.value.retry_after > 0
    slow.go.set()
    assert keeper.index(_PATIENCE).total(FIRM) == world.MANY


def test_making_one_is_given_up_when_nobody_reads_that_release_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(keepers, "bring", slow)
    release = current(world.publish(tmp_path))
    keeper = Keeper(reader(release), release.artefacts)
    with pytest.raises(Indexing):
        keeper.index(0.01)
    assert slow.began.wait(_PATIENCE)
    del keeper
    gc.collect()
    assert slow.ended.wait(_PATIENCE)


def test_what_went_wrong_is_told_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = current(world.publish(tmp_path))
    keeper = Keeper(reader(release), release.artefacts)

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keepers, "bring", full)
    with pytest.raises(OSError, match="No space"):
        keeper.index(_PATIENCE)
    monkeypatch.setattr(keepers, "bring", bring)
    assert keeper.index(_PATIENCE).total(FIRM) == world.MANY


class Panic(BaseException):
    """As what is written in Rust raises it."""


@pytest.mark.parametrize("fault", [KeyError("unforeseen"), Panic("unforeseen")], ids=["error", "panic"])
def test_what_nobody_foresaw_is_told_and_tried_again_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: BaseException
) -> None:
    release, now, tried = current(world.publish(tmp_path)), [1000.0], list[float]()
    keeper = Keeper(reader(release), release.artefacts)

    def breaks(*_: object) -> Path:
        tried.append(now[0])
        raise fault

    monkeypatch.setattr(keepers, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(keepers, "bring", breaks)
    for seconds in (0.0, 0.0, 299.0):
        now[0] += seconds
        with pytest.raises(NotIndexed, match="could not be prepared") as told:
            keeper.index(_PATIENCE)
        assert told.value.retry_after == 300 - seconds
    assert tried == [1000.0]
    assert "unforeseen" in caplog.text
    now[0] += 1
    with pytest.raises(NotIndexed):
        keeper.index(_PATIENCE)
    assert tried == [1000.0, 1300.0]
    now[0] += 300
    monkeypatch.setattr(keepers, "bring", bring)
    assert keeper.index(_PATIENCE).total(FIRM) == world.MANY


def test_what_nobody_foresaw_and_nobody_waited_for_is_tried_again_by_who_asks_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, now, goes_on = current(world.publish(tmp_path)), [1000.0], threading.Event()
    keeper = Keeper(reader(release), release.artefacts)

    def breaks(*_: object) -> Path:
        goes_on.wait(_PATIENCE)
        raise KeyError("unforeseen")

    monkeypatch.setattr(keepers, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(keepers, "bring", breaks)
    with pytest.raises(Indexing):
        keeper.index(0)
    goes_on.set()
    for thread in threading.enumerate():
        if thread.name == MAKER:
            thread.join(_PATIENCE)
    with pytest.raises(NotIndexed):
        keeper.index(_PATIENCE)
    now[0] += 300
    monkeypatch.setattr(keepers, "bring", bring)
    assert keeper.index(_PATIENCE).total(FIRM) == world.MANY


def test_what_went_wrong_before_anybody_asked_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = current(world.publish(tmp_path))
    keeper, tried = Keeper(reader(release), release.artefacts), threading.Event()

    def stopped(*_: object) -> Path:
        tried.set()
        raise NotReached("the server does not answer")

    monkeypatch.setattr(keepers, "bring", stopped)
    keeper.begin()
    assert tried.wait(_PATIENCE)
    monkeypatch.setattr(keepers, "bring", bring)
    while any(thread.name == MAKER for thread in threading.enumerate()):
        time.sleep(0.01)
    assert keeper.index(_PATIENCE).total(FIRM) == world.MANY


def test_a_service_that_ends_gives_an_index_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    release = current(world.publish(tmp_path))
    keeper = Keeper(reader(release), release.artefacts)

    def ended(*_: object) -> Path:
        raise EOFError

    monkeypatch.setattr(keepers, "bring", ended)
    with pytest.raises(Indexing):
        keeper.index(_PATIENCE)
    assert "the service ended" in caplog.text


def test_many_ask_at_once_and_get_the_same(tmp_path: Path) -> None:
    release = current(world.publish(tmp_path))
    keeper = Keeper(reader(release), release.artefacts)
    found: list[Index] = []
    threads = [threading.Thread(target=lambda: found.append(keeper.index(_PATIENCE))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1


def test_a_store_in_memory_can_be_searched_too() -> None:
    read = Reader(world.fill(EmbeddedStore.memory()), model(), Scope.PUBLIC)
    keeper = Keeper(read, Path("/nonexistent"))
    started = time.process_time()
    assert keeper.index(_PATIENCE).total(FIRM) == world.MANY
    assert time.process_time() - started < 10
