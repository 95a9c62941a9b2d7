# Clusters by country as a data frame: Rscript with_r.R https://clusters.example.org
service <- commandArgs(trailingOnly = TRUE)[1]

query <- "
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
SELECT ?country (COUNT(DISTINCT ?cluster) AS ?clusters) WHERE { ?cluster a csc:Cluster ; csc:country ?country }
GROUP BY ?country ORDER BY DESC(?clusters) ?country
"

# Base R is enough: the answer is CSV at an address. "NA" is Namibia here, no missing value.
address <- paste0(service, "/sparql?format=csv&query=", URLencode(query, reserved = TRUE))
clusters <- read.csv(address, na.strings = "", stringsAsFactors = FALSE)
clusters$country <- sub(".*/", "", clusters$country)
print(clusters, row.names = FALSE)
