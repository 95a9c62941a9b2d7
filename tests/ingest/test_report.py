"""The copy of a file that tells what is wrong in it."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ingest import report
from ingest.faults import Fault, address, letters
from ingest.source import Source
from ingest.spreadsheets import PROBLEMS, escaped, unescaped
from tests.ingest.heard import hear

MakeSource = Callable[..., Source]
MAPPING = """
key = ["id"]
[thing.cluster]
iri = "cluster/{id}"
[thing.cluster.say]
"rdfs:label" = {column = "name"}
"csc:founded" = {column = "since", as = "date"}
"""
ROWS = "id,name,since\na,A,2019\nb,=1+1,soon\nc,C,later\n"


@given(st.text(max_size=40))
def test_what_is_escaped_is_read_back(cell: str) -> None:
    assert unescaped(escaped(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "+351 213"]
)
def test_a_formula_is_escaped(cell: str) -> None:
    assert escaped(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=b", "-5", "+3.14", "-1,5", "2019-03", "'quoted'", "a\t"])
def test_what_is_no_formula_is_left_alone(cell: str) -> None:
    assert escaped(cell) == cell


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")])
def test_a_column_has_letters(number: int, name: str) -> None:
    assert letters(number) == name


def test_a_cell_has_an_address_in_a_spreadsheet_only() -> None:
    assert address("xlsx", ["a", "b"], "b", 7) == "B7"
    assert address("xlsx", ["a", "b"], "b", 7, first=3) == "D7"
    assert address("csv", ["a", "b"], "b", 7) == ""
    assert address("xlsx", ["a"], None, 7) == ""


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


def test_a_table_gets_a_column_of_problems(make_source: MakeSource, tmp_path: Path) -> None:
    source = make_source(ROWS, MAPPING)
    rows = read(report.annotated(source, hear(source).mapped.faults, tmp_path / "copy.csv"))
    assert rows[0] == ["id", "name", "since", PROBLEMS]
    assert rows[1] == ["a", "A", "2019", ""]
    assert rows[2][:3] == ["b", "'=1+1", "soon"]
    assert rows[2][3].startswith("since: expected a date")
    assert len(rows) == 4


def test_what_comes_back_corrected_is_read_as_it_was(make_source: MakeSource, tmp_path: Path) -> None:
    source = make_source(ROWS, MAPPING)
    copy = report.annotated(source, hear(source).mapped.faults, tmp_path / "copy.csv")
    copy.write_text(copy.read_text(encoding="utf-8-sig").replace("soon", "2020").replace("later", "2021"), "utf-8")
    heard = hear(replace(source, file=copy))
    assert heard.faults == []
    assert {str(o) for s, p, o in heard.triples} >= {"=1+1", "2019", "2020", "2021"}


def test_the_delimiter_stays(make_source: MakeSource, tmp_path: Path) -> None:
    source = make_source(ROWS.replace(",", ";"), MAPPING)
    copy = report.annotated(source, hear(source).mapped.faults, tmp_path / "copy.csv")
    assert copy.read_text(encoding="utf-8-sig").startswith(f"id;name;since;{PROBLEMS}")


def test_a_problem_of_the_header_is_told_in_the_header(make_source: MakeSource, tmp_path: Path) -> None:
    source = make_source(ROWS.replace("since", "sinse"), MAPPING)
    rows = read(report.annotated(source, hear(source).mapped.faults, tmp_path / "copy.csv"))
    assert rows[0][3].startswith(f"{PROBLEMS} | sinse: expected the column to be mapped or ignored")
    assert "since: expected this column" in rows[0][3]
    assert len(rows) == 4


def test_a_file_that_cannot_be_read_to_its_end_gets_the_list(make_source: MakeSource, tmp_path: Path) -> None:
    source = make_source(ROWS + "d,D\n", MAPPING)
    rows = read(report.annotated(source, hear(source).mapped.faults, tmp_path / "copy.csv"))
    assert rows[0] == ["file", "row", "column", "cell", "value", "problem"]
    assert [row[1] for row in rows[1:]] == ["3", "4", "5"]


def test_the_list_of_other_formats_is_a_table(make_source: MakeSource, tmp_path: Path) -> None:
    source = replace(make_source(ROWS, MAPPING), format="json")
    faults = [Fault("x.json", 3, "name", "=1", "a name")]
    target = report.annotated(source, faults, tmp_path / "copy.json")
    assert target.name == "copy.csv"
    assert read(target)[1] == ["x.json", "3", "name", "", "'=1", "expected a name"]


@pytest.fixture
def sheet(make_source: MakeSource, tmp_path: Path) -> Source:
    """The same rows in a workbook, with the header in the third row."""
    path = tmp_path / "members.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    page = book.add_worksheet("Members")
    page.write(0, 1, "Members of the clusters")
    for number, line in enumerate(ROWS.splitlines(), start=2):
        for column, cell in enumerate(line.split(","), start=1):
            page.write_string(number, column, cell)
    book.close()
    return replace(make_source(ROWS, MAPPING), file=path, format="xlsx", options={"header": 3, "sheet": "Members"})


def test_a_fault_in_a_workbook_has_the_address_of_its_cell(sheet: Source) -> None:
    faults = hear(sheet).mapped.faults
    assert [(fault.row, fault.column, fault.cell) for fault in faults] == [(5, "since", "D5"), (6, "since", "D6")]
    assert "column since (cell D5)" in str(faults[0])


def test_a_workbook_gets_colours_a_column_and_a_second_sheet(sheet: Source, tmp_path: Path) -> None:
    target = report.annotated(sheet, hear(sheet).mapped.faults, tmp_path / "copy.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(target))
    assert book.sheet_names == ["Members", PROBLEMS]
    rows = book.get_sheet_by_name("Members").to_python(skip_empty_area=False)
    assert rows[2][-4:] == ["id", "name", "since", PROBLEMS]
    assert rows[4][-4:-1] == ["b", "=1+1", "soon"]
    assert str(rows[4][-1]).startswith("since: expected a date")
    listed = book.get_sheet_by_name(PROBLEMS).to_python()
    assert listed[1][:5] == ["members.xlsx", 5.0, "since", "D5", "soon"]
    corrected = replace(sheet, file=target)
    assert [(fault.row, fault.column) for fault in hear(corrected).mapped.faults] == [(5, "since"), (6, "since")]
    assert [fault.cell for fault in hear(corrected).mapped.faults] == ["D5", "D6"]


def test_the_other_sheets_of_a_workbook_are_kept_by_their_values(sheet: Source, tmp_path: Path) -> None:
    path = tmp_path / "whole.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    cover = book.add_worksheet("Cover")
    cover.write(2, 3, "Agency")
    page = book.add_worksheet("Members")
    page.write(0, 1, "Members of the clusters")
    for number, line in enumerate(ROWS.splitlines(), start=2):
        for column, cell in enumerate(line.split(","), start=1):
            page.write_string(number, column, cell)
    codes = book.add_worksheet("Codes")
    codes.write_row(0, 0, ["a", 1, "=1+1"])
    codes.write(1, 0, 12345678901234567890)
    codes.hide()
    book.close()
    whole = replace(sheet, file=path, options={"header": 3, "sheet": 2})
    target = report.annotated(whole, hear(whole).mapped.faults, tmp_path / "copy.xlsx")
    copy = python_calamine.CalamineWorkbook.from_path(str(target))
    assert copy.sheet_names == ["Cover", "Members", "Codes", PROBLEMS]
    assert copy.get_sheet_by_name("Cover").to_python(skip_empty_area=False)[2][3] == "Agency"
    assert copy.get_sheet_by_name("Members").to_python(skip_empty_area=False)[0][1] == "Members of the clusters"
    assert copy.get_sheet_by_name("Codes").to_python()[0] == ["a", 1.0, "=1+1"]
    assert [each.visible for each in copy.sheets_metadata][2] == python_calamine.SheetVisibleEnum.Hidden
    last = copy.get_sheet_by_name(PROBLEMS).to_python()[-1]
    assert str(last[-1]).startswith("The sheet “Codes” is kept down to row 1 only: expected numbers of at most 15")
    again = replace(whole, file=target)
    assert [fault.cell for fault in hear(again).mapped.faults] == ["D5", "D6"]


def test_a_workbook_that_cannot_be_written_is_told(sheet: Source, tmp_path: Path) -> None:
    with pytest.raises(report.ReportFailed, match=r"copy\.xlsx"):
        report.annotated(sheet, hear(sheet).mapped.faults, tmp_path / "nowhere" / "copy.xlsx")
