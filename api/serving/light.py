"""A light process: it listens beside the first one and answers lookups by itself; all else it hands to that one.

It has no workers, writes nothing and knows no tokens. Who asks for anything but a lookup goes on with the first process
on the same connection: that is passed, with what was sent, and nothing is sent on from here.
"""

import asyncio
import gc
import itertools
import json
import logging
import pickle
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httptools
import uvicorn
from fastapi import FastAPI

from api.connection import END, PROMPTLY, Connection, Refused
from api.logbook import LINE, Logbook
from api.prompt import PROMPT, Prompt
from api.serving.server import config_of
from api.serving.wire import ALIVE, BUDGETS, CONNECTION, LINES, TOOK, UP, Outbox, messages
from api.settings import Settings
from graph.answering.cache import Cache
from graph.answering.confinement import end_with_parent
from graph.answering.offhand import Beside
from graph.answering.pointed import Pointed
from graph.release import Releases
from graph.store import Scope

log = logging.getLogger(__name__)
_OUTBOX = "outbox"  # the name by which connections know it
_EVERY = 0.1  # seconds between two reports of what was spent
_LOOKS = 10  # reports between two signs of life, and looks at the release: one is let go of though nobody asks
_AGAIN = 0.05  # seconds until the first process may take a connection that it did not take now
_PATIENCE = 5  # seconds that readers of answers have when the service ends
_GARBAGE = 50_000  # an answer leaves no rings: to look for them as often as usual takes a twentieth of the time


def main(control: int, door: int) -> None:
    """Answer on a socket until the first process hangs up on the other."""
    end_with_parent()
    end = socket.socket(fileno=control)
    settings = next((pickle.loads(each.content) for each in messages(end)), None)
    if settings is None:  # the first process has ended
        return
    light = _Light(end, settings)
    gc.freeze()  # what is loaded by now is never collected
    gc.set_threshold(_GARBAGE)
    light.server.run(sockets=[socket.socket(fileno=door)])


class Lookups(Connection):
    """Answers what can be answered here and now, and hands the connection on at the first request that cannot."""

    _kept = b""  # what was sent and is for the first process
    _is_given = False

    def data_received(self, data: bytes) -> None:
        """Answer, or hand on."""
        if self.flow.write_paused or not (self._knows(data) or self._reads(data)):
            self._leave(data)

    def on_headers_complete(self) -> None:
        """Answer what is asked, if it is nothing that is refused."""
        with suppress(Refused):
            self._look()
            self._is_given = self._answered()

    def resume_writing(self) -> None:
        """The client took what it was sent."""
        super().resume_writing()
        self._hand_on()

    def _knows(self, data: bytes) -> bool:
        reply = self._prompt.again(self.client, data)
        if reply is not None:
            self._write(reply)
        return reply is not None

    def _reads(self, data: bytes) -> bool:
        """Whether it is one whole request, and was answered."""
        self._sent, self._is_given = data, False
        if data.startswith(b"GET " + PROMPTLY) and data.find(END) == len(data) - len(END):
            with suppress(httptools.HttpParserError, httptools.HttpParserUpgrade):  # the first process tells what it is
                self.parser.feed_data(data)
        return self._is_given

    def _leave(self, data: bytes) -> None:
        """Read no more; before it is handed on, the client has to take the answers before."""
        self._unset_keepalive_if_required()
        self.flow.pause_reading()
        self._kept = data
        if self.transport.get_write_buffer_size():
            self.transport.set_write_buffer_limits(0)  # so that it is told when nothing is left
        else:
            self._hand_on()

    def _hand_on(self) -> None:
        if not self._kept or self.transport.is_closing():
            return
        outbox: Outbox = self.app_state[_OUTBOX]
        if outbox.send(CONNECTION, self._kept, self.transport.get_extra_info("socket").fileno()):
            self.transport.abort()  # of this process only: the other one has it too
        else:
            self.loop.call_later(_AGAIN, self._hand_on)


class Lines:
    """Where the log is written: by the first process, so that no line falls into one of another."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._lost = 0

    def write(self, text: str) -> None:
        """Write lines; lost are those for which there is no room."""
        if not self._outbox.send(LINES, text.encode("utf-8", "backslashreplace")):
            self._lost += text.count("\n")

    def lost(self) -> int:
        """How many lines were lost since this was asked last."""
        lost, self._lost = self._lost, 0
        return lost

    def flush(self) -> None:
        """They are on their way."""


class _Light:
    def __init__(self, end: socket.socket, settings: Settings) -> None:
        self._end, self._outbox = end, Outbox(end)
        self._book, self._lines = Logbook(LINE), Lines(self._outbox)
        self._book.setStream(self._lines)
        logging.basicConfig(level=logging.INFO, handlers=[self._book])
        public = Pointed(Releases(settings.store), Scope.PUBLIC)
        self._pool = Beside(public, settings.bounds(), settings.own_graph)
        app = FastAPI(lifespan=self._lifespan)
        app.state.settings, app.state.pool, app.state.kept = settings, self._pool, Cache(settings.cache)
        self.server = uvicorn.Server(config_of(app, Lookups, _PATIENCE))

    @asynccontextmanager
    async def _lifespan(self, app: FastAPI) -> AsyncIterator[dict[str, object]]:
        hearing = threading.Thread(target=self._hear, args=(asyncio.get_running_loop(),), daemon=True)
        hearing.start()
        self._pool.look()
        telling = asyncio.create_task(self._tell_often())
        self._outbox.send(UP)
        yield {PROMPT: Prompt(app, asyncio.get_running_loop().call_soon), _OUTBOX: self._outbox}
        telling.cancel()
        self._tell()
        self._book.flush()
        self._outbox.empty()

    async def _tell_often(self) -> None:
        for number in itertools.count():
            await asyncio.sleep(_EVERY)
            self._tell()
            if number % _LOOKS == 0:
                self._outbox.send(ALIVE)
                self._pool.look()

    def _tell(self) -> None:
        self._outbox.flush()
        if self._outbox.is_full:
            return
        if took := self._pool.took():
            self._outbox.send(TOOK, json.dumps(took).encode())
        if lost := self._lines.lost():
            log.warning("%d lines of the log were lost: the first process took none", lost)

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        for message in messages(self._end):
            if message.letter == BUDGETS:
                loop.call_soon_threadsafe(self._pool.tell, json.loads(message.content))
        self.server.should_exit = True
