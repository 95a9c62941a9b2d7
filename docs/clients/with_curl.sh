#!/bin/sh
# Three ways to ask by curl: sh with_curl.sh https://clusters.example.org
set -eu
service=$1

# A query by POST, the answer as CSV; --fail, so that an error is an error of the script too.
curl --silent --show-error --fail --header 'Accept: text/csv' \
  --data-urlencode 'query=PREFIX csc: <https://w3id.org/clusterscape/ontology#>
    SELECT (COUNT(DISTINCT ?cluster) AS ?clusters) WHERE { ?cluster a csc:Cluster }' \
  "$service/sparql"

# A question that is kept, by its name.
curl --silent --show-error --fail --header 'Accept: text/csv' "$service/questions/clusters-and-pacts" | head -3

# Only if it changed: the tag of the last answer is sent back, 304 says that nothing did.
tag=$(curl --silent --head --header 'Accept: application/json' "$service/clusters" | tr -d '\r' | sed -n 's/^etag: //Ip')
curl --silent --output /dev/null --write-out '%{http_code}\n' --header 'Accept: application/json' \
  --header "If-None-Match: $tag" "$service/clusters"
