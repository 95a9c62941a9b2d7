"""`clusterscape source revert`: an earlier version of a source put back."""

import argparse

from api.commands.loading import perform
from api.commands.parts import add_store, current, say
from api.settings import Settings
from ingest import versions
from ingest.work import Order

NAME = "revert"
PURPOSE = "Load the archived file of an earlier version again; this makes a version of its own."
EXAMPLE = "clusterscape source revert agency-members-2026 --to 2 --by 'data office'"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Which source, to which version, by whom."""
    parser.add_argument("source", metavar="ID", help="a source that was loaded")
    parser.add_argument(
        "--to",
        type=int,
        metavar="N",
        help="number of the version; the newest that says something else if none is given",
    )
    parser.add_argument(
        "--by", default="", metavar="WHO", help="the office or role that asks for it; kept in the history"
    )
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Put it back."""
    known = versions.read(current(options.store).artefacts)
    version = versions.chosen(known, options.source, options.to)
    say(f"{options.source}: back to version {version.number} of {version.when}, {version.file_name}")
    return perform(options.store, (), Order(revert=(version,), by=options.by), remote=options.remote)
