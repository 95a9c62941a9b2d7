import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from graph.backup import MANIFEST, InTheWay, NotABackup, back_up, restore
from graph.dumping import SUMS, UnknownDumped, dump, dump_apart
from graph.embedded import EmbeddedStore
from graph.release import Releases
from graph.store import NotAStore, Scope

ONE, TWO = URIRef("http://g/one"), URIRef("http://g/two")
TEXT = 'a "quoted"\nline'
TOLD = {"kind": "clusterscape backup 1", "made": "", "release": "000001", "files": {}}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The folder of a store with two graphs, an archived file and a file of tokens."""
    folder = tmp_path / "store"
    with Releases(folder).draft() as draft:
        for graph in (ONE, TWO):
            draft.store.replace(graph, [(URIRef("http://s"), URIRef("http://p"), Literal(TEXT))])
        (draft.artefacts / "kept.json").write_text("{}", encoding="utf-8")
    for path in ("archive/ab/abc", "accounts/tokens.json"):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(path, encoding="utf-8")
    return folder


def size(folder: Path) -> int:
    release = Releases(folder).current()
    assert release is not None
    return release.open(Scope.OPERATOR).size()


@pytest.mark.parametrize("name", ["copy", "copy.tar", "copy.tar.gz", "copy.tgz"])
def test_what_is_backed_up_can_be_restored(store: Path, tmp_path: Path, name: str) -> None:
    made = back_up(store, tmp_path / name)
    assert (tmp_path / name).is_dir() == (name == "copy")
    assert {"archive/ab/abc", "accounts/tokens.json"} <= made.files.keys()
    assert restore(tmp_path / name, tmp_path / "new").release == made.release
    assert size(tmp_path / "new") == size(store)
    assert (tmp_path / "new" / "accounts" / "tokens.json").read_text(encoding="utf-8") == "accounts/tokens.json"
    with Releases(tmp_path / "new").draft() as draft:
        draft.store.replace(ONE, [])
    assert size(store) == 1  # the union of both graphs; the store that was backed up is another one


def test_nothing_is_overwritten(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "copy")
    with pytest.raises(InTheWay):
        back_up(store, tmp_path / "copy")
    with pytest.raises(InTheWay):
        restore(tmp_path / "copy", store)
    with pytest.raises(NotAStore):
        back_up(tmp_path / "nothing", tmp_path / "other")


def damaged(folder: Path, how: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    victim = next(folder / name for name in manifest["files"] if name.endswith("kept.json"))
    match how:
        case "changed":
            victim.write_text("[]", encoding="utf-8")
        case "missing":
            victim.unlink()
        case "no-manifest":
            (folder / MANIFEST).unlink()
        case "leads-out":
            manifest["files"]["../outside"] = "0"
            (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("how", ["changed", "missing", "no-manifest", "leads-out"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(store: Path, tmp_path: Path, how: str) -> None:
    back_up(store, tmp_path / "copy")
    damaged(tmp_path / "copy", how)
    with pytest.raises(NotABackup):
        restore(tmp_path / "copy", tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("name", ["copy.tar", "copy.tar.gz"])
def test_an_archive_that_was_cut_is_refused(store: Path, tmp_path: Path, name: str) -> None:
    back_up(store, tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotABackup):
        restore(tmp_path / name, tmp_path / "new")


def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evil").write_text("x", encoding="utf-8")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "evil", "releases/../../outside")
    with pytest.raises(NotABackup):
        restore(tmp_path / "evil.tar", tmp_path / "deep" / "new")
    assert not (tmp_path / "outside").exists()


BACK_UP = "import sys; from pathlib import Path; from graph.backup import back_up; back_up(*map(Path, sys.argv[1:]))"


def test_a_backup_that_is_killed_never_passes_for_whole(store: Path, tmp_path: Path) -> None:
    big = store / "archive" / "big"
    big.write_bytes(os.urandom(20 * 1024**2))
    for turn in range(6):
        target = tmp_path / f"copy-{turn}.tar.gz"
        command = [sys.executable, "-c", BACK_UP, str(store), str(target)]
        with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
            while not target.with_name(f"{target.name}.part").exists() and process.poll() is None:
                time.sleep(0.002)
            time.sleep(turn * 0.04)
            process.send_signal(signal.SIGKILL)
        if target.exists():
            restore(target, tmp_path / f"new-{turn}")
        else:
            with pytest.raises(NotABackup):
                restore(target.with_name(f"{target.name}.part"), tmp_path / f"new-{turn}")


def lines(path: Path) -> list[str]:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode().splitlines()


def summed(path: Path, sums: Path) -> bool:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" in sums.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz"])
def test_all_that_is_said_is_dumped_with_its_checksum(store: Path, tmp_path: Path, name: str) -> None:
    release = Releases(store).current()
    assert release is not None
    target = tmp_path / name
    assert dump(release.open(), target) == 2
    assert summed(target, tmp_path / f"{name}.sha256")
    assert lines(target) == [f'<http://s> <http://p> "a \\"quoted\\"\\nline" <{graph}> .' for graph in (ONE, TWO)]
    before = target.read_bytes()
    dump(release.open(), target)
    assert target.read_bytes() == before


def test_each_graph_is_dumped_apart(store: Path, tmp_path: Path) -> None:
    release = Releases(store).current()
    assert release is not None
    assert dump_apart(release.open(), tmp_path / "apart", [TWO]) == 1
    (path,) = (tmp_path / "apart").glob("*.nq.gz")
    assert path.name == "001-two.nq.gz"
    assert summed(path, tmp_path / "apart" / SUMS)
    with pytest.raises(UnknownDumped):
        dump(release.open(), tmp_path / "none.nq", [URIRef("http://g/three")])
    assert not (tmp_path / "none.nq").exists()


def test_the_graph_without_a_name_is_dumped_where_it_is_one_of_its_own(tmp_path: Path) -> None:
    held = EmbeddedStore.memory()
    held.replace(ONE, [(URIRef("http://s"), URIRef("http://p"), Literal(1))])
    assert dump(held, tmp_path / "all.nq", unnamed=True) == 2
    assert lines(tmp_path / "all.nq")[1].endswith("integer> .")


def test_nothing_is_written_where_it_would_be_lost_or_is_no_folder(store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InTheWay, match="in the store itself"):
        back_up(store, store / "copies" / "copy.tar")
    with pytest.raises(InTheWay, match="is no folder"):
        back_up(store, tmp_path / "file" / "copy.tar")
    back_up(store, tmp_path / "copy")
    with pytest.raises(InTheWay, match="is a file"):
        restore(tmp_path / "copy", tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert not (store / "copies").exists()


def test_what_lists_no_files_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with tarfile.open(tmp_path / "empty.tar", "w"):
        pass
    for name in ("folder", "empty.tar"):
        with pytest.raises(NotABackup, match=f"{MANIFEST}, which lists its files, is missing"):
            restore(tmp_path / name, tmp_path / "new")


@pytest.mark.parametrize(
    "manifest",
    [
        "{}",
        "[]",
        '{"files": 5}',
        "[" * 100_000,
        *(json.dumps(TOLD | each) for each in ({"release": "../x"}, {"files": []})),
    ],
    ids=["empty", "list", "number", "deep", "elsewhere", "no-files"],
)
def test_a_list_of_files_that_is_none_is_refused(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / MANIFEST).write_text(manifest, encoding="utf-8")
    with tarfile.open(tmp_path / "copy.tar", "w") as archive:
        archive.add(tmp_path / "copy" / MANIFEST, MANIFEST)
    for name in ("copy", "copy.tar"):
        with pytest.raises(NotABackup):
            restore(tmp_path / name, tmp_path / "new")
        assert not (tmp_path / "new").exists()


def test_what_is_made_again_or_being_made_is_not_backed_up(store: Path, tmp_path: Path) -> None:
    release = Releases(store).current()
    assert release is not None
    for path in ("texts/base/lines", ".texts-7/base/lines", "public/.texts-7/base/lines"):
        (release.folder / path).parent.mkdir(parents=True)
        (release.folder / path).write_text("made", encoding="utf-8")
    assert not [name for name in back_up(store, tmp_path / "copy").files if "texts" in name]


def test_a_store_may_stand_where_a_link_leads(store: Path, tmp_path: Path) -> None:
    back_up(store, tmp_path / "copy")
    (tmp_path / "disk").mkdir()
    (tmp_path / "new").symlink_to(tmp_path / "disk")
    restore(tmp_path / "copy", tmp_path / "new")
    assert size(tmp_path / "disk") == size(store)


def test_sums_of_another_program_are_replaced(store: Path, tmp_path: Path) -> None:
    release = Releases(store).current()
    assert release is not None
    (tmp_path / SUMS).write_bytes(b"\xff\xfe")
    dump_apart(release.open(), tmp_path, [TWO])
    assert summed(tmp_path / "001-two.nq.gz", tmp_path / SUMS)


def test_a_dump_replaces_files_and_nothing_else(store: Path, tmp_path: Path) -> None:
    release = Releases(store).current()
    assert release is not None
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InTheWay, match="is no file that could be replaced"):
        dump(release.open(), tmp_path / "pipe")
    with pytest.raises(InTheWay, match="is no folder"):
        dump_apart(release.open(), tmp_path / "file")
    assert (tmp_path / "pipe").is_fifo()


def test_a_dump_apart_leaves_no_file_of_the_one_before(store: Path, tmp_path: Path) -> None:
    release, target = Releases(store).current(), tmp_path / "apart"
    assert release is not None
    dump_apart(release.open(), target)
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    dump_apart(release.open(), target, [TWO])
    assert sorted(path.name for path in target.iterdir()) == ["001-two.nq.gz", SUMS, "mine.txt"]
