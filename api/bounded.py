"""What a request may have before anybody reads it: parameters of its address, a body read at once, threads."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors
from api.askers import address
from api.faulty import BadRequest, TooLarge
from api.middleware import SHIELD_LINES
from graph.answering.endings import Overloaded
from ontology.saying import Said

_MOST_PARAMETERS = 1_000  # of an address: looking through many of them for each of them takes seconds
_MOST_BODY = 1024**2  # bytes of a body that is read at once, on the event loop, where nobody is answered meanwhile
_AT_ONCE = 8  # slow answers in the making: all others have the rest of the threads (40 of them, by the framework)
_WAITING = 128  # slow answers that may wait before more are turned away
_LATER = 5  # seconds after which who was turned away may ask again
_Handler: TypeAlias = Callable[[Request], Coroutine[Any, Any, Response]]


class Addresses:
    """Refuses addresses of very many parameters."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["query_string"].count(b"&") < _MOST_PARAMETERS:
            await self._app(scope, receive, send)
            return
        told = Said.of("fields", "there are more than {most} parameters", most=_MOST_PARAMETERS)
        response = errors.problem(Request({**scope, "query_string": b""}), BadRequest(told))
        response.raw_headers.extend(SHIELD_LINES)
        await response(scope, receive, send)


class Small(APIRoute):
    """A route whose body is read at once: a large one is refused with 413 before it is all here."""

    def get_route_handler(self) -> _Handler:
        """The handler of a request that may have a body."""
        answer = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            small = _SmallRequest(request.scope, request.receive)
            await small.body()
            return await answer(small)

        return bounded


class _SmallRequest(Request):
    _body: bytes

    async def body(self) -> bytes:
        """What was sent; raises `TooLarge`."""
        if not hasattr(self, "_body"):
            pieces = bytearray()
            async for piece in self.stream():
                pieces += piece
                if len(pieces) > _MOST_BODY:
                    raise TooLarge(Said.of("body_large", "the body is larger than {most} bytes", most=_MOST_BODY))
            self._body = bytes(pieces)
        return self._body


class Slow(APIRoute):
    """A route whose answers may take seconds: what waits for its turn keeps no thread from other addresses."""

    def get_route_handler(self) -> _Handler:
        """The handler of a request that waits for its turn; raises `Overloaded` where too many do."""
        answer = super().get_route_handler()

        async def in_turn(request: Request) -> Response:
            turns: Turns = request.app.state.turns
            async with turns.of(address(request.scope)):
                return await answer(request)

        return in_turn


class Turns:
    """Lets some in at a time, and others wait; one client has half of the places."""

    def __init__(self, at_once: int = _AT_ONCE, waiting: int = _WAITING) -> None:
        self._places, self._most, self._in = asyncio.Semaphore(at_once), at_once + waiting, Counter[str]()

    @asynccontextmanager
    async def of(self, client: str) -> AsyncIterator[None]:
        """The turn of a client, once it comes; raises `Overloaded` where too many wait."""
        if self._in.total() >= self._most or self._in[client] >= self._most // 2:
            raise Overloaded(_LATER)
        self._in[client] += 1
        try:
            async with self._places:
                yield
        finally:
            self._in[client] -= 1
            if not self._in[client]:
                del self._in[client]
