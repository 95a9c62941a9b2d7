"""`clusterscape ask`: a question answered from a store, without a service; or by a service elsewhere."""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

from api.commands.parts import OK, add_scope, add_store, current, reading, say
from api.settings import BadSetting, Settings
from api.sparql import LIMIT_REACHED
from api.stores import answering, releases_of
from graph import parameters, query
from graph.answering.workers import QueryPool
from graph.formats import BY_NAME, Format
from graph.guard import examine
from graph.remote.address import bearer, is_address, remote
from graph.remote.replicas import Replicas
from graph.remote.store import RemoteStore
from graph.remote.wire import Arriving, Wire
from graph.store import FormatNotOffered, Scope, Store
from ontology.model import model

NAME = "ask"
PURPOSE = "Ask a named question or a SPARQL query, of a store without a service, or of a service elsewhere."
EXAMPLE = """clusterscape ask clusters-and-pacts --format csv
  clusterscape ask 'ASK { ?s ?p ?o }' --format json
  clusterscape ask clusters-and-pacts --service https://clusters.example.org"""
_USUAL = {"SELECT": "csv", "ASK": "json", "CONSTRUCT": "ttl", "DESCRIBE": "ttl"}
_PATH = "/sparql"
_END = 8_000  # bytes in which an answer says at its end that it was cut
_CUT = re.compile(rb'"clusterscape:limit":|Clusterscape: the answer was cut')


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
    parser.add_argument(
        "--service",
        metavar="URL",
        help="the address of a Clusterscape service, or of any SPARQL endpoint, to ask in place of a store; "
        "a token for it is taken from CLUSTERSCAPE_SERVICE_TOKEN",
    )
    add_scope(parser)
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Write the answer to standard output."""
    pieces = _of_service(options, settings) if options.service else _of_store(options, settings)
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    return OK


def _of_service(options: argparse.Namespace, settings: Settings) -> Iterable[bytes]:
    """The answer of a service, as it arrives."""
    if not is_address(options.service):
        raise BadSetting(f"--service takes an address with http:// or https://, not “{options.service}”")
    address = options.service.rstrip("/")
    address = address if "/" in address.partition("://")[2] else address + _PATH
    token = bearer(settings.service_token) if settings.service_token else ""
    wire = Wire(remote(address, queries=(address,), authorization=token, timeout=settings.store_timeout))
    replicas = Replicas((address,), lambda _: None)
    text = _text(options, RemoteStore(wire, replicas), Scope.PUBLIC)
    # What it asks elsewhere by SERVICE is for that service to refuse.
    chosen = _format(examine(text, settings.bounds().query, federated=True).form, options.format)
    arriving = replicas.read(lambda each: wire.ask(each, text, chosen.media_type))
    if arriving.media_type != chosen.media_type:
        raise FormatNotOffered(f"{address} answers in {arriving.media_type}, not in {chosen.media_type}")
    return _watched(arriving)


def _watched(arriving: Arriving) -> Iterator[bytes]:
    """The answer; where the service cut it at its limits, that is told."""
    end = b""
    for piece in arriving.pieces:
        end = (end + piece)[-_END:]
        yield piece
    limit = arriving.told.get(LIMIT_REACHED.lower(), "")
    if (limit and not limit.startswith("at-most")) or _CUT.search(end):
        say(f"this is not the whole answer: the service cut it at its limit ({limit or 'see its end'})")


def _of_store(options: argparse.Namespace, settings: Settings) -> Iterable[bytes]:
    # As over HTTP: examined first, then run where it can be ended.
    scope = Scope(options.scope)
    alone = replace(settings, store=options.store, remote=options.remote, workers=1)
    if alone.remote is None:
        release = current(options.store)
        with QueryPool(lambda: release.seen(scope).triples, 1, settings.bounds()) as pool:
            return _answer(pool, _text(options, release.open(scope), scope), options.format)
    releases = releases_of(alone)
    text = _text(options, reading(options, releases).open(scope), scope)
    with answering(alone, releases) as pool:
        return _answer(pool, text, options.format)


def _answer(pool: QueryPool, text: str, wanted: str | None) -> Iterable[bytes]:
    chosen = _format(pool.examine(text).form, wanted)
    return (pool.answer(text, chosen.media_type),)


def _text(options: argparse.Namespace, store: Store, scope: Scope) -> str:
    """The query that is meant: that of a named question with its parameters, or the text itself."""
    text: str = sys.stdin.read() if options.query == "-" else options.query
    given = dict(_assignment(part) for part in options.set)
    if re.fullmatch(r"[\w-]+", text.strip()):
        named = query.query(text.strip())
        return query.bind(named.text, parameters.read(named, given, model(), parameters.known_to(store, scope)))
    if given:
        raise query.UnknownParameter("--set goes with a named question")
    return text


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise parameters.BadValue(f"--set takes NAME=VALUE, not “{text}”")
    return name, value


def _format(form: str, wanted: str | None) -> Format:
    chosen = BY_NAME[wanted or _USUAL[form]]
    if form not in chosen.forms:
        raise FormatNotOffered(f"{form} has no answer in {chosen.media_type}")
    return chosen
