"""Answers given again: from the cache where the same was asked of the same release, or as 304 to who has them still."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from api import urls
from api.negotiation import Offer
from api.protocol import Asking, has_body
from api.streams import Stream
from graph.answering.asker import Asker
from graph.answering.cache import Cache, Kept, is_fleeting, mark, normalised
from graph.answering.workers import QueryPool

_WEIGHTY = 256 * 1024  # bytes of an answer that is no longer kept
_PLAINLY = ("GET", "HEAD")


@dataclass(frozen=True)
class Wanted:
    """What a request wants, by all that its answer depends on."""

    request: Request
    keys: tuple[tuple[Hashable, ...], ...]  # as it was sent, if by its address, and as it is meant; first the state

    @property
    def state(self) -> str:
        """The state of the data that it is wanted from."""
        return str(self.keys[0][0])

    @cached_property
    def mark(self) -> str:
        """The ETag of the answer."""
        return mark(self.keys[-1])

    def found(self) -> Response | None:
        """The answer, where it is kept or the asker has it."""
        known = _known(self.request)
        if known and self.mark in known:
            return Response(status_code=304, headers=_marked(self.mark))
        if "no-cache" in self.request.headers.get("cache-control", ""):
            return None
        cache = _cache(self.request)
        for key in self.keys:
            if kept := cache.find(key):
                cache.keep(self.keys[0], kept)
                return Response(status_code=304, headers=_told(kept)) if kept.mark in known else _response(kept)
        return None

    def keep(self, response: Response) -> Response:
        """The answer with its mark; kept, if it is short and whole."""
        cache = _cache(self.request)
        before = cache.find(self.keys[0])  # made anew, it has the mark by which its askers know it
        mark = before.mark if before else self.mark
        response.raw_headers += [(name.lower().encode(), value.encode()) for name, value in _marked(mark).items()]
        body = response.taken(_WEIGHTY) if isinstance(response, Stream) else bytes(response.body)
        if body is None or response.status_code != HTTPStatus.OK:
            return response
        kept = Kept(body, tuple(response.raw_headers), mark)
        for key in self.keys:
            cache.keep(key, kept)
        return _response(kept) if isinstance(response, Stream) else response


def as_sent(request: Request) -> Wanted | None:
    """What is wanted by who has no token, in the words of the request; None where these alone do not tell."""
    headers = request.headers
    if request.method not in _PLAINLY or "authorization" in headers or has_body(request):
        return None
    state = _pool(request).state(operates=False)
    if state is None:
        return None
    sent = (state, urls.root(request), request.scope["query_string"], tuple(headers.getlist("accept")))
    return Wanted(request, (sent,))


def as_meant(request: Request, asking: Asking, offer: Offer, asker: Asker, sent: Wanted | None) -> Wanted | None:
    """What is wanted, in whatever words; None where the answer may be another each time."""
    state = _pool(request).state(operates=asker.operates)
    if state is None or is_fleeting(asking.query):
        return None
    # Relative IRIs, and the address of the rest, belong to the address that was asked.
    how = (urls.root(request), offer.media_type, asking.dataset, asking.stated, asking.inferred, asking.rewrite)
    return Wanted(request, (*(sent.keys if sent else ()), (state, normalised(asking.query), *how)))


def _pool(request: Request) -> QueryPool:
    found: QueryPool = request.app.state.pool
    return found


def _cache(request: Request) -> Cache:
    found: Cache = request.app.state.kept
    return found


def _known(request: Request) -> frozenset[str]:
    """The marks of the answers that the asker has."""
    given = request.headers.get("if-none-match")
    if given is None or request.method not in _PLAINLY:
        return frozenset()
    return frozenset(part.strip() for part in given.split(","))


def _marked(mark: str) -> dict[str, str]:
    return {"ETag": mark, "Cache-Control": "no-cache"}


def _told(kept: Kept) -> dict[str, str]:
    names = {b"etag", b"cache-control", b"vary", b"access-control-allow-origin", b"access-control-expose-headers"}
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in kept.headers if name in names}


def _response(kept: Kept) -> Response:
    response = Response(kept.body)
    response.raw_headers = list(kept.headers)
    return response
