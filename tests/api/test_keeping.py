"""How long a connection stays after answers that were given where their request was read."""

import asyncio
from collections.abc import Callable

from uvicorn import Config
from uvicorn.server import ServerState

from api.connection import Connection
from api.prompt import PROMPT, Reply

_KEPT = 5  # seconds that a connection stays after its last answer


class _Timer:
    """Something that is to be done later."""

    def __init__(self, at: float, then: Callable[[], None]) -> None:
        self.at, self.then, self.is_cancelled = at, then, False

    def cancel(self) -> None:
        self.is_cancelled = True


class _Loop:
    """A clock that is set, and what is to be done when."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers = list[_Timer]()

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, then: Callable[[], None]) -> _Timer:
        self.timers.append(_Timer(self.now + delay, then))
        return self.timers[-1]

    def run_to(self, until: float) -> None:
        while due := [each for each in self.timers if each.at <= until and not each.is_cancelled]:
            self.timers.remove(due[0])
            self.now = due[0].at
            due[0].then()
        self.now = until


class _Transport(asyncio.Transport):
    """Counts what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = list[bytes]()
        self.is_closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True


class _Prompt:
    """Knows every answer."""

    def again(self, *_: object) -> Reply:
        return Reply(200, b"content-length: 0\r\n", b"")


async def _nothing(scope: object, receive: object, send: object) -> None:
    """No application."""


def _connected(loop: _Loop) -> tuple[Connection, _Transport]:
    config, transport = Config(_nothing, log_config=None, timeout_keep_alive=_KEPT), _Transport()
    connection = Connection(config, ServerState(), {PROMPT: _Prompt()}, loop)  # type: ignore[arg-type]
    connection.connection_made(transport)
    return connection, transport


def test_a_connection_stays_until_nothing_was_asked_for_a_while() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    for _ in range(4):
        connection.data_received(b"GET")
        loop.run_to(loop.now + _KEPT - 1)
        assert not transport.is_closed
    assert len(transport.written) == 4
    loop.run_to(loop.now + 0.9)
    assert not transport.is_closed
    loop.run_to(loop.now + 0.1)
    assert transport.is_closed


def test_answers_that_follow_each_other_share_one_timer() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    for _ in range(50):
        connection.data_received(b"GET")
    assert len(transport.written) == connection.server_state.total_requests == 50
    assert len(loop.timers) == 1
