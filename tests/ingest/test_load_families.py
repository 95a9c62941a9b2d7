"""Whatever the format, the same path: mapped or read, checked, described, archived, put back."""

import gzip
from pathlib import Path

import pytest

from graph.release import Release, Releases
from graph.store import Scope
from ingest import versions
from ingest.load import Finish, LoadRefused, Report, Watcher, load
from ingest.source import read
from ingest.work import Order
from ontology import iri
from ontology.namespaces import CSC, ID

HEAD = """
[source]
id = "own-things"
title = {{en = "Things"}}
publisher = "Agency"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
visibility = "{visibility}"
file = "{file}"
"""
MAPPING = """
[mapping]
key = ["id"]
[mapping.thing.cluster]
iri = "cluster/{id}"
type = "csc:Cluster"
[mapping.thing.cluster.say]
"rdfs:label" = {column = "name", lang = "en"}
"""
TURTLE = f"""
@prefix csc: <{CSC}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<{ID}cluster/a> a csc:Cluster ; rdfs:label "A"@en ; rdfs:seeAlso [ rdfs:label "without a name"@en ] .
"""
LINES = "".join(
    f"<{ID}cluster/a> <{predicate}> {value} .\n"
    for predicate, value in (
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{CSC.Cluster}>"),
        ("http://www.w3.org/2000/01/rdf-schema#label", '"A"@en'),
    )
)
TABLES = {
    "things.csv": "id;name\na;A\n",
    "things.tsv": "id\tname\na\tA\n",
    "things.json": '[{"id": "a", "name": "A"}]',
    "things.jsonl": '{"id": "a", "name": "A"}\n',
}
GRAPHS = {"things.ttl": TURTLE, "things.nt": LINES, "things.nq": LINES}


def run(folder: Path, name: str, content: str | bytes, *, visibility: str = "public") -> Report:
    declared = folder / "own.toml"
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    declared.write_text(HEAD.format(file=name, visibility=visibility) + (MAPPING if name in TABLES else ""))
    return load(folder / "store", read(declared), Watcher(), Finish("", lambda draft: None))


def again(folder: Path, **order: object) -> Report:
    return load(folder / "store", (), Watcher(), Finish("", lambda draft: None), order=Order(**order))  # type: ignore[arg-type]


def current(folder: Path) -> Release:
    release = Releases(folder / "store").current()
    assert release is not None
    return release


def names(folder: Path, scope: Scope = Scope.OPERATOR) -> list[str]:
    query = f"SELECT ?name {{ ?thing a <{CSC.Cluster}> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name }}"
    return [str(row["name"]) for row in current(folder).open(scope).select(query, scope)]


@pytest.mark.parametrize("name", [*TABLES, *GRAPHS])
def test_a_file_of_any_format_is_loaded_and_put_back(name: str, tmp_path: Path) -> None:
    content = {**TABLES, **GRAPHS}[name]
    assert [each.source for each in run(tmp_path, name, content).loaded] == ["own-things"]
    assert names(tmp_path) == ["A"]
    before = set(current(tmp_path).open().triples(iri.of_source("own-things")))
    run(tmp_path, name, content.replace('"A"', '"B"').replace(";A", ";B").replace("\tA", "\tB"))
    assert names(tmp_path) == ["B"]
    version = versions.chosen(versions.read(current(tmp_path).artefacts), "own-things", None)
    again(tmp_path, revert=(version,))
    assert set(current(tmp_path).open().triples(iri.of_source("own-things"))) == before


def test_a_compressed_graph_is_loaded(tmp_path: Path) -> None:
    run(tmp_path, "things.nt.gz", gzip.compress(LINES.encode()))
    assert names(tmp_path) == ["A"]


def test_a_broken_graph_is_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(LoadRefused) as refused:
        run(tmp_path, "things.ttl", TURTLE + "\n<a <b> .\n")
    assert str(refused.value.faults[0]).startswith("things.ttl, row ")
    assert Releases(tmp_path / "store").current() is None


def test_a_source_for_operators_is_not_seen_by_the_public(tmp_path: Path) -> None:
    run(tmp_path, "things.csv", TABLES["things.csv"], visibility="operator")
    assert names(tmp_path, Scope.OPERATOR) == ["A"]
    assert names(tmp_path, Scope.PUBLIC) == []
    seen = current(tmp_path).seen(Scope.PUBLIC)
    assert versions.read(seen.artefacts) == ()
    assert len(versions.read(current(tmp_path).artefacts)) == 1
    run(tmp_path, "things.csv", TABLES["things.csv"])
    assert names(tmp_path, Scope.PUBLIC) == ["A"]


def test_a_private_version_stays_hidden_when_the_source_is_put_back(tmp_path: Path) -> None:
    run(tmp_path, "things.csv", TABLES["things.csv"], visibility="operator")
    run(tmp_path, "things.csv", TABLES["things.csv"].replace("A", "B"))
    assert names(tmp_path, Scope.PUBLIC) == ["B"]
    version = versions.chosen(versions.read(current(tmp_path).artefacts), "own-things", 1)
    again(tmp_path, revert=(version,))
    assert names(tmp_path, Scope.PUBLIC) == []
    assert names(tmp_path, Scope.OPERATOR) == ["A"]
