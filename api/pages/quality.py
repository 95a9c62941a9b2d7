"""The page on quality: what the current release breaks of the shapes, and how much is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from rdflib import URIRef

from api.answers import HTML, JSON, TRIPLES, Answer
from api.deps import LanguageDep, LibraryDep, ServedDep
from api.pages.render import page
from graph.library import Library
from graph.terms import serialised
from graph.things import Named
from graph.validating import quality
from graph.validating.quality import Broken, ClassReport, NoReport, Quality
from ontology.model import model
from ontology.namespaces import CSC, shorten

router = APIRouter(include_in_schema=False)
_OFFERS = (JSON, HTML, *TRIPLES)
_SHOWN = 25  # things under one warning; the whole list is in the files
_KEPT = 2  # releases


@dataclass(frozen=True)
class Warned:
    """One rule with the first of the things that break it, by name; a thing may break a rule more than once."""

    severity: str
    message: str
    lang: str
    results: int
    total: int
    things: tuple[Named, ...]


async def of_report(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is the report."""
    return Answer(request, served, lang, _OFFERS)


@router.get("/quality")
def read_quality(request: Request, answer: Annotated[Answer, Depends(of_report)], library: LibraryDep) -> Response:
    """The report as a page, as JSON, or as a SHACL validation report."""
    if answer.is_known:
        return answer.unchanged()
    if answer.offer == HTML:
        return answer.page(_page(request, library, answer))
    found = report(answer.served.artefacts)
    if answer.offer == JSON:
        return answer.table(quality.dumped(found).encode())
    return answer.table(_serialised(answer.served.artefacts, answer.offer.media_type))


@lru_cache(_KEPT)
def report(artefacts: Path) -> Quality:
    """The report of a release, read once; raises `NoReport`."""
    return quality.read(artefacts)


@lru_cache(_KEPT)
def _serialised(artefacts: Path, media_type: str) -> bytes:
    return serialised(quality.report_graph(report(artefacts)), media_type)


def _page(request: Request, library: Library, answer: Answer) -> Response:
    """The report; where there is none, a page that says so, since other pages link here."""
    lang = answer.lang
    try:
        found = report(answer.served.artefacts)
    except NoReport:
        return page(request, "quality_none.html", lang)
    return page(
        request,
        "quality.html",
        lang,
        report=found,
        classes=sorted(found.classes, key=lambda each: (model().order(URIRef(each.cls)), each.cls)),
        warned=sorted(_warned(found, library, lang), key=lambda each: (each.severity, -each.results)),
        shown=_SHOWN,
        label=lambda term: label(term, lang),
        local=local,
        listed=listed,
    )


def _warned(found: Quality, library: Library, lang: str) -> Iterator[Warned]:
    for broken in found.broken:
        if broken.severity != "info":
            things = tuple(dict.fromkeys(URIRef(fault.thing) for fault in broken.faults))
            library.reader.learn(things[:_SHOWN])
            named = tuple(library.reader.called(thing, lang) for thing in things[:_SHOWN])
            yield Warned(broken.severity, *_message(broken, lang), len(broken.faults), len(things), named)


def _message(broken: Broken, lang: str) -> tuple[str, str]:
    known = lang if lang in broken.messages else "en"
    # What names a value can only be said of one thing.
    messages = broken.messages if "{" not in broken.messages.get(known, "{") else broken.faults[0].messages
    return messages.get(known, shorten(broken.shape)), known


def label(term: str, lang: str) -> str:
    """What a class or a property is called."""
    return model().label(URIRef(term), lang) or shorten(term)


def local(term: str) -> str:
    """The name of one of our terms in the address of its page; empty for a term from outside."""
    return term.removeprefix(str(CSC)) if term.startswith(str(CSC)) else ""


def listed(each: ClassReport) -> str | None:
    """Where the things of a class are listed, if they have a list of their own."""
    return next((f"/{kind.collection}" for kind in model().kinds if str(kind.cls) == each.cls), None)
