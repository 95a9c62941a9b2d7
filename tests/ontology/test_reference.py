"""What the reference tells of classes and properties, on a small vocabulary and on the shipped one."""

import pytest
from rdflib import OWL, Graph, URIRef
from rdflib.namespace import RDFS, SKOS

from ontology import catalogue
from ontology.model import LANGUAGES
from ontology.namespaces import CSC
from ontology.reference import Alignment, Reference, UndeclaredTerm, Use, reference

SMALL = """
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

csc:Body a owl:Class ; csc:order 10 ; rdfs:subClassOf org:OrganizationalUnit ;
    rdfs:label "body"@en, "órgão"@pt ; skos:definition "A group with seats."@en .
csc:Committee a owl:Class ; csc:order 20 ; rdfs:subClassOf csc:Body ; rdfs:label "committee"@en ;
    skos:editorialNote "Rare."@en, "Raro."@pt .
csc:Seat a owl:Class ; csc:order 30 ; rdfs:label "seat"@en .
csc:seatIn a owl:ObjectProperty ; csc:order 2 ; rdfs:domain csc:Seat ; rdfs:range csc:Body ; rdfs:label "seat in"@en .
csc:chairs a owl:ObjectProperty ; csc:order 1 ; schema:domainIncludes csc:Committee ; schema:rangeIncludes csc:Seat ;
    rdfs:label "chairs"@en ; csc:derived true ; owl:propertyChainAxiom ( csc:seatIn csc:partOf ) .
csc:partOf a owl:ObjectProperty, owl:TransitiveProperty ; rdfs:domain csc:Body ; rdfs:range csc:Body ;
    rdfs:label "part of"@en ; owl:inverseOf csc:hasPart .
csc:hasPart a owl:ObjectProperty ; rdfs:label "has part"@en .
csc:note a owl:DatatypeProperty ; schema:domainIncludes owl:Thing ; rdfs:range xsd:string ; rdfs:label "note"@en .
"""
ORG = URIRef("http://www.w3.org/ns/org#OrganizationalUnit")


@pytest.fixture(scope="module")
def small() -> Reference:
    triples = Graph().parse(data=SMALL, format="turtle")
    return Reference(triples, {"actors": triples})


def test_terms_stand_in_order_classes_first(small: Reference) -> None:
    assert list(small.terms) == ["Body", "Committee", "Seat", "chairs", "seatIn", "hasPart", "note", "partOf"]
    assert [term.sort for term in small.parts[0].classes] == ["class"] * 3


def test_a_class_has_its_own_properties_first_and_then_those_from_above(small: Reference) -> None:
    assert small.uses(CSC.Committee) == (
        Use(CSC.chairs, None),
        Use(CSC.partOf, CSC.Body),
        Use(CSC.note, OWL.Thing),
    )


def test_what_leads_to_a_class_leads_to_those_below_it(small: Reference) -> None:
    assert small.incoming(CSC.Committee) == (Use(CSC.seatIn, CSC.Body), Use(CSC.partOf, CSC.Body))
    assert small.incoming(CSC.Seat) == (Use(CSC.chairs, None),)


def test_a_property_tells_its_inverse_from_both_ends_its_chain_and_its_traits(small: Reference) -> None:
    assert small.inverses(CSC.hasPart) == (CSC.partOf,)
    assert small.inverses(CSC.partOf) == (CSC.hasPart,)
    assert small.chains(CSC.chairs) == ((CSC.seatIn, CSC.partOf),)
    assert small.traits(CSC.partOf) == (OWL.TransitiveProperty,)
    assert small.is_true(CSC.chairs, CSC.derived)
    assert not small.is_true(CSC.partOf, CSC.derived)


def test_alignments_lead_outside_only(small: Reference) -> None:
    assert small.alignments(CSC.Body) == (Alignment(RDFS.subClassOf, ORG),)
    assert small.alignments(CSC.Committee) == ()


def test_the_lineage_of_a_class_goes_from_near_to_far(small: Reference) -> None:
    assert small.ancestors(CSC.Committee) == (CSC.Committee, CSC.Body, ORG, OWL.Thing)
    assert [term.name for term in small.below(CSC.Body)] == ["Committee"]


def test_a_description_holds_its_lists_and_nothing_of_others(small: Reference) -> None:
    told = small.description(CSC.chairs)
    assert {subject for subject in told.subjects() if isinstance(subject, URIRef)} == {CSC.chairs}
    assert len(list(told.triples((None, None, CSC.partOf)))) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("seat", ["Seat", "seatIn", "Body"], id="exact-then-named-then-defined"),
        pytest.param("ORGAO", ["Body"], id="without-accents-in-any-language"),
        pytest.param("in seat", ["seatIn"], id="every-word"),
        pytest.param("", [], id="nothing"),
        pytest.param("zzz", [], id="unknown"),
    ],
)
def test_terms_are_found_by_their_words(small: Reference, text: str, names: list[str]) -> None:
    assert [term.name for term in small.find(text)] == names


def test_a_name_that_is_not_there_is_refused_with_those_most_like_it(small: Reference) -> None:
    with pytest.raises(UndeclaredTerm, match="near to it are: Committee"):
        small.term("comittee")


def test_labels_and_definitions_are_told_by_language(small: Reference) -> None:
    assert small.labels(CSC.Body) == {"en": "body", "pt": "órgão"}
    assert small.definitions(CSC.Body) == {"en": "A group with seats."}
    assert small.definitions(CSC.Seat) == {}


def test_notes_are_those_of_the_editors(small: Reference) -> None:
    assert [str(note) for note in small.notes(CSC.Committee, "pt")] == ["Raro."]
    assert [str(note) for note in small.notes(CSC.Committee, "it")] == ["Rare."]
    assert small.notes(CSC.Body, "en") == ()


def test_each_of_our_notes_is_told_in_each_language() -> None:
    found = reference()
    noted = [each.iri for each in found.terms.values() if found.notes(each.iri, "en")]
    assert len(noted) > 20
    for lang in LANGUAGES:
        assert {note.language for term in noted for note in found.notes(term, lang)} == {lang}


def test_every_term_of_the_shipped_vocabulary_is_in_one_part() -> None:
    declared = {term for term in catalogue.terms().subjects(SKOS.definition) if str(term).startswith(CSC)}
    found = [term.iri for part in reference().parts for term in (*part.classes, *part.properties, *part.individuals)]
    assert len(found) > 200
    assert len(found) == len(set(found))
    assert declared <= set(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_of_the_shipped_vocabulary_is_defined_in_each_language(lang: str) -> None:
    found = {name: reference().definitions(term.iri) for name, term in reference().terms.items()}
    assert len(found) > 200
    assert [name for name, texts in found.items() if lang not in texts] == []
    assert [name for name, texts in found.items() if lang != "en" and texts[lang] == texts["en"]] == []


def test_what_is_said_on_anything_stands_on_every_class() -> None:
    names = {use.property for use in reference().uses(CSC.Cluster)}
    assert {CSC.name, CSC.country, CSC.founded} <= names
