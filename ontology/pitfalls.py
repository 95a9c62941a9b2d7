"""Rules of the audit: pitfalls of modelling, after the catalogue of the OOPS! scanner (Poveda-Villalón and others)."""

import re
from collections import defaultdict
from collections.abc import Iterator

from rdflib import URIRef
from rdflib.collection import Collection as RDFList
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from ontology.findings import STANDS_ON, TAKES, WARNING, Audited, Finding, Rule, local, short
from ontology.model import LANGUAGES
from ontology.namespaces import CSC

_UP = (RDFS.subClassOf, RDFS.subPropertyOf)
_EQUAL = (OWL.equivalentClass, OWL.equivalentProperty)


def synonyms(seen: Audited) -> Iterator[Finding]:
    """Two words for one thing are two labels, not two terms."""
    for terms in (seen.classes, seen.properties):
        by_label = defaultdict(list)
        for term in sorted(terms):
            by_label[seen.text(term, RDFS.label).casefold()].append(term)
        for label, same in by_label.items():
            for term in same[1:] if label else ():
                yield Finding("synonyms", str(term), f"“{label}” is the label of {short(same[0])} too")
    for cls, other in seen.triples.subject_objects(OWL.equivalentClass):
        if cls in seen.classes and other in seen.classes:
            yield Finding("synonyms", str(cls), f"equivalent to {short(other)}, which is ours too")


def is_relation(seen: Audited) -> Iterator[Finding]:
    """“Is” is rdf:type or rdfs:subClassOf."""
    for term in seen.relations:
        if local(term) in {"is", "isA", "isa"} or seen.text(term, RDFS.label) in {"is", "is a", "is an"}:
            yield Finding("is", str(term), "what it says is said by rdf:type or rdfs:subClassOf")


def unconnected(seen: Audited) -> Iterator[Finding]:
    """A class is tied to others: above or below one, or the end of a property."""
    tied = {each for pair in seen.triples.subject_objects(RDFS.subClassOf) for each in pair}
    tied |= {value for predicate in (*STANDS_ON, *TAKES) for value in seen.triples.objects(None, predicate)}
    for cls in seen.classes - tied:
        yield Finding("unconnected", str(cls), "no superclass, no subclass, and the end of no property")


def inverses(seen: Audited) -> Iterator[Finding]:
    """The inverse goes the other way: between the same classes, with the label that the inverse has."""
    for term, other in seen.triples.subject_objects(OWL.inverseOf):
        if term not in seen.relations or other not in seen.relations:
            continue
        if term == other:
            yield Finding("inverse", str(term), "inverse of itself: say owl:SymmetricProperty")
        for here, there in ((STANDS_ON, TAKES), (TAKES, STANDS_ON)):
            if not seen.related(seen.values(term, *here), seen.values(other, *there)):
                yield Finding(
                    "inverse", str(term), f"its ends are not those of its inverse {short(other)}, turned round"
                )
        for one, two in ((term, other), (other, term)):
            for lang in LANGUAGES:
                told, label = seen.text(one, CSC.inverseLabel, lang), seen.text(two, RDFS.label, lang)
                if told != label:
                    detail = f"inverse label in {lang} is “{told}”, its inverse is called “{label}”"
                    yield Finding("inverse", str(one), detail, WARNING)


def no_inverse(seen: Audited) -> Iterator[Finding]:
    """A relation can be read from its value."""
    named = {each for pair in seen.triples.subject_objects(OWL.inverseOf) for each in pair}
    for term in seen.relations - named:
        symmetric = (term, RDF.type, OWL.SymmetricProperty) in seen.triples
        if not symmetric and not seen.text(term, CSC.inverseLabel):
            yield Finding("no inverse", str(term), "no inverse is declared or named")


def cycles(seen: Audited) -> Iterator[Finding]:
    """No term lies below itself."""
    for predicate in _UP:
        for term, above in seen.triples.subject_objects(predicate):
            if term in seen.triples.transitive_objects(above, predicate):
                yield Finding("cycle", str(term), f"reaches itself by {local(predicate)}")


def merged(seen: Audited) -> Iterator[Finding]:
    """One class, one notion."""
    for cls in seen.classes:
        if re.search("[a-z](And|Or)[A-Z]", local(cls)):
            yield Finding("merged", str(cls), "two notions in one class")


def miscellaneous(seen: Audited) -> Iterator[Finding]:
    """A class for what fits nowhere says nothing."""
    for cls in seen.classes:
        if re.match("(Other|Misc|Miscellaneous|Unknown|Various)(?![a-z])", local(cls)):
            yield Finding("miscellaneous", str(cls), "a class for what fits nowhere else")


def disjointness(seen: Audited) -> Iterator[Finding]:
    """Without a disjointness no statement can clash with another."""
    if not any(predicate in (OWL.disjointWith, OWL.members) for predicate in seen.triples.predicates()):
        yield Finding("disjointness", str(CSC), "no two classes are said to be disjoint", WARNING)


def many_ends(seen: Audited) -> Iterator[Finding]:
    """Two rdfs:domain mean both at once, not one or the other."""
    for term in seen.properties:
        for predicate in (RDFS.domain, RDFS.range):
            if len(seen.values(term, predicate)) > 1:
                yield Finding("many ends", str(term), f"several {short(predicate)} mean all of them at once")


def annotations(seen: Audited) -> Iterator[Finding]:
    """A definition says more than the label, and is the definition of one term, in each language."""
    for term in seen.terms:
        label = seen.text(term, RDFS.label)
        if label.endswith(".") or len(label) > 60:
            yield Finding("annotations", str(term), f"“{label}” is a sentence, not a label")
    for lang in LANGUAGES:
        yield from _defined(seen, lang)


def _defined(seen: Audited, lang: str) -> Iterator[Finding]:
    texts = defaultdict(list)
    for term in sorted(seen.terms):
        label, definition = (seen.text(term, each, lang).casefold() for each in (RDFS.label, SKOS.definition))
        texts[definition].append(term)
        if definition and definition.strip(" .") == label:
            yield Finding("annotations", str(term), f"its definition is its label in {lang}")
    for definition, same in texts.items():
        for term in same[1:] if definition else ():
            yield Finding("annotations", str(term), f"has the definition of {short(same[0])} in {lang}")


def recursive(seen: Audited) -> Iterator[Finding]:
    """A term is not explained by itself."""
    for predicate in _EQUAL:
        for term, other in seen.triples.subject_objects(predicate):
            if term == other:
                yield Finding("recursive", str(term), f"{short(predicate)} itself")
    for term, chain in seen.triples.subject_objects(OWL.propertyChainAxiom):
        if all(step == term for step in RDFList(seen.triples, chain)):
            yield Finding("recursive", str(term), "a chain of nothing but itself: say owl:TransitiveProperty")


def equivalents(seen: Audited) -> Iterator[Finding]:
    """Equal properties stand on the same classes and take the same."""
    for term, other in seen.triples.subject_objects(OWL.equivalentProperty):
        for ends in (STANDS_ON, TAKES):
            theirs = seen.values(other, *ends) | {value for end in ends for value in seen.outside.objects(other, end)}
            if not seen.related(seen.values(term, *ends), theirs):
                yield Finding("equivalents", str(term), f"equal to {short(other)}, but between other classes")


def ends_meet(seen: Audited) -> Iterator[Finding]:
    """A symmetric or transitive property leads to things it can stand on."""
    for kind in (OWL.SymmetricProperty, OWL.TransitiveProperty):
        for term in seen.typed(kind):
            on, takes = seen.values(term, *STANDS_ON), seen.values(term, *TAKES)
            fits = on == takes if kind == OWL.SymmetricProperty else seen.related(on, takes)
            if on and takes and not fits:
                yield Finding("ends meet", str(term), f"{local(kind)}, but it leads to what it does not stand on")
    for turned, other in seen.triples.subject_objects(OWL.inverseOf):
        if (turned, RDF.type, OWL.SymmetricProperty) in seen.triples and turned != other:
            yield Finding("ends meet", str(turned), f"symmetric, yet {short(other)} is said to be its inverse")


def untyped(seen: Audited) -> Iterator[Finding]:
    """A class is declared as a class, a property as one sort of property."""
    sorts = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    for term in _used_as_property(seen):
        if len(seen.values(term, RDF.type) & set(sorts)) != 1:
            yield Finding("untyped", str(term), "used as a property, but not declared as one sort of property")
    for _, cls in seen.triples.subject_objects(RDF.type):
        if isinstance(cls, URIRef) and cls.startswith(CSC) and cls not in seen.classes:
            yield Finding("untyped", str(cls), "used as a class, but not declared as one")


def _used_as_property(seen: Audited) -> set[Node]:
    used = {each for each in seen.triples.predicates() if str(each).startswith(str(CSC))}
    return used | seen.typed(*(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty))


RULES = (
    Rule("synonyms", "one term for one notion", lambda seen: seen.classes | seen.properties, synonyms, "P02"),
    Rule("is", "no property for “is”", lambda seen: seen.relations, is_relation, "P03"),
    Rule("unconnected", "tied to other classes", lambda seen: seen.classes, unconnected, "P04"),
    Rule("inverse", "inverses are turned round", lambda seen: seen.relations, inverses, "P05 P25"),
    Rule("cycle", "no term below itself", lambda seen: seen.terms, cycles, "P06"),
    Rule("merged", "one class, one notion", lambda seen: seen.classes, merged, "P07"),
    Rule("disjointness", "some classes are disjoint", lambda seen: seen.classes, disjointness, "P10"),
    Rule("no inverse", "readable from its value", lambda seen: seen.relations, no_inverse, "P13"),
    Rule("many ends", "one rdfs:domain, one rdfs:range", lambda seen: seen.properties, many_ends, "P19"),
    Rule("annotations", "a definition is no label", lambda seen: seen.terms, annotations, "P20"),
    Rule("miscellaneous", "no class for the rest", lambda seen: seen.classes, miscellaneous, "P21"),
    Rule("recursive", "not explained by itself", lambda seen: seen.terms, recursive, "P24"),
    Rule("equivalents", "equal properties fit", lambda seen: seen.properties, equivalents, "P27 P31"),
    Rule("ends meet", "symmetric and transitive fit", lambda seen: seen.relations, ends_meet, "P26 P28 P29"),
    Rule("untyped", "declared as what it is", _used_as_property, untyped, "P34 P35"),
)
