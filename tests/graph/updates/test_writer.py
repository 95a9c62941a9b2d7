"""The process that writes: whatever happens to it, what it acknowledged is there, and nothing by halves."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rdflib import URIRef

from graph.changes import Allowed, Body, DropGraph, GraphNotThere, Moved, PutGraph, StoreFull, Update, Written
from graph.endings import DeadlineExceeded, MemoryExceeded, Overloaded, WorkerDied
from graph.guard import Limits, TooComplex, TooLong
from graph.inference import infer
from graph.layout import UNNAMED, Layout, WrongLayout
from graph.locking import LOAD, BusyStore, locked
from graph.release import Releases
from graph.store import BadQuery, Scope, StoreError
from graph.writing import WriteBounds, Writer, Writing
from tests.graph.updates.kept import PREFIX, Kept, keeping, of

KILLS = 50
SMALL = WriteBounds(seconds=3.0, memory=300 * 1024**2, update=Limits(size=1024**2, tokens=20_000))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with keeping(tmp_path / "store", Layout.PLAIN, SMALL) as kept:
        yield kept


def both(number: int) -> str:
    """A change of two graphs: half of it would be seen."""
    return f"INSERT DATA {{ :n{number} :p {number} GRAPH :g {{ :n{number} :p {number} }} }}"


def numbers(triples: frozenset[tuple[str, str, str]]) -> set[int]:
    return {int(value.split('"')[1]) for _, _, value in triples}


def begin(kept: Kept, text: str, moved: Callable[[], None] = lambda: None) -> Writing:
    return kept.writer.write(Update(PREFIX + text), moved)


def test_whenever_the_process_is_killed_what_was_acknowledged_is_there_and_nothing_by_halves(kept: Kept) -> None:
    made, failed, ended = set[int](), set[int](), threading.Event()

    def write(first: int) -> None:
        number = first
        while not ended.is_set():
            try:
                kept.update(both(number))
                made.add(number)
            except StoreError:
                failed.add(number)
            number += 4

    writers = [threading.Thread(target=write, args=(first,)) for first in range(4)]
    for writer in writers:
        writer.start()
    dice, kills = random.Random(1), 0
    while kills < KILLS:
        time.sleep(dice.uniform(0.0, 0.25))
        process = kept.writer.partner.process
        if process is not None and process.poll() is None:
            process.kill()
            kills += 1
    ended.set()
    for writer in writers:
        writer.join()
    said = kept.said()
    assert numbers(said[""]) == numbers(said["http://example/g"])
    assert made <= numbers(said[""])
    assert not failed & numbers(said[""])
    assert made
    kept.update(both(1_000_000))
    assert 1_000_000 in numbers(kept.said()[""])


SERVICE = """
import sys
from pathlib import Path
from graph.layout import Layout
from graph.writing import Update, Writer
with Writer(Path(sys.argv[1]), shown=Layout.PLAIN) as writer:
    for n in range(int(sys.argv[2]), 10**9):
        writer.change(Update(f"INSERT DATA {{ <x:{n}> <x:p> {n} GRAPH <http://example/g> {{ <x:{n}> <x:p> {n} }} }}"))
        print(n, flush=True)
"""


def test_a_service_that_is_killed_finds_all_that_it_acknowledged_when_it_starts_again(tmp_path: Path) -> None:
    made, dice = set[int](), random.Random(2)
    for start in range(0, 3_000, 1_000):
        command = [sys.executable, "-c", SERVICE, str(tmp_path / "store"), str(start)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as service:
            assert service.stdout is not None
            made.add(int(service.stdout.readline()))
            threading.Timer(dice.uniform(0.0, 0.3), service.kill).start()
            made |= {int(line) for line in service.stdout}
    with keeping(tmp_path / "store", Layout.PLAIN) as kept:
        kept.update("INSERT DATA { :last :p 99999 GRAPH :g { :last :p 99999 } }")
        said = kept.said()
    assert numbers(said[""]) == numbers(said["http://example/g"])
    assert made | {99_999} <= numbers(said[""])


NESTED = "{" * 90 + "?s :p ?o" + "}" * 90
HOSTILE = {
    "a product without end": (
        "INSERT { ?a :x ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
        (DeadlineExceeded, MemoryExceeded),
    ),
    "a product that is counted": (
        "INSERT { :x :y ?n } WHERE { SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o } }",
        (DeadlineExceeded,),
    ),
    "much memory": (
        "INSERT { ?a :x ?d } WHERE { SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l }",
        (MemoryExceeded, DeadlineExceeded),
    ),
    "a text that doubles": (
        "INSERT { :x :y ?z } WHERE { BIND('" + "x" * 1000 + "' AS ?a) "
        + " ".join(f"BIND(CONCAT({', '.join([f'?{a}'] * 20)}) AS ?{b})" for a, b in zip("abcdef", "bcdefz", strict=True))
        + " }",
        (MemoryExceeded, DeadlineExceeded, WorkerDied, BadQuery),
    ),
    "deep groups": (f"INSERT {{ :x :y ?o }} WHERE {{ {'{' * 500} ?s :p ?o {'}' * 500} }}", (BadQuery,)),
    "deep brackets of data": (f"INSERT DATA {{ :x :y {'[ :p ' * 5000} 1 {']' * 5000} }}", (BadQuery,)),
    "deep lists of a template": (f"INSERT {{ :x :y {'(' * 5000} {')' * 5000} }} WHERE {{}}", (BadQuery,)),
    "many parts": ("INSERT { :x :y ?o } WHERE { " + "?s :p ?o . " * 5_000 + "}", (TooComplex,)),
    "a long text": ("INSERT DATA { :x :y '" + "x" * 2_000_000 + "' }", (TooLong,)),
}  # fmt: skip


@pytest.mark.parametrize(("text", "errors"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_update_changes_nothing_and_the_next_one_is_made(
    kept: Kept, text: str, errors: tuple[type[StoreError], ...]
) -> None:
    kept.update("INSERT DATA { " + " ".join(f":s{n} :p {n} ." for n in range(300)) + " }")
    before, began = kept.said(), time.monotonic()
    with pytest.raises(errors):
        kept.update(f"INSERT DATA {{ :first :p 1 }} ; {text}")
    assert time.monotonic() - began < SMALL.seconds + 5
    assert kept.said() == before
    kept.update("INSERT DATA { :next :p 1 }")
    assert kept.said()[""] == before[""] | of(":next :p 1 .")[""]


def test_a_change_in_the_batch_of_a_hostile_one_is_made_all_the_same(kept: Kept) -> None:
    kept.update("INSERT DATA { " + " ".join(f":s{n} :p {n} ." for n in range(300)) + " }")
    changed = threading.Condition()

    def moved() -> None:
        with changed:
            changed.notify_all()

    hostile = HOSTILE["a product that is counted"][0]
    writings = [begin(kept, text, moved) for text in (both(900), hostile, both(901))]
    with changed:
        assert changed.wait_for(lambda: all(each.ended for each in writings), timeout=60)
    assert isinstance(writings[1].error, DeadlineExceeded)
    assert writings[0].outcome.added == writings[2].outcome.added == 2
    assert {900, 901} <= numbers(kept.said()[""])


def test_twenty_writers_at_once_lose_nothing(kept: Kept) -> None:
    failed = list[StoreError]()

    def write(first: int) -> None:
        for number in range(first, first + 5):
            try:
                kept.update(both(number))
            except StoreError as error:
                failed.append(error)

    writers = [threading.Thread(target=write, args=(first,)) for first in range(0, 100, 5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    assert numbers(kept.said()[""]) == set(range(100))
    assert Releases(kept.folder).current().name < "000100"  # type: ignore[union-attr]


def test_more_changes_than_may_wait_are_turned_away(tmp_path: Path) -> None:
    with keeping(tmp_path / "store", Layout.PLAIN, WriteBounds(waiting=1)) as kept:
        with pytest.raises(Overloaded) as refused:
            many(kept)
        assert refused.value.retry_after > 0


def many(kept: Kept) -> None:
    for number in range(50):
        begin(kept, both(number))


def test_while_a_load_is_at_work_nothing_is_written_and_it_is_told_when_to_come_again(kept: Kept) -> None:
    with locked(kept.folder, LOAD):
        with pytest.raises(BusyStore) as busy:
            kept.update(both(1))
        assert busy.value.retry_after
    kept.update(both(2))
    assert numbers(kept.said()[""]) == {2}


def test_a_load_gets_its_turn_between_writes_and_both_are_kept(tmp_path: Path) -> None:
    graph, ended, refused = URIRef("http://example/loaded"), threading.Event(), list[StoreError]()
    with keeping(tmp_path / "store") as kept:
        kept.update(both(0))

        def write() -> None:
            number = 1
            while not ended.is_set():
                try:
                    kept.update(both(number))
                    number += 1
                except BusyStore as error:
                    refused.append(error)
            numbers_made.append(number)

        numbers_made = list[int]()
        writer = threading.Thread(target=write)
        writer.start()
        for number in range(5):
            time.sleep(0.2)
            load(kept.folder, graph, f"http://example/l{number}")
        ended.set()
        writer.join()
        said = kept.said()
    assert len(said[str(graph)]) == 5
    assert numbers(said["http://example/g"]) == numbers(said[str(UNNAMED)]) == set(range(numbers_made[0]))


def load(folder: Path, graph: URIRef, thing: str) -> None:
    """A load that says one thing more."""
    with Releases(folder).draft() as draft:
        draft.store.add(graph, [(URIRef(thing), URIRef("http://example/p"), URIRef("http://example/o"))])


def test_a_store_as_the_standard_has_it_takes_no_load(kept: Kept) -> None:
    kept.update(both(1))
    with pytest.raises(WrongLayout), Releases(kept.folder).draft():
        raise AssertionError("it must not begin")


def test_a_full_disk_is_told_and_nothing_is_lost(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.update(both(1))
    text = "INSERT DATA { " + " ".join(f":s{n} :p 'text {n} {'x' * 200}' ." for n in range(4000)) + " }"
    kept.writer.partner.end()
    monkeypatch.setattr(subprocess, "Popen", _small_files(subprocess.Popen))
    with pytest.raises(StoreFull):
        kept.update(text)
    kept.writer.partner.end()
    monkeypatch.undo()
    assert numbers(kept.said()[""]) == {1}
    kept.update(text)
    assert len(kept.said()[""]) == 4001


def _small_files(popen: Callable[..., subprocess.Popen[bytes]]) -> Callable[..., subprocess.Popen[bytes]]:
    """Processes that can write no file of more than 100 KB: the system tells them as it does of a full disk."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "

    def begin(command: list[str], **given: object) -> subprocess.Popen[bytes]:
        return popen([*command[:2], limit + command[2], *command[3:]], **given)

    return begin


def test_a_graph_is_put_and_taken_away(kept: Kept, tmp_path: Path) -> None:
    body = tmp_path / "body"
    body.write_bytes(b"@prefix : <http://example/> . :a :p 1, 2 .")
    put = PutGraph("http://example/g", (Body("text/turtle", body),))
    first = kept.writer.change(put)
    assert (first.existed, first.created, first.added) == (False, True, 2)
    body.write_bytes(b"<a> <p> 2, 3 .")
    second = kept.writer.change(PutGraph("http://example/g", (Body("text/turtle", body, "http://example/"),)))
    assert (second.existed, second.created, second.added, second.removed) == (True, False, 1, 1)
    merged = PutGraph("http://example/g", (Body("application/n-triples", body.with_name("more")),), merge=True)
    body.with_name("more").write_bytes(b"<http://example/a> <http://example/p> <http://example/o> .\n")
    assert kept.writer.change(merged).added == 1
    assert kept.said()["http://example/g"] == of(":a :p 2, 3, :o .")[""]
    with pytest.raises(Moved):
        kept.writer.change(DropGraph("http://example/g", only_if=first.release))
    kept.writer.change(DropGraph("http://example/g"))
    assert "http://example/g" not in kept.said()
    with pytest.raises(GraphNotThere):
        kept.writer.change(DropGraph("http://example/g"))


BODIES = {
    "wrong turtle": ("text/turtle", b"<http://e/a> <http://e/p> ."),
    "wrong json": ("application/ld+json", b"{"),
    "a remote context": ("application/ld+json", b'{"@context": "http://nowhere.invalid/", "@id": "x:y"}'),
    "entities": ("application/rdf+xml", b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r/>'),
    "graphs of its own": ("application/ld+json", b'{"@id": "x:g", "@graph": [{"@id": "x:s", "x:p": 1}]}'),
    "of RDF 1.2": ("text/turtle", b"<x:a> <x:p> <<( <x:a> <x:p> 1 )>> ."),
    "quads of other graphs": ("application/n-quads", b"<x:a> <x:p> <x:o> <x:g> ."),
    "no RDF": ("image/png", b"x"),
}


@pytest.mark.parametrize(("media_type", "content"), BODIES.values(), ids=BODIES)
def test_what_is_no_graph_is_refused(kept: Kept, tmp_path: Path, media_type: str, content: bytes) -> None:
    kept.update(both(1))
    before = kept.said()
    (tmp_path / "body").write_bytes(content)
    with pytest.raises(StoreError):
        kept.writer.change(PutGraph("http://example/g", (Body(media_type, tmp_path / "body", "http://example/"),)))
    assert kept.said() == before


def test_turtle_is_taken_without_its_last_stop(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(b"<http://example/a> <http://example/p> 1")
    kept.writer.change(PutGraph(None, (Body("text/turtle", tmp_path / "body"),)))
    assert kept.said()[""] == of(":a :p 1 .")[""]


def test_a_change_that_changes_nothing_makes_no_release(kept: Kept) -> None:
    first = kept.update(both(1))
    again = kept.update(both(1))
    assert again == Written(first.release, 0, 0)


def test_a_reader_keeps_what_it_reads_while_releases_come_and_go(kept: Kept) -> None:
    kept.update(both(0))
    release = Releases(kept.folder).current()
    assert release is not None
    store = release.open()
    for number in range(1, 5):
        kept.update(both(number))
        long_ago(kept.folder)
    assert release.folder.is_dir()
    assert store.ask("ASK { <http://example/n0> ?p ?o }", Scope.OPERATOR)
    del store
    for number in range(99, 120):  # it goes after some write: what follows a write is done beside the next one
        kept.update(both(number))
        long_ago(kept.folder)
        if not release.folder.is_dir():
            break
    assert not release.folder.is_dir()


def long_ago(folder: Path) -> None:
    """Have all releases be old: a young one is never deleted."""
    for release in (folder / "releases").iterdir():
        os.utime(release, (1, 1))


def test_a_writer_of_some_graphs_writes_to_no_other(kept: Kept) -> None:
    kept.update(both(1) + " ; INSERT DATA { GRAPH :other { :a :p 1 } }")
    before = kept.said()
    allowed = Allowed(("http://example/mine", "http://example/all/*"))
    for text in (
        both(2),
        "INSERT DATA { GRAPH :mine { :a :p 1 } GRAPH :other { :a :p 1 } }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH ?g { :x :p 1 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "CLEAR ALL",
        "CLEAR NAMED",
        "DROP DEFAULT",
        "CREATE GRAPH :new",
        "MOVE :other TO :mine",
        "COPY :other TO :g",
        "LOAD <http://nowhere.invalid/> INTO GRAPH :g",
    ):
        with pytest.raises(StoreError, match="this token may not write"):
            kept.update(text, allowed=allowed)
        assert kept.said() == before
    kept.update("COPY :other TO :mine ; INSERT DATA { GRAPH <http://example/all/1> { :a :p 1 } }", allowed=allowed)
    assert kept.said()["http://example/mine"] == kept.said()["http://example/all/1"] == of(":a :p 1 .")[""]


def test_in_a_store_of_loads_what_loads_keep_is_not_written_to(tmp_path: Path) -> None:
    source = "https://w3id.org/clusterscape/id/source"
    with Releases(tmp_path / "store").draft() as draft:
        draft.store.add(URIRef(f"{source}/one"), [(URIRef("x:s"), URIRef("x:p"), URIRef("x:o"))])
        draft.store.add(
            URIRef("https://w3id.org/clusterscape/ontology"), [(URIRef("x:a"), URIRef("x:b"), URIRef("x:c"))]
        )
        infer(draft.store)
    with keeping(tmp_path / "store") as kept:
        before = kept.said()
        for graph in (f"{source}/one", f"{source}/new", f"{source}/inferred", "https://w3id.org/clusterscape/ontology"):
            for text in (f"INSERT DATA {{ GRAPH <{graph}> {{ :a :p 1 }} }}", f"DROP SILENT GRAPH <{graph}>"):
                with pytest.raises(StoreError, match="kept by loads"):
                    kept.update(text)
        for text in ("CLEAR ALL", "DROP NAMED", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"):
            with pytest.raises(StoreError, match="kept by loads"):
                kept.update(text)
        assert kept.said() == before
        kept.update("INSERT { ?s :seen ?o } WHERE { ?s <x:p> ?o } ; DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert kept.said() == {**before, str(UNNAMED): frozenset()}
        assert kept.update("CLEAR DEFAULT ; DROP SILENT DEFAULT").removed == 0


def test_what_only_operators_see_is_not_read_by_a_writer(tmp_path: Path) -> None:
    secret = URIRef("https://w3id.org/clusterscape/id/source/secret")
    with Releases(tmp_path / "store").draft() as draft:
        draft.store.add(
            URIRef("https://w3id.org/clusterscape/id/source/open"), [(URIRef("x:s"), URIRef("x:p"), URIRef("x:o"))]
        )
        (draft.public / "artefacts").mkdir(parents=True)
        draft.store.copy_to(draft.public / "triples")
        draft.store.add(secret, [(URIRef("x:hidden"), URIRef("x:p"), URIRef("x:o"))])
    text = f"INSERT {{ GRAPH :g {{ ?s :seen ?o }} }} WHERE {{ ?s <x:p> ?o }} ; COPY SILENT <{secret}> TO :copy ; INSERT {{ GRAPH :g {{ ?s :also ?o }} }} WHERE {{ GRAPH ?g {{ ?s <x:p> ?o }} }}"
    with keeping(tmp_path / "store") as kept:
        kept.update(text)
        assert "x:hidden" not in str(kept.said()["http://example/g"])
        assert kept.said(Scope.PUBLIC)["http://example/g"] == kept.said()["http://example/g"]
        assert str(secret) not in kept.said(Scope.PUBLIC)
        kept.update(text, allowed=Allowed(scope=Scope.OPERATOR))
        assert "x:hidden" in str(kept.said()["http://example/g"])
        assert "x:hidden" in str(kept.said(Scope.PUBLIC)["http://example/copy"])
    assert Releases(tmp_path / "store").current().loaded == "000001"  # type: ignore[union-attr]


def test_a_release_of_writes_is_told_before_it_is_acknowledged(tmp_path: Path) -> None:
    told = list[str]()
    with Writer(tmp_path / "store", published=told.append) as writer:
        written = writer.change(Update("INSERT DATA { <x:s> <x:p> 1 }"))
    assert told == [written.release]


def test_load_reads_only_what_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"<x:s> <x:p> <x:o> .")
    asked = list[str]()

    def fetch(address: str) -> Body:
        asked.append(address)
        return Body("text/turtle", tmp_path / "file")

    with Writer(tmp_path / "store", shown=Layout.PLAIN, fetch=fetch) as writer:
        writer.change(Update("LOAD <http://e/one> ; LOAD <http://e/two> INTO GRAPH <x:g>"))
        assert {graph: len(said) for graph, said in Kept(tmp_path / "store", writer).said().items()} == {
            "": 1,
            "x:g": 1,
        }
    assert asked == ["http://e/one", "http://e/two"]
