"""Whether the service lives, and whether it can answer."""

import asyncio

from fastapi import APIRouter, Request, Response

from api.current import Current
from api.deps import PoolDep
from api.documented import REFUSALS
from api.schemas import Health
from graph.answering.endings import Overloaded
from graph.store import NotAStore

router = APIRouter(tags=["service"])


@router.get("/health", response_model=Health, summary="Does the service live?")
async def read_health(request: Request, response: Response) -> Health:
    """That it answers, and from which release: none where nothing is loaded, or the store cannot be opened."""
    response.headers["Cache-Control"] = "no-store"
    try:
        return await _health(request)
    except NotAStore:
        return Health(status="ok", release=None, triples=0)


@router.get("/ready", response_model=Health, responses={503: REFUSALS[503]}, summary="Can the service answer?")
async def read_ready(request: Request, response: Response, pool: PoolDep) -> Health:
    """A release is served, or the store is empty and can be filled; else a problem with status 503."""
    response.headers["Cache-Control"] = "no-store"
    if not pool.ready:
        raise Overloaded(1, "no process can answer queries")
    if not all(each.listens for each in request.app.state.lights):
        raise Overloaded(1, "a process beside this one does not listen yet")
    found = await _health(request)
    return found if found.release else found.model_copy(update={"status": "empty"})


async def _health(request: Request) -> Health:
    current: Current = request.app.state.current
    # Opening a release, or asking another machine for it, takes time; and all threads of the framework may be at work.
    served = await asyncio.to_thread(current.served)
    return Health(status="ok", release=served.release.name or None, triples=served.library.triples)
