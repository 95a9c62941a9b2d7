"""The store on the servers of others: any that speak SPARQL 1.1."""
