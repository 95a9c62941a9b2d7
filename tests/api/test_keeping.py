"""How long a connection stays: after answers that were given where their request was read, and if its client stops."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest
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


class _Work:
    """An application that is at work for ever."""

    def add_done_callback(self, _: object) -> None:
        """It is never done."""


class _Loop:
    """A clock that is set, and what is to be done when."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers = list[_Timer]()

    def time(self) -> float:
        return self.now

    def create_task(self, work: Coroutine[object, object, object]) -> "_Work":
        work.close()
        return _Work()

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
        self.is_closed = self.is_aborted = False
        self.left = 0  # bytes that the client has not taken

    def get_write_buffer_size(self) -> int:
        return self.left

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_aborted = True

    def pause_reading(self) -> None:
        """Reads no more."""

    def resume_reading(self) -> None:
        """Reads on."""


class _Prompt:
    """Knows every answer to what begins with a whole method, but for POST."""

    def again(self, _: object, sent: bytes) -> Reply | None:
        return Reply(200, b"content-length: 0\r\n", b"") if sent == b"GET" else None

    def soon(self, *_: object) -> None:
        """Nothing is begun."""


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
    assert len([each for each in loop.timers if each.at == loop.now + _KEPT]) == 1


STOPPED = {
    "nothing": (b"", False),
    "empty-lines": (b"\r\n\r\n", False),
    "head": (b"GET / HTTP/1.1\r\nHost: x\r\n", True),
    "body": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nfew", True),
    "chunks": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nfew\r\n", True),
}


@pytest.mark.parametrize(("sent", "is_told"), STOPPED.values(), ids=STOPPED)
def test_who_begins_and_does_not_go_on_is_hung_up_on(sent: bytes, is_told: bool) -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    if sent:
        connection.data_received(sent)
    for _ in range(6):
        loop.run_to(loop.now + 10)
        if not transport.is_closed:
            connection.data_received(b"\r\n" if not is_told and sent else b"")
    assert transport.is_closed
    assert [each.startswith(b"HTTP/1.1 408 ") for each in transport.written] == [True] * is_told


def test_a_head_that_comes_by_bits_is_ended_all_the_same() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n")
    for _ in range(60):
        if not transport.is_closed:
            connection.data_received(b"X: y\r\n")
        loop.run_to(loop.now + 1)
    assert transport.is_closed


def test_a_long_body_that_goes_on_is_awaited() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n")
    for _ in range(200):
        connection.data_received(b"x" * 2_000)
        connection.cycle.body = b""  # taken by the application
        connection.flow.resume_reading()
        loop.run_to(loop.now + 1)
    assert not transport.is_closed
    loop.run_to(loop.now + 60)
    assert transport.is_closed


def test_who_waits_for_an_answer_may_wait() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    loop.run_to(loop.now + 1_000)
    assert (transport.is_closed, connection.cycle.keep_alive, len(connection.tasks)) == (False, True, 1)


def test_who_takes_nothing_of_an_answer_is_let_go_of() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    for _ in range(10):
        connection.pause_writing()
        loop.run_to(loop.now + 60)
        connection.resume_writing()
    assert not transport.is_aborted
    connection.pause_writing()
    loop.run_to(loop.now + 120)
    assert transport.is_aborted


def test_what_is_closed_and_not_taken_is_let_go_of() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"GET")
    loop.run_to(loop.now + _KEPT)
    assert transport.is_closed
    loop.run_to(loop.now + 120)
    assert transport.is_aborted


def test_who_takes_a_large_answer_little_by_little_gets_it_whole() -> None:
    """A page or a map is written at once: that some of it was taken is told only when nearly all of it was."""
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    loop.run_to(loop.now + 1_000)  # the answer is a long time coming
    connection.pause_writing()
    for left in range(20_000_000, 0, -1_000_000):
        transport.left = left
        loop.run_to(loop.now + 30)
    assert not transport.is_aborted
    loop.run_to(loop.now + 120)
    assert transport.is_aborted


def test_what_is_closed_and_taken_little_by_little_is_given_whole() -> None:
    loop = _Loop()
    _, transport = _connected(loop)
    transport.close()
    for left in range(20, 0, -1):
        transport.left = left
        loop.run_to(loop.now + 30)
    assert not transport.is_aborted


def test_who_waits_to_be_asked_for_a_body_may_wait() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n"
    connection.data_received(head)
    loop.run_to(loop.now + 299)
    connection.cycle.waiting_for_100_continue = False  # the application reads it
    loop.run_to(loop.now + 30)  # on its way
    assert not transport.is_closed
    loop.run_to(loop.now + 60)
    assert transport.is_closed


def test_who_had_to_wait_with_a_body_is_given_time_to_send_it() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 70_000)
    assert connection.flow.read_paused
    loop.run_to(loop.now + 299)
    connection.flow.resume_reading()  # a moment before the next look
    loop.run_to(loop.now + 2)
    assert not transport.is_closed


def test_what_follows_a_request_at_work_is_awaited_only_after_its_answer() -> None:
    loop = _Loop()
    connection, transport = _connected(loop)
    connection.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    connection.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
    connection.flow.resume_reading()  # as an application does that looks whether its client is still there
    loop.run_to(loop.now + 300)
    assert (transport.is_closed, transport.written) == (False, [])
