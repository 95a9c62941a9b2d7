"""The search: as a page, as JSON, as a feed that tells what is new in it, and as suggestions while somebody types."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access import access
from api.answers import HTML, JSON, OF_LISTS, Answer
from api.current import Served
from api.deps import AskedDep, LanguageDep, ServedDep
from api.documented import CURSOR, LANG, LIMIT, Parameter, Responses, answers, choice, format_of, parameter
from api.negotiation import Offer
from api.pages import search as pages
from api.pages.search import FEED
from api.search_feed import feed
from api.search_told import Results, Suggestions, results, suggestions
from graph import listing
from graph.listing import BadLimit, UnknownFilter
from graph.searching import schema
from graph.searching.entries import entries
from graph.searching.finding import find
from graph.searching.index import Index
from graph.searching.keeper import Keeper
from graph.searching.sought import LONGEST, Sought
from graph.searching.suggesting import MOST, suggest
from graph.store import Scope
from graph.things import Asked
from ontology.iri import digest
from ontology.saying import Said

ATOM = Offer("atom", "application/atom+xml")
OF_SEARCHES = (*OF_LISTS, ATOM)
_PAGE = 20  # things of one page of a search when nothing is said; the best are among them
_USUAL = 8  # suggestions when nothing is said
router = APIRouter(tags=["search"])


class SearchAnswer(Answer):
    """An answer from what its asker may see."""

    def __init__(self, request: Request, served: Served, lang: str, offers: tuple[Offer, ...], scope: Scope) -> None:
        super().__init__(request, served, lang, offers)
        self.scope = scope

    @property
    def tag(self) -> str:
        """The entity tag, another one for each class of askers."""
        public = super().tag
        return public if self.scope is Scope.PUBLIC else f'{public[:-1]}-{digest(self.scope.value)}"'

    @property
    def keeper(self) -> Keeper:
        """What is searched in, and what reads the names of what is found."""
        return self.served.searches.of(self.scope)

    def index(self) -> Index:
        """The index of the release; raises `Indexing`."""
        return self.keeper.index()

    def _headers(self) -> dict[str, str]:
        headers = super()._headers()
        headers["Vary"] += ", Authorization"
        if self.scope is not Scope.PUBLIC:
            headers["Cache-Control"] = "private, no-cache"
        return headers


async def _scope(request: Request) -> Scope:
    return access(request).scope


_ScopeDep = Annotated[Scope, Depends(_scope)]


async def _of_search(request: Request, served: ServedDep, lang: LanguageDep, scope: _ScopeDep) -> SearchAnswer:
    return SearchAnswer(request, served, lang, OF_SEARCHES, scope)


async def _of_feed(request: Request, served: ServedDep, lang: LanguageDep, scope: _ScopeDep) -> SearchAnswer:
    return SearchAnswer(request, served, lang, (ATOM,), scope)


async def _of_typing(request: Request, served: ServedDep, lang: LanguageDep, scope: _ScopeDep) -> SearchAnswer:
    return SearchAnswer(request, served, lang, (JSON,), scope)


AboutSearch = Annotated[SearchAnswer, Depends(_of_search)]
AboutFeed = Annotated[SearchAnswer, Depends(_of_feed)]
AboutTyping = Annotated[SearchAnswer, Depends(_of_typing)]

_TEXT = parameter("q", f"Words to be found in names and texts, at most {LONGEST} characters")
_TOLD = {
    "kind": "Keep to kinds of thing, as in `facets`",
    "country": "Keep to countries, as in `facets`",
    "region": "Keep to regions and all that lies within them",
    "area": "Keep to thematic or intervention areas",
    "value-chain": "Keep to value chains",
    "status": "Keep to states: planned, published",
    "source": "Keep to what these sources name",
    "year": "Keep to years of which something is said, four digits each",
}


def _limit(usual: int, most: int = listing.MOST) -> Parameter:
    return LIMIT | {"schema": {"type": "integer", "minimum": 1, "maximum": most, "default": usual}}


_FEEDS: Responses = {
    **answers(Results, (ATOM,)),
    200: {"description": "The feed", "content": {ATOM.media_type: {"schema": {"type": "string"}}}},
}
_NARROWED = [_TEXT, *(choice(name, _TOLD[name]) for name in schema.FACETS)]


@router.get(
    "/search",
    response_class=Response,
    summary="Find things by name and text",
    responses=answers(Results, OF_SEARCHES),
    openapi_extra={"parameters": [*_NARROWED, CURSOR, _limit(_PAGE), LANG, format_of(OF_SEARCHES)]},
)
def search(request: Request, answer: AboutSearch, asked: AskedDep) -> Response:
    """Things by name and text: the best match first, each facet with how many things it would leave."""
    if answer.is_known:
        return answer.unchanged()
    if answer.offer == ATOM:
        return _feed(answer, asked)
    page = asked if request.query_params.get("limit") else replace(asked, limit=_PAGE)
    found = find(answer.index(), answer.keeper.reader, page, answer.lang)
    if answer.offer == HTML:
        return answer.page(pages.search_page(request, found, answer.lang))
    return answer.json(results(request, found, answer.served.release.name, answer.lang))


@router.get(
    FEED,
    response_class=Response,
    summary="A search as a feed",
    responses=_FEEDS,
    openapi_extra={"parameters": [*_NARROWED, LIMIT, LANG, format_of((ATOM,))]},
)
def follow_search(answer: AboutFeed, asked: AskedDep) -> Response:
    """What a search finds, what a source told of last first (Atom, RFC 4287)."""
    return answer.unchanged() if answer.is_known else _feed(answer, asked)


@router.get(
    "/search/suggest",
    response_class=Response,
    summary="Suggestions while typing",
    responses=answers(Suggestions, (JSON,)),
    openapi_extra={
        "parameters": [
            _TEXT,
            _limit(_USUAL, MOST),
            LANG,
            format_of((JSON,)),
        ]
    },
)
def suggest_things(request: Request, answer: AboutTyping, asked: AskedDep) -> Response:
    """A few things whose names fit what was typed so far."""
    if answer.is_known:
        return answer.unchanged()
    limit = asked.limit if request.query_params.get("limit") else _USUAL
    if asked.filters:
        told, name = "“{name}” is not a parameter of {place}; there are: {known}", min(asked.filters)[:40]
        raise UnknownFilter(Said.of("parameter", told, name=name, place="suggestions", known="q, limit, lang"))
    if not 1 <= limit <= MOST:
        raise BadLimit(Said.of("limit", "limit must be from 1 to {most}, not {limit}", most=MOST, limit=limit))
    found = suggest(answer.index(), answer.keeper.reader, asked.text, answer.lang, limit)
    return answer.json(suggestions(request, found, answer.served.release.name, answer.lang))


def _feed(answer: SearchAnswer, asked: Asked) -> Response:
    index, reader = answer.index(), answer.keeper.reader
    sought = Sought.of(asked, reader.model)
    dates = dict(index.newest(sought, asked.limit)) if sought else {}
    items = entries(reader, answer.lang, tuple(dates))
    body = feed(answer.request, asked, items, dates, index.updated, answer.lang)
    return answer.table(body)
