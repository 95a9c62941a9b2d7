"""Conditions: which rows something is said of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from ingest import dates, units
from ingest.converted import Cells, Unmappable
from ingest.patterns import Pattern


class Condition(Protocol):
    """Something that is so in a row, or not."""

    def holds(self, cells: Cells) -> bool:
        """Whether the row meets it; raises `Unmappable` for a cell that cannot be compared."""
        ...

    def columns(self) -> Iterator[str]:
        """The columns this reads."""
        ...


@dataclass(frozen=True)
class When:
    """A condition on a cell; all that are given must hold."""

    column: str
    is_: str | None = None
    in_: tuple[str, ...] | None = None
    not_: tuple[str, ...] | None = None
    matches: Pattern | None = None
    filled: bool | None = None

    def holds(self, cells: Cells) -> bool:
        """Whether the cell is as it must be."""
        text = cells[self.column]
        return (
            (self.is_ is None or text == self.is_)
            and (self.in_ is None or text in self.in_)
            and (self.not_ is None or text not in self.not_)
            and (self.filled is None or bool(text) == self.filled)
            and (self.matches is None or self.matches.found_in(text))
        )

    def columns(self) -> Iterator[str]:
        """The column this reads."""
        yield self.column


# A date is the stretch of time it names: 2019 is before 2020-01, and neither before nor after 2019-03.
_COMPARED: Mapping[str, Callable[[object, object, object, object], bool]] = MappingProxyType(
    {
        "above": lambda first, last, low, high: first > high,  # type: ignore[operator]
        "below": lambda first, last, low, high: last < low,  # type: ignore[operator]
        "at_least": lambda first, last, low, high: first >= low,  # type: ignore[operator]
        "at_most": lambda first, last, low, high: last <= high,  # type: ignore[operator]
    }
)
COMPARISONS = tuple(_COMPARED)


@dataclass(frozen=True)
class Compared:
    """A number or a date in a cell, held against another; an empty cell does not meet it."""

    column: str
    how: str
    limit: str
    dated: bool
    locale: str | None = None
    order: str | None = None

    def holds(self, cells: Cells) -> bool:
        """Whether the number or date is above, below, at least or at most the other."""
        text = cells[self.column]
        if not text:
            return False
        try:
            if self.dated:
                value, limit = dates.read(text, self.order), dates.read(self.limit)
                return _COMPARED[self.how](value.first, value.last, limit.first, limit.last)
            number, other = units.number(text, self.locale), units.number(self.limit, None)
        except Unmappable as error:
            raise Unmappable(str(error), self.column) from error
        return _COMPARED[self.how](number, number, other, other)

    def columns(self) -> Iterator[str]:
        """The column this reads."""
        yield self.column


@dataclass(frozen=True)
class Together:
    """Several conditions: all of them, any of them, or none of them must hold."""

    how: str
    parts: tuple[Condition, ...]

    def holds(self, cells: Cells) -> bool:
        """Whether as many hold as must."""
        met = (part.holds(cells) for part in self.parts)
        if self.how == "all":
            return all(met)
        return any(met) == (self.how == "any")

    def columns(self) -> Iterator[str]:
        """The columns the parts read."""
        for part in self.parts:
            yield from part.columns()
