"""The pages of sources: a table of all with their quality, and one with its history, coverage and findings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from rdflib import URIRef

from api.pages.notes import Notes
from api.pages.render import page
from graph import findings, measured
from graph.findings import Located
from graph.library import Library
from graph.measured import OfKind, OfPlace, Summary
from graph.things import Named, Source
from ingest import versions
from ingest.versions import Version
from ontology.model import model
from ontology.namespaces import shorten

_SHOWN = 50  # findings on a page; the whole list is in the JSON
_BARS = 12  # places in the chart


@dataclass(frozen=True)
class Line:
    """A source in the table: its present version, the rows it was read from, and its quality in numbers."""

    source: Source
    summary: Summary
    version: Version | None


@dataclass(frozen=True)
class Found:
    """One finding: the thing and property by name, where it stands in the file, and what is wrong."""

    located: Located
    thing: Named
    field: str
    message: str
    lang: str


@dataclass(frozen=True)
class Told:
    """Everything the page of one source tells."""

    line: Line
    kinds: tuple[OfKind, ...]
    places: tuple[OfPlace, ...]
    findings: tuple[Found, ...]
    total: int
    history: tuple[Version, ...]


def lines(library: Library, artefacts: Path, lang: str) -> tuple[Line, ...]:
    """All sources by title."""
    found = library.sources(lang)
    figures = measured.summaries(library.reader, artefacts, (each.iri for each in found))
    current = versions.current(versions.read(artefacts))
    return tuple(Line(each, figures[each.iri], current.get(each.slug)) for each in found)


def told(library: Library, source: Source, artefacts: Path, lang: str) -> Told:
    """One source with all that is known of it."""
    history = versions.history(versions.read(artefacts), source.slug)
    reader = library.reader
    found = findings.read(artefacts).get(str(source.iri))
    located = found.located if found else ()
    reader.learn(URIRef(each.thing) for each in located)
    summary = measured.summaries(reader, artefacts, (source.iri,))[source.iri]
    return Told(
        Line(source, summary, history[-1] if history else None),
        measured.by_kind(reader, source.iri),
        measured.by_place(reader, source.iri, lang),
        tuple(_found(library, each, lang) for each in located),
        summary.violations + summary.warnings,
        tuple(reversed(history)),
    )


def list_page(request: Request, found: Sequence[Line], together: Summary, lang: str) -> HTMLResponse:
    """All sources, by the dataset they are part of."""
    groups: dict[str, list[Line]] = {}
    for each in found:
        groups.setdefault(each.source.dataset.label if each.source.dataset else "", []).append(each)
    ordered = sorted(groups.items(), key=lambda group: (not group[0], group[0]))
    hiding = any(each.source.visibility == "operator" for each in found)  # never so for the public
    return page(request, "sources.html", lang, groups=ordered, total=len(found), hiding=hiding, together=together)


def source_page(request: Request, told: Told, lang: str) -> HTMLResponse:
    """One source, how it came in, what it describes, and how well."""
    countries = [each for each in told.places if each.is_country]
    regions = [each for each in told.places if not each.is_country]
    return page(
        request,
        "source.html",
        lang,
        source=told.line.source,
        told=told,
        summary=told.line.summary,
        countries=countries,
        regions=regions,
        bars=countries[:_BARS] or regions[:_BARS],
        shown=_SHOWN,
        notes=Notes(),
    )


def _found(library: Library, each: Located, lang: str) -> Found:
    known = lang if lang in each.messages else "en"
    field = (model().label(URIRef(each.path), lang) or shorten(each.path)) if each.path else ""
    return Found(each, library.reader.called(URIRef(each.thing), lang), field, each.messages.get(known, ""), known)
