"""The axioms of the vocabulary that OWL DL can reason with, one by one, and each in plain words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection as RDFList
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from ontology.findings import local
from ontology.namespaces import CSC, ID

Triple = tuple[Node, Node, Node]
# The datatypes of OWL 2 DL (Structural Specification, section 4) that occur; xsd:date and xsd:gYear are none of them.
_DATATYPES = frozenset({
    XSD.string, XSD.boolean, XSD.decimal, XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.int, XSD.float,
    XSD.double, XSD.dateTime, XSD.anyURI, RDFS.Literal, RDF.langString,
})  # fmt: skip
_OF_CLASSES = frozenset({RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith})
_OF_PROPERTIES = frozenset({RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf, OWL.propertyDisjointWith})
_SIMPLE_ONLY = frozenset({
    OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.AsymmetricProperty, OWL.IrreflexiveProperty,
})  # fmt: skip
_CHARACTERISTICS = _SIMPLE_ONLY | {OWL.TransitiveProperty, OWL.SymmetricProperty}
_APART = frozenset({OWL.disjointWith, OWL.propertyDisjointWith})  # of what is not reached it says nothing that matters
BOTH_WAYS = frozenset({OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf})
_OF_ALL = frozenset({OWL.Thing, RDFS.Resource})
_BUILT_IN = (str(RDF), str(RDFS), str(OWL), str(XSD))  # no classes of OWL DL, though others put classes below them


@dataclass(frozen=True)
class Axiom:
    """One statement that reasoning may use: a triple, for a chain with the triples of its list."""

    subject: Node
    predicate: Node
    value: Node
    steps: tuple[Node, ...] = ()

    def symbols(self) -> frozenset[Node]:
        """The terms that it speaks of."""
        said = frozenset({self.subject, self.predicate, *(self.steps or (self.value,))})
        return frozenset(each for each in said if not str(each).startswith(_BUILT_IN))


class Theory:
    """The axioms that OWL DL takes, of a graph; what it does not take is counted."""

    def __init__(self, triples: Graph) -> None:
        self.triples = triples
        self.left_out: dict[str, int] = {}
        stated = dict.fromkeys([*self._chains(), *self._groups(), *self._plain(), *self._facts()])
        self.axioms = tuple(_reached(sorted(stated, key=str)))

    @cached_property
    def classes(self) -> frozenset[Node]:
        """Whatever is declared or used as a class."""
        named = {term for kind in (OWL.Class, RDFS.Class) for term in self.triples.subjects(RDF.type, kind)}
        named |= {each for pair in self.triples.subject_objects(RDFS.subClassOf) for each in pair}
        return frozenset(each for each in named if isinstance(each, URIRef) and not str(each).startswith(_BUILT_IN))

    @cached_property
    def sorts(self) -> Mapping[Node, frozenset[URIRef]]:
        """Object or datatype property, by property; one of no declared sort takes it from those below it."""
        found: dict[Node, set[URIRef]] = {}
        for sort in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty):
            for term in self.triples.subjects(RDF.type, sort):
                found.setdefault(term, set()).add(sort)
        for characteristic in (OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.InverseFunctionalProperty):
            for term in self.triples.subjects(RDF.type, characteristic):
                found.setdefault(term, {OWL.ObjectProperty})
        for term in sorted(found, key=str):
            for above in _closure(self.triples, term, RDFS.subPropertyOf):
                if above not in found or above in self._unsorted:
                    self._unsorted.add(above)
                    found.setdefault(above, set()).update(found[term])
        return {term: frozenset(each) for term, each in found.items()}

    @cached_property
    def _unsorted(self) -> set[Node]:
        return set()

    @cached_property
    def complex(self) -> frozenset[Node]:
        """Properties that follow from a path; DL keeps some axioms from them (Structural Specification, section 11)."""
        found = set(self.triples.subjects(RDF.type, OWL.TransitiveProperty))
        found |= set(self.triples.subjects(OWL.propertyChainAxiom))
        size = 0
        while size != len(found):
            size = len(found)
            found |= {above for each in [*found] for above in self.triples.objects(each, RDFS.subPropertyOf)}
            for one, other in self.triples.subject_objects(OWL.inverseOf):
                found |= {one, other} if {one, other} & found else set()
        return frozenset(found)

    def closure(self) -> set[tuple[Node, Node]]:
        """Each class with each class above it, as stated."""
        return {
            (cls, above)
            for cls in self.classes
            for above in _closure(self.triples, cls, RDFS.subClassOf)
            if above != cls
        }

    def depth(self, cls: Node) -> int:
        """How many classes stand above one."""
        return len(_closure(self.triples, cls, RDFS.subClassOf))

    def _plain(self) -> Iterator[Axiom]:
        takes: tuple[tuple[Iterable[URIRef], Callable[[Node, Node, Node], bool]], ...] = (
            (_OF_CLASSES, lambda one, _, other: {one, other} <= self.classes),
            (_OF_PROPERTIES, self._between_properties),
            ((RDFS.domain,), lambda one, _, other: bool(self._sort(one)) and other in self.classes),
            ((RDFS.range,), self._ranges),
        )
        for predicates, fits in takes:
            for predicate in predicates:
                for one, other in self.triples.subject_objects(predicate):
                    if fits(one, predicate, other):
                        yield Axiom(one, predicate, other)
                    elif other not in _OF_ALL:
                        self._leave(local(predicate))
        for characteristic in sorted(_CHARACTERISTICS):
            for term in self.triples.subjects(RDF.type, characteristic):
                if self._sort(term) and not (characteristic in _SIMPLE_ONLY and term in self.complex):
                    yield Axiom(term, RDF.type, characteristic)
                else:
                    self._leave(local(characteristic))

    def _between_properties(self, one: Node, predicate: Node, other: Node) -> bool:
        if predicate == OWL.propertyDisjointWith and {one, other} & self.complex:
            return False
        same = self._sort(one) is not None and self._sort(one) == self._sort(other)
        return same and (predicate != OWL.inverseOf or self._sort(one) == OWL.ObjectProperty)

    def _ranges(self, term: Node, _: Node, value: Node) -> bool:
        if self._sort(term) == OWL.DatatypeProperty:
            return value in _DATATYPES
        return self._sort(term) == OWL.ObjectProperty and value in self.classes

    def _chains(self) -> Iterator[Axiom]:
        for term, chain in self.triples.subject_objects(OWL.propertyChainAxiom):
            steps = tuple(RDFList(self.triples, chain))
            if all(self._sort(each) == OWL.ObjectProperty for each in (term, *steps)):
                yield Axiom(term, OWL.propertyChainAxiom, chain, steps)

    def _groups(self) -> Iterator[Axiom]:
        for group in self.triples.subjects(RDF.type, OWL.AllDisjointClasses):
            for members in self.triples.objects(group, OWL.members):
                for one, other in combinations(RDFList(self.triples, members), 2):
                    yield Axiom(one, OWL.disjointWith, other)

    def _facts(self) -> Iterator[Axiom]:
        """What the code lists say of their concepts."""
        individuals = {each for each in self.triples.subjects(RDF.type) if str(each).startswith(str(ID))}
        for each in individuals:
            for predicate, value in self.triples.predicate_objects(each):
                tie = value in individuals and self._sort(predicate) == OWL.ObjectProperty
                if tie or (predicate == RDF.type and value in self.classes):
                    yield Axiom(each, predicate, value)

    def _sort(self, term: Node) -> URIRef | None:
        sorts = self.sorts.get(term, frozenset()) - {OWL.AnnotationProperty}
        return next(iter(sorts)) if len(sorts) == 1 and len(self.sorts[term]) == 1 else None

    def _leave(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1

    def declarations(self, axioms: Iterable[Axiom]) -> Iterator[Triple]:
        """What the terms of some axioms are, as a reasoner needs to be told."""
        for term in {symbol for axiom in axioms for symbol in axiom.symbols()}:
            if term in self.classes:
                yield term, RDF.type, OWL.Class
            elif sort := self._sort(term):
                yield term, RDF.type, sort
            elif str(term).startswith(str(ID)):
                yield term, RDF.type, OWL.NamedIndividual


def _closure(triples: Graph, term: Node, predicate: URIRef) -> set[Node]:
    return {above for above in triples.transitive_objects(term, predicate) if above is not None}


def _reached(axioms: Iterable[Axiom]) -> Iterator[Axiom]:
    """The axioms that can bear on our terms: ours, and what stands above them outside."""
    known: set[Node] = set()
    waiting = list(axioms)
    size = -1
    while size != len(known):
        size = len(known)
        for axiom in waiting:
            ours = str(axiom.subject).startswith((str(CSC), str(ID)))
            if ours or axiom.subject in known or (axiom.predicate in BOTH_WAYS and axiom.value in known):
                known |= axiom.symbols() if axiom.predicate not in _APART else frozenset()
    for axiom in waiting:
        if axiom.symbols() <= known:
            yield axiom


def words(axiom: Axiom, triples: Graph) -> str:
    """An axiom as a sentence: “each sectoral pact is an agreement”."""

    def called(term: Node) -> str:
        found = [each for kind in (RDFS.label, SKOS.prefLabel) for each in triples.objects(term, kind)]
        texts = [str(each) for each in found if isinstance(each, Literal) and each.language in {"en", None}]
        return f"“{min(texts)}”" if texts else local(term)

    one, other = called(axiom.subject), called(axiom.value)
    sentences: Mapping[Node, str] = {
        RDFS.subClassOf: f"whatever is {one} is {other}",
        OWL.equivalentClass: f"{one} and {other} are the same class",
        OWL.disjointWith: f"nothing is both {one} and {other}",
        RDFS.subPropertyOf: f"whatever {one} leads to, {other} leads to",
        OWL.equivalentProperty: f"{one} and {other} are the same property",
        OWL.propertyDisjointWith: f"{one} and {other} never lead to the same thing",
        OWL.inverseOf: f"{one} is the inverse of {other}",
        RDFS.domain: f"whatever has {one} is {other}",
        RDFS.range: f"whatever {one} leads to is {other}",
        OWL.propertyChainAxiom: f"{one} follows from {', then '.join(called(each) for each in axiom.steps)}",
    }
    if axiom.predicate == RDF.type:
        sort = local(axiom.value).removesuffix("Property").lower()
        return f"{one} is {sort}" if axiom.value in _CHARACTERISTICS else f"{one} is {other}"
    return sentences.get(axiom.predicate, f"{one} {called(axiom.predicate)} {other}")
