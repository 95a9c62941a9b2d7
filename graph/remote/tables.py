"""Rows that come from a server as JSON, written in the format that was asked for.

Limits are kept by looking at what is written (graph.results.seams), so all rows have to be written in one way: that of
the engine inside this process. Servers that write so themselves are passed on as they are.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from graph.formats import XLSX
from graph.remote import terms
from graph.remote.terms import Table, Told
from graph.results import sheet
from graph.results.output import Output
from graph.results.sheet import Cell
from graph.terms import written

_RESULTS = "http://www.w3.org/2005/sparql-results#"
_HEAD = f'<?xml version="1.0"?><sparql xmlns="{_RESULTS}"><head>'
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset({_XSD + name for name in ("integer", "decimal", "double", "float")})
# Numbers that TSV writes as Turtle does, without quotes: what reads back as the same.
_BARE = {
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+", re.ASCII),
    f"{_XSD}boolean": re.compile("true|false"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+", re.ASCII),
}
_Writer: TypeAlias = Callable[[Sequence[str], Iterable[Told]], Iterator[str]]


def write(table: Table, media_type: str, output: Output) -> None:
    """Write an answer of rows, or a yes or no."""
    if media_type == XLSX:
        names, rows = (table.names, table.rows) if table.truth is None else (["boolean"], _yes_or_no(table.truth))
        sheet.write(names, ([_cell(row.get(name)) for name in names] for row in rows), output)
        return
    pieces = (
        _truth(media_type, table.truth) if table.truth is not None else WRITERS[media_type](table.names, table.rows)
    )
    for piece in pieces:
        output.write(piece.encode("utf-8", "replace"))


def _json(names: Sequence[str], rows: Iterable[Told]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{_compact(list(names))}}},"results":{{"bindings":['
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}{_compact(row)}"
    yield "]}}"


def _xml(names: Sequence[str], rows: Iterable[Told]) -> Iterator[str]:
    yield f"{_HEAD}{''.join(f'<variable name={quoteattr(name)}/>' for name in names)}</head><results>"
    for row in rows:
        cells = (f"<binding name={quoteattr(name)}>{_element(row[name])}</binding>" for name in names if name in row)
        yield f"<result>{''.join(cells)}</result>"
    yield "</results></sparql>"


def _element(told: Mapping[str, str]) -> str:
    kind, value = told["type"], escape(told["value"])
    if kind in {"uri", "bnode"}:
        return f"<{kind}>{value}</{kind}>"
    said = f" xml:lang={quoteattr(told['xml:lang'])}" if "xml:lang" in told else ""
    said = said or (f" datatype={quoteattr(told['datatype'])}" if "datatype" in told else "")
    return f"<literal{said}>{value}</literal>"


def _csv(names: Sequence[str], rows: Iterable[Told]) -> Iterator[str]:
    yield _line(names)
    for row in rows:
        yield _line([_plain(row.get(name)) for name in names])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _plain(told: Mapping[str, str] | None) -> str:
    if told is None:
        return ""
    return f"_:{told['value']}" if told["type"] == "bnode" else told["value"]


def _tsv(names: Sequence[str], rows: Iterable[Told]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join(_turtle(row[name]) if name in row else "" for name in names) + "\n"


def _turtle(told: Mapping[str, str]) -> str:
    bare = _BARE.get(told.get("datatype", ""))
    return told["value"] if bare and bare.fullmatch(told["value"]) else written(terms.term(told))


WRITERS: Mapping[str, _Writer] = MappingProxyType(
    {
        "application/sparql-results+json": _json,
        "application/sparql-results+xml": _xml,
        "text/csv": _csv,
        "text/tab-separated-values": _tsv,
    }
)


def _truth(media_type: str, truth: bool) -> Iterator[str]:
    word = "true" if truth else "false"
    if media_type.endswith("json"):
        yield f'{{"head":{{}},"boolean":{word}}}'
    elif media_type.endswith("xml"):
        yield f"{_HEAD}</head><boolean>{word}</boolean></sparql>"
    else:
        yield word


def _yes_or_no(truth: bool) -> Iterator[Told]:
    yield {"boolean": {"type": "literal", "value": "true" if truth else "false"}}


def _cell(told: Mapping[str, str] | None) -> Cell | None:
    return None if told is None else Cell(_plain(told), told.get("datatype") in _NUMBERS)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
