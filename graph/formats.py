"""The formats an answer can have: media type, short name, and the query forms it fits."""

from dataclasses import dataclass

TABLE = frozenset({"SELECT", "ASK"})
TRIPLES = frozenset({"CONSTRUCT", "DESCRIBE"})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """One serialisation: `csv` is `text/csv` and fits the rows of a SELECT.

    `told` says whether an answer can say at its end that it was cut; where it cannot, it begins when its end is known.
    """

    name: str
    media_type: str
    forms: frozenset[str]
    told: bool = True


# The standard gives the truth value of an ASK no form in CSV and TSV; as elsewhere it is the one word true or false.
FORMATS = (
    Format("json", "application/sparql-results+json", TABLE),
    Format("xml", "application/sparql-results+xml", TABLE),
    Format("csv", "text/csv", TABLE, told=False),
    Format("tsv", "text/tab-separated-values", TABLE, told=False),
    Format("xlsx", XLSX, TABLE),
    Format("ttl", "text/turtle", TRIPLES),
    Format("nt", "application/n-triples", TRIPLES),
    Format("rdf", "application/rdf+xml", TRIPLES),
    Format("jsonld", "application/ld+json", TRIPLES, told=False),
    Format("trig", "application/trig", TRIPLES),
    Format("nq", "application/n-quads", TRIPLES),
)
BY_NAME = {each.name: each for each in FORMATS}
BY_MEDIA_TYPE = {each.media_type: each for each in FORMATS}
