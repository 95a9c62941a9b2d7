"""The query page: an editor, examples, and the answer below."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import urls
from api.deps import LanguageDep, LibraryDep
from api.i18n import words
from api.pages.asking import FAULTS, Fault, ask, fault
from api.pages.links import href
from api.pages.render import page
from api.pages.tables import SHOWN, Table
from graph.parameters import example
from graph.query import PARTS, found, query
from graph.workers import QueryPool
from ontology.model import model

router = APIRouter(include_in_schema=False)
_FIRST = """PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?cluster ?country ?manager
WHERE {
  ?cluster a csc:Cluster ;
    csc:country ?country .
  OPTIONAL { ?cluster csc:managedBy ?manager }
}
ORDER BY ?country ?cluster
LIMIT 100
"""
_TABLES = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"))
_TRIPLES = (("Turtle", "ttl"), ("N-Triples", "nt"), ("RDF/XML", "rdf"), ("JSON-LD", "jsonld"))


@router.get("/query")
def read_query(request: Request, library: LibraryDep, lang: LanguageDep) -> Response:
    """The editor; with a query or the name of an example in the address, also its answer."""
    asked = request.query_params
    text = asked.get("query", "").replace("\r\n", "\n")
    if not text and asked.get("example"):
        text = example(query(asked["example"]), model())
    table: Table | None = None
    wrong: Fault | None = None
    if text.strip():
        pool: QueryPool = request.app.state.pool
        try:
            table = ask(pool, library, text, words(lang))
        except FAULTS as error:
            wrong = fault(error, text)
    return page(
        request,
        "query.html",
        lang,
        wrong.status if wrong else 200,
        query=text or _FIRST,
        examples=[(part, found(parts=(part,))) for part in PARTS],
        table=table,
        fault=asdict(wrong) if wrong else None,
        downloads=downloads(request, text, table),
        endpoint=urls.absolute(request, href(request, "/sparql", query=text) if text else "/sparql?query=…"),
        row_limit=SHOWN,
    )


def downloads(request: Request, query: str, table: Table | None) -> list[tuple[str, str]]:
    """The whole answer in each format that fits it."""
    offered = _TRIPLES if table and table.text is not None else _TABLES
    fitting = [pair for pair in offered if not table or table.verdict is None or pair[1] in {"json", "xml"}]
    return [(label, f"{href(request, '/sparql', query=query)}&format={name}") for label, name in fitting]
