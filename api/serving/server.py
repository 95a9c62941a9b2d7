"""The server of the first process: it goes on with connections that light processes pass to it."""

import asyncio
import json
import resource
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

import uvicorn
from fastapi import FastAPI

from api.connection import Connection
from api.serving.lights import Light
from api.settings import Settings
from graph.answering.offhand import Took

# The journal has a line for each request and knows who sent it; what the server warns of goes to the same log.
_QUIET: Mapping[str, Any] = MappingProxyType(
    {"proxy_headers": False, "access_log": False, "log_config": None, "log_level": "warning", "server_header": False}
)

PATIENCE = 30  # seconds that clients have to read, and threads to work, when the service ends; systemd gives 90
_DESCRIPTORS = 10_000  # that the process may have open, each connection one: many systems begin with 1,024


def config_of(app: FastAPI, connection: type[Connection] = Connection, patience: int | None = None) -> uvicorn.Config:
    """How a process serves: by connections of this kind, whose clients have so many seconds to read when it ends."""
    return uvicorn.Config(app, http=connection, timeout_graceful_shutdown=patience, **_QUIET)


class Server(uvicorn.Server):
    """Serves an application, with light processes beside it."""

    def __init__(
        self, app: FastAPI, settings: Settings, doors: Sequence[socket.socket] = (), patience: int = PATIENCE
    ) -> None:
        """Have a light process listen on each of these sockets, which are bound to the address of the service.

        Told to end, it is not held up for more seconds than `patience`, whatever is still being answered.
        """
        super().__init__(config_of(app, patience=patience))
        self._app = app
        self._passing: set[asyncio.Task[None]] = set()
        app.state.lights = tuple([Light(settings, door, self._took) for door in doors])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and begin the light processes."""
        await super().startup(sockets)
        raise_descriptors()
        loop = asyncio.get_running_loop()
        for each in self._app.state.lights:
            each.begin(lambda *passed: loop.call_soon_threadsafe(self._pass, *passed))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the light processes, go on with what they pass meanwhile, and end."""
        await asyncio.gather(*(asyncio.to_thread(each.close) for each in self._app.state.lights))
        await asyncio.gather(*self._passing)
        await super().shutdown(sockets)

    def _pass(self, descriptor: int, sent: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._go_on(socket.socket(fileno=descriptor), sent))
        self._passing.add(task)
        task.add_done_callback(self._passing.discard)

    async def _go_on(self, passed: socket.socket, sent: bytes) -> None:
        state = self.lifespan.state
        connection = _Passed(config=self.config, server_state=self.server_state, app_state=state)
        with suppress(OSError):  # the client is gone
            await asyncio.get_running_loop().connect_accepted_socket(lambda: connection, passed)
            connection.begin(sent)

    def _took(self, content: bytes) -> bytes:
        """Count what lookups took in a light process; gives what their clients have left."""
        left: dict[str, float] = self._app.state.pool.add(Took(*json.loads(content)))
        return json.dumps(left).encode()


def raise_descriptors() -> None:
    """Let the process have more connections, as far as the system lets it say so."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class _Passed(Connection):
    """A connection that began in another process: what was sent there is read first."""

    _since: bytes | None = b""  # what came since then

    def begin(self, sent: bytes) -> None:
        """Read what was sent there."""
        sent, self._since = sent + (self._since or b""), None
        if sent and not self.transport.is_closing():
            super().data_received(sent)

    def data_received(self, data: bytes) -> None:
        """Read, in turn."""
        if self._since is None:
            super().data_received(data)
        else:
            self._since += data
