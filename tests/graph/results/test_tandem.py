"""A table that two threads write: byte for byte what the engine writes alone, whatever happens to the second."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pyoxigraph as ox
import pytest

from graph.formats import BY_NAME
from graph.results import output, tandem
from graph.results.output import PIECE, Enough, Output, Task
from graph.results.rest import Cut, Rest
from graph.results.serialising import Found, serialise
from graph.results.tandem import Tandem, by_two

ROWS = 1_000
FORMS = ["json", "xml", "tsv", "csv"]
ODD = [",{", '"]}}', "</results></sparql>", "a\tb\r\nc", '"bindings":[', "<results>"]


class Panic(BaseException):
    """As the engine raises one."""


class Sink:
    """Keeps what a worker sends."""

    def __init__(self) -> None:
        self.content = b""

    def send_bytes(self, message: bytes) -> None:
        assert message[:1] == PIECE
        self.content += message[1:]


@pytest.fixture(scope="module")
def engine() -> ox.Store:
    store = ox.Store()
    says, knows = ox.NamedNode("http://e/says"), ox.NamedNode("http://e/knows")
    for number in range(ROWS // 2):
        one = ox.BlankNode() if number % 3 else ox.NamedNode(f"http://e/{number}")
        store.add(ox.Quad(one, says, ox.Literal(f"{number} {ODD[number % len(ODD)]}")))
        store.add(ox.Quad(one, knows, ox.BlankNode()))
    return store


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short parts, looked at often, on a machine that is never busy."""
    monkeypatch.setattr(tandem, "_FIRST", 8)
    monkeypatch.setattr(tandem, "_PART", 8_000)
    monkeypatch.setattr(tandem, "_HELD", 4_000)
    monkeypatch.setattr(tandem, "_FREE", -1.0)
    monkeypatch.setattr(tandem, "_WAITED", 1e9)
    monkeypatch.setattr(output, "_BLOCK", 500)
    monkeypatch.setattr(tandem, "_cores", lambda: 2)


def sent(found: Found, name: str, query: str, rows: int | None = None, length: int = 10**7) -> tuple[bytes, Cut | None]:
    task = Task(None, query, query, None, None, BY_NAME[name].media_type, rows, length, asked="http://h/sparql?query=")
    sink = Sink()
    file = Output(task, sink)
    with suppress(Enough):
        serialise(found, task.media_type, file)
    told = file.finish()
    return sink.content, told


def alone(engine: ox.Store) -> Callable[[str], ox.QuerySolutions]:
    return engine.query  # type: ignore[return-value]


ENDS = [8, 24, 40, 72, 104, 999, 1000, 1001]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    "clause", ["", "OFFSET 3", "LIMIT 0", "OFFSET 5000", "OFFSET 990 LIMIT 50", *(f"LIMIT {end}" for end in ENDS)]
)
def test_two_write_what_the_engine_writes_alone(engine: ox.Store, name: str, clause: str) -> None:
    query = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} {clause}"
    ask = alone(engine)
    assert sent(Tandem(Rest(query), ask), name, query) == sent(ask(query), name, query)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("rows", [7, 8, 9, 30, 500, 999, 1000])
def test_a_limit_of_rows_cuts_both_alike(engine: ox.Store, name: str, rows: int) -> None:
    query, ask = "SELECT ?s ?p ?o { ?s ?p ?o }", alone(engine)
    content, told = sent(Tandem(Rest(query), ask), name, query, rows)
    assert (content, told) == sent(ask(query), name, query, rows)
    assert (told is None) == (rows == ROWS)
    assert told is None or f"OFFSET%20{rows}" in (told.next or "")


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("length", [2_000, 9_999, 30_000, 50_001, 70_000])
def test_a_limit_of_bytes_cuts_both_alike_and_ends_the_second(engine: ox.Store, name: str, length: int) -> None:
    query, ask = "SELECT ?s ?p ?o { ?s ?p ?o }", alone(engine)
    content, told = sent(Tandem(Rest(query), ask), name, query, None, length)
    assert (content, told) == sent(ask(query), name, query, None, length)
    assert len(content) <= length
    assert (told.of if told else "") == ("bytes" if len(sent(ask(query), name, query)[0]) > length else "")
    assert not helpers()


def helpers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "tandem"]


@pytest.mark.parametrize("error", [OSError("the disk is gone"), MemoryError(), RuntimeError("no sense"), Panic()])
@pytest.mark.parametrize("when", ["first", "midst"])
def test_what_fails_beside_is_told_and_nothing_goes_on(engine: ox.Store, error: BaseException, when: str) -> None:
    first, asked = threading.get_ident(), list[str]()

    def ask(text: str) -> ox.QuerySolutions:
        asked.extend([text] if threading.get_ident() != first else [])
        if len(asked) == (1 if when == "first" else 3):
            raise error
        return engine.query(text)  # type: ignore[return-value]

    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with pytest.raises(type(error)) as told:
        sent(Tandem(Rest(query), ask), "json", query)
    assert told.value is error
    assert not helpers()


def test_what_fails_in_the_first_ends_the_second(engine: ox.Store) -> None:
    first, asked = threading.get_ident(), list[str]()

    def ask(text: str) -> ox.QuerySolutions:
        asked.extend([text] if threading.get_ident() == first else [])
        if len(asked) == 3:  # after the first rows and one part
            raise OSError("the disk is gone")
        return engine.query(text)  # type: ignore[return-value]

    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with pytest.raises(OSError, match="the disk is gone"):
        sent(Tandem(Rest(query), ask), "json", query)
    assert not helpers()


def test_what_fails_beside_behind_a_limit_is_not_told(engine: ox.Store) -> None:
    first, asked, failed = threading.get_ident(), list[str](), threading.Event()

    def ask(text: str) -> ox.QuerySolutions:
        if threading.get_ident() == first:
            assert not asked or failed.wait(20)
            asked.append(text)
            return engine.query(text)  # type: ignore[return-value]
        failed.set()
        raise OSError("the disk is gone")

    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    found = sent(Tandem(Rest(query), ask), "json", query, rows=20)
    assert found == sent(alone(engine)(query), "json", query, rows=20)


def test_few_rows_are_asked_for_once_and_no_second_begins(engine: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tandem, "_FIRST", ROWS + 1)
    for name in FORMS:
        asked = list[str]()

        def ask(text: str, asked: list[str] = asked) -> ox.QuerySolutions:
            asked.append(text)
            return engine.query(text)  # type: ignore[return-value]

        query = "SELECT ?s ?o { ?s <http://e/knows> ?o }"
        assert sent(Tandem(Rest(query), ask), name, query) == sent(alone(engine)(query), name, query)
        assert len(asked) == 1


def test_the_second_asks_for_nothing_behind_the_last_row(engine: ox.Store) -> None:
    first, places = threading.get_ident(), list[int]()

    def ask(text: str) -> ox.QuerySolutions:
        places.extend([] if threading.get_ident() == first else [Rest(text).offset])
        return engine.query(text)  # type: ignore[return-value]

    query = f"SELECT ?s ?p ?o {{ ?s ?p ?o }} OFFSET {ROWS - 20}"
    assert sent(Tandem(Rest(query), ask), "json", query) == sent(alone(engine)(query), "json", query)
    assert [place >= ROWS for place in places] == [True]


def test_without_room_for_a_thread_one_writes_all(engine: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    query, ask = "SELECT ?s ?p ?o { ?s ?p ?o }", alone(engine)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert sent(Tandem(Rest(query), ask), "json", query) == sent(ask(query), "json", query)


def test_on_a_busy_machine_one_writes_all(engine: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def ask(text: str) -> ox.QuerySolutions:
        asked.append(text)
        return engine.query(text)  # type: ignore[return-value]

    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    monkeypatch.setattr(tandem, "_FREE", 100.0)
    assert sent(Tandem(Rest(query), ask), "json", query) == sent(ask(query), "json", query)
    assert len(asked) == 3  # the first rows, all others, and those that it was compared to


def test_a_client_that_goes_away_ends_both(engine: ox.Store) -> None:
    class Gone:
        left = 20_000

        def write(self, piece: bytes) -> int:
            self.left -= len(piece)
            if self.left < 0:
                raise BrokenPipeError
            return len(piece)

        def flush(self) -> None: ...

    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with pytest.raises(BrokenPipeError):
        Tandem(Rest(query), alone(engine)).serialize(Gone(), ox.QueryResultsFormat.JSON)
    assert not helpers()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?p ?o { ?s ?p ?o }",
        "PREFIX e: <http://e/> SELECT ?s ?o WHERE { ?s e:says ?o . } LIMIT 90",
        "SELECT ?s { ?s a <http://e/A> } OFFSET 3 LIMIT 90",
    ],
)
def test_one_pattern_is_written_by_two(engine: ox.Store, query: str) -> None:
    assert by_two(query, alone(engine)) is not None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT DISTINCT ?s { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?s",
        "SELECT ?s { ?s ?p ?o . ?o ?p ?s }",
        "SELECT ?s { ?s ?p ?o ; ?q ?r }",
        "SELECT ?s FROM <http://e/g> { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o } LIMIT 16",
        "SELECT ?s { ?s ?p ?o } OFFSET 50001",
        "SELECT ?s { ?s ?p ?o } VALUES ?s { <http://e/1> }",
        "SELECT (?s AS ?x) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?s { ?s ?p (1 (2 3)) }",
        "SELECT ?s { ?s ?p [] }",
        "SELECT ?s { ?s <http://e/p>* ?o }",
        "ASK { ?s ?p ?o }",
    ],
)
def test_nothing_else_is(engine: ox.Store, query: str) -> None:
    assert by_two(query, alone(engine)) is None
