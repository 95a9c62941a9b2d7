"""A short way to the SPARQL endpoint: what routes and their dependencies would do for it is a third of a lookup."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors, sparql
from api.askers import asker
from api.kept import as_sent
from api.middleware import SHIELD_LINES

_METHODS = ("GET", "POST")


class Door:
    """Lets queries in, and everything else to the application, which describes this endpoint too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] != sparql.PATH or scope["method"] not in _METHODS:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            sent = as_sent(request)
            response = None if sent is None else sent.found()
            if response is None:
                response = await sparql.answered(request, sent)
            else:
                asker(request)
        except Exception as error:
            if errors.kind_of(type(error)) is None:
                raise
            response = errors.problem(request, error)
        response.raw_headers.extend(SHIELD_LINES)
        await response(scope, receive, send)
