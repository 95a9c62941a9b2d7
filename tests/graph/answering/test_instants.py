"""Queries that are answered where they arrive: which are taken, and that they are answered as any other."""

import json
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.answering.asker import Asker
from graph.answering.bounds import Bounds
from graph.answering.cache import state
from graph.answering.instant import short
from graph.answering.instants import Instants
from graph.answering.lookup import looked_up
from graph.answering.workers import QueryPool
from graph.formats import FORMATS
from graph.locking import is_held

JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
PREFIX = "PREFIX x: <urn:x:> "
TAKEN = (
    "SELECT ?p ?o { <urn:x:a> ?p ?o }",
    "select* where{<urn:x:a> ?p ?o.}limit 30 offset 0",
    "SELECT DISTINCT ?s WHERE { ?s ?p <urn:x:c> . } LIMIT 20",
    f"{PREFIX}SELECT ?s ?o {{ x:a a ?s ; x:knows ?o . ?o ?q x:a }}",
    f"{PREFIX}ASK {{ x:a x:knows x:b }}",
    f"{PREFIX}SELECT ?v ?x ?s {{ ?s ?v x:c }}",
    f"{PREFIX}{PREFIX}SELECT * {{ x:a a x:Thing }}",
    "PREFIX y: <urn:*:> PREFIX x: <urn:> PREFIX x: <urn:x:> SELECT * { x:a ?p ?o }",
    "PREFIX x: <urn:x:> CONSTRUCT { <urn:x:new> ?p <urn:x:b> } { x:a <urn:x:knows> ?o ; ?p <urn:x:c> }",
    f"{PREFIX}ASK {{ x:a x:knows x:nobody }}",
    f"{PREFIX}CONSTRUCT {{ ?o ?p x:a }} WHERE {{ x:a ?p ?o }}",
    f"{PREFIX}SELECT * {{ ?s x:name x:none }}",
    f"{PREFIX}CONSTRUCT {{ ?o ?p x:a }} {{ x:a ?p ?o }}",
    f"{PREFIX}SELECT ?x {{ {{ ?x x:knows x:a }} UNION {{ x:a x:knows ?x }} }}",
    f"{PREFIX}SELECT * WHERE{{{{?s ?p x:c.}}union{{ x:a ?p ?o . ?o ?q x:a }}UNION {{ x:none ?r ?s }} }}",
    f"{PREFIX}SELECT DISTINCT ?x {{ {{ ?x x:knows x:c }} UNION {{ x:a x:knows ?x }} }} LIMIT 9",
    f"{PREFIX}ASK {{ {{ x:none ?p ?o }} UNION {{ x:a ?p x:b }} }}",
    f"{PREFIX}SELECT * {{ {{ x:a ?p ?o }} UNION {{ ?p ?p x:a }} }}",
    f"{PREFIX}CONSTRUCT {{ x:a ?p ?o . ?s ?q x:a }} {{ {{ x:a ?p ?o }} UNION {{ ?s ?q x:a }} }}",
    f"{PREFIX}CONSTRUCT {{ ?s ?q x:c . x:a ?p ?o }} {{ {{ x:a ?p ?o }} UNION {{ ?s ?q x:c }} }}",
    f"{PREFIX}CONSTRUCT {{ ?s ?q x:c . x:a ?p ?o }} {{ {{ x:b ?p ?o }} UNION {{ ?s ?q x:c }} }}",
    f"{PREFIX}CONSTRUCT {{ x:a ?p ?o . ?s ?p x:a }} {{ {{ x:a ?p ?o }} UNION {{ ?s ?p x:a }} }}",
    f"{PREFIX}CONSTRUCT {{ x:a ?p ?o }} {{ x:a ?p ?o }}",
    f"{PREFIX}CONSTRUCT {{ x:a ?p ?o }} {{ x:a ?p ?o }} LIMIT 2",
)
LEFT = (
    "SELECT * { ?s ?p ?o }",
    "SELECT * { <urn:x:a> ?p ?o . ?s ?q ?o }",
    "SELECT * { ?s <urn:x:knows>* <urn:x:a> }",
    "SELECT * { <urn:x:a> ?p ?o FILTER(?o > 3) }",
    "SELECT (COUNT(*) AS ?n) { <urn:x:a> ?p ?o }",
    "SELECT * FROM <urn:x:g> { <urn:x:a> ?p ?o }",
    "SELECT * { GRAPH <urn:x:g> { <urn:x:a> ?p ?o } }",
    "SELECT * { SERVICE <urn:x:a> { <urn:x:a> ?p ?o } }",
    "PREFIX service: <urn:x:> SELECT * { service:a ?p ?o }",
    "SELECT * { <a> ?p ?o }",
    "SELECT * { <> ?p ?o }",
    "SELECT * { <urn:x:a> ?p <> }",
    "PREFIX x: <> SELECT * { x:a ?p <urn:x:a> }",
    "SELECT * { <urn:x:a%> ?p ?o }",
    "PREFIX y: <urn:y%> SELECT * { <urn:x:a> ?p ?o }",
    "PREFIX y: <urn:y%> SELECT * { y:41 ?p ?o }",
    "ASK { <urn:x:a>\u00a0?p ?o }",
    "ASK\f{ <urn:x:a> ?p ?o }",
    "SELECT * { x:a ?p ?o }",
    f"{PREFIX}SELECT * {{ x:a.b ?p ?o }}",
    "SELECT * { <urn:x:a> A ?o }",
    "SELECT * { <urn:x:a> ?p ?o } ORDER BY ?o",
    "SELECT * { { <urn:x:a> ?p ?o } UNION { ?s ?p ?o } }",
    "SELECT * { { <urn:x:a> ?p ?o } UNION { <urn:x:b> ?p ?o } ?o ?q ?r }",
    "SELECT * { { <urn:x:a> ?p ?o } MINUS { <urn:x:b> ?p ?o } }",
    "SELECT * { { <urn:x:a> ?p ?o } }",
    "SELECT * { <urn:x:a> ?p ?o } UNION { <urn:x:b> ?p ?o }",
    "SELECT * {" + " UNION ".join(["{ <urn:x:a> ?p ?o }"] * 6) + "}",
    "CONSTRUCT WHERE { <urn:x:a> ?p ?o }",
    "DESCRIBE <urn:x:a>",
    "SELECT * { <urn:x:a> ?p ?o } # all of it",
    "SELECT * { <urn:x:a> ?p ?o }" + " " * 5_000,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of few triples about `a`, many about `hub`, and long texts about `long`."""
    made = tmp_path_factory.mktemp("instants") / "store"
    store = ox.Store(str(made))
    x = "urn:x:"
    said = [("a", "knows", ox.NamedNode(f"{x}{name}")) for name in "bcd"]
    said += [("a", "name", ox.Literal(text)) for text in ('"', "é\n\t,;", "<&>", "")]
    said += [("b", "knows", ox.NamedNode(f"{x}a")), ("b", "knows", ox.NamedNode(f"{x}c"))]
    said += [("hub", "knows", ox.NamedNode(f"{x}{number}")) for number in range(600)]
    said += [("long", "name", ox.Literal(f"{number}{'a' * 10_000}")) for number in range(40)]
    store.extend(ox.Quad(ox.NamedNode(x + s), ox.NamedNode(x + p), o) for s, p, o in said)
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    store.add(ox.Quad(ox.NamedNode(f"{x}a"), kind, ox.NamedNode(f"{x}Thing")))
    store.flush()
    return made


def opened(folder: Path, rows: int = 1_000, size: int = 1_000_000) -> Instants:
    """What answers from a folder, when it has been opened."""
    made = Instants(lambda: folder, rows, size)
    query = short("ASK { <urn:x:a> <urn:x:knows> <urn:x:b> }")
    assert query is not None
    until = time.monotonic() + 30
    while made.answer(query, "text/csv") is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    return made


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_certain_to_be_short_is_left_to_others(text: str) -> None:
    assert short(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p ?o { <urn:x:a> ?p ?o }",
        "SELECT * { ?s a <urn:x:a> }",
        "PREFIX x: <urn:x:a> PREFIX : <urn:x:b> SELECT * { x:1 ?p ?o . ?o <urn:x:a> :2a }",
        "PREFIX x: <urn:x:b> PREFIX x: <urn:x:a> CONSTRUCT { x:1 ?p <urn:x:b> } { x:1 ?p ?o ; ?q <urn:x:a> }",
    ],
)
def test_a_query_of_a_known_shape_is_asked_of_its_own_iris(text: str) -> None:
    first, other = short(text), short(text.replace("urn:x:a", "urn:y:c*"))
    assert first is not None
    assert other is not None
    renamed = str(first.groups).replace("urn:x:a", "urn:y:c*")
    assert str(other.groups) == renamed != str(first.groups)
    assert other.text == first.text.replace("urn:x:a", "urn:y:c*")


@pytest.mark.parametrize("text", TAKEN)
def test_the_answer_is_that_of_any_other_query(text: str, folder: Path) -> None:
    instants, query = opened(folder), short(text)
    assert query is not None
    with QueryPool(lambda: folder, workers=1) as pool:
        for format in FORMATS:
            if query.form in format.forms and format.name not in {"xlsx", "jsonld", "rdf"}:
                assert instants.answer(query, format.media_type) == pool.answer(text, format.media_type), format.name


@pytest.mark.parametrize(
    "text",
    [
        f"{PREFIX}SELECT * {{ {{ ?x x:knows x:c }} UNION {{ x:a ?p x:b }} UNION {{ x:b x:knows ?o }} }}",
        f"{PREFIX}SELECT ?o ?y ?x {{ {{ x:a x:knows x:b }} UNION {{ ?x x:knows x:a }} UNION {{ x:a ?p ?o }} }}",
    ],
)
def test_the_solutions_of_three_groups_are_those_of_the_engine_in_some_order(text: str, folder: Path) -> None:
    query = short(text)
    assert query is not None
    answer = opened(folder).answer(query, JSON)
    assert answer is not None
    with QueryPool(lambda: folder, workers=1) as pool:
        found, expected = (json.loads(each) for each in (answer, pool.answer(text, JSON)))
    assert found["head"] == expected["head"]
    assert sorted(map(str, found["results"]["bindings"])) == sorted(map(str, expected["results"]["bindings"]))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { <urn:x:hub> ?p ?o }",
        "SELECT * { <urn:x:a> ?p ?o . <urn:x:a> ?q ?r . <urn:x:a> ?s ?t }",
        "SELECT * { <urn:x:long> ?p ?o }",
        "SELECT * { { <urn:x:a> ?p ?o } UNION { <urn:x:hub> ?p ?o } }",
        "SELECT * { { <urn:x:hub> ?p ?o } UNION { <urn:x:a> ?p ?o } }",
        "SELECT ?a AS { <urn:x:a> ?p ?o }",
    ],
)
def test_what_turns_out_long_or_wrong_is_left_to_others(text: str, folder: Path) -> None:
    query = short(text)
    for media_type in ("text/csv", JSON):
        assert query is None or opened(folder).answer(query, media_type) is None


@pytest.mark.parametrize("media_type", ["text/csv", JSON])
def test_limits_of_rows_and_bytes_hold(folder: Path, media_type: str) -> None:
    query = short("SELECT * { <urn:x:a> ?p ?o }")
    assert query is not None
    assert opened(folder, rows=8).answer(query, media_type) is not None
    assert opened(folder, rows=7).answer(query, media_type) is None
    assert opened(folder, size=100).answer(query, media_type) is None


@pytest.mark.parametrize(
    ("text", "streams"),
    [
        ("SELECT ?p ?o { <urn:x:a> ?p ?o }", True),
        ("SELECT * { ?s ?p <urn:x:c> . }", True),
        ("SELECT ?p ?x { <urn:x:a> ?p ?o }", True),
        ("SELECT ?p ?p { <urn:x:a> ?p ?o }", False),
        ("ASK { <urn:x:a> ?p ?o }", True),
        ("SELECT DISTINCT ?p { <urn:x:a> ?p ?o }", False),
        ("SELECT ?p { ?p ?p <urn:x:c> }", False),
        ("SELECT ?p { <urn:x:a> ?p ?o } LIMIT 3", False),
        ("SELECT ?p { <urn:x:a> ?p ?o } OFFSET 3", False),
        ("SELECT ?p { <urn:x:a> ?p ?o . ?o ?q <urn:x:a> }", False),
        ("CONSTRUCT { <urn:x:a> ?p ?o } WHERE { <urn:x:a> ?p ?o }", False),
        ("SELECT * { { <urn:x:a> ?p ?o } UNION { ?o ?p <urn:x:a> } }", True),
        ("ASK { { <urn:x:a> ?p ?o } UNION { <urn:x:b> ?p ?o } }", True),
        ("SELECT * { { <urn:x:a> ?p ?o } UNION { ?p ?p <urn:x:a> } }", False),
        ("SELECT * { { <urn:x:a> ?p ?o } UNION { <urn:x:a> ?p ?o . ?o ?q <urn:x:a> } }", False),
        ("SELECT DISTINCT * { { <urn:x:a> ?p ?o } UNION { <urn:x:b> ?p ?o } }", False),
    ],
)
def test_only_where_each_triple_is_a_solution_it_is_read_without_the_engine(text: str, streams: bool) -> None:
    query = short(text)
    assert query is not None
    assert (query.cells is not None) is streams


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("CONSTRUCT { <urn:x:a> ?p ?o } { <urn:x:a> ?p ?o }", True),
        ("PREFIX x: <urn:x:> CONSTRUCT { ?s ?q x:a . x:a ?p ?o } { { <urn:x:a> ?p ?o } UNION { ?s ?q x:a } }", True),
        ("CONSTRUCT { ?s ?q <urn:x:a> } { { <urn:x:a> ?p ?o } UNION { ?s ?q <urn:x:a> } }", False),
        ("CONSTRUCT { <urn:x:b> ?p ?o } { <urn:x:a> ?p ?o }", False),
        ("CONSTRUCT { <urn:x:a> ?o ?p } { <urn:x:a> ?p ?o }", False),
        ("CONSTRUCT { <urn:x:a> ?p ?o . ?o ?p <urn:x:a> } { { <urn:x:a> ?p ?o } UNION { ?o ?p <urn:x:a> } }", False),
        ("CONSTRUCT { <urn:x:a> ?p ?p } { <urn:x:a> ?p ?p }", False),
        ("CONSTRUCT { <urn:x:a> <urn:x:p> <urn:x:b> } { <urn:x:a> <urn:x:p> <urn:x:b> }", False),
        ("CONSTRUCT { <urn:x:a> ?p ?o . ?o ?q <urn:x:b> } { <urn:x:a> ?p ?o . ?o ?q <urn:x:b> }", False),
        ("CONSTRUCT { <urn:x:a> ?p ?o } { <urn:x:a> ?p ?o } LIMIT 3", False),
    ],
)
def test_only_where_each_triple_is_told_as_it_stands_the_template_is_not_filled(text: str, is_told: bool) -> None:
    query = short(text)
    assert query is not None
    assert query.told is is_told


def test_triples_are_told_up_to_the_limits(folder: Path) -> None:
    query = short("CONSTRUCT { <urn:x:a> ?p ?o } { <urn:x:a> ?p ?o }")  # 8 triples
    assert query is not None
    assert opened(folder, rows=8).answer(query, TRIPLES) is not None
    assert opened(folder, rows=7).answer(query, TRIPLES) is None
    assert opened(folder, size=100).answer(query, TRIPLES) is None
    nobody = short("CONSTRUCT { <urn:x:nobody> ?p ?o } { <urn:x:nobody> ?p ?o }")
    assert nobody is not None
    assert opened(folder).answer(nobody, TRIPLES) == b""


def test_a_control_character_is_not_put_into_xml(folder: Path, tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "store"))
    store.add(ox.Quad(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:p"), ox.Literal("\x01")))
    store.flush()
    query = short("SELECT * { <urn:x:a> ?p ?o }")
    assert query is not None
    instants = opened(tmp_path / "store")
    assert instants.answer(query, "application/sparql-results+xml") is None
    assert instants.answer(query, "application/sparql-results+json") is not None


SIGNS = "".join(map(chr, (*range(32), 0x7F, 0x85, 0x2028, 0xFFFD, 0x1F600))) + '"\\/<é'


@pytest.mark.parametrize(
    "term",
    [
        *(pytest.param(ox.Literal(sign), id=f"{ord(sign):x}") for sign in SIGNS),
        ox.Literal(SIGNS, language="en-GB"),
        ox.Literal(SIGNS, datatype=ox.NamedNode("urn:x:é")),
        ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ox.Literal(1.5),
        ox.NamedNode("urn:x:é'"),
        ox.BlankNode("b1"),
    ],
    ids=lambda term: str(term)[:9].encode("ascii", "backslashreplace").decode(),
)
def test_terms_are_written_as_the_engine_writes_them(term: ox.NamedNode | ox.Literal, tmp_path: Path) -> None:
    store, text = _said(tmp_path, term), "SELECT ?p ?o { <urn:x:a> ?p ?o }"
    expected = store.query(text).serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
    query = short(text)
    assert query is not None
    assert looked_up(store, query, 10, 10_000) == expected


@pytest.mark.parametrize(
    "term",
    [
        ox.Triple(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:p"), ox.Literal("")),
        ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL),
    ],
    ids=["triple", "direction"],
)
def test_what_sparql_1_2_adds_is_left_to_others(term: ox.Triple | ox.Literal, tmp_path: Path) -> None:
    query = short("SELECT * { <urn:x:a> ?p ?o }")
    _said(tmp_path, term).flush()
    assert query is not None
    assert opened(tmp_path / "store").answer(query, JSON) is None


def _said(folder: Path, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.Store:
    store = ox.Store(str(folder / "store"))
    store.add(ox.Quad(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:p"), term))
    store.add(ox.Quad(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:knows"), ox.NamedNode("urn:x:b")))
    return store


def test_after_a_change_the_new_release_answers(folder: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    store = ox.Store(str(changed))
    store.add(ox.Quad(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:p"), ox.NamedNode("urn:x:new")))
    store.flush()
    current = [folder]
    instants, query = Instants(lambda: current[0], 100, 100_000), short("SELECT ?o { <urn:x:a> <urn:x:p> ?o }")
    assert query is not None
    assert _awaited(instants, query) == b"o\r\n"
    current[0] = changed
    assert instants.answer(query, "text/csv") is None
    assert _awaited(instants, query) == b"o\r\nurn:x:new\r\n"


def test_a_release_that_is_asked_of_a_few_times_is_left_to_others(folder: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    ox.Store.read_only(str(folder)).backup(str(changed))
    current = [folder]
    instants, query = Instants(lambda: current[0], 100, 100_000), short("SELECT ?p { <urn:x:a> ?p ?o }")
    assert query is not None
    _awaited(instants, query)
    assert is_held(folder)
    current[0] = changed
    for _ in range(10):
        assert instants.answer(query, "text/csv") is None
    assert not is_held(folder)  # what was current before is let go of all the same
    assert not is_held(changed)
    _awaited(instants, query)
    assert is_held(changed)


def test_who_tells_the_state_has_nobody_look_for_it_again(folder: Path) -> None:
    looks = list[Path]()

    def look() -> Path:
        looks.append(folder)
        return folder

    instants, query = Instants(look, 100, 100_000), short("SELECT ?p { <urn:x:a> ?p ?o }")
    assert query is not None
    expected = _awaited(instants, query)
    before = len(looks)
    assert instants.answer(query, "text/csv", state(folder)) == expected
    assert len(looks) == before
    assert instants.answer(query, "text/csv", "of another state") == expected  # what is current then
    assert len(looks) == before + 1


def _awaited(instants: Instants, query: object) -> bytes:
    until = time.monotonic() + 30
    while (answer := instants.answer(query, "text/csv")) is None:  # type: ignore[arg-type]
        assert time.monotonic() < until
        time.sleep(0.01)
    return answer


def test_operators_and_who_has_no_budget_are_answered_as_ever(folder: Path) -> None:
    query = short("SELECT * { <urn:x:a> ?p ?o }")
    assert query is not None
    with QueryPool(lambda: folder, workers=1, bounds=Bounds(budget=1e-9)) as pool:
        until = time.monotonic() + 30
        reader = Asker("reader", "read")
        while pool.at_once(query, "text/csv", reader) is None:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert pool.tally.outcomes["answered"] == 1
        assert pool.at_once(query, "text/csv", Asker("steward", "operator")) is None
        assert pool.at_once(query, "text/csv", Asker("192.0.2.1")) is not None  # and its budget is spent by that
        assert pool.at_once(query, "text/csv", Asker("192.0.2.1")) is None


def test_the_solutions_of_all_groups_of_a_union_count_together(folder: Path) -> None:
    about_a = "{ <urn:x:a> ?p ?o }"  # 8 triples
    query = short(f"SELECT DISTINCT ?p {{ {about_a} UNION {about_a} }}")
    assert query is not None
    assert opened(folder, rows=16).answer(query, "text/csv") is not None
    assert opened(folder, rows=15).answer(query, "text/csv") is None
