"""The page of the search: what was found, by what it is kept, and how to go on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.deps import interface
from api.i18n import words
from api.pages.links import here, toggled
from api.pages.render import page
from graph.searching.finding import Found
from graph.things import Facet

FEED = "/search.atom"
_OF_ANSWERS = frozenset({"cursor", "limit", "format", "ui"})  # say nothing of what is looked for


@dataclass(frozen=True)
class Chip:
    """One value that a search is kept to, and the address without it."""

    facet: str
    label: str
    without: str


@dataclass(frozen=True)
class Way:
    """A way on: a search that finds more."""

    text: str
    facets: str
    total: int
    address: str


def search_page(request: Request, found: Found, lang: str) -> HTMLResponse:
    """What a search found, or how to go on where it found nothing."""
    spoken = interface(request, lang)
    facets = labelled(found.facets, spoken)
    return page(
        request,
        "search.html",
        lang,
        found=found,
        facets=facets,
        chips=tuple(_chips(request, facets)),
        ways=tuple(
            Way(
                each.text,
                ", ".join(_label(name, spoken) for name in each.dropped),
                each.total,
                wider_address(request, each.text, each.dropped),
            )
            for each in found.wider
        ),
        meant=tuple((text, wider_address(request, text)) for text in found.meant),
        is_asked=bool(found.asked.text or any(found.asked.filters.values())),
        feed=followed(request),
        cleared=here(request, **dict.fromkeys((*found.asked.filters, "cursor"))),
    )


def labelled(facets: Iterable[Facet], lang: str) -> tuple[Facet, ...]:
    """Facets by what a language calls them."""
    return tuple(replace(facet, label=_label(facet.name, lang)) for facet in facets)


def wider_address(request: Request, text: str, dropped: Iterable[str] = ()) -> str:
    """The present search with other words, without some facets, and from its beginning."""
    kept = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in {"q", "cursor", *dropped} and value
    ]
    return f"/search?{urlencode([('q', text), *kept] if text else kept)}"


def followed(request: Request) -> str:
    """The address at which the present search is a feed."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in _OF_ANSWERS and value]
    return f"{FEED}?{urlencode(kept)}"


def _label(name: str, lang: str) -> str:
    return words(lang)(f"search.facet.{name.replace('-', '_')}")


def _chips(request: Request, facets: Iterable[Facet]) -> Iterator[Chip]:
    for facet in facets:
        for choice in facet.choices:
            if choice.selected:
                yield Chip(facet.label, choice.label, toggled(request, facet.name, choice.value))
