"""What servers answer that are not well, or not what they should be."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from rdflib import URIRef

from graph.remote.address import Remote, basic
from graph.remote.replicas import Passing, Replicas
from graph.remote.store import RemoteStore
from graph.remote.wire import NoGraphStore, Unsure, Wire
from graph.store import BadQuery, FormatNotOffered, NotAStore, NotReached, Scope, ServerFailed, StoreError

JSON = "application/sparql-results+json"
ONE = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:a"}}]}}'
YES = b'{"head":{},"boolean":true}'
Answer = tuple[int, dict[str, str], bytes]


def good(body: bytes = ONE, media_type: str = JSON) -> Answer:
    return 200, {"Content-Type": media_type, "Content-Length": str(len(body))}, body


def bad(status: int, text: str = "", **headers: str) -> Answer:
    return status, {"Content-Length": str(len(text)), **headers}, text.encode()


@dataclass
class Talk:
    """A server that says what it is told to, one answer after the other, and remembers what it was asked."""

    address: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    wires: list[Wire] = field(default_factory=list)

    def wire(self, authorization: str = "", largest: int = 1000, graphs: str | None = None) -> Wire:
        self.wires.append(Wire(Remote((self.address,), self.address, graphs, authorization, largest=largest)))
        return self.wires[-1]

    def store(self, authorization: str = "", largest: int = 1000) -> RemoteStore:
        replicas = Replicas((self.address,), lambda _: None)
        return RemoteStore(self.wire(authorization, largest), replicas, writable=True)


@contextmanager
def talking(*answers: Answer) -> Iterator[Talk]:
    talk = Talk(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            talk.asked.append((self.path, dict(self.headers), body))
            status, headers, text = talk.answers.pop(0) if len(talk.answers) > 1 else talk.answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)
            if int(headers.get("Content-Length", "0")) > len(text):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    talk.address = f"http://127.0.0.1:{server.server_port}/sparql"
    try:
        yield talk
    finally:
        for wire in talk.wires:
            wire.close()
        server.shutdown()
        thread.join()
        server.server_close()


def read(store: RemoteStore) -> list[str]:
    return [str(row["x"]) for row in store.select("SELECT ?x {}", Scope.PUBLIC)]


def ask(store: RemoteStore) -> bool:
    return store.ask("ASK {}", Scope.PUBLIC)


READS: list[tuple[Callable[[RemoteStore], object], bytes, object]] = [(read, ONE, ["urn:a"]), (ask, YES, True)]


@pytest.mark.parametrize(("work", "body", "expected"), READS, ids=["rows", "yes or no"])
@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_read_is_tried_again_where_that_may_help(
    work: Callable[[RemoteStore], object], body: bytes, expected: object, status: int
) -> None:
    with talking(bad(status), bad(status), good(body)) as talk:
        assert work(talk.store()) == expected
        assert len(talk.asked) == 3


@pytest.mark.parametrize(("work", "body", "expected"), READS, ids=["rows", "yes or no"])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadQuery),
        (401, ServerFailed),
        (403, ServerFailed),
        (404, NotAStore),
        (406, FormatNotOffered),
        (500, StoreError),
        (504, NotReached),
    ],
)
def test_a_read_is_not_tried_again_where_it_would_not_help(
    work: Callable[[RemoteStore], object], body: bytes, expected: object, status: int, error: type[Exception]
) -> None:
    with talking(bad(status, "why")) as talk:
        with pytest.raises(error):
            work(talk.store(authorization=basic("me", "secret")))
        assert len(talk.asked) == 1


def test_a_problem_document_is_told_in_its_words() -> None:
    problem = '{"type": "urn:late", "title": "Too long", "status": 504, "detail": "It took more than 10 seconds"}'
    with talking(bad(504, problem)) as talk, pytest.raises(NotReached) as failed:
        read(talk.store())
    assert str(failed.value).endswith("ran out of time (HTTP 504): It took more than 10 seconds")


def test_what_is_nested_too_deep_to_be_a_problem_document_is_told_as_it_stands() -> None:
    deep = "[" * 200_000
    with talking(bad(400, deep)) as talk, pytest.raises(BadQuery) as wrong:
        read(talk.store())
    assert str(wrong.value) == "[" * 2000


def test_no_message_tells_a_secret() -> None:
    authorization = basic("me", "secret")
    for status in (400, 401, 403, 404, 406, 500, 503):
        with talking(bad(status, "why")) as talk:
            with pytest.raises(StoreError) as failed:
                read(talk.store(authorization=authorization))
            assert talk.asked[0][1]["Authorization"] == authorization
            assert authorization not in str(failed.value)
            assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [("error at 2:9: expected x", (2, 9)), ("Parse error: Line 3, column 14: no", (3, 14)), ("no", (None, None))],
)
def test_the_place_of_an_error_is_read_from_what_servers_say(text: str, place: tuple[int | None, int | None]) -> None:
    with talking(bad(400, text)) as talk, pytest.raises(BadQuery) as wrong:
        read(talk.store())
    assert (wrong.value.line, wrong.value.column) == place


def test_a_function_that_a_server_does_not_know_is_a_fault_of_the_query() -> None:
    told = bad(500, "The custom function <urn:f> is not supported")
    with talking(told) as talk, pytest.raises(BadQuery, match="urn:f"):
        read(talk.store())


@pytest.mark.parametrize("work", [read, ask])
def test_a_redirect_is_not_followed(work: Callable[[RemoteStore], object]) -> None:
    with talking(good()) as elsewhere, talking(bad(307, Location=elsewhere.address)) as talk:
        with pytest.raises(StoreError, match="307"):
            work(talk.store(authorization=basic("me", "secret")))
        assert elsewhere.asked == []


def test_an_answer_that_is_cut_off_is_asked_for_again() -> None:
    cut = 200, {"Content-Type": JSON, "Content-Length": str(len(ONE))}, ONE[:40]
    with talking(cut, good()) as talk:
        assert read(talk.store()) == ["urn:a"]


def test_an_answer_that_ends_early_with_good_manners_is_an_error() -> None:
    with talking(good(ONE[:-20])) as talk, pytest.raises(NotReached, match="before it was complete"):
        read(talk.store())


@pytest.mark.parametrize(
    "answer", [(206, {"Content-Length": "4"}, b"half"), (200, {"Content-Length": "4", "X-SQL-State": "S1TAT"}, b"half")]
)
@pytest.mark.parametrize("work", [read, ask])
def test_a_part_of_an_answer_is_no_answer(work: Callable[[RemoteStore], object], answer: Answer) -> None:
    with talking(answer) as talk, pytest.raises(NotReached, match="a part of the answer"):
        work(talk.store())


def test_an_answer_that_is_too_long_is_refused() -> None:
    with talking(good(YES * 20)) as talk:
        for work in (read, ask):
            with pytest.raises(StoreError, match="larger than 20 bytes"):
                work(talk.store(largest=20))


def test_an_answer_in_another_format_than_asked_is_refused() -> None:
    with talking(good(b"<xml>", "text/xml")) as talk, pytest.raises(FormatNotOffered, match="text/xml"):
        talk.store().answer("SELECT ?x {}", "text/csv", Scope.PUBLIC)


@pytest.mark.parametrize(("status", "error"), [(503, Unsure), (504, Unsure), (400, StoreError), (401, StoreError)])
def test_a_change_is_sent_once(status: int, error: type[Exception]) -> None:
    with talking(good(), bad(status, "no")) as talk:
        store = talk.store()
        assert read(store) == ["urn:a"]
        with pytest.raises(error):
            store.add(URIRef("urn:g"), [(URIRef("urn:a"), URIRef("urn:p"), URIRef("urn:b"))])
        assert len(talk.asked) == 2
        assert talk.asked[1][1]["Content-Type"] == "application/sparql-update"


def test_a_server_that_is_not_there_is_told() -> None:
    talk = Talk("http://127.0.0.1:1/sparql")
    store = talk.store()
    for work in (read, ask):
        with pytest.raises(NotReached, match="cannot be read now"):
            work(store)
    with pytest.raises(NotReached, match="nothing was changed"):
        store.remove(URIRef("urn:g"))
    talk.wires[0].close()


def test_where_no_graph_store_is_changes_are_sent_as_updates() -> None:
    with talking(bad(404)) as talk:
        for graphs in (talk.address, None):
            with pytest.raises(NoGraphStore):
                talk.wire(graphs=graphs).put_in("urn:g", b"")


def test_what_may_pass_is_told_as_such() -> None:
    with talking(bad(503, "busy")) as talk, pytest.raises(Passing, match="503: busy"):
        talk.wire().ask(talk.address, "ASK {}", JSON)


@pytest.mark.parametrize("work", [read, ask])
def test_where_a_server_leads_elsewhere_it_is_told_where(work: Callable[[RemoteStore], object]) -> None:
    elsewhere = bad(301, Location="https://store.example/sparql")
    with talking(elsewhere) as talk, pytest.raises(ServerFailed, match=r"leads to “https://store\.example/sparql”"):
        work(talk.store())


@pytest.mark.parametrize("work", [read, ask])
def test_a_web_page_is_told_as_one(work: Callable[[RemoteStore], object]) -> None:
    page = good(b"<html>Welcome</html>", "text/html; charset=utf-8")
    with talking(page) as talk, pytest.raises(ServerFailed, match="with a web page, not with data"):
        work(talk.store())


@pytest.mark.parametrize("status", [400, 500, 503])
def test_what_a_server_says_stays_in_one_line_and_works_on_no_terminal(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.remote.replicas._FIRST_WAIT", 0.001)
    with talking(bad(status, "one\r\n2026-11-23 method=GET\x1b[31m")) as talk, pytest.raises(StoreError) as failed:
        read(talk.store())
    assert "one 2026-11-23 method=GET [31m" in str(failed.value)


@pytest.mark.parametrize(("when", "asked"), [("120", 1), ("Wed, 25 Nov 2026 08:00:00 GMT", 1), ("1", 4)])
def test_a_server_that_says_when_to_come_again_is_not_asked_before(
    when: str, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.remote.replicas._FIRST_WAIT", 0.001)
    with talking(bad(429, "enough", **{"Retry-After": when})) as talk:
        with pytest.raises(NotReached, match=f"HTTP 429: enough \\(Retry-After: {when}\\)"):
            read(talk.store())
        assert len(talk.asked) == asked


@pytest.mark.parametrize("work", [read, ask])
def test_a_server_that_says_nothing_is_not_given_the_same_work_again(work: Callable[[RemoteStore], object]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(10)
        remote = Remote((f"http://127.0.0.1:{silent.getsockname()[1]}/sparql",), "", timeout=1.0)
        wire = Wire(remote)
        with pytest.raises(NotReached, match=r"nothing came for 1 seconds \(CLUSTERSCAPE_STORE_TIMEOUT\)"):
            work(RemoteStore(wire, Replicas(remote.queries, lambda _: None)))
        wire.close()
        silent.accept()[0].close()
        silent.settimeout(0.0)
        with pytest.raises(BlockingIOError):
            silent.accept()


@pytest.mark.parametrize("work", [read, ask])
def test_a_server_that_stops_while_it_complains_is_told_as_silent(work: Callable[[RemoteStore], object]) -> None:
    ended = threading.Event()

    def complain() -> None:
        client, _ = server.accept()
        with client:
            client.sendall(b"HTTP/1.1 500 Fault\r\nContent-Length: 100\r\n\r\nout of")
            ended.wait(60)

    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as others:
        others.submit(complain)
        remote = Remote((f"http://127.0.0.1:{server.getsockname()[1]}/sparql",), "", timeout=1.0)
        wire = Wire(remote)
        with pytest.raises(NotReached, match="nothing came for 1 seconds"):
            work(RemoteStore(wire, Replicas(remote.queries, lambda _: None)))
        wire.close()
        ended.set()
