"""The network of any query: the links that its answer names, whatever it was asked for."""

import re
from collections.abc import Iterator, Sequence

from graph.networks.tabular import Table, read
from graph.networks.ties import COLUMNS
from ontology.saying import Said

FORMS = frozenset({"SELECT", "CONSTRUCT", "DESCRIBE"})
TRIPLES, ROWS = "application/n-triples", "text/csv"
_TRIPLE = re.compile(r"^<([^<>\s]+)> <([^<>\s]+)> <([^<>\s]+)> \.$", re.MULTILINE)
_IRI = re.compile(r"(?:https?://|urn:)[^\s<>\"]+")
_LOOKED_AT = 200  # rows in which a column must show what it holds


class NoLinks(ValueError):
    """An answer has no two columns of things that could be joined."""


def media_type(form: str) -> str:
    """The format in which the answer of a query of this form is read here; raises `NoLinks`."""
    if form not in FORMS:
        raise NoLinks(f"a network is drawn of SELECT, CONSTRUCT or DESCRIBE; {form} has no links")
    return ROWS if form == "SELECT" else TRIPLES


def links(body: bytes, form: str) -> Table:
    """The rows of links in an answer; raises `NoLinks`.

    Of triples, each that joins two things. Of rows, the columns `source` and `target`, or the first two that hold
    addresses; `relation`, `role`, `since`, `until`, `weight`, `shared` are understood beside them.
    """
    if form != "SELECT":
        found = ([match[1], match[2], match[3]] for match in _TRIPLE.finditer(body.decode()))
        return Table(("source", "relation", "target"), found, body.count(b"\n"))
    table = read(body)
    rows = list(table.rows)
    return Table(_named(table.columns, rows), iter(rows), table.lines)


def _named(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of the columns, those of the two ends being `source` and `target`."""
    if {"source", "target"} <= set(columns):
        return tuple(columns)
    ends = [at for at in _addressed(rows[:_LOOKED_AT], len(columns)) if columns[at] not in COLUMNS[2:]][:2]
    if len(ends) < 2 and rows:
        raise NoLinks(Said.of("no_ends", "a network needs two columns of things: name them ?source and ?target"))
    names = dict(zip(ends, ("source", "target"), strict=False))
    free = (name if name in COLUMNS[2:] else f"_{name}" for name in columns)
    return tuple(names.get(at, name) for at, name in enumerate(free))


def _addressed(rows: Sequence[Sequence[str]], count: int) -> Iterator[int]:
    """The columns that hold addresses wherever they hold anything."""
    for at in range(count):
        cells = [row[at] for row in rows if row[at]]
        if cells and all(_IRI.fullmatch(cell) for cell in cells):
            yield at
