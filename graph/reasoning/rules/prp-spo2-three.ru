# title: Three properties in a row make a fourth
# title@pt: Três propriedades seguidas fazem uma quarta
# title@it: Tre proprietà in fila ne fanno una quarta
# title@ro: Trei proprietăți la rând fac o a patra
# source: OWL 2 Profiles, section 4.3, table 5, rule prp-spo2, for chains of three
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
INSERT { ?start ?whole ?end }
WHERE {
  ?whole owl:propertyChainAxiom ?chain .
  ?chain rdf:first ?one ; rdf:rest ?after .
  ?after rdf:first ?two ; rdf:rest ?last .
  ?last rdf:first ?three ; rdf:rest rdf:nil .
  ?start ?one ?here .
  ?here ?two ?there .
  ?there ?three ?end
}
