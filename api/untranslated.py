"""What readers of a language get in another one: texts of the program that lack it, and names in the data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, URIRef
from rdflib.namespace import SKOS

from api.guidance import NAMES, guide
from api.i18n import catalogue
from api.pages.terms import usage
from graph.library import Library
from graph.query import queries
from ontology.catalogue import vocabulary
from ontology.model import LANGUAGES, Kind, model
from ontology.namespaces import ID
from ontology.reference import reference


@dataclass(frozen=True)
class Lacking:
    """One sort of texts: how many there are, and which of them each language lacks."""

    sort: str
    total: int
    missing: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Unnamed:
    """One kind of thing: how many there are, and how many have no name in each language."""

    kind: Kind
    total: int
    missing: Mapping[str, int]


def texts() -> tuple[Lacking, ...]:
    """What the program itself says, sort by sort."""
    return (
        _lacking("interface", catalogue("en"), lambda key, lang: key in catalogue(lang)),
        _lacking("labels", reference().terms, lambda name, lang: lang in model().labels(_iri(name))),
        _lacking("definitions", reference().terms, _is_defined),
        _lacking("codes", _codes(), lambda name, lang: lang in model().labels(_codes()[name], SKOS.definition)),
        _lacking("questions", {each.name: each for each in queries()}, _is_asked),
        _lacking("guides", _steps(), lambda name, lang: lang in _steps()[name]),
    )


def names(library: Library) -> tuple[Unnamed, ...]:
    """The kinds whose things lack names in some language, those that lack most first."""
    used = usage(library)
    told, totals = used.named, used.classes
    found = (_unnamed(kind, totals.get(kind.cls, 0), told) for kind in model().kinds)
    # Where nothing has a name, as among rows and statements, none is missing.
    lacking = (each for each in found if any(each.missing.values()) and min(each.missing.values()) < each.total)
    return tuple(sorted(lacking, key=lambda each: (-max(each.missing.values()), each.kind.name)))


def _unnamed(kind: Kind, total: int, told: Mapping[tuple[URIRef, str], int]) -> Unnamed:
    return Unnamed(kind, total, {lang: total - told.get((kind.cls, lang), 0) for lang in LANGUAGES})


def _lacking(sort: str, known: Iterable[str], has: Callable[[str, str], bool]) -> Lacking:
    keys = tuple(known)
    return Lacking(sort, len(keys), {lang: tuple(key for key in keys if not has(key, lang)) for lang in LANGUAGES})


def _iri(name: str) -> URIRef:
    return reference().term(name).iri


def _is_defined(name: str, lang: str) -> bool:
    return lang in model().labels(_iri(name), SKOS.definition)


@cache
def _codes() -> Mapping[str, URIRef]:
    """Code lists and their codes, by the ends of their addresses."""
    found = {*vocabulary().subjects(RDF.type, SKOS.ConceptScheme), *vocabulary().subjects(RDF.type, SKOS.Concept)}
    ours = sorted(iri for iri in found if isinstance(iri, URIRef) and iri.startswith(ID))
    return {iri.removeprefix(ID): iri for iri in ours}


def _is_asked(name: str, lang: str) -> bool:
    asked = next(each for each in queries() if each.name == name)
    return lang == "en" or (lang in asked.titles and lang in asked.questions)


def _steps() -> dict[str, Mapping[str, str]]:
    return {f"{name}, {step.number}": step.text for name in NAMES for step in guide(name).steps}
