"""The vocabulary as its reader sees it: each class and property with all that belongs to it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from ontology import catalogue
from ontology.external import outside
from ontology.iri import fold
from ontology.namespaces import CSC, SCHEMA
from ontology.saying import Said

CLASS, OBJECT, DATATYPE, ANNOTATION = "class", "object", "datatype", "annotation"
INDIVIDUAL = "individual"
_SORTS = {
    OWL.Class: CLASS,
    OWL.ObjectProperty: OBJECT,
    OWL.DatatypeProperty: DATATYPE,
    OWL.AnnotationProperty: ANNOTATION,
}
DOMAINS = (RDFS.domain, SCHEMA.domainIncludes)
RANGES = (RDFS.range, SCHEMA.rangeIncludes)
ALIGNING = (
    *(OWL.equivalentClass, OWL.equivalentProperty, RDFS.subClassOf, RDFS.subPropertyOf),
    *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, RDFS.seeAlso),
)
TRAITS = (OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.FunctionalProperty)
_NEAR = 0.6  # how like a name must be to be offered instead of one that is not there


class UndeclaredTerm(LookupError):
    """The vocabulary has no term of this name."""


@dataclass(frozen=True)
class Term:
    """One class, property or single thing: `Term(csc:Cluster, "Cluster", "class", "actors")`."""

    iri: URIRef
    name: str
    sort: str
    part: str

    @property
    def is_class(self) -> bool:
        """Whether it is a class, and not a property."""
        return self.sort == CLASS


@dataclass(frozen=True)
class Part:
    """One part of the model: its classes, properties and single things, each in the order of pages."""

    name: str
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Use:
    """A property as a class has it: on its own account, or from a class above."""

    property: URIRef
    inherited_from: URIRef | None


@dataclass(frozen=True)
class Alignment:
    """How a term of ours relates to one of another vocabulary."""

    relation: URIRef
    target: URIRef


class Reference:
    """All terms of the vocabulary, and how they hang together."""

    def __init__(self, triples: Graph, parts: Mapping[str, Graph]) -> None:
        self._triples = triples
        self._parts = parts

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Every term by its name, part by part."""
        found = (term for part in self._parts for term in self._of_part(part))
        return {term.name: term for term in found}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts that have terms."""
        made = []
        for name in self._parts:
            own = [term for term in self.terms.values() if term.part == name]
            if own:
                single = tuple(term for term in own if term.sort == INDIVIDUAL)
                properties = tuple(term for term in own if not term.is_class and term not in single)
                made.append(Part(name, tuple(term for term in own if term.is_class), properties, single))
        return tuple(made)

    def term(self, name: str) -> Term:
        """The term of this name; raises `UndeclaredTerm`, which names those that are most alike."""
        if name not in self.terms:
            near = self.near(name)
            alone = Said.of("term", "the vocabulary has no term “{name}”", name=name)
            template = "the vocabulary has no term “{name}”; near to it are: {known}"
            raise UndeclaredTerm(Said.of("term_near", template, name=name, known=", ".join(near)) if near else alone)
        return self.terms[name]

    def near(self, name: str) -> tuple[str, ...]:
        """The names most like one that is not there, capitals aside."""
        folded = {fold(each): each for each in self.terms}
        return tuple(folded[each] for each in get_close_matches(fold(name), folded, n=5, cutoff=_NEAR))

    def find(self, text: str) -> tuple[Term, ...]:
        """Terms with every word in their name, labels or definition; those named so come first."""
        words = fold(text).split()
        hits = []
        for place, term in enumerate(self.terms.values()):
            names, told = self._texts[term.name]
            if words and all(word in told for word in words):
                named = any(all(word in name for word in words) for name in names)
                hits.append((" ".join(words) not in names, not named, place, term))
        return tuple(term for *_, term in sorted(hits, key=lambda hit: hit[:3]))

    def find_iri(self, iri: Node) -> Term | None:
        """The term of an IRI, if it is ours."""
        found = self.terms.get(str(iri).removeprefix(str(CSC)))
        return found if found and found.iri == iri else None

    def labels(self, term: URIRef) -> dict[str, str]:
        """What a term is called, by language."""
        return self._said(term, RDFS.label)

    def definitions(self, term: URIRef) -> dict[str, str]:
        """What a term means, by language."""
        return self._said(term, SKOS.definition)

    def domain(self, term: URIRef) -> tuple[URIRef, ...]:
        """The classes on which a property stands."""
        return self._values(term, *DOMAINS)

    def range(self, term: URIRef) -> tuple[URIRef, ...]:
        """The classes or datatypes of a property's values."""
        return self._values(term, *RANGES)

    def code_lists(self, term: URIRef) -> tuple[URIRef, ...]:
        """The schemes that the values of a property come from."""
        return self._values(term, CSC.codeList)

    def types(self, term: URIRef) -> tuple[URIRef, ...]:
        """What a single thing is."""
        return tuple(each for each in self._values(term, RDF.type) if each != OWL.NamedIndividual)

    def above(self, term: URIRef) -> tuple[URIRef, ...]:
        """What a term is directly a narrower case of, ours and outside."""
        return self._values(term, RDFS.subClassOf, RDFS.subPropertyOf)

    def below(self, term: URIRef) -> tuple[Term, ...]:
        """Our terms that are directly a narrower case of this one."""
        found = {*self._triples.subjects(RDFS.subClassOf, term), *self._triples.subjects(RDFS.subPropertyOf, term)}
        return tuple(each for each in self.terms.values() if each.iri in found)

    def ancestors(self, cls: URIRef) -> tuple[URIRef, ...]:
        """The class, then all above it, nearest first, and at last `owl:Thing`."""
        seen: dict[URIRef, None] = {}
        level = [cls]
        while level:
            seen |= dict.fromkeys(level)
            level = [up for each in level for up in self._values(each, RDFS.subClassOf) if up not in seen]
        return (*(each for each in seen if each != OWL.Thing), OWL.Thing)

    def uses(self, cls: URIRef) -> tuple[Use, ...]:
        """The properties that stand on a class, its own first, then those of the classes above it."""
        return self._through(cls, self._by_domain)

    def incoming(self, cls: URIRef) -> tuple[Use, ...]:
        """The properties whose values are things of a class, or of one above it."""
        found = self._through(cls, self._by_range)
        return tuple(use for use in found if use.inherited_from != OWL.Thing)

    def inverses(self, term: URIRef) -> tuple[URIRef, ...]:
        """The properties that say the same read from the other end."""
        back = (each for each in self._triples.subjects(OWL.inverseOf, term) if isinstance(each, URIRef))
        return tuple(dict.fromkeys((*self._values(term, OWL.inverseOf), *back)))

    def chains(self, term: URIRef) -> tuple[tuple[URIRef, ...], ...]:
        """The chains of properties from which a property follows."""
        heads = self._triples.objects(term, OWL.propertyChainAxiom)
        lists = (Collection(self._triples, head) for head in heads)
        return tuple(sorted(tuple(step for step in each if isinstance(step, URIRef)) for each in lists))

    def traits(self, term: URIRef) -> tuple[URIRef, ...]:
        """What is true of a property as such: that it is transitive or symmetric."""
        return tuple(each for each in TRAITS if (term, RDF.type, each) in self._triples)

    def is_true(self, term: URIRef, annotation: URIRef) -> bool:
        """Whether an annotation such as `csc:derived` is set."""
        return any(str(value) == "true" for value in self._triples.objects(term, annotation))

    def alignments(self, term: URIRef) -> tuple[Alignment, ...]:
        """The terms of other vocabularies that this one relates to."""
        found = (Alignment(each, target) for each in ALIGNING for target in self._values(term, each))
        return tuple(each for each in found if not each.target.startswith(CSC) and each.target != OWL.Thing)

    def notes(self, term: URIRef, lang: str) -> tuple[Literal, ...]:
        """Remarks of the editors in a language; where there are none, those in English or in none."""
        said = (*self._triples.objects(term, SKOS.editorialNote), *self._triples.objects(term, SKOS.scopeNote))
        found = sorted(note for note in said if isinstance(note, Literal))
        mine = tuple(note for note in found if note.language == lang)
        return mine or tuple(note for note in found if note.language in {"en", None})

    def description(self, term: URIRef) -> Graph:
        """What the vocabulary says of a term, with the lists this needs."""
        triples = Graph()
        waiting: list[Node] = [term]
        while waiting:
            for triple in self._triples.triples((waiting.pop(), None, None)):
                triples.add(triple)
                if isinstance(triple[2], BNode):
                    waiting.append(triple[2])
        return triples

    def _said(self, term: URIRef, predicate: URIRef) -> dict[str, str]:
        found = (text for text in self._triples.objects(term, predicate) if isinstance(text, Literal))
        return {text.language or "": str(text) for text in sorted(found)}

    def relations(self) -> Iterator[tuple[Term, Term, Term]]:
        """Each class, property and class that the vocabulary joins, most important property first."""
        for term in self.terms.values():
            for start in self.domain(term.iri) if term.sort == OBJECT else ():
                for end in self.range(term.iri):
                    joined = self.find_iri(start), self.find_iri(end)
                    if joined[0] and joined[1]:
                        yield joined[0], term, joined[1]

    @cached_property
    def _texts(self) -> Mapping[str, tuple[frozenset[str], str]]:
        return {name: self._searched(term) for name, term in self.terms.items()}

    def _searched(self, term: Term) -> tuple[frozenset[str], str]:
        labels = {fold(str(label)) for label in self._triples.objects(term.iri, RDFS.label)} | {fold(term.name)}
        told = [fold(str(text)) for text in self._triples.objects(term.iri, SKOS.definition)]
        return frozenset(labels), "\n".join((*labels, *told))

    @cached_property
    def _by_domain(self) -> Mapping[URIRef, tuple[URIRef, ...]]:
        return self._grouped(DOMAINS)

    @cached_property
    def _by_range(self) -> Mapping[URIRef, tuple[URIRef, ...]]:
        return self._grouped(RANGES)

    def _grouped(self, predicates: Iterable[URIRef]) -> Mapping[URIRef, tuple[URIRef, ...]]:
        # Only what our files say: what outside ones say of their own properties would bury it.
        pairs = (pair for part in self._parts.values() for each in predicates for pair in part.subject_objects(each))
        found: dict[URIRef, set[URIRef]] = {}
        for term, cls in pairs:
            if isinstance(term, URIRef) and isinstance(cls, URIRef):
                found.setdefault(cls, set()).add(term)
        return {cls: tuple(sorted(own, key=self._rank)) for cls, own in found.items()}

    def _through(self, cls: URIRef, grouped: Mapping[URIRef, tuple[URIRef, ...]]) -> tuple[Use, ...]:
        uses: dict[URIRef, Use] = {}
        for above in self.ancestors(cls):
            for term in grouped.get(above, ()):
                uses.setdefault(term, Use(term, None if above == cls else above))
        return tuple(uses.values())

    def _of_part(self, part: str) -> list[Term]:
        triples = self._parts[part]
        sorts: dict[URIRef, str] = {}
        for subject, cls in triples.subject_objects(RDF.type):
            if isinstance(subject, URIRef) and subject.startswith(CSC):
                known = sorts.get(subject, INDIVIDUAL)
                sorts[subject] = _SORTS.get(URIRef(str(cls)), known) if known == INDIVIDUAL else known
        found = [Term(iri, str(iri).removeprefix(str(CSC)), sort, part) for iri, sort in sorts.items()]
        return sorted(found, key=lambda term: (not term.is_class, term.sort == INDIVIDUAL, self._rank(term.iri)))

    def _rank(self, term: URIRef) -> tuple[int, str]:
        order = self._triples.value(term, CSC.order)
        return int(str(order)) if order is not None else 1000, str(term)

    def _values(self, term: URIRef, *predicates: URIRef) -> tuple[URIRef, ...]:
        found = (
            sorted(each for each in self._triples.objects(term, p) if isinstance(each, URIRef)) for p in predicates
        )
        return tuple(dict.fromkeys(value for values in found for value in values))


@cache
def reference() -> Reference:
    """The reference of the shipped vocabulary."""
    return Reference(catalogue.vocabulary() + outside(), catalogue.parts())
