"""Queries that are shared: kept under the mark of their text, within bounds."""

from pathlib import Path

import pytest

from graph import shared
from graph.backup import back_up, restore
from graph.shared import SharedEnough, SharedQueries, SharingOff, UnknownShared, marked
from tests import world


def test_the_same_text_has_one_mark(tmp_path: Path) -> None:
    shelf = SharedQueries(tmp_path)
    assert shelf.keep("ASK {}", "a") == shelf.keep("ASK {}", "b") == marked("ASK {}")[:10]
    assert len(list(tmp_path.rglob("*.rq"))) == 1


def test_a_text_comes_back_to_the_letter(tmp_path: Path) -> None:
    text = "ASK {}\r\n# Saúde\n\n"
    assert SharedQueries(tmp_path).find(SharedQueries(tmp_path).keep(text, "a")) == text


def test_a_text_whose_short_mark_is_taken_gets_a_longer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "marked", lambda text: "a" * 10 + marked(text)[:20])
    shelf = SharedQueries(tmp_path)
    first, second = shelf.keep("ASK {}", "a"), shelf.keep("ASK { ?s ?p ?o }", "a")
    assert (len(first), len(second)) == (10, 30)
    assert (shelf.find(first), shelf.find(second)) == ("ASK {}", "ASK { ?s ?p ?o }")


def test_one_client_shares_so_many_and_others_go_on(tmp_path: Path) -> None:
    shelf = SharedQueries(tmp_path, each=2)
    kept = [shelf.keep(f"ASK {{ ?s ?p {n} }}", "a") for n in range(2)]
    with pytest.raises(SharedEnough):
        shelf.keep("ASK {}", "a")
    assert shelf.keep("ASK { ?s ?p 0 }", "a") == kept[0]
    assert shelf.keep("ASK {}", "b")


def test_a_full_store_takes_no_more_and_counts_what_was_there(tmp_path: Path) -> None:
    for number in range(2):
        SharedQueries(tmp_path, most=2).keep(f"ASK {{ ?s ?p {number} }}", "a")
    with pytest.raises(SharedEnough):
        SharedQueries(tmp_path, most=2).keep("ASK {}", "a")


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "shared").write_text("a file is in the way")
    with pytest.raises(SharingOff):
        SharedQueries(tmp_path).keep("ASK {}", "a")
    assert SharedQueries(tmp_path / "not-there-yet").is_open


@pytest.mark.parametrize("mark", ["", "a", "../../etc/", "A" * 10, "a" * 10])
def test_what_was_never_shared_is_not_found(tmp_path: Path, mark: str) -> None:
    with pytest.raises(UnknownShared):
        SharedQueries(tmp_path).find(mark)


def test_a_backup_holds_what_was_shared(tmp_path: Path) -> None:
    folder = world.publish(tmp_path / "store")
    mark = SharedQueries(folder).keep("ASK {}", "a")
    back_up(folder, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "restored")
    assert SharedQueries(tmp_path / "restored").find(mark) == "ASK {}"
