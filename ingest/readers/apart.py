"""Read a stranger's file in a process of its own, which is killed when it takes too much."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.readers.child import OUT_OF_MEMORY
from ingest.readers.table import UnreadableFile

SECONDS = 120  # of computing, and of waiting for the next item: a report of 500 pages takes 20
MEMORY = 2 * 1024**3  # bytes of address space: libraries reserve more than they use
_LONGEST_LINE = 64 * 1024**2  # bytes of one item; a row of 2,000 full cells stays far below
_CHUNK = 1024**2


def run(
    reader: str, path: Path, options: Mapping[str, object], *, seconds: int = SECONDS, memory: int = MEMORY
) -> Iterator[dict[str, Any]]:
    """What the reader of this name (`child.READERS`) finds in a file; raises `UnreadableFile` with the limit it met.

    The child ends with the thread that asks for the first item: go through the items in one thread.
    """
    call = {
        "reader": reader,
        "path": str(path.resolve()),
        "options": dict(options),
        "seconds": seconds,
        "memory": memory,
        "parent": os.getpid(),
    }
    with tempfile.TemporaryDirectory() as empty:
        child = _started(json.dumps(call), empty)
        try:
            yield from _items(child, seconds, memory)
        finally:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()


def _started(call: str, folder: str) -> "subprocess.Popen[bytes]":
    # The environment of the operator may hold secrets; the child gets what Python needs to find us, and nothing else.
    root = str(Path(__file__).parents[2])
    environment = {"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
    return subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "ingest.readers.child", call],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _items(child: "subprocess.Popen[bytes]", seconds: int, memory: int) -> Iterator[dict[str, Any]]:
    for line in _lines(child, seconds):
        if line[:1] == b"!":
            fault = json.loads(line[1:])
            raise UnreadableFile(fault["expected"], fault.get("row"), fault.get("found", ""), fault.get("column"))
        if line == b".":
            return
        yield json.loads(line)
    raise UnreadableFile(_why(child.wait(), seconds, memory))


def _lines(child: "subprocess.Popen[bytes]", seconds: int) -> Iterator[bytes]:
    """The whole lines the child writes; only the time that we wait for it counts, not what is done between."""
    assert child.stdout is not None
    out = child.stdout.fileno()
    left = float(seconds)
    rest = b""
    while True:
        begun = time.monotonic()
        ready, _, _ = select.select([out], [], [], left)
        left -= time.monotonic() - begun
        if not ready:
            raise UnreadableFile(_too_slow(seconds))
        chunk = os.read(out, _CHUNK)
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise UnreadableFile(f"no single entry of more than {_LONGEST_LINE // 1024**2} MiB")
        yield from lines


def _why(status: int, seconds: int, memory: int) -> str:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return _too_slow(seconds)
    # Rust and C++ libraries abort where no memory is left.
    if status in (OUT_OF_MEMORY, -signal.SIGABRT):
        return f"a file that can be read with {memory // 1024**2} MiB of memory; this one needs more"
    return f"a file that its reader survives; this one made it crash ({_called(status)})"


def _called(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def _too_slow(seconds: int) -> str:
    return f"a file that can be read in {seconds} seconds; this one takes longer"
