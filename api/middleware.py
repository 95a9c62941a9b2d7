"""What holds for every request: headers that protect readers, HEAD, compression, and OPTIONS of the whole service."""

import re
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Everything a page needs comes from here. Style attributes are allowed: the map and its legend carry colours in them.
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
# The same for what other sites may frame.
FRAMED = _POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
SHIELDS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SHIELD_LINES = [(name.lower().encode(), value.encode()) for name, value in SHIELDS.items()]


class Shields:
    """Adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, headers added."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SHIELDS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


class Heads:
    """Answers HEAD as GET without its body (RFC 9110, section 9.3.2), which the framework does not do by itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, the body left out where it is a HEAD."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        as_get: MutableMapping[str, Any] = {**_without(scope, b"range"), "method": "GET"}  # section 14.2: of GET alone
        await self._app(as_get, receive, sending)


class Whole:
    """Answers `OPTIONS *`, which asks of the service and of no address of it (RFC 9110, section 9.3.7)."""

    def __init__(self, app: ASGIApp, methods: str) -> None:
        self._app = app
        self._answer = Response(status_code=204, headers={"Allow": methods})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; that of the whole service by what methods there are."""
        is_whole = scope["type"] == "http" and scope["method"] == "OPTIONS" and scope["path"] == "*"
        await (self._answer if is_whole else self._app)(scope, receive, send)


_STREAMED = ("/sparql", "/graphs")
_GZIP, _ENCODINGS = "gzip", b"accept-encoding"
_NO_GZIP = re.compile(rb"\bgzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)  # RFC 9110, section 12.4.2


class Squeezes:
    """Compresses pages and their files for those who take it; those of the SPARQL service stream as they come.

    Who takes that gets weak tags: what is compressed has other bytes than the file, and a part of the file, which never
    is, cannot be joined to it (RFC 9110, sections 8.8.3 and 13.1.5).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._squeezed = GZipMiddleware(app, minimum_size=1024, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, smaller where that helps."""

        if scope["type"] != "http" or scope["path"].startswith(_STREAMED):
            await self._plain(scope, receive, send)
            return
        asked = _taking(scope)
        takes = _GZIP in Headers(scope=asked).get("accept-encoding", "")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                # What is compressed tells so in Vary, and a part and 304 must tell the same (RFC 9110, sections 15.3.7
                # and 15.4.5).
                if message["status"] in (HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED):
                    headers.add_vary_header("Accept-Encoding")
                if takes and tag.startswith('"') and message["status"] != HTTPStatus.PARTIAL_CONTENT:
                    headers["etag"] = f"W/{tag}"
            await send(message)

        await self._squeezed(_whole(asked, takes=takes), receive, sending)


def _whole(scope: Scope, *, takes: bool) -> Scope:
    """A request for all of a file, where a part is asked for that is not to be had.

    Who takes gzip asks for it by a date, which all forms of it share; or it is counted in what is not known here
    (RFC 9110, section 14.2).
    """
    headers = dict(scope["headers"])
    is_dated = takes and not headers.get(b"if-range", b'"').startswith(b'"')
    is_known = headers.get(b"range", b"bytes=").lower().startswith(b"bytes=")
    return _without(scope, b"range") if is_dated or not is_known else scope


def _taking(scope: Scope) -> Scope:
    """A request as of who takes nothing compressed, where it refuses gzip: the framework looks for that word alone."""
    headers = scope.get("headers", ())
    if not any(name == _ENCODINGS and _NO_GZIP.search(value) for name, value in headers):
        return scope
    return _without(scope, _ENCODINGS)


def _without(scope: Scope, name: bytes) -> Scope:
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != name]}
