"""Reads go to servers that are well and hold the newest release; none fails while one is left."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from graph.answering.workers import Bounds, QueryPool
from graph.release import Release, Releases
from graph.remote.address import Remote
from graph.remote.publish import publish
from graph.remote.release import RemoteReleases
from graph.remote.replicas import Passing, Replicas
from graph.remote.wire import Wire
from graph.remote.worker import RemoteWorker
from graph.store import NotReached, Scope, ServerFailed
from tests.servers import Server, oxigraph

GRAPH, P = URIRef("urn:g"), URIRef("urn:p")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


class Cluster:
    """Servers by name, each with the release that it holds; a name that is not there is a server that is down."""

    def __init__(self, **holds: tuple[int, str] | None) -> None:
        self.holds = dict(holds)
        self.read_from: list[str] = []

    def look(self, name: str) -> tuple[int, str] | None:
        if name not in self.holds:
            raise Passing("it is down")
        return self.holds[name]

    def read(self, name: str) -> str:
        self.read_from.append(name)
        self.look(name)
        return name


def test_reads_take_turns() -> None:
    cluster = Cluster(a=None, b=None, c=None)
    replicas = Replicas("abc", cluster.look)
    assert sorted(replicas.read(cluster.read) for _ in range(6)) == ["a", "a", "b", "b", "c", "c"]


def test_a_server_that_fails_is_left_out_until_it_is_well_again() -> None:
    cluster = Cluster(a=(1, "m"), b=(1, "m"))
    replicas = Replicas("abc", cluster.look)
    assert {replicas.read(cluster.read) for _ in range(6)} == {"a", "b"}
    assert cluster.read_from.count("c") == 1
    assert replicas.well == ("a", "b")
    cluster.holds["c"] = (1, "m")
    replicas.check()
    assert replicas.well == ("a", "b", "c")


def test_a_server_that_has_not_received_the_newest_release_is_left_out() -> None:
    cluster = Cluster(a=(1, "m"), b=(2, "n"), c=None)
    replicas = Replicas("abc", cluster.look)
    assert replicas.check() == (2, "n")
    assert replicas.well == ("b",)
    cluster.holds.update(a=(2, "n"), c=(2, "n"))
    replicas.check()
    assert replicas.well == ("a", "b", "c")


def test_where_none_is_well_all_are_tried_and_the_last_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.remote.replicas._FIRST_WAIT", 0.001)
    cluster = Cluster()
    replicas = Replicas("ab", cluster.look)
    with pytest.raises(NotReached, match="it is down"):
        replicas.read(cluster.read)
    assert set(cluster.read_from) == {"a", "b"}
    with pytest.raises(NotReached, match="a: it is down; b: it is down"):
        replicas.check()
    cluster.holds["b"] = None
    assert replicas.read(cluster.read) == "b"


def test_where_a_server_has_a_fault_others_are_asked_once() -> None:
    cluster, ill = Cluster(a=None, b=None, c=None), {"a"}

    def work(name: str) -> str:
        cluster.read(name)
        if name in ill:
            raise ServerFailed(f"{name} failed")
        return name

    replicas = Replicas("abc", cluster.look)
    assert {replicas.read(work) for _ in range(6)} == {"b", "c"}
    assert replicas.well == ("a", "b", "c")  # the next look tells whether it can answer at all
    ill |= {"b", "c"}
    cluster.read_from.clear()
    with pytest.raises(ServerFailed):
        replicas.read(work)
    assert sorted(cluster.read_from) == ["a", "b", "c"]


def test_who_is_at_work_on_a_question_is_not_asked_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.remote.replicas._FIRST_WAIT", 0.001)
    asked, again = list[str](), {"a": False, "b": False}

    def work(name: str) -> str:
        asked.append(name)
        raise Passing("not now", again=again[name])

    replicas = Replicas("ab", Cluster().look)
    for rounds in (1, 4):  # as long as one of them may have better luck, all have another turn
        asked.clear()
        with pytest.raises(NotReached, match="not now"):
            replicas.read(work)
        assert sorted(asked) == sorted("ab" * rounds)
        again["b"] = True


def test_an_outage_is_told_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    looks, often = list[str](), threading.Event()

    def look(name: str) -> tuple[int, str]:
        looks.append(name)
        if len(looks) > 5:
            often.set()
        raise Passing("it is down")

    with Replicas("a", look).watched(0.001):
        assert often.wait(10)
    assert [each.message for each in caplog.records] == ["the store cannot be read now (a: it is down)"]


def test_the_only_server_is_always_tried() -> None:
    cluster = Cluster()
    replicas = Replicas("a", cluster.look)
    threading.Timer(0.2, lambda: cluster.holds.update(a=None)).start()
    assert replicas.read(cluster.read) == "a"


def build(folder: Path, *numbers: int) -> Release:
    """A release that says these numbers."""
    with Releases(folder).draft() as draft:
        draft.store.replace(GRAPH, [(URIRef(f"urn:{n}"), P, Literal(n)) for n in numbers])
    release = Releases(folder).current()
    assert release is not None
    return release


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Server]]:
    """A primary and two replicas that hold the same release, as a cluster would have it."""
    release = build(tmp_path, *range(500))
    with ExitStack() as stack:
        servers = [stack.enter_context(oxigraph()) for _ in range(3)]
        publish(release, tmp_path, servers[0].remote, ())
        for replica in servers[1:]:
            copy(servers[0], replica)
        yield servers


def copy(primary: Server, replica: Server) -> None:
    """What a cluster does by itself: bring a replica up to date."""
    there, here = Wire(primary.remote), Wire(replica.remote)
    found = there._client.get(f"{primary.address}/store", headers={"Accept": "application/n-quads"})
    done = here._client.put(
        f"{replica.address}/store", content=found.content, headers={"Content-Type": "application/n-quads"}
    )
    assert (found.status_code, done.is_success) == (200, True)
    there.close()
    here.close()


def cluster_of(servers: list[Server]) -> Remote:
    return Remote(tuple(f"{each.address}/query" for each in servers), f"{servers[0].address}/update")


def test_no_read_fails_when_a_replica_is_stopped_under_load(three: list[Server]) -> None:
    releases = RemoteReleases(cluster_of(three))
    store, failures, counts = releases.current(), list[Exception](), list[int]()
    assert store is not None
    reading, ended = store.open(Scope.PUBLIC), threading.Event()

    def read() -> None:
        while not ended.is_set():
            try:
                (row,) = reading.select(COUNT, Scope.PUBLIC)
                assert reading.ask("ASK { <urn:1> ?p ?o }", Scope.PUBLIC)
                counts.append(int(str(row["n"])))
            except Exception as error:
                failures.append(error)

    with releases.watched():
        readers = [threading.Thread(target=read) for _ in range(6)]
        for each in readers:
            each.start()
        time.sleep(0.7)
        before = len(counts)
        three[1].process.kill()
        time.sleep(2.0)
        ended.set()
        for each in readers:
            each.join()
    releases.close()
    assert failures == []
    assert set(counts) == {500}
    assert 20 < before < len(counts)
    assert releases.replicas.well == tuple(f"{each.address}/query" for each in (three[0], three[2]))


def test_no_read_fails_when_a_replica_hangs_under_load(three: list[Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes connections and answers nothing, far longer than a query may take."""
    monkeypatch.setattr("graph.remote.release._SIGN", 1.0)
    releases = RemoteReleases(cluster_of(three))
    store, failures, counts = releases.current(), list[Exception](), list[int]()
    assert store is not None
    reading, ended = store.open(Scope.PUBLIC), threading.Event()
    with (
        releases.watched(),
        QueryPool(lambda: None, 4, Bounds(seconds=12.0), hire=partial(RemoteWorker, releases)) as pool,  # type: ignore[arg-type]
    ):

        def read() -> None:
            while not ended.is_set():
                try:
                    counts.append(int(pool.answer(COUNT, "text/csv").split()[1]))
                    counts.extend(int(str(row["n"])) for row in reading.select(COUNT, Scope.PUBLIC))
                except Exception as error:
                    failures.append(error)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for each in readers:
            each.start()
        time.sleep(0.5)
        three[1].process.send_signal(signal.SIGSTOP)
        until = time.monotonic() + 60
        while len(releases.replicas.well) == 3 and time.monotonic() < until:
            time.sleep(0.05)
        before = len(counts)
        while len(counts) < before + 20 and time.monotonic() < until:
            time.sleep(0.05)
        ended.set()
        for each in readers:
            each.join()
    releases.close()
    assert failures == []
    assert set(counts) == {500}
    assert len(counts) >= before + 20
    assert releases.replicas.well == tuple(f"{each.address}/query" for each in (three[0], three[2]))


def test_readers_do_not_go_back_in_time_while_replicas_catch_up(three: list[Server], tmp_path: Path) -> None:
    releases = RemoteReleases(cluster_of(three))
    before = releases.current()
    release = build(tmp_path, 1)
    publish(release, tmp_path, three[0].remote, ())
    now = releases.current()
    assert before is not None
    assert now is not None
    assert (now.name, now.name == before.name) == (release.name, False)
    assert {now.open(Scope.PUBLIC).size() for _ in range(6)} == {1}
    assert releases.replicas.well == (f"{three[0].address}/query",)
    for replica in three[1:]:
        copy(three[0], replica)
    releases.replicas.check()
    assert len(releases.replicas.well) == 3
    releases.close()
