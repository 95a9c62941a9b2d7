"""Answers given again: from the cache where the same was asked of the same release, or as 304 to who has them still."""

from collections.abc import Hashable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from api import urls
from api.negotiation import Offer
from api.protocol import Asking
from api.streams import Stream
from graph.asker import Asker
from graph.cache import Cache, Kept, is_fleeting, mark, normalised
from graph.workers import QueryPool

_WEIGHTY = 256 * 1024  # bytes of an answer that is no longer kept
_PLAINLY = ("GET", "HEAD")


@dataclass(frozen=True)
class Wanted:
    """What a request wants, by all that its answer depends on."""

    request: Request
    keys: tuple[Hashable, ...]  # as it was sent, if by its address, and as it is meant
    mark: str

    def found(self) -> Response | None:
        """The answer, where it is kept or the asker has it."""
        if self.mark in _known(self.request):
            return Response(status_code=304, headers=self._headers())
        if "no-cache" in self.request.headers.get("cache-control", ""):
            return None
        cache = _cache(self.request)
        for key in self.keys:
            if kept := cache.find(key):
                cache.keep(self.keys[0], kept)
                return _response(kept)
        return None

    def keep(self, response: Response) -> Response:
        """The answer with its mark; kept, if it is short and whole."""
        response.headers.update(self._headers())
        body = response.taken(_WEIGHTY) if isinstance(response, Stream) else None
        if body is None:
            return response
        kept = Kept(body, tuple(response.raw_headers), self.mark)
        for key in self.keys:
            _cache(self.request).keep(key, kept)
        return _response(kept)

    def _headers(self) -> dict[str, str]:
        return {"ETag": self.mark, "Cache-Control": "no-cache"}


def at_once(request: Request) -> Response | None:
    """The answer to a request that was sent before in the same words, by somebody without a token."""
    key = _sent(request, request.app.state.pool.state(operates=False))
    if key is None or "no-cache" in request.headers.get("cache-control", ""):
        return None
    kept = _cache(request).find(key)
    if kept is None:
        return None
    return Response(status_code=304, headers=dict(_told(kept))) if kept.mark in _known(request) else _response(kept)


def wanted(request: Request, asking: Asking, offer: Offer, asker: Asker) -> Wanted | None:
    """What is wanted, None where the answer may be another each time."""
    pool: QueryPool = request.app.state.pool
    state = pool.state(operates=asker.operates)
    if state is None or is_fleeting(asking.query):
        return None
    # Relative IRIs, and the address of the rest, belong to the address that was asked.
    how = (urls.root(request), offer.media_type, asking.dataset, asking.stated, asking.inferred, asking.rewrite)
    meant = (state, normalised(asking.query), *how)
    sent = _sent(request, state)
    return Wanted(request, (meant,) if sent is None else (sent, meant), mark(*meant))


def _sent(request: Request, state: str | None) -> Hashable | None:
    headers = request.headers
    if state is None or request.method not in _PLAINLY or "authorization" in headers:
        return None
    return state, urls.root(request), request.scope["query_string"], tuple(headers.getlist("accept"))


def _cache(request: Request) -> Cache:
    found: Cache = request.app.state.kept
    return found


def _known(request: Request) -> frozenset[str]:
    """The marks of the answers that the asker has."""
    if request.method not in _PLAINLY:
        return frozenset()
    return frozenset(part.strip() for part in request.headers.get("if-none-match", "").split(","))


def _told(kept: Kept) -> list[tuple[str, str]]:
    names = {b"etag", b"cache-control", b"vary", b"access-control-allow-origin", b"access-control-expose-headers"}
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in kept.headers if name in names]


def _response(kept: Kept) -> Response:
    response = Response(kept.body)
    response.raw_headers = list(kept.headers)
    return response
