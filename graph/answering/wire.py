"""The parent's end of a worker's socket: messages as they come, for a thread that waits or a loop that does not.

`multiprocessing.connection` speaks the same, each message after its length, but makes a selector for each look.
"""

import os
import select
import struct

_LENGTH = struct.Struct("!i")
_READ = 256 * 1024


class Wire:
    """Messages from one end to the other."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._came = bytearray()
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)

    def send(self, message: bytes) -> None:
        """Send one message; waits until there is room for it."""
        left = memoryview(_LENGTH.pack(len(message)) + message)
        while left:
            left = left[os.write(self.descriptor, left) :]

    def wait(self, seconds: float) -> bool:
        """Whether something came, or the other end is closed, within some seconds."""
        return bool(self._poll.poll(seconds * 1000))

    def fill(self) -> None:
        """Take what came, where something did; raises EOFError at the end."""
        came = os.read(self.descriptor, _READ)
        if not came:
            raise EOFError
        self._came += came

    def next(self) -> bytes | None:
        """The next message that is here as a whole."""
        if len(self._came) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._came)
        end = _LENGTH.size + length
        if len(self._came) < end:
            return None
        message = bytes(memoryview(self._came)[_LENGTH.size : end])
        del self._came[:end]
        return message

    def close(self) -> None:
        """Close this end."""
        os.close(self.descriptor)
