"""`clusterscape token`: who may write to a store, or see more of it."""

import argparse

from api.commands import token_list, token_new, token_revoke
from api.commands.parts import Command
from api.settings import Settings

NAME = "token"
PURPOSE = "Make tokens for those who may write or operate, list them, take them back."
ACTIONS: tuple[Command, ...] = (token_new, token_list, token_revoke)
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
