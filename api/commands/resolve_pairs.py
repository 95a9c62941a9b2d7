"""`clusterscape resolve pairs`: judge the pairs of a table, to hold the matcher against pairs of one's own."""

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from api.commands.parts import OK, REFUSED, WRONG_CALL, fail, say
from api.settings import Settings
from ingest.resolve.pairs import BadPairs, judge

NAME = "pairs"
PURPOSE = "Say of each pair of names in a CSV file whether they are one organisation: same, ask or different."
EXAMPLE = "clusterscape resolve pairs pairs.csv -o judged.csv"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The table, and where the judged table goes."""
    parser.add_argument(
        "file",
        type=Path,
        help="CSV with left_name, left_city, left_country, right_name, right_city, right_country",
    )
    parser.add_argument("-o", "--output", type=Path, help="file for the judged table (default: standard output)")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the table with decision, score and reason; tell how many of each."""
    if not options.file.is_file():
        return fail(f"there is no file {options.file}", WRONG_CALL)
    try:
        counted = _to_file(options.file, options.output) if options.output else judge(options.file, sys.stdout)
    except (BadPairs, OSError) as error:
        return fail(str(error), REFUSED)
    say(", ".join(f"{decision} {number}" for decision, number in counted.items()))
    return OK


def _to_file(source: Path, target: Path) -> Mapping[str, int]:
    # A rename at the end: a table that is refused half way leaves no half of an answer, and may be its own target.
    pending = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        with pending.open("x", encoding="utf-8", newline="") as file:
            counted = judge(source, file)
        pending.replace(target)
    except BaseException:
        pending.unlink(missing_ok=True)
        raise
    return counted
