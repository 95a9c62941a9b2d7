"""What is told of the changes from one version of the vocabulary to the next."""

import re

import pytest
from rdflib import Graph

from ontology import catalogue
from ontology.catalogue import UnknownVersion
from ontology.changes import (
    AXIOMS,
    DEFINITIONS,
    LABELS,
    NOTES,
    TRANSLATIONS,
    Change,
    Statement,
    difference,
    differences,
)
from ontology.namespaces import CSC, ONTOLOGY

PREFIXES = """
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
OLD = """
csc:Body a owl:Class ; rdfs:label "body"@en, "orgão"@pt ; skos:definition "A group."@en .
csc:Office a owl:Class ; rdfs:label "office"@en .
csc:within a owl:ObjectProperty ; owl:propertyChainAxiom ( csc:a csc:b ) .
"""
NEW = """
csc:Body a owl:Class ; rdfs:label "body"@en, "órgão"@pt ; skos:definition "A group with seats."@en ;
    rdfs:subClassOf csc:Seat .
csc:Seat a owl:Class ; rdfs:label "seat"@en .
csc:within a owl:ObjectProperty ; owl:propertyChainAxiom ( csc:a csc:c ) .
"""


def _read(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


def test_a_changed_note_is_told_as_a_note() -> None:
    old, new = (f'csc:Body a owl:Class ; skos:scopeNote "{text}"@en .' for text in ("Old.", "New."))
    found = difference("1", "2", _read(old), _read(new))
    note = (Statement("skos:scopeNote", text, "en") for text in ("New.", "Old."))
    assert found.changed == (Change(CSC.Body, NOTES, (next(note),), (next(note),)),)


def test_terms_added_removed_and_changed_are_told_apart() -> None:
    found = difference("1", "2", _read(OLD), _read(NEW))
    assert found.added == (CSC.Seat,)
    assert found.removed == (CSC.Office,)
    assert found.of(LABELS) == (
        Change(
            CSC.Body,
            LABELS,
            (Statement("rdfs:label", "órgão", "pt"),),
            (Statement("rdfs:label", "orgão", "pt"),),
        ),
    )
    assert [change.term for change in found.of(DEFINITIONS)] == [CSC.Body]
    assert found.of(AXIOMS) == (
        Change(CSC.Body, AXIOMS, (Statement("rdfs:subClassOf", "csc:Seat", ""),), ()),
        Change(
            CSC.within,
            AXIOMS,
            (Statement("owl:propertyChainAxiom", "csc:a / csc:c", ""),),
            (Statement("owl:propertyChainAxiom", "csc:a / csc:b", ""),),
        ),
    )


def test_a_translation_is_no_other_definition() -> None:
    old = 'csc:Body a owl:Class ; rdfs:label "body"@en, "corpo"@pt ; skos:definition "A group."@en .'
    new = 'csc:Body a owl:Class ; rdfs:label "body"@en, "órgão"@pt ; skos:definition "A group."@en, "Un gruppo."@it, "Um grupo."@pt .'
    found = difference("1", "2", _read(old), _read(new))
    texts = (Statement("skos:definition", "Un gruppo.", "it"), Statement("skos:definition", "Um grupo.", "pt"))
    assert found.of(DEFINITIONS) == ()
    assert found.of(TRANSLATIONS) == (Change(CSC.Body, TRANSLATIONS, texts, ()),)
    assert found.translated() == {("skos:definition", "it, pt"): [CSC.Body]}
    assert [change.sort for change in found.changed] == [LABELS, TRANSLATIONS]


def test_a_text_where_there_was_none_is_no_translation() -> None:
    old, new = "csc:Body a owl:Class .", 'csc:Body a owl:Class ; skos:definition "Un gruppo."@it .'
    assert [change.sort for change in difference("1", "2", _read(old), _read(new)).changed] == [DEFINITIONS]


def test_a_version_read_twice_has_no_changes() -> None:
    found = difference("1", "1", _read(NEW), _read(NEW))
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_every_older_version_can_be_read_and_names_itself() -> None:
    versions = catalogue.versions()
    assert versions[0] == catalogue.version()
    assert versions[-1] == "0.1.0"
    for number in versions:
        told = set(catalogue.edition(number).triples((ONTOLOGY, None, None)))
        assert {str(value) for _, p, value in told if str(p).endswith("versionInfo")} == {number}
        assert {str(value) for _, p, value in told if str(p).endswith("versionIRI")} == {f"{ONTOLOGY}/{number}"}
    with pytest.raises(UnknownVersion, match=re.escape("there are: ")):
        catalogue.edition("9.9.9")


def test_no_term_of_a_version_was_taken_away_in_silence() -> None:
    """A term that data may use stays, or is told in `owl:deprecated`; whoever removes one changes this list."""
    gone = {str(term).rpartition("#")[2] for step in differences() for term in step.removed}
    assert gone == set()
