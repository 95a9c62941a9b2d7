"""One line of the log for each request, and what is known of the request by then."""

import hashlib
import logging
import re
import time
from dataclasses import dataclass

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.answering.answers import Answer
from graph.answering.asker import Asker
from graph.answering.endings import QueryEnded
from graph.answering.tally import outcome
from graph.answering.workers import QueryPool

log = logging.getLogger(__name__)
_BARE = re.compile(r"[\w\-.:/]+")  # a value that needs no quotes

BUDGET = "Clusterscape-Budget"  # header: the seconds that queries of this client may still work
QUERY = "Clusterscape-Query"  # header: the number by which a query can be stopped while its answer goes out
_BUDGET, _QUERY = BUDGET.lower().encode(), QUERY.lower().encode()
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
            note(scope, status or 500, size, time.monotonic() - began, whole=whole, with_text=self._with_text)


def note(scope: Scope, status: int, size: int, seconds: float, *, whole: bool = True, with_text: bool = False) -> None:
    """Write the line of a request that is over."""
    if log.isEnabledFor(logging.INFO):
        told = f"status={status} bytes={size} seconds={seconds:.4f}{'' if whole else ' cut=1'}"
        log.info(_line(scope, told, with_text=with_text))


def tell_budget(scope: Scope, headers: list[tuple[bytes, bytes]]) -> None:
    """Add what a client is told of its query and its budget."""
    known = entry(scope)
    if known.answer is not None:
        headers.append((_QUERY, known.answer.id.encode()))
    if known.asker is None:
        return
    pool: QueryPool = scope["app"].state.pool
    left = pool.left(known.asker)
    if left is not None:
        headers.append((_BUDGET, f"left={left:.1f}; window={pool.bounds.window:g}".encode()))


def _line(scope: Scope, told: str, *, with_text: bool) -> str:
    known = entry(scope)
    client = known.asker.mark if known.asker else str((scope.get("client") or ("",))[0])
    line = f"method={_quoted(scope['method'])} path={_quoted(scope['path'][:_WIDE])} {told} client={_quoted(client)}"
    if known.asker:
        line += f" role={known.asker.role}"
    if known.form:
        line += f" query={digest(known.text)} form={known.form} outcome={_outcome(known.answer)}"
        if with_text:
            line += f" text={_quoted(known.text)}"
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
