"""Who writes when: many at once, loads between them, readers of what was there before."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from rdflib import URIRef

from graph.answering.endings import Overloaded
from graph.changes import Update, Written
from graph.layout import UNNAMED, Layout, WrongLayout
from graph.locking import LOAD, BusyStore, locked
from graph.release import Releases
from graph.store import Scope, StoreError
from graph.writing import WriteBounds, Writer
from tests.graph.updates.kept import Kept, begin, both, keeping, numbers


def test_twenty_writers_at_once_lose_nothing(kept: Kept) -> None:
    failed = list[StoreError]()

    def write(first: int) -> None:
        for number in range(first, first + 5):
            try:
                kept.update(both(number))
            except StoreError as error:
                failed.append(error)

    writers = [threading.Thread(target=write, args=(first,)) for first in range(0, 100, 5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert numbers(kept.said()[""]) == set(range(100))
    assert Releases(kept.folder).current().name < "000100"  # type: ignore[union-attr]


def test_more_changes_than_may_wait_are_turned_away(tmp_path: Path) -> None:
    with keeping(tmp_path / "store", Layout.PLAIN, WriteBounds(waiting=1)) as kept:
        with pytest.raises(Overloaded) as refused:
            many(kept)
        assert refused.value.retry_after > 0


def many(kept: Kept) -> None:
    for number in range(50):
        begin(kept, both(number))


def test_while_a_load_is_at_work_nothing_is_written_and_it_is_told_when_to_come_again(kept: Kept) -> None:
    with locked(kept.folder, LOAD):
        with pytest.raises(BusyStore) as busy:
            kept.update(both(1))
        assert busy.value.retry_after
    kept.update(both(2))
    assert numbers(kept.said()[""]) == {2}


def test_a_load_gets_its_turn_between_writes_and_both_are_kept(tmp_path: Path) -> None:
    graph, ended, refused = URIRef("http://example/loaded"), threading.Event(), list[StoreError]()
    with keeping(tmp_path / "store") as kept:
        kept.update(both(0))

        def write() -> None:
            number = 1
            while not ended.is_set():
                try:
                    kept.update(both(number))
                    number += 1
                except BusyStore as error:
                    refused.append(error)
            numbers_made.append(number)

        numbers_made = list[int]()
        writer = threading.Thread(target=write)
        writer.start()
        for number in range(5):
            time.sleep(0.2)
            load(kept.folder, graph, f"http://example/l{number}")
        ended.set()
        writer.join()
        said = kept.said()
    assert len(said[str(graph)]) == 5
    assert numbers(said["http://example/g"]) == numbers(said[str(UNNAMED)]) == set(range(numbers_made[0]))


def load(folder: Path, graph: URIRef, thing: str) -> None:
    """A load that says one thing more."""
    with Releases(folder).draft() as draft:
        draft.store.add(graph, [(URIRef(thing), URIRef("http://example/p"), URIRef("http://example/o"))])


def test_a_store_as_the_standard_has_it_takes_no_load(kept: Kept) -> None:
    kept.update(both(1))
    with pytest.raises(WrongLayout), Releases(kept.folder).draft():
        raise AssertionError("it must not begin")


def test_a_change_that_changes_nothing_makes_no_release(kept: Kept) -> None:
    first = kept.update(both(1))
    again = kept.update(both(1))
    assert again == Written(first.release, 0, 0)


def test_a_reader_keeps_what_it_reads_while_releases_come_and_go(kept: Kept) -> None:
    kept.update(both(0))
    release = Releases(kept.folder).current()
    assert release is not None
    store = release.open()
    for number in range(1, 5):
        kept.update(both(number))
        long_ago(kept.folder)
    assert release.folder.is_dir()
    assert store.ask("ASK { <http://example/n0> ?p ?o }", Scope.OPERATOR)
    del store
    for number in range(99, 120):  # it goes after some write: what follows a write is done beside the next one
        kept.update(both(number))
        long_ago(kept.folder)
        if not release.folder.is_dir():
            break
    assert not release.folder.is_dir()


def long_ago(folder: Path) -> None:
    """Have all releases be old: a young one is never deleted."""
    for release in (folder / "releases").iterdir():
        with suppress(FileNotFoundError):  # the process that writes deletes old ones just then
            os.utime(release, (1, 1))


def test_a_release_of_writes_is_told_before_it_is_acknowledged(tmp_path: Path) -> None:
    told = list[str]()
    with Writer(tmp_path / "store", published=told.append) as writer:
        written = writer.change(Update("INSERT DATA { <x:s> <x:p> 1 }"))
    assert told == [written.release]
