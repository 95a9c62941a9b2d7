"""`clusterscape ask`: a question answered without a service."""

import argparse
import re
import sys

from api.commands.parts import OK, add_scope, add_store, current
from api.settings import Settings
from graph import parameters, query
from graph.formats import BY_NAME
from graph.release import Seen
from graph.store import FormatNotOffered, Scope
from graph.workers import QueryPool
from ontology.model import model

NAME = "ask"
PURPOSE = "Ask a named question or a SPARQL query, without a service."
EXAMPLE = "clusterscape ask clusters-and-pacts --format csv\n  clusterscape ask 'ASK { ?s ?p ?o }' --format json"
_USUAL = {"SELECT": "csv", "ASK": "json", "CONSTRUCT": "ttl", "DESCRIBE": "ttl"}


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """What to ask, and in which format to answer."""
    parser.add_argument(
        "query", metavar="QUERY-OR-NAME", help="the name of a question, or SPARQL text, or - to read it"
    )
    parser.add_argument(
        "--format", default=None, choices=sorted(BY_NAME), help="format of the answer (default csv, json or ttl)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the question; a thing is written as country:PRT or clusters/aed-cluster-portugal",
    )
    add_scope(parser)
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the answer to standard output."""
    release, scope = current(options.store), Scope(options.scope)
    text = sys.stdin.read() if options.query == "-" else options.query
    given = dict(_assignment(part) for part in options.set)
    if re.fullmatch(r"[\w-]+", text.strip()):
        named = query.query(text.strip())
        known = parameters.known_to(release.open(scope), scope)
        text = query.bind(named.text, parameters.read(named, given, model(), known))
    elif given:
        raise query.UnknownParameter("--set goes with a named question")
    sys.stdout.buffer.write(_answer(release.seen(scope), text, options.format, settings))
    return OK


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise parameters.BadValue(f"--set takes NAME=VALUE, not “{text}”")
    return name, value


def _answer(seen: Seen, text: str, wanted: str | None, settings: Settings) -> bytes:
    # As over HTTP: examined first, then run in a process that can be killed.
    with QueryPool(lambda: seen.triples, 1, settings.bounds()) as pool:
        form = pool.examine(text).form
        chosen = BY_NAME[wanted or _USUAL[form]]
        if form not in chosen.forms:
            raise FormatNotOffered(f"{form} has no answer in {chosen.media_type}")
        return pool.answer(text, chosen.media_type)
