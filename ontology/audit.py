"""What is wrong with the vocabulary: missing labels and definitions, dangling terms, cycles, names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from ontology.model import LANGUAGES
from ontology.namespaces import CSC, ID, ONTOLOGY

PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
TERMS = (OWL.Class, *PROPERTIES, OWL.NamedIndividual)
_OURS = (str(CSC), str(ID["concept/"]), str(ID["scheme/"]))
_STYLES = (((OWL.Class,), "[A-Z][A-Za-z]*", "ClassCase"), (PROPERTIES, "[a-z][A-Za-z]*", "propertyCase"))
# What goes on with a placeholder in braces names no term yet.
_MENTION = re.compile(r"\b(csc:[A-Za-z]\w*|id:(?:concept|scheme)/[a-z0-9-]*[a-z0-9](?![a-z0-9-]*\{))")


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: `Finding("labels", "…#Cluster", "no label in ro")`."""

    rule: str
    term: str
    detail: str


def audit(triples: Graph, texts: Mapping[str, str] | None = None) -> list[Finding]:
    """All faults of a vocabulary, and the terms that texts (queries, rules, mappings, by name) use and it lacks."""
    found = {finding for check in CHECKS for finding in check(triples)}
    return sorted(found | set(_unknown_in_texts(triples, texts or {})))


def _labels(triples: Graph) -> Iterator[Finding]:
    wanted: list[tuple[Node, URIRef]]
    wanted = [(term, RDFS.label) for term in _terms(triples) | _subjects_with(triples, RDFS.label)]
    wanted += [(term, SKOS.prefLabel) for term in triples.subjects(RDF.type, SKOS.Concept)]
    wanted += [(term, DCTERMS.title) for term in triples.subjects(RDF.type, SKOS.ConceptScheme)]
    wanted += [(term, CSC.collectionLabel) for term in _subjects_with(triples, CSC.kind)]
    wanted += [(term, CSC.inverseLabel) for term in _terms(triples, OWL.ObjectProperty)]
    for term, predicate in wanted:
        has = Counter(label.language for label in triples.objects(term, predicate) if isinstance(label, Literal))
        for lang in LANGUAGES:
            if has[lang] != 1:
                yield Finding("labels", str(term), f"{has[lang]} values of {_local(predicate)} in {lang}, one expected")


def _definitions(triples: Graph) -> Iterator[Finding]:
    for term in _terms(triples):
        if not any(getattr(text, "language", "") == "en" for text in triples.objects(term, SKOS.definition)):
            yield Finding("definition", str(term), "no definition in en")
        if (term, RDFS.isDefinedBy, ONTOLOGY) not in triples:
            yield Finding("definition", str(term), f"not defined by {ONTOLOGY}")


def _concepts(triples: Graph) -> Iterator[Finding]:
    schemes = set(triples.subjects(RDF.type, SKOS.ConceptScheme))
    for concept in triples.subjects(RDF.type, SKOS.Concept):
        if schemes.isdisjoint(triples.objects(concept, SKOS.inScheme)):
            yield Finding("concept", str(concept), "in no scheme that is declared")


def _dangling(triples: Graph) -> Iterator[Finding]:
    for term in {node for triple in triples for node in triple if isinstance(node, URIRef)}:
        if str(term).startswith(_OURS) and (term, RDF.type, None) not in triples:
            yield Finding("dangling", str(term), "used, but not declared")


def _unknown_in_texts(triples: Graph, texts: Mapping[str, str]) -> Iterator[Finding]:
    for name, text in texts.items():
        for mention in sorted(set(_MENTION.findall(text))):
            term = CSC[mention[4:]] if mention.startswith("csc:") else ID[mention[3:]]
            if (term, RDF.type, None) not in triples:
                yield Finding("dangling", str(term), f"used in {name}, but not declared")


def _kinds(triples: Graph) -> Iterator[Finding]:
    for predicate in (CSC.kind, CSC.collection):
        uses = Counter(str(value) for value in triples.objects(None, predicate))
        for cls, value in triples.subject_objects(predicate):
            if uses[str(value)] > 1:
                yield Finding("kinds", str(cls), f"{_local(predicate)} “{value}” is used {uses[str(value)]} times")
    for cls in _subjects_with(triples, CSC.kind):
        for predicate in {CSC.collection, CSC.order} - set(triples.predicates(cls)):
            yield Finding("kinds", str(cls), f"has a kind but no {_local(predicate)}")


def _cycles(triples: Graph) -> Iterator[Finding]:
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term, above in triples.subject_objects(predicate):
            if term in triples.transitive_objects(above, predicate):
                yield Finding("cycle", str(term), f"reaches itself by {_local(predicate)}")


def _naming(triples: Graph) -> Iterator[Finding]:
    for kinds, pattern, style in _STYLES:
        for term in _terms(triples, *kinds):
            if not re.fullmatch(pattern, _local(term)):
                yield Finding("naming", str(term), f"not in {style}")


CHECKS = (_labels, _definitions, _concepts, _dangling, _kinds, _cycles, _naming)


def _terms(triples: Graph, *types: URIRef) -> set[URIRef]:
    found = (term for each in types or TERMS for term in triples.subjects(RDF.type, each))
    return {term for term in found if isinstance(term, URIRef) and term.startswith(CSC)}


def _subjects_with(triples: Graph, predicate: URIRef) -> set[URIRef]:
    return {term for term in triples.subjects(predicate) if isinstance(term, URIRef)}


def _local(term: URIRef) -> str:
    return re.split("[#/]", term)[-1]
