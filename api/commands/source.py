"""`clusterscape source`: one source: begun, looked back at, put back, taken out."""

import argparse

from api.commands import source_history, source_new, source_remove, source_revert
from api.commands.parts import Command
from api.settings import Settings

NAME = "source"
PURPOSE = "Begin a source from a file, show its history, put an earlier version back, take it out."
ACTIONS: tuple[Command, ...] = (source_new, source_history, source_revert, source_remove)
EXAMPLE = "\n  ".join(action.EXAMPLE for action in ACTIONS)


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """What to do."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    for each in ACTIONS:
        action = actions.add_parser(
            each.NAME,
            help=each.PURPOSE,
            description=each.PURPOSE,
            epilog=f"example:\n  {each.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        each.add(action, settings)
        action.set_defaults(action=each)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Do what was chosen."""
    action: Command = options.action
    return action.run(options, settings)
