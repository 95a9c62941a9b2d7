"""Messages between a worker and its parent: whole, in their order, and short ones in one write."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock, PropertyMock, patch

import pytest

from graph.answering.wire import Voice, Wire

LARGE = 3 * 1024**2  # bytes: more than a socket holds


@pytest.fixture
def ends() -> Iterator[tuple[Wire, Voice]]:
    ours, theirs = socket.socketpair()
    yield Wire(ours.fileno()), Voice(theirs.fileno())
    ours.close()
    theirs.close()


def come(wire: Wire, count: int) -> list[bytes]:
    found = list[bytes]()
    while len(found) < count:
        if (message := wire.next()) is not None:
            found.append(message)
        else:
            assert wire.wait(10)
            wire.fill()
    return found


def test_short_messages_go_out_together(ends: tuple[Wire, Voice]) -> None:
    wire, voice = ends
    voice.send_bytes(b"one")
    voice.send_bytes(b"")
    assert not wire.wait(0)
    voice.flush()
    wire.fill()
    assert [wire.next(), wire.next(), wire.next()] == [b"one", b"", None]


def test_long_messages_go_out_at_once_after_those_before(ends: tuple[Wire, Voice]) -> None:
    wire, voice = ends
    voice.send_bytes(b"one")
    voice.send_bytes(bytes(20_000))
    assert come(wire, 2) == [b"one", bytes(20_000)]


@pytest.mark.parametrize("blocks", [True, False])
def test_a_message_larger_than_the_socket_arrives_whole(ends: tuple[Wire, Voice], blocks: bool) -> None:
    wire, voice = ends
    os.set_blocking(wire.descriptor, blocks)  # an event loop that listens to it leaves it so
    heard = list[bytes]()
    listener = threading.Thread(target=lambda: heard.append(voice.hear()))
    listener.start()
    wire.send(bytes(LARGE))
    listener.join()
    assert heard == [bytes(LARGE)]


def test_who_is_told_on_a_loop_and_no_more_leaves_what_comes_to_a_thread(ends: tuple[Wire, Voice]) -> None:
    wire, voice = ends
    told = list[bytes]()

    async def listen() -> None:
        loop, came = asyncio.get_running_loop(), asyncio.Event()

        def take() -> None:
            wire.fill()
            told.append(wire.next() or b"")
            came.set()

        for text in (b"one", b"two"):
            wire.listen(loop, take)
            voice.send_bytes(text)
            voice.flush()
            await asyncio.wait_for(came.wait(), 10)
            came.clear()
            wire.ignore()
        voice.send_bytes(b"three")
        voice.flush()
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    # In a thread of its own: a browser that another test of this process keeps open has a loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(listen())).result()
    assert told == [b"one", b"two"]
    assert come(wire, 1) == [b"three"]


def test_it_is_closed_while_its_loop_ceases_to_listen() -> None:
    ours, theirs = socket.socketpair()
    wire, loop = Wire(ours.detach()), Mock(spec=asyncio.AbstractEventLoop)
    loop.call_soon_threadsafe.side_effect = lambda close: close()
    with patch.object(Wire, "_loop", PropertyMock(side_effect=[loop, None]), create=True):
        wire.close()
    with pytest.raises(EOFError), theirs:
        Voice(theirs.fileno()).hear()


def test_the_end_is_told(ends: tuple[Wire, Voice]) -> None:
    wire, _ = ends
    left, right = socket.socketpair()
    right.close()
    with pytest.raises(EOFError):
        Voice(left.fileno()).hear()
    left.close()
    assert not wire.wait(0)
