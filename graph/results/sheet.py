"""An answer as a workbook of Excel, sent row by row: nothing is kept, in memory or in a file.

A workbook is a zip of a few files of XML (ECMA-376, part 1). Libraries write it at the end, from a temporary file that
a killed worker would leave behind. Text is always written as text (`inlineStr`), so that none is read as a formula.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, NamedTuple
from xml.sax.saxutils import escape

from graph.results.output import Output, Refused
from ontology.saying import Said

MOST_ROWS, MOST_COLUMNS, LONGEST = 1_048_576, 16_384, 32_767  # of a sheet, of a row, of a cell (in UTF-16)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")  # would be read as an escape (ECMA-376, ST_Xstring)
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# What a number of Excel holds without loss: fifteen digits.
_NUMBER = re.compile(
    r"[+-]?(?=[0-9.]{1,16}(?:[eE]|$))(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?", re.ASCII
)


class Cell(NamedTuple):
    """A value: its text, and whether that is meant as a number."""

    text: str
    number: bool = False


def write(names: Sequence[str], rows: Iterable[Sequence[Cell | None]], output: Output) -> None:
    """Send a workbook of these columns and rows; a second sheet says so where rows are left out."""
    if len(names) > MOST_COLUMNS:
        wide = "a sheet has at most {most} columns: ask for CSV"
        raise Refused("format", Said.of("sheet_columns", wide, most=MOST_COLUMNS))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as book:  # type: ignore[call-overload]
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            _write_rows(sheet, names, rows, output)
        told = output.cut
        if told is not None:
            facts = [["limit", told.told], ["rest", told.next or ""]]
            with book.open("xl/worksheets/sheet2.xml", "w") as sheet:
                _write_sheet(sheet, [[Cell(text) for text in fact] for fact in facts])
        for name, text in _parts(["Answer", "Limit"] if told else ["Answer"]):
            book.writestr(name, _HEAD + text)


def _write_rows(sheet: IO[bytes], names: Sequence[str], rows: Iterable[Sequence[Cell | None]], output: Output) -> None:
    most = min(output.most or MOST_ROWS, MOST_ROWS - 1)
    sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
    sheet.write(_row([Cell(name) for name in names]))
    for number, row in enumerate(rows):
        if number == most or output.is_full:
            output.end("bytes" if output.is_full else "rows", number)
            break
        sheet.write(_row(row))
    sheet.write(b"</sheetData></worksheet>")


def _write_sheet(sheet: IO[bytes], rows: Iterable[Sequence[Cell | None]]) -> None:
    sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
    sheet.writelines(map(_row, rows))
    sheet.write(b"</sheetData></worksheet>")


def _row(cells: Sequence[Cell | None]) -> bytes:
    return f"<row>{''.join(map(_cell, cells))}</row>".encode()


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "<c/>"
    if cell.number and _NUMBER.fullmatch(cell.text):
        return f"<c><v>{float(cell.text):.15g}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_text(cell.text)}</t></is></c>'


def _text(text: str) -> str:
    if len(text) > LONGEST // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST:
        told = "the answer holds a text of more than {most} characters, the most of a cell: ask for CSV"
        raise Refused("format", Said.of("sheet_text", told, most=LONGEST))
    escaped = _ESCAPE.sub(lambda found: "_x005F" + found[0], text)
    return escape(_NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", escaped))


def _parts(sheets: Sequence[str]) -> Iterable[tuple[str, str]]:
    numbered = list(enumerate(sheets, 1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number, _ in numbered
    )
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>'
        ),
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([("worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered]),
    )
    named = "".join(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in numbered)
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'
