"""What endpoints ask for by name: the release, its library, the language, the format."""

import re
from typing import Annotated

from fastapi import Depends, Request

from api.current import Current, Served
from api.settings import Settings
from graph.answering.workers import QueryPool
from graph.library import Library
from graph.listing import BadLimit
from graph.searching.sought import LONGEST, BadSearch
from graph.store import Scope
from graph.things import Asked
from ontology.model import LANGUAGES, Model
from ontology.saying import Said

RESERVED = frozenset({"q", "cursor", "limit", "lang", "ui", "format"})
_USUAL = 50  # entries of a list when nothing is said
_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")


class UnknownLanguage(ValueError):
    """An answer was asked for in a language that none is given in."""


async def settings(request: Request) -> Settings:
    """The settings of this service."""
    found: Settings = request.app.state.settings
    return found


async def model(request: Request) -> Model:
    """The vocabulary."""
    found: Model = request.app.state.model
    return found


async def served(request: Request) -> Served:
    """The release that is current as the request comes in; the whole request is answered from it."""
    current: Current = request.app.state.current
    return current.served()


async def pool(request: Request) -> QueryPool:
    """Where queries are run that may take long."""
    found: QueryPool = request.app.state.pool
    return found


ServedDep = Annotated[Served, Depends(served)]


async def library(served: ServedDep) -> Library:
    """What can be read of the release."""
    return served.library


async def scope() -> Scope:
    """Who asks: everybody, until there are accounts."""
    return Scope.PUBLIC


async def language(request: Request) -> str:
    """The language of the answer: `?lang=`, else the best of Accept-Language, else English."""
    _named(request, "ui")
    return _named(request, "lang") or preferred(request.headers.get("accept-language", ""))


def interface(request: Request, lang: str) -> str:
    """The language of a page's own words: `?ui=`, else that of what it shows; a wrong one was refused before."""
    asked = request.query_params.get("ui", "")
    return asked if asked in LANGUAGES else lang


def _named(request: Request, parameter: str) -> str | None:
    """The language that a parameter names, if it is given; raises `UnknownLanguage`."""
    asked = request.query_params.get(parameter)
    if asked and asked not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        said = Said.of("among", "{name} is one of {known}, not “{value}”", name=parameter, known=known, value=asked)
        raise UnknownLanguage(said)
    return asked or None


def preferred(header: str) -> str:
    """The language of ours that an Accept-Language header likes best (RFC 9110, section 12.5.4)."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        found = _RANGE.fullmatch(part)
        if found:
            weights.setdefault(found[1].lower(), float(found[2] or 1))
    rest = weights.get("*", 0.0)
    liked = {lang: weights.get(lang, rest) for lang in LANGUAGES}
    best = max(LANGUAGES, key=lambda lang: liked[lang])
    return best if liked[best] > 0 else LANGUAGES[0]


async def asked(request: Request) -> Asked:
    """What is asked of a list: text, filters, and which part of it."""
    parameters = request.query_params
    chosen = {name: tuple(filter(None, values)) for name, values in listed(request).items() if name not in RESERVED}
    return Asked(chosen, sought(request), parameters.get("cursor") or None, read_limit(request))


def listed(request: Request) -> dict[str, list[str]]:
    """The values of each parameter, read once: to look through all of them for each takes seconds for thousands."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    return found


def sought(request: Request) -> str:
    """The words in `?q=`; raises `BadSearch` where they are long: they are compared with each name there is."""
    text = request.query_params.get("q", "").strip()
    if len(text) > LONGEST:
        template = "a search has at most {most} characters, this one has {found}"
        raise BadSearch(Said.of("search_long", template, most=LONGEST, found=len(text)))
    return text


async def limit(request: Request) -> int:
    """How many entries are asked for."""
    return read_limit(request)


def read_limit(request: Request) -> int:
    """The number in `?limit=`; raises `BadLimit` where it is none."""
    text = request.query_params.get("limit", "")
    if not text:
        return _USUAL
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
        raise BadLimit(Said.of("limit_number", "limit must be a whole number, not “{value}”", value=text))
    return int(text)


SettingsDep = Annotated[Settings, Depends(settings)]
PoolDep = Annotated[QueryPool, Depends(pool)]
ModelDep = Annotated[Model, Depends(model)]
LibraryDep = Annotated[Library, Depends(library)]
ScopeDep = Annotated[Scope, Depends(scope)]
LanguageDep = Annotated[str, Depends(language)]
AskedDep = Annotated[Asked, Depends(asked)]
LimitDep = Annotated[int, Depends(limit)]
