# title: What is in a class is in the classes above it
# title@pt: O que é de uma classe é também das classes acima dela
# title@it: Ciò che è di una classe è anche delle classi superiori
# title@ro: Ce este într-o clasă este și în clasele de deasupra ei
# source: OWL 2 Profiles, section 4.3, table 7, rule cax-sco
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
INSERT { ?thing a ?above }
WHERE { ?class rdfs:subClassOf ?above . ?thing a ?class }
