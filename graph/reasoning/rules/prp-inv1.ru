# title: What a property says one way, its inverse says the other way
# title@pt: O que uma propriedade diz num sentido, a inversa di-lo no outro
# title@it: Ciò che una proprietà dice in un verso, l'inversa lo dice nell'altro
# title@ro: Ce spune o proprietate într-un sens, inversa ei spune în celălalt
# source: OWL 2 Profiles, section 4.3, table 5, rule prp-inv1, for inverses of ours: those from outside would double what is said and tell nothing new
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT { ?object ?inverse ?subject }
WHERE {
  ?property owl:inverseOf ?inverse .
  ?inverse rdfs:isDefinedBy <https://w3id.org/clusterscape/ontology> .
  ?subject ?property ?object
}
