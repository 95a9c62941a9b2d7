"""What an editor of queries asks: what may come next, and what things are called."""

from collections.abc import Collection
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from rdflib import URIRef

from api.answers import JSON, Answer
from api.bounded import Small
from api.deps import LanguageDep, LibraryDep, ServedDep
from api.documented import LANG, PROBLEM, REFUSALS, Responses
from api.i18n import words
from api.pages.termed import defined, termed
from api.pages.terms import constraints, usage
from graph.completion import Choice, Completion
from graph.library import Library
from graph.parameters import BadValue
from graph.reader import Reader
from ontology.model import model
from ontology.namespaces import PREFIXES, UnknownPrefix, expand
from ontology.reference import reference
from ontology.saying import Said

_MOST_CLASSES, _MOST_NAMES, _LONGEST = 8, 1_000, 4_000
_ANSWERS: Responses = {**{status: REFUSALS[status] for status in (400, 503)}, 304: {"description": "Not changed"}}

router = APIRouter(prefix="/completion", tags=["sparql"], route_class=Small)


class Term(BaseModel):
    """A class or property: `name` as a query writes it, on `total` things, or `about` so many (a sample)."""

    iri: str
    name: str
    label: str
    total: int
    about: bool
    definition: str | None = None


class Classes(BaseModel):
    """The classes, those with most things first, and the prefixes in which names are written."""

    prefixes: dict[str, str]
    items: list[Term]
    total: int


class Property(Term):
    """A property: whether the class needs it, the classes of its values, and their kinds by the names of `/search`."""

    needed: bool
    ranges: list[str]
    kinds: list[str]


class Properties(BaseModel):
    """The properties seen on the things of a class, those on most things first; then those that are declared for it."""

    items: list[Property]
    total: int


class Wanted(BaseModel):
    """Things whose names are wanted."""

    iris: Annotated[list[Annotated[str, Field(max_length=_LONGEST)]], Field(max_length=_MOST_NAMES)]


class Name(BaseModel):
    """What a thing is called, the kind it is of, and its page here, if it has one."""

    label: str
    lang: str = ""
    kind: str | None = None
    path: str | None = None


class Names(BaseModel):
    """Names by IRI; what has none is left out."""

    items: dict[str, Name]


@router.get(
    "/classes",
    response_model=Classes,
    summary="Classes for an editor",
    responses=_ANSWERS,
    openapi_extra={"parameters": [LANG]},
)
def list_classes(request: Request, served: ServedDep, lang: LanguageDep, library: LibraryDep) -> Response:
    """The classes that a query can ask for, with the number of their things."""
    answer = Answer(request, served, lang, (JSON,))
    if answer.is_known:
        return answer.unchanged()
    found = _of(library).classes()
    items = [_term(each, lang) for each in found]
    return answer.json(Classes(prefixes=dict(PREFIXES), items=items, total=len(items)))


@router.get(
    "/properties",
    response_model=Properties,
    summary="Properties for an editor",
    responses=_ANSWERS,
    openapi_extra={"parameters": [LANG]},
)
def list_properties(
    request: Request,
    served: ServedDep,
    lang: LanguageDep,
    library: LibraryDep,
    asked: Annotated[list[str], Query(alias="class", max_length=_MOST_CLASSES)] = [],  # noqa: B006 - never changed
) -> Response:
    """The properties of things that are of all these classes, each an IRI or a name as `csc:Cluster`."""
    answer = Answer(request, served, lang, (JSON,))
    classes = tuple(map(_class, asked))
    if answer.is_known:
        return answer.unchanged()
    ours = filter(reference().find_iri, classes)
    needed = {path for cls in ours for path, each in constraints(cls).items() if each.minimum}
    found = _of(library).properties(classes)
    items = [_property(each, lang, needed=each.iri in needed) for each in found]
    return answer.json(Properties(items=items, total=len(items)))


@router.post(
    "/names",
    response_model=Names,
    summary="Names of things",
    responses={400: {"content": PROBLEM}, 413: {"description": "More than 1 MiB was sent", "content": PROBLEM}},
)
def read_names(wanted: Wanted, lang: LanguageDep, library: LibraryDep) -> Names:
    """What the things of an answer are called, many at once."""
    iris = list(dict.fromkeys(URIRef(iri) for iri in wanted.iris if not set(iri) & set('<>"{}|^`\\ \n\r\t')))
    reader = library.reader.anew()
    reader.learn(iris)
    return Names(items={str(iri): name for iri in iris if (name := _name(iri, reader, lang))})


def _name(iri: URIRef, reader: Reader, lang: str) -> Name | None:
    named = reader.called(iri, lang)
    term = reference().find_iri(iri)
    if term:
        own = termed(iri, words(lang))
        return Name(label=own.label, lang=own.lang, kind=None, path=own.path)
    if not reader.labels(iri) and not named.path:
        return None
    return Name(label=named.label, lang=named.lang, kind=named.kind, path=named.path)


@lru_cache(2)
def _of(library: Library) -> Completion:
    return Completion(reference(), usage(library), library.reader)


def _term(each: Choice, lang: str) -> Term:
    own, told = termed(each.iri, words(lang)), defined(each.iri, lang)
    short = _short(each.iri)
    return Term(
        iri=str(each.iri),
        name=short,
        label=own.label,
        total=each.total,
        about=each.about,
        definition=told.text if told else None,
    )


def _property(each: Choice, lang: str, *, needed: bool) -> Property:
    ranges = reference().range(each.iri)
    return Property(**dict(_term(each, lang)), needed=needed, ranges=[str(cls) for cls in ranges], kinds=_kinds(ranges))


def _kinds(classes: Collection[URIRef]) -> list[str]:
    return [kind.name for kind in model().kinds if not model().superclasses(kind.cls).isdisjoint(classes)]


def _short(iri: URIRef) -> str:
    """A name that can stand in a query: a CURIE where its last part needs no escape."""
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _class(text: str) -> URIRef:
    if text.startswith(("http://", "https://", "urn:")):
        return URIRef(text)
    try:
        return expand(text)
    except UnknownPrefix as error:
        told = "class takes an IRI or a name as csc:Cluster: {why}"
        raise BadValue(Said.of("class_value", told, why=error.args[0])) from error
