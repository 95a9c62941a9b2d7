"""Numbers among other literals are sorted apart: together the engine may end of them."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering.ahead import Ahead, Told
from graph.rewriting.rewrite import Rewritten, rewritten
from graph.texts import making
from graph.texts.index import FOLDER

PREFIX = "PREFIX : <http://example.org/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
DATA = """
    :a :mixed 9, 10, "5", "50" ; :size 9, 10, 5.5 ; :name "9", "10"@en, "5" ; :near :b ; :odd "9"^^:odd, 10 .
    :a :day "2020"^^xsd:gYear, "2020-05"^^xsd:gYearMonth, "2020-05-01"^^xsd:date ;
        :then "2020-05-01T10:00:00"^^xsd:dateTime, "2020-05-01T10:00:00Z"^^xsd:dateTime .
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
        ("SELECT DISTINCT ?o { ?s ?p ?o FILTER(?p = :mixed) } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { ?s :near/:mixed ?o } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { { ?s :size ?o } UNION { ?s :name ?o } } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { { SELECT ?o { ?s :mixed ?o } ORDER BY ?o } }", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o (COUNT(*) AS ?n) { ?s :mixed ?o } GROUP BY ?o ORDER BY ?n ?o", "?n ASC(isNumeric(?o)) ?o"),
        ("CONSTRUCT WHERE { ?s :mixed ?o } ORDER BY ?o LIMIT 3", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { ?s :x ?s2 BIND(1 AS ?y) ?s2 :mixed ?m BIND(?m AS ?o) } ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?s (MAX(?m) AS ?o) { ?s :mixed ?m } GROUP BY ?s ORDER BY ?o", "ASC(isNumeric(?o)) ?o"),
        ("SELECT ?o { ?s :mixed ?o } ORDER BY COALESCE(?o, 1)", "ASC(isNumeric(COALESCE(?o, 1))) COALESCE(?o, 1)"),
        ("SELECT ?o { ?s :day ?o } ORDER BY ?o", None),
        ("SELECT ?o { ?s :near/:day ?o } ORDER BY ?o", None),
        ("SELECT ?o { ?s :then ?o } ORDER BY DESC(?o)", "STRDT(CONCAT(STR(?o), "),
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


ZONES = ["", "Z", "-14:00", "+14:00", "+05:00"]
NEAR = [f"2020-01-0{day}T{hour:02}:00:00{zone}" for day in (1, 2) for hour in range(0, 24, 5) for zone in ZONES]
WHOLE = [str(2**53 + number) for number in range(-9, 9)]
KINDS = {
    "times": [f'"{each}"^^xsd:dateTime' for each in NEAR],
    "times and texts": [f'"{each}"{kind}' for each in NEAR for kind in ("", "^^xsd:dateTime")],
    "hours": [f'"{each[11:]}"^^xsd:time' for each in NEAR],
    "lengths and texts": [f'"P{days}D"{kind}' for days in range(60) for kind in ("", "^^xsd:dayTimeDuration")],
    "years": [f'"{year:05}-01-01"{kind}' for year in range(-60, 60, 2) for kind in ("", "^^xsd:date")],
    "large": [each + kind for each in WHOLE for kind in ("", ".5", "e0")],
    "all": [f'"{each}"^^xsd:dateTime' for each in NEAR] + WHOLE + ['"x"^^xsd:dateTime', "'9'", "'10'@en", "<urn:x>"],
}


@pytest.mark.parametrize("gathered", [False, True], ids=["asked", "texts"])
@pytest.mark.parametrize("order", ["?o", "DESC(?o)", "IF(true, ?o, 1)"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_order_together_is_sorted(kind: str, order: str, gathered: bool, tmp_path: Path) -> None:
    """Without the step the engine ends this process, for most of these."""
    store, values = ox.Store(), random.Random(7).sample(KINDS[kind], len(KINDS[kind]))
    said = " ".join(f"<urn:{number}> <urn:p> {value} ." for number, value in enumerate(values))
    store.update(f"{PREFIX}INSERT DATA {{ {said} }}")
    if gathered:
        making.gather(store, tmp_path / FOLDER)
    told = Told(str(tmp_path / "triples")) if gathered else None
    text = _better(store, f"SELECT ?o {{ ?s <urn:p> ?o }} ORDER BY {order}", told).text
    found = [row[0] for row in store.query(text)]
    assert len(found) == len(values)
    if kind == "times":
        moments = [datetime.fromisoformat(term.value) for term in found]
        moments = [each if each.tzinfo else each.replace(tzinfo=UTC) for each in moments]
        assert moments == sorted(moments, reverse=order == "DESC(?o)")
