"""`clusterscape token list`: the tokens there are, without what lets their holders in."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from api.commands.parts import OK, add_store
from api.settings import Settings
from graph.accounts import Accounts, Token

NAME = "list"
PURPOSE = "List the tokens of a store: id, scope, graphs, name, and until when each is good."
EXAMPLE = "clusterscape token list"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """Nothing but the store."""
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print a table."""
    table = Table("id", "scope", "graphs", "name", "made", "good", title=f"Tokens of {options.store}")
    for each in Accounts(options.store).tokens():
        table.add_row(each.id, each.scope, _graphs(each), each.name, each.created, _good(each))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)
    return OK


def _graphs(token: Token) -> str:
    if token.scope == "read":
        return "none"
    return "all" if token.graphs is None else "\n".join(token.graphs)


def _good(token: Token) -> str:
    if token.revoked:
        return f"revoked {token.revoked}"
    return f"until {token.expires}" if token.expires else "until revoked"
