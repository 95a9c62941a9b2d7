"""`clusterscape source remove`: all that a source says taken out of the graph."""

import argparse

from api.commands.loading import perform
from api.commands.parts import add_store, current
from api.settings import Settings
from ingest.work import Order

NAME = "remove"
PURPOSE = "Take a source out of the graph; its history and files are kept, so `source revert` brings it back."
EXAMPLE = "clusterscape source remove agency-members-2026 --by 'data office'"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Which source, and by whom."""
    parser.add_argument("source", metavar="ID", help="a source that is loaded")
    parser.add_argument(
        "--by", default="", metavar="WHO", help="the office or role that asks for it; kept in the history"
    )
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Take it out."""
    current(options.store)
    return perform(options.store, (), Order(remove=(options.source,), by=options.by), remote=options.remote)
