"""Rules of the audit: how our terms lean on those of other vocabularies, and the frame of the ontology itself."""

import re
from collections.abc import Iterator

from rdflib import URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN
from rdflib.term import Node

from ontology.findings import STANDS_ON, TAKES, TERMS, Audited, Finding, Rule, short
from ontology.namespaces import CSC, ID, ONTOLOGY

_BUILT_IN = (str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#")
_SAME_SORT = (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty, OWL.inverseOf)
_LEANS = (*_SAME_SORT, *STANDS_ON, *TAKES, OWL.disjointWith, SKOS.closeMatch, SKOS.exactMatch, SKOS.broadMatch)
_AXIOMS = (*_SAME_SORT, RDFS.domain, RDFS.range, OWL.disjointWith, OWL.propertyChainAxiom)
_CLASS, _RELATION, _VALUE, _NOTE, _ANY = "class", "object property", "datatype property", "annotation", "property"
_SORTS = {
    OWL.Class: _CLASS, RDFS.Class: _CLASS, RDFS.Datatype: _CLASS, OWL.ObjectProperty: _RELATION,
    OWL.DatatypeProperty: _VALUE, OWL.AnnotationProperty: _NOTE,
    OWL.SymmetricProperty: _RELATION, OWL.TransitiveProperty: _RELATION,
}  # fmt: skip
_WANTED = {
    OWL.versionInfo: "a number of the version", OWL.versionIRI: "an IRI of the version", DCTERMS.license: "a licence",
    DCTERMS.title: "a title", DCTERMS.creator: "a creator",
}  # fmt: skip


def exists(seen: Audited) -> Iterator[Finding]:
    """Each term that ours is aligned to stands in the vocabulary it comes from, and is a term of the same sort."""
    for term, predicate, target in _leaning(seen):
        sorts = _sorts(seen, target)
        if not sorts:
            yield Finding("alignment", str(term), f"{short(target)} is in no outside vocabulary that we hold")
        elif predicate in _SAME_SORT and not _fit(_sorts(seen, term), sorts):
            yield Finding(
                "alignment", str(term), f"{short(target)} is a term of another sort: {', '.join(sorted(sorts))}"
            )


def hijacking(seen: Audited) -> Iterator[Finding]:
    """What other vocabularies mean is theirs to say."""
    for predicate in _AXIOMS:
        for term, value in seen.triples.subject_objects(predicate):
            if isinstance(term, URIRef) and not str(term).startswith((str(CSC), str(ID))):
                yield Finding(
                    "hijacking",
                    str(term),
                    f"an axiom of ours about a term of others: {short(predicate)} {short(value)}",
                )


def frame(seen: Audited) -> Iterator[Finding]:
    """The ontology is declared with version, licence and namespace, and its IRI is no file's name."""
    if (ONTOLOGY, RDF.type, OWL.Ontology) not in seen.triples:
        yield Finding("frame", str(ONTOLOGY), "not declared as an ontology")
    for predicate, what in _WANTED.items():
        if not seen.values(ONTOLOGY, predicate):
            yield Finding("frame", str(ONTOLOGY), f"has not {what} ({short(predicate)})")
    for space in seen.values(ONTOLOGY, VANN.preferredNamespaceUri):
        if str(space) != str(CSC):
            yield Finding("frame", str(ONTOLOGY), f"names another namespace than its terms have: {space}")
    for iri in seen.triples.subjects(RDF.type, OWL.Ontology):
        if re.search(r"\.(ttl|owl|rdf|xml|n3|nt|jsonld)$", str(iri)):
            yield Finding("frame", str(iri), "its IRI is the name of a file")


def namespace(seen: Audited) -> Iterator[Finding]:
    """What says that we define it lies in our namespace."""
    for term in seen.triples.subjects(RDFS.isDefinedBy, ONTOLOGY):
        typed = seen.values(term, RDF.type) & set(TERMS)
        if typed and not str(term).startswith(str(CSC)):
            yield Finding("namespace", str(term), f"said to be defined by {ONTOLOGY}, but outside its namespace")


def _leaning(seen: Audited) -> list[tuple[URIRef, URIRef, Node]]:
    found = (
        (term, predicate, target)
        for predicate in _LEANS
        for term, target in seen.triples.subject_objects(predicate)
        if isinstance(term, URIRef) and term.startswith(CSC) and isinstance(target, URIRef)
    )
    return sorted(each for each in found if not str(each[2]).startswith((str(CSC), *_BUILT_IN)))


def _sorts(seen: Audited, term: Node) -> frozenset[str]:
    types = {*seen.outside.objects(term, RDF.type)}
    if str(term).startswith(str(CSC)):
        types |= seen.values(term, RDF.type)
    named = {_SORTS[each] for each in types if each in _SORTS and isinstance(each, URIRef)}
    return frozenset(named or ({_ANY} if types else ()))


def _fit(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours & theirs) or (_ANY in theirs and _CLASS not in ours)


RULES = (
    Rule("alignment", "what ours lean on exists", lambda seen: {each[2] for each in _leaning(seen)}, exists),
    Rule("hijacking", "no axiom about others' terms", lambda seen: set(seen.triples.subjects()), hijacking, "P40"),
    Rule("frame", "version, licence, namespace, IRI", lambda _: {ONTOLOGY}, frame, "P36 P37 P38 P41"),
    Rule("namespace", "what we define is in our namespace", lambda seen: seen.terms, namespace, "P39"),
)
