"""How a release becomes current: whatever it names is on the disk by then."""

import os
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from graph.release import Releases

GRAPH, THING = URIRef("http://example/g"), URIRef("http://example/a")


def load(releases: Releases, number: int) -> None:
    with releases.draft() as draft:
        draft.store.add(GRAPH, [(THING, THING, Literal(number))])
        (draft.artefacts / "more").mkdir(exist_ok=True)
        (draft.artefacts / "more" / "figures").write_text(str(number), encoding="utf-8")


def test_all_of_a_release_is_on_the_disk_before_it_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases, done = Releases(tmp_path / "store"), list[tuple[str, str]]()
    sync, rename = os.fsync, os.rename

    def synced(handle: int) -> None:
        sync(handle)
        done.append(("sync", os.readlink(f"/proc/self/fd/{handle}")))

    def renamed(source: Path, target: Path) -> None:
        rename(source, target)
        done.append(("rename", str(target)))

    load(releases, 1)
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    load(releases, 2)
    release, folder = releases.current(), str(releases.folder)
    assert release is not None
    assert release.name == "000002"
    named, switched = done.index(("rename", str(release.folder))), done.index(("rename", f"{folder}/current"))
    begun = f"{folder}/.building/done"
    settled = {path.removeprefix(begun) for what, path in done[:named] if what == "sync" and path.startswith(begun)}
    assert settled == {"", "/artefacts", "/artefacts/more", "/artefacts/more/figures"}  # the engine sees to its own
    assert ("sync", f"{folder}/current.new") in done[:named]
    assert {("sync", f"{folder}/releases"), ("sync", folder)} <= {*done[named:switched]}
    assert done[-1] == ("sync", folder)


def test_what_cannot_be_written_to_the_disk_does_not_become_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = Releases(tmp_path / "store")
    load(releases, 1)

    def broken(handle: int) -> None:
        if os.readlink(f"/proc/self/fd/{handle}").endswith("/figures"):
            raise OSError("the disk is broken")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="the disk is broken"):
        load(releases, 2)
    release = releases.current()
    assert release is not None
    assert release.name == "000001"
