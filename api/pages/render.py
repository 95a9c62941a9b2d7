"""From what was read to HTML: one function for each design of page."""

from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from api.current import Current
from api.deps import interface
from api.i18n import Words, words
from api.negotiation import NotAcceptable, Offer, accepted, choose
from api.pages.glyphs import glyph
from api.pages.links import brief, carried, here, hidden, href, toggled
from api.pages.notes import differ, shared, telling
from api.pages.termed import defined
from graph.reader import is_web
from graph.store import NotAStore
from graph.things import Fact, Listing, Value
from ontology.model import LANGUAGES, Kind, model
from ontology.namespaces import CSC
from viz.page import TEMPLATES as MAP_TEMPLATES

TEMPLATES = Path(__file__).parents[1] / "templates"
ENDONYMS = {"en": "English", "pt": "Português", "it": "Italiano", "ro": "Română"}
FORMATS = (
    ("json", "JSON"),
    ("jsonld", "JSON-LD"),
    ("ttl", "Turtle"),
    ("nt", "N-Triples"),
    ("rdf", "RDF/XML"),
    ("nq", "N-Quads"),
    ("trig", "TriG"),
)
_MENU = (
    *("cluster", "organisation", "pact", "measure", "policy", "project"),
    *("value-chain", "industrial-ecosystem", "specialisation-priority", "good-practice", "thematic-area"),
    *("swot-statement", "event", "region", "country", "body", "indicator", "document"),
)
# The texts that tell of an error, by its status.
_ERRORS = {
    301: "merged",
    410: "gone",
    404: "not_found",
    406: "not_acceptable",
    429: "too_busy",
    503: "unavailable",
    504: "too_slow",
}
_TITLED = {"Not said": "not_said"}  # more exactly than by the status
_TOLD_OTHERWISE = frozenset({"type", "title", "status", "detail", "instance"})
_EITHER = (Offer("json", "application/json"), Offer("html", "text/html"))
_LICENCES = (
    ("creativecommons.org/licenses/by/4.0", "CC BY 4.0"),
    ("creativecommons.org/publicdomain/zero/1.0", "CC0 1.0"),
    ("opendatacommons.org/licenses/pddl/1", "PDDL 1.0"),
)
_LONG = 90  # a value with more letters than this gets lines of its own
_DATES = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth})
_NUMBERS = frozenset({XSD.integer, XSD.decimal, XSD.double})


@cache
def environment() -> Environment:
    """The templates: every value is escaped, and a name that is not given is an error."""
    loader = FileSystemLoader([TEMPLATES, MAP_TEMPLATES])
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, cache_size=100
    )
    made.globals.update(
        brief=brief,
        differ=differ,
        endonyms=ENDONYMS,
        formats=FORMATS,
        glyph=glyph,
        is_long=is_long,
        languages=LANGUAGES,
        licence=licence,
        meaning=defined,
        shared=shared,
        telling=telling,
        vocabulary=str(CSC),
        wording=wording,
        web=web_address,
    )
    return made


def prepare(lang: str) -> None:
    """Read the words of a language and, once, the templates, which takes longer than to make a page of them."""
    words(lang)
    made = environment()
    for name in made.list_templates(("html",)):
        made.get_template(name)


def page(request: Request, template: str, lang: str, code: int = 200, **context: object) -> HTMLResponse:
    """One page: what it shows is in `lang`, its own words too unless the reader wants those in another (`?ui=`)."""
    spoken = interface(request, lang)
    made = environment().get_template(template)
    html = made.render(
        request=request,
        lang=spoken,
        shown_in=lang,
        t=words(spoken),
        kind_name=partial(kind_name, spoken),
        kinds_name=partial(kinds_name, spoken),
        carried=partial(carried, request),
        href=partial(href, request),
        here=partial(here, request),
        toggled=partial(toggled, request),
        hidden=partial(hidden, request),
        menu=menu(),
        release=_release(request),
        **context,
    )
    spoken_of = ", ".join(dict.fromkeys((lang, spoken)))
    return HTMLResponse(html, code, {"Content-Language": spoken_of, "Vary": "Accept-Language"})


def list_page(request: Request, listing: Listing, lang: str) -> HTMLResponse:
    """The things of one kind, with what the list can be kept to."""
    kind, asked = listing.kind, listing.asked
    narrowed = bool(asked.text or any(asked.filters.values()))
    definition = model().definition(kind.cls, lang)
    return page(request, "list.html", lang, listing=listing, kind=kind, narrowed=narrowed, definition=definition)


def error_page(
    request: Request, status: int, facts: Mapping[str, object], lang: str, *, is_said: bool = False
) -> HTMLResponse:
    """What went wrong, with the facts of its problem document, whose detail `is_said` in the language or in English."""
    key = _TITLED.get(str(facts.get("title"))) or _ERRORS.get(
        status, "bad_request" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal"
    )
    told = {name: text for name, text in facts.items() if name not in _TOLD_OTHERWISE and isinstance(text, str | int)}
    spoken = lang if is_said else "en"
    detail = facts.get("detail")
    return page(request, "error.html", lang, status, status=status, key=key, detail=detail, spoken=spoken, told=told)


def wants_page(request: Request) -> bool:
    """Whether the asker likes a page better than a problem document."""
    if request.query_params.get("format") == "html":
        return True
    try:
        offer = choose(_EITHER, accepted(request.headers))
    except NotAcceptable:
        return False
    return offer.media_type == "text/html"


@cache
def menu() -> tuple[Kind, ...]:
    """The kinds that the menu offers, in its order."""
    known = {kind.name: kind for kind in model().kinds}
    return tuple(known[name] for name in _MENU if name in known)


@cache
def kind_name(lang: str, kind: Kind) -> str:
    """What one thing of a kind is called: “Sectoral pact”."""
    return _capital(model().label(kind.cls, lang) or kind.name)


@cache
def kinds_name(lang: str, kind: Kind) -> str:
    """What many things of a kind are called: “Sectoral pacts”."""
    return _capital(model().label(kind.cls, lang, CSC.collectionLabel) or kind.collection.replace("-", " "))


def _release(request: Request) -> str:
    current: Current = request.app.state.current
    try:
        return current.served().release.name
    except NotAStore:
        return ""


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def licence(address: str) -> str:
    """What a licence is called by those who use it: `CC BY 4.0`."""
    return next((name for part, name in _LICENCES if part in address), brief(address))


def wording(text: Words, value: Value) -> str:
    """A value as it is written in a language: dates and numbers in its way, other text as it stands."""
    datatype = value.term.datatype if isinstance(value.term, Literal) else None
    if datatype in _DATES:
        return text.date(value.text)
    if datatype in _NUMBERS:
        return text.number(value.text)
    if datatype == XSD.boolean:
        return text("yes" if value.text in {"true", "1"} else "no")
    return value.text


def web_address(value: Value) -> str | None:
    """The web address that a value is, if it is one that may be followed."""
    given = value.target is None or value.target.path is None
    is_address = isinstance(value.term, URIRef) or getattr(value.term, "datatype", None) == XSD.anyURI
    text = str(value.term)
    return text if given and is_address and is_web(text) else None


def is_long(fact: Fact) -> bool:
    """Whether the values of a fact are texts that need lines of their own."""
    return any(len(value.text) > _LONG for value in fact.values)
