"""What is wrong with a file, each fault with its place."""

from collections.abc import Iterable
from dataclasses import dataclass, field

LIMIT = 10_000  # faults of one file that are kept; who has to correct more corrects the mapping or the export


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file: where, what stands there, and what was expected."""

    file: str
    row: int | None
    column: str | None
    value: str
    expected: str
    cell: str = ""  # as a spreadsheet calls it: C17

    def __str__(self) -> str:
        cell = f" (cell {self.cell})" if self.cell else ""
        places = (f"row {self.row}" if self.row else "", f"column {self.column}{cell}" if self.column else "")
        place = "".join(f", {part}" for part in places if part)
        found = f"found “{_short(self.value)}”" if self.value else ""
        joint = "" if not found else ". " if self.problem == self.expected else ", "
        return f"{self.file}{place}: {found}{joint}{self.problem}"

    @property
    def problem(self) -> str:
        """What was expected, as a sentence; what a shape says is one already."""
        return self.expected if self.expected[:1].isupper() else f"expected {self.expected}"


@dataclass
class Faults:
    """The faults of one file, as many as are kept, and the number of the rest."""

    kept: list[Fault] = field(default_factory=list)
    more: int = 0

    def add(self, fault: Fault) -> None:
        """Keep one more, or count it."""
        if len(self.kept) < LIMIT:
            self.kept.append(fault)
        else:
            self.more += 1

    def extend(self, faults: Iterable[Fault]) -> None:
        """Keep several more."""
        for fault in faults:
            self.add(fault)

    def __bool__(self) -> bool:
        return bool(self.kept)


def address(form: str, names: Iterable[str], column: str | None, row: int | None, first: int = 1) -> str:
    """How a spreadsheet calls a cell, by the names of its columns from the first on; empty for other formats."""
    listed = list(names) if form == "xlsx" else []
    return f"{letters(listed.index(column) + first)}{row or ''}" if column in listed else ""


def letters(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    left, last = divmod(number - 1, 26)
    return (letters(left) if left else "") + chr(ord("A") + last)


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"
