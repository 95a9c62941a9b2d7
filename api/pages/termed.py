"""Terms as pages name them: label, language and address of each, in the words of the reader."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, XSD, URIRef
from rdflib.namespace import DCTERMS, SKOS

from api.i18n import Words
from ontology.model import model, pick
from ontology.namespaces import shorten
from ontology.reference import reference

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What datatypes are called by people.
_TYPES = {
    RDF.langString: "langString",
    XSD.string: "string",
    XSD.date: "date",
    XSD.dateTime: "dateTime",
    XSD.gYear: "gYear",
    XSD.gYearMonth: "gYearMonth",
    XSD.integer: "integer",
    XSD.nonNegativeInteger: "integer",
    XSD.decimal: "decimal",
    XSD.double: "decimal",
    XSD.boolean: "boolean",
    XSD.anyURI: "anyURI",
}


@dataclass(frozen=True)
class Termed:
    """A term by its label; `path` is its page here, `url` its address elsewhere, `short` its name for machines."""

    iri: URIRef
    label: str
    lang: str
    short: str
    path: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Told:
    """A text and the language it is in."""

    text: str
    lang: str


def termed(iri: URIRef, text: Words) -> Termed:
    """A class, property, datatype or scheme, by the name it has in a language."""
    short = shorten(iri)
    if iri in _TYPES:
        return Termed(iri, text(f"ontology.type.{_TYPES[iri]}"), text.lang, short)
    best = (
        pick(model().labels(iri), text.lang)
        or pick(model().labels(iri, DCTERMS.title), text.lang)
        or (_spaced(iri), "en")
    )
    term = reference().find_iri(iri)
    if term:
        return Termed(iri, *best, term.name, path=f"/ontology/{term.name}")
    located = model().locate(iri)
    if located and located.kind.name in {"scheme", "concept"}:
        return Termed(iri, *best, short, path=f"/{located.kind.collection}/{located.slug}")
    return Termed(iri, *best, short, url=str(iri))


def all_termed(iris: Iterable[URIRef], text: Words) -> tuple[Termed, ...]:
    """Several terms, in the order given."""
    return tuple(termed(iri, text) for iri in iris)


@cache
def defined(iri: URIRef, lang: str) -> Told | None:
    """The definition of a term, in English where the language asked for has none."""
    return told(model().labels(iri, SKOS.definition), lang)


def told(texts: Mapping[str, str], lang: str) -> Told | None:
    """The text for a reader among those of several languages."""
    best = pick(texts, lang)
    return Told(*best) if best else None


def capital(text: str) -> str:
    """A text that begins a line."""
    return text[:1].upper() + text[1:]


def _spaced(iri: URIRef) -> str:
    return _CAMEL.sub(" ", re.split(r"[#/]", iri)[-1]).lower()
