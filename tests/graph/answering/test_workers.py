"""Queries answered by processes: every form, every format, whole or told."""

import shutil
import socket
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import Literal, URIRef

from graph.answering.bounds import Bounds
from graph.answering.endings import (
    AnswerTooLarge,
    NotForXml,
    Overloaded,
)
from graph.answering.workers import QueryPool
from graph.embedded import EmbeddedStore
from graph.guard import Query, UnknownGraph, examine
from graph.release import Releases
from graph.store import BadQuery, FormatNotOffered, StoreError
from tests.graph.answering.pools import ALL, CSV, JSON, MANY, TSV, XML, folder_of, read, rows, until


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


def test_one_that_does_not_wait_is_refused_where_it_cannot_begin_and_nobody_counts_that(pool: QueryPool) -> None:
    with pytest.raises(Overloaded):  # no event loop is given
        pool.ask(examine(ALL), JSON, lambda: None, waits=False)
    assert not pool.tally.outcomes
    assert pool.runs() == []


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


def test_a_release_whose_files_are_broken_is_told_and_ends_no_process(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, ("http://s/1", "http://p/a", Literal("one")))
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    for each in broken.glob("MANIFEST-*"):
        each.write_bytes(b"no manifest")
    now = [broken]
    with QueryPool(lambda: now[0], 1) as pool:
        with pytest.raises(StoreError, match="no store can be opened"):
            pool.answer(ALL, CSV)
        now[0] = folder
        assert pool.answer(ALL, CSV).splitlines()[1:] == [b"http://s/1,http://p/a,one"]
        assert pool.tally.outcomes["crashed"] == 0
