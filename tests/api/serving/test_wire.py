"""Messages between the processes of a service: nothing is lost or mixed up, and who sends does not wait."""

import errno
import os
import signal
import socket
import threading
from array import array
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path
from termios import FIONREAD
from typing import Any

import pytest

from api.serving.light import Lines
from api.serving.lights import Light
from api.serving.wire import ALIVE, CONNECTION, LINES, TOOK, UP, WAITS, Message, Outbox, messages, packed
from api.settings import Settings
from tests.api.serving.running import until
from tests.api.sparql import build


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def opened(message: Message) -> bytes:
    """What can be read from a descriptor that came."""
    assert message.descriptor is not None
    with os.fdopen(message.descriptor, "rb") as file:
        return file.read()


def pipe(content: bytes) -> int:
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)
    return reading


def test_each_message_comes_with_its_own_descriptor(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    outbox = Outbox(ours)
    for number in range(20):
        outbox.send(LINES, b"line %d" % number)
        descriptor = pipe(b"pipe %d" % number)
        assert outbox.send(CONNECTION, b"sent %d" % number, descriptor)
        os.close(descriptor)
    ours.shutdown(socket.SHUT_WR)
    for number, (lines, connection) in enumerate(zip(*[messages(theirs)] * 2, strict=True)):
        assert lines == (LINES, b"line %d" % number, None)
        assert connection[:2] == (CONNECTION, b"sent %d" % number)
        assert opened(connection) == b"pipe %d" % number


def test_who_sends_does_not_wait_for_who_reads(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    outbox = Outbox(ours)
    content = os.urandom(5_000_000)  # more than the system takes
    assert outbox.send(LINES, content)
    descriptor = pipe(b"later")
    assert not outbox.send(CONNECTION, b"", descriptor)
    assert outbox.send(TOOK, b"last")
    emptying = threading.Thread(target=outbox.empty, daemon=True)
    emptying.start()
    coming = messages(theirs)
    assert next(coming) == (LINES, content, None)
    assert next(coming) == (TOOK, b"last", None)
    emptying.join()
    assert outbox.send(CONNECTION, b"", descriptor)
    os.close(descriptor)
    assert opened(next(coming)) == b"later"


def test_a_large_message_with_a_descriptor_goes_in_parts(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    outbox, descriptor, content = Outbox(ours), pipe(b"large"), os.urandom(1_000_000)
    assert outbox.send(CONNECTION, content, descriptor)
    os.close(descriptor)
    emptying = threading.Thread(target=outbox.empty, daemon=True)
    emptying.start()
    message = next(messages(theirs))
    emptying.join()
    assert (message.content, opened(message)) == (content, b"large")


def test_what_is_cut_off_is_no_message(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    Outbox(ours).send(LINES, b"whole")
    ours.sendall(LINES + b"\x00\x00\x00\x09part")
    ours.close()
    assert [each.content for each in messages(theirs)] == [b"whole"]


def test_a_descriptor_of_what_is_cut_off_is_closed(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    reading, writing = os.pipe()
    passed = packed(CONNECTION, b"whole")[:-1]
    socket.send_fds(ours, [passed], [writing])
    os.close(writing)
    ours.close()
    assert list(messages(theirs)) == []
    os.set_blocking(reading, False)
    assert os.read(reading, 1) == b""  # it ends: nobody can write to it any more
    os.close(reading)


def test_no_other_process_has_a_descriptor_that_came(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    descriptor = pipe(b"")
    assert Outbox(ours).send(CONNECTION, b"", descriptor)
    os.close(descriptor)
    message = next(messages(theirs))
    assert message.descriptor is not None
    assert not os.get_inheritable(message.descriptor)
    os.close(message.descriptor)


def test_a_signal_between_its_parts_does_not_cut_a_message_off(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    sent, came, waiting = packed(LINES, b"line " * 100), list[Message](), array("i", [0])

    def is_read() -> bool:
        ioctl(theirs, FIONREAD, waiting)
        return waiting[0] == 0

    reader = threading.Thread(target=lambda: came.append(next(messages(theirs))), daemon=True)
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    try:
        reader.start()
        for part in (sent[:3], sent[3:100], sent[100:]):
            ours.sendall(part)
            until(is_read)
            if reader.is_alive() and reader.ident:
                signal.pthread_kill(reader.ident, signal.SIGUSR1)
        reader.join()
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert came == [(LINES, b"line " * 100, None)]


def test_what_is_sent_to_nobody_is_let_go(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    theirs.close()
    outbox = Outbox(ours)
    assert outbox.send(LINES, b"line")
    outbox.empty()


def test_a_light_process_may_end_as_the_service_does(monkeypatch: pytest.MonkeyPatch) -> None:
    faults, really = list[OSError](), Light._over

    def close() -> None:
        try:
            light.close()
        except OSError as error:
            faults.append(error)

    def over(light: Light) -> None:
        closing.start()
        light._ending.wait()
        really(light)

    monkeypatch.setattr("api.serving.lights._START", "pass")
    monkeypatch.setattr(Light, "_over", over)
    with socket.socket() as door:
        light, closing = Light(Settings(), door, bytes), threading.Thread(target=close)
        light.begin(lambda *_: None)
        light._thread.join()
        closing.join()
    assert faults == []


def test_what_nobody_takes_is_not_kept_without_end(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    outbox, content = Outbox(ours), os.urandom(1_000_000)
    taken = 0
    while outbox.send(LINES, content):
        taken += 1
    assert 8 <= taken < 20
    assert outbox.is_full
    emptying = threading.Thread(target=outbox.empty, daemon=True)
    emptying.start()
    coming = messages(theirs)
    assert [next(coming).content == content for _ in range(taken)] == [True] * taken
    emptying.join()
    assert outbox.send(TOOK, b"last")


def test_lines_that_nobody_takes_are_counted() -> None:
    class Full(Outbox):
        is_full = True

    ours, theirs = socket.socketpair()
    with ours, theirs:
        lines = Lines(Full(ours))
        lines.write("one\ntwo\n")
        lines.write("three\n")
        assert [lines.lost(), lines.lost()] == [3, 0]


class Stopped(socket.socket):
    """The end of a process that was stopped: a wait of its was over when it went on."""

    waits = WAITS - 1

    def recvmsg(self, *args: int) -> tuple[bytes, list[tuple[int, int, bytes]], int, Any]:
        self._wait()
        return super().recvmsg(*args)

    def recv(self, *args: int) -> bytes:
        self._wait()
        return super().recv(*args)

    def _wait(self) -> None:
        if self.waits:
            self.waits -= 1
            raise TimeoutError
        self.waits = Stopped.waits


def test_one_wait_that_is_over_is_no_silence(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    Outbox(ours).send(LINES, b"whole")
    with Stopped(fileno=theirs.detach()) as stopped:
        assert next(messages(stopped)).content == b"whole"
        stopped.waits = WAITS
        with pytest.raises(TimeoutError):
            next(messages(stopped))


BEGUN = 'import os, sys, time; os.write(int(sys.argv[1]), b"u\\0\\0\\0\\0"); time.sleep(600)'


@pytest.mark.parametrize("start", [BEGUN, "import time; time.sleep(600)"], ids=["running", "beginning"])
def test_a_process_that_says_nothing_is_killed_and_replaced(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"_START": start, "_PATIENCE": 0.2, "_BEGINNING": 0.2, "_PAUSE": 0.1}.items():
        monkeypatch.setattr(f"api.serving.lights.{name}", value)
    with socket.socket() as door:
        light = Light(Settings(), door, bytes)
        light.begin(lambda *_: None)
        until(lambda: light.lost > 1)
        light.close()
    assert light._process
    assert light._process.returncode == -signal.SIGKILL


def test_a_light_process_gives_signs_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, really = list[bytes](), Light._heed

    def heed(light: Light, message: Message, end: socket.socket) -> None:
        heard.append(message.letter)
        really(light, message, end)

    monkeypatch.setattr(Light, "_heed", heed)
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        light = Light(Settings(store=build(tmp_path, {})), door, bytes)
        light.begin(lambda *_: None)
        until(lambda: heard.count(ALIVE) > 1)
        light.close()
    assert heard[0] == UP
    assert light.lost == 0


def test_a_connection_is_not_taken_before_there_is_room_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, really = list[int](), os.dup

    def dup(descriptor: int) -> int:
        tried.append(descriptor)
        if len(tried) < 3:
            raise OSError(errno.EMFILE, "Too many open files")
        return really(descriptor)

    monkeypatch.setattr("api.serving.lights.os.dup", dup)
    with socket.socket() as door:
        Light(Settings(), door, bytes)._await_room()
        assert tried == [door.fileno()] * 3
