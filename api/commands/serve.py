"""`clusterscape serve`: pages, JSON and SPARQL over HTTP."""

import argparse
import socket
from dataclasses import replace

import uvicorn

from api.app import create_app
from api.commands.parts import OK, add_store, say
from api.settings import BadSetting, Settings
from graph.release import Releases

NAME = "serve"
PURPOSE = "Serve the graph: pages, JSON, SPARQL and maps."
EXAMPLE = "clusterscape serve --port 8080 --store var/store"


def add(parser: argparse.ArgumentParser, settings: Settings) -> None:
    """The address to listen on."""
    parser.add_argument("--host", default=settings.host, help=f"address to listen on (default {settings.host})")
    parser.add_argument("--port", type=int, default=settings.port, help=f"port to listen on (default {settings.port})")
    add_store(parser, settings)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Serve until Ctrl-C."""
    settings = replace(settings, store=options.store, host=options.host, port=options.port)
    release = Releases(settings.store).current()
    state = f"release {release.name}" if release else "an empty store: load it with `clusterscape load`"
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
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
