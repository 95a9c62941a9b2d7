"""The formats an answer can have: media type, short name, and the query forms it fits."""

from dataclasses import dataclass

TABLE = frozenset({"SELECT", "ASK"})
ROWS = frozenset({"SELECT"})
TRIPLES = frozenset({"CONSTRUCT", "DESCRIBE"})


@dataclass(frozen=True)
class Format:
    """One serialisation: `csv` is `text/csv` and fits the rows of a SELECT."""

    name: str
    media_type: str
    forms: frozenset[str]


# CSV and TSV have no form for the truth value of an ASK (SPARQL 1.1 Query Results CSV and TSV Formats, section 1).
FORMATS = (
    Format("json", "application/sparql-results+json", TABLE),
    Format("xml", "application/sparql-results+xml", TABLE),
    Format("csv", "text/csv", ROWS),
    Format("tsv", "text/tab-separated-values", ROWS),
    Format("ttl", "text/turtle", TRIPLES),
    Format("nt", "application/n-triples", TRIPLES),
    Format("rdf", "application/rdf+xml", TRIPLES),
    Format("jsonld", "application/ld+json", TRIPLES),
)
BY_NAME = {each.name: each for each in FORMATS}
BY_MEDIA_TYPE = {each.media_type: each for each in FORMATS}
