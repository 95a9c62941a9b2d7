"""Each source has a history; any version of it can be put back, and then the graph is the one it was."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.reasoning.inference import INFERRED, said
from graph.release import Release, Releases
from ingest import gone, provenance, versions
from ingest.archive import Archive, NotArchived
from ingest.load import Finish, Report, Watcher, load
from ingest.source import Source, UnknownSource
from ingest.versions import UnknownVersion, Version
from ingest.work import Order
from ontology import iri
from ontology.namespaces import ID

MAPPING = """
key = ["id"]
[thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:founded" = {column = "founded", as = "date"}
"""
FIRST = "id,name,founded\na,A,2001\nb,B,2002-05\n"
SECOND = "id,name,founded\na,A,2003\nc,C,\n"
Make = Callable[..., Source]


def run(folder: Path, *wanted: Source, **order: object) -> Report:
    return load(folder, wanted, Watcher(), Finish("", lambda draft: None), order=Order(**order))  # type: ignore[arg-type]


def current(folder: Path) -> Release:
    release = Releases(folder).current()
    assert release is not None
    return release


def known(folder: Path) -> tuple[Version, ...]:
    return versions.read(current(folder).artefacts)


def dump(folder: Path) -> set[str]:
    """All quads but those that tell of the loads themselves."""
    store = current(folder).open()
    graphs = store.graphs() - {provenance.CATALOGUE}
    lines = {" ".join((*line, graph)) for graph in graphs for line in said(store, [graph])[graph]}
    return {line for line in lines if not (INFERRED in line and "/run/" in line)}


def test_a_version_tells_what_came_and_went(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    source = make_source(FIRST, MAPPING)
    run(folder, source)
    report = run(folder, make_source(SECOND, MAPPING))
    first, second = known(folder)
    assert (first.number, first.rows, first.action, first.removed) == (1, 2, "loaded", 0)
    assert first.added == first.triples > 0
    assert (second.number, second.file_name, second.shipped) == (2, "test-things.csv", False)
    assert second.checksum == make_source(SECOND, MAPPING).checksum()
    assert first.triples + second.added - second.removed == second.triples
    (loaded,) = report.loaded
    assert (loaded.version, loaded.added, loaded.removed) == (2, second.added, second.removed)
    assert loaded.things == 3  # a says something else, b is gone, c is new


def test_loading_the_same_again_makes_no_version(make_source: Make, tmp_path: Path) -> None:
    run(tmp_path / "store", make_source(FIRST, MAPPING))
    run(tmp_path / "store", make_source(FIRST, MAPPING))
    assert len(known(tmp_path / "store")) == 1


def test_a_source_that_is_mapped_anew_keeps_its_version(make_source: Make, tmp_path: Path) -> None:
    run(tmp_path / "store", make_source(FIRST, MAPPING))
    report = run(tmp_path / "store", again=frozenset({"test-things"}))
    assert [(each.source, each.version, each.added, each.removed) for each in report.loaded] == [
        ("test-things", 1, 0, 0)
    ]
    assert len(known(tmp_path / "store")) == 1


def test_every_version_can_be_put_back_and_the_graph_is_the_one_it_was(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    kept = make_source("id,name,founded\nk,K,1999\n", MAPPING, "kept")
    run(folder, kept, make_source(FIRST, MAPPING))
    first = dump(folder)
    run(folder, make_source(SECOND, MAPPING))
    second = dump(folder)
    assert first != second
    run(folder, revert=(versions.chosen(known(folder), "test-things", None),), by="data office")
    assert dump(folder) == first
    newest = known(folder)[-1]
    assert (newest.number, newest.action, newest.of, newest.by) == (3, "reverted", 1, "data office")
    assert str(newest) == "reverted to 1, by data office"
    run(folder, revert=(versions.chosen(known(folder), "test-things", 2),))
    assert dump(folder) == second
    assert [each.of for each in versions.history(known(folder), "test-things")] == [None, None, 1, 2]


def test_a_version_with_another_mapping_is_put_back_with_that_mapping(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(folder, make_source(FIRST, MAPPING))
    first = dump(folder)
    run(folder, make_source(FIRST, MAPPING.replace('lang = "en"', 'lang = "pt"')))
    assert dump(folder) != first
    run(folder, revert=(versions.chosen(known(folder), "test-things", None),))
    assert dump(folder) == first


def test_a_removed_source_is_gone_with_the_reason_and_can_be_put_back(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(folder, make_source("id,name,founded\nk,K,1999\n", MAPPING, "kept"), make_source(FIRST, MAPPING))
    before = dump(folder)
    report = run(folder, remove=("test-things",), by="data office")
    assert report.removed == ("test-things",)
    assert iri.of_source("test-things") not in current(folder).open().graphs()
    newest = known(folder)[-1]
    assert (newest.action, newest.triples, newest.number) == ("removed", 0, 2)
    told = gone.read(current(folder).artefacts)
    assert set(told) == {str(ID["cluster/a"]), str(ID["cluster/b"])}
    assert told[str(ID["cluster/a"])].reason == "the source test-things was removed"
    run(folder, revert=(versions.chosen(known(folder), "test-things", None),))
    assert dump(folder) == before
    assert gone.read(current(folder).artefacts) == {}


def test_what_a_source_no_longer_names_is_gone_until_it_is_back(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(folder, make_source(FIRST, MAPPING))
    run(folder, make_source(SECOND, MAPPING))
    told = gone.read(current(folder).artefacts)
    assert set(told) == {str(ID["cluster/b"])}
    assert told[str(ID["cluster/b"])].version == 2
    other = make_source("id,name,founded\nb,B again,\n", MAPPING, "other")
    run(folder, other)
    assert gone.read(current(folder).artefacts) == {}


def test_what_another_source_still_names_is_not_gone(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(folder, make_source(FIRST, MAPPING), make_source("id,name,founded\nb,B,\n", MAPPING, "other"))
    run(folder, make_source(SECOND, MAPPING))
    assert gone.read(current(folder).artefacts) == {}


def test_an_own_source_is_mapped_again_from_the_archive_when_the_program_changed(
    make_source: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    source = make_source(FIRST, MAPPING)
    run(folder, source)
    before = dump(folder)
    source.file.unlink()
    source.declared.unlink()
    assert run(folder, rest=True).unchanged == ("test-things",)
    monkeypatch.setattr("ingest.work.fingerprint", lambda content: f"another program {content}")
    monkeypatch.setattr("ingest.load.fingerprint", lambda content: f"another program {content}")
    report = run(folder, rest=True)
    assert [(each.source, each.version) for each in report.loaded] == [("test-things", 1)]
    assert dump(folder) == before


def test_what_was_put_back_stays_until_a_new_file_comes_or_it_is_named(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(folder, make_source(FIRST, MAPPING))
    run(folder, make_source(SECOND, MAPPING))
    second = make_source(SECOND, MAPPING)
    run(folder, revert=(versions.chosen(known(folder), "test-things", 1),))
    assert run(folder, second).loaded == ()
    assert [each.version for each in run(folder, second, named=frozenset({"test-things"})).loaded] == [4]
    run(folder, remove=("test-things",))
    assert run(folder, second).loaded == ()
    third = make_source(SECOND.replace("2003", "2004"), MAPPING)
    assert [each.version for each in run(folder, third).loaded] == [6]


@pytest.mark.parametrize(
    ("source", "number", "complaint"),
    [
        ("nobody", None, "no version of “nobody”"),
        ("test-things", 7, "no version 7"),
        ("test-things", None, "one state"),
    ],
)
def test_a_version_that_is_not_there_is_refused(
    make_source: Make, tmp_path: Path, source: str, number: int | None, complaint: str
) -> None:
    run(tmp_path / "store", make_source(FIRST, MAPPING))
    with pytest.raises(UnknownVersion, match=complaint):
        versions.chosen(known(tmp_path / "store"), source, number)


def test_a_source_that_is_not_loaded_cannot_be_removed(make_source: Make, tmp_path: Path) -> None:
    run(tmp_path / "store", make_source(FIRST, MAPPING))
    for name in ("nobody", "catalogue", "vocabulary"):
        with pytest.raises(UnknownSource):
            run(tmp_path / "store", remove=(name,))


def test_the_archive_keeps_each_file_once_under_its_checksum(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    one, two = make_source(FIRST, MAPPING, "one"), make_source(FIRST, MAPPING, "two")
    run(folder, one, two)
    kept = [path.name for path in (folder / "archive").rglob("*") if path.is_file()]
    assert len(kept) == len(set(kept)) == 4  # one file, one mapping, two declarations
    assert one.checksum() in kept
    version = versions.latest(known(folder), "one")
    assert version
    restored = Archive(folder).source(version)
    assert (restored.id, restored.title, restored.options) == (one.id, one.title, one.options)
    (folder / "archive" / version.checksum[:2] / version.checksum).unlink()
    with pytest.raises(NotArchived, match="load the source again"):
        Archive(folder).source(version)


def test_a_refused_load_leaves_nothing_in_the_archive(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with pytest.raises(ValueError, match="1 fault"):
        run(folder, make_source(FIRST.replace("2001", "soon"), MAPPING))
    assert not (folder / "archive").exists()
    assert not (folder / ".building").exists()


def test_a_check_does_everything_and_changes_nothing(make_source: Make, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    run(folder, make_source(FIRST, MAPPING))
    before, versions_before = current(folder), known(folder)
    report = load(folder, [make_source(SECOND, MAPPING)], Watcher(), Finish("", lambda draft: None), check=True)
    (loaded,) = report.loaded
    assert (loaded.version, loaded.rows) == (2, 2)
    assert loaded.added
    assert loaded.removed
    assert current(folder) == before
    assert known(folder) == versions_before
    assert sum(path.is_file() for path in (folder / "archive").rglob("*")) == 3
