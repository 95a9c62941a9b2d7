"""The pages of things: one design for all kinds, with more on it for regions, countries and pacts."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from rdflib.namespace import SKOS

from api.citing import reference
from api.current import Served
from api.deps import interface, sought
from api.i18n import words
from api.pages.figures import HEIGHT, WIDTH, series
from api.pages.located import locate, places_url
from api.pages.nearby import nearby
from api.pages.notes import Notes
from api.pages.render import page
from api.pages.structure import told_of
from graph import disputes
from graph.annals import Annals
from graph.library import Library
from graph.listing import UnknownFilter
from graph.pacts import read_pact
from graph.regions import PLACES, Profile, found
from graph.things import Fact, LinkGroup, Named, Source, Thing
from ingest.gone import Gone
from ontology.saying import Said
from viz.geography.boundaries import Boundaries
from viz.palette import LOOKS

# Shown elsewhere on the page.
_SAID = frozenset({"label", "prefLabel", "title", "topConceptOf", "name", "description"})
_AREA, _PACT = "thematic-area", "pact"
_TEMPLATES = {**dict.fromkeys(PLACES, "region.html"), _PACT: "pact.html"}


@dataclass(frozen=True)
class Hub:
    """A place with what it holds, beside another one if that was asked for."""

    profile: Profile
    other: Profile | None
    others: tuple[Named, ...]
    asked: str


def thing_page(request: Request, thing: Thing, served: Served, lang: str) -> HTMLResponse:
    """All that is said of one thing, each statement with its source, and on how much of it sources disagree."""
    library, spoken = served.library, interface(request, lang)
    called = library.reader.called(thing.iri, lang)
    about = thing.fact("description") or thing.fact("definition")
    facts = tuple(fact.spoken() for fact in thing.facts if fact != about and not _is_said(fact, thing))
    groups = tuple(group for group in thing.links if group.property != SKOS.topConceptOf)
    return page(
        request,
        _TEMPLATES.get(thing.kind.name, "thing.html"),
        lang,
        thing=thing,
        facts=facts,
        groups=groups,
        near=nearby(request, thing, facts, groups),
        about=about.spoken() if about else None,
        series=series(thing.figures),
        chart_size=(WIDTH, HEIGHT),
        disagreements=disputes.count(served.artefacts, thing.iri),
        notes=Notes(),
        standing=told_of(f"{thing.kind.name}/{thing.slug}", served, lang, words(spoken)),
        on_map=thing.kind.name in LOOKS,
        history=_history(thing, library, lang),
        places_url=places_url(request, thing),
        locator=locate(thing, library, Boundaries(request.app.state.settings.store), spoken),
        cited=reference(called, library, served).text,
        report=_report(request, thing),
        area=thing.slug if thing.kind.name == _AREA else None,
        hub=_hub(request, thing, library, lang) if thing.kind.name in PLACES else None,
        pact=read_pact(library.reader, thing, lang) if thing.kind.name == _PACT else None,
    )


def _is_said(fact: Fact, thing: Thing) -> bool:
    """Whether other parts of the page say a fact: of several homepages, the button leads to one only."""
    only = [str(value.term) for value in fact.values] == [thing.homepage]
    return fact.name in _SAID or (fact.name == "homepage" and only)


def history_page(request: Request, found: Annals, gone: Gone | None, lang: str) -> HTMLResponse:
    """What came, went and changed about a thing, load by load; `gone` tells when and why it left."""
    path = request.url.path.removesuffix("/history")
    return page(request, "history.html", lang, thing=found.thing, path=path, found=found, gone=gone)


def _history(thing: Thing, library: Library, lang: str) -> tuple[Source, ...]:
    """The sources that say something of a thing, the latest first: each has the history of its versions."""
    citations = [value.citations for fact in thing.facts for value in fact.values]
    citations += [figure.citations for figure in thing.figures]
    told = {citation.source.iri for each in citations for citation in each}
    return tuple(sorted(library.sources_among(told, lang), key=lambda each: each.loaded or "", reverse=True))


def _report(request: Request, thing: Thing) -> str:
    """Where a reader tells that something is wrong: an address by mail or on the web, or nothing where none is set."""
    contact = str(request.app.state.settings.contact)
    if contact.startswith("mailto:"):
        return f"{contact}?{urlencode({'subject': f'{thing.label} <{thing.iri}>'}, quote_via=quote)}"
    return f"{contact}{'&' if '?' in contact else '?'}{urlencode({'about': thing.iri})}" if contact else ""


def links_page(request: Request, thing: Named, group: LinkGroup, lang: str) -> HTMLResponse:
    """One group of the things that point to a thing, page by page, or those in whose names some words stand."""
    text = sought(request)
    return page(request, "links.html", lang, thing=thing, group=group, text=text, notes=Notes())


def _hub(request: Request, thing: Thing, library: Library, lang: str) -> Hub:
    others = library.places(thing.kind, lang)
    asked = request.query_params.get("compare", "").strip()
    slug = found(library.reader, others, asked) if asked else None
    if asked and slug is None:
        raise UnknownFilter(
            Said.of(
                "compare",
                "compare takes a {kind} in which something is known to be, by its code or name, not “{value}”",
                kind=thing.kind.name,
                value=asked,
            )
        )
    other = library.profile(thing.kind, slug, lang) if slug and slug != thing.slug else None
    mine = tuple(each for each in others if each.iri != thing.iri)
    return Hub(library.profile(thing.kind, thing.slug, lang), other, mine, asked)
