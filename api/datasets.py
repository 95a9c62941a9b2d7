"""The whole graph as a dataset: DCAT-AP 3 for portals, VoID for programs, a page for people."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api import urls
from api.answers import HTML, TRIPLES, Answer
from api.catalogued import Facts, described
from api.deps import LanguageDep, LibraryDep, PoolDep, ServedDep
from api.documented import LANG, REFUSALS, format_of
from api.i18n import words
from api.pages.render import page
from api.releases import held
from graph.census import Census, census, sizes
from ontology.model import LANGUAGES

PATH, VOID_PATH = "/dataset", "/.well-known/void"
_OFFERS = (HTML, *TRIPLES)

router = APIRouter(tags=["dataset"])


async def _about_dataset(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    return Answer(request, served, lang, _OFFERS)


async def _about_void(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    return Answer(request, served, lang, (*TRIPLES, HTML))


AboutVoid = Annotated[Answer, Depends(_about_void)]
AboutDataset = Annotated[Answer, Depends(_about_dataset)]
_RESPONSES = {
    200: {
        "description": "The description",
        "content": {each.media_type: {"schema": {"type": "string"}} for each in _OFFERS},
    },
    **REFUSALS,
}


@router.get(
    PATH,
    summary="The whole graph as a dataset",
    response_class=Response,
    responses=_RESPONSES,
    openapi_extra={"parameters": [LANG, format_of(_OFFERS)]},
)
def read_dataset(request: Request, answer: AboutDataset, library: LibraryDep, pool: PoolDep) -> Response:
    """What the graph is, whose, under what licences, how large, and where it can be had (DCAT-AP 3, VoID)."""
    if answer.is_known:
        return answer.unchanged()
    current = held(request)
    mark = current.mark if current else ""
    told, text = words(answer.lang), {lang: words(lang) for lang in LANGUAGES}
    sources, counted = library.sources(answer.lang), census(pool, mark)
    if answer.offer == HTML:
        parts = [(source, sizes(pool, mark).get(str(source.iri))) for source in sources]
        return _tagged(answer.page(page(request, "dataset.html", answer.lang, counted=counted, parts=parts)), counted)
    facts = Facts(
        urls.root(request),
        {lang: each("site.name") for lang, each in text.items()},
        {lang: each("dataset.description") for lang, each in text.items()},
        told("site.name"),
        sources,
        library.reader,
    )
    return _tagged(answer.triples(described(facts, counted, sizes(pool, mark))), counted)


def _tagged(response: Response, counted: Census) -> Response:
    """An answer with its tag, unless something was not counted, which later may be."""
    if not counted.is_whole and "etag" in response.headers:
        del response.headers["etag"]
    return response


@router.get(
    VOID_PATH,
    summary="The whole graph as a dataset, where programs look for it",
    response_class=Response,
    responses=_RESPONSES | {303: {"description": "People are sent to the page"}},
    openapi_extra={"parameters": [format_of(_OFFERS)]},
)
def read_void(request: Request, answer: AboutVoid, library: LibraryDep, pool: PoolDep) -> Response:
    """The same description at the address that VoID, section 7.2, has for it."""
    if answer.offer == HTML:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(urls.absolute(request, PATH) + query, 303, {"Vary": "Accept"})
    return read_dataset(request, answer, library, pool)
