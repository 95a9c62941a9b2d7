"""A source that finds things by their names is mapped again when a name leads elsewhere, and only then."""

from pathlib import Path

from graph.release import Release, Releases
from graph.store import Scope
from ingest import lookups, versions
from ingest.load import load
from ingest.outcome import Finish, Report
from ingest.progress import Watcher
from ingest.source import read
from ingest.work import Order
from ontology.namespaces import CSC, ID

DECLARATION = """
[source]
id = "{id}"
title = {{en = "Things"}}
publisher = "Agency"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
resolve = false
file = "{id}.csv"
[mapping]
key = ["id"]
[mapping.thing.cluster]
iri = "cluster/{{id}}"
type = "csc:Cluster"
[mapping.thing.cluster.say]
"rdfs:label" = {{column = "name", lang = "en"}}
"""
BESIDE = '"rdfs:seeAlso" = {column = "beside", as = "known", kind = "cluster"}\n'
SEEN = f"SELECT ?seen {{ <{ID}cluster/x> <http://www.w3.org/2000/01/rdf-schema#seeAlso> ?seen }}"


def run(folder: Path, name: str, rows: str) -> Report:
    """Load a list of clusters; one of those has others beside it."""
    (folder / f"{name}.csv").write_text(rows)
    declared = folder / f"{name}.toml"
    declared.write_text(DECLARATION.format(id=name) + (BESIDE if "beside" in rows else ""))
    return load(folder / "store", read(declared), Watcher(), Finish("", lambda draft: None))


def current(folder: Path) -> Release:
    release = Releases(folder / "store").current()
    assert release is not None
    return release


def seen(folder: Path) -> list[str]:
    return [str(row["seen"]) for row in current(folder).open().select(SEEN, Scope.PUBLIC)]


def test_an_unchanged_file_is_mapped_again_when_a_name_in_it_leads_elsewhere(tmp_path: Path) -> None:
    run(tmp_path, "clusters", "id,name\na,Alpha\nb,Beta\n")
    own = "id,name,beside\nx,Xi,Alpha\n"
    run(tmp_path, "others", own)
    assert seen(tmp_path) == [ID["cluster/a"].toPython()]
    assert run(tmp_path, "others", own).unchanged == ("others",)

    run(tmp_path, "clusters", "id,name\na,Alpha\nb,Beta\nc,Gamma\n")
    assert run(tmp_path, "others", own).unchanged == ("others",), "nothing that it names changed"

    run(tmp_path, "clusters", "id,name\na,Beta\nb,Alpha\nc,Gamma\n")
    report = load(tmp_path / "store", (), Watcher(), Finish("", lambda draft: None), order=Order(rest=True))
    assert [each.source for each in report.loaded] == ["others"]
    assert seen(tmp_path) == [ID["cluster/b"].toPython()]
    assert versions.current(versions.read(current(tmp_path).artefacts))["others"].number == 1
    assert run(tmp_path, "others", own).unchanged == ("others",)


def test_what_a_source_found_is_forgotten_with_it(tmp_path: Path) -> None:
    run(tmp_path, "clusters", "id,name\na,Alpha\n")
    run(tmp_path, "others", "id,name,beside\nx,Xi,Alpha\n")
    alpha = {str(CSC.Cluster): {"alpha": (str(ID["cluster/a"]),)}}
    assert lookups.read(current(tmp_path).artefacts) == {"others": alpha}
    load(tmp_path / "store", (), Watcher(), Finish("", lambda draft: None), order=Order(remove=("others",)))
    assert lookups.read(current(tmp_path).artefacts) == {}
