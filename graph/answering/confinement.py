"""The walls around a process that answers strangers: no network, no core files, so much memory and no more."""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import threading
from multiprocessing import parent_process

# Where Linux refuses to make sockets: numbers of `socket` and `connect` by architecture, from its system call tables.
_ARCHITECTURES = {"x86_64": (0xC000003E, (41, 42)), "aarch64": (0xC00000B7, (198, 203))}
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_PAGE = resource.getpagesize()
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 1, 38, 22, 2
_LOAD, _EQUAL, _RETURN, _ALLOW, _DENY = 0x20, 0x15, 0x06, 0x7FFF0000, 0x0005000D  # deny: "permission denied"


def confine() -> None:
    """Shut this process in, and all that it will fork."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        allocator = ctypes.CDLL(None).mallopt
        # The C library would reserve 64 MiB of addresses for each thread and core, which are counted as if used.
        allocator(_M_ARENA_MAX, 2)
        # And get each block of 128 KiB from the system, whose clearing takes longer than what is done with it.
        allocator(_M_MMAP_THRESHOLD, 4 * 1024**2)
        allocator(_M_TRIM_THRESHOLD, 8 * 1024**2)
        _refuse_network()


def end_with_parent() -> None:
    """Have the system end this process when the one that forked it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def end_with_pool() -> None:
    """Have a process of a pool end when the one that started it ends, however that was: it would wait for ever."""
    parent = parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class Allowance:
    """How much memory this process may have (Linux only: elsewhere a worker's memory is not limited)."""

    def __init__(self) -> None:
        self._told = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else None
        self._most = 0

    def set(self, memory: int) -> None:
        """So much more than it has now."""
        if self._told is None:
            return
        most = int(os.pread(self._told, 64, 0).split()[0]) * _PAGE + memory
        if most != self._most:
            resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
            self._most = most

    @property
    def held(self) -> int:
        """Bytes of memory that this process holds by itself now; 0 where nobody tells (Linux only).

        The most that it ever held (`ru_maxrss`) counts from before it was this program: from its parent's size.
        """
        if self._told is None:
            return 0
        fields = os.pread(self._told, 64, 0).split()
        return (int(fields[1]) - int(fields[2])) * _PAGE


def _refuse_network() -> None:
    """A second wall behind the guard: whatever a query asks, this process reaches no other (seccomp, Linux only)."""
    number, calls = _ARCHITECTURES.get(platform.machine(), (0, ()))
    if not calls:
        return
    rules = [(_LOAD, 0, 0, 4), (_EQUAL, 0, len(calls) + 1, number), (_LOAD, 0, 0, 0)]
    rules += [(_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    rules += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    header = ctypes.create_string_buffer(struct.pack("HP", len(rules), ctypes.addressof(program)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    control(_PR_SET_SECCOMP, _FILTER, header, 0, 0)
