# title: What an inverse says, the property that declares it says the other way
# title@pt: O que a inversa diz, a propriedade que a declara di-lo no outro sentido
# title@it: Ciò che dice l'inversa, la proprietà che la dichiara lo dice nell'altro verso
# title@ro: Ce spune inversa, proprietatea care o declară spune în celălalt sens
# source: OWL 2 Profiles, section 4.3, table 5, rule prp-inv2, for properties of ours, as in prp-inv1
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT { ?object ?property ?subject }
WHERE {
  ?property owl:inverseOf ?inverse .
  ?property rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
  ?subject ?inverse ?object
}
