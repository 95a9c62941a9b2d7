"""Queries of strangers that servers answer: by the same rules as those that processes of ours answer."""

import json
import threading
import time
import zipfile
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from graph.answering.answers import waited
from graph.answering.endings import AnswerTooLarge, DeadlineExceeded, NotForXml
from graph.answering.workers import Bounds, QueryPool
from graph.formats import FORMATS, TABLE, XLSX
from graph.guard import Dataset, UnknownGraph
from graph.release import Releases
from graph.remote.address import remote
from graph.remote.notes import NOTES
from graph.remote.publish import publish
from graph.remote.release import RemoteReleases
from graph.remote.worker import RemoteWorker
from graph.store import BadQuery, FormatNotOffered, NotReached, ServerFailed
from tests.graph.remote.test_wire import good, talking
from tests.servers import Server, oxigraph

GRAPH, OTHER, P = URIRef("urn:g"), URIRef("urn:h"), URIRef("urn:p")
ROWS = 3_000
ALL = "SELECT ?s ?o WHERE { ?s ?p ?o }"
JSON, NAMED = "application/sparql-results+json", "application/rdf+xml"
PATIENCE = 20.0  # seconds, on a busy machine
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("said")
    with Releases(folder).draft() as draft:
        draft.store.replace(GRAPH, [(URIRef(f"urn:{n}"), P, Literal(f'"{n}",\té', lang="pt")) for n in range(ROWS)])
        draft.store.replace(OTHER, [(URIRef("urn:0"), P, Literal(1))])
    return folder


@pytest.fixture(scope="module", params=["kept", "apart"])
def releases(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RemoteReleases]:
    options = () if request.param == "kept" else ("--union-default-graph",)
    release = Releases(folder).current()
    assert release is not None
    with oxigraph(*options) as server:
        publish(release, tmp_path_factory.mktemp("sent"), server.remote, ())
        releases = RemoteReleases(server.remote)
        releases.current()
        yield releases
        releases.close()


def pool_over(releases: RemoteReleases, **bounds: float) -> QueryPool:
    return QueryPool(lambda: None, 2, Bounds(**bounds), hire=partial(RemoteWorker, releases))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def pool(releases: RemoteReleases) -> Iterator[QueryPool]:
    with pool_over(releases) as pool:
        yield pool


@pytest.fixture(scope="module")
def local(folder: Path) -> Iterator[QueryPool]:
    release = Releases(folder).current()
    assert release is not None
    with QueryPool(lambda: release.triples, 1) as pool:
        yield pool


@pytest.mark.parametrize(
    "media_type", [each.media_type for each in FORMATS if each.forms == TABLE and each.media_type != XLSX]
)
@pytest.mark.parametrize("alike", [True, False], ids=["passed on", "written here"])
@pytest.mark.parametrize(
    "query",
    [
        f"{ALL} ORDER BY ?s STR(?o) LIMIT 20",
        "ASK { ?s ?p ?o }",
        "SELECT ?none ?s WHERE { <urn:0> ?p ?s } ORDER BY STR(?s)",
    ],
)
def test_a_server_answers_as_a_process_does(
    pool: QueryPool,
    local: QueryPool,
    releases: RemoteReleases,
    monkeypatch: pytest.MonkeyPatch,
    media_type: str,
    alike: bool,
    query: str,
) -> None:
    assert releases.writes_alike
    monkeypatch.setattr(releases, "writes_alike", alike)
    theirs, ours = pool.answer(query, media_type).decode(), local.answer(query, media_type).decode()
    if "json" in media_type:
        assert json.loads(theirs) == json.loads(ours)
    else:
        assert theirs.replace("&quot;", '"') == ours.replace("&quot;", '"')  # which XML may write either way


def test_triples_and_workbooks_come_too(pool: QueryPool) -> None:
    assert b'"1"' in pool.answer("CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p 1 }", "application/n-triples")
    book = zipfile.ZipFile(BytesIO(pool.answer(ALL, XLSX)))
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row") == ROWS + 2
    with pytest.raises(FormatNotOffered):
        pool.answer("SELECT * WHERE { ?s ?p ?o }", "text/turtle")


def test_rdf_xml_is_what_a_process_writes_or_refused(pool: QueryPool, local: QueryPool) -> None:
    query = "CONSTRUCT { ?s <urn:x:p> ?o ; <urn:x:q> [] } WHERE { ?s ?p ?o }"
    theirs, ours = (Graph().parse(data=each.answer(query, NAMED), format="xml") for each in (pool, local))
    assert len(theirs) == len(ours) == 2 * (ROWS + 1)
    assert set(theirs.triples((None, URIRef("urn:x:p"), None))) == set(ours.triples((None, URIRef("urn:x:p"), None)))
    for name in ("urn:x:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#li"):
        with pytest.raises(NotForXml, match="cannot name"):
            pool.answer(f"CONSTRUCT {{ ?s <{name}> 1 }} WHERE {{ ?s ?p 1 }}", NAMED)


def test_a_fault_of_a_server_is_told_as_one(folder: Path) -> None:
    text = b"Resource temporarily unavailable"
    with talking((500, {"Content-Length": str(len(text))}, text)) as talk:
        releases = RemoteReleases(remote(talk.address))
        with pool_over(releases) as pool, pytest.raises(ServerFailed, match=r"status 500.*temporarily") as failed:
            pool.answer(ALL, JSON)
        assert talk.address in str(failed.value)
        releases.close()
    with talking(good(b"no Turtle .", "text/turtle")) as talk:
        releases = RemoteReleases(remote(talk.address))
        with pool_over(releases) as pool, pytest.raises(ServerFailed, match="no text/turtle"):
            pool.answer("CONSTRUCT WHERE { ?s ?p ?o }", NAMED)
        releases.close()


@pytest.mark.parametrize("alike", [True, False], ids=["passed on", "written here"])
def test_limits_are_kept_and_told(releases: RemoteReleases, monkeypatch: pytest.MonkeyPatch, alike: bool) -> None:
    monkeypatch.setattr(releases, "writes_alike", alike)
    with pool_over(releases, rows=100) as pool:
        ended = threading.Event()
        answer = pool.ask(pool.examine(ALL), JSON, ended.set)
        until = time.monotonic() + PATIENCE
        while not answer.ended and time.monotonic() < until:
            ended.wait(0.1)
        assert answer.cut is not None
        assert (answer.cut.of, answer.cut.most) == ("rows", 100)
        assert len(json.loads(b"".join(iter(answer.read, b"")))["results"]["bindings"]) == 100
        answer.close()
        with pytest.raises(AnswerTooLarge):
            pool.answer(ALL, JSON)


def test_a_deadline_hangs_up_and_the_next_query_is_answered(releases: RemoteReleases) -> None:
    with pool_over(releases, seconds=2.0) as pool:  # a busy machine needs some of them for the second answer
        began = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            pool.answer(ENDLESS, JSON)
        assert time.monotonic() - began < 8  # by the usual deadline it would be ten
        assert b"true" in pool.answer("ASK { ?s ?p ?o }", JSON)


def test_a_query_whose_asker_goes_is_hung_up_on(releases: RemoteReleases) -> None:
    with pool_over(releases, seconds=600.0) as pool:
        answer = pool.ask(pool.examine(ENDLESS), JSON, lambda: None)
        time.sleep(0.3)
        began = time.monotonic()
        answer.close()
        while pool.runs() and time.monotonic() - began < PATIENCE:
            time.sleep(0.02)
        assert pool.runs() == []


def test_datasets_are_kept_to_and_nothing_is_fetched(pool: QueryPool) -> None:
    def count(pattern: str, **given: tuple[str, ...]) -> int:
        dataset = Dataset(given.get("default", ()), given.get("named", ()))
        ended = threading.Event()
        query = pool.examine(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        answer = pool.ask(query, "text/csv", ended.set, dataset=dataset)
        while not answer.ended:
            ended.wait(0.1)
        try:
            return int(b"".join(iter(answer.read, b"")).split()[1])
        finally:
            answer.close()

    assert count("?s ?p ?o", default=(str(OTHER),)) == 1
    assert count("?s ?p ?o", default=(str(OTHER), str(GRAPH))) == ROWS + 1
    assert count("GRAPH ?g { ?s ?p ?o }", default=(str(GRAPH),), named=(str(OTHER),)) == 1
    for wrong in ("http://example.org/elsewhere", "no iri <>"):
        with pytest.raises(UnknownGraph):
            count("?s ?p ?o", default=(wrong,))
    with pytest.raises(UnknownGraph):
        pool.answer("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", JSON)


def test_a_whole_graph_is_one_that_is_there_and_shown(pool: QueryPool) -> None:
    def read(graph: str) -> bytes:
        return waited(lambda moved: pool.whole(graph, "application/n-triples", moved))

    assert read(str(OTHER)).startswith(b"<urn:0> <urn:p> ")
    for graph in ("urn:none", str(NOTES), "no iri <>"):
        with pytest.raises(UnknownGraph):
            read(graph)


def test_one_triple_in_two_graphs_is_one(pool: QueryPool) -> None:
    assert pool.answer("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "text/csv").split()[1] == str(ROWS + 1).encode()


def test_what_is_wrong_with_a_query_is_told_with_its_place(pool: QueryPool) -> None:
    with pytest.raises(BadQuery) as wrong:
        pool.answer("SELECT * WHERE {\n ?s ?p }", JSON)
    assert (wrong.value.line, wrong.value.column) == (2, 9)


def test_a_server_that_goes_away_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.remote.replicas._FIRST_WAIT", 0.01)
    release = Releases(folder).current()
    assert release is not None
    with oxigraph() as server:
        publish(release, tmp_path, server.remote, ())
        releases = RemoteReleases(server.remote)
        releases.current()
        with pool_over(releases) as pool:
            stop(server)
            with pytest.raises(NotReached):
                pool.answer(ALL, JSON)
    releases.close()


def stop(server: Server) -> None:
    server.process.kill()
    server.process.wait()
