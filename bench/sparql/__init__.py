"""Measure the SPARQL service beside other servers on the same data: `python -m bench sparql --data 1m`."""
