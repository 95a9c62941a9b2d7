"""What a cell becomes, or why it cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graph.store import Line

Cells: TypeAlias = Mapping[str, str]


class Unmappable(ValueError):
    """A value is not what its column must hold. Its text says what was expected, and what is nearest to it.

    `near` gives the end of that text: to find what is nearest takes longer than to convert, and guessing reads no text.
    """

    def __init__(self, expected: str, column: str | None = None, near: Callable[[], str] | None = None) -> None:
        super().__init__(expected)
        self.column = column  # where it is another than the one that was read
        self._near = near

    def __str__(self) -> str:
        return super().__str__() + (self._near() if self._near else "")


@dataclass(frozen=True)
class Converted:
    """The terms that a text stands for, and what has to be said of them so that they can be shown."""

    terms: tuple[str, ...] = ()
    about: tuple[Line, ...] = ()


NOTHING = Converted()
