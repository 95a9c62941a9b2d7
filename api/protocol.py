"""What a request to the SPARQL endpoint asks, by the SPARQL 1.1 Protocol, section 2.1."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from math import isfinite
from urllib.parse import parse_qsl

from fastapi import Request

from api.errors import BadRequest, ChangeRefused, TooLarge, UnsupportedBody
from graph.guard import Dataset

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_MOST_FIELDS = 1_000
_BESIDE = 20_000  # bytes that a form may have beside its query
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})


@dataclass(frozen=True)
class Asking:
    """A query as it was sent, and how its answer is wanted."""

    query: str
    dataset: Dataset | None = None  # in place of the one in the query (section 2.1.4)
    format: str | None = None
    seconds: float | None = None


async def read(request: Request, longest: int) -> Asking | None:
    """What is asked, None when nothing is; raises `BadRequest`, `ChangeRefused`, `TooLarge` or `UnsupportedBody`."""
    asked = _pairs(request.scope["query_string"])
    if request.method != "POST":
        bare = all(name == "format" for name, _ in asked)
        return None if bare else _asking(asked)
    media_type = _media_type(request)
    if media_type == FORM:
        return _asking([*asked, *_pairs(await _body(request, 3 * longest + _BESIDE))])
    if media_type == QUERY:
        body = await _body(request, longest)
        if any(name == "query" for name, _ in asked):
            raise BadRequest("there is a query in the address and another in the body")
        return _asking([*asked, ("query", _text(body))])
    if media_type == UPDATE:
        raise ChangeRefused("updates are refused: this service takes queries only")
    raise UnsupportedBody(f"a query is sent as {FORM} or {QUERY}, not as {media_type or 'a body without a type'}")


def _asking(pairs: Iterable[tuple[str, str]]) -> Asking:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise ChangeRefused("updates are refused: this service takes queries only")
    query = _single(values, "query")
    if query is None:
        raise BadRequest("there is no query: it is sent as the parameter “query”, or as the body")
    default, named = values.get("default-graph-uri", []), values.get("named-graph-uri", [])
    dataset = Dataset(tuple(default), tuple(named)) if default or named else None
    return Asking(query, dataset, _single(values, "format"), _seconds(_single(values, "timeout")))


def _single(values: dict[str, list[str]], name: str) -> str | None:
    found = values.get(name, [])
    if len(found) > 1:
        raise BadRequest(f"there is more than one “{name}”")
    return found[0] if found else None


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not (isfinite(seconds) and seconds > 0):
        raise BadRequest(f"timeout is a number of seconds more than 0, not “{text[:40]}”")
    return seconds


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(encoded), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise BadRequest("the parameters are not percent-encoded UTF-8") from error
    except ValueError as error:
        raise BadRequest(f"there are more than {_MOST_FIELDS} parameters") from error


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError as error:
        raise BadRequest("what was sent is not UTF-8") from error


def _media_type(request: Request) -> str:
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    if not request.headers.get("content-type"):
        return ""
    charset = str(header.get_param("charset", "utf-8")).lower()
    if charset not in _UTF8:
        raise UnsupportedBody(f"what is sent must be UTF-8, not {charset}")
    return header.get_content_type()


async def _body(request: Request, most: int) -> bytes:
    if int(_digits(request.headers.get("content-length", "0"))) > most:
        raise TooLarge(f"the body is larger than {most} bytes")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise TooLarge(f"the body is larger than {most} bytes")
    return bytes(body)


def _digits(text: str) -> str:
    return text if text.isdecimal() and len(text) < 20 else "0"
