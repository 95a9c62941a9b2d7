# title: One name for tables: English where there is one, else the next language that is declared, else any
# title@pt: Um nome para tabelas: o inglês, se houver, senão a língua declarada seguinte, senão qualquer uma
# title@it: Un nome per le tabelle: l'inglese, se c'è, altrimenti la lingua dichiarata successiva, altrimenti una qualsiasi
# title@ro: Un nume pentru tabele: cel englez, dacă există, altfel în următoarea limbă declarată, altfel oricare
# source: no rule of logic, as it picks the first of many: it runs after the others, for the things whose labels changed
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT { ?thing csc:name ?name }
WHERE {
  {
    SELECT ?thing (MIN(?ranked) AS ?best)
    WHERE {
      VALUES ?thing { UNDEF }
      ?thing rdfs:label|skos:prefLabel|dcterms:title ?label .
      FILTER(isIRI(?thing))
      BIND(LANG(?label) AS ?tag)
      BIND(IF(?tag = "en", "0", IF(?tag = "pt", "1", IF(?tag = "it", "2", IF(?tag = "ro", "3", IF(?tag = "", "4", "5"))))) AS ?rank)
      BIND(CONCAT(?rank, STR(?label)) AS ?ranked)
    }
    GROUP BY ?thing
  }
  BIND(SUBSTR(?best, 2) AS ?name)
}
