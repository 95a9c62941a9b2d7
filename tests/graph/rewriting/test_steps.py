"""Paths in the words that the engine answers by the standard: where each way is told, and in which graph."""

import pyoxigraph as ox
import pytest

from tests.graph.test_rewriting import TRIPLES, WAYS, answer, better, store


def test_a_path_is_followed_in_the_graph_that_is_read_where_there_are_too_many_to_be_named() -> None:
    others = " ".join(f":g{number} {{ :x :q {number} }}" for number in range(3, 110))
    data = f"{TRIPLES} :g1 {{ :a :p :b }} :g2 {{ :b :p :d }} {others}"
    assert answer("SELECT ?x { GRAPH ?g { :a :p ?x . ?x :p? :d } }", data) == []
    within = "GRAPH ?g { ?x :p :b { GRAPH :g2 { :y :p* ?z } } }"
    assert answer(f"SELECT ?x ?g ?z {{ {within} }}", data) == ["x=a g=g1 z=y"]


# Section 16.2.1: a blank node of a template is another one for each solution; LIMIT and OFFSET cut solutions.
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("CONSTRUCT { [] :p ?x } { :a (:p|:q) ?x }", 2),
        ("CONSTRUCT { _:each :p ?x } { :a (:p|:q) ?x }", 2),
        ("CONSTRUCT { ?x :p ?x } { ?y (:p|:q) ?x } ORDER BY ?x LIMIT 2", 1),
        ("CONSTRUCT { ?x :p ?x } { :a (:p|:q) ?x } OFFSET 1", 1),
    ],
)
def test_times_matter_where_each_solution_is_told(query: str, expected: int) -> None:
    held = store(WAYS)
    found = held.query(better(query, held)[0])
    assert isinstance(found, ox.QueryTriples)
    assert len(list(found)) == expected


# Sections 17.4.2.9, 17.4.2.12 and 17.4.4.5: another value for each solution, so that none is the same as another.
@pytest.mark.parametrize("made", ["BNODE()", "uuid()", "STRUUID ()", "RAND()", "COALESCE(BNODE('a'), 1)"])
@pytest.mark.parametrize("graph", ["{}", "BIND({} AS ?made)"])
def test_times_matter_where_each_solution_has_another_value(made: str, graph: str) -> None:
    shown = f"({made} AS ?made)" if graph == "{}" else "?made"
    bound = "" if graph == "{}" else graph.format(made)
    assert len(answer(f"SELECT DISTINCT {shown} {{ :a :p|:q :b {bound} }}", WAYS)) == 2
