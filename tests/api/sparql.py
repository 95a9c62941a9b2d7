"""What the tests of the SPARQL service share: queries, media types, stores made for a test."""

from pathlib import Path

from fastapi import FastAPI
from rdflib import Literal, URIRef

from api.app import create_app
from api.settings import PREFIX, from_environ
from graph.release import Releases

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE, NTRIPLES = "text/turtle; charset=utf-8", "application/n-triples"
RDFXML, JSONLD = "application/rdf+xml", "application/ld+json"
RAW = {"Content-Type": "application/sparql-query"}
SELECT, ASK, CONSTRUCT = "SELECT ?o { ?s ?p ?o }", "ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"
DESCRIBE = "DESCRIBE <http://e/first>"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MANY = 20_000
LONG = f"SELECT ?o {{ VALUES ?time {{ {' '.join(map(str, range(20)))} }} ?s ?p ?o }}"  # some 30 MB


def build(folder: Path, graphs: dict[str, list[tuple[str, str]]]) -> Path:
    """A store folder with a release of these graphs."""
    with Releases(folder).draft() as draft:
        for graph, rows in graphs.items():
            triples = ((URIRef(subject), URIRef("http://e/says"), Literal(text)) for subject, text in rows)
            draft.store.replace(URIRef(graph), triples)
    return folder


def service(folder: Path, **settings: int | str) -> FastAPI:
    given = {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
    return create_app(from_environ({f"{PREFIX}STORE": str(folder), f"{PREFIX}WORKERS": "1", **given}))
