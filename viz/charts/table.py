"""The small table that a chart is made from: columns, and rows of values with their names and addresses."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Term: TypeAlias = Mapping[str, str]  # as SPARQL writes it in JSON

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*|Z|[+-]\d{2}:\d{2})?")
_NUMBERS = ("integer", "decimal", "double", "float", "long", "int", "short", "byte", "nonNegativeInteger")
_DATES = ("date", "dateTime", "gYear", "gYearMonth")
_XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True)
class Cell:
    """A value: `key` as the answer has it, `text` as one reads it, `href` the page of the thing that it is."""

    key: str
    text: str
    href: str = ""
    number: float | None = None
    when: float | None = None  # years, with the months as a part: 2019-07 is 2019.5
    until: float | None = None  # where the period ends: 2019 goes to 2020.0

    @property
    def is_thing(self) -> bool:
        """Whether it is a thing, and not a text or number."""
        return self.key.startswith(("http://", "https://", "urn:"))


@dataclass(frozen=True)
class Column:
    """A column with what it is called."""

    name: str
    label: str


@dataclass(frozen=True)
class Row:
    """One row, by column; what is not known is missing."""

    cells: Mapping[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        """The value of a column that the row has."""
        return self.cells[column]

    def __contains__(self, column: str) -> bool:
        """Whether the row has a value there."""
        return column in self.cells


@dataclass(frozen=True)
class Table:
    """What is drawn: `title` heads the chart, `summed` tells that rows hold counts or sums of others."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    summed: bool = False
    facts: tuple[tuple[str, str], ...] = field(default=())

    def label(self, column: str) -> str:
        """What a column is called."""
        return next((each.label for each in self.columns if each.name == column), column)

    def full(self, columns: Iterable[str]) -> list[Row]:
        """The rows that have a value in all of these columns."""
        wanted = tuple(columns)
        return [row for row in self.rows if all(column in row for column in wanted)]


Named: TypeAlias = Callable[[str], tuple[str, str]]  # the name of a thing by its IRI, and the address of its page
Wording: TypeAlias = Callable[[Term], str]


def table(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, Term]],
    named: Named,
    wording: Wording,
    *,
    summed: bool = False,
    facts: tuple[tuple[str, str], ...] = (),
) -> Table:
    """A table from the rows of a SPARQL answer in JSON."""
    made = (Row({name: cell(term, named, wording) for name, term in row.items()}) for row in rows)
    return Table(title, tuple(columns), tuple(made), summed, facts)


def cell(term: Term, named: Named, wording: Wording) -> Cell:
    """One value of an answer."""
    value = term["value"]
    if term["type"] == "uri":
        label, href = named(value)
        return Cell(value, label, href)
    datatype = term.get("datatype", "").removeprefix(_XSD)
    year = datatype in _DATES
    number = None if year else _number(value, datatype in _NUMBERS)
    start, end = when(value) if year or not datatype else (None, None)
    return Cell(value, wording(term), "", number, start, end)


def _number(text: str, typed: bool) -> float | None:
    # Untyped text counts as a number too where it is one: tables of strangers often have no types.
    try:
        value = float(text) if typed or re.fullmatch(r"-?\d+(?:\.\d+)?", text) else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def when(text: str) -> tuple[float | None, float | None]:
    """Where a date or a period (`2019`, `2019-07`, `2019-07-03`, `2019/2021`) begins and ends, in years."""
    first, _, last = text.partition("/")
    begin, end = _DATE.fullmatch(first), _DATE.fullmatch(last or first)
    if not begin or not end:
        return None, None
    start, finish = _years(begin), _years(end)
    return (start[0], finish[1]) if start and finish and finish[1] > start[0] else (None, None)


def _years(found: re.Match[str]) -> tuple[float, float] | None:
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if month > 12 or day > 31 or (found[2] and not month):
        return None
    if day:
        start = year + (month - 1) / 12 + (day - 1) / 372
        return start, start + 1 / 372
    if month:
        return year + (month - 1) / 12, year + month / 12
    return float(year), year + 1.0
