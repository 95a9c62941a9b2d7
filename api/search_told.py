"""What a search found, in the shape of JSON."""

from functools import partial

from fastapi import Request
from pydantic import BaseModel, Field

from api import representation, schemas, urls
from api.pages.render import kind_name
from api.pages.search import followed, labelled, wider_address
from graph.searching.finding import Found
from graph.searching.suggesting import Suggestion
from ontology.model import model


class Meant(BaseModel):
    """Words that were perhaps meant."""

    text: str
    url: str


class Wider(BaseModel):
    """A search that finds more; `dropped` are the facets that it is not kept to."""

    text: str
    dropped: list[str] = []
    total: int
    url: str


class Results(schemas.Listing):
    """What a search found, best first; `total` and the counts of facets are exact."""

    near: bool = Field(False, description="True where words that are spelt alike were taken too")
    meant: list[Meant] = Field([], description="Words that were perhaps meant")
    wider: list[Wider] = Field([], description="Searches that find something, where this one does not")
    feed: str = Field(description="Where this search can be followed (Atom)")


class Suggested(schemas.Named):
    """A thing that could be meant; `also` is the name that shows why, where its own does not."""

    kind: str
    url: str
    kind_label: str
    also: str | None = None


class Suggestions(BaseModel):
    """What could be meant, the best first."""

    items: list[Suggested]
    release: str


def results(request: Request, found: Found, release: str, lang: str) -> Results:
    """What a search found."""
    at = partial(urls.absolute, request)
    return Results(
        items=[representation.item(each, at) for each in found.items],
        total=found.total,
        next=urls.changed(request, cursor=found.next) if found.next else None,
        facets=[representation.facet(each) for each in labelled(found.facets, lang)],
        release=release,
        near=found.near,
        meant=[Meant(text=text, url=at(wider_address(request, text))) for text in found.meant],
        wider=[
            Wider(
                text=each.text,
                dropped=list(each.dropped),
                total=each.total,
                url=at(wider_address(request, each.text, each.dropped)),
            )
            for each in found.wider
        ],
        feed=at(followed(request)),
    )


def suggestions(request: Request, found: tuple[Suggestion, ...], release: str, lang: str) -> Suggestions:
    """What could be meant."""
    return Suggestions(items=[_suggested(request, each, lang) for each in found], release=release)


def _suggested(request: Request, read: Suggestion, lang: str) -> Suggested:
    thing, kind = read.thing, model().kind(read.thing.kind or "")
    return Suggested(
        iri=str(thing.iri),
        label=thing.label,
        lang=thing.lang or None,
        kind=kind.name,
        url=urls.absolute(request, thing.path or ""),
        kind_label=kind_name(lang, kind),
        also=read.also,
    )
