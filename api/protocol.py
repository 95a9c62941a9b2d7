"""What a request asks or changes, by the SPARQL 1.1 Protocol, sections 2.1 and 2.2."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from math import isfinite
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.faulty import BadRequest, TooLarge, UnsupportedBody
from graph.guard import Dataset
from ontology.saying import Said

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_MOST_FIELDS = 1_000
_BESIDE = 20_000  # bytes that a form may have beside its query
_PIECE = 64 * 1024  # bytes that are decoded at once: the library takes two hundred times as many to do it
_NO_UTF8 = Said.of("not_encoded", "the parameters are not percent-encoded UTF-8")
_USUAL = tuple([(b"%%%02X" % ord(sign), sign.encode()) for sign in " ?{}<>:/"])  # what queries have in an address
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})
_OF_QUERIES = ("default-graph-uri", "named-graph-uri")
_OF_UPDATES = ("using-graph-uri", "using-named-graph-uri")
_CHOICES = {"true": True, "1": True, "": True, "false": False, "0": False}


class Asking(NamedTuple):
    """A query as it was sent, and how its answer is wanted."""

    query: str
    dataset: Dataset | None = None  # in place of the one in the query (section 2.1.4)
    formats: tuple[str, ...] = ()  # names, the first that is known counts
    seconds: float | None = None
    stated: bool = True
    inferred: bool = True
    rewrite: bool = True
    beside: str = ""  # the parameters beside the query, as in an address

    @property
    def is_plain(self) -> bool:
        """Whether it is asked of all that the asker may see, in whatever words."""
        return self.dataset is None and self.stated and self.inferred and self.rewrite


@dataclass(frozen=True)
class Changing:
    """An update as it was sent."""

    update: str
    using: Dataset | None = None  # the graphs its patterns read (section 2.2.3)
    seconds: float | None = None


async def read(request: Request, longest: int, longest_update: int) -> Asking | Changing | None:
    """What is asked or changed, None when nothing is; raises `BadRequest`, `TooLarge` or `UnsupportedBody`."""
    if request.method != "POST":
        if has_body(request):
            raise BadRequest(
                Said.of(
                    "no_body", "{method} has no body: send the query in the address, or by POST", method=request.method
                )
            )
        return asked(request.scope["query_string"])
    pairs = _pairs(request.scope["query_string"])
    media_type = media_type_of(request)
    if media_type == FORM:
        if any(name == "update" for name, _ in pairs):
            raise BadRequest(
                Said.of("update_form", "of a form, the update is sent in the body, not in the address (section 2.2.1)")
            )
        body = await _body(request, 3 * max(longest, longest_update) + _BESIDE)
        # A long one is decoded beside: others wait for nothing meanwhile.
        return _operation([*pairs, *(_pairs(body) if len(body) <= _PIECE else await run_in_threadpool(_pairs, body))])
    if media_type not in {QUERY, UPDATE}:
        told = "a query is sent as {form} or {query}, an update as {form} or {update}, not as “{sent}”"
        raise UnsupportedBody(Said.of("sent_as", told, form=FORM, query=QUERY, update=UPDATE, sent=media_type))
    name, most = ("query", longest) if media_type == QUERY else ("update", longest_update)
    if any(given in {"query", "update"} for given, _ in pairs):
        told = "there is a query or update in the address and another in the body, which is {type}"
        raise BadRequest(Said.of("sent_twice", told, type=media_type))
    # Editors of some systems begin a file with a mark of its encoding (U+FEFF), which is no part of what it says.
    return _operation([*pairs, (name, _text(await _body(request, most)).removeprefix("\ufeff"))])


def media_type_of(request: Request) -> str:
    """The media type of what is sent, empty where it is not said.

    Raises `UnsupportedBody` for what is not UTF-8, or compressed: what is small when it comes could be very large.
    """
    if encoding := request.headers.get("content-encoding", "").lower().replace("identity", ""):
        raise UnsupportedBody(
            Said.of("compressed", "what is sent must not be compressed: {encoding} is not read here", encoding=encoding)
        )
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    if not request.headers.get("content-type"):
        return ""
    charset = str(header.get_param("charset", "utf-8")).lower()
    if charset not in _UTF8:
        raise UnsupportedBody(Said.of("charset", "what is sent must be UTF-8, not {charset}", charset=charset))
    return header.get_content_type()


def has_body(request: Request) -> bool:
    """Whether something is sent beside the address and the headers (RFC 9112, section 6)."""
    return "transfer-encoding" in request.headers or digits(request.headers.get("content-length", "0")).strip("0") != ""


def asked(encoded: bytes) -> Asking | None:
    """What the address of a GET asks, None when nothing is; raises `BadRequest`."""
    if encoded.startswith(b"query=") and b"&" not in encoded:  # as most are: nothing is said of how
        return Asking(_unquoted(encoded[len(b"query=") :]))
    pairs = _pairs(encoded)
    if any(name == "update" for name, _ in pairs):
        raise BadRequest(
            Said.of("update_post", "an update is sent by POST, not in the address (SPARQL 1.1 Protocol, section 2.2)")
        )
    if all(name == "format" for name, _ in pairs):
        return None
    operation = _operation(pairs)
    assert isinstance(operation, Asking)
    return operation


def _operation(pairs: Iterable[tuple[str, str]]) -> Asking | Changing:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    query, update = _single(values, "query"), _single(values, "update")
    _single(values, "version")  # of SPARQL 1.2: it may be said, once; what is read here is 1.1
    if query is not None and update is not None:
        raise BadRequest(Said.of("query_and_update", "there is a query and an update: one request does one of them"))
    if update is not None:
        _refuse(values, _OF_QUERIES, "using-graph-uri, using-named-graph-uri")
        return Changing(update, _dataset(values, *_OF_UPDATES), _seconds(_single(values, "timeout")))
    if query is None:
        raise BadRequest(
            Said.of("no_query", "there is no query: it is sent as the parameter “query” or “update”, or as the body")
        )
    _refuse(values, _OF_UPDATES, "default-graph-uri, named-graph-uri")
    return _asking(query, values)


def _asking(query: str, values: dict[str, list[str]]) -> Asking:
    stated, inferred = _choice(values, "stated"), _choice(values, "inferred")
    if not stated and not inferred:
        raise BadRequest(Said.of("nothing_left", "with stated=false and inferred=false nothing is left to be asked"))
    dataset = _dataset(values, *_OF_QUERIES)
    if dataset and not (stated and inferred):
        raise BadRequest(
            Said.of(
                "graphs_twice",
                "stated and inferred choose the default graph; default-graph-uri and named-graph-uri do too",
            )
        )
    beside = [(name, each) for name, given in values.items() for each in given if name != "query"]
    seconds, rewrite = _seconds(_single(values, "timeout")), _choice(values, "rewrite")
    # SPARQLWrapper says the format twice: by a short name, and by a media type.
    formats = tuple(filter(None, values.get("format", [])))
    return Asking(query, dataset, formats, seconds, stated, inferred, rewrite, urlencode(beside))


def _dataset(values: dict[str, list[str]], default: str, named: str) -> Dataset | None:
    if default not in values and named not in values:
        return None
    return Dataset(_graphs(values, default), _graphs(values, named))


def _graphs(values: dict[str, list[str]], name: str) -> tuple[str, ...]:
    # Some clients, and a case of the W3C's test suite, encode the `&` between two of these parameters too.
    return tuple(graph for value in values.get(name, []) for graph in value.split(f"&{name}="))


def _refuse(values: dict[str, list[str]], names: Iterable[str], known: str) -> None:
    for name in names:
        if name in values:
            raise BadRequest(
                Said.of("graphs_of", "“{name}” cannot be said here; there are: {known}", name=name, known=known)
            )


def _single(values: dict[str, list[str]], name: str) -> str | None:
    found = values.get(name, [])
    if len(found) > 1:
        raise BadRequest(Said.of("twice", "there is more than one “{name}”", name=name))
    return found[0] if found else None


def _choice(values: dict[str, list[str]], name: str) -> bool:
    text = _single(values, name)
    if text is None:
        return True
    if text.lower() not in _CHOICES:
        raise BadRequest(Said.of("true_false", "{name} is true or false, not “{value}”", name=name, value=text[:40]))
    return _CHOICES[text.lower()]


def _seconds(text: str | None) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not (isfinite(seconds) and seconds > 0):
        raise BadRequest(
            Said.of("timeout", "timeout is a number of seconds more than 0, not “{value}”", value=text[:40])
        )
    return seconds


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    _text(encoded)
    if encoded.count(b"&") >= _MOST_FIELDS:
        raise BadRequest(Said.of("fields", "there are more than {most} parameters", most=_MOST_FIELDS))
    fields = (field.partition(b"=") for field in encoded.split(b"&") if field)
    return [(_decoded(name), _decoded(value)) for name, _, value in fields]


@lru_cache(maxsize=16)  # it may be read again by those who could not answer it
def _unquoted(encoded: bytes) -> str:
    return _decoded(encoded)


def _decoded(encoded: bytes) -> str:
    """A name or a value of a form; the same as by the library's way to read it, which takes far more room."""
    text = encoded.replace(b"+", b" ")
    for escape, sign in _USUAL:  # none of the signs can be a part of another escape
        text = text.replace(escape, sign)
    try:
        return (b"".join(map(unquote_to_bytes, _pieces(text))) if b"%" in text else text).decode()
    except UnicodeDecodeError as error:
        raise BadRequest(_NO_UTF8) from error


def _pieces(text: bytes) -> Iterator[bytes]:
    """A text in pieces, none of which ends within an escape."""
    begin = 0
    while begin < len(text):
        end = begin + _PIECE
        cut = text.find(b"%", end - 2, end)
        end = end if cut < 0 else cut
        yield text[begin:end]
        begin = end


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(Said.of("not_utf8", "what was sent is not UTF-8")) from error


async def _body(request: Request, most: int) -> bytes:
    if int(digits(request.headers.get("content-length", "0"))) > most:
        raise TooLarge(Said.of("body_large", "the body is larger than {most} bytes", most=most))
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise TooLarge(Said.of("body_large", "the body is larger than {most} bytes", most=most))
    return bytes(body)


def digits(text: str) -> str:
    """A number as it stands in a header, 0 where it is none."""
    return text if text.isdecimal() and len(text) < 20 else "0"
