"""`clusterscape serve`: pages, JSON and SPARQL over HTTP."""

import argparse
import socket
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import uvicorn

from api.app import create_app
from api.commands.parts import OK, add_store, say
from api.connection import Connection
from api.settings import BadSetting, Settings
from api.stores import releases_of
from graph.layout import Layout, layout_of

NAME = "serve"
PURPOSE = "Serve the graph: pages, JSON, SPARQL and maps."
EXAMPLE = "clusterscape serve --port 8080 --store var/store"
# The journal has a line for each request and knows who sent it; what the server warns of goes to the same log.
_QUIET: Mapping[str, Any] = MappingProxyType(
    {"proxy_headers": False, "access_log": False, "log_config": None, "log_level": "warning"}
)


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
    )
    if settings.shown is Layout.UNION and layout_of(settings.store) is Layout.PLAIN:
        raise BadSetting(f"{settings.store} keeps no union of its graphs: add --default-graph plain")
    release = releases_of(settings).current()
    state = f"release {release.name}" if release else "an empty store: load it with `clusterscape load`"
    config = uvicorn.Config(create_app(settings), http=Connection, server_header=False, **_QUIET)
    server = uvicorn.Server(config)
    with _listening(settings.host, settings.port) as door:
        say(f"Clusterscape serves {state} on http://{settings.host}:{settings.port} (Ctrl-C ends it)")
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
