"""A door is open for so long and no longer, whatever comes through it."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from graph import doors
from graph.doors import Door, pieces

_SECONDS = 0.2
_LETTERS = 500


class Slow(NamedTuple):
    """A server that sends a head letter by letter, and whether it came to its end."""

    host: str
    ended: threading.Event


@pytest.fixture
def slow() -> Iterator[Slow]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Slow(f"127.0.0.1:{server.getsockname()[1]}", threading.Event())
        thread = threading.Thread(target=_answer, args=[server, found.ended])
        thread.start()
        yield found
        thread.join()


def _answer(server: socket.socket, ended: threading.Event) -> None:
    client, _ = server.accept()
    with client:
        try:
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx: ")
            for _ in range(_LETTERS):
                client.sendall(b"x")
                time.sleep(_SECONDS / 10)
            client.sendall(b"\r\n\r\n")
        except OSError:
            return  # whoever asked hung up
    ended.set()


@pytest.mark.parametrize("late", [0.0, 1.5 * _SECONDS], ids=["at-once", "after-its-time"])
def test_a_door_is_shut_in_time_however_long_it_took_to_reach_it(
    slow: Slow, monkeypatch: pytest.MonkeyPatch, late: float
) -> None:
    reach, until = socket.create_connection, time.monotonic() + _SECONDS

    def later(address: tuple[str, int], timeout: float) -> socket.socket:
        time.sleep(late)
        return reach(address, timeout)

    monkeypatch.setattr(doors.socket, "create_connection", later)
    door = Door.to(f"http://{slow.host}/", [slow.host], "HOSTS")
    with pytest.raises(TimeoutError):
        _read(door, until)
    assert not slow.ended.is_set()


def _read(door: Door, until: float) -> bytes:
    with door.opened(_SECONDS) as connection:
        connection.request("GET", "/")
        return b"".join(pieces(connection.getresponse(), 10, lambda: until - time.monotonic()))
