"""The shipped vocabulary has no fault, and each check finds a planted one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from ontology.audit import Finding, audit
from ontology.catalogue import files, vocabulary
from ontology.model import Model
from ontology.namespaces import CSC, ID

ROOT = Path(__file__).parents[2]
SUFFIXES = {".rq", ".ru", ".toml", ".html", ".py"}
BUILT = {"node_modules", "static"}
Fault = Callable[[Graph], object]


def copy() -> Graph:
    triples = Graph()
    for triple in vocabulary():
        triples.add(triple)
    return triples


def texts() -> dict[str, str]:
    """Every file of the program that may name a term."""
    folders = (ROOT / name for name in ("ontology", "graph", "ingest", "viz", "api"))
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    shown = (path for path in found if path.suffix in SUFFIXES and BUILT.isdisjoint(path.parts))
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").replace("CSC.", "csc:") for path in shown}


def test_the_vocabulary_is_whole() -> None:
    kinds = Model(vocabulary()).kinds
    classes = [term for term in vocabulary().subjects(RDF.type, OWL.Class) if str(term).startswith(CSC)]
    assert len(files()) >= 34
    assert len(kinds) == 47
    assert len(classes) == 68


def test_the_vocabulary_has_no_fault() -> None:
    assert audit(vocabulary()) == []


def test_the_program_uses_declared_terms_only() -> None:
    assert audit(vocabulary(), texts()) == []


def rename(triples: Graph, old: URIRef, new: URIRef) -> None:
    for _, predicate, value in list(triples.triples((old, None, None))):
        triples.add((new, predicate, value))


FAULTS: dict[str, tuple[Fault, str, URIRef]] = {
    "a class without its Romanian label": (
        lambda g: g.remove((CSC.Cluster, RDFS.label, Literal("cluster", "ro"))), "labels", CSC.Cluster),
    "a label said twice in a language": (
        lambda g: g.add((CSC.Cluster, RDFS.label, Literal("grouping", "en"))), "labels", CSC.Cluster),
    "an outside property without a Portuguese label": (
        lambda g: g.remove((SKOS.note, RDFS.label, Literal("nota", "pt"))), "labels", SKOS.note),
    "an object property without its inverse label": (
        lambda g: g.remove((CSC.country, CSC.inverseLabel, None)), "labels", CSC.country),
    "a kind without the label of its list": (
        lambda g: g.remove((CSC.Cluster, CSC.collectionLabel, None)), "labels", CSC.Cluster),
    "a concept without a label": (
        lambda g: g.remove((ID["concept/role-board"], SKOS.prefLabel, None)), "labels", ID["concept/role-board"]),
    "a term without a definition": (
        lambda g: g.remove((CSC.asOf, SKOS.definition, None)), "definition", CSC.asOf),
    "a term that says not where it is defined": (
        lambda g: g.remove((CSC.asOf, RDFS.isDefinedBy, None)), "definition", CSC.asOf),
    "a concept in no scheme": (
        lambda g: g.remove((ID["concept/role-board"], SKOS.inScheme, None)), "concept", ID["concept/role-board"]),
    "a scheme that is not declared": (
        lambda g: g.remove((ID["scheme/role"], RDF.type, None)), "dangling", ID["scheme/role"]),
    "a class that is used but not declared": (
        lambda g: g.add((CSC.Cluster, RDFS.subClassOf, CSC.Grouping)), "dangling", CSC.Grouping),
    "a kind used twice": (
        lambda g: g.add((CSC.Body, CSC.kind, Literal("cluster"))), "kinds", CSC.Body),
    "a collection used twice": (
        lambda g: g.add((CSC.Body, CSC.collection, Literal("clusters"))), "kinds", CSC.Body),
    "a kind without a collection": (
        lambda g: g.remove((CSC.Body, CSC.collection, None)), "kinds", CSC.Body),
    "a cycle of classes": (
        lambda g: g.add((CSC.Agreement, RDFS.subClassOf, CSC.SectoralPact)), "cycle", CSC.SectoralPact),
    "a cycle of properties": (
        lambda g: g.add((CSC.start, RDFS.subPropertyOf, CSC.start)), "cycle", CSC.start),
    "a class in lower case": (
        lambda g: rename(g, CSC.Cluster, CSC.cluster), "naming", CSC.cluster),
    "a property in upper case": (
        lambda g: rename(g, CSC.start, CSC.Start), "naming", CSC.Start),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "rule", "term"), FAULTS.values(), ids=FAULTS.keys())
def test_a_planted_fault_is_found(fault: Fault, rule: str, term: URIRef) -> None:
    triples = copy()
    fault(triples)
    assert (rule, str(term)) in {(finding.rule, finding.term) for finding in audit(triples)}


def test_a_term_or_concept_that_a_text_invents_is_found() -> None:
    found = audit(
        vocabulary(), {"made-up.toml": "csc:Cluster csc:invented id:concept/role-king id:concept/role-{role}"}
    )
    assert found == [
        Finding("dangling", str(ID["concept/role-king"]), "used in made-up.toml, but not declared"),
        Finding("dangling", str(CSC.invented), "used in made-up.toml, but not declared"),
    ]
