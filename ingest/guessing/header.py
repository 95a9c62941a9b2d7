"""Where the header of a table stands: titles above it, groups of columns over it."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from ingest.readers import apart, text
from ingest.readers.table import UnreadableFile

_ROWS = 20  # rows in which a header begins
_FULL = 0.7  # share of the widest row that a header fills

Cells = Sequence[str]


def header(file: Path, format_: str, sheet: Mapping[str, object]) -> tuple[Mapping[str, object], Mapping[str, str]]:
    """The options that tell where the header is, where it is not the first row, and what is in doubt about it."""
    if format_ == "xlsx":
        return _of_sheet(file, sheet)
    if format_ in {"csv", "csv.gz", "tsv"}:
        found = first_full([_filled(row) for row in _text_rows(file, format_)])
        return _told(found) if found > 1 else ({}, {})
    return {}, {}


def _told(row: int) -> tuple[Mapping[str, object], Mapping[str, str]]:
    return {"header": row}, {"header": f"row {row} is taken to name the columns: the rows above hold less"}


def _text_rows(file: Path, format_: str) -> list[Cells]:
    compressed = format_.endswith(".gz")
    form = text.form(file, delimiter="\t" if format_ == "tsv" else text.AUTO, compressed=compressed)
    lines = _lines(text.texts(file, form, compressed=compressed))
    try:
        return [[cell.strip() for cell in row] for row in islice(csv.reader(lines, delimiter=form.delimiter), _ROWS)]
    except csv.Error:
        return []  # the reader will tell what is wrong, with its place


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    yield from next(pieces, "").splitlines(keepends=True)


def first_full(filled: Sequence[int]) -> int:
    """The first row (from 1) that fills as many columns as the widest do, by what each fills; 1 where none does."""
    widest = max(filled, default=0)
    full = (number for number, cells in enumerate(filled, start=1) if cells >= _FULL * widest)
    return next(full, 1) if widest > 1 else 1


def _filled(row: Cells) -> int:
    return sum(1 for cell in row if cell)


def _of_sheet(file: Path, sheet: Mapping[str, object]) -> tuple[Mapping[str, object], Mapping[str, str]]:
    raw = list(apart.run("sheet", file, {**sheet, "raw": _ROWS}))
    filled = [_filled(item["cells"]) for item in raw]
    if not filled:
        raise UnreadableFile("a sheet with rows")
    # A merged cell over some columns, but not over all of them, is the name of a group.
    groups = [item["row"] for item in raw if item["groups"]]
    found = first_full(filled)
    if groups and groups[0] <= found + 1:
        row = groups[0]
        return {"header": row, "header_rows": 2}, {"header": f"rows {row} and {row + 1} are taken to name the columns"}
    first = next((number for number, cells in enumerate(filled, start=1) if cells), 1)
    return _told(found) if found != first else ({}, {})
