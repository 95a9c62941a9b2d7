"""What a mapping says where a value was looked for and not found."""

from collections.abc import Callable

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import PROV, RDF

from graph.store import Triple
from ingest.source import Source
from ontology.namespaces import CSC, ID
from tests.ingest.heard import hear

PACT = """
key = ["id"]
documents = {column = "source_urls", split = ";"}
[thing.pact]
iri = "pact/{id}"
[thing.pact.say]
"""
SIGNED = '"csc:signedOn" = {column = "signed", as = "date", or_unknown = true}'


def statements(make_source: Callable[..., Source], row: str, entries: str) -> list[Triple]:
    source = make_source(f"id,signed,deck,source_urls\n{row}\n", PACT + entries)
    heard = hear(source)
    assert not heard.faults
    return heard.triples


def unknown(triples: list[Triple]) -> set[object]:
    return {value for subject, predicate, value in triples if (subject, predicate) == (ID["pact/p"], CSC.unknown)}


def test_an_empty_cell_says_that_the_value_is_not_known(make_source: Callable[..., Source]) -> None:
    triples = statements(make_source, "p,,yes,https://example.org/a", SIGNED + '\n[ignore]\ndeck = "not asked"\n')
    assert unknown(triples) == {CSC.signedOn}


def test_it_is_known_in_which_row_and_pages_was_looked(make_source: Callable[..., Source]) -> None:
    triples = statements(make_source, "p,,yes,https://example.org/a", SIGNED + '\n[ignore]\ndeck = "not asked"\n')
    said = next(subject for subject, predicate, value in triples if (predicate, value) == (RDF.predicate, CSC.unknown))
    record = next(value for subject, predicate, value in triples if (subject, predicate) == (said, PROV.wasDerivedFrom))
    assert (record, CSC.row, Literal(2)) in triples
    assert any(subject == record and predicate == PROV.wasDerivedFrom for subject, predicate, _ in triples)


@pytest.mark.parametrize(
    ("row", "entries"),
    [
        pytest.param("p,2019,,", SIGNED + '\n[ignore]\ndeck = ""', id="a value"),
        pytest.param("p,,,", SIGNED.replace(", or_unknown = true", "") + '\n[ignore]\ndeck = ""', id="not declared"),
        pytest.param(
            "p,,2019,",
            '"csc:signedOn" = [{column = "signed", as = "date", or_unknown = true}, {column = "deck", as = "date"}]',
            id="another entry has a value",
        ),
        pytest.param(
            "p,,no,",
            SIGNED.replace("or_unknown", 'when = {column = "deck", is = "yes"}, or_unknown'),
            id="not asked of this row",
        ),
    ],
)
def test_nothing_is_unknown_where(row: str, entries: str, make_source: Callable[..., Source]) -> None:
    assert unknown(statements(make_source, row, entries)) == set()


def test_every_part_of_a_row_is_asked(make_source: Callable[..., Source]) -> None:
    periods = """
[thing.recognition]
iri = "recognition/{id}-{item}"
each = {column = "deck", split = ";"}
[thing.recognition.say]
"csc:end" = {column = "item", as = "date", part = 1, part_split = "-", or_unknown = true}
"""
    triples = statements(make_source, "p,2019,2009-2014;2017,", SIGNED + periods)
    found = {subject for subject, predicate, value in triples if (predicate, value) == (CSC.unknown, URIRef(CSC.end))}
    assert found == {ID["recognition/p-2017"]}
