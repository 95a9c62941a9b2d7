"""A copy of a file with what is wrong in it, that its owner can correct and send back."""

import csv
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ingest import beside, tables
from ingest.faults import Fault
from ingest.readers.table import Row, UnreadableFile
from ingest.source import Source
from ingest.spreadsheets import PROBLEMS, escaped, is_ours

_HEAD = ("file", "row", "column", "cell", "value", "problem")
_JOINT = " | "
_SECONDS = 600  # what is left of the writing when all rows are told


class ReportFailed(RuntimeError):
    """The annotated copy could not be written."""


def annotated(source: Source, faults: Sequence[Fault], target: Path) -> Path:
    """Write the copy: a table with a column of problems for CSV and XLSX, for other formats the list of faults as CSV.

    XLSX has the faulty cells coloured, a further sheet with the list, and the other sheets by their values. A file
    that cannot be read to its end gets the list too: its owner must not send back half of it. The file that was
    written is given back: its name ends as its format demands.
    """
    try:
        match source.format.removesuffix(".gz"):
            case "xlsx":
                return _workbook(source, faults, target.with_suffix(".xlsx"))
            case "csv" | "tsv":
                return _write(_named(target), _delimiter(source), _copied(source, faults))
    except UnreadableFile:
        target.with_suffix(".xlsx").unlink(missing_ok=True)
    return _write(_named(target), ",", listed(faults))


def place(target: Path, source: Source, first: bool) -> Path:
    """The name of the copy for one of several sources: the first has the name that was asked for."""
    return target if first else target.with_stem(f"{target.stem}-{source.id}")


def places(target: Path, sources: Iterable[Source]) -> Iterator[Path]:
    """Every file that `annotated` may write for these sources."""
    for source in sources:
        for named in (place(target, source, True), place(target, source, False)):
            yield from (_named(named), named.with_suffix(".xlsx"))


def _named(target: Path) -> Path:
    return target if target.suffix in {".csv", ".tsv", ".txt"} else target.with_suffix(".csv")


def _delimiter(source: Source) -> str:
    said = tables.told(source).get("delimiter") or str(source.options.get("delimiter", ""))
    return said if len(said) == 1 else "\t" if source.format.startswith("tsv") else ","


def listed(faults: Iterable[Fault]) -> Iterator[Sequence[str]]:
    """The faults as a table."""
    yield _HEAD
    for each in faults:
        yield (each.file, str(each.row or ""), each.column or "", each.cell, each.value, each.problem)


def _write(target: Path, delimiter: str, rows: Iterable[Sequence[str]]) -> Path:
    # With a byte order mark, Excel reads it as UTF-8.
    with target.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle, delimiter=delimiter).writerows([escaped(cell) for cell in row] for row in rows)
    return target


def _copied(source: Source, faults: Sequence[Fault]) -> Iterator[Sequence[str]]:
    """The header and rows of a file, each with its problems; empty rows keep the numbers of the others right."""
    problems, header = _by_row(faults), _header(source)
    names: list[str] = []
    number = header
    for row in tables.rows(source):
        if not names:
            names = _names(row)
            yield from ([] for _ in range(header - 1))
            yield [*names, _JOINT.join([PROBLEMS, *problems.get(header, ()), *problems.get(None, ())])]
        yield from ([] for _ in range(row.number - number - 1))
        number = row.number
        yield [*(row.cells[name] for name in names), _JOINT.join(problems.get(number, ()))]


def _names(row: Row) -> list[str]:
    return [name for name in row.cells if not is_ours(name)]


def _header(source: Source) -> int:
    header = source.options.get("header", 1)
    return (header if isinstance(header, int) else 1) + _depth(source) - 1


def _depth(source: Source) -> int:
    depth = source.options.get("header_rows", 1)
    return depth if isinstance(depth, int) else 1


def _by_row(faults: Iterable[Fault]) -> Mapping[int | None, list[str]]:
    found: dict[int | None, list[str]] = defaultdict(list)
    for each in faults:
        column = f"{each.column}: " if each.column else ""
        found[each.row].append(f"{column}{each.problem}")
    return found


def _workbook(source: Source, faults: Sequence[Fault], target: Path) -> Path:
    """The workbook is written by a process of its own: the library is heavy, and this one may serve readers."""
    command = [sys.executable, "-m", "ingest.workbook", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8") as child:
        assert child.stdin is not None
        assert child.stderr is not None
        try:
            for item in _items(source, faults):
                child.stdin.write(json.dumps(item, ensure_ascii=False) + "\n")
            child.stdin.close()
        except BrokenPipeError:
            pass  # it says below why it ended
        except BaseException:
            child.kill()
            raise
        told = child.stderr.read()
        if child.wait(_SECONDS):
            raise ReportFailed(f"{target.name} could not be written: {told.strip()[-300:]}")
    return target


def _items(source: Source, faults: Sequence[Fault]) -> Iterator[Mapping[str, object]]:
    """What the process gets, line by line: the sheets in their order, and last the list of problems."""
    lost: list[str] = []
    name = tables.sheet(source)
    before, after = beside.order(source, name)
    for each in before:
        yield from beside.items(source, each, lost)
    yield from _annotated(source, name, faults)
    for each in after:
        yield from beside.items(source, each, lost)
    told = [Fault(source.file.name, None, None, "", text) for text in lost]
    yield {"listed": [list(each) for each in listed((*faults, *told))]}


def _annotated(source: Source, name: str, faults: Sequence[Fault]) -> Iterator[Mapping[str, object]]:
    """The sheet that is read: its columns, what stands over them, its rows, each with its problems."""
    problems, marked, header = _by_row(faults), _marked(faults), _header(source)
    names: list[str] = []
    for row in tables.rows(source):
        if not names:
            names = _names(row)
            head = {"sheet": name, "columns": names, "depth": _depth(source)}
            told = [*problems.get(header, ()), *problems.get(None, ())]
            place = {"row": header, "first": tables.first_column(source)}
            over = [*beside.above(source, name, header - _depth(source))]
            yield {**head, **place, "above": over, "problems": told, "wrong": _places(names, marked, header)}
        wrong = _places(names, marked, row.number)
        cells = [row.cells[name] for name in names]
        yield {"row": row.number, "cells": cells, "problems": problems.get(row.number, []), "wrong": wrong}


def _marked(faults: Iterable[Fault]) -> Mapping[int | None, set[str]]:
    found: dict[int | None, set[str]] = defaultdict(set)
    for each in faults:
        found[each.row].add(each.column or "")
    return found


def _places(names: Sequence[str], marked: Mapping[int | None, set[str]], row: int) -> list[int]:
    return [place for place, name in enumerate(names) if name in marked.get(row, ())]
