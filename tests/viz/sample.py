"""A small network, written as triples the way the loader writes them, for tests of the map."""

from rdflib import Graph

from graph.embedded import EmbeddedStore
from ontology.namespaces import ID, ONTOLOGY

PREFIXES = """
@prefix csc: <https://w3id.org/clusterscape/ontology#> .
@prefix id: <https://w3id.org/clusterscape/id/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
"""
WORDS = """
csc:Cluster csc:kind "cluster" ; csc:collection "clusters" ; rdfs:label "cluster"@en, "cluster"@pt .
csc:Organisation csc:kind "organisation" ; csc:collection "organisations" ; rdfs:label "organisation"@en .
csc:University rdfs:subClassOf csc:Organisation .
csc:SectoralPact csc:kind "pact" ; csc:collection "pacts" ; rdfs:label "sectoral pact"@en, "pacto setorial"@pt .
csc:ValueChain csc:kind "value-chain" ; csc:collection "value-chains" ; rdfs:label "value chain"@en .
csc:Policy csc:kind "policy" ; csc:collection "policies" ; rdfs:label "policy"@en .
csc:Membership csc:kind "membership" ; rdfs:label "membership"@en . csc:Affiliation rdfs:label "affiliation"@en .
csc:pactOf rdfs:label "pact of"@en . csc:inValueChain rdfs:label "in value chain"@en .
csc:signedOn rdfs:label "signed on"@en . csc:city rdfs:label "city"@en .
country:PRT skos:prefLabel "Portugal"@en . country:ITA skos:prefLabel "Italy"@en, "Itália"@pt .
<https://w3id.org/clusterscape/id/thematic-area/ta1> skos:prefLabel "Innovation"@en .
<https://w3id.org/clusterscape/id/concept/role-board> skos:prefLabel "board"@en .
"""
THINGS = """
<https://w3id.org/clusterscape/id/cluster/tools> a csc:Cluster ; rdfs:label "Tool Cluster"@en, "Cluster de Ferramentas"@pt ;
    csc:country country:PRT ; csc:city "Leiria" ; csc:inValueChain <https://w3id.org/clusterscape/id/value-chain/moulds> .
<https://w3id.org/clusterscape/id/cluster/alone> a csc:Cluster ; rdfs:label "Cluster by Itself"@en ; csc:country country:ITA .
<https://w3id.org/clusterscape/id/cluster/quiet> a csc:Cluster ; rdfs:label "Quiet Cluster"@en ; csc:country country:ITA .
<https://w3id.org/clusterscape/id/organisation/porto> a csc:University ; rdfs:label "University of Porto"@en ;
    csc:country country:PRT ; csc:thematicArea <https://w3id.org/clusterscape/id/thematic-area/ta1> .
<https://w3id.org/clusterscape/id/organisation/shop> a csc:Organisation ; rdfs:label "Loja </script><script>alert(1)</script>"@pt .
<https://w3id.org/clusterscape/id/pact/tools> a csc:SectoralPact ; rdfs:label "Pact - Tools"@en ;
    csc:signedOn "2019-03-26" ; csc:pactOf <https://w3id.org/clusterscape/id/cluster/tools> .
<https://w3id.org/clusterscape/id/value-chain/moulds> a csc:ValueChain ; rdfs:label "Moulds"@en .
<https://w3id.org/clusterscape/id/membership/1> a csc:Membership ; csc:asOf "2017-01" ;
    csc:member <https://w3id.org/clusterscape/id/organisation/porto> ; csc:inCluster <https://w3id.org/clusterscape/id/cluster/tools> ;
    csc:role <https://w3id.org/clusterscape/id/concept/role-board> .
<https://w3id.org/clusterscape/id/membership/2> a csc:Membership ; csc:asOf "2019" ;
    csc:member <https://w3id.org/clusterscape/id/organisation/porto> ; csc:inCluster <https://w3id.org/clusterscape/id/cluster/tools> .
<https://w3id.org/clusterscape/id/membership/3> a csc:Membership ;
    csc:member <https://w3id.org/clusterscape/id/organisation/shop> ; csc:inCluster <https://w3id.org/clusterscape/id/cluster/tools> .
<https://w3id.org/clusterscape/id/membership/4> a csc:Membership ;
    csc:member <https://w3id.org/clusterscape/id/organisation/unknown> ; csc:inCluster <https://w3id.org/clusterscape/id/cluster/tools> .
<https://w3id.org/clusterscape/id/statement/1> a rdf:Statement ; rdf:subject <https://w3id.org/clusterscape/id/cluster/tools> ;
    rdf:predicate csc:inValueChain ; rdf:object <https://w3id.org/clusterscape/id/value-chain/moulds> ;
    csc:basis <https://w3id.org/clusterscape/id/concept/basis-judgement> .
"""


def sample_store() -> EmbeddedStore:
    """Seven things, four links, one of them a judgement, and one membership of somebody unknown."""
    store = EmbeddedStore.memory()
    store.replace(ONTOLOGY, Graph().parse(data=PREFIXES + WORDS, format="turtle"))
    store.replace(ID["source/test"], Graph().parse(data=PREFIXES + THINGS, format="turtle"))
    return store
