"""The query page: an editor, examples, and the answer below."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api import urls
from api.deps import LanguageDep, LibraryDep, interface
from api.i18n import catalogue, words
from api.pages.asking import FAULTS, Fault, ask, fault
from api.pages.links import href
from api.pages.meaning import meaning
from api.pages.render import page
from api.pages.tables import SHOWN, Names, Table
from graph.answering.workers import QueryPool
from graph.parameters import example
from graph.query import PARTS, found, queries, query
from graph.shared import SharedQueries
from ontology.model import model
from ontology.namespaces import PREFIXES

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
_FOR_SCRIPT = ("query.ui.", "query.step.", *(f"query.{each}" for each in ("bad", "late", "busy", "big", "refused")))
_TABLES = (("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml"), ("XLSX", "xlsx"))
_TRIPLES = (
    ("Turtle", "ttl"),
    ("N-Triples", "nt"),
    ("RDF/XML", "rdf"),
    ("JSON-LD", "jsonld"),
    ("N-Quads", "nq"),
    ("TriG", "trig"),
)


@router.get("/query")
def read_query(request: Request, library: LibraryDep, lang: LanguageDep) -> Response:
    """The editor; with a query or the name of an example in the address, also its answer."""
    text, spoken = _asked(request), interface(request, lang)
    table: Table | None = None
    wrong: Fault | None = None
    # A shared query is shown first: whoever follows a link has not read yet what it asks.
    if text.strip() and not request.query_params.get("shared"):
        pool: QueryPool = request.app.state.pool
        try:
            table = ask(pool, Names(library.reader.anew(), lang), text, words(spoken))
        except FAULTS as error:
            wrong = fault(error, spoken, text)
    return page(
        request,
        "query.html",
        lang,
        wrong.status if wrong else 200,
        query=text or _FIRST,
        given=bool(text),
        meaning=meaning(text, library, spoken) if table else None,
        examples=[(part, found(parts=(part,))) for part in PARTS],
        table=table,
        fault=asdict(wrong) if wrong else None,
        downloads=downloads(request, text, table),
        endpoint=urls.absolute(request, href(request, "/sparql", query=text) if text else "/sparql?query=…"),
        row_limit=SHOWN,
        told=_told(request, lang, spoken, [each.name for each in queries()]),
    )


def _asked(request: Request) -> str:
    """The query in the address: itself, the mark of one that is shared, or the name of an example."""
    asked = request.query_params
    if text := asked.get("query", "").replace("\r\n", "\n"):
        return text
    if asked.get("shared"):
        shelf: SharedQueries = request.app.state.shared
        return shelf.find(asked["shared"])
    return _example(asked["example"]) if asked.get("example") else ""


@cache
def _example(name: str) -> str:
    return example(query(name), model())


def _told(request: Request, lang: str, spoken: str, names: Iterable[str]) -> dict[str, object]:
    """What the script of the page needs: the language of names, its own texts, prefixes, examples, limits."""
    bounds, shelf = request.app.state.pool.bounds, request.app.state.shared
    text = words(spoken)
    texts = {key.removeprefix("query."): text(key) for key in catalogue("en") if key.startswith(_FOR_SCRIPT)}
    return {
        "names": lang,
        "texts": texts,
        "prefixes": dict(PREFIXES),
        "examples": {name: _example(name) for name in names},
        "limits": {"seconds": bounds.seconds, "rows": bounds.rows, "size": bounds.bytes // 1024**2},
        "sharing": shelf.is_open,
    }


def downloads(request: Request, query: str, table: Table | None) -> list[tuple[str, str]]:
    """The whole answer in each format that fits it."""
    offered = _TRIPLES if table and table.text is not None else _TABLES
    fitting = [pair for pair in offered if not table or table.verdict is None or pair[1] in {"json", "xml"}]
    return [(label, f"{href(request, '/sparql', query=query)}&format={name}") for label, name in fitting]
