"""The service, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from api import (
    checking,
    citing,
    compared,
    completion,
    context,
    datasets,
    disagreements,
    entities,
    errors,
    graph_store,
    health,
    matrix,
    metrics,
    ontology,
    openapi,
    queries,
    questions,
    search,
    shared_queries,
    sources,
    sparql,
    update,
    why,
)
from api.bounded import Addresses, Turns
from api.conditions import Conditions
from api.current import Current, Served
from api.door import Door
from api.forwarded import Forwarded, networks
from api.journal import BUDGET, QUERY, Journal
from api.maps import downloads, steps
from api.maps import networks as map_networks
from api.maps import structure as measures
from api.maps.pictures import Pictures
from api.middleware import Heads, Shields, Squeezes, Whole
from api.pages import help as help_pages
from api.pages import languages, located, places, quality, query, render, site
from api.pages import map as map_pages
from api.pages import structure as structure_pages
from api.prompt import PROMPT, Prompt
from api.settings import Settings
from api.stores import answering, changing, reading, releases_of
from api.suffixes import Suffixes
from graph.accounts import Accounts
from graph.answering.cache import Cache
from graph.questionnaire import Questionnaire
from graph.shared import SharedQueries
from graph.store import NotAStore
from ontology.model import Model, model
from viz.page import STATIC

# Headers that scripts of other sites may read.
_TOLD = [
    "ETag",
    "Link",
    "Content-Disposition",
    "Content-Language",
    "Retry-After",
    BUDGET,
    QUERY,
    sparql.LIMIT_REACHED,
    update.RELEASE,
    update.CHANGED,
]


def create_app(settings: Settings) -> FastAPI:
    """The service over one store; nothing is opened before it starts."""
    app = FastAPI(title="Clusterscape", openapi_url=None, lifespan=_lifespan, redirect_slashes=False)
    app.state.settings = settings
    app.state.model = model()
    app.state.kept = Cache(settings.cache)
    app.state.accounts = Accounts(settings.store)
    app.state.questions = Questionnaire(Path(settings.questions) if settings.questions else None)
    app.state.shared = SharedQueries(settings.store)
    app.state.pictures = Pictures()
    app.state.openapi = None  # written when first asked for
    app.state.lights = ()  # processes beside this one: `api.serving`
    app.state.releases = releases_of(settings)
    app.state.current = Current(app.state.releases, app.state.model, partial(_prepare, app))
    for router in _routers(app.state.model):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    errors.install(app)
    _surround(app, settings)
    return app


def _prepare(app: FastAPI, served: Served, lang: str) -> None:
    """Make what the first pages show of a release in a language before anyone asks."""
    render.prepare(lang)
    located.prepare(served)
    map_pages.prepare(app.state.pictures, served, lang)
    app.state.pictures.prepare(served, lang)


def _routers(known: Model) -> tuple[APIRouter, ...]:
    """Pages first, then what programs ask; things last, whose addresses are the most general."""
    return (
        site.router,
        map_pages.router,
        structure_pages.router,
        measures.router,
        downloads.router,
        map_networks.router,
        steps.router,
        places.router,
        places.small,
        query.router,
        quality.router,
        languages.router,
        help_pages.router,
        context.router,
        datasets.router,
        health.router,
        metrics.router,
        openapi.router,
        queries.router,
        sparql.router,
        checking.router,
        completion.router,
        shared_queries.router,
        update.router,
        graph_store.router,
        questions.router,
        why.router,
        sources.router,
        disagreements.router,
        matrix.router,
        citing.router,
        search.router,
        ontology.router,
        compared.router(known),
        entities.router(known),
    )


def _surround(app: FastAPI, settings: Settings) -> None:
    """What every request passes on its way in, the last one first."""
    methods = ["GET", "HEAD", "POST", "PUT", "DELETE"]
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=methods,
        allow_headers=["Authorization", "If-Match", "If-None-Match"],  # what a script asks with, beside Accept
        expose_headers=_TOLD,
    )
    app.add_middleware(Squeezes)
    app.add_middleware(Whole, methods=", ".join([*methods, "OPTIONS"]))
    app.add_middleware(Shields)
    app.add_middleware(Door)
    app.add_middleware(Suffixes, model=app.state.model)
    app.add_middleware(Conditions)
    app.add_middleware(Addresses)
    app.add_middleware(Heads)
    app.add_middleware(Journal, with_text=settings.log_text)
    app.add_middleware(Forwarded, trusted=networks(settings.trusted_proxies))


def _ready_routes(app: FastAPI) -> None:
    """Let each router lay out its routes, which it puts off until the first request asks it."""
    nowhere = {"type": "http", "method": "GET", "path": "", "root_path": "", "headers": []}
    for route in app.routes:
        route.matches(nowhere)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[dict[str, Prompt]]:
    settings: Settings = app.state.settings
    _ready_routes(app)
    with suppress(NotAStore):
        app.state.current.await_first_page()  # what is wrong with the store is told to whoever asks
    releases = app.state.releases
    with (
        answering(settings, releases) as pool,
        reading(releases, pool) as reader,
        changing(settings, releases) as writer,
    ):
        app.state.pool = pool
        app.state.reader = reader
        app.state.writer = writer
        app.state.turns = Turns()
        yield {PROMPT: Prompt(app, asyncio.get_running_loop().call_soon)}
