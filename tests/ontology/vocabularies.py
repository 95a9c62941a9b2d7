"""A small vocabulary in which the audit finds nothing, for tests that plant a fault in it."""

from rdflib import Graph

PREFIXES = """
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix concept: <https://w3id.org/clusterscape/id/concept/> .
@prefix scheme: <https://w3id.org/clusterscape/id/scheme/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def texts(predicate: str, text: str) -> str:
    """A label in the four languages: the same word in each will do."""
    return f"{predicate} " + ", ".join(f'"{text}"@{lang}' for lang in ("en", "pt", "it", "ro"))


def term(name: str, what: str, more: str = "", label: str = "", inverse: str = "") -> str:
    """A term of ours with all that the audit asks of one."""
    label = label or name
    inverse = f"{texts('csc:inverseLabel', inverse)} ;" if inverse else ""
    verb = "means" if what == "owl:Class" else "says"
    return (
        f"csc:{name} a {what} ; {texts('rdfs:label', label)} ; {inverse} {more}"
        f"{texts('skos:definition', f'What {name} {verb}.')} ; rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .\n"
    )


SOUND = (
    PREFIXES
    + f"""
<https://w3id.org/clusterscape/ontology> a owl:Ontology ; dcterms:title "test"@en ; dcterms:creator "test" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; owl:versionInfo "1" ;
    owl:versionIRI <https://w3id.org/clusterscape/ontology/1> ;
    vann:preferredNamespaceUri "https://w3id.org/clusterscape/ontology#" .
scheme:state a skos:ConceptScheme, csc:CodeList ; {texts("dcterms:title", "states")} ;
    {texts("skos:definition", "What a pact is in.")} ; rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
concept:state-new a skos:Concept ; {texts("skos:prefLabel", "new")} ; skos:inScheme scheme:state ;
    skos:topConceptOf scheme:state ; {texts("skos:definition", "Not begun.")} ;
    rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
[] a owl:AllDisjointClasses ; owl:members ( csc:Agreement csc:Cluster ) .
"""
    + "".join(
        term(name, "owl:AnnotationProperty")
        for name in ("kind", "collection", "collectionLabel", "order", "inverseLabel", "codeList")
    )
    + term("CodeList", "owl:Class", "rdfs:subClassOf skos:ConceptScheme ; ")
    + term("Agreement", "owl:Class")
    + term("Pact", "owl:Class", "rdfs:subClassOf csc:Agreement ; ")
    + term(
        "Cluster",
        "owl:Class",
        'rdfs:subClassOf org:OrganizationalCollaboration ; csc:kind "cluster" ; csc:collection "clusters" ; '
        f"csc:order 1 ; {texts('csc:collectionLabel', 'clusters')} ; ",
    )
    + term(
        "signedBy", "owl:ObjectProperty", "rdfs:domain csc:Agreement ; rdfs:range csc:Cluster ; ", inverse="signatoryOf"
    )
    + term(
        "signatoryOf",
        "owl:ObjectProperty",
        "owl:inverseOf csc:signedBy ; rdfs:domain csc:Cluster ; rdfs:range csc:Agreement ; ",
        inverse="signedBy",
    )
    + term(
        "state",
        "owl:ObjectProperty",
        "schema:domainIncludes csc:Pact ; rdfs:range skos:Concept ; csc:codeList scheme:state ; ",
        inverse="in this state",
    )
    + term("number", "owl:DatatypeProperty", "rdfs:domain csc:Pact ; rdfs:range xsd:integer ; ")
)
TEXTS = {"all.rq": "SELECT * { ?x csc:signedBy ?y ; csc:state ?z ; csc:number ?n }"}


def sound(more: str = "", base: str = SOUND) -> Graph:
    """The sound vocabulary, with more Turtle where it is given."""
    return Graph().parse(data=base + more, format="turtle")
