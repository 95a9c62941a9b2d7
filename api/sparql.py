"""The SPARQL endpoint: queries and updates by the SPARQL 1.1 Protocol, and what the service says of itself."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response

from api import service_description, update, urls
from api.askers import asker
from api.documented import PROBLEM, REFUSALS
from api.journal import BUDGET, Entry, entry
from api.journal import QUERY as QUERY_NUMBER
from api.kept import VARY, Wanted, as_meant, unless_any
from api.negotiation import NotAcceptable, Offer, accepted, choose
from api.protocol import FORM, QUERY, Asking, Changing, asked, read
from api.streams import streamed
from graph.answering.answers import Answer
from graph.answering.instant import Short, short
from graph.answering.workers import QueryPool
from graph.formats import BY_MEDIA_TYPE, BY_NAME, FORMATS
from graph.guard import Dataset
from graph.layout import Layout
from graph.reasoning.inference import INFERRED
from ontology.saying import Said

PATH = "/sparql"
LIMIT_REACHED = "Clusterscape-Limit"  # header of an answer that was cut at so many rows or bytes
REWRITTEN = "Clusterscape-Rewritten"  # header that names how a query was put into words that are quicker to answer
OFFERS = tuple(Offer(each.name, each.media_type) for each in FORMATS)
# Names that askers use for the same formats; the answer goes out under the name it was asked by.
_ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml"}
_BY_OTHER_NAMES = {"turtle": "ttl", "rdf+xml": "rdf", "json-ld": "jsonld", "ntriples": "nt", "nquads": "nq"}
_METHODS = "GET, HEAD, POST, OPTIONS"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"{LIMIT_REACHED}, {REWRITTEN}, {BUDGET}, {QUERY_NUMBER}, ETag, Link",
    "Vary": VARY,
}

router = APIRouter(tags=["sparql"])


def _parameter(name: str, description: str, schema: Mapping[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": dict(schema)}


_TEXT: dict[str, Any] = {"type": "string"}
_YES: dict[str, Any] = {"type": "boolean", "default": True}
_GRAPHS: dict[str, Any] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "query": (_TEXT, "A query of SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE"),
    "default-graph-uri": (_GRAPHS, "Graphs whose union is the default graph; without any, the union of all"),
    "named-graph-uri": (_GRAPHS, "Graphs that GRAPH reads; without any, all of them"),
    "format": ({"type": "string", "enum": [each.name for each in FORMATS]}, "Format of the answer; else by Accept"),
    "timeout": ({"type": "number", "exclusiveMinimum": 0}, "Seconds to wait at most; can only shorten the deadline"),
    "stated": (_YES, "Whether what sources state is read; without it, only what follows from that"),
    "inferred": (_YES, "Whether what follows is read too; without it, only what is stated"),
    "rewrite": (_YES, "Whether the query may be put into words that are quicker to answer; the rows are the same"),
}
_IN_ADDRESS = [_parameter(name, text, schema) for name, (schema, text) in _PARAMETERS.items()]
_AS_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {name: {**schema, "description": text} for name, (schema, text) in _PARAMETERS.items()},
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": f"The whole answer, or a part of it where the header {LIMIT_REACHED} says so",
        "content": {each.media_type: {"schema": _TEXT if each.name != "json" else {}} for each in FORMATS},
    },
    400: {"description": "The query is wrong or refused; `line` and `column` say where", "content": PROBLEM},
    406: REFUSALS[406],
    413: {"description": "The query is too long", "content": PROBLEM},
    422: {"description": "Not even a first part of the answer is as small as one may be", "content": PROBLEM},
    503: {"description": "The query was ended (memory), or too many wait: see Retry-After", "content": PROBLEM},
    504: {"description": "The query was ended at its deadline", "content": PROBLEM},
}


@router.get(
    PATH,
    summary="Ask a query by GET",
    response_class=Response,
    responses={
        **_RESPONSES,
        303: {"description": "Without a query, browsers are sent to the query page"},
        304: {"description": "The asker has the answer (If-None-Match)"},
    },
    openapi_extra={"parameters": _IN_ADDRESS},
)
@router.get(f"{PATH}/", include_in_schema=False)
async def query_by_get(request: Request) -> Response:
    """The answer of a query; without one, a description of the service (SPARQL 1.1 Service Description)."""
    return await answered(request)


@router.post(
    PATH,
    summary="Ask a query, or make a change, by POST",
    response_class=Response,
    responses={**_RESPONSES, 415: {"description": f"The body is neither {FORM} nor {QUERY}", "content": PROBLEM}},
    openapi_extra={
        "parameters": _IN_ADDRESS[1:],
        "requestBody": {"required": True, "content": {FORM: {"schema": _AS_FORM}, QUERY: {"schema": _TEXT}}},
    },
)
@router.post(f"{PATH}/", include_in_schema=False)
async def query_by_post(request: Request) -> Response:
    """The answer of a query that is sent as a form or as the body itself."""
    return await answered(request)


@router.head(PATH, include_in_schema=False)
@router.head(f"{PATH}/", include_in_schema=False)
async def query_by_head(request: Request) -> Response:
    """What GET would answer, without the body."""
    return await answered(request)


@router.options(PATH, include_in_schema=False)
@router.options(f"{PATH}/", include_in_schema=False)
async def read_options() -> Response:
    """The methods, also for browsers that ask before they send from another site."""
    allow = {"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS, "Access-Control-Max-Age": "86400"}
    return Response(None, 204, {**OPEN, **allow, "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type"})


async def answered(request: Request, sent: Wanted | None = None) -> Response:
    """The answer of whatever was sent: a query, an update, or nothing; kept as what was `sent`, if that is given."""
    pool: QueryPool = request.app.state.pool
    longest_update = update.longest(request) if request.method == "POST" else 0
    operation = await read(request, pool.bounds.query.size, longest_update)
    if isinstance(operation, Changing):
        return await update.changed(request, operation)
    if operation is None:
        response = await service_description.answered(request, OPEN)
    else:
        response = _at_once(request, operation, sent) or await _in_time(request, pool, operation, sent)
    return unless_any(request, response)


class Brief(NamedTuple):
    """The whole answer of a query that is certain to be short."""

    body: bytes
    content_type: str


def at_hand(wanted: Wanted, query: bytes, known: Entry) -> Brief | None:
    """The answer of a GET that nothing has to be waited for.

    Raises what the query is refused for, where that is seen by then.
    """
    operation = asked(query)
    briefly = None if operation is None else _briefly(operation, known)
    if operation is None or briefly is None:
        return None
    manner = wanted.manner
    return _given(briefly, chosen(briefly.form, manner.accept, operation.formats), known, manner.pool, wanted.state)


def _at_once(request: Request, asking: Asking, sent: Wanted | None) -> Response | None:
    """The answer of a query that is certain to be short."""
    known = entry(request.scope)
    query = _briefly(asking, known)
    if query is None:
        return None
    offer = chosen(query.form, accepted(request.headers), asking.formats)
    known.asker = asker(request)
    brief = _given(query, offer, known, request.app.state.pool, sent.state if sent else None)
    if brief is None:
        return None
    response = Response(brief.body)
    response.raw_headers += described(brief.content_type)
    return response if sent is None else sent.keep(response)


def _briefly(asking: Asking, known: Entry) -> Short | None:
    """The query, where it may be short, and was not looked at as such before."""
    query = short(asking.query) if asking.is_plain and not known.tried else None
    if query is not None:
        known.tried, known.text = True, asking.query
    return query


def _given(query: Short, offer: Offer, known: Entry, pool: QueryPool, state: str | None) -> Brief | None:
    assert known.asker is not None
    body = pool.at_once(query, BY_NAME[offer.name].media_type, known.asker, state)
    if body is None:
        return None
    known.form = query.form
    return Brief(body, offer.content_type)


@lru_cache(maxsize=64)
def described(content_type: str) -> tuple[tuple[bytes, bytes], ...]:
    """The headers of an answer that is whole, in this format."""
    return tuple(Response(None, 304, {**OPEN, "Content-Type": content_type}).raw_headers)


async def _in_time(request: Request, pool: QueryPool, asking: Asking, sent: Wanted | None) -> Response:
    """The answer of any query, ended at its deadline."""
    query = pool.examine(asking.query, urls.absolute(request, PATH))
    offer = chosen(query.form, accepted(request.headers), asking.formats)
    format = BY_NAME[offer.name]
    who = asker(request)
    same = as_meant(request, asking, offer, who, sent)
    if same is not None and (found := same.found()):
        return found
    address = urls.absolute(request, PATH) + f"?{asking.beside}&query=".replace("?&", "?")

    def begin(moved: Callable[[], None]) -> Answer:
        if (begun := entry(request.scope).taken()) is not None:
            begun.tell(moved)
            return begun
        return pool.ask(
            query,
            format.media_type,
            moved,
            seconds=asking.seconds,
            dataset=_dataset(request, asking, query.dataset),
            asker=who,
            asked=address,
            rewrite=asking.rewrite,
            stated=not asking.inferred,
            plain=request.app.state.settings.shown is Layout.PLAIN,
            loop=asyncio.get_running_loop(),
        )

    def headers(answer: Answer) -> Mapping[str, str]:
        words = {REWRITTEN: ", ".join(answer.rewritten)} if answer.rewritten else {}
        return {**OPEN, **_limits(answer, pool), **words, "Content-Type": offer.content_type}

    response = await streamed(request, begin, headers, whole=not format.told)
    return response if same is None else same.keep(response)


def _dataset(request: Request, asking: Asking, named: Dataset | None) -> Dataset | None:
    """The graphs that are read, where they are not all; those of the request go before those that the query names."""
    if not asking.stated:
        return Dataset((str(INFERRED),), (str(INFERRED),), lenient=True)
    # What the standard leaves open: in a service by its letter, a graph that is not here is an empty one.
    is_plain = request.app.state.settings.shown is Layout.PLAIN
    given = asking.dataset or named
    return replace(given, lenient=is_plain) if given else None


def _limits(answer: Answer, pool: QueryPool) -> dict[str, str]:
    """What is said of the limits at the beginning: how it was cut, or that its end will say whether it was."""
    cut = answer.cut
    if cut is not None:
        return {LIMIT_REACHED: cut.told} | ({"Link": f'<{cut.next}>; rel="next"'} if cut.next else {})
    if answer.ended:
        return {}
    rows = "" if answer.order.task.rows is None else f"rows={pool.bounds.rows} "
    return {LIMIT_REACHED: f"at-most {rows}bytes={pool.bounds.bytes}; the end says whether it is cut"}


@lru_cache(maxsize=1024)
def chosen(form: str, accept: str | None, named: tuple[str, ...]) -> Offer:
    """The format of an answer; raises `NotAcceptable`."""
    fitting = [each for each in OFFERS if form in BY_MEDIA_TYPE[each.media_type].forms]
    names = {each.name for each in fitting}
    also = [Offer(name, media_type) for media_type, name in _ALSO.items() if name in names]
    try:
        return choose([*fitting, *also], accept, _known(named))
    except NotAcceptable as error:
        types = [each.media_type for each in fitting]
        told = Said.of("answer_as", "the answer of {form} is offered as: {known}", form=form, known=", ".join(types))
        raise NotAcceptable(told, types) from error


def _known(named: tuple[str, ...]) -> str | None:
    """The first format that is known by this name, else the first, to be refused by it."""
    known = {name for each in OFFERS for name in (each.name, each.media_type)} | _ALSO.keys()
    ours = [_BY_OTHER_NAMES.get(each, each) for each in named]
    return next((each for each in ours if each in known), next(iter(ours), None))
