"""Two places side by side as JSON: what each of them and its parts hold, and what that is about."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeAlias
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from api import representation, urls
from api.answers import JSON, Answer
from api.deps import RESERVED, LanguageDep, LibraryDep, ServedDep
from api.documented import LANG, answers, format_of, parameter
from api.faulty import BadRequest
from api.pages.render import kinds_name
from api.schemas import Named
from graph import things
from graph.library import Library
from graph.listing import UnknownFilter
from graph.regions import PLACES, Profile, found
from ontology.model import Kind, Model
from ontology.saying import Said

Endpoint: TypeAlias = Callable[..., Response]
_WITH = "with"


class Count(BaseModel):
    """How many things there are in a place, and where they are listed."""

    total: int
    url: str


class ComparedKind(BaseModel):
    """How many things of one kind each place holds, in the order of `places`."""

    kind: str
    label: str
    counts: list[Count]


class ComparedValue(BaseModel):
    """How many of the things of each place have one value, in the order of `places`."""

    value: str
    named: Named
    counts: list[Count]


class ComparedSubject(BaseModel):
    """What the things of one kind are about, by one filter of their list."""

    kind: str
    filter: str
    label: str
    values: list[ComparedValue]


class Compared(BaseModel):
    """Two places, the kinds of things in them, and what these are about."""

    places: list[Named]
    kinds: list[ComparedKind]
    subjects: list[ComparedSubject]
    release: str


async def about_comparison(request: Request, served: ServedDep, lang: LanguageDep) -> Answer:
    """An answer that is a comparison."""
    return Answer(request, served, lang, (JSON,))


def router(model: Model) -> APIRouter:
    """The route of each kind of place: `/regions/PT11/compare?with=PT16`."""
    made = APIRouter()
    for kind in map(model.kind, PLACES):
        made.add_api_route(
            f"/{kind.collection}/{{slug}}/compare",
            _comparer(kind),
            operation_id=f"compare_{kind.name}",
            response_class=Response,
            summary=f"Two {kind.collection} side by side",
            responses=answers(Compared, (JSON,)),
            tags=[kind.collection],
            openapi_extra={
                "parameters": [parameter(_WITH, "The other place, by its code or name"), LANG, format_of((JSON,))]
            },
        )
    return made


def _comparer(kind: Kind) -> Endpoint:
    def compare(
        slug: str, request: Request, answer: Annotated[Answer, Depends(about_comparison)], library: LibraryDep
    ) -> Response:
        if answer.is_known:
            return answer.unchanged()
        one = library.profile(kind, slug, answer.lang)
        two = library.profile(kind, _other(request, kind, library, answer.lang), answer.lang)
        return answer.json(_told(answer, one, two))

    return compare


def _other(request: Request, kind: Kind, library: Library, lang: str) -> str:
    """The slug of the other place; raises `UnknownFilter`, `BadRequest`."""
    if strange := sorted(request.query_params.keys() - RESERVED - {_WITH}):
        told = "“{name}” is not a parameter of {place}; there are: {known}"
        raise UnknownFilter(Said.of("parameter", told, name=strange[0], place="compare", known=_WITH))
    asked = request.query_params.get(_WITH, "").strip()
    if not asked:
        told = "name the other {kind}, by its code or name, in the parameter “{name}”"
        raise BadRequest(Said.of("other", told, kind=kind.name, name=_WITH))
    slug = found(library.reader, library.places(kind, lang), asked)
    if slug is None:
        told = "{name} takes a {kind} in which something is known to be, not “{value}”"
        raise UnknownFilter(Said.of("compare_with", told, name=_WITH, kind=kind.name, value=asked[:100]))
    return slug


def _told(answer: Answer, one: Profile, two: Profile) -> Compared:
    both = (one, two)
    kinds = dict.fromkeys(part.kind for each in both for part in each.parts)
    heads = dict.fromkeys(spread.head for each in both for spread in each.spreads)
    return Compared(
        places=[_named(answer, each) for each in both],
        kinds=[
            ComparedKind(
                kind=kind.name,
                label=kinds_name(answer.lang, kind),
                counts=[_count(answer, kind, each, each.total(kind)) for each in both],
            )
            for kind in kinds
        ],
        subjects=[_subject(answer, one, two, head) for head in heads],
        release=answer.served.release.name,
    )


def _subject(answer: Answer, one: Profile, two: Profile, head: tuple[Kind, str, str]) -> ComparedSubject:
    kind, by, label = head
    values = [
        ComparedValue(
            value=value,
            named=_called(answer, named),
            counts=[_count(answer, kind, each, each.share(kind, by, value), {by: value}) for each in (one, two)],
        )
        for value, named in one.values(two, kind, by)
    ]
    return ComparedSubject(kind=kind.name, filter=by, label=label, values=values)


def _count(answer: Answer, kind: Kind, place: Profile, total: int, kept: dict[str, str] | None = None) -> Count:
    narrowed = urlencode({place.place: place.slug, **(kept or {})})
    return Count(total=total, url=urls.absolute(answer.request, f"/{kind.collection}?{narrowed}"))


def _named(answer: Answer, place: Profile) -> Named:
    return _called(answer, place.named)


def _called(answer: Answer, named: things.Named) -> Named:
    return representation.named(named, partial(urls.absolute, answer.request))
