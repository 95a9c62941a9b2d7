"""Answers that nothing has to be waited for, given where their request is read.

To set up a task for a request and pass it through the application takes longer than a lookup, or than a kept answer.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Generic, NamedTuple, TypeVar

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import Scope

from api.askers import asker
from api.forwarded import Forwarded, networks
from api.journal import BUDGET_NAME, QUERY_NAME, Ended, Entry, budget_of, entry, note
from api.kept import Manner, Wanted, marked, plainly, unchanged
from api.middleware import SHIELD_LINES
from api.soon import Soon, begun
from api.sparql import PATH, at_hand, described
from graph.answering.asker import Asker
from graph.answering.workers import QueryPool
from graph.layout import Layout

PROMPT = "prompt"  # the name by which connections know it
_OK = HTTPStatus.OK.value
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
    """What was answered from a state of the data, and to whom."""

    state: str
    asker: Asker
    reply: Reply  # without what is told of the budget


class _Way(NamedTuple):
    """A way to ask: what a client sent beside its query, as it was read."""

    asker: Asker
    manner: Manner


class Prompt:
    """Answers a GET of the SPARQL endpoint as the application would, or leaves it to that."""

    def __init__(self, app: FastAPI, soon: Callable[[Callable[[], object]], object]) -> None:
        """Answer for an application; what nobody waits for is done `soon`: once the answer went out."""
        self._app = app
        self._soon = soon
        self._pool: QueryPool = app.state.pool
        self._forwarded = Forwarded(app, networks(app.state.settings.trusted_proxies))
        self._with_text: bool = app.state.settings.log_text
        self._said = _Recent[_Said]()
        self._ways = _Recent[_Way]()
        self._may_begin = app.state.settings.shown is Layout.UNION  # what the standard leaves open is not said here
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
        reply = self._given(way, scope["query_string"], known, (host, sent), began)
        if len(sent) <= _EACH and (asked := _ASKED.match(sent)):
            self._ways.keep((host, sent[asked.end() :]), way)
        return reply

    def again(self, client: tuple[str, int] | None, sent: bytes) -> Reply | None:
        """The answer to what the same client sent before, or sent in the same way about something else."""
        began, host = time.monotonic(), _host(client)
        if (said := self._said.find((host, sent))) and self._pool.state(operates=False) == said.state:
            return self._told(said.reply, Entry(said.asker), said.asker, began)
        if not (asked := _ASKED.match(sent)) or not (way := self._ways.find((host, sent[asked.end() :]))):
            return None
        reply = self._given(way, asked[1], Entry(way.asker), (host, sent), began)
        self._declined = sent if reply is None else None
        return reply

    def soon(self, client: tuple[str, int] | None, sent: bytes) -> Soon | Reply | None:
        """An answer that is begun to what `again` had none for; None where that is for the application to begin."""
        began, host = time.monotonic(), _host(client)
        asked = _ASKED.match(sent) if self._may_begin else None
        way = self._ways.find((host, sent[asked.end() :])) if asked else None
        if asked is None or way is None:
            return None
        known = Entry(way.asker)
        with suppress(Exception):  # the application comes to the same
            found = begun(way.manner, asked[1], known, began)
            return self._replied(found, known, began) if isinstance(found, Response) else found
        return None

    def come(self, soon: Soon, response: Response) -> Reply:
        """What goes out of an answer that came soon, its line in the log written."""
        reply = self._replied(response, soon.known, soon.began)
        return reply._replace(head=reply.head + b"%b: %b\r\n" % (QUERY_NAME, soon.answer.id.encode()))

    def _replied(self, response: Response, known: Entry, began: float) -> Reply:
        assert known.asker is not None
        return self._told(_reply(response), known, known.asker, began)

    def _way(self, scope: Scope) -> _Way | None:
        request = Request(self._forwarded.as_sent(scope))
        with suppress(Exception):  # the application comes to the same, and tells it
            if manner := plainly(request):
                return _Way(asker(request), manner)
        return None

    def _given(self, way: _Way, query: bytes, known: Entry, key: tuple[str, bytes], began: float) -> Reply | None:
        try:
            wanted = way.manner.wanted(query)
            reply = wanted and (self._kept(wanted) or self._brief(wanted, query, known))
        except Exception:  # again
            return None
        if not wanted or not reply:
            return None
        if key[1] and len(key[1]) + len(reply.body) <= _EACH:
            self._said.keep(key, _Said(wanted.state, way.asker, reply))
        return self._told(reply, known, way.asker, began)

    def _kept(self, wanted: Wanted) -> Reply | None:
        found = wanted.found()
        return None if found is None else _reply(found)

    def _brief(self, wanted: Wanted, query: bytes, known: Entry) -> Reply | None:
        """An answer that is not kept but where it is known by what was sent: to find it anew takes no longer."""
        if (brief := at_hand(wanted, query, known)) is None:
            return None
        if wanted.manner.has_any:
            return _reply(unchanged([*marked(wanted.mark), *described(brief.content_type)]))
        head = _head(brief.content_type) % (len(brief.body), wanted.mark.encode())
        return Reply(_OK, head, brief.body)

    def _told(self, reply: Reply, known: Entry, asker: Asker, began: float) -> Reply:
        status, head, body = reply
        ended = Ended("GET", PATH, status, len(body), time.monotonic() - began)
        self._soon(partial(note, ended, known, "", with_text=self._with_text))
        if budget := budget_of(self._pool, asker):
            head += b"%b: %b\r\n" % (BUDGET_NAME, budget)
        return Reply(status, head, body)


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


SHIELDED = lines(SHIELD_LINES)


def _reply(response: Response) -> Reply:
    return Reply(response.status_code, lines(response.raw_headers) + SHIELDED, bytes(response.body))


@lru_cache(maxsize=64)
def _head(content_type: str) -> bytes:
    """The headers of an answer at hand, with places for its length and its mark."""
    always = (*described(content_type), *SHIELD_LINES)
    placed = lines(((b"content-length", b"%d"), *marked("%b")))
    return placed + lines(always).replace(b"%", b"%%")


def _host(client: tuple[str, int] | None) -> str:
    return client[0] if client else ""
