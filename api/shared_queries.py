"""Short links to queries: kept under the mark of their text, opened in the editor."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from api import urls
from api.askers import asker
from api.deps import PoolDep
from api.documented import PROBLEM, REFUSALS
from api.faulty import BadRequest
from api.negotiation import Offer, accepted, choose
from api.pages.links import href
from api.protocol import FORM, QUERY, Asking, read
from graph.shared import SharedQueries
from ontology.saying import Said

_OFFERS = (Offer("html", "text/html"), Offer("json", "application/json"), Offer("rq", QUERY))
_FOR_EVER = "public, max-age=31536000, immutable"  # the text under a mark is never another

router = APIRouter(prefix="/q", tags=["sparql"])


class Shared(BaseModel):
    """A query that is shared: the mark of its text, its address, and the text."""

    mark: str
    url: str
    query: str


async def shelf(request: Request) -> SharedQueries:
    """Where shared queries are kept."""
    found: SharedQueries = request.app.state.shared
    return found


ShelfDep = Annotated[SharedQueries, Depends(shelf)]


@router.post(
    "",
    status_code=201,
    response_model=Shared,
    summary="Share a query",
    responses={
        400: {"description": "It is no query", "content": PROBLEM},
        403: {"description": "This service keeps no queries", "content": PROBLEM},
        413: {"description": "It is longer than a query may be", "content": PROBLEM},
        429: {"description": "This client shared as many as it may for now", "content": PROBLEM},
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                QUERY: {"schema": {"type": "string"}},
                FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}}},
            },
        }
    },
)
async def share_query(request: Request, pool: PoolDep, shelf: ShelfDep) -> Response:
    """A short address of a query, the same for the same text, for good."""
    sent = await read(request, pool.bounds.query.size, 0)
    if not isinstance(sent, Asking):
        raise BadRequest(Said.of("query_sent", "a query is sent as the parameter “query” or as the body"))
    pool.examine(sent.query)
    mark = shelf.keep(sent.query, asker(request).mark)
    told = _told(request, mark, sent.query)
    return Response(told.model_dump_json(), 201, {"Location": told.url}, "application/json")


@router.get(
    "/{mark}",
    response_model=Shared,
    summary="A shared query",
    responses={
        200: {"content": {QUERY: {"schema": {"type": "string"}}}},
        303: {"description": "Browsers are sent to the query page"},
        404: REFUSALS[404],
        406: REFUSALS[406],
    },
)
def read_shared(mark: str, request: Request, shelf: ShelfDep) -> Response:
    """The text of a shared query, or for browsers the page that edits it."""
    offer = choose(_OFFERS, accepted(request.headers), request.query_params.get("format"))
    text = shelf.find(mark)
    if offer.name == "html":
        return Response(status_code=303, headers={"Location": href(request, "/query", shared=mark), "Vary": "Accept"})
    body = text if offer.name == "rq" else _told(request, mark, text).model_dump_json()
    headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept", "Content-Type": offer.content_type}
    return Response(body, headers=headers)


def _told(request: Request, mark: str, text: str) -> Shared:
    return Shared(mark=mark, url=urls.absolute(request, f"/q/{mark}"), query=text)
