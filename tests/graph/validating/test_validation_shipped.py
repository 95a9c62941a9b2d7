"""The shipped data conform to the shapes, and what is found in them is what pySHACL finds."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, SKOS, Graph, Literal, URIRef

from graph.embedded import EmbeddedStore
from graph.release import Release, Releases
from graph.store import Scope
from graph.validating.quality import FILE, NoReport, Quality, dumped, of, read, report_graph
from graph.validating.validation import Report, findings, shipped, validate
from ontology import iri
from ontology.namespaces import CSC, ID
from ontology.shapes import shapes_graph

LONGEST = 30.0  # seconds of work; it takes two, and more where it is seen which lines run
MOST = 120
CONFORMS, DOES_NOT = 0, 1  # as pySHACL ends
CUT = (CSC.SectoralPact, CSC.Seat, CSC.Committee, CSC.WorkPackage, CSC.SwotStatement, CSC.Recognition, CSC.Figure)


@pytest.fixture(scope="module")
def release(demo: Path) -> Release:
    found = Releases(demo).current()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def report(release: Release) -> Report:
    started = time.process_time()
    found = validate(release.open())
    assert time.process_time() - started < LONGEST
    return found


@pytest.fixture(scope="module")
def kept(release: Release) -> Quality:
    return read(release.artefacts)


def test_the_shipped_data_break_no_rule_that_stops_a_release(report: Report) -> None:
    assert [str(each) for each in report.of("violation")] == []


def test_warnings_and_gaps_are_found(report: Report) -> None:
    assert 0 < report.counts["warning"] < 400
    assert report.counts["info"] > 1_000
    assert report.checks > 1_000


def test_every_class_that_has_things_is_told_with_its_fields(report: Report) -> None:
    by_class = {each.cls: each for each in report.completeness}
    assert by_class[CSC.SectoralPact].things == 17
    (signed,) = (each for each in by_class[CSC.SectoralPact].fields if each.path == CSC.signedOn)
    assert (signed.known, signed.unknown, signed.asked) == (17, 0, "violation")
    (managed,) = (each for each in by_class[CSC.Cluster].fields if each.path == CSC.managedBy)
    assert managed.known > 30


def test_the_report_is_kept_with_the_release(kept: Quality, report: Report) -> None:
    assert kept.counts == dict(report.counts)
    assert kept.conforms
    assert {each.cls for each in kept.classes} == {str(each.cls) for each in report.completeness}
    assert json.loads(dumped(of(report))) == json.loads(dumped(kept))


def test_a_release_without_a_report_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoReport, match="clusterscape load"):
        read(tmp_path)


def test_the_kept_report_is_a_shacl_report(kept: Quality) -> None:
    triples = report_graph(kept)
    results = list(triples.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == sum(kept.counts.values())
    assert (None, SH.conforms, Literal(False)) in triples
    assert all((each, SH.focusNode, None) in triples for each in results)


def test_a_statement_that_only_follows_from_others_is_a_violation_where_a_source_makes_it() -> None:
    store = EmbeddedStore.memory()
    organisation, cluster = ID["organisation/a"], ID["cluster/a"]
    store.add(iri.of_source("test"), [(cluster, CSC.hasMember, organisation)])
    found = [each for each in validate(store).findings if each.check.shape.endswith("hasMember-derived")]
    assert [(each.focus, each.severity) for each in found] == [(cluster, "violation")]
    assert "never stated by a source" in found[0].message("en")


@pytest.mark.unmeasured
def test_a_cut_of_the_shipped_data_gives_what_pyshacl_finds(release: Release) -> None:
    cut = _cut(release)
    assert len(cut) > 3_000
    assert {cls for cls in CUT if (None, RDF.type, cls) in cut} == set(CUT)
    store = EmbeddedStore.memory()
    store.add(URIRef("urn:cut"), iter(cut))
    ours = {
        (each.focus, each.check.path, each.value, each.check.severity, each.check.component, each.check.shape)
        for each in findings(store, shipped())
    }
    assert ours
    assert ours == _theirs(cut)


def test_a_blank_text_is_a_violation_as_pyshacl_finds_it() -> None:
    cluster, other = ID["cluster/a"], ID["cluster/b"]
    data = Graph()
    for thing, text in ((cluster, ""), (cluster, " \t\n"), (other, "b")):
        data.add((thing, RDF.type, CSC.Cluster))
        data.add((thing, CSC.name, Literal(text, lang="en")))
    store = EmbeddedStore.memory()
    store.add(URIRef("urn:blank"), iter(data))
    found = [each for each in findings(store, shipped()) if each.check.shape.endswith("-blank")]
    assert {(each.focus, each.severity) for each in found} == {(cluster, "violation")}
    assert "is blank" in found[0].message("en")
    ours = {(each.focus, each.value, each.check.shape) for each in found}
    theirs = {(row[0], row[2], row[5]) for row in _theirs(data)}
    assert ours == {row for row in theirs if str(row[2]).endswith("-blank")}


def _cut(release: Release) -> Graph:
    """All that is said of things of some classes, and what kind of thing stands around them."""
    store = release.open()
    kept = " ".join(f"<{each}>" for each in (RDF.type, RDFS.label, SKOS.inScheme, CSC.managedBy))
    # So many of each class: pySHACL needs a minute for all of them.
    each = (f"{{ SELECT DISTINCT ?thing WHERE {{ ?thing a <{cls}> }} ORDER BY ?thing LIMIT {MOST} }}" for cls in CUT)
    wanted = f"{{ {' UNION '.join(each)} }}"
    cut = store.construct(f"CONSTRUCT {{ ?thing ?p ?o }} WHERE {{ {wanted} ?thing ?p ?o }}", Scope.OPERATOR)
    around = f"CONSTRUCT {{ ?o ?q ?v }} WHERE {{ {wanted} ?thing ?p ?o . VALUES ?q {{ {kept} }} ?o ?q ?v }}"
    return cut + store.construct(around, Scope.OPERATOR)


def _theirs(data: Graph) -> set[tuple[object, ...]]:
    # In a process of its own: measuring which of our lines run would take as long again.
    with tempfile.TemporaryDirectory() as folder:
        shapes_graph().serialize(f"{folder}/shapes.ttl", format="turtle")
        data.serialize(f"{folder}/data.nt", format="nt", encoding="utf-8")
        command = [sys.executable, "-m", "pyshacl", "-s", "shapes.ttl", "-sf", "turtle", "-df", "nt", "-f", "turtle"]
        told = subprocess.run([*command, "data.nt"], cwd=folder, capture_output=True, text=True, check=False)
    assert told.returncode in (CONFORMS, DOES_NOT), told.stderr
    found = Graph().parse(data=told.stdout, format="turtle")
    wanted = (SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)
    results = (each for each in found.subjects(RDF.type, SH.ValidationResult) if (None, SH.detail, each) not in found)
    return {tuple(found.value(each, part) for part in wanted) for each in results}


def test_the_file_of_the_report_is_among_the_artefacts(release: Release) -> None:
    assert (release.artefacts / FILE).is_file()
