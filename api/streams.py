"""Sends an answer while it arrives, and ends its query when the client goes."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.answers import Answer

log = logging.getLogger(__name__)


class Client:
    """The other end of a connection: whether it is still there, and what to wait for beside it."""

    def __init__(self, receive: Receive) -> None:
        self._loop = asyncio.get_running_loop()
        self._moved = asyncio.Event()
        self._watch = asyncio.create_task(_until_gone(receive))
        self._watch.add_done_callback(lambda _: self._moved.set())

    @property
    def gone(self) -> bool:
        """Whether it closed the connection."""
        return self._watch.done()

    def move(self) -> None:
        """Say, from any thread, that there is something to look at."""
        try:
            self._loop.call_soon_threadsafe(self._moved.set)
        except RuntimeError:  # the loop ended while a worker still worked
            log.debug("nobody waits any more")

    async def wait(self, done: Callable[[], bool]) -> bool:
        """Wait until something is done; false when the client went before."""
        while not done() and not self.gone:
            await self._moved.wait()
            self._moved.clear()
        return done()

    def leave(self) -> None:
        """Look after it no longer."""
        self._watch.cancel()


class Stream(Response):
    """The response that carries an answer, and is cut off visibly where the answer cannot be completed."""

    def __init__(self, answer: Answer, client: Client, headers: Mapping[str, str]) -> None:
        # As StreamingResponse does: without a body, which would be given a length.
        self.status_code = 200
        self.background = None
        length = {"content-length": str(answer.size)} if answer.ended else {}
        self.init_headers({**headers, **length})
        self._answer = answer
        self._client = client
        self._whole = answer.ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; without the last chunk where it is cut, so that the client sees it."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if scope["method"] == "HEAD" or await self._pass_on(send):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._answer.close()
            self._client.leave()

    async def _pass_on(self, send: Send) -> bool:
        """Send what arrives; false where something is missing at the end."""
        answer = self._answer
        while not self._client.gone:
            ended = answer.ended
            if answer.error is not None or (ended and answer.full and not self._whole):
                log.warning("answer cut: %s", answer.error or "more rows than one answer may have")
                return False
            if piece := answer.read():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            elif ended:
                return True
            else:
                await self._client.wait(lambda: answer.ready)
        return False


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
