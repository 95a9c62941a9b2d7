"""Light processes as the first process sees them: begun, listened to, begun again when one is lost, and ended."""

import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from api.logbook import Logbook
from api.serving import wire
from api.serving.wire import WAITS, Message, messages, packed
from api.settings import Settings

log = logging.getLogger(__name__)
_START = "import sys; sys.path[:] = sys.argv[3:]; from api.serving.light import main; main(*map(int, sys.argv[1:3]))"
_PAUSE = 1.0  # seconds before another takes the place of one that is lost
_PATIENCE = 10.0  # seconds that one has to end, and that it may say nothing: it gives a sign of life each second
_BEGINNING = 60.0  # seconds that one has to begin
_LOOK = 0.1  # seconds between two looks whether there is room for a connection, or who waits at the door
_READ = 64 * 1024  # bytes


class Light:
    """One light process, and its successors."""

    def __init__(self, settings: Settings, door: socket.socket, took: Callable[[bytes], bytes]) -> None:
        """Have it listen on a bound socket; what it tells of its lookups is passed on, and the answer told to it."""
        self._settings = settings
        self._door = door
        self._took = took
        self._pass: Callable[[int, bytes], object] = lambda *_: None
        self._end: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._changing = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="light", daemon=True)
        self.listens = False
        self.lost = 0  # how many ended, or were ended, though they were not to

    def begin(self, pass_on: Callable[[int, bytes], object]) -> None:
        """Start it; the descriptor of a connection and what its client sent are passed on from another thread."""
        self._pass = pass_on
        self._thread.start()

    def close(self) -> None:
        """Let it end its work, and wait until it is gone."""
        with self._changing:
            self._ending.set()
            if self._end:
                self._end.shutdown(socket.SHUT_WR)
        until = time.monotonic() + _PATIENCE
        while self._thread.is_alive():
            self._thread.join(_LOOK)
            self._let_in()
            if self._process and time.monotonic() > until:
                self._process.kill()
        self._let_in()
        self._door.close()

    def _keep(self) -> None:
        # The system ends a process with the thread that began it (`end_with_parent`): this one stays.
        while not self._ending.is_set():
            try:
                end = self._begun()
            except OSError as error:
                log.warning("no light process can be started: %s", error)
            else:
                with end:
                    self._listen(end)
                    with self._changing:
                        self._end = None  # before it is closed: `close` says on it that this is the end
                self._over()
            self._ending.wait(_PAUSE)

    def _listen(self, end: socket.socket) -> None:
        """Heed what it says, until it hangs up; one that says nothing any more is killed."""
        try:
            for message in messages(end):
                self._heed(message, end)
                self._await_room()
        except TimeoutError:
            assert self._process
            log.warning("a light process says nothing any more: it is killed")
            self._process.kill()

    def _begun(self) -> socket.socket:
        with self._changing:
            self._end, theirs = socket.socketpair()
            with theirs:
                given = [theirs.fileno(), self._door.fileno()]
                self._process = subprocess.Popen(
                    [sys.executable, "-c", _START, *map(str, given), *sys.path],
                    pass_fds=given,
                    stdin=subprocess.DEVNULL,
                    process_group=0,  # Ctrl-C is for the first process, which ends the others
                )
            self._end.settimeout(_BEGINNING / WAITS)
            self._end.sendall(packed(wire.SETTINGS, pickle.dumps(self._settings)))
            if self._ending.is_set():
                self._end.shutdown(socket.SHUT_WR)
            return self._end

    def _over(self) -> None:
        """It hung up, or was killed: see how it ended, and leave its clients to the first process."""
        assert self._process
        self.listens = False
        try:
            code = self._process.wait(_PATIENCE if self._ending.is_set() else _PAUSE)
        except subprocess.TimeoutExpired:
            log.warning("a light process does not end: it is killed")
            self._process.kill()
            code = self._process.wait()
        if not self._ending.is_set():
            self.lost += 1
            log.warning("a light process ended with %d; another takes its place", code)
            self._let_in()
            with suppress(OSError):  # it never listened
                self._door.shutdown(socket.SHUT_RD)  # nobody comes by this door until another process listens

    def _let_in(self) -> None:
        """Who waits at the door is let in by the first process, with what was sent: it may be about to end."""
        with suppress(OSError):  # nobody waits, or nobody listened
            while True:
                client, _ = self._door.accept()
                sent = _sent(client)
                self._pass(client.detach(), sent)

    def _heed(self, message: Message, end: socket.socket) -> None:
        match message.letter:
            case wire.UP:
                self.listens = True
                end.settimeout(_PATIENCE / WAITS)
            case wire.LINES:
                for book in logging.getLogger().handlers:
                    if isinstance(book, Logbook):
                        book.take(message.content.decode())
            case wire.TOOK:
                with suppress(OSError):  # it is ending, or hangs
                    end.sendall(packed(wire.BUDGETS, self._took(message.content)))
            case wire.CONNECTION:
                if message.descriptor is None:
                    log.warning("a connection was lost: this process has no descriptor left")
                else:
                    self._pass(message.descriptor, message.content)

    def _await_room(self) -> None:
        """Wait until a descriptor is free: one that comes while none is would be lost."""
        while not self._ending.is_set():
            try:
                os.close(os.dup(self._door.fileno()))
            except OSError:
                self._ending.wait(_LOOK)
            else:
                return


def _sent(client: socket.socket) -> bytes:
    """What a client sent before it was let in."""
    try:
        return client.recv(_READ, socket.MSG_DONTWAIT)
    except OSError:  # nothing yet, or it is gone
        return b""
