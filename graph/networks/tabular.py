"""Answers read as texts, column by column: for many thousands of rows, which as terms take long."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from graph.store import Scope, Store


@dataclass(frozen=True)
class Table:
    """The names of columns, and the rows: texts in that order, empty where nothing is said.

    `lines` is how many lines the rows take: at least as many as there are rows.
    """

    columns: tuple[str, ...]
    rows: Iterator[list[str]]
    lines: int = 0

    def places(self, *names: str) -> tuple[int | None, ...]:
        """Where columns stand, None for those that the answer does not have."""
        return tuple(self.columns.index(name) if name in self.columns else None for name in names)


def ask(store: Store, scope: Scope, query: str) -> Table:
    """The answer of a SELECT query as texts: of an IRI its address, of a literal what it says."""
    return read(store.answer(query, "text/csv", scope))


def read(body: bytes) -> Table:
    """An answer that was written as CSV (SPARQL 1.1 Query Results CSV)."""
    rows = csv.reader(StringIO(body.decode(), newline=""))
    return Table(tuple(next(rows, ())), rows, max(body.count(b"\n") - 1, 0))
