# title: What a property says, the properties above it say too
# title@pt: O que uma propriedade diz, as propriedades acima dela também o dizem
# title@it: Ciò che dice una proprietà, lo dicono anche le proprietà superiori
# title@ro: Ce spune o proprietate spun și proprietățile de deasupra ei
# source: OWL 2 Profiles, section 4.3, table 5, rule prp-spo1, but for SKOS's other labels: a label here is what a thing is called by
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT { ?subject ?above ?object }
WHERE {
  ?property rdfs:subPropertyOf ?above .
  ?subject ?property ?object
  FILTER(?property != skos:altLabel && ?property != skos:hiddenLabel)
}
