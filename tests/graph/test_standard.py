"""What the engine would take beyond SPARQL 1.1 is refused, with its place."""

import pytest

from graph.guard import examine
from graph.store import BadQuery

REFUSED = {
    "triple-term": ("SELECT * { ?s ?p <<( ?a ?b ?c )>> }", 18, "SPARQL 1.2"),
    "reified-triple": ("SELECT * { << ?a ?b ?c >> ?p ?o }", 12, "SPARQL 1.2"),
    "annotation": ("SELECT * { ?s ?p ?o {| ?a ?b |} }", 21, "SPARQL 1.2"),
    "reifier": ("SELECT * { ?s ?p ?o ~ ?r }", 21, "SPARQL 1.2"),
    "direction": ('SELECT * { ?s ?p "a"@en--ltr }', 21, "SPARQL 1.2"),
    "version": ('VERSION "1.2" SELECT * {}', 1, "a query begins with"),
    "word-of-1.2": ("SELECT * { ?s ?p ?o FILTER(isTRIPLE(?o)) }", 28, "not a word of SPARQL 1.1"),
    "word-of-the-engine": ("SELECT * { ?s ?p ?o LATERAL { ?o ?q ?r } }", 21, "not a word of SPARQL 1.1"),
    "sign-before-a-sign": ("SELECT (- - 1 AS ?x) {}", 11, "must be followed by a value"),
    "not-not": ("SELECT (!!?y AS ?x) {}", 10, "must be followed by a value"),
    "minus-apart": ("SELECT * { ?s ?p - 1 }", 18, "without a space"),
    "plus-apart": ("SELECT * { ?s ?p 1 , + 1 }", 22, "without a space"),
    "aggregate-within": ("SELECT (SUM(1 + COUNT(?s)) AS ?x) { ?s ?p ?o }", 17, "within another aggregate"),
    "label-after-bind": ("SELECT * { _:a ?p ?o BIND(1 AS ?x) _:a ?q ?r }", 36, "_:a stands in two"),
    "label-after-values": ("ASK { _:a ?p ?o VALUES ?x { 1 } _:a ?q ?r }", 33, "_:a stands in two"),
}


@pytest.mark.parametrize(("text", "column", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_of_the_standard_is_refused_with_its_place(text: str, column: int, message: str) -> None:
    with pytest.raises(BadQuery, match=message) as refused:
        examine(text)
    assert (refused.value.line, refused.value.column) == (1, column)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (1 - -?y AS ?x) (- -1 AS ?z) (!(!?y) AS ?w) {}",
        "PREFIX : <http://e/> SELECT * { ?s :p + 1 ; (:p|:q)+ 1 ; a+ 1 }",
        "SELECT (SUM(IF(EXISTS { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }, 1, 0)) AS ?x) {}",
        "SELECT (COUNT(?s) + SUM(?o) AS ?x) { ?s ?p ?o }",
        "SELECT * { _:a ?p ?o . FILTER(?o > 1) _:a ?q ?r }",
        "CONSTRUCT { _:a ?p ?o } WHERE { ?s ?p ?o BIND(1 AS ?x) _:a ?q ?r }",
    ],
)
def test_what_looks_alike_is_taken(text: str) -> None:
    assert examine(text).text == text


def test_truth_is_written_in_any_letters() -> None:
    assert (
        examine("ASK { FILTER(TRUE || False || true) # TRUE\n}").text == "ASK { FILTER(true || false || true) # TRUE\n}"
    )


def test_the_base_of_the_request_holds_until_the_query_names_another() -> None:
    dataset = examine("SELECT * FROM <g> {}", base="http://e/sparql").dataset
    assert dataset is not None
    assert dataset.default == ("http://e/g",)
