"""A service in several processes, and connections that a process of one's choice has let in."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import httpx2

from bench.server import COMMAND, HOST, PATIENCE, below
from tests.api.test_prompt import Wire


def until(condition: Callable[[], object], seconds: float = 2 * PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


class Service(NamedTuple):
    """A service: its first process, its port, and the file of its log."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def light(self) -> int:
        """The number of the light process."""
        (found,) = [each for each in below(self.process.pid) if b"api.serving.light" in _command(each)]
        return found

    def is_ready(self) -> bool:
        with suppress(httpx2.TransportError):
            return httpx2.get(f"{self.address}/ready", timeout=PATIENCE).status_code == 200
        return False

    def connected(self, process: int) -> Wire:
        """A connection that this process has let in."""
        while self.holder(wire := Wire(self.port)) != process:
            wire.close()
        return wire

    def holder(self, wire: Wire) -> int:
        """The process that has a connection."""
        until(lambda: _inode(self.port, wire.address[1]) != "0")
        return self.holder_now(wire)

    def holder_now(self, wire: Wire) -> int:
        """The same, 0 for one that waits to be let in."""
        name = f"socket:[{_inode(self.port, wire.address[1])}]"
        for each in (self.process.pid, *below(self.process.pid)):
            for descriptor in Path(f"/proc/{each}/fd").iterdir():
                with suppress(OSError):
                    if os.readlink(descriptor) == name:
                        return each
        return 0

    def answered(self) -> int:
        """How many queries were answered, as the service counts them."""
        told = httpx2.get(f"{self.address}/metrics").text
        found = re.search(r'queries_total\{outcome="answered"\} (\d+)', told)
        assert found
        return int(found[1])

    def lines(self, sign: str) -> list[str]:
        """Lines of the log with a sign."""
        return [line for line in self.log.read_text(encoding="utf-8").splitlines() if sign in line]


def _command(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def _inode(port: int, other: int) -> str:
    """The number of the socket that has a connection; 0 until it is let in."""
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if (fields[1].endswith(f":{port:04X}"), fields[2].endswith(f":{other:04X}")) == (True, True):
            return fields[9]
    return "0"


@contextmanager
def serving_in(processes: int, folder: Path, log: Path, port: int = 0, **settings: str) -> Iterator[Service]:
    """A service over a folder, once it is ready; its log goes to a file."""
    command = [str(COMMAND), "serve", "--host", HOST, "--port", str(port), "--store", str(folder)]
    environ = os.environ | {f"CLUSTERSCAPE_{name.upper()}": text for name, text in settings.items()}
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "--processes", str(processes)], stdin=subprocess.DEVNULL, stderr=written, env=environ
        )
    try:
        until(lambda: b"(Ctrl-C" in log.read_bytes() or process.poll() is not None)
        found = re.search(r"http://[^:]+:(\d+) ", log.read_text(encoding="utf-8"))
        assert found
        service = Service(process, int(found[1]), log)
        until(service.is_ready)
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def is_gone(process: int) -> bool:
    """Whether a process is over."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    return True
