"""The service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from api import disagreements, entities, errors, health, ontology, openapi, questions, sources, sparql, why
from api.current import Current
from api.middleware import Heads, Shields, Squeezes
from api.pages import map as map_pages
from api.pages import quality, query, site
from api.settings import Settings
from graph.release import Releases
from graph.store import NotAStore, Scope
from graph.workers import QueryPool
from ontology.model import model
from viz.page import STATIC

# Headers that scripts of other sites may read.
_TOLD = ["ETag", "Link", "Content-Language", "Retry-After", sparql.LIMIT_REACHED]


def create_app(settings: Settings) -> FastAPI:
    """The service over one store; nothing is opened before it starts."""
    app = FastAPI(title="Clusterscape", docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.settings = settings
    app.state.model = model()
    app.state.current = Current(settings.store, app.state.model, map_pages.prepare)
    pages = (site.router, map_pages.router, query.router, quality.router)
    for router in (
        *pages,
        health.router,
        sparql.router,
        questions.router,
        why.router,
        sources.router,
        disagreements.router,
        ontology.router,
        entities.router(app.state.model),
    ):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    errors.install(app)
    app.openapi = partial(openapi.describe, app)  # type: ignore[method-assign]
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], expose_headers=_TOLD)
    app.add_middleware(Squeezes)
    app.add_middleware(Shields)
    app.add_middleware(Heads)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    releases = Releases(settings.store)

    def folder() -> Path | None:
        release = releases.current()
        return release.seen(Scope.PUBLIC).triples if release else None

    with suppress(NotAStore):
        app.state.current.await_first_page()  # what is wrong with the store is told to whoever asks
    with QueryPool(folder, settings.workers, settings.bounds()) as pool:
        app.state.pool = pool
        yield
