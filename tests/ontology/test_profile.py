"""The vocabulary is in OWL 2 RL, and what leaves the profile is found."""

import pytest
from rdflib import Graph

from ontology import profile
from ontology.audit import ours
from ontology.external import axioms
from tests.ontology.vocabularies import PREFIXES, sound

BREACHES: dict[str, tuple[str, str]] = {
    "some values above": (
        "csc:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csc:p ; owl:someValuesFrom csc:B ] .",
        "owl:someValuesFrom right of subClassOf"),
    "at least one above": (
        "csc:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csc:p ; owl:minCardinality 1 ] .",
        "owl:minCardinality right of subClassOf"),
    "at most two above": (
        "csc:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csc:p ; owl:maxCardinality 2 ] .", "only 0 and 1"),
    "a union above": ("csc:A rdfs:subClassOf [ owl:unionOf ( csc:B csc:C ) ] .", "owl:unionOf right of subClassOf"),
    "a union as a domain": ("csc:p rdfs:domain [ owl:unionOf ( csc:B csc:C ) ] .", "owl:unionOf right of domain"),
    "a list of things above": ("csc:A rdfs:subClassOf [ owl:oneOf ( csc:b ) ] .", "owl:oneOf right of subClassOf"),
    "all values below": (
        "[ a owl:Restriction ; owl:onProperty csc:p ; owl:allValuesFrom csc:B ] rdfs:subClassOf csc:A .",
        "owl:allValuesFrom left of subClassOf"),
    "some values in an intersection above": (
        "csc:A rdfs:subClassOf [ owl:intersectionOf ( csc:B [ owl:onProperty csc:p ; owl:someValuesFrom csc:C ] ) ] .",
        "owl:someValuesFrom right of subClassOf"),
    "some values in an equivalence": (
        "csc:A owl:equivalentClass [ owl:onProperty csc:p ; owl:someValuesFrom csc:C ] .",
        "owl:someValuesFrom right of equivalentClass"),
    "everything below a class": ("owl:Thing rdfs:subClassOf csc:A .", "owl:Thing left of subClassOf"),
    "a disjoint union": ("csc:A owl:disjointUnionOf ( csc:B csc:C ) .", "owl:disjointUnionOf"),
    "a reflexive property": ("csc:p a owl:ReflexiveProperty .", "reflexive"),
    "a date as a range": ("csc:p rdfs:range xsd:date .", "date as a range"),
    "a datatype by restriction": (
        "csc:small a rdfs:Datatype ; owl:equivalentClass [ owl:onDatatype xsd:integer ] .", "datatype defined by restriction"),
    "two sorts of property": ("csc:p a owl:ObjectProperty, owl:DatatypeProperty .", "both owl:ObjectProperty and"),
    "an annotation and a property": ("csc:p a owl:AnnotationProperty, owl:DatatypeProperty .", "AnnotationProperty"),
    "a class and a datatype": ("csc:A a owl:Class, rdfs:Datatype .", "both owl:Class and Datatype"),
    "a transitive datatype property": ("csc:p a owl:DatatypeProperty, owl:TransitiveProperty .", "needs an object property"),
    "a datatype where a thing should be": ("csc:p a owl:ObjectProperty ; rdfs:range xsd:string .", "leads to a datatype"),
    "below another sort": (
        "csc:p a owl:ObjectProperty ; rdfs:subPropertyOf csc:q . csc:q a owl:DatatypeProperty .", "another sort of property"),
    "functional and transitive": (
        "csc:p a owl:ObjectProperty, owl:TransitiveProperty, owl:FunctionalProperty .", "FunctionalProperty, but it follows"),
    "asymmetric above a chain": (
        "csc:p a owl:AsymmetricProperty . csc:q rdfs:subPropertyOf csc:p ; owl:propertyChainAxiom ( csc:r csc:s ) .",
        "AsymmetricProperty, but it follows"),
    "disjoint and transitive": (
        "csc:p a owl:TransitiveProperty ; owl:propertyDisjointWith csc:q .", "disjoint with another"),
    "in the middle of its own chain": ("csc:p owl:propertyChainAxiom ( csc:q csc:p csc:r ) .", "stands inside its own chain"),
    "a chain of one": ("csc:p owl:propertyChainAxiom ( csc:q ) .", "a chain of one step"),
    "two chains in a circle": (
        "csc:p owl:propertyChainAxiom ( csc:q csc:r ) . csc:q owl:propertyChainAxiom ( csc:p csc:s ) .", "back to itself"),
}  # fmt: skip
ALLOWED = {
    "some values below": "[ a owl:Restriction ; owl:onProperty csc:p ; owl:someValuesFrom csc:B ] rdfs:subClassOf csc:A .",
    "a union below": "[ owl:unionOf ( csc:B csc:C ) ] rdfs:subClassOf csc:A .",
    "all values above": "csc:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csc:p ; owl:allValuesFrom csc:B ] .",
    "at most one above": "csc:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty csc:p ; owl:maxCardinality 1 ] .",
    "nothing but the complement": "csc:A rdfs:subClassOf [ owl:complementOf csc:B ] .",
    "disjoint classes": "csc:A owl:disjointWith csc:B . [] a owl:AllDisjointClasses ; owl:members ( csc:A csc:C ) .",
    "transitive": "csc:p a owl:ObjectProperty, owl:TransitiveProperty .",
    "a chain": "csc:p owl:propertyChainAxiom ( csc:q csc:r ) .",
    "a chain that ends in itself": "csc:p owl:propertyChainAxiom ( csc:q csc:p ) .",
    "a range of OWL": "csc:p a owl:DatatypeProperty ; rdfs:range xsd:dateTime .",
}  # fmt: skip


def test_the_vocabulary_is_in_the_profile() -> None:
    assert profile.check(ours()) == []


def test_with_what_we_take_from_outside_it_still_is() -> None:
    assert profile.check(ours() + axioms(ours())) == []


def test_a_sound_vocabulary_is_in_the_profile() -> None:
    assert profile.check(sound()) == []


@pytest.mark.parametrize(("text", "detail"), BREACHES.values(), ids=BREACHES.keys())
def test_what_leaves_the_profile_is_found(text: str, detail: str) -> None:
    found = profile.check(Graph().parse(data=PREFIXES + text, format="turtle"))
    assert [breach.detail for breach in found if detail in breach.detail]


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_the_profile_allows_is_no_breach(text: str) -> None:
    assert profile.check(Graph().parse(data=PREFIXES + text, format="turtle")) == []
