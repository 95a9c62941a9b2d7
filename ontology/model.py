"""A read-only view of the vocabulary: which kinds of thing there are, and what terms are called."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from ontology.catalogue import vocabulary
from ontology.namespaces import CSC, ID
from ontology.saying import Said

LANGUAGES = ("en", "pt", "it", "ro")


@dataclass(frozen=True)
class Kind:
    """A kind of thing that has pages: `cluster`, listed at `/clusters`, IRIs starting with `prefix`."""

    name: str
    collection: str
    cls: URIRef
    prefix: str
    order: int
    further: tuple[str, ...] = ()

    def iri(self, slug: str) -> URIRef:
        """The thing at a slug; `nace2.1-6201` has the further prefix that ends in `nace2.1/`, `6201` the usual one."""
        for prefix in self.further:
            if slug.startswith(_version(prefix)):
                return URIRef(prefix + slug.removeprefix(_version(prefix)))
        return URIRef(self.prefix + slug)

    def slug(self, iri: str) -> str | None:
        """The last part of the address of a thing of this kind; None for what is none."""
        if iri.startswith(self.prefix):
            return iri.removeprefix(self.prefix)
        prefix = next((each for each in self.further if iri.startswith(each)), None)
        return _version(prefix) + iri.removeprefix(prefix) if prefix else None


def _version(prefix: str) -> str:
    return prefix.rstrip("/").rpartition("/")[2] + "-"


@dataclass(frozen=True)
class Property:
    """A property, and whether its values are things."""

    iri: URIRef
    is_link: bool


@dataclass(frozen=True)
class Located:
    """A thing found by its IRI: its kind and the last part of its address."""

    kind: Kind
    slug: str


class UnknownKind(LookupError):
    """No class of the vocabulary declares this kind or collection."""


def preferred(lang: str) -> tuple[str, ...]:
    """The languages a reader is served in: the asked one, then the declared order, then text without a language."""
    return (lang, *LANGUAGES, "")


def pick(labels: Mapping[str, str], lang: str) -> tuple[str, str] | None:
    """The best label and its language: the asked one, then the declared order, then none, then any."""
    for candidate in preferred(lang):
        if candidate in labels:
            return labels[candidate], candidate
    return next(((text, tag) for tag, text in sorted(labels.items())), None)


class Model:
    """The vocabulary as the rest of the program sees it."""

    def __init__(self, triples: Graph) -> None:
        self._triples = triples

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Every kind, most important first."""
        found = (self._kind(cls, str(name)) for cls, name in self._triples.subject_objects(CSC.kind))
        return tuple(sorted(found, key=lambda kind: (kind.order, kind.name)))

    def kind(self, name: str) -> Kind:
        """The kind of this name; raises `UnknownKind`."""
        return self._find(name, {kind.name: kind for kind in self.kinds})

    def collection(self, name: str) -> Kind:
        """The kind listed under this collection; raises `UnknownKind`."""
        return self._find(name, {kind.collection: kind for kind in self.kinds})

    def locate(self, iri: str) -> Located | None:
        """Kind and slug of an IRI of ours, or of an outside IRI that we describe."""
        name, slash, slug = iri.removeprefix(str(ID)).partition("/")
        if iri.startswith(ID) and slash and name in self._by_name:
            return self._located(self._by_name[name], slug)
        for kind in self._outside:
            if outside := kind.slug(iri):
                return self._located(kind, outside)
        return None

    @staticmethod
    def _located(kind: Kind, slug: str) -> Located | None:
        # What stands below a thing, such as its geometry, has no page of its own.
        return Located(kind, slug) if slug and "/" not in slug else None

    def labels(self, term: URIRef, predicate: URIRef | None = None) -> dict[str, str]:
        """The labels of a term by language."""
        predicates = (predicate,) if predicate else (RDFS.label, SKOS.prefLabel)
        found = (label for each in predicates for label in self._triples.objects(term, each))
        return {label.language or "": str(label) for label in found if isinstance(label, Literal)}

    def label(self, term: URIRef, lang: str, predicate: URIRef | None = None) -> str | None:
        """The label of a term in a language or the next best; None where it has none."""
        best = pick(self.labels(term, predicate), lang)
        return best[0] if best else None

    def definition(self, term: URIRef, lang: str) -> str | None:
        """The definition of a term, in English where the language asked for has none."""
        return self.label(term, lang, SKOS.definition)

    def order(self, term: URIRef) -> int:
        """Where a class or property stands on a page; what declares nothing comes last."""
        value = self._triples.value(term, CSC.order)
        return int(value) if isinstance(value, Literal) else 1000

    def superclasses(self, cls: URIRef) -> frozenset[URIRef]:
        """The class itself and all classes above it."""
        return frozenset(c for c in self._triples.transitive_objects(cls, RDFS.subClassOf) if isinstance(c, URIRef))

    def subclasses(self, cls: URIRef) -> frozenset[URIRef]:
        """The class itself and all classes below it."""
        return frozenset(c for c in self._triples.transitive_subjects(RDFS.subClassOf, cls) if isinstance(c, URIRef))

    @cached_property
    def shortcuts(self) -> frozenset[URIRef]:
        """The derived properties that pages leave out, as another relation there says it better."""
        marked = self._triples.subject_objects(CSC.shortcut)
        return frozenset(term for term, value in marked if isinstance(term, URIRef) and str(value) == "true")

    @cached_property
    def properties(self) -> Mapping[str, Property]:
        """Every property by the last part of its IRI; where two end alike, ours is meant."""
        kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        found = {term for each in kinds for term in self._triples.subjects(RDF.type, each) if isinstance(term, URIRef)}
        return {
            re.split(r"[#/]", term)[-1]: Property(term, (term, RDF.type, OWL.ObjectProperty) in self._triples)
            for term in sorted(found, key=lambda term: (term.startswith(CSC), term))
        }

    def declares(self, term: URIRef) -> bool:
        """Whether the vocabulary says anything of a term."""
        return (term, RDF.type, None) in self._triples

    @cached_property
    def _by_name(self) -> Mapping[str, Kind]:
        return {kind.name: kind for kind in self.kinds}

    @cached_property
    def _outside(self) -> Iterable[Kind]:
        return tuple(kind for kind in self.kinds if not kind.prefix.startswith(ID))

    def _kind(self, cls: object, name: str) -> Kind:
        term = URIRef(str(cls))
        # The shortest prefix is the one whose things need no further mark in their address.
        prefixes = sorted(
            (str(each) for each in self._triples.objects(term, CSC.iriPrefix)), key=lambda text: (len(text), text)
        )
        prefix, *further = prefixes or [ID[f"{name}/"]]
        collection = self._triples.value(term, CSC.collection) or name
        return Kind(name, str(collection), term, str(prefix), self.order(term), tuple(further))

    @staticmethod
    def _find(name: str, kinds: Mapping[str, Kind]) -> Kind:
        if name not in kinds:
            template = "“{name}” is not a kind of thing here; there are: {known}"
            raise UnknownKind(Said.of("kind", template, name=name, known=", ".join(kinds)))
        return kinds[name]


@cache
def model() -> Model:
    """The model of the shipped vocabulary."""
    return Model(vocabulary())
