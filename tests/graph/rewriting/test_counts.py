"""Figures that are kept are those that the engine counts: before and after what is written, and where none are known."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answering.ahead import Ahead, Told
from graph.changes import GraphExists
from graph.release import Releases
from graph.rewriting.rewrite import rewritten
from graph.texts import making
from graph.texts.counts import Counts
from graph.texts.index import FOLDER
from tests.graph.updates.kept import Kept, keeping

EX = "http://example.org/"
A, B = f"<{EX}a>", f"<{EX}b>"
QUERIES = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(?o) AS ?n) (COUNT(*) AS ?m) { ?s ?p ?o . }",
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}p> ?o }}",
    f"SELECT (COUNT(?s) AS ?n) WHERE {{ ?s a {A} }}",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT (COUNT(?s) AS ?n) ?p WHERE { ?s ?p ?o } group by ?p ORDER BY DESC(?n) ?p LIMIT 2 OFFSET 1",
    "SELECT ?t (COUNT(DISTINCT ?s) AS ?n) { ?s a ?t } GROUP BY ?t",
    "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t",
    "SELECT DISTINCT ?p { ?s ?p ?o }",
    "SELECT DISTINCT ?t WHERE { ?s a ?t . } ORDER BY ?t",
]
OTHERS = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?s }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT (COUNT(?none) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) + 1 AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 1)",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    "SELECT (SUM(?o) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    f"SELECT (COUNT(*) AS ?n) {{ ?s ?p {A} }}",
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}p>+ ?o }}",
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}never> ?o }}",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } VALUES ?s { UNDEF }",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ?o",
    "SELECT ?p { ?s ?p ?o }",
]
nodes = st.sampled_from([A, B, "_:x"])
lines = st.one_of(
    st.tuples(nodes, st.just("a"), st.sampled_from([A, B])),
    st.tuples(nodes, st.sampled_from([f"<{EX}p>", f"<{EX}q>"]), st.sampled_from([A, "1", '"x"@en'])),
)
data = st.lists(lines, max_size=10)


def _rows(store: ox.Store, query: str) -> list[str]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    rows = [str([variable.value for variable in found.variables]), *(str([*map(str, row)]) for row in found)]
    return rows if "ORDER" in query else sorted(rows)


def _said(store: ox.Store, found: list[tuple[str, str, str]]) -> None:
    said = " ".join(f"{' '.join(line)} ." for line in found)
    store.update(f"INSERT DATA {{ {said} GRAPH <{EX}g> {{ {said} <{EX}only> a {B} }} }}")


def _better(store: ox.Store, query: str, folder: Path) -> tuple[str, tuple[str, ...]]:
    return rewritten(query, Ahead(store.query, store.named_graphs, Told(str(folder / "triples"))))


def _compare(store: ox.Store, folder: Path) -> None:
    assert Counts.beside(folder / "triples") == making.counted(store)
    for query in QUERIES:
        better = _better(store, query, folder).text
        assert _rows(store, better) == _rows(store, query), better


@pytest.mark.unmeasured
@settings(max_examples=40, deadline=None)
@given(data, data)
def test_figures_are_those_of_the_engine_also_after_something_is_written(
    first: list[tuple[str, str, str]], then: list[tuple[str, str, str]]
) -> None:
    with TemporaryDirectory() as name:
        before, after = Path(name) / "before", Path(name) / "after"
        store = ox.Store()
        _said(store, first)
        making.gather(store, before / FOLDER)
        _compare(store, before)
        gone = {str(quad.subject) for quad in store}
        said = making.said_of(store, gone)
        store.update(f"DELETE WHERE {{ {A} ?p ?o }}")
        _said(store, then)
        making.hand_on(before, after, store, gone | {str(quad.subject) for quad in store}, said)
        _compare(store, after)


@pytest.mark.parametrize("query", [*QUERIES, *OTHERS])
def test_what_is_kept_is_given_and_all_else_is_counted(query: str, tmp_path: Path) -> None:
    store = ox.Store()
    _said(store, [(A, "a", A), (A, f"<{EX}p>", "1"), (B, f"<{EX}p>", B), (B, f"<{EX}p>", "2"), (A, f"<{EX}p>", A)])
    making.gather(store, tmp_path / FOLDER)
    better, steps = _better(store, query, tmp_path)
    assert ("counts" in steps) is (query in QUERIES)
    assert _rows(store, better) == _rows(store, query)


def test_nothing_is_given_where_nothing_is_kept(tmp_path: Path) -> None:
    store = ox.Store()
    _said(store, [(A, "a", A)])
    assert all("counts" not in _better(store, query, tmp_path)[1] for query in QUERIES)
    making.gather(store, tmp_path / FOLDER)
    plain = Ahead(store.query, store.named_graphs)  # as within FROM: other triples than the figures tell of
    assert all("counts" not in rewritten(query, plain).steps for query in QUERIES)


def test_a_class_without_a_name_is_counted_by_the_engine(tmp_path: Path) -> None:
    store = ox.Store()
    _said(store, [(A, "a", "_:x"), (A, "a", B)])
    making.gather(store, tmp_path / FOLDER)
    assert _better(store, "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t", tmp_path)[1] == ()


def _counts(kept: Kept) -> Counts | None:
    release = Releases(kept.folder).current()
    assert release is not None
    found = Counts.beside(release.triples)
    assert found is None or found == making.counted(ox.Store.read_only(str(release.triples)))
    return found


def test_counts_are_handed_on_from_release_to_release(tmp_path: Path) -> None:
    with keeping(tmp_path / "store") as kept:
        kept.update("INSERT DATA { GRAPH :g { :a :p 1 . :a a :B . :b a :B } GRAPH :h { :a :p 1 , 2 } }")
        assert _counts(kept) is None
        release = Releases(kept.folder).current()
        assert release is not None
        making.make(release.triples)
        counted = _counts(kept)
        for update in (
            "INSERT DATA { GRAPH :h { :c a :B , :C ; :q 'x' } }",
            "DELETE DATA { GRAPH :g { :a :p 1 } }",  # another graph says it still
            "DROP GRAPH :h",
            "CLEAR ALL",
        ):
            with pytest.raises(GraphExists):  # what it said before it failed was taken back, and is not counted
                kept.update("CREATE SILENT GRAPH :g ; INSERT DATA { :c :q 'y' . :d :p 1 } ; CREATE GRAPH :g")
            kept.update(update)
            now = _counts(kept)
            assert now is not None
            assert (now == counted) is (update.startswith("DELETE"))
            counted = now if update.startswith("INSERT") else counted
        assert now == Counts({}, {})
