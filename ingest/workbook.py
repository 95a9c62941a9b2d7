"""A process that writes one workbook: `python -m ingest.workbook TARGET`, the content as JSON Lines on standard input.

`ingest.report` starts it, and says what the lines hold.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingest.spreadsheets import PROBLEMS

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?", re.ASCII)
_WRONG = {"bg_color": "#FFD8D0", "font_color": "#7A1A00", "border": 1, "border_color": "#C23B1E"}
_JOINT = "\n"
_LONGEST = 32_767  # characters of a cell in Excel
_WIDTH = 60
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


class _Book:
    """The workbook while it is written."""

    def __init__(self, target: Path) -> None:
        # A cell that begins like a formula or an address is text and nothing else.
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(target), {**options, "constant_memory": True})
        self._bold: Format = self._book.add_format({"bold": True})
        self._wrong: Format = self._book.add_format(_WRONG)
        self._told: Format = self._book.add_format({"font_color": "#7A1A00", "text_wrap": True, "valign": "top"})
        self._sheet: Worksheet | None = None
        self._first = 0
        self._width = 0

    def take(self, item: Mapping[str, Any]) -> None:
        """Write what one line holds."""
        if "listed" in item:
            self._list(item["listed"])
        elif "beside" in item:
            self._beside(item)
        elif "plain" in item:
            self._plain(item)
        elif "columns" in item:
            self._header(item)
        else:
            self._row(item)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _beside(self, item: Mapping[str, Any]) -> None:
        self._sheet = self._book.add_worksheet(item["beside"])
        if not item["shown"]:
            self._sheet.hide()

    def _plain(self, item: Mapping[str, Any]) -> None:
        assert self._sheet is not None
        for column, cell in enumerate(item["plain"], start=item["first"] - 1):
            _cell(self._sheet, item["row"] - 1, column, cell, None)

    def _header(self, item: Mapping[str, Any]) -> None:
        name = _FORBIDDEN.sub(" ", item["sheet"])[:31] or "Sheet1"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.activate()
        for each in item["above"]:
            self._plain(each)
        names, last, depth = item["columns"], item["row"] - 1, item["depth"]
        self._first = item["first"] - 1
        self._width = self._first + len(names)
        self._sheet.set_column(self._width, self._width, _WIDTH)
        # The rows of a header of several are written apart again: “Group / Column”.
        parts = [name.split(" / ") if depth > 1 else [name] for name in names]
        for level in range(depth):
            row = last - depth + 1 + level
            for column, part in enumerate(parts, start=self._first):
                text = part[level] if level < len(part) else ("" if level < depth - 1 else part[-1])
                form = self._wrong if column - self._first in item["wrong"] else self._bold
                self._sheet.write_string(row, column, text, form)
        self._sheet.write_string(last, self._width, PROBLEMS, self._bold)
        if item["problems"]:
            self._sheet.write_comment(last, self._width, _JOINT.join(item["problems"])[:_LONGEST])
        self._sheet.freeze_panes(last + 1, 0)

    def _row(self, item: Mapping[str, Any]) -> None:
        assert self._sheet is not None
        row = item["row"] - 1
        for column, cell in enumerate(item["cells"]):
            _cell(self._sheet, row, self._first + column, cell, self._wrong if column in item["wrong"] else None)
        if item["problems"]:
            self._sheet.write_string(row, self._width, _JOINT.join(item["problems"])[:_LONGEST], self._told)
            for column in item["wrong"]:
                self._sheet.write_comment(row, self._first + column, _JOINT.join(item["problems"])[:_LONGEST])

    def _list(self, rows: Iterable[Sequence[str]]) -> None:
        sheet = self._book.add_worksheet(PROBLEMS)
        sheet.set_column(5, 5, _WIDTH)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                _cell(sheet, number, column, cell, None if number else self._bold)


def _cell(sheet: Worksheet, row: int, column: int, text: str, form: Format | None) -> None:
    if _NUMBER.fullmatch(text):
        sheet.write_number(row, column, float(text), form)
    elif text or form:
        sheet.write_string(row, column, text[:_LONGEST], form)


def main(target: Path, lines: Iterable[str]) -> None:
    """Write the workbook."""
    book = _Book(target)
    for line in lines:
        book.take(json.loads(line))
    book.close()


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(Path(sys.argv[1]), sys.stdin)
