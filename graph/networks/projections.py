"""Projections: networks that mean something, each a query in a file with a title and a sentence that explains it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from graph.guard import examine
from graph.networks.network import Network, in_words
from graph.networks.outline import Outline, outline, read_outline
from graph.networks.portraits import Portraits
from graph.networks.tabular import Table, ask
from graph.networks.ties import judged, ties
from graph.query import BadQueryFile, bare, header, number, translations
from graph.store import Scope, Store
from ontology.base import shipped
from ontology.saying import Said

FOLDER = Path(__file__).parent / "projections"
WHOLE = "whole"
MOST_ROWS = 1_000_000  # of the query of a network: where all share something, pairs are more than memory holds
_YES = {"yes": True, "no": False}
_YEAR = re.compile(r"\d{4}", re.ASCII)


class UnknownProjection(LookupError):
    """No projection has this name."""


class BadYear(ValueError):
    """A network was asked for from or to something that is no year."""


@dataclass(frozen=True)
class Projection:
    """A network by name: what it is called and what it tells, in each language, and the query of its links.

    `directed` is whether its links point from one end to the other, `layered` whether they run from left to right in
    steps, `unlinked` whether things without a link stand in it too.
    """

    name: str
    number: int
    titles: Mapping[str, str]
    helps: Mapping[str, str]
    text: str
    directed: bool = True
    layered: bool = False
    unlinked: bool = field(default=False)

    @property
    def query(self) -> str:
        """The query without the header of its file."""
        return bare(self.text)

    def title_in(self, lang: str) -> str:
        """What it is called in a language, in English where that is missing."""
        return self.titles.get(lang, self.titles["en"])

    def help_in(self, lang: str) -> str:
        """What it tells in a language, in English where that is missing."""
        return self.helps.get(lang, self.helps["en"])


@cache
def projections() -> tuple[Projection, ...]:
    """The projections that are shipped, in the order of their numbers."""
    return tuple(sorted((read(path) for path in FOLDER.glob("*.rq")), key=lambda each: (each.number, each.name)))


def projection(name: str) -> Projection:
    """One projection; raises `UnknownProjection`."""
    found = {each.name: each for each in projections()}
    if name not in found:
        template, known = "there is no projection “{name}”; there are: {known}", ", ".join(found)
        raise UnknownProjection(Said.of("projection", template, name=name[:40], known=known))
    return found[name]


def read(path: Path) -> Projection:
    """A projection from its file: header lines `# key: text`, then SPARQL; raises `BadQueryFile`."""
    text = shipped(path)
    told = dict(header(text))
    for key in ("title", "help"):
        if not told.get(key):
            raise BadQueryFile(f"projection “{path.stem}” must say `# {key}:`")
    return Projection(
        path.stem,
        number(path.stem, told.get("number", "0")),
        {"en": told["title"], **translations(told, "title")},
        {"en": told["help"], **translations(told, "help")},
        text,
        *(_choice(path.stem, told, key, usual) for key, usual in _CHOICES),
    )


_CHOICES = (("directed", "yes"), ("layered", "no"), ("unlinked", "no"))


def _choice(name: str, told: Mapping[str, str], key: str, usual: str) -> bool:
    if told.get(key, usual) not in _YES:
        raise BadQueryFile(f"projection “{name}” says `# {key}: {told[key]}`, not yes or no")
    return _YES[told.get(key, usual)]


def project(
    store: Store, scope: Scope, projection: Projection, lang: str = "en", since: str = "", until: str = ""
) -> Network:
    """The network of a projection, kept to the years from `since` to `until` where these are given.

    Links without a date stay: nobody says that they did not hold then. Raises `BadYear`.
    """
    return in_words(projected(store, scope, projection, since, until), lang)


def projected(store: Store, scope: Scope, projection: Projection, since: str = "", until: str = "") -> Outline:
    """The same before it has words; raises `BadYear`."""
    years = year(since), year(until)
    if projection.unlinked and not any(years):
        return read_outline(store, scope)
    found = ask(store, scope, examine(projection.text).limited(MOST_ROWS))
    return linked(store, scope, found, years, directed=projection.directed, rows=MOST_ROWS)


def linked(
    store: Store,
    scope: Scope,
    table: Table,
    years: tuple[str, str] = ("", ""),
    most: int | None = None,
    *,
    directed: bool = True,
    rows: int,
) -> Outline:
    """The outline of the links that some rows name, narrowed to years; `rows` is how many were asked for at most."""
    found = ties(table, judged(store, scope), directed=directed)
    made = outline(Portraits(store, scope), [tie for tie in found if tie.holds(*years)], None, most)
    return replace(made, cut=made.cut or table.lines >= rows)


def year(text: str) -> str:
    """A year as it is asked for, empty where none is; raises `BadYear`."""
    if text and not _YEAR.fullmatch(text):
        raise BadYear(
            Said.of("year", "{name} has four digits, as 2017 has; “{value}” is none", name="year", value=text[:20])
        )
    return text
