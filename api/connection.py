"""A connection as uvicorn keeps it, but heads of requests end, and what is no HTTP gets a problem document."""

import json
import re
from asyncio import BaseTransport, Event, TimerHandle
from functools import lru_cache, partial
from http import HTTPStatus
from types import SimpleNamespace

from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.faulty import MEDIA_TYPE, TYPES
from api.journal import entry
from api.prompt import PROMPT, SHIELDED, Prompt, Reply, lines
from api.soon import Soon
from graph.answering.answers import Answer

PROMPTLY = b"/sparql?"  # how addresses begin that may be answered at once
END = b"\r\n\r\n"  # of a head
_OF_BODIES = frozenset({b"content-length", b"transfer-encoding"})
_LONGEST = 65_535  # bytes of an address: more, the parser cannot count
_MOST = 256 * 1024  # bytes of the head of a request, its address with it; uvicorn would take any number of them
_LOOKS = 30.0  # seconds between two looks whether a client goes on with what is awaited of it
_LEAST = 30_000  # bytes of a body that it sends meanwhile
_STANDS = 3  # looks in a row at which a client may have taken nothing of an answer
_OLD = frozenset({"0.9", "1.0"})
_VERSIONS = re.compile(r"0\.9|1\.\d")  # a later 1.x is answered as 1.1 is (RFC 9110, section 2.5)
# RFC 3986, section 3.2.2, with its port; no name is longer than 255 bytes, and what is kept is kept by it.
_HOST = re.compile(rb"[A-Za-z0-9\-._~%!$&'()*+,;=:\[\]]{1,300}")
_WHOLE = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)  # an address with its host, as proxies are sent it
_CODINGS = (b"", b"chunked")
# How a request begins: RFC 9112, sections 2.2 and 3.
_FIRST = re.compile(rb"(?:\r?\n)*([!#$%&'*+.^_`|~\w-]+) \S+ HTTP/\d\.\d\r?\n", re.ASCII)
_SLOW = f"a request comes within {_LOOKS:.0f} seconds, and its body at {_LEAST / _LOOKS:.0f} bytes a second at least"
_METHOD = "this method is not known here; there are GET, HEAD, POST, PUT, DELETE and OPTIONS"  # case matters, too
_NO_HTTP = (
    "this is no request of HTTP/1.1: its first line, a header or the length of its body cannot be read, "
    "or its address has signs that must be percent-encoded"
)


class Refused(Exception):
    """A request that is refused by its head."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def _nobody(*, response_complete: bool) -> RequestResponseCycle:
    """What stands in place of the application at work."""
    return SimpleNamespace(  # type: ignore[return-value]
        response_complete=response_complete, message_event=Event(), keep_alive=True, waiting_for_100_continue=False
    )


@lru_cache(maxsize=2)
def _always(*headers: tuple[bytes, bytes]) -> bytes:
    """What all answers of a second have in their heads."""
    return lines(headers)


class Connection(HttpToolsProtocol):
    """Reads the requests of one client."""

    _refused = Refused(HTTPStatus.BAD_REQUEST, _NO_HTTP)
    _in_head = False
    _head = 0  # bytes of the head that is being read
    _is_between = True  # two requests: what comes is the beginning of one
    _sent = b""  # what came last, if that is so
    _soon: Soon | None = None  # what is on its way
    _begun: Answer | None = None  # what was, and is for the application to give
    _answered_at = 0.0  # by the clock of the event loop, when something was answered at once
    _is_first = True  # of the requests that came together: others wait for their turn among all connections
    _moves = 0  # how often the client began a request, or took what it was sent
    _came = 0  # bytes of what it sent beside heads
    _seen = (0, 0, 0)  # both at the last look, and what was left of an answer: nobody tells when a part of it is taken
    _stood = 0  # looks in a row at which it had not moved
    _was_awaited = True  # at the last look
    _look_again: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """A client came: nothing of it is at work."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._look_again = self.loop.call_later(_LOOKS, self._look_whether_it_moves)
        self.parser.set_dangerous_leniencies(lenient_version=True)  # `_look` refuses versions, and tells why
        # The rest of a request that is answered at once is passed over, as after any answer.
        self.cycle = _nobody(response_complete=True)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that does not end is refused."""
        self._is_first = True
        self._sent = data if self._is_between else b""
        # What is longer, the parser looks at first: it may be refused.
        if self._is_between and len(data) <= _LONGEST and not self._is_busy:
            found = self._prompt.again(self.client, data) or self._prompt.soon(self.client, data)
            if isinstance(found, Soon):
                self._await(found, data)
                return
            if found is not None:
                self._write(found)
                return
        self._read(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client went: what it waited for is called off."""
        if self._soon is not None:
            self._soon.answer.close()
        if self._look_again is not None:
            self._look_again.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """The client took what it was sent."""
        self._moves += 1
        super().resume_writing()

    def _read(self, data: bytes) -> None:
        self._came += 0 if self._is_between or self._in_head else len(data)
        super().data_received(data)
        self._head = self._head + len(data) if self._in_head else 0
        if self._head > _MOST and not self.transport.is_closing():
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self._refused = Refused(status, f"the head of a request has at most {_MOST} bytes")
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head, self._is_between = True, False
        self._moves += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head ends; what is refused by it goes no further."""
        try:
            self._look()
        except Refused as refused:
            self._refused = refused
            raise  # out of the parser: uvicorn then refuses the request
        if not self._answered():
            super().on_headers_complete()
        self._in_head = self._is_first = False

    def on_message_complete(self) -> None:
        """A request ends."""
        self._is_between = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what was sent, and hang up; while answers before it are on their way, hang up after them."""
        if not self.cycle.response_complete and (self._is_between or self._in_head):
            self.cycle.keep_alive = False
            self.flow.pause_reading()
            return
        first = _FIRST.match(self._sent) if self._in_head and not self.url else None
        if first and first[1] != self.parser.get_method():  # the parser did not know it: RFC 9110, section 9.1
            self._refused = Refused(HTTPStatus.NOT_IMPLEMENTED, _METHOD)
        status, detail = self._refused.status, self._refused.detail
        content = {"type": TYPES + status.phrase.lower().replace(" ", "-"), "title": status.phrase.capitalize()}
        body = json.dumps({**content, "status": status.value, "detail": detail[:1].upper() + detail[1:]}).encode()
        head = f"Content-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
        told = b"" if (first[1] if first else self.parser.get_method()) == b"HEAD" else body  # RFC 9110, section 9.3.2
        self.transport.write(b"".join((STATUS_LINE[status], self._date, SHIELDED, head, told)))
        self.transport.close()

    def _look_whether_it_moves(self) -> None:
        """Hang up on who lets the service wait: each connection takes a descriptor, of which there are so many."""
        now = self._moves, self._came // _LEAST, self.transport.get_write_buffer_size()
        self._stood, self._seen = self._stood + 1 if now == self._seen else 0, now
        takes_nothing = self.flow.write_paused or self.transport.is_closing()
        if takes_nothing and self._stood >= _STANDS:
            self.transport.abort()
            return
        before, self._was_awaited = self._was_awaited, self._is_awaited
        if before and self._was_awaited and not takes_nothing and self._stood:
            self._refused = Refused(HTTPStatus.REQUEST_TIMEOUT, _SLOW)
            if self._in_head or not (self.cycle.response_complete or self.cycle.response_started):
                self.send_400_response("")
            else:  # nothing is asked, or it is being answered
                self.transport.close()
        self._look_again = self.loop.call_later(_LOOKS, self._look_whether_it_moves)

    @property
    def _is_awaited(self) -> bool:
        """Whether the client has to send something; when its next request comes is seen to by another timer."""
        if self.flow.read_paused or self.pipeline or self.cycle.waiting_for_100_continue:  # it waits for us
            return False
        return not self._is_between or (self.cycle.response_complete and self.timeout_keep_alive_task is None)

    def timeout_keep_alive_handler(self) -> None:
        """Hang up, unless something was answered since this was to be done: then look again later."""
        left = self._answered_at + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()

    def _unsupported_upgrade_warning(self) -> None:
        """An offer to speak another protocol may be passed over (RFC 9110, section 7.8): nothing for the log."""

    def _await(self, soon: Soon, sent: bytes) -> None:
        """Read nothing for a moment: the answer is on its way."""
        self._soon = soon
        self._unset_keepalive_if_required()
        self.flow.pause_reading()
        self.cycle = _nobody(response_complete=False)
        soon.then(partial(self._come, soon, sent))

    def _come(self, soon: Soon, sent: bytes, response: Response | None) -> None:
        self._soon = None
        if self.transport.is_closing():
            soon.answer.close()
            return
        stays, self.cycle = self.cycle.keep_alive, _nobody(response_complete=True)
        self.flow.resume_reading()
        if response is None:
            self._begun = soon.answer
            self._read(sent)
        else:
            self._write(self._prompt.come(soon, response))
        if not stays:  # the service ends
            self.shutdown()

    def _answered(self) -> bool:
        """Whether it could be answered here and now."""
        if self._begun is not None:
            known = entry(self.scope)  # type: ignore[arg-type]
            known.begun, known.tried, self._begun = self._begun, True, None
            return False
        if not self.url.startswith(PROMPTLY) or not self._is_plain or self._is_busy:
            return False
        path, _, query = self.url.partition(b"?")
        self.scope.update({"method": "GET", "path": path.decode(), "raw_path": path, "query_string": query})
        reply = self._prompt.answer(self.scope, self._sent if self._is_alone else b"")  # type: ignore[arg-type]
        if reply is not None:
            self._write(reply)
        return reply is not None

    @property
    def _is_alone(self) -> bool:
        """Whether what came is this request and nothing else."""
        bare = all(name not in _OF_BODIES for name, _ in self.headers)
        return bare and self._sent.partition(END)[1:] == (END, b"")

    @property
    def _date(self) -> bytes:
        return _always(*self.server_state.default_headers)

    @property
    def _prompt(self) -> Prompt:
        found: Prompt = self.app_state[PROMPT]
        return found

    @property
    def _is_plain(self) -> bool:
        """Whether it is a GET after which the connection stays, and its address is as the application would see it."""
        parser = self.parser
        plain = parser.get_method() == b"GET" and parser.get_http_version() == "1.1" and b"#" not in self.url
        return plain and bool(parser.should_keep_alive()) and not parser.should_upgrade()

    @property
    def _is_busy(self) -> bool:
        """Whether another answer goes first, or the client does not take what it is sent."""
        busy = not self.cycle.response_complete or self.flow.write_paused
        return busy or not self._is_first or self.transport.is_closing()

    def _write(self, reply: Reply) -> None:
        status, head, body = reply
        self.transport.write(b"".join((STATUS_LINE[status], self._date, head, b"\r\n", body)))
        self._answered_at = self.loop.time()
        if self.timeout_keep_alive_task is None or self.pipeline or self.flow.read_paused:
            self.on_response_complete()
        else:  # as that does, but for another timer: the one that is there looks again
            self.server_state.total_requests += 1

    def _look(self) -> None:
        if len(self.url) > _LONGEST:
            advice = f"an address has at most {_LONGEST} bytes: send what is longer by POST"
            raise Refused(HTTPStatus.REQUEST_URI_TOO_LONG, advice)
        if not _VERSIONS.fullmatch(self.parser.get_http_version()):  # RFC 9110, section 15.6.6
            raise Refused(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 and HTTP/1.0 are spoken here, and no other")
        if self.parser.get_method() == b"CONNECT":  # what it names is no address of ours: RFC 9110, section 9.3.6
            raise Refused(HTTPStatus.NOT_IMPLEMENTED, _METHOD)
        codings = b",".join(value for name, value in self.headers if name == b"transfer-encoding")
        if codings.strip().lower() not in _CODINGS:  # RFC 9112, section 6.1
            raise Refused(HTTPStatus.NOT_IMPLEMENTED, "a body is sent as it is, or in chunks: no other coding is read")
        hosts = [value for name, value in self.headers if name == b"host"]
        whole = _WHOLE.match(self.url)
        named = [*hosts, whole[1]] if whole else hosts
        # RFC 9112, section 3.2
        if len(hosts) > 1 or not all(map(_HOST.fullmatch, named)) or not (hosts or self._is_old):
            raise Refused(HTTPStatus.BAD_REQUEST, "a request has one header Host: a name or an address, and a port")
        if whole:  # the host that it names counts, whatever the header says: section 3.2.2
            self.headers[:] = [(b"host", whole[1]), *(each for each in self.headers if each[0] != b"host")]
            self.url = b"/" + self.url[whole.end() :].removeprefix(b"/")

    @property
    def _is_old(self) -> bool:
        return self.parser.get_http_version() in _OLD
