"""`clusterscape token revoke`: a token that lets nobody in any more."""

import argparse

from api.commands.parts import OK, add_store, say
from api.settings import Settings
from graph.accounts import Accounts

NAME = "revoke"
PURPOSE = "Take a token back; a service that runs heeds this from the next request on."
EXAMPLE = "clusterscape token revoke 1f0c92ab"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Which token."""
    parser.add_argument("id", metavar="ID", help="the id of the token, as `clusterscape token list` shows it")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Revoke it."""
    token = Accounts(options.store).revoke(options.id)
    say(f"Token {token.id} is revoked.")
    return OK
