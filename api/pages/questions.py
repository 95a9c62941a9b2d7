"""The questions as pages: their list, and each with its form, its answer and its query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import Request
from fastapi.responses import Response
from rdflib import URIRef

from api import urls
from api.deps import interface, sought
from api.i18n import words
from api.pages.answered import Got, answer
from api.pages.links import framing, here
from api.pages.render import page
from api.pages.tables import Names, heading
from api.pages.terms import usage
from graph.answering.workers import QueryPool
from graph.library import Library
from graph.query import PARTS, NamedQuery, Parameter, bare, needed
from graph.questionnaire import Questionnaire
from graph.things import Choice, Facet
from ontology.model import model

SHARED = "q-"  # begins the name of a question that somebody shares: then follows the mark of the query
_MOST = 400  # things that one chooses from a list; of more, the name is typed
_DOWNLOADS = (
    *(("XLSX", "xlsx"), ("CSV", "csv"), ("TSV", "tsv"), ("JSON", "json"), ("XML", "xml")),
    *(("Turtle", "ttl"), ("RDF/XML", "rdf"), ("JSON-LD", "jsonld")),
)


@dataclass(frozen=True)
class Option:
    """One thing to choose: how it stands in the address, and its name."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """A parameter in the form: a list of options where there are any, else a field to write in."""

    name: str
    label: str
    help: str
    value: str
    required: bool
    choices: tuple[Option, ...]
    type: str


@dataclass(frozen=True)
class Part:
    """A part of the model, and the questions about it that were asked for."""

    name: str
    label: str
    questions: tuple[NamedQuery, ...]


def questions_page(request: Request, library: Library, asked: Questionnaire, lang: str) -> Response:
    """The questions, part by part, or those with some words or of some parts."""
    text, chosen = sought(request), request.query_params.getlist("part")
    parts = [Part(name, words(lang)(f"parts.{name}"), asked.found(text, (name,))) for name in PARTS]
    choices = tuple(Choice(part.name, part.label, len(part.questions), part.name in chosen) for part in parts)
    shown = [part for part in parts if part.questions and (not chosen or part.name in chosen)]
    return page(
        request,
        "questions.html",
        lang,
        parts=shown,
        total=sum(len(part.questions) for part in shown),
        facet=Facet("part", words(lang)("parts.title"), choices),
        text=text,
        narrowed=bool(text or chosen),
        answerable=partial(is_answerable, library=library),
    )


def is_answerable(question: NamedQuery, library: Library) -> bool:
    """Whether the release has something of every sort that a question cannot do without."""
    used = usage(library)
    return needed(question.text) <= used.classes.keys() | used.properties.keys()


def question_page(
    request: Request, question: NamedQuery, given: Mapping[str, str], library: Library, pool: QueryPool, lang: str
) -> Response:
    """One question, asked with what was given."""
    got = answer(request, question, given, names_for(question, library, lang), pool, words(interface(request, lang)))
    wrong = got.fault
    return page(
        request,
        "question.html",
        lang,
        wrong.status if wrong else 200,
        question=question,
        fields=tuple(_field(each, given, library, lang) for each in question.parameters),
        **_shown(got),
        empty="answer.none" if any(given.values()) else "parts.untold",
        fault=wrong,
        text=bare(got.query),
        downloads=[(label, here(request, format=name)) for label, name in _DOWNLOADS],
        excel=urls.changed(request, format="csv"),
        embed=_embed(request, question.title_in(lang)),
    )


def embed_page(
    request: Request, question: NamedQuery, given: Mapping[str, str], library: Library, pool: QueryPool, lang: str
) -> Response:
    """The answer of one question for a frame on another site."""
    got = answer(request, question, given, names_for(question, library, lang), pool, words(interface(request, lang)))
    whole = urls.changed(request).replace("/embed/questions/", "/questions/", 1)
    status = got.fault.status if got.fault else 200
    return page(
        request,
        "embed.html",
        lang,
        status,
        question=question,
        **_shown(got),
        fault=got.fault,
        empty="answer.none",
        downloads=(),
        whole=whole,
    )


def names_for(question: NamedQuery, library: Library, lang: str) -> Names:
    """The names of an answer; what a query that somebody shares looks up, which may be anything, is not kept."""
    shared = question.name.startswith(SHARED)
    return Names(library.reader.anew() if shared else library.reader, lang)


def _shown(got: Got) -> dict[str, object]:
    """What templates need of an answer."""
    names = ("table", "shown", "charted", "ways", "undrawn", "only")
    return {name: getattr(got, name) for name in names}


def _embed(request: Request, title: str) -> str:
    """What one pastes into a page of another site."""
    address = urls.changed(request).replace("/questions/", "/embed/questions/", 1)
    return framing(address, title, 480)


def _field(parameter: Parameter, given: Mapping[str, str], library: Library, lang: str) -> Field:
    value = given.get(parameter.name, "") or parameter.default or ""
    choices = _choices(parameter.kind, library, lang) if parameter.kind else ()
    if choices and value and value not in {option.value for option in choices}:
        choices = (Option(value, value), *choices)
    return Field(
        parameter.name,
        heading(parameter.name, words(lang)),
        parameter.help_in(lang),
        value,
        parameter.default is not None,
        choices,
        parameter.type,
    )


def _choices(kind: str, library: Library, lang: str) -> tuple[Option, ...]:
    if kind == "country":
        # Countries of which something is known here, not all of the world.
        shelves = (library.shelf(model().kind(each)) for each in ("cluster", "policy", "good-practice"))
        things: Collection[URIRef] = {URIRef(iri) for shelf in shelves for iri in shelf.values.get("country", {})}
    elif kind == "region":
        # Those in which something is known to be: others there are by the thousand.
        things = {named.iri for named in library.places(model().kind(kind), lang)}
    else:
        things = library.shelf(model().kind(kind)).things
    if len(things) > _MOST:
        return ()
    named = sorted(things, key=lambda iri: library.reader.rank(iri, lang))
    return tuple(Option(_short(iri), library.reader.called(iri, lang).label) for iri in named)


def _short(iri: URIRef) -> str:
    """A thing as it may be typed: `country:PRT`, `clusters/aed-cluster-portugal`."""
    found = model().locate(iri)
    if found is None:
        return str(iri)
    return f"country:{found.slug}" if found.kind.name == "country" else f"{found.kind.collection}/{found.slug}"
