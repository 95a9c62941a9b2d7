"""Sources: their list with quality figures, and one of them with its history, coverage and findings."""

from functools import partial

from fastapi import APIRouter, Request, Response

from api import representation, urls
from api.answers import HTML, JSON, OF_LISTS, OF_THINGS, AboutMany, AboutThing
from api.deps import LibraryDep, ModelDep
from api.documented import DEPARTED, LANG, answers, format_of
from api.pages import sources as pages
from api.sources_told import Source, Sources
from graph import measured
from graph.query import bind, view
from graph.reading import address

router = APIRouter(tags=["sources"])


@router.get(
    "/sources",
    response_class=Response,
    summary="List: sources",
    responses=answers(Sources, OF_LISTS),
    openapi_extra={"parameters": [LANG, format_of(OF_LISTS)]},
)
def list_sources(request: Request, answer: AboutMany, library: LibraryDep) -> Response:
    """All sources: who published them, under what licence, what they hold, how complete and sound they are."""
    if answer.is_known:
        return answer.unchanged()
    found = pages.lines(library, answer.served.artefacts, answer.lang)
    if answer.offer == HTML:
        return answer.page(pages.list_page(request, found, measured.together(library.reader), answer.lang))
    at = partial(urls.absolute, request)
    items = [representation.source(each.source, at, each) for each in found]
    return answer.json(Sources(items=items, total=len(items), release=answer.served.release.name))


@router.get(
    "/sources/{slug}",
    response_class=Response,
    summary="One source",
    responses=answers(Source, OF_THINGS) | DEPARTED,
    openapi_extra={"parameters": [LANG, format_of(OF_THINGS)]},
)
def read_source(slug: str, request: Request, answer: AboutThing, library: LibraryDep, model: ModelDep) -> Response:
    """One source: what it describes, its versions, how much it covers, and what is wrong in which row and column."""
    answer.served.departures.stop(request, model, address(model.kind("source"), slug))
    if answer.is_known:
        return answer.unchanged()
    found = library.source(slug, answer.lang)
    reader = library.reader
    if answer.offer not in (HTML, JSON):
        measured = reader.store.construct(bind(view("measurements-of"), {"source": found.iri}), reader.scope)
        return answer.triples(reader.store.describe(found.iri, reader.scope) + measured)
    told = pages.told(library, found, answer.served.artefacts, answer.lang)
    if answer.offer == HTML:
        return answer.page(pages.source_page(request, told, answer.lang))
    return answer.json(representation.told_source(told, partial(urls.absolute, request)))
