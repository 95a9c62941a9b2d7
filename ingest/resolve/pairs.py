"""A table of pairs of names, judged row by row, so that anyone can hold the matcher against pairs of their own."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from ingest.resolve.party import Party
from ingest.resolve.score import compare
from ingest.spreadsheets import escaped, unescaped

NEEDED = ("left_name", "right_name")
OPTIONAL = ("left_city", "left_country", "right_city", "right_country", "left_website", "right_website")
ADDED = ("decision", "score", "reason")
_DELIMITERS = ",;\t|"


class BadPairs(ValueError):
    """The table cannot be read as pairs; the text says why."""


def judge(path: Path, target: TextIO) -> Mapping[str, int]:
    """Write the table with decision, score and reason of each row; the answer counts the decisions."""
    counted = {"same": 0, "ask": 0, "different": 0}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            delimiter = _delimiter(file)
            rows = csv.DictReader(file, delimiter=delimiter)
            header = _header(rows.fieldnames or ())
            # Written as it was read: a spreadsheet that makes tables with semicolons expects them with semicolons.
            writer = csv.DictWriter(target, header, extrasaction="ignore", lineterminator="\n", delimiter=delimiter)
            writer.writerow({name: escaped(name) for name in header})
            for judged in _judged(rows):
                counted[judged["decision"]] += 1
                writer.writerow({name: escaped(value) for name, value in judged.items() if name in header})
    except UnicodeDecodeError as error:
        raise BadPairs(f"{path.name} is not UTF-8: {error.reason} at byte {error.start}") from error
    except csv.Error as error:
        raise BadPairs(f"{path.name} is not a CSV file: {error}") from error
    return counted


def _delimiter(file: TextIO) -> str:
    first = file.readline()
    file.seek(0)
    return max(_DELIMITERS, key=first.count)


def _header(found: Sequence[str]) -> list[str]:
    if missing := [name for name in NEEDED if name not in found]:
        raise BadPairs(f"the table needs the columns {' and '.join(missing)}; it has: {', '.join(found) or 'none'}")
    return [*(name for name in found if name not in ADDED), *ADDED]


def _judged(rows: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    for row in rows:
        if None in row or None in row.values():
            raise BadPairs(f"line {rows.line_num} has not as many cells as the header")
        cells = {name: unescaped(value) for name, value in row.items()}
        left, right = party(cells, "left"), party(cells, "right")
        if not left.name or not right.name:
            missing = "left_name" if not left.name else "right_name"
            yield cells | {
                "decision": "different",
                "score": "0.0000",
                "reason": f"There is nothing to compare: {missing} is empty.",
            }
            continue
        verdict = compare(left, right)
        yield cells | {"decision": verdict.decision, "score": f"{verdict.score:.4f}", "reason": verdict.reason}


def party(cells: Mapping[str, str], side: str) -> Party:
    """The party on one side of a row; cells that are not there are empty."""
    return Party(
        name=cells.get(f"{side}_name", "").strip(),
        city=cells.get(f"{side}_city", "").strip(),
        country=cells.get(f"{side}_country", "").strip(),
        website=cells.get(f"{side}_website", "").strip(),
    )
