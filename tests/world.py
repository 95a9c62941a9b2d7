"""A small world in TriG: two clusters, two sources that disagree, a country with many things in it."""

from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from graph.embedded import EmbeddedStore
from graph.release import Releases
from graph.store import Triple
from graph.terms import from_engine

MANY = 60  # organisations in the country: more than a page shows of one group
_PREFIXES = """\
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix id: <https://w3id.org/clusterscape/id/> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_STATED = """\
<https://w3id.org/clusterscape/id/source/one> {
  <https://w3id.org/clusterscape/id/cluster/health> a csc:Cluster ;
    rdfs:label "Health Cluster"@en, "Cluster da Saúde"@pt ; csc:acronym "HC" ;
    foaf:homepage <https://health.example.org/> ; csc:founded "2008"^^xsd:gYear ; csc:country country:PRT ;
    csc:inValueChain <https://w3id.org/clusterscape/id/value-chain/medicines> ;
    geo:hasGeometry <https://w3id.org/clusterscape/id/cluster/health/geometry> .
  <https://w3id.org/clusterscape/id/cluster/health/geometry> a geo:Geometry ;
    geo:asWKT "POINT(-8.6 41.15)"^^geo:wktLiteral .
  <https://w3id.org/clusterscape/id/cluster/wine> a csc:Cluster ; rdfs:label "Wine"@en ; csc:country country:PRT .
  <https://w3id.org/clusterscape/id/cluster/ceramics> a csc:Cluster ; rdfs:label "Ceramică"@ro ;
    csc:country country:ROU .
  <https://w3id.org/clusterscape/id/value-chain/medicines> a csc:ValueChain ; rdfs:label "Medicines"@en .
  <https://w3id.org/clusterscape/id/organisation/university> a csc:University ;
    rdfs:label "University"@en ; skos:altLabel "Universidade de Évora" ; csc:country country:PRT .
  <https://w3id.org/clusterscape/id/membership/health-university> a csc:Membership ;
    csc:member <https://w3id.org/clusterscape/id/organisation/university> ;
    csc:inCluster <https://w3id.org/clusterscape/id/cluster/health> ;
    csc:role <https://w3id.org/clusterscape/id/concept/role-founder> ; csc:asOf "2019-03"^^xsd:gYearMonth .
  <https://w3id.org/clusterscape/id/pact/health> a csc:SectoralPact ; rdfs:label "Health pact"@en ;
    csc:pactOf <https://w3id.org/clusterscape/id/cluster/health> ; csc:signedOn "2019-04-10"^^xsd:date .
  <https://w3id.org/clusterscape/id/figure/members-2019> a csc:Figure ; rdfs:label "Members 2019"@en ;
    csc:indicator <https://w3id.org/clusterscape/id/indicator/members> ;
    csc:figureOf <https://w3id.org/clusterscape/id/cluster/health> ; csc:period "2019"^^xsd:gYear ; csc:value 170 .
  <https://w3id.org/clusterscape/id/indicator/members> a csc:Indicator ; skos:prefLabel "members"@en .
  <https://w3id.org/clusterscape/id/document/page> a csc:Document ; rdfs:label "A page"@en ;
    schema:url "https://health.example.org/about"^^xsd:anyURI .
  <https://w3id.org/clusterscape/id/record/one/health> a csc:Record ;
    csc:inSource <https://w3id.org/clusterscape/id/source/one> ; csc:row 2 ;
    prov:wasDerivedFrom <https://w3id.org/clusterscape/id/document/page> .
  <https://w3id.org/clusterscape/id/statement/s1> a rdf:Statement ;
    rdf:subject <https://w3id.org/clusterscape/id/cluster/health> ; rdf:predicate csc:founded ;
    rdf:object "2008"^^xsd:gYear ; prov:wasDerivedFrom <https://w3id.org/clusterscape/id/record/one/health> .
  <https://w3id.org/clusterscape/id/statement/s2> a rdf:Statement ;
    rdf:subject <https://w3id.org/clusterscape/id/cluster/health> ; rdf:predicate csc:inValueChain ;
    rdf:object <https://w3id.org/clusterscape/id/value-chain/medicines> ;
    prov:wasDerivedFrom <https://w3id.org/clusterscape/id/record/one/health> ;
    csc:basis <https://w3id.org/clusterscape/id/concept/basis-judgement> ; rdfs:comment "seems so"@en .
}
<https://w3id.org/clusterscape/id/source/two> {
  <https://w3id.org/clusterscape/id/cluster/health> a csc:Cluster ; csc:founded "2009"^^xsd:gYear ;
    csc:country country:PRT .
}
<https://w3id.org/clusterscape/id/source/places> {
  country:PRT a csc:Country ; skos:prefLabel "Portugal"@en .
  country:ROU a csc:Country ; skos:prefLabel "Romania"@en .
}
<https://w3id.org/clusterscape/id/source/inferred> {
  <https://w3id.org/clusterscape/id/organisation/university> a csc:Organisation ;
    csc:memberOf <https://w3id.org/clusterscape/id/cluster/health> .
  <https://w3id.org/clusterscape/id/cluster/wine> csc:region <http://data.europa.eu/nuts/code/PT11> .
  country:PRT rdfs:label "Portugal"@en .
}
<https://w3id.org/clusterscape/id/source/catalogue> {
  <https://w3id.org/clusterscape/id/source/one> a csc:Source ; dcterms:title "First source"@en ;
    dcterms:publisher "Somebody" ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:rights "Somebody 2020" ; dcterms:issued "2020"^^xsd:gYear ; dcterms:language "en", "pt" ;
    csc:checksum "abc" ; void:triples 40 ;
    prov:wasGeneratedBy <https://w3id.org/clusterscape/id/run/1> .
  <https://w3id.org/clusterscape/id/source/two> a csc:Source ; dcterms:title "Second source"@en .
  <https://w3id.org/clusterscape/id/run/1> a csc:ImportRun ;
    prov:endedAtTime "2026-01-02T03:04:05Z"^^xsd:dateTime .
}
"""


def trig() -> str:
    """The whole world as text."""
    many = "\n".join(
        f"<https://w3id.org/clusterscape/id/organisation/firm-{number:02}> a csc:Company ; "
        f'rdfs:label "Firm {number:02}"@en ; csc:country country:PRT .'
        for number in range(MANY)
    )
    return f"{_PREFIXES}{_STATED}<https://w3id.org/clusterscape/id/source/many> {{ {many} }}"


def fill(store: EmbeddedStore) -> EmbeddedStore:
    """A store with the whole world in it."""
    graphs: dict[URIRef, list[Triple]] = {}
    for quad in ox.parse(trig().encode(), format=ox.RdfFormat.TRIG):
        triple = from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)
        graphs.setdefault(URIRef(str(from_engine(quad.graph_name))), []).append(triple)
    for graph, triples in graphs.items():
        store.replace(graph, triples)
    return store


def publish(folder: Path) -> Path:
    """The folder of a store whose current release is the world."""
    with Releases(folder).draft() as draft:
        fill(draft.store)
    return folder
