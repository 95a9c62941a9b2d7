"""What a folder holds is put in place on servers: whole or not at all, only what differs, and nothing of others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import BNode, Literal, URIRef

from graph.locking import BusyStore
from graph.release import Release, Releases
from graph.remote import publish as publishing
from graph.remote.edit import Edit
from graph.remote.publish import HeldByOthers, Published, publish
from graph.remote.release import NotKeptThere, RemoteReleases
from graph.remote.sent import Sent
from graph.remote.store import RemoteStore
from graph.remote.wire import Unsure, Wire
from graph.store import Line, NotAStore, NotReached, Scope, Store
from tests.servers import Server, oxigraph

ONE, TWO, THREE = (URIRef(f"urn:graph:{number}") for number in (1, 2, 3))
A, P = URIRef("urn:a"), URIRef("urn:p")
MODES = {"its own default graph": (), "a union that finds triples twice": ("--union-default-graph",)}
FILES = ("positions.json", "versions.json")


@pytest.fixture(params=MODES, scope="module")
def mode(request: pytest.FixtureRequest) -> Iterator[Server]:
    with oxigraph(*MODES[request.param]) as server:
        yield server


def emptied(server: Server) -> Server:
    wire = Wire(server.remote)
    wire.update("CLEAR ALL")
    wire.close()
    return server


@pytest.fixture
def target(server: Server) -> Server:
    return emptied(server)


@pytest.fixture
def either(mode: Server) -> Server:
    """One kind of server after the other."""
    return emptied(mode)


def build(folder: Path, said: dict[URIRef, list[str]], *, file: str = "{}", public: list[str] | None = None) -> Release:
    """A release that says texts of a thing in graphs, keeps a file, and may hide something from the public."""
    with Releases(folder).draft() as draft:
        for graph in draft.store.graphs() - said.keys():
            draft.store.remove(graph)
        for graph, texts in said.items():
            draft.store.replace(graph, [(A, P, Literal(text)) for text in texts])
        (draft.artefacts / "positions.json").write_text(file)
        (draft.artefacts / "decisions.jsonl").write_text("who decided what")
        if public is not None:
            (draft.public / "artefacts").mkdir(parents=True)
            draft.store.copy_to(draft.public / "triples")
            whole = Releases(folder.with_name("hidden"))
            with whole.draft(fresh=True) as shown:
                shown.store.replace(ONE, [(A, P, Literal(text)) for text in public])
                shown.store.copy_to(folder.with_name("triples"))
            (draft.public / "triples").rename(folder.with_name("thrown-away"))
            folder.with_name("triples").rename(draft.public / "triples")
    release = Releases(folder).current()
    assert release is not None
    return release


def put(release: Release, folder: Path, server: Server, *, seize: bool = False) -> Published:
    return publish(release, folder, server.remote, FILES, seize=seize)


def held(server: Server) -> Store:
    release = RemoteReleases(server.remote).current()
    assert release is not None
    return release.open(Scope.PUBLIC)


def texts(store: Store, graph: URIRef | None = None) -> list[str]:
    return sorted(value.split('"')[1] for _, _, value in store.lines("<urn:a>", None, None, graph))


def everything(server: Server) -> set[Line]:
    """All that stands there, and in which graphs, our own notes left out."""
    store = RemoteStore.open(server.remote)
    rows = store.select("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }", Scope.PUBLIC)
    return {(str(row["g"]), str(row["s"]), str(row["o"])) for row in rows if "notes" not in row["g"]}


def test_a_first_release_is_there_with_its_files_and_nothing_else(either: Server, tmp_path: Path) -> None:
    release = build(tmp_path, {ONE: ["x", "y"], TWO: ["y"]}, file='{"a": 1}')
    done = put(release, tmp_path, either)
    assert (done.name, done.added, done.removed) == (release.name, 3, 0)
    assert done.manner.atomic == "yes"
    there = RemoteReleases(either.remote).current()
    assert there is not None
    assert there.name == release.name
    assert [(each.name, each.read_text()) for each in there.kept(Scope.PUBLIC).iterdir()] == [
        ("positions.json", '{"a": 1}')
    ]
    store = there.open(Scope.PUBLIC)
    assert texts(store) == ["x", "y"]
    assert (texts(store, ONE), texts(store, TWO), store.graphs()) == (["x", "y"], ["y"], {ONE, TWO})
    assert store.size() == 2


def test_nothing_is_there_before(target: Server) -> None:
    assert RemoteReleases(target.remote).current() is None
    assert RemoteReleases(target.remote).state() is None


@pytest.mark.parametrize("few", [True, False], ids=["in the request", "beside"])
def test_a_further_release_changes_what_differs(
    either: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:
    if not few:
        monkeypatch.setattr("graph.remote.edit.FEW", 1)
    put(build(tmp_path, {ONE: ["x", "y"], TWO: ["y"]}), tmp_path, either)
    before = RemoteReleases(either.remote).state()
    done = put(build(tmp_path, {ONE: ["x", "z"], THREE: ["y", "w"]}, file="2"), tmp_path, either)
    assert (done.added, done.removed) == (3, 2)
    store = held(either)
    assert texts(store) == ["w", "x", "y", "z"]
    assert (texts(store, ONE), texts(store, THREE), store.graphs()) == (["x", "z"], ["w", "y"], {ONE, THREE})
    assert RemoteReleases(either.remote).state() != before
    assert not [each for each in everything(either) if "staging" in each[0] or "probe" in each[0]]


def say_of_nobody(folder: Path, text: str) -> Release:
    """A release that says more of a thing without a name."""
    with Releases(folder).draft() as draft:
        draft.store.add(ONE, [(A, P, BNode("n")), (BNode("n"), P, Literal(text))])
    release = Releases(folder).current()
    assert release is not None
    return release


def test_blank_nodes_stay_what_they_are(either: Server, tmp_path: Path) -> None:
    for number in range(2):
        put(say_of_nobody(tmp_path, str(number)), tmp_path, either)
    described = held(either).describe(A, Scope.PUBLIC)
    assert {str(value) for value in described.objects() if isinstance(value, Literal)} == {"0", "1"}
    assert len(described) == 3


def test_what_is_there_already_is_not_sent_again(target: Server, tmp_path: Path) -> None:
    release = build(tmp_path, {ONE: ["x"]})
    put(release, tmp_path, target)
    before = RemoteReleases(target.remote).state()
    assert put(release, tmp_path, target).added == 0
    assert RemoteReleases(target.remote).state() == before


def test_only_what_the_public_may_see_is_sent(target: Server, tmp_path: Path) -> None:
    put(build(tmp_path / "store", {ONE: ["shown"], TWO: ["hidden"]}, public=["shown"]), tmp_path / "store", target)
    assert "hidden" not in str(everything(target))
    release = RemoteReleases(target.remote).current()
    assert release is not None
    for forbidden in (release.open, release.kept):
        with pytest.raises(NotKeptThere, match="--store FOLDER"):
            forbidden(Scope.OPERATOR)


def test_what_others_put_there_is_left_alone(target: Server, tmp_path: Path) -> None:
    RemoteStore.open(target.remote).add(TWO, [(A, P, Literal("theirs"))])
    with pytest.raises(HeldByOthers, match="a database of its own"):
        put(build(tmp_path, {ONE: ["x"]}), tmp_path, target)
    assert everything(target) == {(str(TWO), str(A), "theirs")}


def test_a_graph_that_others_add_later_stays(target: Server, tmp_path: Path) -> None:
    put(build(tmp_path, {ONE: ["x"]}), tmp_path, target)
    RemoteStore.open(target.remote, keeps_union=False).add(TWO, [(A, P, Literal("theirs"))])
    put(build(tmp_path, {ONE: ["y"]}), tmp_path, target)
    assert (str(TWO), str(A), "theirs") in everything(target)
    assert texts(held(target)) == ["y"]


def test_the_loads_of_another_folder_are_not_mixed_with_ours_unless_asked(either: Server, tmp_path: Path) -> None:
    put(build(tmp_path / "one", {ONE: ["x"], TWO: ["x"]}), tmp_path / "one", either)
    other = build(tmp_path / "two", {ONE: ["y"]})
    with pytest.raises(HeldByOthers, match="--seize"):
        put(other, tmp_path / "two", either)
    assert texts(held(either)) == ["x"]
    put(other, tmp_path / "two", either, seize=True)
    assert (texts(held(either)), held(either).graphs()) == (["y"], {ONE})
    with pytest.raises(HeldByOthers):
        put(build(tmp_path / "one", {ONE: ["z"]}), tmp_path / "one", either)


def test_who_is_slower_changes_nothing(target: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(build(tmp_path, {ONE: ["x"]}), tmp_path, target)
    send = Edit.send
    release = build(tmp_path, {ONE: ["mine"]})

    def slow(edit: Edit) -> None:
        RemoteStore.open(target.remote)._wire.update(
            f'DELETE {{ GRAPH ?g {{ ?s <{publishing.MARK}> ?o }} }} INSERT {{ GRAPH ?g {{ ?s <{publishing.MARK}> "theirs" }} }}'
            f"WHERE {{ GRAPH ?g {{ ?s <{publishing.MARK}> ?o }} }}"
        )
        send(edit)

    monkeypatch.setattr(Edit, "send", slow)
    with pytest.raises(BusyStore):
        put(release, tmp_path, target)
    assert {each[2] for each in everything(target) if each[0] == str(ONE)} == {"x"}


@pytest.mark.parametrize("done", [True, False], ids=["done before", "not done"])
def test_an_answer_that_does_not_come_is_looked_after(
    target: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    put(build(tmp_path, {ONE: ["x"]}), tmp_path, target)
    release, send = build(tmp_path, {ONE: ["y"]}), Edit.send

    def broken(edit: Edit) -> None:
        if done:
            send(edit)
        raise Unsure("the line went dead")

    monkeypatch.setattr(Edit, "send", broken)
    if done:
        put(release, tmp_path, target)
    else:
        with pytest.raises(Unsure):
            put(release, tmp_path, target)
    assert texts(held(target)) == (["y"] if done else ["x"])


class Killed(BaseException):
    """What ends a load at once."""


@pytest.mark.parametrize("first", [True, False], ids=["the first release", "a further one"])
@pytest.mark.parametrize("after", [True, False], ids=["after it was put in place", "before"])
def test_a_load_that_was_killed_is_mended_by_the_next(
    target: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool, after: bool
) -> None:
    monkeypatch.setattr("graph.remote.edit.FEW", 1)
    if not first:
        put(build(tmp_path, {ONE: ["x", "old"], TWO: ["w"]}), tmp_path, target)
    release = build(tmp_path, {ONE: ["x", "y", "z"]})

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(*((Sent, "become") if after else (Edit, "send")), dies)
        with pytest.raises(Killed):
            put(release, tmp_path, target)
    if not after:
        there = RemoteReleases(target.remote).current()
        assert there is None if first else texts(there.open(Scope.PUBLIC)) == ["old", "w", "x"]  # type: ignore[union-attr]
    put(release, tmp_path, target)
    assert (texts(held(target)), held(target).graphs()) == (["x", "y", "z"], {ONE})
    assert not [each for each in everything(target) if "staging" in each[0]]
    put(build(tmp_path, {ONE: ["x"]}), tmp_path, target)
    assert texts(held(target)) == ["x"]


def test_a_server_that_is_gone_is_told_and_the_folder_stays_ready(tmp_path: Path) -> None:
    release = build(tmp_path, {ONE: ["x"]})
    with oxigraph() as server:
        remote = server.remote
    with pytest.raises(NotReached):
        publish(release, tmp_path, remote, FILES)
    with pytest.raises(NotAStore):
        RemoteReleases(remote).current()
    with oxigraph() as server:
        put(release, tmp_path, server)
        assert texts(held(server)) == ["x"]
