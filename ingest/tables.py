"""The rows of all sources that are tables, whatever their format, and what one file looks up in another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ingest.readers import apart, table, text, topojson
from ingest.readers.table import Row
from ingest.source import BadDeclaration, Source, source

COUNTRIES = "reference-countries"
REGIONS = ("reference-nuts", "reference-nuts-2024")
ACTIVITIES = "reference-nace"
ACTIVITIES_2_1 = "reference-nace-2-1"

# Which reader of the child reads a format, and what it is told besides the options of the declaration.
_APART: Mapping[str, tuple[str, Mapping[str, object]]] = MappingProxyType(
    {
        "xlsx": ("sheet", {}),
        "json": ("records", {}),
        "jsonl": ("records", {"lines": True}),
        "ics": ("calendar", {}),
    }
)
_SECONDS = 600  # of computing: a million records of JSON take 80
_TEXT = MappingProxyType({"csv": text.AUTO, "csv.gz": text.AUTO, "tsv": "\t"})


@dataclass(frozen=True)
class _Opened:
    """A file whose header was read: what was found out about it, and its rows."""

    columns: tuple[str, ...]
    told: Mapping[str, str]
    rows: Iterator[Row]


def rows(each: Source) -> Iterator[Row]:
    """The rows of a source, whatever its format; raises `UnreadableFile` with the place."""
    if each.format in _TEXT:
        return _text_rows(each, _form(each))
    if each.format in _APART:
        return _rows_apart(each, _items(each))
    if each.format == "topojson":
        return topojson.read(each.file, **_layer(each))
    raise BadDeclaration(f"{each.id}: there is no reader for the format “{each.format}”")


def told(each: Source) -> Mapping[str, str]:
    """What the reader found out by itself, for the report: `{"encoding": "cp1252", "delimiter": ";"}`."""
    if each.format in _TEXT:
        form = _form(each)
        found = {"encoding": form.encoding, "delimiter": form.delimiter}
        return {key: value for key, value in found.items() if each.options.get(key, text.AUTO) == text.AUTO}
    if each.format in _APART:
        items = _items(each)
        head = next(items)
        return {key: str(head[key]) for key in ("sheet", "records") if key in head and key not in each.options}
    return {}


def first_column(each: Source) -> int:
    """The number of the column in which the table of a spreadsheet begins: 1 is A; 1 for all other formats."""
    return int(next(_items(each)).get("first", 1)) if each.format == "xlsx" else 1


def sheet(each: Source) -> str:
    """The name of the sheet of a workbook that is read, whether it is declared by name, by number or not at all."""
    return str(next(_items(each))["sheet"])


def _text_rows(each: Source, form: text.Form) -> Iterator[Row]:
    pieces = text.texts(each.file, form, compressed=_compressed(each))
    header = _number(each, "header", 1)
    return table.read(pieces, delimiter=form.delimiter, header=header)


def _form(each: Source) -> text.Form:
    encoding = str(each.options.get("encoding", text.AUTO))
    delimiter = str(each.options.get("delimiter", _TEXT[each.format]))
    return text.form(each.file, encoding, delimiter, compressed=_compressed(each))


def _compressed(each: Source) -> bool:
    return each.format.endswith(".gz")


def _layer(each: Source) -> dict[str, str]:
    return {"layer": str(each.options["layer"])} if "layer" in each.options else {}


def _number(each: Source, name: str, usual: int) -> int:
    value = each.options.get(name, usual)
    if not isinstance(value, int) or value < 1:
        raise BadDeclaration(f"{each.id}: “{name}” must be the number of a row, found “{value}”")
    return value


def _items(each: Source) -> Iterator[dict[str, Any]]:
    reader, further = _APART[each.format]
    if each.format == "xlsx":
        _number(each, "header", 1)
        _number(each, "header_rows", 1)
    return apart.run(reader, each.file, {**each.options, **further}, seconds=_SECONDS)


def _rows_apart(each: Source, items: Iterator[Mapping[str, Any]]) -> Iterator[Row]:
    columns = next(items)["columns"]
    for item in items:
        yield Row(item["row"], dict(zip(columns, item["cells"], strict=False)))


@lru_cache(maxsize=256)
def index(name: str, column: str) -> Mapping[str, Mapping[str, str]]:
    """The cells of each row of a source, found by the value in one column (the first row wins)."""
    found: dict[str, Mapping[str, str]] = {}
    for row in rows(source(name)):
        if column not in row.cells:
            raise BadDeclaration(f"{name} has no column “{column}”; it has: {', '.join(row.cells)}")
        found.setdefault(row.cells[column], row.cells)
    return found


@lru_cache(maxsize=64)
def listed(name: str) -> tuple[Mapping[str, str], ...]:
    """The cells of all rows of a source."""
    return tuple(row.cells for row in rows(source(name)))
