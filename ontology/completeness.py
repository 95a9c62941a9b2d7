"""Rules of the audit: what must be said of each term, and said once."""

import re
from collections import Counter
from collections.abc import Iterator

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from ontology.findings import PROPERTIES, STANDS_ON, TAKES, WARNING, Audited, Finding, Rule, local, short
from ontology.model import LANGUAGES
from ontology.namespaces import CSC, ID, ONTOLOGY

_OURS = (str(CSC), str(ID["concept/"]), str(ID["scheme/"]))
_STYLES = (((OWL.Class,), "[A-Z][A-Za-z]*", "ClassCase"), (PROPERTIES, "[a-z][A-Za-z]*", "propertyCase"))
# What goes on with a placeholder in braces names no term yet.
_MENTION = re.compile(r"\b(csc:[A-Za-z]\w*|id:(?:concept|scheme)/[a-z0-9-]*[a-z0-9](?![a-z0-9-]*\{))")
_DECLARED = re.compile(r"^(csc:\w+) a sh:", re.MULTILINE)  # shapes have names of their own
_DATA = re.compile(r"\.(toml|rq|ru|ttl)$|^ingest/")  # what fills, asks for, derives or requires; the rest handles


def labels(seen: Audited) -> Iterator[Finding]:
    """One label in each language, and what lists and inverses are called."""
    for term, predicate in sorted(_labelled(seen)):
        has = _spoken(seen, term, predicate)
        for lang in LANGUAGES:
            if has[lang] != 1:
                yield Finding("labels", str(term), f"{has[lang]} values of {local(predicate)} in {lang}, one expected")


def letters(seen: Audited) -> Iterator[Finding]:
    """Romanian has a comma below s and t; many keyboards type a cedilla."""
    for term, text in seen.triples.subject_objects():
        if isinstance(text, Literal) and text.language == "ro" and set(text) & set("şţŞŢ"):
            yield Finding("letters", str(term), f"cedilla instead of comma below in “{text}”")


def definitions(seen: Audited) -> Iterator[Finding]:
    """Each term, concept and scheme has one definition in each language and says by whom."""
    schemes = set(seen.triples.subjects(RDF.type, SKOS.ConceptScheme))
    for term in seen.terms | seen.concepts | schemes:
        has = _spoken(seen, term, SKOS.definition)
        for lang in LANGUAGES:
            if has[lang] != 1:
                yield Finding("definition", str(term), f"{has[lang]} definitions in {lang}, one expected")
        if (term, RDFS.isDefinedBy, ONTOLOGY) not in seen.triples:
            yield Finding("definition", str(term), f"not defined by {ONTOLOGY}")


def concepts(seen: Audited) -> Iterator[Finding]:
    """Each concept stands in a scheme that is declared, and stands at the top only of its own."""
    schemes = set(seen.triples.subjects(RDF.type, SKOS.ConceptScheme))
    for concept in seen.triples.subjects(RDF.type, SKOS.Concept):
        within = seen.values(concept, SKOS.inScheme)
        if not schemes & within:
            yield Finding("concept", str(concept), "in no scheme that is declared")
        for scheme in seen.values(concept, SKOS.topConceptOf) - within:
            yield Finding("concept", str(concept), f"at the top of {short(scheme)}, but not in it")


def dangling(seen: Audited) -> Iterator[Finding]:
    """What is used is declared, in the vocabulary and in the texts."""
    for term in {node for triple in seen.triples for node in triple if isinstance(node, URIRef)}:
        if str(term).startswith(_OURS) and (term, RDF.type, None) not in seen.triples:
            yield Finding("dangling", str(term), "used, but not declared")
    shapes = {term for name, text in seen.texts.items() if name.endswith(".ttl") for term in _DECLARED.findall(text)}
    for name, text in seen.texts.items():
        for mention in sorted(set(_MENTION.findall(text)) - shapes):
            term = CSC[mention[4:]] if mention.startswith("csc:") else ID[mention[3:]]
            if (term, RDF.type, None) not in seen.triples:
                yield Finding("dangling", str(term), f"used in {name}, but not declared")


def kinds(seen: Audited) -> Iterator[Finding]:
    """Names of kinds and collections are used once, for they stand in addresses."""
    for predicate in (CSC.kind, CSC.collection):
        uses = Counter(str(value) for value in seen.triples.objects(None, predicate))
        for cls, value in seen.triples.subject_objects(predicate):
            if uses[str(value)] > 1:
                yield Finding("kinds", str(cls), f"{local(predicate)} “{value}” is used {uses[str(value)]} times")
    for cls in set(seen.triples.subjects(CSC.kind)):
        for predicate in {CSC.collection, CSC.order} - set(seen.triples.predicates(cls)):
            yield Finding("kinds", str(cls), f"has a kind but no {local(predicate)}")


def naming(seen: Audited) -> Iterator[Finding]:
    """Classes are in ClassCase, properties in propertyCase."""
    for types, pattern, style in _STYLES:
        for term in seen.typed(*types):
            if not re.fullmatch(pattern, local(term)):
                yield Finding("naming", str(term), f"not in {style}")


def used_with(seen: Audited) -> Iterator[Finding]:
    """A property says on which class it stands and what it takes."""
    for term in seen.properties:
        for predicates, question in ((STANDS_ON, "where it stands"), (TAKES, "what it takes")):
            if not seen.values(term, *predicates):
                yield Finding("domain and range", str(term), f"does not say {question}")


def code_lists(seen: Audited) -> Iterator[Finding]:
    """A property whose values are concepts of ours says of which list."""
    for term in seen.properties:
        lists = seen.values(term, CSC.codeList)
        if (term, RDFS.range, SKOS.Concept) in seen.triples and not lists:
            detail = "takes a concept of no list; where any concept will do, say so by schema:rangeIncludes"
            yield Finding("code lists", str(term), detail)
        for scheme in lists:
            if not seen.values(scheme, RDF.type) & {SKOS.ConceptScheme, CSC.CodeList}:
                yield Finding("code lists", str(term), f"{short(scheme)} is no scheme that is declared")
    named = set(seen.triples.objects(None, CSC.codeList))
    for scheme in set(seen.triples.subjects(RDF.type, CSC.CodeList)) - named:
        if not any(local(scheme) in text for name, text in seen.texts.items() if _DATA.search(name)):
            yield Finding("code lists", str(scheme), "is the list of no property and named by no text", WARNING)


def unused(seen: Audited) -> Iterator[Finding]:
    """A term has a use: something speaks of it, a class has pages, a property stands on a class."""
    uses = {*seen.triples.objects(), *seen.triples.predicates(), *seen.triples.subjects(CSC.kind)}
    uses |= {each for each in seen.properties if seen.values(each, *STANDS_ON)}
    for term in seen.terms - uses:
        if local(term) not in seen.mentions:
            yield Finding("unused", str(term), "no class, property, code list or text makes use of it")


def unasked(seen: Audited) -> Iterator[Finding]:
    """A property is filled, asked for, derived or required somewhere."""
    if not seen.texts:
        return
    for term in seen.properties:
        told = seen.mentions.get(local(term), frozenset())
        follows = seen.values(term, OWL.inverseOf, OWL.propertyChainAxiom)
        if not follows and not any(_DATA.search(name) for name in told):
            yield Finding("unasked", str(term), "no mapping, query, rule or shape names it", WARNING)


def _labelled(seen: Audited) -> Iterator[tuple[Node, URIRef]]:
    labelled = {term for term in seen.triples.subjects(RDFS.label) if isinstance(term, URIRef)}
    yield from ((term, RDFS.label) for term in seen.terms | labelled)
    yield from ((term, SKOS.prefLabel) for term in set(seen.triples.subjects(RDF.type, SKOS.Concept)))
    yield from ((term, DCTERMS.title) for term in set(seen.triples.subjects(RDF.type, SKOS.ConceptScheme)))
    yield from ((term, CSC.collectionLabel) for term in set(seen.triples.subjects(CSC.kind)))
    yield from ((term, CSC.inverseLabel) for term in seen.relations)


def _spoken(seen: Audited, term: Node, predicate: URIRef) -> Counter[str | None]:
    """How many texts there are in each language."""
    return Counter(text.language for text in seen.triples.objects(term, predicate) if isinstance(text, Literal))


def _listed(seen: Audited) -> list[Node]:
    return [*seen.triples.subjects(RDF.type, CSC.CodeList), *seen.triples.subjects(CSC.codeList)]


RULES = (
    Rule("labels", "one label in each language", lambda seen: {term for term, _ in _labelled(seen)}, labels, "P08"),
    Rule("letters", "Romanian letters with a comma below", lambda seen: seen.terms | seen.concepts, letters),
    Rule("definition", "defined in each language, by us", lambda seen: seen.terms | seen.concepts, definitions, "P08"),
    Rule("concept", "in a scheme that is declared", lambda seen: seen.concepts, concepts),
    Rule("dangling", "what is used is declared", lambda seen: seen.terms | seen.concepts, dangling, "P34 P35"),
    Rule("kinds", "names in addresses are used once", lambda seen: set(seen.triples.subjects(CSC.kind)), kinds),
    Rule("naming", "ClassCase and propertyCase", lambda seen: seen.terms, naming, "P22"),
    Rule("domain and range", "where it stands, what it takes", lambda seen: seen.properties, used_with, "P11"),
    Rule("code lists", "concepts come from a named list", _listed, code_lists),
    Rule("unused", "each term has a use", lambda seen: seen.terms, unused),
    Rule("unasked", "filled, asked for, derived or required", lambda seen: seen.properties, unasked),
)
