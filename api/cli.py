"""The command `clusterscape`."""

import argparse
import hashlib
import logging
import os
import re
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.app import create_app
from api.settings import BadSetting, Settings, from_environ
from graph import parameters, query
from graph.formats import BY_NAME
from graph.release import Release, Releases
from graph.store import BadQuery, FormatNotOffered, NotAStore, Scope, StoreError
from graph.workers import QueryPool
from ingest.load import Finish, Loaded, LoadRefused, Report, Watcher, load
from ingest.source import BadDeclaration, UnknownSource, choose, sources
from ontology.model import model
from viz import layout

OK, REFUSED, WRONG_CALL = 0, 1, 2
_MOST_FAULTS = 50  # more than this hides the first ones from whoever has to mend them
_USUAL = {"SELECT": "csv", "ASK": "json", "CONSTRUCT": "ttl", "DESCRIBE": "ttl"}
_EXAMPLES = {
    "serve": "clusterscape serve --port 8080 --store var/store",
    "load": "clusterscape load --store var/store portugal",
    "ask": "clusterscape ask clusters-and-pacts --format csv\n  clusterscape ask 'ASK { ?s ?p ?o }' --format json",
    "sources": "clusterscape sources",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0 for done, 1 for refused, 2 for a wrong call."""
    try:
        settings = from_environ(os.environ)
        options = _parser(settings).parse_args(arguments)
        run: Callable[[argparse.Namespace, Settings], int] = options.run
        logging.basicConfig(level=logging.INFO if run is _serve else logging.ERROR, format="%(asctime)s %(message)s")
        return run(options, settings)
    except (BadSetting, UnknownSource, query.UnknownQuery, query.UnknownParameter, parameters.BadValue) as error:
        return _fail(str(error), WRONG_CALL)
    except BadQuery as error:
        place = f" (line {error.line}, column {error.column})" if error.line else ""
        return _fail(f"{error.message}{place}", REFUSED)
    except (StoreError, BadDeclaration) as error:
        return _fail(str(error), REFUSED)
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), REFUSED)


def _parser(settings: Settings) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clusterscape",
        description="The knowledge graph of cluster ecosystems.",
        epilog=f"example:\n  {_EXAMPLES['load']}\n  {_EXAMPLES['serve']}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = _command(commands, "serve", _serve, "Serve the graph: pages, JSON, SPARQL and maps.")
    serve.add_argument("--host", default=settings.host, help=f"address to listen on (default {settings.host})")
    serve.add_argument("--port", type=int, default=settings.port, help=f"port to listen on (default {settings.port})")
    loading = _command(commands, "load", _load, "Load sources into the store; what did not change is left alone.")
    loading.add_argument(
        "source", nargs="*", metavar="SOURCE", help="a source or a dataset; all of them if none is named"
    )
    asking = _command(commands, "ask", _ask, "Ask a named question or a SPARQL query, without a service.")
    asking.add_argument(
        "query", metavar="QUERY-OR-NAME", help="the name of a question, or SPARQL text, or - to read it"
    )
    asking.add_argument(
        "--format", default=None, choices=sorted(BY_NAME), help="format of the answer (default csv, json or ttl)"
    )
    asking.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the question; a thing is written as country:PRT or clusters/aed-cluster-portugal",
    )
    _command(commands, "sources", _sources, "List the sources that are shipped, and what the store holds of them.")
    for command in commands.choices.values():
        command.add_argument(
            "--store", type=Path, default=settings.store, help=f"folder of the store (default {settings.store})"
        )
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace, Settings], int],
    purpose: str,
) -> argparse.ArgumentParser:
    example = f"example:\n  {_EXAMPLES[name]}"
    shape = argparse.RawDescriptionHelpFormatter
    command = commands.add_parser(name, help=purpose, description=purpose, epilog=example, formatter_class=shape)
    command.set_defaults(run=run)
    return command


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    settings = replace(settings, store=options.store, host=options.host, port=options.port)
    release = Releases(settings.store).current()
    state = f"release {release.name}" if release else "an empty store: load it with `clusterscape load`"
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    with _listening(settings.host, settings.port) as door:
        _say(f"Clusterscape serves {state} on http://{settings.host}:{settings.port} (Ctrl-C ends it)")
        server.run(sockets=[door])
    return OK


def _listening(host: str, port: int) -> socket.socket:
    """A socket to serve on, so that an address that cannot be had is told before anything is started."""
    try:
        door = socket.create_server((host, port))
    except OSError as error:
        raise BadSetting(
            f"cannot listen on {host}:{port}: {error.strerror} (choose another by --host, --port)"
        ) from error
    # The event loop switches Nagle off only for sockets that name their protocol; left on, an answer waits 40 ms.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def _load(options: argparse.Namespace, settings: Settings) -> int:
    wanted = choose(options.source)
    try:
        with _Bars() as bars:
            report = load(options.store, wanted, bars, _finish())
    except LoadRefused as refused:
        for fault in refused.faults[:_MOST_FAULTS]:
            print(fault, file=sys.stderr)
        if len(refused.faults) > _MOST_FAULTS:
            print(f"… and {len(refused.faults) - _MOST_FAULTS} more", file=sys.stderr)
        return _fail(str(refused), REFUSED)
    _tell(report)
    return OK


def _finish() -> Finish:
    """Positions on the map are computed with the load; they are computed anew when the program that does so changes."""
    program = sorted(Path(layout.__file__).parent.glob("*.py"))
    version = hashlib.sha256(b"".join(path.read_bytes() for path in program)).hexdigest()
    return Finish(version, lambda draft: layout.write_positions(draft.store, draft.artefacts))


def _tell(report: Report) -> None:
    if not report.loaded and not report.removed:
        _say(f"Nothing changed: release {report.release} is up to date ({len(report.unchanged)} sources)")
        return
    table = Table("source", "rows", "triples", "before", title=f"Release {report.release}")
    for each in report.loaded:
        table.add_row(*_cells(each))
    Console(stderr=True).print(table)
    total = sum(each.triples for each in report.loaded)
    _say(
        f"Loaded {len(report.loaded)} sources, {total} triples; {report.inferred} inferred; "
        f"{len(report.unchanged)} unchanged; {len(report.removed)} removed"
    )


def _cells(each: Loaded) -> tuple[str, str, str, str]:
    return each.source, str(each.rows), str(each.triples), str(each.before)


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    release = _current(options.store)
    text = sys.stdin.read() if options.query == "-" else options.query
    given = dict(_assignment(part) for part in options.set)
    if re.fullmatch(r"[\w-]+", text.strip()):
        named = query.query(text.strip())
        known = parameters.known_to(release.open(), Scope.OPERATOR)
        text = query.bind(named.text, parameters.read(named, given, model(), known))
    elif given:
        raise query.UnknownParameter("--set goes with a named question")
    sys.stdout.buffer.write(_answer(release, text, options.format, settings))
    return OK


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise parameters.BadValue(f"--set takes NAME=VALUE, not “{text}”")
    return name, value


def _answer(release: Release, text: str, wanted: str | None, settings: Settings) -> bytes:
    # As over HTTP: examined first, then run in a process that can be killed.
    with QueryPool(lambda: release.triples, 1, settings.bounds()) as pool:
        form = pool.examine(text).form
        chosen = BY_NAME[wanted or _USUAL[form]]
        if form not in chosen.forms:
            raise FormatNotOffered(f"{form} has no answer in {chosen.media_type}")
        return pool.answer(text, chosen.media_type)


def _sources(options: argparse.Namespace, settings: Settings) -> int:
    release = Releases(options.store).current()
    store = release.open() if release else None
    known = store.graphs() if store else frozenset()
    table = Table("source", "title", "publisher", "licence", "triples", title=f"Sources in {options.store}")
    for each in sources():
        size = str(store.size(each.graph)) if store and each.graph in known else "not loaded"
        table.add_row(each.id, each.title["en"], each.publisher, each.license, size)
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    return OK


def _current(folder: Path) -> Release:
    release = Releases(folder).current()
    if release is None:
        raise NotAStore(f"{folder} holds no graph yet: run `clusterscape load --store {folder}`")
    return release


class _Bars(Watcher):
    """Progress bars on a terminal; plain lines elsewhere."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self._console = console
        self._task = self._progress.add_task("Looking for changes", total=None)

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, step: str, steps: int) -> None:
        """A phase begins."""
        self._task = self._progress.add_task(step, total=steps)
        if not self._console.is_terminal:
            _say(f"{step}: {steps}")

    def advance(self, name: str) -> None:
        """One step is done."""
        self._progress.advance(self._task)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _fail(text: str, status: int) -> int:
    print(f"clusterscape: {text}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
