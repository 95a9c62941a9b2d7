"""What a search finds: things, facets, and how to go on where it finds little or nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from graph import cursor
from graph.reader import Reader
from graph.searching import spelling
from graph.searching.entries import entries
from graph.searching.facets import facets
from graph.searching.index import Index
from graph.searching.sought import Sought, goes_on, start
from graph.things import Asked, Facet, Item

_WIDER = 5  # ways on that are shown


@dataclass(frozen=True)
class Wider:
    """A search that finds more: fewer words, or without some of the facets, which `dropped` names."""

    text: str
    dropped: tuple[str, ...]
    total: int


@dataclass(frozen=True)
class Found:
    """Answers of a search, best first.

    `near` tells that words which are spelt alike were taken too; `meant` are words that were perhaps meant.
    """

    asked: Asked
    items: tuple[Item, ...]
    total: int
    next: str | None
    facets: tuple[Facet, ...]
    near: bool = False
    meant: tuple[str, ...] = ()
    wider: tuple[Wider, ...] = ()


def find(index: Index, reader: Reader, asked: Asked, lang: str) -> Found:
    """The best matches first; raises `BadSearch`, `UnknownFilter`, `BadLimit`, `BadCursor`."""
    sought, offset = Sought.of(asked, reader.model), start(asked)
    if not sought:
        return Found(asked, (), 0, None, facets(index, reader, sought, lang))
    page = index.page(sought, lang, offset, asked.limit)
    after = offset + len(page.things)
    more = cursor.write((after,)) if goes_on(after, page.total) else None
    meant = spelling.meant(index, reader, sought.words) if page.near else ()
    return Found(
        asked,
        entries(reader, lang, page.things),
        page.total,
        more,
        facets(index, reader, sought, lang, near=page.near),
        page.near and page.total > 0,
        meant,
        () if page.total else tuple(islice(_wider(index, sought), _WIDER)),
    )


def _wider(index: Index, sought: Sought) -> Iterator[Wider]:
    """Without one facet, without any, and each word alone: with the facets, or else without them."""
    facets, totals = tuple(name for name, _ in sought.filters), index.counts(sought, near=False).wider
    yield from _finding(Wider(sought.text, (name,), totals[name]) for name in facets if sought.without(name))
    if len(facets) > 1:
        yield from _finding([_without(index, sought, sought.words, facets)])
    for word in sought.words if len(sought.words) > 1 else ():
        alone = (_without(index, sought, (word,), dropped) for dropped in ((), facets))
        yield from islice(_finding(alone), 1)


def _finding(ways: Iterable[Wider]) -> Iterator[Wider]:
    return (each for each in ways if each.total)


def _without(index: Index, sought: Sought, words: tuple[str, ...], dropped: tuple[str, ...]) -> Wider:
    kept = Sought(words, tuple(each for each in sought.filters if each[0] not in dropped))
    return Wider(kept.text, dropped, index.total(kept, near=False) if kept else 0)
