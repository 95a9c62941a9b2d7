"""Paths that are followed first: each by itself, and within EXISTS those of no steps."""

import pytest

from tests.graph.test_rewriting import TRIPLES, answer, better, store

PLACES = (
    TRIPLES
    + ":x :in :a , :b . :y :in :c . :a :up :top . :b :up :top . :c :up :other . :g { :x :in :a } :h { :y :in :c }"
)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?x :in/:up+ :top . BIND(1 AS ?one) ?y :in/:up+ :other", ["x=x y=y", "x=x y=y"]),
        ("?y :in/:up+ :other . OPTIONAL { ?x :in/:up+ :top }", ["x=x y=y", "x=x y=y"]),
        ("{ ?x :in/:up+ :top } { ?y :in/:up+ :other }", ["x=x y=y", "x=x y=y"]),
        (":a ^:up*/^:in ?x . FILTER(?x = :x) :c ^:up*/^:in ?y", ["x=x y=y"]),
    ],
)
def test_what_is_between_the_steps_of_a_path_is_its_own(pattern: str, expected: list[str]) -> None:
    assert answer(f"SELECT ?x ?y {{ {pattern} }}", PLACES) == expected


def test_what_is_between_the_steps_of_a_path_is_not_shown_by_a_star_within() -> None:
    assert answer("SELECT ?y { ?y :in :c { SELECT DISTINCT * { :x :in/:up+ :top } } }", PLACES) == ["y=y"]


# Section 18.6: EXISTS asks with the values of a solution put in; a path of no steps then begins where they say.
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("?y :up :other FILTER EXISTS { :none :p? :none }", ["y=c"]),
        ("?y :up :other FILTER NOT EXISTS { :none :p? :none }", []),
        ("VALUES ?y { :none :c } FILTER EXISTS { :none :p* ?y }", ["y=none"]),
        ("VALUES ?y { :none :c } FILTER EXISTS { ?x :up :top . ?y (:p|^:q?)+ :none }", ["y=none"]),
        ("VALUES ?y { :none :c } FILTER EXISTS { :none :p|:q ?y }", []),
        ("VALUES ?y { :none :c } BIND(EXISTS { :none ^:p* ?y } AS ?x)", ["y=none x=true", "y=c x=false"]),
        ("VALUES ?y { :none :c } FILTER EXISTS { :none :up* ?y . ?y :up ?x }", []),
        ("GRAPH :g { VALUES ?y { :b :none } ?s ?p ?o FILTER EXISTS { :b :p* ?y } }", ["y=b"]),
        ("GRAPH ?g { ?y :in :c FILTER EXISTS { :none :p* :none } }", ["y=y"]),
        ("VALUES ?y { :none } FILTER EXISTS { GRAPH :nowhere { :none :p* ?y } }", []),
    ],
)
def test_a_path_of_no_steps_is_found_within_exists(pattern: str, expected: list[str]) -> None:
    assert answer(f"SELECT ?x ?y {{ {pattern} }}", PLACES) == sorted(_ordered(each) for each in expected)


def _ordered(row: str) -> str:
    return " ".join(sorted(row.split()))


def test_a_path_within_exists_from_what_a_triple_names_stays() -> None:
    assert better("SELECT ?x { ?x :in ?y FILTER EXISTS { ?y :up* :top } }", store(PLACES))[1] == ()
