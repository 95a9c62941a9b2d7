"""The two ends of a worker's socket: messages, each after its length.

`multiprocessing.connection` speaks the same, but makes a selector for each look, and reads a message in two parts.
"""

import os
import select
import struct
from asyncio import AbstractEventLoop
from collections.abc import Callable

_LENGTH = struct.Struct("!i")
_READ = 256 * 1024
_SHORT = 16 * 1024  # bytes of messages that wait for the next one


class Wire:
    """The parent's end: messages as they come, for a thread that waits or a loop that does not."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._came = bytearray()
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._loop: AbstractEventLoop | None = None  # that tells when something comes
        self._told: Callable[[], None] | None = None

    def send(self, message: bytes) -> None:
        """Send one message; waits until there is room for it."""
        _write(self.descriptor, _LENGTH.pack(len(message)) + message)

    def wait(self, seconds: float) -> bool:
        """Whether something came, or the other end is closed, within some seconds."""
        return bool(self._poll.poll(seconds * 1000))

    def fill(self) -> None:
        """Take what came, where something did; raises EOFError at the end."""
        self._came += _read(self.descriptor)

    def next(self) -> bytes | None:
        """The next message that is here as a whole."""
        return _next(self._came)

    def listen(self, loop: AbstractEventLoop, told: Callable[[], None]) -> None:
        """Have an event loop, the one that runs in this thread, tell when something came, until `ignore`."""
        self._told = told
        if self._loop is not loop:
            loop.add_reader(self.descriptor, self._tell, loop)
            self._loop = loop

    def ignore(self) -> None:
        """Be told no more. The loop goes on listening: to have it begin and end takes as long as many a query."""
        self._told = None

    def close(self) -> None:
        """Close this end, as soon as no loop listens to it."""
        loop = self._loop  # which may end to listen meanwhile
        try:
            if loop is not None:
                loop.call_soon_threadsafe(self._close)
                return
        except RuntimeError:  # it ended
            self._loop = None
        self._close()

    def _tell(self, loop: AbstractEventLoop) -> None:
        if self._told is not None and loop is self._loop:
            self._told()
            return
        loop.remove_reader(self.descriptor)  # another listens, or a thread does, or the other end is closed
        if loop is self._loop:
            self._loop = None

    def _close(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self.descriptor)
        os.close(self.descriptor)


class Voice:
    """The worker's end: waits for a task, and sends messages, of which short ones go out with the next."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._came = bytearray()
        self._held: list[bytes] = []
        self._size = 0

    def hear(self) -> bytes:
        """The next message; raises EOFError where the other end is closed."""
        while (message := _next(self._came)) is None:
            self._came += _read(self._descriptor)
        return message

    def send_bytes(self, message: bytes) -> None:
        """Send one message, or keep it for a while."""
        self._held += (_LENGTH.pack(len(message)), message)
        self._size += len(message)
        if self._size > _SHORT:
            self.flush()

    def flush(self) -> None:
        """Send what is kept."""
        held, self._held, self._size = self._held, [], 0
        _write(self._descriptor, b"".join(held))


def _read(descriptor: int) -> bytes:
    came = os.read(descriptor, _READ)
    if not came:
        raise EOFError
    return came


def _next(came: bytearray) -> bytes | None:
    if len(came) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(came)
    end = _LENGTH.size + length
    if len(came) < end:
        return None
    message = bytes(memoryview(came)[_LENGTH.size : end])
    del came[:end]
    return message


def _write(descriptor: int, message: bytes) -> None:
    left = memoryview(message)
    while left:
        try:
            left = left[os.write(descriptor, left) :]
        except BlockingIOError:  # an event loop that listened to it left it so
            room = select.poll()
            room.register(descriptor, select.POLLOUT)
            room.poll()
