"""A query in its first moment: its worker is listened to on the event loop of who asks, and no thread is woken for it.

Most queries end within it. One that does not is handed on to a thread, as it stands.
"""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from graph.answering.shifts import Shift
from graph.answering.wire import Wire

LONGEST = 0.02  # seconds

Ending = TypeVar("Ending")


class Moment(Generic[Ending]):
    """Listens to a worker until its answer ended, or the moment is over."""

    def __init__(
        self,
        shift: Shift,
        wire: Wire,
        hear: Callable[[Shift, bytes], Ending | None],
        finish: Callable[[Shift, Ending], None],
        hand_on: Callable[[Shift], None],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Pass each message to `hear`; what that takes for the end goes to `finish`, and if none comes: `hand_on`."""
        self._shift, self._wire, self._hear, self._finish, self._hand_on = shift, wire, hear, finish, hand_on
        self._timer = loop.call_later(max(0.0, min(LONGEST, shift.left())), self._leave)
        wire.listen(loop, self._listen)

    def _listen(self) -> None:
        try:
            self._wire.fill()
        except (EOFError, OSError):  # it ended: a thread finds out why, and waits until it is gone
            self._leave()
            return
        while (message := self._wire.next()) is not None:
            ending = self._hear(self._shift, message)
            if ending is not None:
                self._end()
                self._finish(self._shift, ending)
                return

    def _end(self) -> None:
        self._timer.cancel()
        self._wire.ignore()

    def _leave(self) -> None:
        self._end()
        self._hand_on(self._shift)
