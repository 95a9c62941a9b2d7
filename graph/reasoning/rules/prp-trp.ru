# title: A transitive property leads on, step by step
# title@pt: Uma propriedade transitiva prossegue, passo a passo
# title@it: Una proprietà transitiva prosegue, passo dopo passo
# title@ro: O proprietate tranzitivă duce mai departe, pas cu pas
# source: OWL 2 Profiles, section 4.3, table 5, rule prp-trp
PREFIX owl: <http://www.w3.org/2002/07/owl#>
INSERT { ?first ?property ?last }
WHERE { ?property a owl:TransitiveProperty . ?first ?property ?middle . ?middle ?property ?last }
