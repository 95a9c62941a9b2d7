# title: Two properties in a row make a third
# title@pt: Duas propriedades seguidas fazem uma terceira
# title@it: Due proprietà in fila ne fanno una terza
# title@ro: Două proprietăți la rând fac o a treia
# source: OWL 2 Profiles, section 4.3, table 5, rule prp-spo2, for chains of two
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
INSERT { ?start ?whole ?end }
WHERE {
  ?whole owl:propertyChainAxiom ?chain .
  ?chain rdf:first ?one ; rdf:rest ?after .
  ?after rdf:first ?two ; rdf:rest rdf:nil .
  ?start ?one ?middle .
  ?middle ?two ?end
}
