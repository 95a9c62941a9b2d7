"""Whether the vocabulary stays in OWL 2 RL, and in what OWL DL asks of the whole."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rdflib import BNode, Graph, URIRef
from rdflib.collection import Collection as RDFList
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

# OWL 2 Profiles, section 4.2.1: the datatypes of OWL 2 RL (owl:real and owl:rational are not among them).
DATATYPES = frozenset({
    RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString, RDFS.Literal, XSD.decimal, XSD.integer, XSD.nonNegativeInteger,
    XSD.nonPositiveInteger, XSD.positiveInteger, XSD.negativeInteger, XSD.long, XSD.int, XSD.short, XSD.byte,
    XSD.unsignedLong, XSD.unsignedInt, XSD.unsignedShort, XSD.unsignedByte, XSD.float, XSD.double, XSD.string,
    XSD.normalizedString, XSD.token, XSD.language, XSD.Name, XSD.NCName, XSD.NMTOKEN, XSD.boolean, XSD.hexBinary,
    XSD.base64Binary, XSD.anyURI, XSD.dateTime, XSD.dateTimeStamp,
})  # fmt: skip
_SORTS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_SIMPLE_ONLY = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.AsymmetricProperty, OWL.IrreflexiveProperty)
_BELOW = frozenset({OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.someValuesFrom, OWL.hasValue})
_ABOVE = frozenset({OWL.intersectionOf, OWL.complementOf, OWL.allValuesFrom, OWL.hasValue, OWL.maxCardinality,
                    OWL.maxQualifiedCardinality})  # fmt: skip
_BOTH = frozenset({OWL.intersectionOf, OWL.hasValue})
_FORMS = (
    OWL.intersectionOf, OWL.unionOf, OWL.complementOf, OWL.oneOf, OWL.someValuesFrom, OWL.allValuesFrom, OWL.hasValue,
    OWL.hasSelf, OWL.minCardinality, OWL.maxCardinality, OWL.cardinality, OWL.minQualifiedCardinality,
    OWL.maxQualifiedCardinality, OWL.qualifiedCardinality,
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Breach:
    """What leaves the profile: `Breach("…#memberOf", "reflexive properties are not in OWL 2 RL")`."""

    term: str
    detail: str


def check(triples: Graph) -> list[Breach]:
    """All that is not in OWL 2 RL (OWL 2 Profiles, section 4) or breaks a rule of OWL DL over the whole."""
    return sorted({breach for each in _CHECKS for breach in each(triples)})


def _expressions(triples: Graph) -> Iterator[Breach]:
    """Which class expressions may stand below, above, and on both sides (section 4.2.3)."""
    positions: tuple[tuple[URIRef, frozenset[URIRef], frozenset[URIRef]], ...] = (
        (RDFS.subClassOf, _BELOW, _ABOVE),
        (OWL.equivalentClass, _BOTH, _BOTH),
        (OWL.disjointWith, _BELOW, _BELOW),
        (RDFS.domain, frozenset(), _ABOVE),
        (RDFS.range, frozenset(), _ABOVE),
    )
    for predicate, left, right in positions:
        for one, other in triples.subject_objects(predicate):
            yield from _expression(triples, one, left, f"left of {_name(predicate)}")
            yield from _expression(triples, other, right, f"right of {_name(predicate)}", above=right is _ABOVE)
    for cls in triples.subjects(OWL.disjointUnionOf):
        yield Breach(str(cls), "owl:disjointUnionOf is not in OWL 2 RL")


def _expression(
    triples: Graph, node: Node, allowed: frozenset[URIRef], place: str, above: bool = False
) -> Iterator[Breach]:
    if node == OWL.Thing and not above and not place.startswith("right of domain"):
        yield Breach(str(node), f"owl:Thing {place}")
    if not isinstance(node, BNode):
        return
    for form in _FORMS:
        for value in triples.objects(node, form):
            if form not in allowed:
                yield Breach(_owner(triples, node), f"owl:{_name(form)} {place}")
            elif form in {OWL.maxCardinality, OWL.maxQualifiedCardinality} and int(str(value)) > 1:
                yield Breach(_owner(triples, node), f"owl:{_name(form)} {value} {place}: only 0 and 1 are allowed")
            elif form == OWL.complementOf:
                yield from _expression(triples, value, _BELOW, place)
            elif form in {OWL.intersectionOf, OWL.unionOf}:
                for member in RDFList(triples, value):
                    yield from _expression(triples, member, allowed, place, above)
            elif form in {OWL.someValuesFrom, OWL.allValuesFrom} and value != OWL.Thing:
                yield from _expression(triples, value, allowed, place, above)


def _datatypes(triples: Graph) -> Iterator[Breach]:
    """Which datatypes may be a range (section 4.2.1), and none of our own making."""
    for term, value in triples.subject_objects(RDFS.range):
        if (
            str(value).startswith((str(XSD), str(RDF)))
            and value not in DATATYPES
            and value not in {RDF.Property, RDF.List}
        ):
            yield Breach(
                str(term), f"{_name(value)} as a range is no datatype of OWL 2 RL: name it by schema:rangeIncludes"
            )
    for own in {*triples.subjects(RDF.type, RDFS.Datatype), *triples.subjects(OWL.onDatatype)}:
        if isinstance(own, BNode) or (own, OWL.equivalentClass, None) in triples:
            yield Breach(_owner(triples, own), "a datatype defined by restriction is not in OWL 2 RL")


def _axioms(triples: Graph) -> Iterator[Breach]:
    """Which kinds of axiom there are not (section 4.2.5)."""
    for term in triples.subjects(RDF.type, OWL.ReflexiveProperty):
        yield Breach(str(term), "reflexive properties are not in OWL 2 RL")


def _sorts(triples: Graph) -> Iterator[Breach]:
    """One name is one sort of property, and no class and datatype at once (Structural Specification, section 5.8.1)."""
    for one, other in (*combinations(_SORTS, 2), (OWL.Class, RDFS.Datatype)):
        for term in set(triples.subjects(RDF.type, one)) & set(triples.subjects(RDF.type, other)):
            yield Breach(str(term), f"both owl:{_name(one)} and {_name(other)}")
    for characteristic in (OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.InverseFunctionalProperty):
        for term in triples.subjects(RDF.type, characteristic):
            if (term, RDF.type, OWL.DatatypeProperty) in triples:
                yield Breach(str(term), f"{_name(characteristic)} needs an object property")
    for term, value in triples.subject_objects(RDFS.range):
        if (term, RDF.type, OWL.ObjectProperty) in triples and str(value).startswith(str(XSD)):
            yield Breach(str(term), "an object property leads to a datatype")
    for below, above in triples.subject_objects(RDFS.subPropertyOf):
        ours, theirs = (set(triples.objects(each, RDF.type)) & set(_SORTS) for each in (below, above))
        if ours and theirs and not ours & theirs:
            yield Breach(str(below), f"a subproperty of {_name(above)}, which is another sort of property")


def _simple(triples: Graph) -> Iterator[Breach]:
    """What needs a simple property: one that no chain and no transitivity leads to (Structural Specification, 11.2)."""
    complex_ones = _complex(triples)
    for characteristic in _SIMPLE_ONLY:
        for term in set(triples.subjects(RDF.type, characteristic)) & complex_ones:
            yield Breach(str(term), f"{_name(characteristic)}, but it follows from a chain or is transitive")
    for pair in triples.subject_objects(OWL.propertyDisjointWith):
        for term in set(pair) & complex_ones:
            yield Breach(str(term), "disjoint with another, but it follows from a chain or is transitive")


def _regular(triples: Graph) -> Iterator[Breach]:
    """Chains go in circles only as p p → p, p q → p or q p → p (Structural Specification, section 11.2)."""
    before: dict[Node, set[Node]] = {}
    for above in triples.objects(None, RDFS.subPropertyOf):
        before.setdefault(above, set())
    for one, other in triples.subject_objects(RDFS.subPropertyOf):
        before.setdefault(other, set()).add(one)
    for term, chain in triples.subject_objects(OWL.propertyChainAxiom):
        steps = list(RDFList(triples, chain))
        if len(steps) < 2:
            yield Breach(str(term), "a chain of one step is a subproperty: say rdfs:subPropertyOf")
        own = steps.count(term)
        ends = own == len(steps) == 2 or (own == 1 and term in (steps[0], steps[-1]))
        if own and not ends:
            yield Breach(str(term), "stands inside its own chain, not at one end")
        before.setdefault(term, set()).update(step for step in steps if step != term)
    inverse = dict(triples.subject_objects(OWL.inverseOf))
    inverse |= {other: one for one, other in inverse.items()}
    for term in {*triples.subjects(OWL.propertyChainAxiom)}:
        if _reaches(term, before, inverse):
            yield Breach(str(term), "its chain leads back to itself")


def _reaches(term: Node, before: dict[Node, set[Node]], inverse: dict[Node, Node]) -> bool:
    seen: set[Node] = set()
    waiting = [*before.get(term, ())]
    while waiting:
        each = waiting.pop()
        if each in (term, inverse.get(term)):
            return True
        if each not in seen:
            seen.add(each)
            waiting += [*before.get(each, ()), *before.get(inverse.get(each, each), ())]
    return False


def _complex(triples: Graph) -> set[Node]:
    found = {*triples.subjects(RDF.type, OWL.TransitiveProperty), *triples.subjects(OWL.propertyChainAxiom)}
    size = 0
    while size != len(found):
        size = len(found)
        found |= {above for each in [*found] for above in triples.objects(each, RDFS.subPropertyOf)}
        for pair in triples.subject_objects(OWL.inverseOf):
            found |= set(pair) if found & set(pair) else set()
    return found


def _owner(triples: Graph, node: Node) -> str:
    """The named term that an expression is about."""
    seen: set[Node] = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        named = [
            value for value in triples.objects(node) if isinstance(value, URIRef) and (value, RDF.type, None) in triples
        ]
        node = next((each for each in triples.subjects(None, node)), named[0] if named else node)
    return str(node)


def _name(term: Node) -> str:
    return re.split("[#/]", str(term))[-1]


_CHECKS: tuple[Callable[[Graph], Iterator[Breach]], ...] = (
    _expressions, _datatypes, _axioms, _sorts, _simple, _regular,
)  # fmt: skip
