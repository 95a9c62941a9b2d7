"""The pages that belong to no single thing: home and about."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from api.deps import LanguageDep, LibraryDep, ServedDep
from api.maps.pictures import PicturesDep
from api.pages.map import relief_of
from api.pages.render import TEMPLATES, page
from graph.library import Library
from graph.query import queries
from graph.things import Overview, Source
from ontology.model import Kind, model

router = APIRouter(include_in_schema=False)
_KEPT = 8  # two releases in four languages
# What describes the graph itself, or stands behind other things.
_BEHIND = frozenset({"concept", "scheme", "dataset", "source", "record", "run", "statement"})
_QUESTIONS = 3  # as many as tell what a question is
_EXPERT = ("good-practice", "thematic-area", "policy", "swot-statement", "measure")
_VISITOR = ("cluster", "region", "value-chain", "event")


@dataclass(frozen=True)
class Publisher:
    """All sources that one publisher gives under one licence."""

    publisher: str
    licence: str
    issued: str | None
    total: int


@router.get("/")
def read_home(
    request: Request, library: LibraryDep, served: ServedDep, pictures: PicturesDep, lang: LanguageDep
) -> Response:
    """What is in here, from whom, up to when, and three ways in; where nothing is, how to load it."""
    if not served.release.name:
        return page(request, "empty.html", lang)
    overview = _overview(library, lang)
    return page(
        request,
        "home.html",
        lang,
        overview=overview,
        counts=[count for count in overview.counts if _is_listed(count.kind, library)],
        publishers=_publishers(overview.sources),
        questions=queries()[:_QUESTIONS],
        expert=_kinds(_EXPERT),
        visitor=_kinds(_VISITOR),
        relief=relief_of(pictures, served, lang),
    )


@router.get("/about")
def read_about(request: Request, library: LibraryDep, lang: LanguageDep) -> Response:
    """Licences, attributions, languages, limits."""
    rights = sorted({source.rights for source in library.sources(lang) if source.rights})
    return page(request, "about.html", lang, attributions=rights)


@router.get("/favicon.ico")  # browsers ask for it where a document names no sign, as data do not
@router.get("/icon.svg")
def read_icon(request: Request) -> Response:
    """The sign of the site in the browser's tab."""
    path = TEMPLATES / "icon.svg"
    response = StaticFiles(directory=TEMPLATES).file_response(path, path.stat(), request.scope)
    response.headers["Cache-Control"] = "max-age=86400"
    return response


def _is_listed(kind: Kind, library: Library) -> bool:
    return kind.name not in _BEHIND and not library.reader.is_relation(kind)


@lru_cache(_KEPT)
def _overview(library: Library, lang: str) -> Overview:
    return library.overview(lang)


def _publishers(sources: Iterable[Source]) -> tuple[Publisher, ...]:
    groups: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        groups.setdefault((source.publisher, source.licence), []).append(source)
    made = (
        Publisher(publisher, licence, max((each.issued for each in own if each.issued), default=None), len(own))
        for (publisher, licence), own in groups.items()
    )
    return tuple(sorted(made, key=lambda each: (-each.total, each.publisher)))


def _kinds(names: Iterable[str]) -> tuple[Kind, ...]:
    known = {kind.name: kind for kind in model().kinds}
    return tuple(known[name] for name in names if name in known)
