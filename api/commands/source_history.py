"""`clusterscape source history`: which versions sources had, and what became of them."""

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from api.commands.parts import OK, add_store, current
from api.settings import Settings
from ingest import versions
from ingest.versions import UnknownVersion, Version

NAME = "history"
PURPOSE = "List the versions of a source, newest first, or the newest version of each source."
EXAMPLE = "clusterscape source history agency-members-2026"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Which source."""
    parser.add_argument("source", nargs="?", metavar="ID", help="a source; each of them if none is named")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print a table."""
    known = versions.read(current(options.store).artefacts)
    shown = _shown(known, options.source)
    table = Table("source", "version", "when", "what", "file", "checksum", "rows", "triples", "added", "removed")
    for each in shown:
        table.add_row(*_cells(each))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)
    return OK


def _shown(known: Sequence[Version], name: str | None) -> Sequence[Version]:
    if name is None:
        return sorted(versions.current(known).values(), key=lambda each: (each.when, each.source), reverse=True)
    found = versions.history(known, name)
    if not found:
        raise UnknownVersion(f"there is no version of “{name}” (see `clusterscape source history`)")
    return tuple(reversed(found))


def _cells(each: Version) -> tuple[str, ...]:
    figures = (each.rows, each.triples, each.added, each.removed)
    return each.source, str(each.number), each.when, str(each), each.file_name, each.checksum[:12], *map(str, figures)
