"""Rows of a table with a header line: CSV, plain or compressed by gzip."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One row: its number in the file (the header is 1) and its cells by column, outer blanks cut."""

    number: int
    cells: Mapping[str, str]


class UnreadableFile(ValueError):
    """The file is not the table it is declared to be: what was expected, and where."""

    def __init__(self, expected: str, row: int | None = None, found: str = "") -> None:
        super().__init__(expected)
        self.row = row
        self.found = found


def read(path: Path, *, encoding: str = "utf-8", delimiter: str = ",", compressed: bool = False) -> Iterator[Row]:
    """The rows of a CSV file (RFC 4180); raises `UnreadableFile` with the place."""
    try:
        data = gzip.decompress(path.read_bytes()) if compressed else path.read_bytes()
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise UnreadableFile(f"a file that can be read ({error})") from error
    if "\0" in text:
        raise UnreadableFile("a text table, without NUL characters")
    yield from _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _rows(lines: Iterator[list[str]]) -> Iterator[Row]:
    header: list[str] = []
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            if not header:
                header = _header(line)
            elif len(line) != len(header):
                raise UnreadableFile(f"{len(header)} cells, as the header has", number, f"{len(line)} cells")
            else:
                yield Row(number, {column: cell.strip() for column, cell in zip(header, line, strict=True)})
    except csv.Error as error:
        raise UnreadableFile(f"quoting by RFC 4180 ({error})", number + 1) from error
    if not header:
        raise UnreadableFile("a header row; the file is empty")


def _header(line: list[str]) -> list[str]:
    columns = [cell.strip() for cell in line]
    twice = {column for column in columns if columns.count(column) > 1}
    if twice or "" in columns:
        raise UnreadableFile("a name of its own for each column", 1, ", ".join(sorted(twice)))
    return columns
