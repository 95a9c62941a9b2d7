"""The process that worker processes are forked from: it has the engine loaded, and answers nothing itself.

So a worker is there in a few milliseconds, where a new Python takes a hundred. It speaks in messages of one letter and
one number: `w` with a socket asks for a worker, `k` ends one, `s` and `c` have one pause and go on; it says `w` with
the number of a new worker, and `e` with that and how it ended.
"""

import gc
import os
import select
import signal
import socket
import struct

from graph.answering.confinement import confine, end_with_parent
from graph.answering.evaluation import serve

MESSAGE = struct.Struct("!cIi")  # a letter, the number of a process, how it ended
_SIGNALS = {b"k": signal.SIGKILL, b"s": signal.SIGSTOP, b"c": signal.SIGCONT}


def main(descriptor: int, memory: int) -> None:
    """Fork workers for whoever holds the other end of a socket, until it is closed."""
    confine()
    gc.freeze()  # what is loaded by now is never collected, and stays shared with all workers
    _Mother(socket.socket(fileno=descriptor), memory).run()


class _Mother:
    def __init__(self, control: socket.socket, memory: int) -> None:
        self._control = control
        self._memory = memory
        self._children: set[int] = set()
        self._ended, self._wake = os.pipe()
        os.set_blocking(self._ended, False)
        os.set_blocking(self._wake, False)

    def run(self) -> None:
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self._control.fileno(), self._ended], [], [])
            if self._ended in ready:
                self._reap()
            if self._control.fileno() in ready and not self._obey():
                break
        for child in self._children:
            os.kill(child, signal.SIGKILL)

    def _obey(self) -> bool:
        message, sockets, _, _ = socket.recv_fds(self._control, MESSAGE.size, 1, socket.MSG_WAITALL)
        if len(message) < MESSAGE.size:
            return False
        order, child, _ = MESSAGE.unpack(message)
        if order == b"w":
            self._fork(sockets[0])
        elif child in self._children:  # else it ended, and its number may be another's by now
            os.kill(child, _SIGNALS[order])
        return True

    def _fork(self, descriptor: int) -> None:
        mother = os.getpid()
        child = os.fork()
        if not child:
            self._become_worker(descriptor, mother)
        os.close(descriptor)
        self._children.add(child)
        self._control.sendall(MESSAGE.pack(b"w", child, 0))

    def _become_worker(self, descriptor: int, mother: int) -> None:
        try:
            end_with_parent()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for each in (self._control.detach(), self._ended, self._wake):
                os.close(each)
            if os.getppid() == mother:
                serve(descriptor, self._memory)
        finally:
            os._exit(1)

    def _reap(self) -> None:
        while True:
            try:
                os.read(self._ended, 4096)
            except BlockingIOError:
                break
        while self._children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                break
            self._children.discard(child)
            self._control.sendall(MESSAGE.pack(b"e", child, os.waitstatus_to_exitcode(status)))
