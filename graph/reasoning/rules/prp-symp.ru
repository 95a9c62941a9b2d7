# title: A symmetric property holds both ways
# title@pt: Uma propriedade simétrica vale nos dois sentidos
# title@it: Una proprietà simmetrica vale nei due versi
# title@ro: O proprietate simetrică este valabilă în ambele sensuri
# source: OWL 2 Profiles, section 4.3, table 5, rule prp-symp
PREFIX owl: <http://www.w3.org/2002/07/owl#>
INSERT { ?object ?property ?subject }
WHERE { ?property a owl:SymmetricProperty . ?subject ?property ?object }
