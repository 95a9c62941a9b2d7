"""One line of the log for each request, and what is known of the request by then."""

import hashlib
import logging
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logbook import book_of
from graph.answering.answers import Answer
from graph.answering.asker import Asker
from graph.answering.endings import QueryEnded
from graph.answering.tally import outcome
from graph.answering.workers import QueryPool

log = logging.getLogger(__name__)
_BARE = re.compile(r"[\w\-.:/]+")  # a value that needs no quotes

BUDGET = "Clusterscape-Budget"  # header: the seconds that queries of this client may still work
QUERY = "Clusterscape-Query"  # header: the number by which a query can be stopped while its answer goes out
BUDGET_NAME, QUERY_NAME = BUDGET.lower().encode(), QUERY.lower().encode()
ENTRY = "clusterscape.entry"  # name of a scope by which it is known
_GONE = 499  # as nginx has it
_WIDE = 300  # signs of a path that the log keeps


@dataclass
class Entry:
    """What the line will say beside address and status; filled while the request is answered."""

    asker: Asker | None = None
    answer: Answer | None = None
    text: str = ""
    form: str = ""
    tried: bool = False  # whether it was looked at as one that may be answered at once
    begun: Answer | None = None  # the answer, where that was begun before the application had the request

    def taken(self) -> Answer | None:
        """The answer that was begun, taken by whoever gives it."""
        begun, self.begun = self.begun, None
        return begun


def entry(scope: Scope) -> Entry:
    """The entry of this request."""
    found: Entry | None = scope.get(ENTRY)
    if found is None:
        found = scope[ENTRY] = Entry()
    return found


def digest(text: str) -> str:
    """A short mark of a query, by which it is known in the log and in the list of queries."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Journal:
    """Writes the line, and tells clients of their budget."""

    def __init__(self, app: ASGIApp, *, with_text: bool = False) -> None:
        self._app = app
        self._with_text = with_text

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and write its line when it is over."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size, whole = time.monotonic(), 0, 0, False
        known = entry(scope)  # before anything makes a copy of the scope, as HEAD does: all write into the same entry

        async def sending(message: Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                tell_budget(scope, message["headers"])
            else:
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:  # gone before its body was sent: nobody is left to be answered
            status = _GONE
        finally:
            ended = Ended(scope["method"], scope["path"], status or 500, size, time.monotonic() - began, whole)
            note(ended, known, str((scope.get("client") or ("",))[0]), with_text=self._with_text)
            if (begun := known.taken()) is not None:  # it was given from elsewhere, or refused
                begun.close()


class Ended(NamedTuple):
    """A request that is over."""

    method: str
    path: str
    status: int
    size: int
    seconds: float
    whole: bool = True


def note(ended: Ended, known: Entry, client: str, *, with_text: bool = False) -> None:
    """Write the line of a request of a client, who is known by this address where nothing else tells."""
    if not log.isEnabledFor(logging.INFO):
        return
    who, role = (known.asker.mark, known.asker.role) if known.asker else (client, "")
    ending = _outcome(known.answer) if known.form else ""
    line = _Line(ended, who, role, known.text, known.form, ending, with_text)
    if book := book_of(log):
        book.jot(line)
    else:  # as `log.info` does, but for the search for where it was called from, which is always here
        log.handle(log.makeRecord(log.name, logging.INFO, __file__, 0, line, (), None))


def tell_budget(scope: Scope, headers: list[tuple[bytes, bytes]]) -> None:
    """Add what a client is told of its query and its budget."""
    known = entry(scope)
    if known.answer is not None:
        headers.append((QUERY_NAME, known.answer.id.encode()))
    if known.asker is not None and (told := budget_of(scope["app"].state.pool, known.asker)):
        headers.append((BUDGET_NAME, told))


def budget_of(pool: QueryPool, asker: Asker) -> bytes:
    """What a client is told of its budget; nothing where nobody counts."""
    left = pool.left(asker)
    return b"" if left is None else b"left=%.1f; window=%g" % (left, pool.bounds.window)


class _Line(NamedTuple):
    """What a line says; put into words when the log is written."""

    ended: Ended
    client: str
    role: str
    text: str
    form: str
    outcome: str
    with_text: bool

    def __str__(self) -> str:
        method, path, status, size, seconds, whole = self.ended
        line = f"method={_again(method)} path={_again(path[:_WIDE])} status={status} bytes={size}"
        line += f" seconds={seconds:.4f}{'' if whole else ' cut=1'} client={_again(self.client)}"
        if self.role:
            line += f" role={self.role}"
        if self.form:
            line += f" query={digest(self.text)} form={self.form} outcome={self.outcome}"
            if self.with_text:
                line += f" text={_quoted(self.text)}"
        return line


def _outcome(answer: Answer | None) -> str:
    if answer is not None and not answer.ended:
        return outcome(QueryEnded("nobody waits for it"))
    return outcome(answer.error if answer else None)


def _quoted(text: str) -> str:
    """A value of `name=value`; in quotes, on one line, where it has spaces or signs."""
    if _BARE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in escaped) + '"'


_again = lru_cache(maxsize=256)(_quoted)  # the same, of what many requests have
