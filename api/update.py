"""Updates by the SPARQL 1.1 Protocol, section 2.2, and how a change of any kind is made for a request."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, Response

from api import urls
from api.access import Role, access, demand
from api.askers import asker
from api.documented import PROBLEM
from api.faulty import BadRequest, TooLarge
from api.protocol import FORM, UPDATE, Asking, Changing, read
from graph.answering.workers import QueryPool
from graph.changes import Change, Update, Written
from graph.writing import Writer
from ontology.saying import Said

PATH = "/update"
RELEASE, CHANGED = "Clusterscape-Release", "Clusterscape-Changed"
_METHODS = "POST, OPTIONS"
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": f"{RELEASE}, {CHANGED}"}
_TEXT: dict[str, Any] = {"type": "string"}
_GRAPHS: dict[str, Any] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_FIELDS = {
    "update": {**_TEXT, "description": "A request of SPARQL 1.1 Update: operations with `;` between them"},
    "using-graph-uri": {**_GRAPHS, "description": "Graphs whose union its patterns read as the default graph"},
    "using-named-graph-uri": {**_GRAPHS, "description": "Graphs that GRAPH reads in its patterns"},
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"description": "What is sent is wrong; `line` and `column` say where", "content": PROBLEM},
    401: {"description": "There is no token, or a wrong one", "content": PROBLEM},
    403: {"description": "The token does not allow it, or writing is off", "content": PROBLEM},
    413: {"description": "What is sent is too long", "content": PROBLEM},
    415: {"description": "What is sent has a media type that is not read here", "content": PROBLEM},
    503: {"description": "A load is at work, or too many changes wait: see Retry-After", "content": PROBLEM},
}

router = APIRouter(tags=["sparql"])


@router.post(
    PATH,
    status_code=204,
    response_class=Response,
    summary="Change what is stored",
    responses={204: {"description": "Done: durable, and seen by the next query"}, **RESPONSES},
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "required": False, "description": told.get("description"), "schema": _GRAPHS}
            for name, told in _FIELDS.items()
            if name != "update"
        ],
        "requestBody": {
            "required": True,
            "content": {
                FORM: {"schema": {"type": "object", "required": ["update"], "properties": _FIELDS}},
                UPDATE: {"schema": _TEXT},
            },
        },
    },
)
@router.post(f"{PATH}/", include_in_schema=False)
async def update_by_post(request: Request) -> Response:
    """Make a change, wholly or not at all; it needs a token of the scope `write`."""
    most = longest(request)
    try:
        operation = await read(request, most, most)
    except TooLarge:
        demand(request, Role.WRITE)  # who sends less is told so, too
        raise
    if isinstance(operation, Asking) or operation is None:
        raise BadRequest(Said.of("updates_only", "this address takes updates; queries are asked at /sparql"))
    return await changed(request, operation)


@router.options(PATH, include_in_schema=False)
@router.options(f"{PATH}/", include_in_schema=False)
async def read_options() -> Response:
    """The methods, also for browsers that ask before they send from another site."""
    return Response(None, 204, {**_OPEN, "Allow": _METHODS, "Access-Control-Allow-Methods": _METHODS})


async def changed(request: Request, changing: Changing) -> Response:
    """What is answered to an update, once it is made."""
    caller = demand(request, Role.WRITE)
    base = urls.absolute(request, request.scope["path"])
    written = await made(request, Update(changing.update, changing.using, caller.allowed, base), changing.seconds)
    return Response(None, 204, _OPEN | told(written))


async def made(request: Request, change: Change, seconds: float | None = None) -> Written:
    """What a change came to; raises why it was not made. The log tells who wrote."""
    asker(request)
    writer: Writer = request.app.state.writer
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the service ended while the writer still wrote
            loop.call_soon_threadsafe(ended.set)

    # A change that began is made, whether or not somebody still waits for it.
    writing = writer.write(change, wake, seconds=seconds)
    await ended.wait()
    return writing.outcome


def told(written: Written) -> dict[str, str]:
    """The headers that say what a change came to."""
    return {RELEASE: written.release, CHANGED: f"added={written.added}, removed={written.removed}"}


def longest(request: Request) -> int:
    """How many bytes an update may have: that of who may not write no more than a query, as it is only refused.

    Raises `TokenNeeded` where the token is wrong.
    """
    writer: Writer = request.app.state.writer
    pool: QueryPool = request.app.state.pool
    size = writer.bounds.update.size
    return size if access(request).role >= Role.WRITE else min(size, pool.bounds.query.size)
