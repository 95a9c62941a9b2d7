"""A chart in the making and as it is: its picture in words and shapes, its values as a table, and what was left out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from viz.charts.spoken import Texts
from viz.charts.table import Cell, Row, Table
from viz.charts.units import Apart
from viz.picture import Picture

Only: TypeAlias = Sequence[tuple[str, str]]  # columns with the values that a mark stands for


class NotDrawable(ValueError):
    """An answer that a chart cannot be made of: the columns do not hold what this way of showing needs."""


@dataclass(frozen=True)
class Setting:
    """Where a chart is drawn: how wide, in which words, and the address of the rows that a mark stands for."""

    width: float
    texts: Texts
    number: Callable[[object], str]
    rows_of: Callable[[Only], str]

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for names beside marks."""
        return self.width < 480

    def said(self, value: float) -> str:
        """A number as one reads it, without the noise of binary fractions."""
        return self.number(f"{value:.10g}")


@dataclass(frozen=True)
class Value:
    """A value in the table beside a chart, with what it opens."""

    text: str
    href: str = ""
    number: bool = False


@dataclass(frozen=True)
class Twin:
    """The drawn values as a table: what a chart shows, for who reads or hears it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A chart: `total` marks there would be, of which `shown` are drawn; `left` rows had no value to draw.

    `apart` are rows in other units than what is drawn, and `note` says so in words.
    """

    way: str
    picture: Picture
    summary: str
    twin: Twin
    shown: int
    total: int
    left: int = 0
    apart: tuple[Apart, ...] = ()
    note: str = ""

    @property
    def more(self) -> int:
        """How many marks are not drawn."""
        return self.total - self.shown


def opened(row: Row, name: str, table: Table, setting: Setting, columns: Sequence[str] = ()) -> str:
    """What a mark opens: the page of its thing, or the rows of the answer where these hold sums of others."""
    cell = row[name]
    if cell.href and not table.summed:
        return cell.href
    return setting.rows_of([(column, row[column].key) for column in (name, *columns) if column in row])


def valued(cell: Cell, setting: Setting) -> Value:
    """A cell as a value of the table beside the chart."""
    return Value(
        setting.said(cell.number) if cell.number is not None else cell.text, cell.href, cell.number is not None
    )


def spread(values: Iterable[float]) -> tuple[float, float]:
    """The least and the greatest of some values."""
    found = tuple(values)
    return min(found), max(found)


Draw: TypeAlias = Callable[[Table, Sequence[str], Setting], Chart]
Fits: TypeAlias = Callable[[Table], tuple[str, ...] | None]
Ways: TypeAlias = Mapping[str, Draw]
