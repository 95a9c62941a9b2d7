"""`clusterscape serve`: pages, JSON and SPARQL over HTTP."""

import argparse
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from api.app import create_app
from api.commands.parts import OK, add_store, say
from api.serving.server import Server
from api.settings import BadSetting, Settings
from api.stores import releases_of
from graph.layout import Layout, layout_of

NAME = "serve"
PURPOSE = "Serve the graph: pages, JSON, SPARQL and maps."
EXAMPLE = "clusterscape serve --port 8080 --store var/store"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The address to listen on."""
    parser.add_argument("--host", default=settings.host, help=f"address to listen on (default {settings.host})")
    parser.add_argument("--port", type=int, default=settings.port, help=f"port to listen on (default {settings.port})")
    parser.add_argument(
        "--default-graph",
        choices=[each.value for each in Layout],
        default=settings.default_graph,
        help="what a query without FROM reads: all graphs and what follows from them (union), or only what is said in "
        f"no named graph, as the standard has it (plain); default {settings.default_graph}",
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=settings.processes,
        help="processes that listen; those beside the first answer lookups of one pattern by themselves (Linux, and a "
        f"store in a folder); default {settings.processes}",
    )
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until Ctrl-C."""
    settings = replace(
        settings,
        store=options.store,
        remote=options.remote,
        host=options.host,
        port=options.port,
        default_graph=options.default_graph,
        processes=options.processes,
    )
    if settings.processes > 1 and (settings.remote or sys.platform != "linux"):
        lacking = "reads a store in a folder" if settings.remote else "runs on Linux, which shares a port among them"
        raise BadSetting(f"more than one process can only serve where it {lacking}: leave out --processes")
    if settings.shown is Layout.UNION and layout_of(settings.store) is Layout.PLAIN:
        raise BadSetting(f"{settings.store} keeps no union of its graphs: add --default-graph plain")
    release = releases_of(settings).current()
    state = f"release {release.name}" if release else "an empty store: load it with `clusterscape load`"
    with _doors(settings.host, settings.port, settings.processes) as (door, *others):
        port = door.getsockname()[1]
        say(f"Clusterscape serves {state} on http://{settings.host}:{port} (Ctrl-C ends it)")
        Server(create_app(settings), settings, others).run(sockets=[door])
    return OK


@contextmanager
def _doors(host: str, port: int, count: int) -> Iterator[list[socket.socket]]:
    """Sockets at one address, of which the first listens: an address that cannot be had is told before anything begins.

    Connections are shared among those that listen (SO_REUSEPORT); nobody else's service can join them unnoticed, as the
    first socket is made by itself.
    """
    with ExitStack() as stack:
        try:
            doors = [stack.enter_context(socket.create_server((host, port)))]
            for _ in range(count - 1):
                doors[0].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                doors.append(stack.enter_context(socket.socket(doors[0].family)))
                # As the first: else connections that have just ended keep the address from a service that begins again.
                doors[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                doors[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                doors[-1].setblocking(False)
                doors[-1].bind(doors[0].getsockname())
        except OSError as error:
            raise BadSetting(
                f"cannot listen on {host}:{port}: {error.strerror} (choose another by --host, --port)"
            ) from error
        for each in doors:
            # The event loop switches Nagle off only for sockets that name their protocol: an answer would wait 40 ms.
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield doors
