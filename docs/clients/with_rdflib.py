"""The names of a cluster, by rdflib's SPARQLStore.

Called by: python with_rdflib.py https://clusters.example.org
"""

import sys

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

CLUSTER = URIRef("https://w3id.org/clusterscape/ontology#Cluster")

# Each pattern becomes a query of its own: good for looking around; ask whole questions by `graph.query`.
# With `context_aware` on, rdflib would read one named graph instead of the union of all.
graph = Graph(SPARQLStore(sys.argv[1] + "/sparql", context_aware=False, returnFormat="json"))
cluster = min(graph.subjects(RDF.type, CLUSTER))
for name in sorted(graph.objects(cluster, RDFS.label)):
    print(name, name.language, sep="\t")
