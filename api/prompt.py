"""Answers that nothing has to be waited for, given where their request is read.

To set up a task for a request and pass it through the application takes longer than a lookup, or than a kept answer.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar

from fastapi import FastAPI, Request
from starlette.types import Scope

from api.askers import asker
from api.forwarded import Forwarded, networks
from api.journal import ENTRY, Entry, entry, note, tell_budget
from api.kept import Manner, plainly
from api.middleware import SHIELD_LINES
from api.sparql import at_hand
from graph.answering.asker import Asker
from graph.answering.workers import QueryPool

PROMPT = "prompt"  # the name by which connections know it
_REMEMBERED = 1_000  # answers
_EACH = 16 * 1024  # bytes of a request or an answer that is remembered
# A request up to its headers, as most ask: in the address is nothing but a query, of signs that may stand there.
_ASKED = re.compile(rb"GET /sparql\?(query=[A-Za-z0-9\-._~%!$'()*+,:;=@/?]++) HTTP/1\.1\r\n")

_Value = TypeVar("_Value")


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


class _Way(NamedTuple):
    """A way to ask: what a client sent beside its query, as it was read."""

    scope: Scope  # of the request that it was read from
    asker: Asker
    manner: Manner


class Prompt:
    """Answers a GET of the SPARQL endpoint as the application would, or leaves it to that."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._forwarded = Forwarded(app, networks(app.state.settings.trusted_proxies))
        self._with_text: bool = app.state.settings.log_text
        self._shields = lines(SHIELD_LINES)
        self._said = _Recent[_Said]()
        self._ways = _Recent[_Way]()
        self._declined: bytes | None = None  # what was sent last and is left to the application

    def answer(self, scope: Scope, sent: bytes) -> Reply | None:
        """The whole answer, its line in the log written; None where it is for the application to give, or to refuse.

        What was `sent` to ask for it, nothing if more or less came with it, is known again.
        """
        began = time.monotonic()
        scope["app"] = self._app
        known = entry(scope)  # the application goes on with the same one
        known.tried = sent is self._declined
        if (way := self._way(scope)) is None:
            return None
        host = _host(scope.get("client"))
        reply = self._given(way, way.scope, (host, sent), began)
        if reply is not None and len(sent) <= _EACH and (asked := _ASKED.match(sent)):
            self._ways.keep((host, sent[asked.end() :]), way)
        return reply

    def again(self, client: tuple[str, int] | None, sent: bytes) -> Reply | None:
        """The answer to what the same client sent before, or sent in the same way about something else."""
        began, host = time.monotonic(), _host(client)
        if (said := self._said.find((host, sent))) and self._pool.state(operates=False) == said.state:
            return self._told(said.scope, said.reply, began)
        if not (asked := _ASKED.match(sent)) or not (way := self._ways.find((host, sent[asked.end() :]))):
            return None
        scope = {**way.scope, "query_string": asked[1], ENTRY: Entry(way.asker)}
        reply = self._given(way, scope, (host, sent), began)
        self._declined = sent if reply is None else None
        return reply

    def _way(self, scope: Scope) -> _Way | None:
        request = Request(self._forwarded.as_sent(scope))
        with suppress(Exception):  # the application comes to the same, and tells it
            if manner := plainly(request):
                return _Way(request.scope, asker(request), manner)
        return None

    def _given(self, way: _Way, scope: Scope, key: tuple[str, bytes], began: float) -> Reply | None:
        known, wanted, response = entry(scope), None, None
        with suppress(Exception):  # again
            wanted = way.manner.wanted(scope["query_string"])
            response = at_hand(wanted, scope["query_string"], known) if wanted else None
        if wanted is None or response is None:
            return None
        body = bytes(response.body)
        reply = Reply(response.status_code, lines(response.raw_headers) + self._shields, body)
        if not known.form and key[1] and len(key[1]) + len(body) <= _EACH:  # it was kept, and is asked for again
            self._said.keep(key, _Said(wanted.state, scope, reply))
        return self._told(scope, reply, began)

    def _told(self, scope: Scope, reply: Reply, began: float) -> Reply:
        beside = list[tuple[bytes, bytes]]()
        tell_budget(scope, beside)
        note(scope, reply.status, len(reply.body), time.monotonic() - began, with_text=self._with_text)
        return reply._replace(head=reply.head + lines(beside))

    @property
    def _pool(self) -> QueryPool:
        found: QueryPool = self._app.state.pool
        return found


class _Recent(Generic[_Value]):
    """What was kept last, by who sent it and what was sent."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bytes], _Value] = OrderedDict()

    def find(self, key: tuple[str, bytes]) -> _Value | None:
        """What is kept."""
        return self._kept.get(key)

    def keep(self, key: tuple[str, bytes], value: _Value) -> None:
        """Keep something, in the place of what was kept the longest."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they stand in an answer."""
    return b"".join([b"%b: %b\r\n" % each for each in headers])


def _host(client: tuple[str, int] | None) -> str:
    return client[0] if client else ""
