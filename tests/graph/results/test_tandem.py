"""A table that two threads write: byte for byte what the engine writes alone, whatever happens to the second."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pyoxigraph as ox
import pytest

from graph.formats import BY_NAME
from graph.results import tandem
from graph.results.output import PIECE, Enough, Output, Task
from graph.results.rest import Cut, Rest
from graph.results.serialising import Found, serialise
from graph.results.tandem import Tandem, by_two

ROWS = 1_000
FORMS = ["json", "xml", "tsv", "csv"]
ODD = [",{", '"]}}', "</results></sparql>", "a\tb\r\nc", '"bindings":[', "<results>"]


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
    """Short parts, on a machine that is never busy."""
    monkeypatch.setattr(tandem, "_FIRST", 8)
    monkeypatch.setattr(tandem, "_PART", 8_000)
    monkeypatch.setattr(tandem, "_HELD", 4_000)
    monkeypatch.setattr(tandem, "_FREE", -1.0)
    monkeypatch.setattr(tandem, "_cores", lambda: 2)


def sent(found: Found, name: str, query: str, rows: int | None = None, length: int = 10**7) -> tuple[bytes, Cut | None]:
    task = Task(None, query, query, None, None, BY_NAME[name].media_type, rows, length, asked="http://h/sparql?query=")
    sink = Sink()
    output = Output(task, sink)
    with suppress(Enough):
        serialise(found, task.media_type, output)
    told = output.finish()
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
def test_a_limit_of_bytes_cuts_well_formed_and_ends_the_second(engine: ox.Store, name: str) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    content, told = sent(Tandem(Rest(query), alone(engine)), name, query, None, 30_000)
    assert told is not None
    assert told.of == "bytes"
    assert len(content) <= 30_000
    assert not [each for each in threading.enumerate() if each.name == "tandem"]


def test_what_fails_beside_is_told(engine: ox.Store) -> None:
    first = threading.get_ident()

    def ask(text: str) -> ox.QuerySolutions:
        if threading.get_ident() != first:
            raise OSError("the disk is gone")
        return engine.query(text)  # type: ignore[return-value]

    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    with pytest.raises(OSError, match="the disk is gone"):
        sent(Tandem(Rest(query), ask), "json", query)


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
    assert not [each for each in threading.enumerate() if each.name == "tandem"]


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
