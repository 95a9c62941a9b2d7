"""Measure how many rows a second the readers give: by the clock, and by the seconds of processor that they take.

Run by `python -m bench reading --rows 100000`. The table is made up: eight columns, as agencies send them.
"""

import csv
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

from ingest import tables
from ingest.source import Dataset, Source

_HEADER = ("id", "name", "city", "country", "website", "sector", "since", "employees")


def measures(rows: int) -> Iterator[tuple[str, float, str]]:
    """What is measured, its value and its unit, one line after the other."""
    with TemporaryDirectory() as folder:
        for file, format_ in _written(Path(folder), rows):
            begun, spent = time.perf_counter(), _processor()
            found = sum(1 for _ in tables.rows(_source(file, format_)))
            clock, processor = time.perf_counter() - begun, _processor() - spent
            yield f"{format_}: {found} rows of 8 columns", found / clock, "rows a second"
            yield f"{format_}: the same, on a processor of its own", found / processor, "rows a second"


def _written(folder: Path, rows: int) -> Iterator[tuple[Path, str]]:
    table = list(_rows(rows))
    plain = folder / "members.csv"
    with plain.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_HEADER, *table])
    yield plain, "csv"
    workbook = folder / "members.xlsx"
    book = xlsxwriter.Workbook(str(workbook), {"strings_to_urls": False})
    sheet = book.add_worksheet("Members")
    for number, row in enumerate([_HEADER, *table]):
        sheet.write_row(number, 0, row)
    book.close()
    yield workbook, "xlsx"
    records = [dict(zip(_HEADER, row, strict=True)) for row in table]
    whole, lines = folder / "members.json", folder / "members.jsonl"
    whole.write_text(json.dumps(records), encoding="utf-8")
    yield whole, "json"
    lines.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    yield lines, "jsonl"


def _rows(rows: int) -> Iterator[tuple[str | int, ...]]:
    chance = random.Random(1)
    for number in range(rows):
        name = f"Organização {chance.randrange(10**6)} de Inovação"
        site = f"https://www.example{number}.pt/"
        since = f"20{number % 27:02d}-03-12"
        yield f"m-{number}", name, "São João da Madeira", "PT", site, "C25.11", since, chance.randrange(5000)


def _source(file: Path, format_: str) -> Source:
    title = {"en": file.name}
    return Source("bench", Dataset("own", title), title, file, file, "", "", "", None, (), format_)


def _processor() -> float:
    """Seconds of processor that this process and those it started have taken."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
