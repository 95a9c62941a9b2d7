"""A query of a familiar shape is found to be what it is found to be when it is looked over as a whole."""

import pytest

from graph.answering.familiar import looked_over
from graph.guard import Limits, Query, TooLong, examine
from graph.store import BadQuery

LIMITS = Limits()
BASE = "http://here/sparql"
FIRST, OTHER = "http://e/a", "https://example.org/things/another#one"
SHAPES = {
    "lookup": "SELECT ?p ?o { <@> ?p ?o }",
    "a limit behind": "SELECT * { <@> ?p ?o . ?o <@> <@> } LIMIT 7 OFFSET 2",
    "rows behind the limit": "SELECT * { ?s ?p ?o } LIMIT 7 VALUES ?s { <@> <@> }",
    "rows and no limit": "SELECT * { <@> ?p ?o } VALUES ?s { <@> <@> }",
    "within": "SELECT * { { SELECT ?s { ?s ?p <@> } LIMIT 3 } ?s ?q <@> }",
    "a comparison": "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?s != <@>) }",
    "no spaces": "SELECT*{?s ?p ?o FILTER(?o<e:b&&?p>?s)}",
    "prefix": "PREFIX e: <@> SELECT * { ?s e:b ?o, <@> }",
    "base": "BASE <@> SELECT * { ?s <b> <> }",
    "graphs": "SELECT * FROM <@> FROM NAMED <@> { ?s ?p ?o GRAPH <@> { ?s ?p ?o } }",
    "text": "SELECT * { ?s ?p '<@>' , \"<@>\" , <@> } LIMIT 5",
    "comment": "SELECT * { ?s ?p ?o } # <@>\nLIMIT 5",
    "truth": "SELECT * { <@> ?p TRUE }",
    "construct": "CONSTRUCT { ?s a <@> } WHERE { ?s ?p <@> }",
    "escape": "SELECT * { <@> ?p '\\u0041' } LIMIT 2",
    "ask": "ASK { <@> ?p ?o }",
    "string": "SELECT * { ?s ?p ?o FILTER(CONTAINS(?o, \"@\") || ?o = '@'@en) } LIMIT 6",
    "strings side by side": "SELECT * { ?s ?p '@','@' , \"@\"^^<@> } LIMIT 5",
    "an empty string": 'SELECT * { ?s ?p "" , \'\' , "@" } LIMIT 5',
    "long strings": 'SELECT * { ?s ?p """@""" , \'\'\'a "@" b\'\'\' , "@" } LIMIT 5',
    "a quote in a string": 'SELECT * { ?s ?p "it\'s @" , \'say "@"\' } LIMIT 5',
    "quotes in a comment": 'SELECT * { ?s ?p ?o } # it\'s "@"\nLIMIT 5',
    "an open string": 'SELECT * { ?s ?p "@ } LIMIT 5',
    "what stands for strings": 'SELECT * { VALUES ?s { "a""any"\n } ?s ?p ?o } LIMIT 5 VALUES ?o { "@" "any" }',
    "three strings": 'SELECT * { ?s ?p "@""@" } LIMIT 5',
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=list(SHAPES))
def test_it_is_the_same_whatever_it_is_about(shape: str) -> None:
    for iri in (FIRST, OTHER, FIRST):
        text = shape.replace("@", iri)
        assert found(text) == told(text)


@pytest.mark.parametrize(
    "query",
    ["SELECT * { <@> ?p ?o ", "SELECT * { <@> e:p ?o }", "INSERT DATA { <@> <@> <@> }"],
)
def test_what_is_wrong_is_told_with_its_place(query: str) -> None:
    for iri in (FIRST, OTHER):
        text = query.replace("@", iri)
        with pytest.raises(BadQuery) as plain:
            examine(text, LIMITS, base=BASE)
        with pytest.raises(type(plain.value)) as familiar:
            looked_over(text, LIMITS, federated=False, base=BASE)
        assert (familiar.value.message, familiar.value.line, familiar.value.column) == (
            plain.value.message,
            plain.value.line,
            plain.value.column,
        )


@pytest.mark.parametrize("word", ['"', "'", '""', "LIMIT 3", "#", "<", "{", "}", "\\", "\n", "e:b", ""])
def test_a_string_is_no_more_than_a_string(word: str) -> None:
    for shape in ('SELECT * {{ ?s ?p "{}" }} LIMIT 5', "SELECT * {{ ?s ?p '{}' , \"b\" }} LIMIT 5"):
        for text in (shape.format("a"), shape.format(word), shape.format(f"{word} a {word}")):
            assert found(text) == told(text)


def test_what_only_looks_like_an_iri_makes_no_shape() -> None:
    compared = "PREFIX e: <urn:e> SELECT * { ?s ?p ?o FILTER(?o<e:b&&?p>?s) } LIMIT 2"
    named = compared.replace("<e:b&&?p>", "<e:c&&?s||?p>")
    for text in (compared, named):
        assert found(text) == told(text)


def test_the_longest_is_told_of_each() -> None:
    text = "SELECT * { <@> ?p ?o }"
    small = Limits(size=120)
    assert looked_over(text.replace("@", FIRST), small, federated=False, base=BASE).form == "SELECT"
    with pytest.raises(TooLong):
        looked_over(text.replace("@", FIRST * 20), small, federated=False, base=BASE)


def test_an_endpoint_that_is_asked_is_found_each_time() -> None:
    for iri in (FIRST, OTHER):
        query = looked_over(f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}", LIMITS, federated=True, base=BASE)
        assert [iri in str(part) for part in query.services] == [True]


def found(text: str) -> Query | str:
    try:
        return looked_over(text, LIMITS, federated=False, base=BASE)
    except BadQuery as error:
        return error.message


def told(text: str) -> Query | str:
    try:
        return examine(text, LIMITS, base=BASE)
    except BadQuery as error:
        return error.message
