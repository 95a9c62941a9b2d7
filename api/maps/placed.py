"""What a map of places is asked to show, read from its address: the same names as on the other maps, and its own."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from rdflib import URIRef
from starlette.datastructures import QueryParams

from api.faulty import BadRequest
from graph.figured import indicators
from graph.library import Library
from graph.narrowing import BY_KIND
from graph.networks.projections import projection
from graph.networks.projections import year as year_of
from graph.reader import Reader, local
from graph.regions import PLACES
from ontology.model import Kind
from ontology.saying import Said
from viz.geography import frames
from viz.geography.classing import FEWEST, MOST, WAYS

T = TypeVar("T")
THINGS = "things"  # the figure that counts what is shown
NONE = "none"  # the kind of those who want a figure alone
LEVELS = (0, 1, 2, 3)
STYLES = ("shades", "circles")
_USUAL = ("cluster",)
_LOCATED = ("pact", "project")  # what has the place of another thing
_SLUG = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)
_KEY = re.compile(r"[a-z-]{1,60}/[A-Za-z0-9][\w./-]{0,200}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """One map of places. `of` or `query` asks for the things of a network in place of `kinds`."""

    kinds: tuple[str, ...] = _USUAL
    of: str = ""
    query: str = ""
    text: str = ""
    hide: tuple[str, ...] = ()
    gone: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    country: str = ""
    area: str = ""
    relation: str = ""
    at: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    figure: str = ""
    year: str = ""
    level: int = 0
    classes: str = WAYS[0]
    steps: int = 4
    style: str = ""
    links: bool = False
    frame: str = ""

    @property
    def is_network(self) -> bool:
        """Whether a network must be read for it."""
        return bool(self.of or self.query or self.links)


def kinds(library: Library) -> tuple[Kind, ...]:
    """The kinds whose things may have a place."""
    known = library.reader.model.kinds
    placed = {name for name, filters in BY_KIND.items() if {"country", "region", "place"} & set(filters)}
    return tuple(each for each in known if each.name in placed | set(_LOCATED) and each.name not in (*PLACES, "place"))


def read(given: QueryParams, library: Library, notes: list[str] | None = None) -> Asked:
    """What an address asks for; raises `BadRequest`, or tells `notes` what it did not heed, where these are given."""
    reading = _Reading(given, notes)
    since, until = _span(reading)
    return Asked(
        kinds=reading.take("kind", lambda text: _kinds(text, library), _USUAL, ",".join(given.getlist("kind"))),
        of=reading.take("of", lambda text: projection(text).name, ""),
        query=reading.take("query", str, ""),
        text=reading.take("q", lambda text: text[:200], ""),
        hide=reading.take("hide", _list, ()),
        gone=reading.take("gone", lambda text: frozenset(text.split(",")), frozenset()),
        only=reading.take("only", lambda text: frozenset(text.split(",")), frozenset()),
        country=reading.take("country", lambda text: _known(library, "country", text), ""),
        area=reading.take("area", lambda text: _known(library, "thematic-area", text), ""),
        relation=reading.take("relation", lambda text: _matched("relation", _SLUG, text), ""),
        at=reading.take("at", lambda text: tuple(_matched("at", _KEY, each) for each in _list(text)), ()),
        since=since,
        until=until,
        figure=reading.take("figure", lambda text: _figure(library, text), ""),
        year=reading.take("year", year_of, ""),
        level=int(reading.take("nuts", lambda text: _among("nuts", map(str, LEVELS), text), "0")),
        classes=reading.take("classes", lambda text: _among("classes", WAYS, text), WAYS[0]),
        steps=int(reading.take("steps", lambda text: _among("steps", map(str, range(FEWEST, MOST + 1)), text), "4")),
        style=reading.take("as", lambda text: _among("as", STYLES, text), ""),
        links=reading.take("links", lambda text: _among("links", ("0", "1"), text), "0") == "1",
        frame=reading.take("frame", _frame, ""),
    )


@dataclass(frozen=True)
class _Reading:
    given: Mapping[str, str]
    notes: list[str] | None

    def take(self, name: str, convert: Callable[[str], T], usual: T, text: str | None = None) -> T:
        """The value of a parameter, or the usual one where it is not given, or not known and nobody need be refused."""
        told = (self.given.get(name, "") if text is None else text).strip()
        if not told:
            return usual
        try:
            return convert(told)
        except (ValueError, LookupError, BadRequest) as error:
            if self.notes is None:
                raise
            self.notes.append(str(error))
            return usual


def _span(reading: _Reading) -> tuple[str, str]:
    """The years from and to; of two that go backwards the second is not heeded."""
    since = reading.take("from", year_of, "")
    return since, reading.take("to", lambda text: _after(since, year_of(text)), "")


def _after(since: str, until: str) -> str:
    if since and until < since:
        told = "the years go from {since} to {until}: that is backwards"
        raise BadRequest(Said.of("backwards", told, since=since, until=until))
    return until


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in text[:5_000].split(",") if each.strip()))


def _kinds(text: str, library: Library) -> tuple[str, ...]:
    names = {each.name for each in kinds(library)}
    chosen = tuple(each for each in _list(text) if each != NONE)
    for each in chosen:
        _among("kind", (*sorted(names), NONE), each)
    return chosen


def _known(library: Library, kind: str, text: str) -> str:
    """The slug of a thing of a kind that is known here."""
    iri = library.reader.model.kind(kind).iri(_matched(kind, _SLUG, text))
    # What strangers name, and is not here, the reader of the release does not keep.
    if not library.reader.anew().labels(iri):
        raise BadRequest(Said.of("thing", "there is no {kind} “{name}” here", kind=kind, name=text[:40]))
    return text


def _figure(library: Library, text: str) -> str:
    return _among("figure", (THINGS, *(local(named.iri) for named, _ in indicators(library.reader, "en"))), text)


def _frame(text: str) -> str:
    try:
        frames.read(text)
    except frames.UnknownFrame as error:
        raise BadRequest(*error.args) from error
    return text


def _among(name: str, known: Iterable[str], text: str) -> str:
    choices = tuple(known)
    if text not in choices:
        told, among = "{name} is one of {known}, not “{value}”", ", ".join(choices)
        raise BadRequest(Said.of("among", told, name=name, known=among, value=text[:40]))
    return text


def _matched(name: str, pattern: "re.Pattern[str]", text: str) -> str:
    if not pattern.fullmatch(text):
        raise BadRequest(Said.of("cannot", "{name} cannot be “{value}”", name=name, value=text[:40]))
    return text


def indicator(reader: Reader, asked: Asked) -> URIRef | None:
    """The indicator whose figures are asked for, if they are."""
    if asked.figure in {"", THINGS}:
        return None
    return reader.model.kind("indicator").iri(asked.figure)
