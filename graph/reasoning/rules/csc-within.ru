# title: A concept lies within all that is broader
# title@pt: Um conceito situa-se dentro de tudo o que é mais amplo
# title@it: Un concetto sta dentro tutto ciò che è più ampio
# title@ro: Un concept se află în tot ce este mai larg
# source: the axiom skos:broaderTransitive rdfs:subPropertyOf csc:within would add to SKOS's own terms; a rule of ours does not
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT { ?part csc:within ?whole }
WHERE { ?part skos:broaderTransitive ?whole }
