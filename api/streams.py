"""Sends an answer while it arrives, and ends its query when the client goes."""

import asyncio
import logging
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.journal import entry
from graph.answering.answers import Answer
from graph.store import StoreError

log = logging.getLogger(__name__)
_PATIENCE = 60.0  # seconds until a reader that takes nothing is left alone: an answer that is kept takes room


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


async def streamed(
    request: Request,
    begin: Callable[[Callable[[], None]], Answer],
    headers: Callable[[Answer], Mapping[str, str]],
    *,
    whole: bool = False,
) -> Response:
    """Begin an answer and send it: from its first part on, or when it is `whole`; raises what it ended in before."""
    client = Client(request.receive)
    try:
        answer = begin(client.move)
    except BaseException:
        client.leave()
        raise
    known = entry(request.scope)
    known.answer, known.text, known.form = answer, answer.order.task.written, answer.order.form
    # Before HTTP/1.1 an answer without a length ends with the connection: nobody could tell that it was cut.
    whole = whole or request.scope.get("http_version") in {"1.0", "0.9"}
    try:
        if await client.wait(lambda: answer.ended if whole else answer.begun):
            if answer.error is not None:
                raise answer.error
            return Stream(answer, client, headers(answer))
    except BaseException:
        answer.close()
        client.leave()
        raise
    answer.close()
    client.leave()
    return Response(status_code=499)  # nobody will read it


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
        self._told = answer.ended  # how it ended is in its headers

    def taken(self, most: int) -> bytes | None:
        """The whole answer in one piece, in place of sending it; None where it is larger, or not whole."""
        answer = self._answer
        if not answer.ended or answer.error is not None or answer.cut is not None or answer.size > most:
            return None
        body = b"".join(iter(answer.read, b""))
        self.leave()
        return body

    def leave(self) -> None:
        """Send it to nobody."""
        self._answer.close()
        self._client.leave()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; without the last chunk where it is cut, so that the client sees it."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if scope["method"] == "HEAD" or await self._pass_on(send):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            log.warning("answer cut: nobody read it for %d seconds", _PATIENCE)
        finally:
            self.leave()

    async def _pass_on(self, send: Send) -> bool:
        """Send what arrives; false where something is missing at the end."""
        answer = self._answer
        while not self._client.gone:
            ended = answer.ended
            try:
                piece = answer.read()
            except StoreError as error:
                log.warning("answer cut: %s", error)
                return False
            if piece:
                await _sent(send, {"type": "http.response.body", "body": piece, "more_body": True})
            elif ended:
                return self._told or answer.cut is None or answer.cut.said
            else:
                await self._client.wait(lambda: answer.ready)
        return False


async def _sent(send: Send, message: Message) -> None:
    async with asyncio.timeout(_PATIENCE):
        await send(message)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
