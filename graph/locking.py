"""One at a time: who changes a store holds its lock, and who reads a release keeps it from being deleted."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import IO
from weakref import finalize

from graph.store import StoreError

LOAD, WRITE = "load", "write"
_LOOK = 0.01  # seconds between two looks at a lock
_LONGEST = 60.0  # seconds that a batch of writes may hold the lock while a load waits


class BusyStore(StoreError):
    """Another load is at work on this store."""

    retry_after = 5


@contextmanager
def locked(folder: Path, kind: str, patience: float = 0.1) -> Iterator[None]:
    """Hold the lock of a store; raises `BusyStore` where a load holds it, after so many seconds.

    Writes hold it for moments: a load waits for them in the turn, so that no other write begins before it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    with (folder / "lock").open("a+", encoding="utf-8") as lock:
        with (folder / "turn").open("a", encoding="utf-8") as turn:
            _await(turn, lock, folder, until)
            _await(lock, lock, folder, until)
        _say(lock, kind)
        try:
            yield
        finally:
            _say(lock, "")


def _await(wanted: IO[str], lock: IO[str], folder: Path, until: float) -> None:
    latest = time.monotonic() + _LONGEST
    while not _taken(wanted.fileno()):
        lock.seek(0)
        now = time.monotonic()
        if now > latest or (now > until and lock.read() == LOAD):
            raise BusyStore(f"another load is at work on {folder}: wait for it to end")
        time.sleep(_LOOK)


def _taken(descriptor: int) -> bool:
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _say(lock: IO[str], kind: str) -> None:
    lock.truncate(0)
    lock.write(kind)
    lock.flush()


class Hold:
    """A folder that somebody reads: it is not deleted while this lives."""

    def __init__(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        self.let_go = finalize(self, os.close, descriptor)
        flock(descriptor, LOCK_SH)


def is_held(folder: Path) -> bool:
    """Whether somebody reads a folder."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _taken(descriptor)
    finally:
        os.close(descriptor)
