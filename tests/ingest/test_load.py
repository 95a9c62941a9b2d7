"""A load is all or nothing, and does only what is needed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Literal
from rdflib.namespace import DCTERMS, RDFS

from graph.locking import BusyStore
from graph.reasoning.inference import INFERRED, said
from graph.release import Draft, Releases
from graph.store import Scope
from ingest.content import vocabulary_fingerprint
from ingest.load import Finish, LoadRefused, Report, Watcher, load
from ingest.source import Source
from ingest.work import Order
from ontology import iri
from ontology.namespaces import CSC, ID

MAPPING = """
key = ["id"]
[thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"csc:founded" = {column = "founded", as = "date"}
"""
GOOD = "id,name,founded\na,A,2001\nb,B,2002-05\n"
BAD = "id,name,founded\na,A,2001\nb,B,soon\n"


def run(folder: Path, *wanted: Source) -> Report:
    return load(folder, wanted, Watcher(), Finish("", lambda draft: None))


def ordered(folder: Path, order: Order) -> Report:
    return load(folder, (), Watcher(), Finish("", lambda draft: None), order=order)


def labels(folder: Path) -> set[str]:
    release = Releases(folder).current()
    assert release is not None
    query = f"SELECT ?label WHERE {{ ?cluster a <{CSC.Cluster}> ; <{RDFS.label}> ?label }}"
    return {str(row["label"]) for row in release.open().select(query, Scope.PUBLIC)}


def test_a_load_ends_in_a_release_that_holds_the_source_in_its_graph(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    source = make_source(GOOD, MAPPING)
    report = run(tmp_path / "store", source)
    release = Releases(tmp_path / "store").current()
    assert release is not None
    assert report.release == release.name
    assert source.graph in release.open().graphs()
    assert labels(tmp_path / "store") == {"A", "B"}


def test_a_row_that_cannot_be_mapped_stops_the_load_and_the_store_is_as_before(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    run(tmp_path / "store", make_source(GOOD, MAPPING))
    before = Releases(tmp_path / "store").current()
    with pytest.raises(LoadRefused) as refused:
        run(tmp_path / "store", make_source(BAD.replace("A", "changed"), MAPPING))
    (fault,) = refused.value.faults
    assert (fault.file, fault.row, fault.column, fault.value) == ("test-things.csv", 3, "founded", "soon")
    assert Releases(tmp_path / "store").current() == before
    assert labels(tmp_path / "store") == {"A", "B"}


def test_a_fault_in_the_middle_of_writing_leaves_the_store_as_before(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    run(tmp_path / "store", make_source(GOOD, MAPPING))
    before = Releases(tmp_path / "store").current()

    def fail(draft: Draft) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        load(tmp_path / "store", [make_source(GOOD.replace("A", "C"), MAPPING)], Watcher(), Finish("", fail))
    assert Releases(tmp_path / "store").current() == before
    assert labels(tmp_path / "store") == {"A", "B"}
    assert run(tmp_path / "store", make_source(GOOD.replace("A", "C"), MAPPING)).loaded


def test_what_did_not_change_is_not_loaded_again(make_source: Callable[..., Source], tmp_path: Path) -> None:
    first, second = make_source(GOOD, MAPPING, "one"), make_source(GOOD.replace("a,A", "c,C"), MAPPING, "two")
    release = run(tmp_path / "store", first, second).release
    again = run(tmp_path / "store", first, second)
    assert (again.release, again.loaded, set(again.unchanged)) == (release, (), {"one", "two"})
    changed = run(tmp_path / "store", make_source(GOOD.replace("A", "Z"), MAPPING, "one"), second)
    assert [each.source for each in changed.loaded] == ["one"]
    assert labels(tmp_path / "store") == {"Z", "B", "C"}


def test_conclusions_follow_a_changed_source_and_are_those_of_a_fresh_load(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    kept = make_source("id,name,founded\nc,C,\n", MAPPING, "two")
    run(tmp_path / "store", make_source(GOOD, MAPPING, "one"), kept)
    changed = make_source(GOOD.replace("A", "Z"), MAPPING, "one")
    report = run(tmp_path / "store", changed, kept)
    run(tmp_path / "fresh", changed, kept)
    assert 0 < report.inferred.removed <= report.inferred.added < 20
    followed, anew = (Releases(tmp_path / name).current() for name in ("store", "fresh"))
    assert followed
    assert anew
    about = {line for line in said(followed.open(), [INFERRED])[INFERRED] if "/run/" not in " ".join(line)}
    assert about == {line for line in said(anew.open(), [INFERRED])[INFERRED] if "/run/" not in " ".join(line)}


def test_an_own_source_stays_when_others_are_loaded_until_it_is_removed(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    first, second = make_source(GOOD, MAPPING, "one"), make_source("id,name,founded\nc,C,\n", MAPPING, "two")
    run(tmp_path / "store", first, second)
    assert run(tmp_path / "store", first).removed == ()
    assert labels(tmp_path / "store") == {"A", "B", "C"}
    assert ordered(tmp_path / "store", Order(remove=("two",))).removed == ("two",)
    assert labels(tmp_path / "store") == {"A", "B"}


def test_a_source_that_is_no_longer_shipped_is_taken_out(make_source: Callable[..., Source], tmp_path: Path) -> None:
    first = replace(make_source(GOOD, MAPPING, "one"), shipped=True)
    second = make_source("id,name,founded\nc,C,\n", MAPPING, "two")
    run(tmp_path / "store", first)
    assert run(tmp_path / "store", second).removed == ("one",)
    assert labels(tmp_path / "store") == {"C"}


def test_the_catalogue_describes_every_source(make_source: Callable[..., Source], tmp_path: Path) -> None:
    source = make_source(GOOD, MAPPING)
    run(tmp_path / "store", source)
    release = Releases(tmp_path / "store").current()
    assert release is not None
    described = release.open().describe(source.graph, Scope.PUBLIC)
    for predicate in (DCTERMS.title, DCTERMS.publisher, DCTERMS.license, DCTERMS.issued, DCTERMS.language):
        assert described.value(source.graph, predicate) is not None, predicate
    assert described.value(source.graph, CSC.checksum) == Literal(source.checksum())
    run_of_import = described.value(source.graph, iri.URIRef("http://www.w3.org/ns/prov#wasGeneratedBy"))
    assert str(run_of_import).startswith(str(ID["run/"]))


def test_two_loads_at_once_are_refused(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "store")
    with releases.draft(), pytest.raises(BusyStore), Releases(tmp_path / "store").draft():
        raise AssertionError("the second load must not begin")


def test_a_load_that_was_overtaken_by_another_changes_nothing(
    make_source: Callable[..., Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = make_source(GOOD, MAPPING, "one"), make_source("id,name,founded\nc,C,\n", MAPPING, "two")
    draft = Releases.draft

    def overtaken(releases: Releases, **how: bool) -> AbstractContextManager[Draft]:
        monkeypatch.setattr(Releases, "draft", draft)
        run(tmp_path / "store", theirs)
        return draft(releases, **how)

    monkeypatch.setattr(Releases, "draft", overtaken)
    with pytest.raises(BusyStore, match="run this one again"):
        run(tmp_path / "store", ours)
    assert labels(tmp_path / "store") == {"C"}


def test_a_load_during_another_one_is_refused_and_the_first_ends_well(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    ours, theirs = make_source(GOOD, MAPPING, "one"), make_source("id,name,founded\nc,C,\n", MAPPING, "two")
    refused = []

    class Meanwhile(Watcher):
        def begin(self, step: str, total: int | None = None, unit: str = "") -> None:
            with pytest.raises(BusyStore) as busy:
                run(tmp_path / "store", theirs)
            refused.append(busy.value)

    load(tmp_path / "store", [ours], Meanwhile(), Finish("", lambda draft: None))
    assert len(refused) > 3
    assert labels(tmp_path / "store") == {"A", "B"}


def test_a_change_of_the_whole_makes_a_release_though_no_source_changed(
    make_source: Callable[..., Source], tmp_path: Path
) -> None:
    source = make_source(GOOD, MAPPING)
    before = run(tmp_path / "store", source)
    after = load(tmp_path / "store", [source], Watcher(), Finish("2", lambda draft: None))
    assert (after.loaded, after.unchanged, after.vocabulary) == ((), ("test-things",), True)
    assert after.release != before.release
    assert after.inferred.total
    assert not load(tmp_path / "store", [source], Watcher(), Finish("2", lambda draft: None)).vocabulary


@pytest.mark.parametrize(
    "name",
    [
        *("ontology/vocabulary/actors.ttl", "ontology/schemes/role.ttl", "ontology/external/org.ttl"),
        *("ontology/external.py", "ontology/shapes/actors.ttl", "ontology/shacl.py", "graph/validating/checks.py"),
        *(
            "graph/reasoning/rules/prp-trp.ru",
            "graph/reasoning/rules/name.ru",
            "graph/reasoning/inference.py",
            "graph/reasoning/deduction.py",
        ),
    ],
)
def test_what_the_whole_graph_depends_on_is_in_its_fingerprint(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = vocabulary_fingerprint("")
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b" " if path.match(name) else b""))
    assert vocabulary_fingerprint("") != before
    assert vocabulary_fingerprint("2") != vocabulary_fingerprint("")
