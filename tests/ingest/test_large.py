"""One wrong row at the end of a large table: the load is refused, its place is told, and nothing else happened."""

from pathlib import Path

import pytest

from graph.release import Releases
from ingest.load import Finish, Watcher, load
from ingest.refusal import LoadRefused
from tests.ingest.conftest import MakeSource

ROWS = 40_000
MAPPING = """
key = ["id"]
records = "row"
[thing.member]
iri = "organisation/{id}"
type = "csc:SME"
[thing.member.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:founded" = {column = "founded", as = "date"}
"""
FINISH = Finish("", lambda draft: None)


def table(rows: int) -> str:
    return "id,name,founded\n" + "".join(f"m{number},Member {number},1998\n" for number in range(rows))


def test_the_last_but_one_row_of_a_large_table(tmp_path: Path, make_source: MakeSource) -> None:
    store = tmp_path / "store"
    load(store, [make_source(table(10), MAPPING)], Watcher(), FINISH)
    before = Releases(store).current()
    wrong = table(ROWS).replace(f"Member {ROWS - 2},1998", f"Member {ROWS - 2},long ago")
    with pytest.raises(LoadRefused) as refused:
        load(store, [make_source(wrong, MAPPING)], Watcher(), FINISH)
    (fault,) = refused.value.faults
    assert (fault.row, fault.column, fault.value) == (ROWS, "founded", "long ago")
    assert Releases(store).current() == before
    assert not (store / ".building").exists()
