"""Excel workbooks: sheets, headers, dates, numbers, and what is refused before and while they are opened."""

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ingest.readers import apart
from ingest.readers.table import UnreadableFile
from ingest.spreadsheets import PROBLEMS

Sheet = Any  # the library is published without types
Fill = Callable[[Sheet], None]


def workbook(path: Path, **sheets: Fill) -> Path:
    """A workbook with these sheets, each filled by a function."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    for name, fill in sheets.items():
        fill(book.add_worksheet(name))
    book.close()
    return path


def rows(*lines: list[object]) -> Fill:
    def fill(sheet: Sheet) -> None:
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return fill


def read(path: Path, **options: object) -> tuple[dict[str, Any], list[tuple[int, list[str]]]]:
    head, *items = apart.run("sheet", path, options)
    return head, [(item["row"], item["cells"]) for item in items]


def test_cells_are_written_as_their_owner_sees_them(tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 5, 4, 9, 30)
    path = workbook(
        tmp_path / "a.xlsx",
        Members=rows(
            ["n", "date", "moment", "text", "yes"],
            [12.0, datetime.date(2026, 5, 4), moment, " São ", True],
            [0.1 + 0.2, datetime.date(2019, 12, 31), moment, "two\nlines", False],
            [1200000, "", "", "'=1+1", ""],
            [-0.0000001, "", "", "0012", ""],
        ),
    )
    assert read(path)[1] == [
        (2, ["12", "2026-05-04", "2026-05-04T09:30:00", "São", "true"]),
        (3, ["0.3", "2019-12-31", "2026-05-04T09:30:00", "two\nlines", "false"]),
        (4, ["1200000", "", "", "=1+1", ""]),
        (5, ["-0.0000001", "", "", "0012", ""]),
    ]


def test_a_moment_keeps_its_time(tmp_path: Path) -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write_row(0, 0, ["when"])
        sheet.write_datetime(1, 0, datetime.datetime(2026, 5, 4, 9, 30), style)

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    fill(book.add_worksheet())
    book.close()
    assert read(tmp_path / "a.xlsx")[1] == [(2, ["2026-05-04T09:30:00"])]


def test_the_first_sheet_that_is_shown_is_read_or_the_one_declared(tmp_path: Path) -> None:
    def hidden(sheet: Sheet) -> None:
        rows(["id"], ["hidden"])(sheet)
        sheet.hide()

    path = workbook(
        tmp_path / "a.xlsx",
        **{PROBLEMS: rows(["row"], [1]), "Old": hidden, "Now": rows(["id"], ["now"]), "X": rows(["id"], ["x"])},
    )
    found = [read(path, **options)[1][0][1][0] for options in ({}, {"sheet": "X"}, {"sheet": 1}, {"sheet": "Old"})]
    assert found == ["now", "x", "hidden", "hidden"]
    with pytest.raises(UnreadableFile, match="“Old” \\(hidden\\); “Now”; “X”") as refused:
        read(path, sheet="Members")
    assert refused.value.found == "Members"


def test_merged_headers_are_joined_and_merged_cells_hold_for_all_their_rows(tmp_path: Path) -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write(0, 0, "Members of 2026")
        sheet.merge_range(2, 1, 2, 2, "Seat")
        sheet.write_row(3, 0, ["Name", "City", "Country", "Since"])
        sheet.merge_range(4, 0, 5, 0, "A")
        sheet.write_row(4, 1, ["Porto", "PT", 2019])
        sheet.write_row(5, 1, ["Cluj", "RO", 2020])
        sheet.write_row(8, 0, ["B", "", "IT"])

    path = workbook(tmp_path / "a.xlsx", Members=fill)
    head, found = read(path, header=3, header_rows=2)
    assert head["columns"] == ["Name", "Seat / City", "Seat / Country", "Since"]
    assert found == [
        (5, ["A", "Porto", "PT", "2019"]),
        (6, ["A", "Cluj", "RO", "2020"]),
        (9, ["B", "", "IT", ""]),
    ]


def test_a_table_may_begin_anywhere_in_the_sheet(tmp_path: Path) -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write_row(4, 3, ["id", "name"])
        sheet.write_row(5, 3, ["1", "a"])

    assert read(workbook(tmp_path / "a.xlsx", S=fill))[1] == [(6, ["1", "a"])]


def test_errors_of_formulas_are_refused_with_all_their_places(tmp_path: Path) -> None:
    def fill(sheet: Sheet) -> None:
        sheet.write_row(0, 1, ["id", "sum"])
        for row in range(1, 5):
            sheet.write(row, 1, row)
            sheet.write_formula(row, 2, "=A9", None, "#REF!" if row % 2 else 5)

    with pytest.raises(UnreadableFile, match="a formula gives an error; 1 more: row 4 column sum") as refused:
        read(workbook(tmp_path / "a.xlsx", S=fill))
    assert (refused.value.row, refused.value.column, refused.value.found) == (2, "sum", "#REF!")


@pytest.mark.parametrize(
    ("lines", "row", "column", "expected"),
    [
        ([["id", "n"], ["1", 1234567890123456789]], 2, "n", "at most 15 digits"),
        ([["id", "id"], ["1", "2"]], 1, None, "a name of its own"),
        ([], None, None, "the sheet is empty"),
        ([["id"], ["1", "lost"]], 2, None, "a name in the header"),
    ],
    ids=["long number", "same names", "empty", "beyond the header"],
)
def test_a_bad_sheet_is_refused_with_its_place(
    tmp_path: Path, lines: list[list[object]], row: int | None, column: str | None, expected: str
) -> None:
    with pytest.raises(UnreadableFile, match=expected) as refused:
        read(workbook(tmp_path / "a.xlsx", S=rows(*lines)))
    assert (refused.value.row, refused.value.column) == (row, column)


def changed(path: Path, part: str, content: bytes, name: str | None = None) -> Path:
    """A copy of a workbook in which one part holds something else, or lies under another name."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, content if each == part else old.read(each))
        if name:
            new.writestr(name, content)
    return target


SHEET = "xl/worksheets/sheet1.xml"
_OPEN = b'<?xml version="1.0" encoding="UTF-8"?>'
_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END = b"</sheetData></worksheet>"
LAUGHS = b'<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def cell(text: bytes) -> bytes:
    return b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (_OPEN + LAUGHS + _SHEET + cell(b"&b;") + _END, "without DOCTYPE and entities"),
        (_OPEN + b"<!-- <x> " + b"x" * 70_000 + b"-->" + LAUGHS + _SHEET + _END, "begins within 64 KiB"),
        ((_OPEN + _SHEET + cell(b"x") + _END).decode().encode("utf-16"), "XML parts written in UTF-8"),
        (_OPEN + _SHEET + cell(b"x" * 10_000_000) + _END, "unpacks to at most|cells of at most"),
        (_OPEN + _SHEET + cell(b"x" * 100_000_000) + _END, "unpacks to at most 100 times"),
        (
            _OPEN + _SHEET + cell(b"name") + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + _END,
            "MiB of memory",
        ),
        (_OPEN + _SHEET + b"<row", "an Excel workbook|a header"),
    ],
    ids=["billion laughs", "hidden entities", "UTF-16", "10 MB cell", "bomb", "far corner", "cut"],
)
def test_a_hostile_part_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = changed(workbook(tmp_path / "a.xlsx", S=rows(["id"], ["1"])), SHEET, content)
    with pytest.raises(UnreadableFile, match=expected):
        read(path)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "xl\\..\\x", "C:/x", "xl/../../x"])
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = changed(workbook(tmp_path / "a.xlsx", S=rows(["id"], ["1"])), "", b"x", name)
    with pytest.raises(UnreadableFile, match="names that stay inside it") as refused:
        read(path)
    assert refused.value.found == name


def test_archives_in_the_archive_are_never_opened(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * 200_000_000)
    path = changed(workbook(tmp_path / "a.xlsx", S=rows(["id"], ["1"])), "", bomb.read_bytes(), "xl/embeddings/b.zip")
    assert read(path)[1] == [(2, ["1"])]


def test_parts_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", S=rows(["id"], ["1"]))
    data = path.read_bytes()
    # Each entry of the directory is made to point to the first part (APPNOTE 4.3.12, offset at byte 42).
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data = data[: place + 42] + b"\0\0\0\0" + data[place + 46 :]
        place = data.find(b"PK\x01\x02", place + 1)
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="parts do not overlap"):
        read(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "it is empty"),
        (b"id,name\n", "the format that its name tells"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "without a password"),
    ],
    ids=["empty", "a CSV", "old or under a password"],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=expected):
        read(path)


def test_another_archive_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UnreadableFile, match="an Excel workbook"):
        read(path)
