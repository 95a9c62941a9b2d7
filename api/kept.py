"""Answers given again: from the cache where the same was asked of the same release, or as 304 to who has them still."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from api import urls
from api.negotiation import Offer, accepted
from api.protocol import Asking, has_body
from api.streams import Stream
from graph.answering.asker import Asker
from graph.answering.cache import Cache, Kept, Key, is_fleeting, mark, normalised
from graph.answering.workers import QueryPool

_WEIGHTY = 256 * 1024  # bytes of an answer that is no longer kept
_PLAINLY = ("GET", "HEAD")
_ANY = frozenset({"*"})  # what an asker has who wants no answer that there is (RFC 9110, section 13.1.2)
VARY = "Accept, Authorization"  # headers of a request that its answer depends on
# What 304 says as the answer itself did (RFC 9110, section 15.4.5); scripts of other sites may read it.
_ALWAYS = ((b"vary", VARY.encode()), (b"access-control-allow-origin", b"*"))
_TOLD = {b"etag", b"cache-control", b"vary", b"access-control-allow-origin", b"access-control-expose-headers"}


@dataclass(frozen=True)
class Manner:
    """How a request asks: all beside its query that an answer depends on, and whether one that is kept will do."""

    pool: QueryPool
    cache: Cache
    root: str
    accept: str | None  # the header, several lines of it joined
    has: frozenset[str]  # the marks of the answers that the asker has, or any
    anew: bool

    @property
    def has_any(self) -> bool:
        """Whether any answer is one that the asker has."""
        return self.has == _ANY

    def wanted(self, query: bytes) -> "Wanted | None":
        """What is wanted by who asks so, in the words of an address; None where nobody can tell from them."""
        state = self.pool.state(operates=False)
        return None if state is None else Wanted(self, state, (((state, self.root, self.accept), query),))


class Wanted(NamedTuple):
    """What a request wants, by all that its answer depends on."""

    manner: Manner
    state: str  # of the data that it is wanted from
    keys: tuple[Key, ...]  # as it was sent, if by its address, and as it is meant

    @property
    def mark(self) -> str:
        """The ETag of the answer: of what was sent, so that each process of a service gives the same."""
        return mark(self.keys[0])

    def found(self) -> Response | None:
        """The answer, where it is kept or the asker has it."""
        has, cache = self.manner.has, self.manner.cache
        if has and self.mark in has:
            return unchanged([*marked(self.mark), *_ALWAYS])
        if self.manner.anew:
            return None
        for key in self.keys:
            if kept := cache.find(key):
                if key is not self.keys[0]:  # it was asked for in other words
                    kept = kept.known_by(self.mark)
                    cache.keep(self.keys[0], kept)
                return unchanged(kept.headers) if has == _ANY else _response(kept)
        return None

    def keep(self, response: Response) -> Response:
        """The answer with its mark; kept, if it is short and whole."""
        cache, mark = self.manner.cache, self.mark
        response.raw_headers += marked(mark)
        body = response.taken(_WEIGHTY) if isinstance(response, Stream) else bytes(response.body)
        if body is None or response.status_code != HTTPStatus.OK:
            return response
        kept = Kept(body, tuple(response.raw_headers), mark)
        for key in self.keys:
            cache.keep(key, kept)
        return _response(kept) if isinstance(response, Stream) else response


def plainly(request: Request) -> Manner | None:
    """How somebody asks who has no token and sends no body; None for others."""
    headers = request.headers
    # What If-Match asks for is told apart from the answer that there is (`api.conditions`).
    if request.method not in _PLAINLY or "authorization" in headers or "if-match" in headers or has_body(request):
        return None
    return _manner(request)


def as_sent(request: Request) -> Wanted | None:
    """What is wanted by who has no token, in the words of the request; None where these alone do not tell."""
    manner = plainly(request)
    return None if manner is None else manner.wanted(request.scope["query_string"])


def as_meant(request: Request, asking: Asking, offer: Offer, asker: Asker, sent: Wanted | None) -> Wanted | None:
    """What is wanted, in whatever words; None where the answer may be another each time."""
    return meant(_manner(request), asking, offer, asker, sent)


def meant(manner: Manner, asking: Asking, offer: Offer, asker: Asker, sent: Wanted | None) -> Wanted | None:
    """The same for a manner that is known."""
    state = manner.pool.state(operates=asker.operates)
    if state is None or is_fleeting(asking.query):
        return None
    # Relative IRIs, and the address of the rest, belong to the address that was asked.
    how = (manner.root, offer.media_type, asking.dataset, asking.stated, asking.inferred, asking.rewrite)
    query = normalised(asking.query).encode("utf-8", "surrogatepass")
    return Wanted(manner, state, (*(sent.keys if sent else ()), ((state, *how), query)))


def unless_any(request: Request, response: Response) -> Response:
    """The answer, unless the asker has whatever there is (`If-None-Match: *`)."""
    if response.status_code != HTTPStatus.OK or _known(request) != _ANY:
        return response
    if isinstance(response, Stream):
        response.leave()
    return unchanged(response.raw_headers)


def _manner(request: Request) -> Manner:
    state, headers = request.app.state, request.headers
    anew = "no-cache" in headers.get("cache-control", "")
    return Manner(state.pool, state.kept, urls.root(request), accepted(headers), _known(request), anew)


def _known(request: Request) -> frozenset[str]:
    """The marks of the answers that the asker has: compared weakly, as all of ours are (RFC 9110, section 13.1.2)."""
    return tags(request.headers, "if-none-match") if request.method in _PLAINLY else frozenset()


def tags(headers: Headers, name: str) -> frozenset[str]:
    """The marks that a header tells, on however many lines, as weak ones; `*` stands for any."""
    parts = frozenset(part.strip() for line in headers.getlist(name) for part in line.split(","))
    return parts if parts == _ANY else frozenset(part if part.startswith("W/") else f"W/{part}" for part in parts)


def marked(mark: str) -> list[tuple[bytes, bytes]]:
    """The headers by which an answer is known again."""
    return [(b"etag", mark.encode()), (b"cache-control", b"no-cache")]


def unchanged(headers: Iterable[tuple[bytes, bytes]]) -> Response:
    """What is said to who has an answer of these headers."""
    response = Response(status_code=304)
    response.raw_headers += [each for each in headers if each[0] in _TOLD]
    return response


def _response(kept: Kept) -> Response:
    response = Response(kept.body)
    response.raw_headers = list(kept.headers)
    return response
