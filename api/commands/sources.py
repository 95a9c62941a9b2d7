"""`clusterscape sources`: what is shipped and what was brought, and what the store holds of it."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from api.commands.parts import OK, add_store
from api.settings import Settings
from graph.embedded import EmbeddedStore
from graph.release import Release, Releases
from ingest import versions
from ingest.archive import Archive
from ingest.source import Source, sources
from ingest.versions import REMOVED, Version

NAME = "sources"
PURPOSE = "List the sources that are shipped and those that were brought, and what the store holds of them."
EXAMPLE = "clusterscape sources"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Nothing but the store."""
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print a table."""
    release = Releases(options.store).current()
    newest = versions.current(versions.read(release.artefacts)) if release else {}
    own = (each for each in newest.values() if not each.shipped and each.action != REMOVED)
    listed = (*(Archive(options.store).source(each) for each in own), *sources())
    table = Table(
        *("source", "title", "publisher", "licence", "for", "version", "triples"), title=f"Sources in {options.store}"
    )
    for each in listed:
        version = newest.get(each.id)
        about = each.title.get("en") or next(iter(each.title.values()))
        table.add_row(each.id, about, each.publisher, each.license, each.visibility, *_held(release, each, version))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)
    return OK


def _held(release: Release | None, each: Source, version: Version | None) -> tuple[str, str]:
    """The version and the size of what the release holds of a source."""
    if version is not None:
        return ("-", "removed") if version.action == REMOVED else (str(version.number), str(version.triples))
    store: EmbeddedStore | None = release.open() if release else None
    held = store is not None and each.graph in store.graphs()
    return "-", str(store.size(each.graph)) if store and held else "not loaded"
