"""Rows of a class are sorted by what its things say: as the engine sorts them, also after something is written."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answering.ahead import Ahead, Told
from graph.rewriting import sorting
from graph.rewriting.rewrite import Rewritten, rewritten
from graph.texts import index, making
from graph.texts.index import FOLDER, Texts

EX = "http://example.org/"
_PREAD = os.pread
PREFIX = f"PREFIX e: <{EX}>\n"
TEXTS = ['"Polo"', '"Polo"@it', '"a"', '"b\\nc"', '"Ä"', '"é"@fr', '"z z"', '""', f'"{"long " * 300}"', '"m\\"n"']
things = st.sampled_from([*(f"e:t{n}" for n in range(12)), "_:x"])
lines = st.one_of(
    st.tuples(things, st.just("a"), st.sampled_from(["e:C", "e:C", "e:D"])),
    st.tuples(things, st.just("e:name"), st.sampled_from(TEXTS)),
)
data = st.lists(lines, min_size=5, max_size=40)
patterns = st.sampled_from(
    [
        "?s a e:C ; e:name ?t",
        "?s e:name ?t . ?s a e:D",
        "?s e:name ?t FILTER(?t != 'a') ?s a e:C",
        "?s a ?c ; e:name ?t",
    ]
)
orders = st.sampled_from(["?t", "DESC(?t)"])
queries = st.builds(
    "SELECT ?s ?t {{ {} }} ORDER BY {} LIMIT {} OFFSET {}".format,
    patterns,
    orders,
    st.integers(1, 5),
    st.integers(0, 9),
)


def _said(store: ox.Store, found: list[tuple[str, str, str]]) -> None:
    said = " ".join(f"{' '.join(line)} ." for line in found)
    store.update(f"{PREFIX}INSERT DATA {{ {said} GRAPH e:g {{ {said} e:only a e:C ; e:name 'aa' }} }}")


def _rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(map(str, row)) for row in found]


def _text(row: tuple[str, ...]) -> str:
    return row[1][: row[1].rindex('"')]


def _better(store: ox.Store, query: str, folder: Path) -> Rewritten:
    return rewritten(PREFIX + query, Ahead(store.query, store.named_graphs, Told(str(folder / "triples"))))


def _compare(store: ox.Store, query: str, folder: Path) -> None:
    better = _better(store, query, folder).text
    found, written = _rows(store, better), _rows(store, PREFIX + query)
    assert [_text(row) for row in found] == [_text(row) for row in written], better
    assert set(found) <= set(_rows(store, PREFIX + query.split(" ORDER BY")[0]))  # of rows that tie any may be cut


@pytest.mark.unmeasured
@settings(max_examples=150, deadline=None)
@given(data, data, queries, st.integers(1, 4))
def test_the_texts_of_a_class_come_in_their_order(
    first: list[tuple[str, str, str]], then: list[tuple[str, str, str]], query: str, lot: int
) -> None:
    with (
        TemporaryDirectory() as name,
        patch.object(sorting, "FEW", -1),
        patch.object(making, "LEAST_OF_CLASS", 1),
        patch.object(index, "_LOT", lot),
        patch.object(sorting, "_LOTS", ((2,), (3, 3), (3, 3), (100,))),
    ):
        before, after = Path(name) / "before", Path(name) / "after"
        store = ox.Store()
        _said(store, first)
        making.gather(store, before / FOLDER)
        _compare(store, query, before)
        gone = {str(quad.subject) for quad in store}
        store.update(f"{PREFIX}DELETE WHERE {{ e:t1 ?p ?o }} ; DELETE WHERE {{ e:t2 a ?c }}")
        _said(store, then)
        making.hand_on(before, after, store, gone | {str(quad.subject) for quad in store})
        _compare(store, query, after)


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Texts:
    """Those of things of which one in four is of a class."""
    monkeypatch.setattr(making, "LEAST_OF_CLASS", 3)
    store = ox.Store()
    _said(store, [(f"e:t{n:02}", "e:name", f'"{n:02} {"x" * n * 100}"') for n in range(16)])
    _said(store, [(f"e:t{n:02}", "a", "e:C") for n in range(0, 16, 4)])
    _said(store, [("e:t01", "a", "e:Few"), *((f"e:t{n:02}", "a", "e:Most") for n in range(16))])
    making.gather(store, tmp_path / FOLDER)
    found = Texts.beside(tmp_path / "triples")
    assert found is not None
    return found


@pytest.mark.parametrize(("descending", "order"), [(False, ["00", "04", "08", "12"]), (True, ["12", "08", "04", "00"])])
def test_of_a_class_its_own_texts_are_read(texts: Texts, descending: bool, order: list[str]) -> None:
    found = texts.first(f"{EX}name", 10, descending=descending, kind=f"<{EX}C>")
    assert found is not None
    assert [text[1:3] for text in found] == order


def test_of_a_long_text_little_more_is_read_than_it_has(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[int]()

    def pread(file: int, size: int, at: int) -> bytes:
        read.append(size)
        return _PREAD(file, size, at)

    monkeypatch.setattr(os, "pread", pread)
    found = texts.first(f"{EX}name", 2, descending=False, kind=f"<{EX}C>")
    assert found is not None
    assert len(found[1]) > 400  # twice that in its line, and with those after it some 24,000
    assert max(read) == 2_048


@pytest.mark.parametrize("kind", ["", f"<{EX}Few>", f"<{EX}Most>", f"<{EX}Never>"])
def test_of_few_things_of_most_and_of_none_all_texts_are_read(texts: Texts, kind: str) -> None:
    found = texts.first(f"{EX}name", 100, descending=False, kind=kind)
    assert found is not None
    assert len(found) == 16


def test_what_is_of_no_class_is_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LEAST_OF_CLASS", 3)
    monkeypatch.setattr(sorting, "FEW", -1)
    store = ox.Store()
    _said(store, [(f"e:t{n:03}", "e:name", f'"{n:03}"') for n in range(400)])
    _said(store, [(f"e:t{n:03}", "a", "e:C") for n in range(300, 310)])
    making.gather(store, tmp_path / FOLDER)
    asked = list[str]()

    def ask(query: str) -> object:
        asked.append(query)
        return store.query(query)

    query = f"{PREFIX}SELECT ?s {{ ?s a e:C ; e:name ?t }} ORDER BY ?t LIMIT 2 OFFSET 3"
    better = rewritten(query, Ahead(ask, store.named_graphs, Told(str(tmp_path / "triples"))))
    assert better.steps == ("sorting",)
    assert _rows(store, better.text) == _rows(store, query)
    assert len(asked) == 1
    assert '"299"' not in asked[0]
