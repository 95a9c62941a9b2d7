"""The answer of a query as a table that people read: names beside identifiers."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

from rdflib import URIRef
from rdflib.namespace import XSD

from api.i18n import Words
from graph.reader import Reader, is_web
from graph.things import Named
from ontology.model import model
from ontology.namespaces import CSC, shorten

Row: TypeAlias = Mapping[str, Mapping[str, str]]  # terms by column, as SPARQL writes them in JSON

Document: TypeAlias = dict[str, Any]  # an answer as SPARQL writes it in JSON

SHOWN = 500  # rows on a page; a browser gets slow with many more
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERS = frozenset(str(each) for each in (XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.long, XSD.int))
_DATES = frozenset(str(each) for each in (XSD.date, XSD.gYear, XSD.gYearMonth))


@dataclass(frozen=True)
class Names:
    """What things are called in the language of the content, which may be another than that of a page's words."""

    reader: Reader
    lang: str

    def learn(self, rows: Iterable[Row]) -> None:
        """Look up the names of all things in some rows at once."""
        self.reader.learn(URIRef(term["value"]) for row in rows for term in row.values() if term["type"] == "uri")

    def called(self, iri: str) -> Named:
        """A thing by its name."""
        return self.reader.called(URIRef(iri), self.lang)


@dataclass(frozen=True)
class Cell:
    """One value: `path` is its page here, `url` an address elsewhere, `iri` what stands below the name."""

    text: str
    lang: str = ""
    path: str | None = None
    url: str | None = None
    iri: str | None = None
    kind: str | None = None
    number: bool = False


@dataclass(frozen=True)
class Table:
    """An answer: rows of cells, or yes or no, or a text (triples); `cut` tells that there is more than is shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    verdict: bool | None = None
    text: str | None = None

    cut: bool = False
    plain: bool = False


def read(answer: bytes, names: Names, text: Words, *, plain: bool = False) -> Table:
    """A SPARQL answer in JSON as a table; the names of all its things are looked up at once.

    In a `plain` one, for readers who do not write SPARQL, columns have names, and neither identifiers nor columns
    that repeat the names of things show.
    """
    return told(json.loads(answer), names, text, plain=plain)


def told(document: Document, names: Names, text: Words, *, plain: bool = False) -> Table:
    """The same from an answer that was read before."""
    if "boolean" in document:
        return Table((), (), 1, verdict=document["boolean"])
    columns = tuple(document["head"]["vars"])
    repeated = repeating(columns) if plain else {}
    kept = tuple(column for column in columns if column not in repeated.values())
    bindings = document["results"]["bindings"]
    shown = bindings[:SHOWN]
    names.learn(shown)
    rows = tuple(tuple(_cells(kept, _filled(row, repeated), names, text)) for row in shown)
    if plain:
        rows = tuple(tuple(replace(cell, iri=None) for cell in row) for row in rows)
    heads = tuple(heading(column, text) if plain else f"?{column}" for column in kept)
    return Table(heads, rows, len(shown), cut=len(bindings) > SHOWN, plain=plain)


def heading(column: str, text: Words) -> str:
    """What a column or parameter is called: by the catalogue, else as the vocabulary calls it, else its words apart."""
    if text.has(f"column.{column}"):
        return text(f"column.{column}")
    known = model()
    label = known.label(CSC[column], text.lang) or next(
        (known.label(kind.cls, text.lang) for kind in known.kinds if kind.name == column), None
    )
    words = label or _CAMEL.sub(" ", column.replace("_", " ")).lower()
    return words[:1].upper() + words[1:]


def repeating(columns: Iterable[str]) -> dict[str, str]:
    """The columns that only repeat what the things in the column before them are called, by the column before."""
    return {before: column for before, column in pairwise(columns) if _names(column, before)}


def _names(column: str, before: str) -> bool:
    """Whether a column only says what the things in the one before are called: the page says so anyway."""
    return column in {"name", f"{before}Name"}


def _filled(row: Row, repeated: Mapping[str, str]) -> Row:
    """A row with the name itself where there is no thing of that name."""
    return {**{column: row[name] for column, name in repeated.items() if name in row}, **row}


def triples(answer: bytes) -> Table:
    """Triples in Turtle, as they stand, line by line."""
    text = answer.decode().removesuffix("\n")
    lines = text.split("\n") if text else []  # literals have other signs that end lines
    shown = lines[: 4 * SHOWN]
    return Table((), (), len(shown), text="\n".join(shown), cut=len(lines) > len(shown))


def _cells(columns: Iterable[str], row: Row, names: Names, text: Words) -> Iterator[Cell]:
    for column in columns:
        yield cell(row[column], names, text) if column in row else Cell("")


def cell(term: Mapping[str, str], names: Names, text: Words) -> Cell:
    """One value as people read it."""
    value, datatype = term["value"], term.get("datatype", "")
    if term["type"] == "uri":
        return _named(URIRef(value), names)
    if datatype in _NUMBERS:
        return Cell(text.number(value), number=True)
    if datatype in _DATES:
        return Cell(text.date(value))
    if datatype == str(XSD.boolean):
        return Cell(text("yes" if value in {"true", "1"} else "no"))
    if datatype == str(XSD.anyURI) and is_web(value):
        return Cell(value, url=value)
    return Cell(value, term.get("xml:lang", ""))


def _named(iri: URIRef, names: Names) -> Cell:
    named = names.called(iri)
    short = shorten(iri)
    if named.path:
        return Cell(named.label, named.lang, path=named.path, iri=short, kind=named.kind)
    url = str(iri) if is_web(iri) else None
    return Cell(named.label if named.label != str(iri) else short, named.lang, url=url, iri=short)
