"""Clusters by country as a table of pandas.

Called by: python with_pandas.py https://clusters.example.org
"""

import sys
from urllib.parse import urlencode

import pandas as pd

QUERY = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
SELECT ?country (COUNT(DISTINCT ?cluster) AS ?clusters) WHERE { ?cluster a csc:Cluster ; csc:country ?country }
GROUP BY ?country ORDER BY DESC(?clusters) ?country
"""

# CSV is the shortest way; "NA" is Namibia here, no missing value.
address = sys.argv[1] + "/sparql?" + urlencode({"query": QUERY, "format": "csv"})
table = pd.read_csv(address, keep_default_na=False, na_values=[""])
table["country"] = table["country"].str.rpartition("/")[2]
print(table.to_string(index=False))
