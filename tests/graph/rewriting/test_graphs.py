"""`GRAPH ?g` answered in each graph by itself: with blank nodes, within one another, and around EXISTS."""

import pytest

from tests.graph.test_rewriting import TRIPLES, answer, better, store

GRAPHS = TRIPLES + ":g1 { :s :p :o . :s :q :z . :t :p :o } :g2 { :t :q :z . :s :p :o }"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("GRAPH ?g { ?s :p ?o MINUS { _:x :p :none } }", ["g=g1 s=s", "g=g1 s=t", "g=g2 s=s"]),
        ("GRAPH ?g { ?s :p ?o MINUS { _:x :q ?o , [] } }", ["g=g1 s=s", "g=g1 s=t", "g=g2 s=s"]),
        ("GRAPH ?g { SELECT (COUNT(*) AS ?s) { _:x :p _:y } }", ["g=g1 s=2", "g=g2 s=1"]),
        ("GRAPH ?g { SELECT (COUNT(*) AS ?s) { _:x :p|:q _:y . _:x :q [] } }", ["g=g1 s=2", "g=g2 s=1"]),
        ("GRAPH ?g { SELECT ?s { ?s :q _:a , '_:a' } }", []),
        ("_:a :none _:b . GRAPH ?g { SELECT ?s { _:c :q ?s } }", []),
        # Within one another: each is answered in each graph.
        ("GRAPH ?h { :t :q :z GRAPH ?g { SELECT (COUNT(*) AS ?s) { _:x :p _:y } } }", ["g=g1 s=2", "g=g2 s=1"]),
        ("GRAPH ?h { :t :q :z MINUS { _:x :none [] } GRAPH ?g { SELECT (COUNT(*) AS ?s) { _:x :p [] } } }",
         ["g=g1 s=2", "g=g2 s=1"]),
        ("GRAPH :g2 { :t :q :z GRAPH ?g { SELECT (COUNT(*) AS ?s) { _:x :p _:y } } }", ["g=g1 s=2", "g=g2 s=1"]),
        ("GRAPH :none { :t :q :z GRAPH ?g { SELECT (COUNT(*) AS ?s) { _:x :p _:y } } }", []),
        # What is asked within EXISTS is asked of the same graph.
        ("GRAPH ?g { ?s :p ?o FILTER EXISTS { SELECT ?s { ?s :q ?z } } }", ["g=g1 s=s"]),
        ("GRAPH ?g { ?x :p ?o BIND(EXISTS { SELECT * { :t :q _:z } } AS ?s) FILTER(?x = :s) }",
         ["g=g1 s=false", "g=g2 s=true"]),
        # What the pattern itself says of ?g is joined to it afterwards.
        ("GRAPH ?g { ?s :p ?o OPTIONAL { ?g :q ?z } }", []),
        ("GRAPH ?g { ?s :p ?o OPTIONAL { ?g :none ?z } }", ["g=g1 s=s", "g=g1 s=t", "g=g2 s=s"]),
    ],
)  # fmt: skip
def test_a_pattern_is_answered_in_each_graph_by_itself(pattern: str, expected: list[str]) -> None:
    assert answer(f"SELECT ?g ?s {{ {pattern} }}", GRAPHS) == expected


def test_labels_of_blank_nodes_stand_in_one_pattern_each() -> None:
    pattern = "SELECT ?g { GRAPH ?g { SELECT (COUNT(*) AS ?n) { _:x :p _:clusterscape_0 } } }"
    text, steps = better(pattern, store(GRAPHS))
    assert steps == ("graphs",)
    assert "_:clusterscape_1_0_x" in text
    assert "_:clusterscape_1_1_clusterscape_0" in text


def test_exists_that_asks_of_its_graph_is_not_spread_over_the_graphs() -> None:
    pattern = "SELECT ?s { GRAPH ?g { ?s :p ?o FILTER EXISTS { ?s :q ?z OPTIONAL { ?z :p ?y } } } }"
    assert better(pattern, store(GRAPHS))[1] == ()
