"""The vocabulary is consistent in time, a planted clash is found and explained, and no Java is said plainly."""

import shutil
import tempfile
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from ontology import consistency
from ontology.audit import ours
from ontology.consistency import NoJava, ReasonerFailed, check, explain
from ontology.external import outside
from ontology.logic import Theory
from ontology.namespaces import CSC
from tests.ontology.vocabularies import PREFIXES, sound

SECONDS = 10
needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")
CLASSES = "csc:A a owl:Class . csc:B a owl:Class . csc:C a owl:Class . csc:p a owl:ObjectProperty . "


def read(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + CLASSES + text, format="turtle")


@needs_java
def test_the_vocabulary_is_consistent_and_every_class_can_have_things_in_time() -> None:
    verdict = check(ours() + outside())
    assert verdict.consistent
    assert verdict.unsatisfiable == ()
    assert verdict.sound
    assert verdict.axioms > 2000
    assert verdict.seconds < SECONDS


@needs_java
def test_nothing_clashes_in_a_sound_vocabulary_and_there_is_nothing_to_explain() -> None:
    verdict = check(sound())
    assert verdict.sound
    assert explain(sound(), verdict) is None


@needs_java
def test_a_class_that_nothing_can_belong_to_is_found_and_explained() -> None:
    planted = sound("csc:Pact rdfs:subClassOf csc:Cluster .")
    verdict = check(planted)
    clash = explain(planted, verdict)
    assert verdict.consistent
    assert verdict.unsatisfiable == (CSC.Pact, CSC.number)  # the number stands on pacts alone
    assert not verdict.sound
    assert clash is not None
    assert clash.term == CSC.Pact
    assert sorted(clash.because) == [
        "nothing is both “Agreement” and “Cluster”",
        "whatever is “Pact” is “Agreement”",
        "whatever is “Pact” is “Cluster”",
    ]


@needs_java
def test_a_property_that_nothing_can_have_is_found_and_explained() -> None:
    planted = read(
        "csc:p rdfs:domain csc:A ; rdfs:subPropertyOf csc:q . "
        "csc:q a owl:ObjectProperty ; rdfs:domain csc:B . csc:A owl:disjointWith csc:B ."
    )
    verdict = check(planted)
    clash = explain(planted, verdict)
    assert verdict.unsatisfiable == (CSC.p,)
    assert clash is not None
    assert len(clash.because) == 4


@needs_java
def test_the_topmost_of_many_empty_classes_is_explained() -> None:
    text = "csc:B rdfs:subClassOf csc:A, csc:C . csc:A owl:disjointWith csc:C . csc:D rdfs:subClassOf csc:B ."
    verdict = check(read(text))
    clash = explain(read(text), verdict)
    assert verdict.unsatisfiable == (CSC.B, CSC.D)
    assert clash is not None
    assert clash.term == CSC.B


@needs_java
def test_code_lists_that_clash_with_the_vocabulary_are_found_and_explained() -> None:
    planted = read(
        "csc:p rdfs:range csc:A . csc:A owl:disjointWith csc:B . csc:B rdfs:subClassOf csc:C . "
        "concept:one a csc:C ; csc:p concept:two . concept:two a csc:B . concept:three a csc:C ."
    )
    verdict = check(planted)
    clash = explain(planted, verdict)
    assert not verdict.consistent
    assert clash is not None
    assert clash.term is None
    assert sorted(clash.because) == [
        "nothing is both A and B", "one p two", "two is B", "whatever p leads to is A",
    ]  # fmt: skip


@needs_java
def test_a_subclass_that_nobody_stated_is_inferred() -> None:
    verdict = check(read("csc:A owl:equivalentClass csc:B . csc:B rdfs:subClassOf csc:C ."))
    assert (CSC.A, CSC.C) in verdict.inferred
    assert (CSC.B, CSC.C) not in verdict.inferred


def test_what_is_outside_owl_dl_is_left_out_and_counted() -> None:
    theory = Theory(read("csc:n a owl:DatatypeProperty ; rdfs:range xsd:date . csc:p rdfs:subPropertyOf csc:n ."))
    assert theory.axioms == ()
    assert theory.left_out == {"range": 1, "subPropertyOf": 1}


def test_of_outside_vocabularies_only_what_bears_on_ours_is_reasoned_with() -> None:
    here = "csc:A rdfs:subClassOf <urn:x:B> . <urn:x:B> rdfs:subClassOf <urn:x:C> . "
    theory = Theory(read(here + "<urn:x:D> rdfs:subClassOf <urn:x:E> . <urn:x:D> owl:disjointWith <urn:x:B> ."))
    assert {str(axiom.subject) for axiom in theory.axioms} == {str(CSC.A), str(URIRef("urn:x:B"))}


def test_without_java_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoJava, match="default-jre-headless"):
        check(sound())


@needs_java
def test_no_file_is_left_behind_where_something_clashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert not check(read("concept:one a csc:A, csc:B . csc:A owl:disjointWith csc:B .")).consistent
    assert tempfile.tempdir == str(tmp_path)
    assert list(tmp_path.iterdir()) == []


@needs_java
def test_a_reasoner_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(consistency, "SECONDS", 0.01)
    with pytest.raises(ReasonerFailed, match="was stopped"):
        check(sound())
    assert list(tmp_path.iterdir()) == []
