"""What a reader demands of the answer before it is sent: If-Match and If-Unmodified-Since (RFC 9110, section 13.1)."""

from email.utils import parsedate_to_datetime
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.middleware import SHIELD_LINES
from graph.changes import Moved
from ontology.saying import Said

_READING = ("GET", "HEAD")
_NAMES = ("if-match", "if-unmodified-since")


class _Unmet(Exception):
    """The answer is not as its asker demands by this header: it ends before any of it is sent."""


class Conditions:
    """Answers 412 where what would be sent is not what a GET or HEAD demands; changes look to theirs by themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, if its conditions hold."""
        asked = Headers(scope=scope) if scope["type"] == "http" and scope["method"] in _READING else {}
        if not any(name in asked for name in _NAMES):
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and (failed := _failed(Headers(scope=scope), message)):
                raise _Unmet(failed)
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except _Unmet as unmet:
            told = "what is there is not, or no longer, as {header} demands: read it again"
            response = errors.problem(Request(scope), Moved(Said.of("moved", told, header=str(unmet))))
            response.raw_headers.extend(SHIELD_LINES)
            await response(scope, receive, send)


def _failed(asked: Headers, message: Message) -> str:
    """The header by which an answer is not as demanded, if any; without an answer, none is heeded (section 13.2.1)."""
    status, told = message["status"], Headers(raw=message["headers"])
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES and status != HTTPStatus.NOT_MODIFIED:
        return ""
    if "if-match" in asked:
        wanted = {tag.strip() for line in asked.getlist("if-match") for tag in line.split(",")}
        tag = told.get("etag", "W/")
        is_met = wanted == {"*"} or (not tag.startswith("W/") and tag in wanted)  # strong ones only: section 8.8.3.2
        return "" if is_met else "If-Match"
    try:
        until = parsedate_to_datetime(asked["if-unmodified-since"])
        return "" if parsedate_to_datetime(told["last-modified"]) <= until else "If-Unmodified-Since"
    except (KeyError, ValueError, TypeError, OverflowError):
        return ""  # no date of the answer, or none that was asked with: sections 13.1.4 and 5.6.7
