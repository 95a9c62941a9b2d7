"""The SPARQL endpoint: queries by the SPARQL 1.1 Protocol, and what the service says of itself."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, Namespace

from api import urls
from api.documented import REFUSALS
from api.negotiation import NotAcceptable, Offer, accepted, choose
from api.protocol import FORM, QUERY, Asking, read
from api.streams import Client, Stream
from graph.answers import Answer
from graph.formats import BY_MEDIA_TYPE, FORMATS, TRIPLES
from graph.guard import Query
from graph.terms import serialised
from graph.workers import QueryPool

PATH = "/sparql"
LIMIT_REACHED = "Clusterscape-Limit"  # header of an answer that was cut at so many rows
OFFERS = tuple(Offer(each.name, each.media_type) for each in FORMATS)
# Names that askers use for the same formats; the answer goes out under the name it was asked by.
_ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
_DESCRIPTIONS = (
    Offer("html", "text/html"),
    *(Offer(each.name, each.media_type) for each in FORMATS if each.forms == TRIPLES),
)
_METHODS = "GET, HEAD, POST, OPTIONS"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": LIMIT_REACHED,
    "Vary": "Accept",
}
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_W3C_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_RESULTS_OF_TRIPLES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")

router = APIRouter(tags=["sparql"])


def _parameter(name: str, description: str, schema: Mapping[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": dict(schema)}


_TEXT: dict[str, Any] = {"type": "string"}
_GRAPHS: dict[str, Any] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "query": (_TEXT, "A query of SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE"),
    "default-graph-uri": (_GRAPHS, "Graphs whose union is the default graph; without any, the union of all"),
    "named-graph-uri": (_GRAPHS, "Graphs that GRAPH reads; without any, all of them"),
    "format": ({"type": "string", "enum": [each.name for each in FORMATS]}, "Format of the answer; else by Accept"),
    "timeout": ({"type": "number", "exclusiveMinimum": 0}, "Seconds to wait at most; can only shorten the deadline"),
}
_IN_ADDRESS = [_parameter(name, text, schema) for name, (schema, text) in _PARAMETERS.items()]
_AS_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {name: {**schema, "description": text} for name, (schema, text) in _PARAMETERS.items()},
}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": f"The whole answer, or the first rows of it where the header {LIMIT_REACHED} says so",
        "content": {each.media_type: {"schema": _TEXT if each.name != "json" else {}} for each in FORMATS},
    },
    400: {"description": "The query is wrong or refused; `line` and `column` say where", "content": _PROBLEM},
    403: {"description": "An update was sent", "content": _PROBLEM},
    406: REFUSALS[406],
    413: {"description": "The query is too long", "content": _PROBLEM},
    422: {"description": "The answer is larger than one may be", "content": _PROBLEM},
    503: {"description": "The query was ended (memory), or too many wait: see Retry-After", "content": _PROBLEM},
    504: {"description": "The query was ended at its deadline", "content": _PROBLEM},
}


@router.get(
    PATH,
    summary="Ask a query by GET",
    response_class=Response,
    responses={**_RESPONSES, 303: {"description": "Without a query, browsers are sent to the query page"}},
    openapi_extra={"parameters": _IN_ADDRESS},
)
async def query_by_get(request: Request) -> Response:
    """The answer of a query; without one, a description of the service (SPARQL 1.1 Service Description)."""
    return await _answer(request)


@router.post(
    PATH,
    summary="Ask a query by POST",
    response_class=Response,
    responses={**_RESPONSES, 415: {"description": f"The body is neither {FORM} nor {QUERY}", "content": _PROBLEM}},
    openapi_extra={
        "parameters": _IN_ADDRESS[1:],
        "requestBody": {"required": True, "content": {FORM: {"schema": _AS_FORM}, QUERY: {"schema": _TEXT}}},
    },
)
async def query_by_post(request: Request) -> Response:
    """The answer of a query that is sent as a form or as the body itself."""
    return await _answer(request)


@router.head(PATH, include_in_schema=False)
async def query_by_head(request: Request) -> Response:
    """What GET would answer, without the body."""
    return await _answer(request)


@router.options(PATH, include_in_schema=False)
async def read_options() -> Response:
    """The methods, also for browsers that ask before they send from another site."""
    allow = {"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS, "Access-Control-Max-Age": "86400"}
    return Response(None, 204, {**_OPEN, **allow, "Access-Control-Allow-Headers": "Accept, Content-Type"})


async def _answer(request: Request) -> Response:
    pool: QueryPool = request.app.state.pool
    asking = await read(request, pool.bounds.query.size)
    if asking is None:
        return _describe(request)
    query = pool.examine(asking.query)
    offer = _choose(query, accepted(request.headers), asking)
    client = Client(request.receive)
    try:
        answer = pool.ask(query, _canonical(offer), client.move, seconds=asking.seconds, dataset=asking.dataset)
    except BaseException:
        client.leave()
        raise
    return await _stream(answer, client, offer, pool.bounds.rows)


async def _stream(answer: Answer, client: Client, offer: Offer, most: int) -> Response:
    try:
        begun = await client.wait(lambda: answer.begun)
        if answer.error is not None:
            raise answer.error
        if begun:
            limited = {LIMIT_REACHED: f"rows={most}"} if answer.full else {}
            return Stream(answer, client, {**_OPEN, **limited, "Content-Type": _content_type(offer)})
    except BaseException:
        answer.close()
        client.leave()
        raise
    answer.close()
    return Response(status_code=499)  # nobody will read it


def _choose(query: Query, accept: str | None, asking: Asking) -> Offer:
    fitting = [each for each in OFFERS if query.form in BY_MEDIA_TYPE[each.media_type].forms]
    names = {each.name for each in fitting}
    also = [Offer(name, media_type) for media_type, name in _ALSO.items() if name in names]
    try:
        return choose([*fitting, *also], accept, asking.format)
    except NotAcceptable as error:
        types = [each.media_type for each in fitting]
        raise NotAcceptable(f"the answer of {query.form} is offered as: {', '.join(types)}", types) from error


def _canonical(offer: Offer) -> str:
    return next(each.media_type for each in FORMATS if each.name == offer.name)


def _content_type(offer: Offer) -> str:
    # SPARQL results in JSON and XML are UTF-8 by their definition; of text, a reader would have to guess.
    return f"{offer.media_type}; charset=utf-8" if offer.media_type.startswith("text/") else offer.media_type


def _describe(request: Request) -> Response:
    offer = choose(
        (*_DESCRIPTIONS[1:], _DESCRIPTIONS[0]), accepted(request.headers), request.query_params.get("format")
    )
    if offer.name == "html":
        return RedirectResponse(urls.absolute(request, "/query"), 303, _OPEN)
    body = serialised(_description(urls.absolute(request, PATH)), offer.media_type)
    return Response(body, headers={**_OPEN, "Content-Type": _content_type(offer)})


def _description(endpoint: str) -> Graph:
    service, triples = URIRef(endpoint), Graph()
    triples.add((service, RDF.type, SD.Service))
    triples.add((service, SD.endpoint, service))
    triples.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    triples.add((service, SD.feature, SD.UnionDefaultGraph))
    dataset, default = BNode(), BNode()
    triples.add((service, SD.defaultDataset, dataset))
    triples.add((dataset, RDF.type, SD.Dataset))
    triples.add((dataset, SD.defaultGraph, default))
    triples.add((default, RDF.type, SD.Graph))
    for name in (*_RESULTS, *_RESULTS_OF_TRIPLES):
        triples.add((service, SD.resultFormat, _W3C_FORMATS[name]))
    return triples
