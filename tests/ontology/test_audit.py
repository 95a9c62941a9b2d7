"""The shipped vocabulary has no fault, and each rule of the audit finds a planted one."""

import pytest
from rdflib import URIRef
from rdflib.namespace import OWL, RDF

from ontology.audit import ERROR, RULES, WARNING, Finding, audit, examine, ours, texts
from ontology.catalogue import files
from ontology.model import Model
from ontology.namespaces import CSC, ID, ONTOLOGY
from tests.ontology.vocabularies import SOUND, TEXTS, sound, term

ON_CLUSTER = "rdfs:domain csc:Cluster ; rdfs:range csc:Cluster ; "
TEXT = "rdfs:domain csc:Pact ; rdfs:range xsd:string ; "

# Rule, the term it is about, what is written into the sound vocabulary, what is taken out of it.
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "a label is missing": ("labels", "csc:Pact", "", 'rdfs:label "Pact"@en, "Pact"@pt, "Pact"@it, "Pact"@ro ; '),
    "two labels in a language": ("labels", "csc:Pact", 'csc:Pact rdfs:label "deal"@en .', ""),
    "an outside property without labels": ("labels", "skos:note", 'skos:note rdfs:label "note"@en .', ""),
    "no inverse label": ("labels", "csc:leads", term("leads", "owl:ObjectProperty", ON_CLUSTER), ""),
    "no label of the list": ("labels", "csc:Pact", 'csc:Pact csc:kind "pact" ; csc:collection "pacts" ; csc:order 2 .', ""),
    "a concept without labels": (
        "labels", "concept:state-old", "concept:state-old a skos:Concept ; skos:inScheme scheme:state .", ""),
    "a cedilla": ("letters", "csc:Pact", 'csc:Pact skos:note "naţional"@ro .', ""),
    "no definition in one language": ("definition", "csc:Pact", "", ', "What Pact means."@ro'),
    "two definitions in a language": ("definition", "csc:Pact", 'csc:Pact skos:definition "A deal."@pt .', ""),
    "a code list without definition in one language": ("definition", "scheme:state", "", ', "What a pact is in."@it'),
    "a concept without definition": (
        "definition", "concept:state-old", "concept:state-old a skos:Concept ; skos:inScheme scheme:state .", ""),
    "defined nowhere": ("definition", "csc:Deal", "csc:Deal a owl:Class ; rdfs:subClassOf csc:Pact .", ""),
    "a concept in no scheme": ("concept", "concept:lost", "concept:lost a skos:Concept .", ""),
    "top of a scheme it is not in": (
        "concept", "concept:lost", "concept:lost a skos:Concept ; skos:topConceptOf scheme:state .", ""),
    "a class that is used but not declared": ("dangling", "csc:Deal", "csc:Pact rdfs:subClassOf csc:Deal .", ""),
    "a kind used twice": ("kinds", "csc:Pact", 'csc:Pact csc:kind "cluster" ; csc:collection "pacts" ; csc:order 2 .', ""),
    "a collection used twice": (
        "kinds", "csc:Pact", 'csc:Pact csc:kind "pact" ; csc:collection "clusters" ; csc:order 2 .', ""),
    "a kind without a collection": ("kinds", "csc:Pact", 'csc:Pact csc:kind "pact" ; csc:order 2 .', ""),
    "a class in lower case": ("naming", "csc:deal", term("deal", "owl:Class", "rdfs:subClassOf csc:Pact ; "), ""),
    "a property in upper case": ("naming", "csc:Name", term("Name", "owl:DatatypeProperty", TEXT), ""),
    "no domain": ("domain and range", "csc:name", term("name", "owl:DatatypeProperty", "rdfs:range xsd:string ; "), ""),
    "no range": ("domain and range", "csc:name", term("name", "owl:DatatypeProperty", "rdfs:domain csc:Pact ; "), ""),
    "a concept of no list": ("code lists", "csc:state", "", "csc:codeList scheme:state ; "),
    "a list that is not declared": ("code lists", "csc:state", "csc:state csc:codeList scheme:none .", ""),
    "a class nothing speaks of": ("unused", "csc:Deal", term("Deal", "owl:Class"), ""),
    "a property nothing fills or asks for": ("unasked", "csc:name", term("name", "owl:DatatypeProperty", TEXT), ""),
    "an alignment to nothing": ("alignment", "csc:Pact", "csc:Pact rdfs:subClassOf org:Contract .", ""),
    "a near match to nothing": ("alignment", "csc:Pact", "csc:Pact skos:closeMatch org:Contract .", ""),
    "an alignment to another sort": ("alignment", "csc:signedBy", "csc:signedBy rdfs:subPropertyOf schema:name .", ""),
    "an axiom about a term of others": ("hijacking", "org:Post", "org:Post rdfs:subClassOf csc:Agreement .", ""),
    "no licence": ("frame", "", "", "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;"),
    "no version": ("frame", "", "", 'owl:versionInfo "1" ;'),
    "not declared as an ontology": ("frame", "", "", "a owl:Ontology ;"),
    "another namespace": ("frame", "", "<https://w3id.org/clusterscape/ontology> vann:preferredNamespaceUri 'urn:x' .", ""),
    "the IRI of a file": ("frame", "<https://w3id.org/x.owl>", "<https://w3id.org/x.owl> a owl:Ontology .", ""),
    "a term outside the namespace": (
        "namespace", "org:Post", "org:Post a owl:Class ; rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .", ""),
    "two classes with one label": (
        "synonyms", "csc:Treaty", term("Treaty", "owl:Class", "rdfs:subClassOf csc:Agreement ; ", label="Pact"), ""),
    "two classes that are one": ("synonyms", "csc:Pact", "csc:Pact owl:equivalentClass csc:Agreement .", ""),
    "a property for is": ("is", "csc:isA", term("isA", "owl:ObjectProperty", ON_CLUSTER, inverse="includes"), ""),
    "a class alone": ("unconnected", "csc:Deal", term("Deal", "owl:Class"), ""),
    "an inverse with other ends": ("inverse", "csc:signatoryOf", "", "domain csc:Cluster ;|domain csc:Pact ;"),
    "inverse of itself": ("inverse", "csc:signedBy", "csc:signedBy owl:inverseOf csc:signedBy .", ""),
    "an inverse with another name": ("inverse", "csc:signedBy", "", 'inverseLabel "signatoryOf"@en|inverseLabel "signs"@en'),
    "a cycle of classes": ("cycle", "csc:Pact", "csc:Agreement rdfs:subClassOf csc:Pact .", ""),
    "a cycle of properties": ("cycle", "csc:number", "csc:number rdfs:subPropertyOf csc:number .", ""),
    "two notions in a class": ("merged", "csc:PactOrPlan", term("PactOrPlan", "owl:Class", "rdfs:subClassOf csc:Pact ; "), ""),
    "nothing is disjoint": ("disjointness", "csc:", "", "owl:members ( csc:Agreement csc:Cluster )"),
    "no inverse at all": ("no inverse", "csc:leads", term("leads", "owl:ObjectProperty", ON_CLUSTER), ""),
    "two domains": ("many ends", "csc:signedBy", "csc:signedBy rdfs:domain csc:Pact .", ""),
    "a definition that is the label": (
        "annotations", "csc:Deal", 'csc:Deal a owl:Class ; rdfs:label "deal"@en ; skos:definition "Deal."@en .', ""),
    "a definition of two terms": (
        "annotations", "csc:Pact", "", 'What Pact means.|What Agreement means.'),
    "a translation of two terms": (
        "annotations", "csc:Pact", "", '"What Pact means."@it|"What Agreement means."@it'),
    "a translation that is the label": (
        "annotations", "csc:Deal", 'csc:Deal a owl:Class ; rdfs:label "patto"@it ; skos:definition "Patto."@it .', ""),
    "a class for the rest": ("miscellaneous", "csc:OtherPact", term("OtherPact", "owl:Class", "rdfs:subClassOf csc:Pact ; "), ""),
    "explained by itself": ("recursive", "csc:Pact", "csc:Pact owl:equivalentClass csc:Pact .", ""),
    "a chain of itself": ("recursive", "csc:state", "csc:state owl:propertyChainAxiom ( csc:state csc:state ) .", ""),
    "equal, but between other classes": ("equivalents", "csc:signedBy", "csc:signedBy owl:equivalentProperty org:siteOf .", ""),
    "symmetric between two sorts": ("ends meet", "csc:signedBy", "csc:signedBy a owl:SymmetricProperty .", ""),
    "transitive between two sorts": ("ends meet", "csc:signedBy", "csc:signedBy a owl:TransitiveProperty .", ""),
    "two sorts of property": ("untyped", "csc:number", "csc:number a owl:ObjectProperty .", ""),
    "a class that is none": ("untyped", "csc:Deal", "concept:one a csc:Deal .", ""),
}  # fmt: skip


def named(text: str) -> str:
    """A short name as an IRI; nothing is the ontology itself."""
    if not text:
        return str(ONTOLOGY)
    if text.startswith("<"):
        return text[1:-1]
    spaces = {"csc": str(CSC), "concept": str(ID["concept/"])}
    spaces |= {"scheme": str(ID["scheme/"]), "org": "http://www.w3.org/ns/org#"}
    spaces |= {"skos": "http://www.w3.org/2004/02/skos/core#"}
    prefix, _, local = text.partition(":")
    return spaces[prefix] + local


def test_the_vocabulary_is_whole() -> None:
    vocabulary = ours()
    classes = [cls for cls in vocabulary.subjects(RDF.type, OWL.Class) if str(cls).startswith(CSC)]
    assert len(files()) >= 34
    assert len(Model(vocabulary).kinds) >= 78
    assert len(classes) >= 101


def test_the_vocabulary_has_no_fault_and_the_program_uses_declared_terms_only() -> None:
    assert [finding for finding in audit(ours(), texts()) if finding.severity == ERROR] == []


def test_the_rules_look_at_something() -> None:
    assert len(RULES) == 30
    assert [each.rule.name for each in examine(ours(), texts()) if each.terms == 0] == []


def test_in_a_sound_vocabulary_nothing_is_found() -> None:
    assert audit(sound(), TEXTS) == []


def test_each_rule_has_a_planted_fault() -> None:
    assert {rule for rule, _, _, _ in FAULTS.values()} == {rule.name for rule in RULES}


@pytest.mark.parametrize(("rule", "about", "added", "removed"), FAULTS.values(), ids=FAULTS.keys())
def test_a_planted_fault_is_found(rule: str, about: str, added: str, removed: str) -> None:
    old, _, new = removed.partition("|")
    assert old in SOUND
    found = audit(sound(added, SOUND.replace(old, new, 1) if old else SOUND), TEXTS)
    assert (rule, named(about)) in {(finding.rule, finding.term) for finding in found}


def test_a_term_or_concept_that_a_text_invents_is_found() -> None:
    text = "csc:Cluster csc:invented id:concept/state-king id:concept/state-{state}"
    found = [finding for finding in audit(sound(), {**TEXTS, "made-up.toml": text}) if finding.severity == ERROR]
    assert found == [
        Finding("dangling", str(ID["concept/state-king"]), "used in made-up.toml, but not declared"),
        Finding("dangling", str(CSC.invented), "used in made-up.toml, but not declared"),
    ]


def test_what_only_shapes_are_called_need_not_be_declared() -> None:
    shape = "csc:PactShape a sh:NodeShape ; sh:targetClass csc:Pact ."
    assert audit(sound(), {**TEXTS, "ontology/shapes/some.ttl": shape}) == []


def test_a_code_list_that_nothing_names_is_a_warning() -> None:
    text = 'scheme:odd a skos:ConceptScheme, csc:CodeList ; skos:definition "Odd."@en .'
    found = {(each.rule, each.term, each.severity) for each in audit(sound(text), TEXTS)}
    assert ("code lists", str(URIRef(ID["scheme/odd"])), WARNING) in found
