"""Addresses that pages link to: they keep the language a reader chose, and change one thing of the present one."""

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

_KEPT = ("lang", "ui")  # the language of what is shown, and that of the interface where it is another
_PLACE = ("cursor",)  # a place in one list means nothing in another


def href(request: Request, path: str, /, **parameters: str) -> str:
    """An address of ours, in the languages chosen in the present one: `/clusters?country=PT&lang=pt`."""
    pairs = [(name, value) for name, value in parameters.items() if value]
    if path.startswith("/"):
        pairs += [(name, value) for name, value in carried(request) if name not in parameters]
    plain, hash_, fragment = path.partition("#")
    joint = "&" if "?" in plain else "?"
    return plain + (joint + urlencode(pairs) if pairs else "") + hash_ + fragment


def carried(request: Request) -> list[tuple[str, str]]:
    """What every address and form of a page sends along: the languages that the present one names."""
    chosen = ((name, request.query_params.get(name)) for name in _KEPT)
    return [(name, value) for name, value in chosen if value]


def here(request: Request, /, **changes: str | None) -> str:
    """The present address with other values for some parameters; None takes one away."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    pairs = kept + [(name, value) for name, value in changes.items() if value is not None]
    return _address(request, pairs)


def toggled(request: Request, name: str, value: str) -> str:
    """The present list with one filter put in or taken out, from its beginning."""
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in _PLACE]
    pair = (name, value)
    return _address(request, [each for each in pairs if each != pair] if pair in pairs else [*pairs, pair])


def hidden(request: Request, *but: str) -> list[tuple[str, str]]:
    """What a form must send along so that nothing of the present state is lost."""
    return [pair for pair in request.query_params.multi_items() if pair[0] not in (*but, *_PLACE)]


def framing(address: str, title: str, height: int) -> str:
    """What one pastes into a page of another site: `<iframe src="https://…" title="…" …></iframe>`."""
    told = f'src="{escape(address)}" title="{escape(title)}"'
    return f'<iframe {told} width="100%" height="{height}" loading="lazy"></iframe>'


def brief(url: str) -> str:
    """An address short enough to read: `portugal.gov.pt/…/comunicado`."""
    try:
        parts = urlsplit(url)
    except ValueError:  # `http://[…`: what data give as an address need not be one
        return url
    host = (parts.hostname or url).removeprefix("www.")
    tail = [piece for piece in parts.path.split("/") if piece]
    if not tail:
        return host
    last = tail[-1] if len(tail[-1]) <= 40 else tail[-1][:39] + "…"
    return f"{host}/{'…/' if len(tail) > 1 else ''}{last}"


def _address(request: Request, pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs))
    path = f"/{request.url.path.lstrip('/')}"  # `//elsewhere.org/` would lead to another site
    return f"{path}?{query}" if query else path
