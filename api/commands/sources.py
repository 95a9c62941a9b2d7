"""`clusterscape sources`: what is shipped, and what the store holds of it."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from api.commands.parts import OK, add_store
from api.settings import Settings
from graph.release import Releases
from ingest.source import sources

NAME = "sources"
PURPOSE = "List the sources that are shipped, and what the store holds of them."
EXAMPLE = "clusterscape sources"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Nothing but the store."""
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print a table."""
    release = Releases(options.store).current()
    store = release.open() if release else None
    known = store.graphs() if store else frozenset()
    table = Table("source", "title", "publisher", "licence", "triples", title=f"Sources in {options.store}")
    for each in sources():
        size = str(store.size(each.graph)) if store and each.graph in known else "not loaded"
        table.add_row(each.id, each.title["en"], each.publisher, each.license, size)
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    return OK
