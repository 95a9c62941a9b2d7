"""Where worker processes come from: one process that forks them when asked, and tells how each ended."""

import queue
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Self

from graph.answering.forking import MESSAGE

_START = (
    "import sys; sys.path[:] = sys.argv[3:]; from graph.answering.forking import main; main(*map(int, sys.argv[1:3]))"
)
_PATIENCE = 20.0  # seconds for a process to begin, or to be gone once it was killed
LOST = -9  # how a process ended that nobody saw end


class NoProcess(OSError):
    """The system gives no process now."""


class Child:
    """One forked process, and the signals it is given through the process that forked it."""

    def __init__(self, mother: "_Mother", number: int) -> None:
        self.number = number
        self._mother = mother
        self._gone = threading.Event()
        self._code = LOST

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self._gone.is_set()

    def kill(self) -> None:
        """End it now."""
        self._mother.order(b"k", self.number)

    def pause(self) -> None:
        """Give it no time until it goes on; its memory is kept."""
        self._mother.order(b"s", self.number)

    def go_on(self) -> None:
        """Give it time again."""
        self._mother.order(b"c", self.number)

    def wait(self) -> int:
        """How it ended, once it has: an exit status, or less than 0 for a signal."""
        self._gone.wait(_PATIENCE)
        return self._code

    def end(self, code: int) -> None:
        """It ended."""
        self._code = code
        self._gone.set()


class Nursery:
    """Forks processes that answer queries; should the forking process be lost, there is another."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._asking = threading.Lock()  # one is asked for at a time: they come in the order of asking
        self._mother: _Mother | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def child(self) -> tuple[Child, socket.socket]:
        """A new process, and the socket it is spoken to by; raises `NoProcess`."""
        with self._asking:
            if self._mother and self._mother.gone:
                self._mother.close()
                self._mother = None
            if self._mother is None:
                self._mother = _Mother(self._memory)
            return self._mother.child()

    def close(self) -> None:
        """End all that were forked, and the one that forked them."""
        with self._asking:
            if self._mother:
                self._mother.close()


class _Mother:
    """The forking process, as it is spoken to."""

    def __init__(self, memory: int) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            arguments = [str(theirs.fileno()), str(memory), *sys.path]
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self.gone = False
        self._born: queue.SimpleQueue[Child | None] = queue.SimpleQueue()
        self._children: dict[int, Child] = {}
        self._speaking = threading.Lock()
        self._listener = threading.Thread(target=self._listen, name="nursery", daemon=True)
        self._listener.start()

    def child(self) -> tuple[Child, socket.socket]:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                with self._speaking:
                    socket.send_fds(self._control, [MESSAGE.pack(b"w", 0, 0)], [theirs.fileno()])
                child = self._born.get(timeout=_PATIENCE)
            except (OSError, queue.Empty):
                child = None
        if child is None:
            ours.close()
            self.close()
            raise NoProcess("no worker process can be started")
        return child, ours

    def order(self, letter: bytes, number: int) -> None:
        with self._speaking, suppress(OSError):  # if it is gone, so are its children
            if not self.gone:
                self._control.sendall(MESSAGE.pack(letter, number, 0))

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()

    def _listen(self) -> None:
        while message := self._message():
            self._hear(*MESSAGE.unpack(message))
        with self._speaking:
            self.gone = True
        self._born.put(None)
        # The system ends children with the one that forked them.
        for child in self._children.values():
            child.end(LOST)
        self._control.close()

    def _message(self) -> bytes:
        try:
            message = self._control.recv(MESSAGE.size, socket.MSG_WAITALL)
        except OSError:  # it was ended with something unread
            return b""
        return message if len(message) == MESSAGE.size else b""

    def _hear(self, letter: bytes, number: int, code: int) -> None:
        if letter == b"w":
            self._children[number] = Child(self, number)
            self._born.put(self._children[number])
        else:
            self._children.pop(number).end(code)
