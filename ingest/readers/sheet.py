"""Rows of an Excel workbook (runs in the child): one sheet, its header, its cells as text."""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from ingest.readers import zipped
from ingest.readers.table import UnreadableFile, examine, header_of
from ingest.spreadsheets import PROBLEMS, unescaped

_OLD = b"\xd0\xcf\x11\xe0"  # OLE: .xls, and .xlsx under a password ([MS-CFB] 2.2)
_EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
_MOST_NAMED = 10  # faulty cells that a message names
_PIECE = 1024**2
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(?:(?!</c>).)*?<v>([^<]{1,40})</v>', re.DOTALL
)

Cell = int | float | str | bool | datetime.date | datetime.time | datetime.timedelta


def read(path: Path, options: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """First `{"sheet", "columns", "sheets", "first"}`, then `{"row", "cells"}` for each row that is not empty.

    Options: sheet (name or number), header (row of the header), header_rows; raw: so many rows as they are instead;
    outline: of every sheet, how much so many rows hold instead.
    """
    with path.open("rb") as file:
        if file.read(4) == _OLD:
            raise UnreadableFile("a workbook of today’s form (.xlsx) without a password")
    with zipped.examine(path) as archive:
        try:
            book = load_workbook(str(path))
            if isinstance(outline := options.get("outline"), int):
                yield from _outline(book, outline)
                return
            name = _chosen(book, options.get("sheet"))
            errors = _errors(archive, name)
            sheet = book.get_sheet_by_name(name)
        except (CalamineError, KeyError, ElementTree.ParseError) as error:
            raise UnreadableFile(f"an Excel workbook ({error})") from error
    shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    raw = options.get("raw")
    yield from _raw(sheet, raw) if isinstance(raw, int) else _items(sheet, options, errors, shown)


def _chosen(book: CalamineWorkbook, wanted: object) -> str:
    """The sheet of this name or number; the first that is shown where none is declared."""
    names = [each for each in book.sheet_names if each != PROBLEMS]
    if not names:
        raise UnreadableFile("a workbook that has a sheet")
    if wanted is None:
        shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        return next((each for each in names if each in shown), names[0])
    if isinstance(wanted, int) and 1 <= wanted <= len(names):
        return names[wanted - 1]
    if wanted in names:
        return str(wanted)
    listed = "; ".join(_told(book, each) for each in names)
    raise UnreadableFile(f"one of the sheets {listed}", found=str(wanted))


def _told(book: CalamineWorkbook, name: str) -> str:
    hidden = any(each.name == name and each.visible != SheetVisibleEnum.Visible for each in book.sheets_metadata)
    return f"“{name}” (hidden)" if hidden else f"“{name}”"


def _raw(sheet: CalamineSheet, most: int) -> Iterator[Mapping[str, object]]:
    """The first rows as they are, and which of their merged cells go over some of the columns but not over all."""
    left, right = (sheet.start or (0, 0))[1], (sheet.end or (0, 0))[1]
    merged = sheet.merged_cell_ranges or ()
    wide = {top for (top, start), (_, end) in merged if start < end and (start, end) != (left, right)}
    for number, row in islice(enumerate(sheet.iter_rows(), start=1), most):
        texts = [_text(cell, number, (), place) for place, cell in enumerate(row)]
        yield {"row": number, "cells": texts, "first": left + 1, "groups": number - 1 in wide}


def _outline(book: CalamineWorkbook, most: int) -> Iterator[Mapping[str, object]]:
    """Of each sheet with cells: whether it is shown, how many rows it has, how many cells of the first are filled."""
    for each in book.sheets_metadata:
        if each.typ == SheetTypeEnum.WorkSheet and each.name != PROBLEMS:
            sheet = book.get_sheet_by_name(each.name)
            filled = [sum(cell != "" for cell in row) for row in islice(sheet.iter_rows(), most)]
            shown = each.visible == SheetVisibleEnum.Visible
            rows = sheet.end[0] + 1 if sheet.end else 0
            yield {"sheet": each.name, "shown": shown, "rows": rows, "filled": filled}


def _items(
    sheet: CalamineSheet, options: Mapping[str, object], errors: Mapping[tuple[int, int], str], shown: Sequence[str]
) -> Iterator[Mapping[str, object]]:
    left = sheet.start[1] if sheet.start else 0
    merged = _merged(sheet, left)
    rows = enumerate(sheet.iter_rows(), start=1)
    columns, last = _header(rows, merged, options)
    yield {"sheet": sheet.name, "columns": columns, "sheets": list(shown), "first": left + 1}
    named = [name for name in columns if name]
    _refuse_errors(errors, left, columns, last)
    above: dict[int, Cell] = {}
    for number, row in rows:
        _fill(row, number, merged, above)
        texts = [_text(cell, number, columns, place) for place, cell in enumerate(row)]
        if any(texts):
            _refuse_further(texts[len(named) :], number)
            yield {"row": number, "cells": texts[: len(named)]}


def _header(
    rows: Iterator[tuple[int, list[Cell]]],
    merged: Mapping[tuple[int, int], tuple[int, int]],
    options: Mapping[str, object],
) -> tuple[list[str], int]:
    """The names of the columns, those of several rows joined (“Group / Column”), and the last row of the header."""
    first, many = options.get("header"), options.get("header_rows", 1)
    parts: list[list[str]] = []
    kept: dict[tuple[int, int], str] = {}
    for number, row in rows:
        texts = [_text(cell, number, (), place).replace("\n", " ") for place, cell in enumerate(row)]
        if not parts and (number < first if isinstance(first, int) else not any(texts)):
            continue
        kept |= {(number, place): text for place, text in enumerate(texts)}
        parts.append([kept.get(merged.get((number, place), (number, place)), "") for place in range(len(texts))])
        if len(parts) == many:
            joined = [" / ".join(dict.fromkeys(part for part in column if part)) for column in zip(*parts, strict=True)]
            return header_of(joined, number), number
    raise UnreadableFile("a header row; the sheet is empty" if first is None else f"a header in row {first}")


def _merged(sheet: CalamineSheet, left: int) -> Mapping[tuple[int, int], tuple[int, int]]:
    """For each cell of a merged range (row from 1, place from 0), the cell that holds its value."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, start), (bottom, end) in sheet.merged_cell_ranges or ():
        for place in range(start - left, min(end - left, len(range(left, (sheet.end or (0, 0))[1] + 1)) - 1) + 1):
            for row in range(top, min(bottom, (sheet.end or (0, 0))[0]) + 1):
                found[row + 1, place] = top + 1, start - left
    return found


def _fill(
    row: list[Cell], number: int, merged: Mapping[tuple[int, int], tuple[int, int]], above: dict[int, Cell]
) -> None:
    """Give a cell that is merged with the one above it its value: it holds for each of the rows."""
    for place in range(len(row)) if merged else ():
        top, start = merged.get((number, place), (number, place))
        if start == place and top < number and row[place] == "":
            row[place] = above.get(place, "")
        elif start == place:
            above[place] = row[place]


def _refuse_further(texts: Sequence[str], number: int) -> None:
    found = next((text for text in texts if text), None)
    if found is not None:
        raise UnreadableFile("a name in the header for each column that holds something", number, found[:200])


def _integer(value: int) -> str:
    return str(value)


def _number(value: float) -> str:
    if abs(value) >= _EXACT:
        raise UnreadableFile("numbers of at most 15 digits (a spreadsheet keeps no more: write longer ones as text)")
    if value.is_integer():
        return str(int(value))
    # Fifteen digits are what the owner sees: 0.3, and not 0.30000000000000004.
    return format(Decimal(format(value, ".15g")), "f")


def _moment(value: datetime.datetime) -> str:
    return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()


_TEXTS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        str: lambda value: unescaped(str(value).strip()),
        float: _number,
        int: _integer,
        bool: lambda value: "true" if value else "false",
        datetime.datetime: _moment,
        datetime.date: lambda value: value.isoformat(),
        datetime.time: lambda value: value.isoformat(),
    }
)


def _text(cell: Cell, number: int, columns: Sequence[str], place: int) -> str:
    if cell == "":
        return ""
    try:
        text = _TEXTS.get(type(cell), str)(cell)
    except UnreadableFile as error:
        raise UnreadableFile(str(error), number, str(cell), _column(columns, place)) from error
    if type(cell) is str:
        examine(text, number, _column(columns, place))
    return text


def _column(columns: Sequence[str], place: int) -> str:
    return columns[place] if place < len(columns) else f"{place + 1}"


def _errors(archive: ZipFile, name: str) -> Mapping[tuple[int, int], str]:
    """The cells of a sheet that hold an error, such as #REF!, by row (from 1) and place (from 0).

    The library gives them as if they were empty.
    """
    found: dict[tuple[int, int], str] = {}
    with archive.open(_part(archive, name)) as file:
        rest = b""
        while piece := file.read(_PIECE):
            rest += piece
            cut = rest.rfind(b"</c>") + len(b"</c>") if b"</c>" in rest else 0
            if b't="e"' in rest[:cut]:
                cells = ((each[1], each[2], each[3]) for each in _ERROR.finditer(rest[:cut]))
                found |= {(int(row), _place(letters)): value.decode() for letters, row, value in cells}
            rest = rest[cut:]
    return found


def _part(archive: ZipFile, name: str) -> str:
    """Where in the archive a sheet lies (ECMA-376, part 1, section 18.2.19)."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relation = next(each.get(_RELATION) for each in book.iter(f"{_MAIN}sheet") if each.get("name") == name)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(str(each.get("Target")) for each in relations if each.get("Id") == relation)
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _refuse_errors(errors: Mapping[tuple[int, int], str], left: int, columns: Sequence[str], last: int) -> None:
    places = sorted(place for place in errors if place[0] > last)
    if not places:
        return
    (row, place), *others = places
    named = ", ".join(f"row {each} column {_column(columns, at - left)}" for each, at in others[:_MOST_NAMED])
    more = f"; {len(others)} more: {named}{' …' if len(others) > _MOST_NAMED else ''}" if others else ""
    raise UnreadableFile(
        f"a value: a formula gives an error{more}", row, errors[row, place], _column(columns, place - left)
    )
