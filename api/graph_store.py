"""The SPARQL 1.1 Graph Store HTTP Protocol: one graph read, replaced, added to or taken away."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api import service_description, urls
from api.access import Role, demand
from api.askers import asker
from api.documented import PROBLEM, REFUSALS
from api.faulty import BadRequest, NotThere
from api.negotiation import Offer, accepted, choose
from api.releases import Held, held, is_plain, required
from api.sending import MULTIPART, bodies
from api.streams import streamed
from api.update import CHANGED, RELEASE, RESPONSES, made, told
from graph.answering.answers import Answer
from graph.answering.workers import QueryPool
from graph.changes import DropGraph, PutGraph, Written
from graph.formats import FORMATS, TRIPLES
from graph.guard import UnknownGraph
from graph.layout import UNNAMED
from graph.terms import is_iri
from ontology.saying import Said

PATH = "/graphs"
OFFERS = tuple(Offer(each.name, each.media_type) for each in FORMATS if each.forms == TRIPLES)
_TELLS_ITS_END = {each.name for each in FORMATS if each.told}
_METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": f"ETag, Location, {RELEASE}, {CHANGED}",
    "Vary": "Accept, Authorization",
}

router = APIRouter(prefix=PATH, tags=["graphs"])


@dataclass(frozen=True)
class Target:
    """The graph that a request is about: its IRI, None for the default graph; and what is relative to it."""

    graph: str | None
    base: str


async def read_graph(request: Request) -> Response:
    """All that one graph says; without a graph, what graphs there are (a service description)."""
    target = _target(request)
    if target is None:
        return await service_description.answered(request, _OPEN)
    offer = choose(OFFERS, accepted(request.headers), _parameters(request).get("format"))
    current = held(request)
    tag = {"ETag": current.tag(offer.name)} if current else {}
    if current and await _is_known(request, target, current, offer.name):
        return Response(status_code=304, headers=_OPEN | tag)
    who, pool = asker(request), _pool(request)
    graph, is_default = _stored(request, target)

    def begin(moved: Callable[[], None]) -> Answer:
        loop = asyncio.get_running_loop()
        return pool.whole(graph, offer.media_type, moved, asker=who, lenient=is_default, loop=loop)

    def headers(_: Answer) -> Mapping[str, str]:
        return {**_OPEN, **tag, "Content-Type": offer.content_type}

    try:
        return await streamed(request, begin, headers, whole=offer.name not in _TELLS_ITS_END)
    except UnknownGraph as error:
        raise NotThere(Said.of("graph", "there is no graph <{iri}> here", iri=target.graph)) from error


async def put_graph(request: Request) -> Response:
    """Make a graph hold exactly what is sent; 201 where there was none before."""
    written = await _fill(request, _one(request), merge=False)
    if written.created:
        return _made(written, 201)
    return Response(None, 204, _OPEN | told(written))


async def post_graph(request: Request) -> Response:
    """Add what is sent to a graph; without a graph, make a new one, whose address is told in Location."""
    target = _target(request)
    if target is not None:
        written = await _fill(request, target, merge=True)
        return _made(written, 201 if written.created else 200)
    address = f"{urls.absolute(request, PATH)}/{uuid4()}"
    written = await _fill(request, Target(address, address), merge=True)
    return _made(written, 201, {"Location": address})


async def delete_graph(request: Request) -> Response:
    """Take a graph away; the default graph is emptied."""
    target = _one(request)
    caller = demand(request, Role.WRITE)
    only_if = await _condition(request, target)
    return _made(await made(request, DropGraph(target.graph, caller.allowed, only_if)), 200)


async def read_options() -> Response:
    """The methods, also for browsers that ask before they send from another site."""
    allow = {"Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS, "Access-Control-Max-Age": "86400"}
    return Response(
        None, 204, {**_OPEN, **allow, "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type"}
    )


async def _fill(request: Request, target: Target, *, merge: bool) -> Written:
    caller = demand(request, Role.WRITE)
    if "content-range" in request.headers:  # RFC 9110, section 14.5: else a part would stand for the whole
        raise BadRequest(Said.of("graph_whole", "a graph is sent whole: leave out Content-Range"))
    only_if = await _condition(request, target)
    most: int = request.app.state.settings.max_graph
    async with bodies(request, target.base, most) as sent:
        return await made(request, PutGraph(target.graph, sent, merge, caller.allowed, only_if))


def _made(written: Written, status: int, headers: Mapping[str, str] | None = None) -> Response:
    content = f'{{"release":"{written.release}","added":{written.added},"removed":{written.removed}}}'
    return Response(content, status, {**_OPEN, **told(written), **(headers or {})}, "application/json")


async def _condition(request: Request, target: Target) -> str | None:
    """The release that must still be current for a change (RFC 9110, section 13.1); raises `Moved`."""
    match, none_match = _tags(request, "if-match"), _tags(request, "if-none-match")
    if match is None and none_match is None:
        return None
    current = held(request)
    exists = await run_in_threadpool(_exists, request, target)
    return required(current, match, none_match, exists=exists)


async def _is_known(request: Request, target: Target, current: Held, name: str) -> bool:
    """Whether the asker has the graph in this format, or all that there might be (RFC 9110, section 13.1.2)."""
    header = _tags(request, "if-none-match") or ""
    # A tag is of the release: who has it from another graph knows nothing of one that is not there.
    is_known = header.strip() == "*" or current.is_known(header, name)
    return is_known and await run_in_threadpool(_exists, request, target)


def _tags(request: Request, name: str) -> str | None:
    """The tags of a header, several lines of it joined (RFC 9110, section 5.3); None where there is none."""
    lines = request.headers.getlist(name)
    return ", ".join(lines) if lines else None


def _exists(request: Request, target: Target) -> bool:
    graph, is_default = _stored(request, target)
    if graph is None or is_default:
        return True
    return b"true" in _pool(request).answer(f"ASK {{ GRAPH <{graph}> {{}} }}", "text/csv", asker(request))


def _stored(request: Request, target: Target) -> tuple[str | None, bool]:
    """The graph that is kept for the one that is meant, and whether that is the default graph."""
    if target.graph is not None:
        return target.graph, False
    return (None if is_plain(request) else str(UNNAMED)), True


def _one(request: Request) -> Target:
    target = _target(request)
    if target is None:
        told = "say which graph: ?graph= and its IRI, ?default, or an address below this one"
        raise BadRequest(Said.of("which_graph", told))
    return target


def _target(request: Request) -> Target | None:
    """What a request is about, None for the graph store itself; raises `BadRequest` (sections 4.1 and 4.2)."""
    parameters = _parameters(request)
    names = parameters.keys() & {"graph", "default"}
    here = urls.root(request) + request.scope["raw_path"].decode("latin-1").partition("?")[0]
    if direct := request.path_params.get("rest"):
        if names:
            raise BadRequest(Said.of("graph_itself", "the address is a graph itself: leave out ?graph= and ?default"))
        return Target(_checked(here), here) if direct else None
    if len(names) > 1 or parameters.get("default"):
        raise BadRequest(Said.of("graph_either", "either ?graph= and an IRI, or ?default without a value"))
    if "default" in names:
        return Target(None, here)
    if "graph" in names:
        graph = _checked(_joined(here, parameters["graph"]) if parameters["graph"] else "")
        return Target(graph, graph)
    return None


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference)
    except ValueError:  # of brackets in the place of a host: it is told like any other that is no IRI
        return reference


def _parameters(request: Request) -> dict[str, str]:
    try:
        pairs = parse_qsl(request.scope["query_string"].decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise BadRequest(Said.of("not_encoded", "the parameters are not percent-encoded UTF-8")) from error
    names = [name for name, _ in pairs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadRequest(Said.of("twice", "there is more than one “{name}”", name=min(twice)))
    if strange := set(names) - {"graph", "default", "format"}:
        told = "“{name}” is not known here; there are: graph, default, format"
        raise BadRequest(Said.of("graph_strange", told, name=min(strange)[:40]))
    return dict(pairs)


def _checked(iri: str) -> str:
    if not is_iri(iri):
        raise BadRequest(Said.of("graph_iri", "“{name}” is not an IRI", name=iri[:200]))
    return iri


def _pool(request: Request) -> QueryPool:
    pool: QueryPool = request.app.state.pool
    return pool


_GRAPH: dict[str, Any] = {"type": "string", "format": "iri"}
_IN_ADDRESS = [
    {"name": "graph", "in": "query", "required": False, "description": "The graph's IRI", "schema": _GRAPH},
    {
        "name": "default",
        "in": "query",
        "required": False,
        "allowEmptyValue": True,
        "description": "The default graph; where that is the union of all, the one for what is written without a graph",
        "schema": {"type": "string", "enum": [""]},
    },
]
_FORMAT = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": "Format of the answer; else by Accept",
    "schema": {"type": "string", "enum": [offer.name for offer in OFFERS]},
}
_SENT = {each.media_type: {"schema": {"type": "string"}} for each in OFFERS} | {
    MULTIPART: {"schema": {"type": "object"}}
}
_BODY = {"requestBody": {"required": True, "content": _SENT}}
_NOT_THERE = {"description": "There is no such graph", "content": PROBLEM}
_READ: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The graph; without ?graph= and ?default the description of the service",
        "content": {each.media_type: {"schema": {"type": "string"}} for each in OFFERS},
    },
    304: {"description": "It is still as it was when its tag was given"},
    404: _NOT_THERE,
    406: REFUSALS[406],
}
_CHANGE: dict[int | str, dict[str, Any]] = {
    **RESPONSES,
    412: {"description": "If-Match or If-None-Match does not hold", "content": PROBLEM},
}
_DONE = {"description": "Done: durable, and seen by the next query"}
_ROUTES: tuple[tuple[str, Callable[[Request], Any], str, dict[int | str, dict[str, Any]], dict[str, Any]], ...] = (
    ("GET", read_graph, "Read a graph", _READ, {}),
    ("PUT", put_graph, "Replace a graph", {201: _DONE, 204: _DONE, **_CHANGE}, _BODY),
    ("POST", post_graph, "Add to a graph, or make a new one", {200: _DONE, 201: _DONE, **_CHANGE}, _BODY),
    ("DELETE", delete_graph, "Take a graph away", {200: _DONE, 404: _NOT_THERE, **_CHANGE}, {}),
)


def _route(path: str, *, shown: bool, parameters: list[dict[str, Any]]) -> None:
    for method, endpoint, summary, responses, extra in _ROUTES:
        beside = [_FORMAT] if method == "GET" else []
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            summary=summary,
            responses=responses,
            response_class=Response,
            include_in_schema=shown,
            openapi_extra={"parameters": [*parameters, *beside], **extra},
        )
    router.add_api_route(path, read_graph, methods=["HEAD"], include_in_schema=False)
    router.add_api_route(path, read_options, methods=["OPTIONS"], include_in_schema=False)


_route("", shown=True, parameters=_IN_ADDRESS)
_route("/{rest:path}", shown=False, parameters=[])
