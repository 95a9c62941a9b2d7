"""What is shipped of outside vocabularies, and what of it is reasoned with."""

import tomllib

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS

from ontology.audit import ours
from ontology.external import CUTS, FOLDER, Cut, axioms, cut, cuts, outside
from ontology.model import LANGUAGES

ORG = "http://www.w3.org/ns/org#"
SAID = {
    RDF.type, RDFS.label, RDFS.isDefinedBy, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf,
    OWL.disjointWith, OWL.propertyDisjointWith, OWL.equivalentClass, OWL.equivalentProperty,
}  # fmt: skip
CUT = Cut("test", "Test 1", ("test.ttl",), (), ("urn:x#",), "CC BY 4.0", "nobody")
ORIGIN = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <urn:x#> .
x:A a owl:Class ; rdfs:label "a"@en, "ein A"@de ; rdfs:comment "Prose."@en ; skos:definition "Prose."@en ;
    rdfs:subClassOf x:B, [ a owl:Restriction ; owl:onProperty x:p ; owl:someValuesFrom x:B ] .
x:p a owl:ObjectProperty, owl:TransitiveProperty ; rdfs:domain x:A ; rdfs:range x:B ; owl:inverseOf x:q .
<urn:y:other> a owl:Class ; rdfs:subClassOf x:A .
"""
KEPT = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <urn:x#> .
x:A a owl:Class ; rdfs:label "a"@en ; rdfs:subClassOf x:B .
x:p a owl:ObjectProperty, owl:TransitiveProperty ; rdfs:domain x:A ; rdfs:range x:B ; owl:inverseOf x:q .
"""
PROFILE = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <urn:x#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:shape sh:targetClass x:LegalEntity ; sh:property [ sh:path x:legalName ; sh:datatype xsd:string ], [ sh:path x:seat ] .
"""


def turtle(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


def test_axioms_and_labels_are_kept_and_prose_is_not() -> None:
    assert set(cut(turtle(ORIGIN), Graph(), CUT)) == set(turtle(KEPT))


def test_terms_that_only_a_profile_names_are_kept_with_their_sort() -> None:
    kept = cut(Graph(), turtle(PROFILE), CUT)
    found = {(str(term), kind) for term, kind in kept.subject_objects(RDF.type)}
    assert found == {
        ("urn:x#LegalEntity", OWL.Class),
        ("urn:x#legalName", OWL.DatatypeProperty),
        ("urn:x#seat", OWL.ObjectProperty),
    }
    assert (URIRef("urn:x#legalName"), RDFS.label, Literal("legal name", "en")) in kept


@pytest.mark.parametrize("chosen", cuts(), ids=lambda chosen: chosen.name)
def test_a_shipped_file_says_whose_it_is_and_holds_no_prose(chosen: Cut) -> None:
    path = FOLDER / f"{chosen.name}.ttl"
    head = path.read_text(encoding="utf-8")[:800]
    triples = Graph().parse(path, format="turtle")
    assert chosen.licence in head
    assert chosen.attribution in head
    assert len(triples) > 50
    assert set(triples.predicates()) <= SAID
    assert {label.language or "en" for label in triples.objects(None, RDFS.label) if isinstance(label, Literal)} <= {
        *LANGUAGES, "en-US", "en-GB",
    }  # fmt: skip


def test_every_shipped_file_is_declared_but_those_written_by_hand() -> None:
    declared = set(tomllib.loads(CUTS.read_text(encoding="utf-8")))
    assert {path.stem for path in FOLDER.glob("*.ttl")} == declared | {"dqv", "schema"}
    assert len(outside()) > 5000


def test_what_rules_reason_with_is_what_stands_above_our_terms() -> None:
    found = axioms(ours())
    assert (URIRef(ORG + "FormalOrganization"), RDFS.subClassOf, URIRef(ORG + "Organization")) in found
    assert (SKOS.broader, RDFS.subPropertyOf, SKOS.broaderTransitive) in found
    assert (SKOS.broaderTransitive, RDF.type, OWL.TransitiveProperty) in found
    assert (SKOS.exactMatch, RDF.type, OWL.SymmetricProperty) in found
    assert set(found.predicates()) <= {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf}
    assert len(found) < 200


@pytest.mark.parametrize(
    "term", [SKOS.semanticRelation, PROV.wasInfluencedBy, DCTERMS.relation, SKOS.narrowerTransitive]
)
def test_what_only_repeats_other_statements_is_not_reasoned_with(term: URIRef) -> None:
    assert term not in set(axioms(ours()).all_nodes())
