"""Clusters and their countries by SPARQLWrapper.

Called by: python with_sparqlwrapper.py https://clusters.example.org
"""

import sys

from SPARQLWrapper import JSON, POST, SPARQLWrapper

QUERY = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?cluster ?name ?country WHERE {
  ?cluster a csc:Cluster ; rdfs:label ?name ; csc:country ?country .
  FILTER(LANG(?name) = "en")
}
ORDER BY ?name
LIMIT 10
"""

service = SPARQLWrapper(sys.argv[1] + "/sparql")
service.setOnlyConneg(True)  # no parameters beside the protocol's
service.setMethod(POST)  # queries of any length
service.setReturnFormat(JSON)
service.setQuery(QUERY)
for row in service.queryAndConvert()["results"]["bindings"]:
    print(row["name"]["value"], row["country"]["value"].rpartition("/")[2], sep="\t")
