"""`clusterscape ontology`, called as a user calls it."""

import shutil
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from api.cli import OK, REFUSED, main
from api.commands import ontology
from tests.ontology.vocabularies import SOUND, TEXTS, sound

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")


def test_the_audit_prints_each_rule_and_finds_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ontology", "audit"]) == OK
    printed = capsys.readouterr().out
    assert "alignment" in printed
    assert "P40" in printed
    assert "30 rules, 0 errors" in printed


def test_an_error_in_the_vocabulary_is_printed_and_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ontology, "ours", lambda: sound("csc:Pact rdfs:subClassOf csc:Deal ."))
    monkeypatch.setattr(ontology, "texts", lambda: TEXTS)
    assert main(["ontology", "audit"]) == REFUSED
    assert "csc:Deal" in capsys.readouterr().out


@needs_java
def test_the_check_says_that_the_vocabulary_is_consistent_and_in_the_profile(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ontology", "check"]) == OK
    printed = capsys.readouterr().out
    assert "OWL 2 RL: all axioms are in the profile" in printed
    assert "Consistent" in printed


@needs_java
def test_a_clash_is_explained_and_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(ontology, "ours", lambda: sound("csc:Pact rdfs:subClassOf csc:Cluster ."))
    monkeypatch.setattr(ontology, "outside", Graph)
    assert main(["ontology", "check"]) == REFUSED
    assert "nothing is both “Agreement” and “Cluster”" in capsys.readouterr().out


def test_without_java_the_profile_is_still_checked_and_the_status_is_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["ontology", "check"]) == ontology.NO_REASONER == 3
    told = capsys.readouterr()
    assert "OWL 2 RL" in told.out
    assert "needs Java" in told.err


def test_what_leaves_the_profile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = SOUND.replace("rdfs:range xsd:integer", "rdfs:range xsd:date")
    monkeypatch.setattr(ontology, "ours", lambda: sound(base=wrong))
    monkeypatch.setenv("PATH", str(tmp_path))
    main(["ontology", "check"])
    assert "not in OWL 2 RL: csc:number" in capsys.readouterr().out


def test_the_shapes_are_printed_as_turtle(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ontology", "shapes"]) == OK
    shapes = Graph().parse(data=capsys.readouterr().out, format="turtle")
    assert len(set(shapes.subjects(RDF.type, SH.NodeShape))) > 50
