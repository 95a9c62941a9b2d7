"""When joins are put in another order, and when they stay as they are written."""

import time

import pyoxigraph as ox
import pytest

from graph.answering.ahead import Ahead
from graph.rewriting import sorting
from graph.rewriting.rewrite import Rewritten, rewritten

PREFIX = "PREFIX : <http://example.org/> "
PAIRS = "?x :of ?a ; :in ?c . ?y :of ?b ; :in ?c"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Five hundred members in fifty clusters, a hundred of them in each of five countries; two have gone."""
    made = ox.Store()
    members = (
        f":m{number} :of :o{number} ; :in :c{number % 50} . :o{number} :country :k{number % 5} . :k{number % 5} a :K ."
        for number in range(500)
    )
    made.update(f"{PREFIX} INSERT DATA {{ {' '.join(members)} :o1 :gone 1 . :o2 :gone 2 . :o1 :near :o2 }}")
    return made


def _better(store: ox.Store, query: str) -> Rewritten:
    return rewritten(PREFIX + query, Ahead(store.query, store.named_graphs))


def _rows(store: ox.Store, text: str) -> list[str]:
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(str(sorted(f"{name}={row[name]}" for name in found.variables)) for row in found)


@pytest.mark.parametrize(
    ("query", "step"),
    [
        (f"SELECT ?a ?b {{ {PAIRS} . ?a :country :k1 . ?b :country :k1 FILTER(STR(?a) < STR(?b)) }}", "halves"),
        (f"SELECT * {{ {PAIRS} . ?a :country :k1 . ?b :country :k1 OPTIONAL {{ ?a :near ?z }} }}", "halves"),
        (
            f"SELECT ?a (COUNT(?b) AS ?n) {{ {PAIRS} . ?a :country :k1 . ?b :country :k2 }} GROUP BY ?a LIMIT 5",
            "halves",
        ),
        ("SELECT ?a ?c { OPTIONAL { ?x :of ?a ; :in ?c } ?a :gone ?z }", "optionals"),
        ("SELECT * { OPTIONAL { ?x :never ?a } ?a :gone ?z }", "optionals"),
        ("SELECT ?a { ?a :gone ?z MINUS { ?x :of ?a } }", "minus"),
        ("SELECT ?a { ?a :gone ?z MINUS { ?x :of ?a . ?x :in ?c } ?a :near ?c }", "minus"),
    ],
)
def test_what_is_little_is_begun_with(store: ox.Store, query: str, step: str) -> None:
    better = _better(store, query)
    assert step in better.steps
    if "LIMIT" not in query:
        assert _rows(store, better.text) == _rows(store, PREFIX + query)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?a ?b {{ {PAIRS} . ?a :country :k1 FILTER(STR(?a) < STR(?b)) }}",  # one of them is any
        f"SELECT ?a ?b {{ {PAIRS} . ?a :country :k1 . ?b :gone 1 FILTER(?a != ?b) }}",  # it begins there anyway
        f"SELECT ?a ?b {{ {PAIRS} . ?a :country :k1 . ?b :country :k2 . ?a :near ?b FILTER(?a != ?b) }}",
        f"SELECT ?a ?b {{ {PAIRS} . ?a :country :k1 . ?b :country :k2 FILTER(?a != ?b) }} LIMIT 5",
        "SELECT ?a ?b { ?x :of ?a ; :in _:c . ?y :of ?b ; :in _:c . ?a :country :k1 . ?b :country :k2 FILTER(?a != ?b) }",
        "SELECT ?a { ?a :country :k1 OPTIONAL { ?x :of ?a } }",
        "SELECT ?a { OPTIONAL { ?x :of ?a } }",
        "SELECT ?a { OPTIONAL { ?x :of ?a FILTER(?x != :m1) } ?a :gone ?z }",
        "SELECT ?a { ?x :of ?a MINUS { ?a :gone ?z } }",  # little from much
        "SELECT ?a { ?a :gone ?z MINUS { ?x :of ?y } }",  # nothing in common
        "SELECT ?a { ?y :near ?z OPTIONAL { ?a :near ?z } MINUS { ?x :of ?a } }",  # it may have no value
        "SELECT ?a { ?a :gone ?z MINUS { ?x :of ?a FILTER(?z = 1) } }",  # within, ?z has no value
        "SELECT ?a { ?a :gone ?z MINUS { ?x :of+ ?a } }",
        "SELECT ?a { FILTER NOT EXISTS { ?a :gone ?z MINUS { ?x :of ?a } } ?a :near ?b }",
        "SELECT ?a { GRAPH ?g { ?a :gone ?z MINUS { ?x :of ?a } } }",
    ],
)
def test_what_is_no_quicker_or_not_the_same_stays(store: ox.Store, query: str) -> None:
    assert not {"halves", "minus", "optionals"} & set(_better(store, query).steps)


def test_rows_that_are_skipped_need_not_be_looked_for(store: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "FEW", 100)
    query = "SELECT ?a { ?x :of ?a } ORDER BY ?a LIMIT 3 OFFSET 400"
    better = _better(store, query)
    assert "sorting" in better.steps
    assert better.text.endswith("LIMIT 3 OFFSET 0")
    assert _rows(store, better.text) == _rows(store, PREFIX + query)
    tied = "SELECT ?c { ?x :in ?c } ORDER BY ?c LIMIT 3 OFFSET 25"
    better = _better(store, tied)
    assert better.text.endswith("LIMIT 3 OFFSET 5")
    assert _rows(store, better.text) == _rows(store, PREFIX + tied)
    assert _rows(store, _better(store, f"{query}0").text) == []


@pytest.mark.parametrize("triple", ["?x{0} :in ?c", "?x :in ?c", "?x :p{0} ?c", "?x{0} :in ?c . ?x{0} :of :o1"])
def test_many_triples_are_not_tried_in_all_halves(store: ox.Store, triple: str) -> None:
    query = f"SELECT ?c {{ {' . '.join(map(triple.format, range(400)))} }}"
    began = time.process_time()
    assert _better(store, query) == (PREFIX + query, ())
    assert time.process_time() - began < 5


def test_halves_of_several_things_are_told_apart(store: ox.Store) -> None:
    country = " . ".join(f"?x{number} :in ?c ; :of ?o{number} . ?o{number} :country :k1" for number in range(3))
    query = f"SELECT ?x0 ?x1 ?x2 {{ {country} }}"
    better = _better(store, query)
    assert better.steps == ("halves",)
    assert "{ SELECT ?x1 ?c ?o1 { ?x1 :in ?c . ?x1 :of ?o1 . ?o1 :country :k1 } }" in better.text
    assert _rows(store, better.text) == _rows(store, PREFIX + query)
