"""What the rules of the audit look at, and what they find."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from ontology.namespaces import CSC, ID, SCHEMA, shorten

ERROR, WARNING = "error", "warning"
STATED = (OWL.ObjectProperty, OWL.DatatypeProperty)
PROPERTIES = (*STATED, OWL.AnnotationProperty)
TERMS = (OWL.Class, *PROPERTIES, OWL.NamedIndividual)
STANDS_ON = (RDFS.domain, SCHEMA.domainIncludes)
TAKES = (RDFS.range, SCHEMA.rangeIncludes)


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: `Finding("labels", "…#Cluster", "no label in ro")`."""

    rule: str
    term: str
    detail: str
    severity: str = ERROR


@dataclass(frozen=True)
class Audited:
    """A vocabulary with its code lists, what is outside it, and the texts that use it, by name."""

    triples: Graph
    outside: Graph
    texts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def classes(self) -> frozenset[URIRef]:
        """Our classes."""
        return self.typed(OWL.Class)

    @cached_property
    def properties(self) -> frozenset[URIRef]:
        """Our properties that state something of a thing: no annotations of terms."""
        return self.typed(*STATED)

    @cached_property
    def relations(self) -> frozenset[URIRef]:
        """Our properties that lead to things."""
        return self.typed(OWL.ObjectProperty)

    @cached_property
    def terms(self) -> frozenset[URIRef]:
        """All our terms."""
        return self.typed(*TERMS)

    @cached_property
    def concepts(self) -> frozenset[URIRef]:
        """The concepts of our code lists."""
        found = self.triples.subjects(RDF.type, SKOS.Concept)
        return frozenset(each for each in found if isinstance(each, URIRef) and each.startswith(ID))

    @cached_property
    def mentions(self) -> Mapping[str, frozenset[str]]:
        """The texts that name each term, by its local name."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, text in self.texts.items():
            for local in re.findall(r"\bcsc:([A-Za-z]\w*)", text):
                found[local].add(name)
        return {local: frozenset(names) for local, names in found.items()}

    def typed(self, *types: URIRef) -> frozenset[URIRef]:
        """Our terms of some types."""
        found = (term for each in types for term in self.triples.subjects(RDF.type, each))
        return frozenset(term for term in found if isinstance(term, URIRef) and term.startswith(CSC))

    def values(self, term: Node, *predicates: URIRef) -> set[Node]:
        """What some predicates say of a term."""
        return {value for predicate in predicates for value in self.triples.objects(term, predicate)}

    def text(self, term: Node, predicate: URIRef, lang: str = "en") -> str:
        """The text that a predicate gives in a language, or nothing."""
        found = (each for each in self.triples.objects(term, predicate) if isinstance(each, Literal))
        return next((str(each) for each in found if each.language == lang), "")

    def above(self, cls: Node) -> set[Node]:
        """A class and all classes above it, outside ones too."""
        seen, waiting = set[Node](), [cls]
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting += [*self.triples.objects(each, RDFS.subClassOf), *self.outside.objects(each, RDFS.subClassOf)]
        return seen

    def related(self, some: Collection[Node], others: Collection[Node]) -> bool:
        """Whether one of some classes is one of the others, or below or above it."""
        if not some or not others or {OWL.Thing} & {*some, *others}:
            return True
        return any(a in self.above(b) or b in self.above(a) for a in some for b in others)


Check = Callable[[Audited], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule of the audit: what it asks, of which terms, and how it is checked."""

    name: str
    says: str
    looks_at: Callable[[Audited], Collection[Node]]
    check: Check
    pitfall: str = ""  # the number in the catalogue of the OOPS! scanner, where it is one of its pitfalls


def local(term: Node) -> str:
    """The last part of an IRI."""
    return re.split("[#/]", str(term))[-1]


def short(term: Node) -> str:
    """A term as a reader knows it."""
    return shorten(str(term))
