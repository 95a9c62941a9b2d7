"""Which sheet of a workbook holds the table: not the cover, not the notes, and neither a long list of codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.declaration import near_to
from ingest.guessing.header import first_full
from ingest.readers import apart
from ingest.readers.table import UnreadableFile

_ROWS = 20  # rows of each sheet that are looked at
_FULL = 0.3  # share of the columns that a row of a table fills, on the whole
_MOST = 100  # rows that count: lists of codes are longer than tables, and narrower


class UnknownSheet(LookupError):
    """A workbook has no sheet of this name."""


@dataclass(frozen=True)
class Sheet:
    """What the first rows of a sheet show: how many cells of each are filled, and how many rows there are."""

    name: str
    is_shown: bool
    rows: int
    filled: Sequence[int]

    @property
    def likeness(self) -> int:
        """How much it is like a table; 0 where it is none: no second column, or nothing below a header."""
        header = first_full(self.filled)
        below = [each for each in self.filled[header:] if each]
        width = self.filled[header - 1] if below else 0
        if width <= 1 or sum(below) < _FULL * width * len(below):
            return 0
        return width * min(self.rows - header, _MOST)


@dataclass(frozen=True)
class Sheets:
    """The sheets of a workbook."""

    all: tuple[Sheet, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of those that hold a table, the most table-like first; hidden ones only where no other does."""
        holding = [each for each in self.all if each.likeness]
        shown = [each for each in holding if each.is_shown] or holding
        return tuple(each.name for each in sorted(shown, key=lambda each: -each.likeness))

    def pick(self, wanted: str) -> tuple[Mapping[str, object], Mapping[str, str]]:
        """The option for the one that is wanted, or for the most table-like, and what is in doubt about that."""
        names = [each.name for each in self.all]
        if wanted and wanted not in names:
            raise UnknownSheet(f"there is no sheet “{wanted}”{near_to(wanted, names)}; there are: {_listed(names)}")
        if wanted or len(names) == 1:
            return {"sheet": wanted or names[0]}, {}
        if not self.tables:
            return {}, {"sheet": "no sheet looks like a table: the first that is shown is taken"}
        taken, *others = self.tables
        also = f"{_listed(others)} could be meant too" if others else "no other looks like a table"
        return {"sheet": taken}, {"sheet": f"sheet “{taken}” is taken: {also}"}


def sheets(file: Path) -> Sheets:
    """The sheets of a workbook; raises `UnreadableFile`."""
    items = tuple(apart.run("sheet", file, {"outline": _ROWS}))
    if not items:
        raise UnreadableFile("a workbook that has a sheet")
    return Sheets(tuple(Sheet(each["sheet"], each["shown"], each["rows"], each["filled"]) for each in items))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{each}”" for each in names)
