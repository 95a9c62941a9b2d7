"""The pattern of an update is answered by the standard, as that of a query is."""

import pyoxigraph as ox
import pytest

from graph.guard import Limits
from graph.updates.dataset import NOWHERE, judge, solved
from graph.updates.grammar import parse
from graph.updates.operations import Modify

DATA = "@prefix : <http://e/> . :a :p :b ; :q :b . GRAPH :g { :a :p :c }"
PREFIX = "PREFIX : <http://e/> "


def inserted(update: str) -> list[str]:
    """What one INSERT says over the data, as N-Quads without their namespaces."""
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TRIG)
    (step,) = parse(PREFIX + update, Limits())
    judge(step)
    assert isinstance(step.operation, Modify)
    return sorted(str(quad).replace("http://e/", "") for quad in solved(store, step.operation, None, NOWHERE).insert)


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT { :n :is ?x } WHERE { :none :p* ?x }", ["<n> <is> <none>"]),
        ("INSERT { :n :is ?x } WHERE { :a !() ?x }", ["<n> <is> <b>"]),
        ("INSERT { ?x :is TRUE } WHERE { { SELECT ?x { ?s :p ?o } GROUP BY (?s AS ?x) } FILTER(TRUE) }",
         ['<a> <is> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>']),
        ("INSERT { :n :is ?n } WHERE { { SELECT (COUNT(?x) AS ?n) { :a (:p|:q) ?x } } }",
         ['<n> <is> "2"^^<http://www.w3.org/2001/XMLSchema#integer>']),
        ("WITH :g INSERT { :n :is ?x } WHERE { :c :p* ?x }", ["<n> <is> <c> <g>"]),
        ("INSERT { :n :is ?x } USING :none USING NAMED :g WHERE { :b :p? ?x }", ["<n> <is> <b>"]),
        ("INSERT { ?g :is ?x } USING NAMED :none WHERE { GRAPH ?g { VALUES ?x { 1 } } }", []),
    ],
)  # fmt: skip
def test_a_pattern_is_answered_by_the_standard(update: str, expected: list[str]) -> None:
    assert inserted(update) == expected
