"""`clusterscape token new`: a token, told once."""

import argparse
import math
import re

from api.commands.parts import OK, WRONG_CALL, add_store, fail, say
from api.settings import Settings
from graph.accounts import SCOPES, Accounts

NAME = "new"
PURPOSE = "Make a token and print it; it is kept nowhere, so keep it now."
EXAMPLE = "clusterscape token new --scope write --name survey --graph 'https://example.org/survey/*' --days 90"
_GRAPH = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`*]+\*?|\*")
_TOLD = {
    "read": "read: queries may work longer",
    "write": "write: also updates and the graph store",
    "operator": "operator: also hidden sources, all queries that run, and figures of the service",
}


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """What its holder may do, where, and for how long."""
    parser.add_argument("--scope", required=True, choices=SCOPES, help="; ".join(_TOLD.values()))
    parser.add_argument(
        "--graph",
        action="append",
        metavar="IRI",
        help="write to this graph only, or to all whose IRI begins so (end it in *); may be given several times",
    )
    parser.add_argument("--name", default="", help="what or whom it is for, to tell it from others")
    parser.add_argument("--days", type=float, help="for how many days it is good (default: until it is revoked)")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Print the token alone on its line, the last one."""
    if options.graph and options.scope != "write":
        return fail("--graph goes with --scope write only: others write nothing, or everything", WRONG_CALL)
    if odd := next((each for each in options.graph or () if not _GRAPH.fullmatch(each)), None):
        return fail(f"--graph takes an IRI, or the beginning of one and *, not “{odd}”", WRONG_CALL)
    if options.days is not None and not (math.isfinite(options.days) and 0 < options.days < 36_500):
        return fail(f"--days must be more than 0 and less than 36500, not {options.days:g}", WRONG_CALL)
    token, text = Accounts(options.store).new(options.scope, options.graph, options.name, options.days)
    until = f" until {token.expires}" if token.expires else ""
    say(f"Token {token.id} for {options.store}: {token.scope}{until}. It is told this once; send it as")
    say("  Authorization: Bearer TOKEN")
    print(text)
    return OK
