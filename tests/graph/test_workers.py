import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import Literal, URIRef

from graph.answers import Answer, Order
from graph.asker import ANYBODY, Asker
from graph.bounds import Bounds
from graph.embedded import EmbeddedStore
from graph.endings import (
    AnswerTooLarge,
    BudgetSpent,
    DeadlineExceeded,
    MemoryExceeded,
    NotForXml,
    Overloaded,
    Stopped,
    WorkerDied,
)
from graph.guard import Query, UnknownGraph, examine
from graph.nursery import Nursery
from graph.placing import task_of_graph
from graph.release import Releases
from graph.runs import UnknownRun
from graph.shifts import Shift
from graph.store import BadQuery, FormatNotOffered
from graph.worker import ProcessWorker
from graph.workers import QueryPool

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ALL = "SELECT * { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
MANY = 20_000


def folder_of(path: Path, *triples: tuple[str, str, Literal], graph: str = "http://g/1") -> Path:
    path.mkdir(exist_ok=True)
    store = EmbeddedStore.open(path / "writing")
    named = ((URIRef(subject), URIRef(predicate), value) for subject, predicate, value in triples)
    store.replace(URIRef(graph), named)
    store.copy_to(path / "reading")
    return path / "reading"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("small"), ("http://s/1", "http://p/a", Literal("one")))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = ((f"http://s/{number}", "http://p/of", Literal(f"value {number}")) for number in range(MANY))
    return folder_of(tmp_path_factory.mktemp("large"), *rows)


@pytest.fixture
def pool(small: Path) -> Iterator[QueryPool]:
    with QueryPool(lambda: small, workers=1) as pool:
        yield pool


def read(answer: bytes, media_type: str) -> set[tuple[str, str, str]]:
    """The triples of an answer, all of named things and plain text."""
    quads = ox.parse(answer, ox.RdfFormat.from_media_type(media_type))
    return {tuple(getattr(term, "value", "") for term in quad.triple) for quad in quads}  # type: ignore[misc]


def rows(answer: bytes) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = json.loads(answer)["results"]["bindings"]
    return found


def children(parent: int | None = None) -> set[int]:
    """Processes that were started by this one, or by those it started, and have not ended."""
    found = set[int]()
    for task in _tasks(parent or os.getpid()):
        found |= {int(each) for each in _children_of(task).split()}
    return found.union(*(children(each) for each in found))


def _tasks(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/task").iterdir())
    except FileNotFoundError:
        return []


def _children_of(task: Path) -> str:
    try:
        return (task / "children").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # a thread that ended meanwhile has no children


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("query", "media_type", "expected"),
    [
        (ALL, CSV, b"s,p,o\r\nhttp://s/1,http://p/a,one\r\n"),
        (ALL, TSV, b'?s\t?p\t?o\n<http://s/1>\t<http://p/a>\t"one"\n'),
        ("ASK { ?s ?p 'one' }", JSON, b'{"head":{},"boolean":true}'),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", b'<http://s/1> <http://p/a> "one" .\n'),
        ("DESCRIBE <http://s/1>", "text/turtle", b'<http://s/1> <http://p/a> "one" .\n'),
        ("SELECT ?g { GRAPH ?g { } }", CSV, b"g\r\nhttp://g/1\r\n"),
        ("SELECT * FROM <http://g/1> { ?s ?p ?o }", CSV, b"s,p,o\r\nhttp://s/1,http://p/a,one\r\n"),
        ("SELECT * FROM NAMED <http://g/1> { ?s ?p ?o }", CSV, b"s,p,o\r\n"),
        ("SELECT ?s FROM <http://g/1> { GRAPH ?g { ?s ?p ?o } }", CSV, b"s\r\n"),
    ],
    ids=["csv", "tsv", "ask", "construct", "describe", "graphs", "from", "only-from-named", "no-from-named"],
)
def test_a_query_is_answered(pool: QueryPool, query: str, media_type: str, expected: bytes) -> None:
    assert pool.answer(query, media_type) == expected


@pytest.mark.parametrize("media_type", ["application/rdf+xml", "application/ld+json"])
def test_triples_are_answered_in_formats_that_can_be_read(pool: QueryPool, media_type: str) -> None:
    assert read(pool.answer("DESCRIBE <http://s/1>", media_type), media_type) == {("http://s/1", "http://p/a", "one")}


@pytest.mark.parametrize(
    ("query", "media_type", "error", "message"),
    [
        ("SELECT * { ?s ?p }", JSON, BadQuery, "not SPARQL"),
        ("SELECT ?x ?s { ?x ?p ?s } GROUP BY ?s", JSON, BadQuery, "variable that is unbound"),
        ("SELECT * { FILTER(<http://f/>(1)) }", JSON, BadQuery, "function <http://f/> is not known"),
        ("SELECT * FROM <http://g/2> { ?s ?p ?o }", JSON, UnknownGraph, "no graph <http://g/2>"),
        ("SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }", JSON, UnknownGraph, "no graph"),
        ("ASK {}", "text/turtle", FormatNotOffered, "no answer in text/turtle"),
        (ALL, "text/turtle", FormatNotOffered, "no answer in text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", JSON, FormatNotOffered, "no answer in"),
        (ALL, "text/html", FormatNotOffered, "no answer in text/html"),
    ],
    ids=["syntax", "unbound", "function", "from", "from-named", "ask-turtle", "rows-turtle", "triples-json", "html"],
)
def test_what_cannot_be_answered_is_told(
    pool: QueryPool, query: str, media_type: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        pool.answer(query, media_type)


def test_a_syntax_error_has_its_place_in_the_query_as_it_was_written(pool: QueryPool) -> None:
    with pytest.raises(BadQuery) as refused:
        pool.answer("SELECT *\nWHERE { ?s ?p }", JSON)
    assert (refused.value.line, refused.value.column) == (2, 16)


def test_without_a_release_nothing_is_found() -> None:
    with QueryPool(lambda: None, workers=1) as pool:
        assert rows(pool.answer(ALL, JSON)) == []


def test_the_release_that_became_current_is_asked(tmp_path: Path) -> None:
    releases = Releases(tmp_path)

    def folder() -> Path | None:
        release = releases.current()
        return release.triples if release else None

    def load(value: str) -> None:
        with releases.draft() as draft:
            draft.store.replace(URIRef("http://g"), [(URIRef("http://s"), URIRef("http://p"), Literal(value))])

    with QueryPool(folder, workers=1) as pool:
        seen = [rows(pool.answer(ALL, JSON))]
        for value in ("first", "second"):
            load(value)
            seen.append(rows(pool.answer("SELECT ?o { ?s ?p ?o }", JSON)))
    assert seen == [[], *([{"o": {"type": "literal", "value": value}}] for value in ("first", "second"))]


def test_a_runaway_query_ends_at_its_deadline_and_others_do_not_notice(large: Path) -> None:
    with QueryPool(lambda: large, workers=2, bounds=Bounds(seconds=1.5)) as pool:
        ended: list[float] = []

        def run_away() -> None:
            begun = time.monotonic()
            with pytest.raises(DeadlineExceeded, match=r"1\.5 seconds"):
                pool.answer(ENDLESS, JSON)
            ended.append(time.monotonic() - begun)

        runaway = threading.Thread(target=run_away)
        runaway.start()
        answered = 0
        while runaway.is_alive():
            assert len(rows(pool.answer("SELECT * { <http://s/7> ?p ?o }", JSON))) == 1
            answered += 1
        assert 1.5 <= ended[0] < 8  # on a busy machine; by the usual deadline it would be ten
        assert answered >= 3  # how many depends on the machine; one at a time behind the other would be none
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)


def test_a_caller_may_shorten_the_deadline_but_not_lengthen_it(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=1)) as pool:
        for asked, expected in ((0.2, 0.2), (60, 1)):
            moved = threading.Event()
            answer = pool.ask(examine(ENDLESS), JSON, moved.set, seconds=asked)
            until(lambda answer=answer: answer.ended)  # type: ignore[misc]
            assert isinstance(answer.error, DeadlineExceeded)
            assert answer.error.seconds == expected
            answer.close()


def test_a_query_that_eats_memory_is_ended(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=60, memory=200 * 1024**2)) as pool:
        with pytest.raises(MemoryExceeded):
            pool.answer("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c", JSON)
        assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3


def test_a_worker_that_has_grown_is_replaced_and_nobody_notices(large: Path) -> None:
    before = children()
    with QueryPool(lambda: large, workers=1, bounds=Bounds(memory=32 * 1024**2)) as pool:
        seen = set[int]()
        for _ in range(5):
            assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3
            until(lambda seen=frozenset(seen): bool(children() - before - seen))  # type: ignore[misc]
            seen |= children() - before
    assert len(seen) >= 5


def test_a_query_that_breaks_its_process_breaks_nothing_else(pool: QueryPool) -> None:
    deep = Query("SELECT (" + "STR(" * 50_000 + "1" + ")" * 50_000 + " AS ?x) {}", "SELECT")  # the guard left out
    answer = pool.ask(deep, JSON, lambda: None)
    until(lambda: answer.ended)
    assert isinstance(answer.error, WorkerDied)
    answer.close()
    assert len(rows(pool.answer(ALL, JSON))) == 1


def test_an_answer_that_nobody_reads_any_more_frees_its_worker(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        answer = pool.ask(examine(ENDLESS), JSON, lambda: None)
        time.sleep(0.3)
        answer.close()
        assert rows(pool.answer(COUNT, JSON))[0]["n"]["value"] == str(MANY)


def others(query: str, number: int, pool: QueryPool) -> list[Answer]:
    """The same query by so many clients."""
    return [pool.ask(examine(query), JSON, lambda: None, asker=Asker(f"client-{each}")) for each in range(number)]


def begun(pool: QueryPool, number: int) -> None:
    """Wait until so many queries have begun, and none waits."""
    until(lambda: len(pool.runs()) == number and all(run.state != "waits" for run in pool.runs()))


def test_more_queries_than_may_wait_are_turned_away_at_once(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600, waiting=4)) as pool:
        running = others(ENDLESS, 3, pool)
        begun(pool, 3)
        waiting = others(ENDLESS, 4, pool)
        with pytest.raises(Overloaded) as refused:
            pool.answer(ALL, JSON)
        assert refused.value.retry_after == 300
        for each in (*running, *waiting):
            each.close()


def test_one_client_takes_neither_all_places_nor_half_of_the_line(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600, waiting=4)) as pool:
        greedy = [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(2)]
        begun(pool, 2)
        greedy += [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(2)]
        with pytest.raises(Overloaded):
            pool.ask(examine(ENDLESS), JSON, lambda: None)
        (other,) = others(ALL, 1, pool)
        until(lambda: other.ended)
        assert other.error is None
        for each in (*greedy, other):
            each.close()


def test_who_waits_longer_than_a_query_may_work_is_turned_away(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=0.2)) as pool:
        answers = [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(6)]
        until(lambda: all(each.ended for each in answers))
        assert {type(each.error) for each in answers} == {DeadlineExceeded, Overloaded}
        for each in answers:
            each.close()


def test_long_queries_of_the_same_client_keep_nobody_waiting(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        long = [pool.ask(examine(ENDLESS), JSON, lambda: None) for _ in range(2)]
        until(lambda: {run.state for run in pool.runs()} == {"works", "pauses"})
        (other,) = others(COUNT, 1, pool)
        until(lambda: other.ended)
        assert other.error is None
        for each in (*long, other):
            each.close()


def test_the_clock_of_a_query_stands_still_while_it_pauses(large: Path) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=1.5)) as pool:
        long = others(ENDLESS, 2, pool)
        until(lambda: all(each.ended for each in long))
        assert [type(each.error) for each in long] == [DeadlineExceeded, DeadlineExceeded]
        for each in long:
            each.close()
        assert pool.tally.outcomes["deadline"] == 2
        assert 3 <= pool.tally.seconds < 6


@pytest.mark.parametrize(("begun", "left"), [(False, False), (True, True)], ids=["still-silent", "on-its-way"])
def test_the_deadline_of_an_answer_on_its_way_counts_what_was_worked(begun: bool, left: bool) -> None:
    with Nursery(Bounds().memory) as nursery:
        worker = ProcessWorker(nursery)  # as on a busy machine: it has something to do, and no time for it
        answer = Answer(Order(task_of_graph(None, "text/turtle", Bounds()), 0.2, lambda: None), ahead=1)
        shift = Shift(answer, worker)
        answer.write(b"begun" if begun else b"")
        time.sleep(0.25)
        assert (shift.left() > 0) is left
        time.sleep(0.4)
        assert shift.left() <= 0
        answer.close()
        worker.end()


def test_a_client_without_budget_is_told_when_to_come_back(large: Path) -> None:
    bounds = Bounds(seconds=20, budget=0.4, window=1200)
    with QueryPool(lambda: large, workers=1, bounds=bounds) as pool:
        assert pool.left(ANYBODY) == 0.4
        long = pool.ask(examine(ENDLESS), JSON, lambda: None, seconds=0.5)
        until(lambda: long.ended)
        long.close()
        assert pool.left(ANYBODY) == 0
        with pytest.raises(BudgetSpent) as refused:
            pool.answer(ALL, JSON)
        assert 1100 <= refused.value.retry_after <= 1220
        other, token = others(ALL, 1, pool)[0], pool.ask(examine(ALL), JSON, lambda: None, asker=Asker("x", "read"))
        until(lambda: other.ended and token.ended)
        assert (other.error, token.error) == (None, None)
        assert pool.left(Asker("root", "operator")) is None
        other.close()
        token.close()


@pytest.mark.parametrize(("role", "seconds"), [("anonymous", 0.3), ("read", 0.6), ("write", 0.6), ("operator", 0.9)])
def test_the_deadline_depends_on_the_role(large: Path, role: str, seconds: float) -> None:
    bounds = Bounds(seconds=0.3, seconds_read=0.6, seconds_operator=0.9)
    with QueryPool(lambda: large, workers=1, bounds=bounds) as pool:
        answer = pool.ask(examine(ENDLESS), JSON, lambda: None, asker=Asker("me", role))
        until(lambda: answer.ended)
        assert isinstance(answer.error, DeadlineExceeded)
        assert answer.error.seconds == seconds
        answer.close()


def test_a_query_is_stopped_by_its_asker_or_an_operator_only(large: Path) -> None:
    me, other, operator = Asker("me"), Asker("other"), Asker("root", "operator")
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        for who, words in ((me, "its asker"), (operator, "an operator")):
            answer = pool.ask(examine(ENDLESS), JSON, lambda: None, asker=me)
            until(lambda: [run.state for run in pool.runs()] == ["works"])
            with pytest.raises(UnknownRun):
                pool.stop(answer.id, other)
            pool.stop(answer.id, who)
            until(lambda answer=answer: answer.ended)  # type: ignore[misc]
            assert isinstance(answer.error, Stopped)
            assert words in str(answer.error)
            answer.close()
            until(lambda: not pool.runs())


def test_all_queries_together_have_so_much_memory(large: Path) -> None:
    bounds = Bounds(seconds=60, memory_all=200 * 1024**2)
    with QueryPool(lambda: large, workers=1, bounds=bounds) as pool, pytest.raises(MemoryExceeded, match="together"):
        pool.answer("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c", JSON)


def test_the_process_that_forks_may_be_lost(large: Path) -> None:
    before = children()
    with QueryPool(lambda: large, workers=1, bounds=Bounds(seconds=600)) as pool:
        assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3
        running = pool.ask(examine(ENDLESS), JSON, lambda: None)
        until(lambda: [run.state for run in pool.runs()] == ["works"])
        for each in children() - before:
            os.kill(each, signal.SIGKILL)
        until(lambda: running.ended)
        assert running.error is not None
        running.close()
        assert len(rows(pool.answer(ALL + " LIMIT 3", JSON))) == 3
    assert children() - before == set()


ODD = ["plain", 'a "quoted", one\r\n', "}},{", '},{"s":1}', "<result>", "line\nline", "", "[", "tab\t"]


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
@pytest.mark.parametrize(("most", "full"), [(8, True), (9, False), (10, False)])
def test_it_is_told_when_the_rows_reach_their_limit(tmp_path: Path, media_type: str, most: int, full: bool) -> None:
    odd = ((f"http://s/{number}", "http://p", Literal(text)) for number, text in enumerate(ODD))
    folder = folder_of(tmp_path, *odd)
    with QueryPool(lambda: folder, workers=1, bounds=Bounds(rows=most)) as pool:
        answer = pool.ask(examine("SELECT ?o { ?s ?p ?o }"), media_type, lambda: None)
        until(lambda: answer.ended)
        assert (answer.error, answer.cut is not None) == (None, full)
        own = pool.ask(examine("SELECT ?o { ?s ?p ?o } LIMIT 8"), media_type, lambda: None)
        until(lambda: own.ended)
        assert own.cut is None
        answer.close()
        own.close()


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
def test_rows_are_counted_across_the_pieces_of_a_long_answer(large: Path, media_type: str) -> None:
    with QueryPool(lambda: large, workers=1, bounds=Bounds(rows=MANY - 1)) as pool:
        for query, full in ((ALL, True), ("SELECT * { ?s ?p ?o FILTER(?s != <http://s/1>) }", False)):
            answer = pool.ask(examine(query), media_type, lambda: None)
            until(lambda answer=answer: answer.ended)  # type: ignore[misc]
            assert (answer.cut is not None) is full
            answer.close()


def test_a_caller_that_wants_all_is_refused_a_part(large: Path) -> None:
    few = Bounds(rows=100)
    with QueryPool(lambda: large, workers=1, bounds=few) as pool, pytest.raises(AnswerTooLarge, match="100 rows"):
        pool.answer(ALL, JSON)
    with QueryPool(lambda: large, workers=1, bounds=Bounds(bytes=100_000)) as pool:
        with pytest.raises(AnswerTooLarge, match="100000 bytes"):
            pool.answer(ALL, JSON)
        assert len(pool.answer("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5", "text/turtle")) > 100


def test_a_long_answer_comes_whole(large: Path) -> None:
    with QueryPool(lambda: large, workers=1) as pool:
        found = rows(pool.answer(ALL, JSON))
    assert {row["o"]["value"] for row in found} == {f"value {number}" for number in range(MANY)}


def test_text_survives_every_format_or_is_refused(tmp_path: Path) -> None:
    text = 'a\r\nb\rc\td "é" <&> \u2028 😀'
    folder = folder_of(tmp_path, ("http://s/1", "http://p/a", Literal(text)))
    with QueryPool(lambda: folder, workers=1) as pool:
        assert rows(pool.answer(ALL, JSON))[0]["o"]["value"] == text
        found = ElementTree.fromstring(pool.answer(ALL, XML)).iter("{http://www.w3.org/2005/sparql-results#}literal")
        assert [literal.text for literal in found] == [text]
        for media_type in ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"):
            answer = pool.answer("CONSTRUCT WHERE { ?s ?p ?o }", media_type)
            assert read(answer, media_type) == {("http://s/1", "http://p/a", text)}


def test_what_xml_cannot_carry_is_refused_in_xml_only(tmp_path: Path) -> None:
    control = folder_of(tmp_path / "control", ("http://s/1", "http://p/a", Literal("\x01")))
    nameless = folder_of(tmp_path / "nameless", ("http://s/1", "http://p/1", Literal("x")))
    with QueryPool(lambda: control, workers=1) as pool:
        with pytest.raises(NotForXml, match=r"U\+0001"):
            pool.answer(ALL, XML)
        assert rows(pool.answer(ALL, JSON))[0]["o"]["value"] == "\x01"
    with QueryPool(lambda: nameless, workers=1) as pool:
        with pytest.raises(NotForXml, match="cannot name"):
            pool.answer("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml")
        assert b"<http://p/1>" in pool.answer("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")


def test_a_worker_reaches_no_other_server(pool: QueryPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        asking = Query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}", "SELECT")  # no guard
        answer = pool.ask(asking, JSON, lambda: None)
        until(lambda: answer.ended)
        assert answer.error is not None
        answer.close()
        with pytest.raises(TimeoutError):
            server.accept()


def test_no_process_is_left_when_a_pool_is_closed(large: Path) -> None:
    before = children()
    pool = QueryPool(lambda: large, workers=2, bounds=Bounds(seconds=600))
    running = pool.ask(examine(ENDLESS), JSON, lambda: None)
    assert len(rows(pool.answer(ALL + " LIMIT 1", JSON))) == 1
    assert len(children() - before) >= 3  # one works, one is ready, and what they are forked from
    pool.close()
    assert children() - before == set()
    assert running.ended
    with pytest.raises(Overloaded):
        pool.ask(examine(ALL), JSON, lambda: None)
    running.close()


ORPHANS = """
import sys, time
from pathlib import Path
from graph.guard import examine
from graph.bounds import Bounds
from graph.workers import QueryPool
from tests.graph.test_workers import children

pool = QueryPool(lambda: Path(sys.argv[1]), workers=1, bounds=Bounds(seconds=600))
pool.answer("ASK {}", "application/sparql-results+json")
pool.ask(examine(sys.argv[2]), "application/sparql-results+json", lambda: None)
time.sleep(0.3)
print(*children())
sys.stdout.flush()
time.sleep(600)
"""


def test_a_worker_ends_with_its_parent_even_while_it_works(large: Path) -> None:
    command = [sys.executable, "-c", ORPHANS, str(large), ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as parent:
        assert parent.stdout is not None
        workers = [int(each) for each in parent.stdout.readline().split()]
        parent.kill()
    assert len(workers) >= 2
    until(lambda: not any(_runs(each) for each in workers))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("graphs", [("http://g/1", "http://g/2"), ("http://g/1", "http://g/1")], ids=["two", "twice"])
def test_the_default_graph_of_several_is_a_set(tmp_path: Path, graphs: tuple[str, str]) -> None:
    store = EmbeddedStore.open(tmp_path / "writing")
    said = (URIRef("http://e/s"), URIRef("http://e/p"), Literal("same"))
    for graph in dict.fromkeys(graphs):
        store.replace(URIRef(graph), [said])
    store.copy_to(tmp_path / "reading")
    query = f"SELECT ?o FROM <{graphs[0]}> FROM <{graphs[1]}> {{ ?s ?p ?o }}"
    with QueryPool(lambda: tmp_path / "reading", 1) as pool:
        assert pool.answer(query, CSV).split() == [b"o", b"same"]
