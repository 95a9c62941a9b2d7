"""The queries that work or wait: listed, and stopped by who asked them or by an operator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from api.askers import asker
from api.deps import LanguageDep, PoolDep
from api.documented import REFUSALS
from api.journal import digest
from api.negotiation import Offer, accepted, choose
from api.pages.render import page
from graph.answering.asker import Asker
from graph.answering.runs import Run

_OFFERS = (Offer("json", "application/json"), Offer("html", "text/html"))

router = APIRouter(tags=["service"])


class Running(BaseModel):
    """One query: `state` is works, pauses (it is long, and others go first) or waits; `text` is for operators."""

    id: str
    state: str
    seconds: float
    form: str
    hash: str
    client: str
    role: str
    text: str | None


class Runnings(BaseModel):
    """The queries that the asker may see: all of them for an operator, its own for everybody else."""

    items: list[Running]
    total: int


async def who(request: Request) -> Asker:
    """Who asks; raises `TokenNeeded` where its token is wrong."""
    return asker(request)


AskerDep = Annotated[Asker, Depends(who)]


@router.get("/queries", response_model=Runnings, responses={406: REFUSALS[406]}, summary="Queries at work")
def list_queries(request: Request, pool: PoolDep, asker: AskerDep, lang: LanguageDep) -> Response:
    """Queries that work or wait: all of them for an operator, with their texts; else those of the asker."""
    offer = choose(_OFFERS, accepted(request.headers), request.query_params.get("format"))
    items = [_told(run, asker) for run in pool.runs() if asker.operates or run.asker == asker]
    if offer.name == "html":
        made = page(request, "queries.html", lang, items=items, operates=asker.operates)
        made.headers.update({"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Authorization"})
        return made
    body = Runnings(items=items, total=len(items)).model_dump_json()
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Authorization"}
    return Response(body, media_type="application/json", headers=headers)


@router.delete(
    "/queries/{number}",
    status_code=204,
    response_class=Response,
    responses={404: REFUSALS[404]},
    summary="Stop a query",
)
def stop_query(number: str, pool: PoolDep, asker: AskerDep) -> Response:
    """End a query: an own one by its number, or any for an operator; its client gets a problem with status 503."""
    pool.stop(number, asker)
    return Response(status_code=204)


def _told(run: Run, asker: Asker) -> Running:
    return Running(
        id=run.id,
        state=run.state,
        seconds=round(run.seconds, 3),
        form=run.form,
        hash=digest(run.text),
        client=run.asker.mark,
        role=run.asker.role,
        text=run.text if asker.operates else None,
    )
