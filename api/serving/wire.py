"""How the processes of a service speak: messages of a letter and some bytes, a connection passed with them.

From a light process: `u` it listens, `a` it is alive, `c` a connection and what its client sent, `t` what lookups took,
`l` lines of the log. To it: `s` its settings, then `b` what clients have left of their budgets. Either end ends it by
hanging up.
"""

import errno
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import NamedTuple, TypeVar

UP, ALIVE, CONNECTION, TOOK, LINES, SETTINGS, BUDGETS = b"u", b"a", b"c", b"t", b"l", b"s", b"b"
_HEAD = struct.Struct("!cI")
# The other end takes nothing now; the system passes no more descriptors than a process may have open.
_LATER = (errno.EAGAIN, errno.ETOOMANYREFS)
_MOST = 8 * 1024**2  # bytes that wait for an end that takes none
WAITS = 2  # how often an end that says nothing is waited for: while this process stands still, one wait may go by

_Received = TypeVar("_Received")


class Message(NamedTuple):
    """What came: its letter, its bytes, and the descriptor that came with it, if there is one."""

    letter: bytes
    content: bytes
    descriptor: int | None


def packed(letter: bytes, content: bytes) -> bytes:
    """A message as it is sent."""
    return _HEAD.pack(letter, len(content)) + content


def messages(end: socket.socket) -> Iterator[Message]:
    """What comes from the other end, until it hangs up; raises `TimeoutError` when it says nothing in `WAITS` waits."""
    while True:
        try:
            # Without flags, which Python 3.11 would forget.
            head, descriptors, _, _ = _awaited(partial(socket.recv_fds, end, _HEAD.size, 1))
        except TimeoutError:
            raise
        except OSError:  # it ended with something unread
            return
        for each in descriptors:
            os.set_inheritable(each, False)  # no process that is begun here has it too
        head += _whole(end, _HEAD.size - len(head))
        if len(head) < _HEAD.size:
            return
        letter, size = _HEAD.unpack(head)
        content = _whole(end, size)
        if len(content) < size:
            for each in descriptors:
                os.close(each)
            return
        yield Message(letter, content, descriptors[0] if descriptors else None)


def _whole(end: socket.socket, size: int) -> bytes:
    """So many bytes, less where the other end hangs up: a process that is stopped and goes on has a part of them."""
    content = bytearray()
    with suppress(OSError):  # it ended with something unread
        while len(content) < size and (more := _awaited(partial(end.recv, size - len(content), socket.MSG_WAITALL))):
            content += more
    return bytes(content)


def _awaited(receive: Callable[[], _Received]) -> _Received:
    """What is received in one of several waits: a service that was stopped as a whole finds the first one over."""
    for _ in range(WAITS - 1):
        with suppress(TimeoutError):
            return receive()
    return receive()


class Outbox:
    """Sends without waiting: what the other end does not take now goes before what is sent next."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._rest = bytearray()
        self._sending = threading.Lock()

    @property
    def is_full(self) -> bool:
        """Whether so much waits that nothing more can."""
        return len(self._rest) > _MOST

    def send(self, letter: bytes, content: bytes = b"", descriptor: int | None = None) -> bool:
        """Send a message; False where one with a descriptor cannot go now, or where too much waits already."""
        message = packed(letter, content)
        with self._sending:
            self._flush()
            if descriptor is None:
                if self.is_full:
                    return False
                self._rest += message
                self._flush()
                return True
            return not self._rest and self._passed(message, descriptor)

    def flush(self) -> None:
        """Send what was left."""
        with self._sending:
            self._flush()

    def empty(self) -> None:
        """Send all that was left, and wait until it is taken."""
        with self._sending, suppress(OSError):  # nobody is there any more
            self._end.sendall(self._rest)
            self._rest.clear()

    def _passed(self, message: bytes, descriptor: int) -> bool:
        passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", descriptor))]
        try:  # `socket.send_fds` of Python 3.11 forgets the flags it is given
            sent = self._end.sendmsg([message], passed, socket.MSG_DONTWAIT)
        except OSError as error:
            if error.errno in _LATER:
                return False
            raise
        self._rest += message[sent:]
        self._flush()
        return True

    def _flush(self) -> None:
        try:
            while self._rest:
                del self._rest[: self._end.send(self._rest, socket.MSG_DONTWAIT)]
        except BlockingIOError:
            return
        except OSError:  # nobody is there any more
            self._rest.clear()
