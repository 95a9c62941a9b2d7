"""Addresses of this service, as the asker reached it."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urlencode

from fastapi import Request

_PLAIN = "/:@!$&'()*+,;=~"  # what a path has as it is


def root(request: Request) -> str:
    """The address of the service itself, without a slash at its end."""
    if address := request.app.state.settings.address:
        return str(address)
    scope = request.scope
    host = request.headers.get("host")
    if host is None:
        return str(request.base_url).rstrip("/")
    return _root(scope.get("scheme", "http"), host, scope.get("app_root_path", scope.get("root_path", "")))


@lru_cache(maxsize=256)
def _root(scheme: str, host: str, path: str) -> str:
    """The same for each request that was sent there."""
    headers = [(b"host", host.encode("latin-1"))]
    scope = {"type": "http", "scheme": scheme, "headers": headers, "path": "/", "root_path": path}
    return str(Request(scope).base_url).rstrip("/")


def absolute(request: Request, path: str) -> str:
    """The whole address of a path here."""
    return root(request) + path


def canonical(request: Request) -> str:
    """The address asked for, without what only chooses a format or language."""
    beside = {"format", "lang", "ui"}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in beside]
    return _with(request, kept)


def plain(request: Request) -> str:
    """The address asked for, where parameters never choose another thing; newsletters add some of their own."""
    return _with(request, ())


def changed(request: Request, /, **changes: str) -> str:
    """The address asked for with some parameters set anew."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    return _with(request, (*kept, *changes.items()))


def without_slash(request: Request) -> str:
    """The address asked for, without slashes at its end."""
    path = quote(request.scope["path"].rstrip("/"), safe=_PLAIN)
    return absolute(request, path) + (f"?{request.url.query}" if request.url.query else "")


def _with(request: Request, pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs))
    # It comes decoded, and headers take ASCII only; what the framework makes of it has a part of its signs encoded.
    path = quote(request.scope["path"], safe=_PLAIN)
    return absolute(request, path) + (f"?{query}" if query else "")
