"""How a load gets on: told step by step to whoever watches."""

from collections.abc import Callable

from ingest.formats import FORMATS, TABLE
from ingest.source import Source

_COUNTED = frozenset({"csv", "tsv", "jsonl"})  # one record in a line, but for quoted line breaks
_SMALL = 1024**2  # bytes of a file that is read before anybody asks how long it takes
_PIECE = 1024**2


class Watcher:
    """Told of each step; the command line draws its progress from it."""

    def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
        """A step begins; of how many units, where that is known."""

    def advance(self, name: str, by: int = 1) -> None:
        """So many more units of the step are done."""

    def end(self) -> None:
        """The last step is done."""


def teller(watcher: Watcher, name: str) -> Callable[[int], None]:
    """Tells the watcher how many more rows are read, given how many there are so far."""
    told = 0

    def tell(rows: int) -> None:
        nonlocal told
        watcher.advance(name, rows - told)
        told = rows

    return tell


def rows_of(sources: tuple[Source, ...]) -> int | None:
    """About how many rows sources have, counted by line ends; None where a large file does not tell it."""
    counted = [_lines(each) for each in sources]
    known = [count for count in counted if count is not None]
    return sum(known) if len(known) == len(counted) else None


def _lines(source: Source) -> int | None:
    if source.format in _COUNTED and FORMATS[source.format].family == TABLE:
        with source.file.open("rb") as opened:
            pieces = iter(lambda: opened.read(_PIECE), b"")
            return sum(piece.count(b"\n") for piece in pieces)
    return 0 if source.file.stat().st_size < _SMALL else None
