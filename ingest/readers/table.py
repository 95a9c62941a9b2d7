"""Rows of a table with a header line: CSV, plain or compressed by gzip, read a piece at a time."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.spreadsheets import unescaped

LARGEST_FILE = 2 * 1024**3  # bytes: what is larger is not a steward's table
LONGEST_CELL = 1_000_000  # characters: the longest text of the shipped data has 6,000
LONGEST_ROW = 16 * 1024**2  # characters: a quotation mark that never closes is told before the memory is full
MOST_COLUMNS = 2_000  # Excel offers 16,384; every column must be mapped or ignored by hand
DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 50  # records that are looked at to tell the delimiter

# NUL and controls have no place in a text; what a decoder could not read stands there as a lone surrogate.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# What a spreadsheet would take for a formula has an apostrophe before it on the way out (`ingest.spreadsheets`).
_GUARDED = re.compile("'['=+\\-@\t\r\n＝＋－＠]")
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """One row: its number in the file (the header is 1) and its cells by column, outer blanks cut."""

    number: int
    cells: Mapping[str, str]


class UnreadableFile(ValueError):
    """The file is not the table it is declared to be: what was expected, and where."""

    def __init__(self, expected: str, row: int | None = None, found: str = "", column: str | None = None) -> None:
        super().__init__(expected)
        self.row = row
        self.found = found
        self.column = column


@dataclass(frozen=True)
class _Columns:
    """The header: the names of the columns, and how many cells each record has."""

    names: tuple[str, ...]
    width: int


@dataclass
class _State:
    """What the pieces read so far tell of the records in them."""

    number: int = 0  # records read
    strange: bool = False  # cells must be looked at one by one: some are very long, or hold what they must not
    guarded: bool = False  # apostrophes must be taken off


def read(texts: Iterable[str], *, delimiter: str = ",", header: int = 1) -> Iterator[Row]:
    """The rows of a CSV text (RFC 4180) that comes in pieces; raises `UnreadableFile` with row and column.

    Records that are empty say nothing and are left out; `header` is the record that names the columns.
    """
    csv.field_size_limit(LONGEST_ROW)
    state = _State()
    records = csv.reader(_lines(texts, state), delimiter=delimiter, strict=True)
    try:
        columns = _header(records, state, header)
        yield from _rows(records, state, columns)
    except csv.Error as error:
        raise UnreadableFile(_told(error), state.number + 1) from error


def _told(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"cells of at most {LONGEST_CELL} characters (is a quotation mark open?)"
    return f"a quotation mark that opens a cell to close it too, and one within it to be written twice ({error})"


def _header(records: Iterator[list[str]], state: _State, header: int) -> _Columns:
    for record in records:
        state.number += 1
        _examine(record, state.number, ())
        if state.number >= header and any(record):
            names = header_of(record, state.number)
            return _Columns(tuple(names), len(record))
    raise UnreadableFile("a header row; the file is empty" if header == 1 else f"a header in row {header}")


def header_of(record: Sequence[str], number: int) -> list[str]:
    """The names of the columns in a record: each has one of its own, but for empty columns at the end."""
    columns = [unescaped(cell.strip()) for cell in record]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFile(f"at most {MOST_COLUMNS} columns", number, f"{len(columns)} columns")
    twice = {column for column in columns if columns.count(column) > 1}
    if twice or "" in columns:
        found = ", ".join(sorted(twice)) or f"no name in column {columns.index('') + 1}"
        raise UnreadableFile("a name of its own for each column", number, found)
    return columns


def _rows(records: Iterator[list[str]], state: _State, columns: _Columns) -> Iterator[Row]:
    names, width = columns.names, columns.width
    further = len(names) != width
    for record in records:
        state.number = number = state.number + 1
        if len(record) != width:
            if not record:
                continue
            raise UnreadableFile(f"{width} cells, as the header has", number, f"{len(record)} cells")
        if state.strange:
            _examine(record, number, names)
        if further:
            _refuse_further(record[len(names) :], number)
        cells = {name: cell.strip() for name, cell in zip(names, record, strict=False)}
        if state.guarded:
            cells = {name: unescaped(cell) for name, cell in cells.items()}
        if any(record):
            yield Row(number, cells)


def _refuse_further(cells: Sequence[str], number: int) -> None:
    found = next((cell for cell in cells if cell.strip()), None)
    if found is not None:
        raise UnreadableFile("a name in the header for each column that holds something", number, found[:200])


def _lines(texts: Iterable[str], state: _State) -> Iterator[str]:
    """The lines of a text, ends kept: a record may go over several."""
    rest, number, waiting = "", 0, 0
    for text in texts:
        state.guarded = state.guarded or _GUARDED.search(text) is not None
        waiting = waiting + len(text) if state.number == number else len(text)
        number = state.number
        if waiting > LONGEST_ROW:
            raise UnreadableFile(f"a row of at most {LONGEST_ROW} characters (is a quotation mark open?)", number + 1)
        state.strange = state.strange or waiting > LONGEST_CELL or FORBIDDEN.search(text) is not None
        rest += text
        # As the specification of CSV counts lines; str.splitlines() would break at form feeds and the like.
        lines = io.StringIO(rest, newline="").readlines()
        # What ends in CR may go on with LF in the next piece.
        rest = "" if not lines or lines[-1].endswith("\n") else lines.pop()
        yield from lines
    if rest:
        yield rest


def _examine(record: Sequence[str], number: int, names: Sequence[str]) -> None:
    for place, cell in enumerate(record):
        column = names[place] if place < len(names) else f"{place + 1}"
        examine(cell, number, column)


def examine(cell: str, number: int, column: str) -> None:
    """Refuse a cell that is too long, or holds what no text may hold."""
    if len(cell) > LONGEST_CELL:
        raise UnreadableFile(f"cells of at most {LONGEST_CELL} characters", number, f"{len(cell)} characters", column)
    if strange := FORBIDDEN.search(cell):
        raise UnreadableFile(_named(strange[0]), number, FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", cell)[:200], column)


def _named(character: str) -> str:
    code = ord(character)
    if code == 0:
        return "a text without NUL characters (is it a UTF-16 file? then declare its encoding)"
    if 0xDC80 <= code <= 0xDCFF:  # PEP 383
        return f"text in the declared encoding; the byte 0x{code - 0xDC00:02X} is none of it"
    return f"a text without control characters; this one holds U+{code:04X}"


def separator(text: str) -> str | None:
    """The delimiter that the first line declares as Excel understands it (`sep=;`), if it does."""
    found = _SEPARATOR.match(text)
    return found[1] if found else None


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first records into the same number of cells; a comma where none does."""
    widths = {each: _widths(text, each) for each in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: _fit(widths[each]))
    return best if _fit(widths[best])[0] else ","


def _widths(text: str, delimiter: str) -> list[int]:
    found: list[int] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if record:
                found.append(len(record))
            if len(found) == _SAMPLE:
                break
    except csv.Error:
        # The sample may end in the middle of a record; what came before still counts.
        return found
    return found[:-1] if len(found) > 1 and len(found) < _SAMPLE and not text.endswith(("\n", "\r")) else found


def _fit(widths: Sequence[int]) -> tuple[float, int]:
    """How much of a table this is: the share of records as wide as the first, then the width."""
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]
