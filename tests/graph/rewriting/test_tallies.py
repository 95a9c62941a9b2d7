"""What is counted by where triples end is what the engine counts: random data and queries, and what is written later."""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answering import ahead
from graph.answering.ahead import Ahead, Told
from graph.rewriting.rewrite import Rewritten, rewritten
from graph.texts import ends, making
from graph.texts.index import FOLDER

EX = "http://example.org/"
PREFIX = f"PREFIX e: <{EX}>\n"
NODES = [f"e:{name}" for name in "abcd"]
COUNTED = [
    "SELECT (COUNT(*) AS ?n) { ?s e:p ?r . ?r e:q e:a }",
    "SELECT (COUNT(?s) AS ?n) (COUNT(?r) AS ?m) { ?s e:p ?r . ?r e:q e:a . }",
    "SELECT ?r (COUNT(?s) AS ?n) { ?r e:q e:a . ?s e:p ?r } GROUP BY ?r ORDER BY DESC(?n) ?r LIMIT 2 OFFSET 1",
    "SELECT (COUNT(*) AS ?n) ?t WHERE { ?s e:p ?r . ?r a ?t } GROUP BY ?t",
    "SELECT (COUNT(?s) AS ?n) { ?s e:p ?r . ?r e:q ?t } GROUP BY ?t ?r",
    "SELECT DISTINCT (COUNT(?s) AS ?n) { ?s e:p ?r . ?r ?p ?t } GROUP BY ?p",
]
OTHERS = [
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s e:p ?r . ?r e:q e:a }",
    "SELECT (COUNT(*) AS ?n) { ?s e:p ?r ; e:q e:a }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s e:p ?r . ?r e:q e:a } GROUP BY ?s",
    "SELECT (COUNT(*) AS ?n) { ?s e:p ?s . ?r e:q e:a }",
    "SELECT (COUNT(*) AS ?n) { ?s e:p ?o . ?r e:q e:a }",
    "SELECT (COUNT(*) AS ?n) { ?s e:p e:a . ?r e:q e:a }",
    "SELECT (COUNT(*) AS ?n) { ?s e:q ?r . ?r e:p e:a }",
    "SELECT (COUNT(*) + 1 AS ?n) { ?s e:p ?r . ?r e:q e:a }",
    "SELECT (COUNT(?none) AS ?n) { ?s e:p ?r . ?r e:q e:a }",
    "SELECT (COUNT(*) AS ?n) { ?s e:p ?r . ?r e:q+ e:a }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s e:p ?r . ?r e:q e:a } }",
    "SELECT (COUNT(*) AS ?n) { ?s e:p ?r . ?r e:q e:a FILTER(?r != e:b) }",
    "SELECT ?r (COUNT(*) AS ?n) { ?s e:p ?r . ?r e:q e:a } GROUP BY ?r HAVING (COUNT(*) > 1)",
    "SELECT (COUNT(*) AS ?n) { ?s e:p ?r . ?r e:q e:a } GROUP BY ?none",
    "SELECT ?r { ?s e:p ?r . ?r e:q e:a }",
]
nodes = st.sampled_from([*NODES, "_:x"])
lines = st.one_of(
    st.tuples(nodes, st.sampled_from(["e:p", "e:p", "e:q", "a"]), st.sampled_from(NODES)),
    st.tuples(nodes, st.sampled_from(["e:p", "e:q"]), st.sampled_from(["1", "1.5", '"x"@en', '"tab\\t"', "_:x"])),
)
data = st.lists(lines, max_size=25)


@pytest.fixture(autouse=True)
def keeps_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are kept of predicates with few triples too."""
    monkeypatch.setattr(ends, "LEAST", 0)
    monkeypatch.setattr(ends, "EACH", 1)


def _said(store: ox.Store, found: list[tuple[str, str, str]]) -> None:
    said = " ".join(f"{' '.join(line)} ." for line in found)
    store.update(f"{PREFIX}INSERT DATA {{ {said} GRAPH e:g {{ {said} e:only e:p e:a }} }}")


def _better(store: ox.Store, query: str, folder: Path) -> Rewritten:
    return rewritten(PREFIX + query, Ahead(store.query, store.named_graphs, Told(str(folder / "triples"))))


def _rows(store: ox.Store, query: str) -> list[str] | Counter[str]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    rows = [str([variable.value for variable in found.variables]), *(str([*map(str, row)]) for row in found)]
    return rows if "ORDER" in query else Counter(rows)


def _beside(folder: Path) -> ends.Ends:
    found = ends.beside(folder / "triples")
    assert found is not None
    return found


def _kept(store: ox.Store) -> dict[str, dict[str, int]]:
    return {each: dict(found) for each, found in making.ended(store, making.counted(store)).items()}


def _compare(store: ox.Store, folder: Path) -> None:
    for query in [*COUNTED, *OTHERS]:
        assert _rows(store, _better(store, query, folder).text) == _rows(store, PREFIX + query), query


@pytest.mark.unmeasured
@settings(max_examples=60, deadline=None)
@given(data, data)
def test_numbers_are_those_of_the_engine_also_after_something_is_written(
    first: list[tuple[str, str, str]], then: list[tuple[str, str, str]]
) -> None:
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as name:
        patch.setattr(ends, "LEAST", 0)
        patch.setattr(ends, "EACH", 1)
        before, after = Path(name) / "before", Path(name) / "after"
        store = ox.Store()
        _said(store, first)
        making.gather(store, before / FOLDER)
        assert _beside(before) == _kept(store)
        _compare(store, before)
        gone = {str(quad.subject) for quad in store}
        said = making.said_of(store, gone)
        store.update(f"{PREFIX}DELETE WHERE {{ e:a ?p ?o }}")
        _said(store, then)
        making.hand_on(before, after, store, gone | {str(quad.subject) for quad in store}, said)
        exact = making.ended(store, making.counted(store))
        for predicate, found in _beside(after).items():  # of those that were kept before
            assert found == exact.get(predicate, {})
        _compare(store, after)


@pytest.fixture
def store(tmp_path: Path) -> ox.Store:
    """Things that end at others, with what is kept of them."""
    store = ox.Store()
    _said(store, [(f"e:s{n}", "e:p", NODES[n % 4]) for n in range(12)])
    _said(store, [("e:a", "e:q", "e:a"), ("e:b", "e:q", "e:a"), ("e:c", "a", "e:d"), ("e:b", "a", "e:d")])
    making.gather(store, tmp_path / FOLDER)
    return store


@pytest.mark.parametrize("query", [*COUNTED, *OTHERS])
def test_what_is_kept_is_added_and_all_else_is_counted(query: str, store: ox.Store, tmp_path: Path) -> None:
    # As if of `e:q` too few triples ended at the same thing.
    (tmp_path / FOLDER / "ends-since.json").write_text(f'{{"{EX}p": {{}}}}', encoding="utf-8")
    better, steps = _better(store, query, tmp_path)
    assert ("tallies" in steps) is (query in COUNTED)
    assert _rows(store, better) == _rows(store, PREFIX + query)


def test_nothing_is_added_where_nothing_is_kept_or_other_graphs_are_read(store: ox.Store, tmp_path: Path) -> None:
    plain = Ahead(store.query, store.named_graphs)  # as within FROM
    assert all("tallies" not in rewritten(PREFIX + query, plain).steps for query in COUNTED)
    (tmp_path / FOLDER / "ends.json").write_text("broken", encoding="utf-8")
    assert all("tallies" not in _better(store, query, tmp_path).steps for query in COUNTED)


def test_a_query_that_was_read_where_nothing_is_kept_is_added_where_something_is(
    store: ox.Store, tmp_path: Path
) -> None:
    query = COUNTED[0].replace("e:a", f"<{EX}a>")
    rewritten(PREFIX + query, Ahead(store.query, store.named_graphs))
    assert "tallies" in _better(store, query, tmp_path).steps


def test_many_rows_are_left_to_the_engine(store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.rewriting.tallies._MOST", 1)
    assert "tallies" not in _better(store, COUNTED[0], tmp_path).steps


def test_ends_that_are_blank_literals_or_triples_are_left_to_the_engine(tmp_path: Path) -> None:
    for name, end in {"blank": "_:x", "number": "1", "text": '"x"', "triple": "<<( e:a e:q 1 )>>"}.items():
        store = ox.Store()
        _said(store, [("e:s", "e:p", end), ("e:t", "e:q", end), ("e:s", "e:p", "e:a")])
        making.gather(store, tmp_path / name / FOLDER)
        query = "SELECT ?t (COUNT(?s) AS ?n) { ?s e:p ?r . ?t e:q ?r } GROUP BY ?t"
        better, steps = _better(store, query, tmp_path / name)
        assert steps == ()
        assert better == PREFIX + query


def test_numbers_of_much_that_was_written_are_not_handed_on(store: ox.Store, tmp_path: Path) -> None:
    gone, come = {f"{EX}p": {"<a>": 2, "<b>": 1}}, {f"{EX}p": {"<b>": 1, "<c>": 4}, f"{EX}q": {"<a>": 1}}
    first, then = tmp_path / "first", tmp_path / "then"
    for folder, most in ((first, 3), (then, 1)):
        (folder / FOLDER).mkdir(parents=True)
        ends.hand_on(tmp_path / FOLDER, folder / FOLDER, gone, come, most)
    assert _beside(first)[f"{EX}p"] == {"<c>": 4, "<a>": -2} | _kept(store)[f"{EX}p"]
    assert not ends.are_beside(then / "triples")


def test_numbers_are_kept_of_what_has_an_iri_alone(tmp_path: Path) -> None:
    store = ox.Store()
    _said(store, [("e:s", "e:p", end) for end in ("e:a", "_:x", "1", f'"{"long " * 1_000}"')])
    _said(store, [("e:s", "e:year", "1999")])
    making.gather(store, tmp_path / FOLDER)
    assert _beside(tmp_path) == {f"{EX}p": {f"<{EX}a>": 1}}
    (tmp_path / "then").mkdir()
    ends.hand_on(tmp_path / FOLDER, tmp_path / "then", {}, {f"{EX}p": {'"text"': 1, f"<{EX}b>": 1}}, 9)
    since = json.loads((tmp_path / "then" / "ends-since.json").read_text(encoding="utf-8"))
    assert since == {f"{EX}p": {f"<{EX}b>": 1}}


def test_long_rows_are_left_to_the_engine(store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_LONGEST", 10)
    assert _better(store, COUNTED[0], tmp_path).steps == ()
