"""Numbers among other literals are sorted apart: together the engine may end of them."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering.ahead import Ahead, Told
from graph.rewriting.rewrite import Rewritten, rewritten
from graph.texts import making
from graph.texts.index import FOLDER

PREFIX = "PREFIX : <http://example.org/>\n"
DATA = """
    :a :mixed 9, 10, "5", "50" ; :size 9, 10, 5.5 ; :name "9", "10"@en, "5" ; :near :b ; :odd "9"^^:odd, 10 .
    :b :mixed :a ; :near "1", 1, :a .
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Predicates whose objects are numbers, other literals, things, or all of these."""
    store = ox.Store()
    store.update(f"{PREFIX}INSERT DATA {{ {DATA} }}")
    return store


def _better(store: ox.Store, query: str, told: Told | None = None) -> Rewritten:
    return rewritten(f"{PREFIX}{query}", Ahead(store.query, store.named_graphs, told))


def _rows(store: ox.Store, text: str) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in store.query(text)]


@pytest.mark.parametrize("gathered", [False, True], ids=["asked", "texts"])
@pytest.mark.parametrize(
    ("query", "sorted_by"),
    [
        ("SELECT ?o { ?s :mixed ?o } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { ?s :mixed ?o } ORDER BY DESC(?o)", "DESC(isNumeric(?o)) DESC(?o)"),
        ("SELECT ?o { ?s :mixed ?o } ORDER BY ?o LIMIT 1", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { ?s :odd ?o } ORDER BY ?s ASC(?o)", "?s ASC(isNumeric(?o)) ASC(?o)"),
        ("SELECT DISTINCT ?o { ?s ?p ?o } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { ?s :near/:mixed ?o } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { { ?s :size ?o } UNION { ?s :name ?o } } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { { SELECT ?o { ?s :mixed ?o } ORDER BY ?o } }", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o (COUNT(*) AS ?n) { ?s :mixed ?o } GROUP BY ?o ORDER BY ?n ?o", "?n ASC(isNumeric(?o)) ?o"),
        ("CONSTRUCT WHERE { ?s :mixed ?o } ORDER BY ?o LIMIT 3", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { ?s :size ?o } ORDER BY ?o", None),
        ("SELECT ?o { ?s :name ?o } ORDER BY ?o", None),
        ("SELECT ?s { ?s :mixed ?o } ORDER BY ?s", None),
        ("SELECT ?o { ?s :mixed ?o } ORDER BY STR(?o)", None),
        ("SELECT ?o { VALUES ?o { 9 10 '5' } } ORDER BY ?o", None),
    ],
)
def test_numbers_are_sorted_apart_where_there_are_others(
    query: str, sorted_by: str | None, gathered: bool, store: ox.Store, tmp_path: Path
) -> None:
    told = None
    if gathered:
        making.gather(store, tmp_path / FOLDER)
        told = Told(str(tmp_path / "triples"))
    better = _better(store, query, told)
    assert ("mixed" in better.steps) is (sorted_by is not None)
    assert sorted_by is None or sorted_by in better.text
    result = store.query(better.text)
    assert isinstance(result, ox.QueryTriples) or sorted(_rows(store, better.text)) == sorted(
        _rows(store, f"{PREFIX}{query}")
    )


def test_what_comes_first_is_what_the_standard_says(store: ox.Store) -> None:
    query = "SELECT ?o { { ?s ?p ?o } UNION { ?s :size 9 } UNION { ?s :size 9 BIND(BNODE() AS ?o) } } ORDER BY ?o"
    found = [row[0] for row in store.query(_better(store, query).text)]
    kinds = [type(term).__name__ for term in found]
    assert kinds == sorted(kinds, key=["NoneType", "BlankNode", "NamedNode", "Literal"].index)
    assert len(set(kinds)) == 4
    values = [float(term.value) for term in found if isinstance(term, ox.Literal) and _is_number(term)]
    assert values == sorted(values) != []


def _is_number(literal: ox.Literal) -> bool:
    return literal.datatype.value.rpartition("#")[2] in {"integer", "decimal"}


@pytest.mark.parametrize("seed", range(8))
def test_many_numbers_and_texts_of_figures_are_sorted(seed: int) -> None:
    """Without the step the engine ends this process, for about half of such stores."""
    store = ox.Store()
    both = (f'<urn:{n}> <urn:p> {n * 7919 % 200 + seed} , "{n * 104729 % 200 + seed}" .' for n in range(40))
    store.update(f"INSERT DATA {{ {' '.join(both)} }}")
    rows = [row[0] for row in store.query(_better(store, "SELECT ?o { ?s <urn:p> ?o } ORDER BY ?o").text)]
    texts, numbers = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    assert [int(each.value) for each in numbers] == sorted(int(each.value) for each in numbers)
    assert [each.value for each in texts] == sorted(each.value for each in texts)
    assert not any(map(_is_number, texts))
