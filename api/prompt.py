"""Answers that nothing has to be waited for, given where their request is read.

To set up a task for a request and pass it through the application takes longer than a lookup, or than a kept answer.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from fastapi import FastAPI, Request
from starlette.types import Scope

from api.forwarded import Forwarded, networks
from api.journal import entry, note, tell_budget
from api.kept import as_sent
from api.middleware import SHIELD_LINES
from api.sparql import at_hand
from graph.answering.workers import QueryPool

PROMPT = "prompt"  # the name by which connections know it
_REMEMBERED = 1_000  # answers
_EACH = 16 * 1024  # bytes of a request or an answer that is remembered


class Reply(NamedTuple):
    """An answer as it goes out: its status, the lines of its headers but for their end, and its body."""

    status: int
    head: bytes
    body: bytes


class _Said(NamedTuple):
    """What was answered from a state of the data, and to which request."""

    state: str
    scope: Scope
    reply: Reply  # without what is told of the budget


class Prompt:
    """Answers a GET of the SPARQL endpoint as the application would, or leaves it to that."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._forwarded = Forwarded(app, networks(app.state.settings.trusted_proxies))
        self._with_text: bool = app.state.settings.log_text
        self._shields = lines(SHIELD_LINES)
        self._said: OrderedDict[tuple[str, bytes], _Said] = OrderedDict()

    def answer(self, scope: Scope, sent: bytes) -> Reply | None:
        """The whole answer, its line in the log written; None where it is for the application to give, or to refuse.

        What was `sent` to ask for it, nothing if more or less came with it, is known again.
        """
        began = time.monotonic()
        scope["app"] = self._app
        known = entry(scope)  # the application goes on with the same one
        request = Request(self._forwarded.as_sent(scope))
        wanted = response = None
        with suppress(Exception):  # the application comes to the same, and tells it
            wanted = as_sent(request)
            response = None if wanted is None else at_hand(request, wanted)
        if wanted is None or response is None:
            return None
        body = bytes(response.body)
        reply = Reply(response.status_code, lines(response.raw_headers) + self._shields, body)
        if not known.form and 0 < len(sent) + len(body) <= _EACH:  # it was kept, and is asked for again
            self._remember(_host(scope), sent, _Said(wanted.state, request.scope, reply))
        return self._told(request.scope, reply, began)

    def again(self, client: tuple[str, int] | None, sent: bytes) -> Reply | None:
        """The answer to what the same client sent before, while the data are the same."""
        said = self._said.get((client[0] if client else "", sent))
        if said is None:
            return None
        pool: QueryPool = self._app.state.pool
        if pool.state(operates=False) != said.state:
            return None
        return self._told(said.scope, said.reply, time.monotonic())

    def _remember(self, host: str, sent: bytes, said: _Said) -> None:
        self._said[host, sent] = said
        self._said.move_to_end((host, sent))
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)

    def _told(self, scope: Scope, reply: Reply, began: float) -> Reply:
        beside = list[tuple[bytes, bytes]]()
        tell_budget(scope, beside)
        note(scope, reply.status, len(reply.body), time.monotonic() - began, with_text=self._with_text)
        return reply._replace(head=reply.head + lines(beside))


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they stand in an answer."""
    return b"".join([b"%b: %b\r\n" % each for each in headers])


def _host(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])
