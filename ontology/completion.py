"""What is asked of each class: read from the vocabulary, and from the files that state the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.namespaces import CSC, SCHEMA, shorten

OR_UNKNOWN = CSC.orUnknown
CODE_LIST = CSC.codeList
_NO_RANGE = frozenset({OWL.Thing, RDFS.Resource, RDFS.Literal, RDF.Property, RDFS.Class, OWL.Class, RDFS.Datatype})
_PRESENCE = frozenset({SH.path, SH.minCount, SH.maxCount, SH.severity, SH.message, OR_UNKNOWN, RDF.type})
_SORTS = frozenset({SH["class"], SH.datatype, SH.node, SH["or"], SH["in"]})
_TEXTS = frozenset({RDF.langString, XSD.string})


class BadShape(ValueError):
    """A file of shapes states what is no shape, or nothing of a class that the vocabulary has."""


@dataclass(frozen=True)
class Range:
    """What a property takes; nothing given is anything."""

    classes: tuple[URIRef, ...] = ()
    datatypes: tuple[URIRef, ...] = ()
    code_list: URIRef | None = None

    def __bool__(self) -> bool:
        return bool(self.classes or self.datatypes or self.code_list)

    @property
    def is_text(self) -> bool:
        """Whether a text is among what it takes."""
        return not _TEXTS.isdisjoint(self.datatypes)


@dataclass(frozen=True)
class Required:
    """A property that things of a class should have, and how grave it is where it is missing."""

    path: URIRef
    minimum: int
    severity: str
    or_unknown: bool
    messages: tuple[Literal, ...] = ()


@dataclass(frozen=True)
class Stated:
    """Anything else that a file states of a property, in SHACL's own words."""

    path: URIRef
    maximum: int | None
    severity: URIRef
    parts: tuple[tuple[URIRef, Node], ...]
    messages: tuple[Literal, ...] = ()


@dataclass
class Told:
    """All that is said of one class itself."""

    iri: URIRef
    cls: URIRef
    paths: list[URIRef] = field(default_factory=list)
    required: list[Required] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    queries: list[URIRef] = field(default_factory=list)
    waived: set[URIRef] = field(default_factory=set)
    address: str | None = None

    def sorts(self) -> frozenset[URIRef]:
        """The properties whose sort of value a file states, in place of what the vocabulary says."""
        return frozenset(each.path for each in self.stated if any(part in _SORTS for part, _ in each.parts))


class Vocabulary:
    """The vocabulary as the shapes need it."""

    def __init__(self, triples: Graph) -> None:
        self.triples = triples
        self._lineages: dict[URIRef, tuple[URIRef, ...]] = {}

    @cached_property
    def classes(self) -> tuple[URIRef, ...]:
        """Our classes."""
        return tuple(sorted(_ours(self.triples.subjects(RDF.type, OWL.Class))))

    @cached_property
    def properties(self) -> tuple[URIRef, ...]:
        """The properties that say on what they stand, or what they take."""
        told = (RDFS.domain, RDFS.range, SCHEMA.domainIncludes, SCHEMA.rangeIncludes)
        found = {each for predicate in told for each in self.triples.subjects(predicate)}
        return tuple(sorted(each for each in found if isinstance(each, URIRef) and self._says(each)))

    def stands_on(self, path: URIRef) -> tuple[URIRef, ...]:
        """The classes that a property is used on, without those that lie below another of them."""
        found = set(self._told(path, RDFS.domain, SCHEMA.domainIncludes))
        return tuple(sorted(cls for cls in found if not found & (set(self.lineage(cls)) - {cls})))

    def range(self, path: URIRef) -> Range:
        """What a property takes."""
        found = sorted(set(self._told(path, RDFS.range, SCHEMA.rangeIncludes)) - _NO_RANGE)
        datatypes = tuple(each for each in found if each.startswith(str(XSD)) or each in _TEXTS)
        classes = tuple(each for each in found if each not in datatypes)
        code_list = self.triples.value(path, CODE_LIST)
        return Range(classes, datatypes, code_list if isinstance(code_list, URIRef) else None)

    def sort(self, path: URIRef) -> Range:
        """What a property takes that names nothing: a text, unless its values are things."""
        return Range() if (path, RDF.type, OWL.ObjectProperty) in self.triples else Range((), (XSD.string,))

    def lineage(self, cls: URIRef) -> tuple[URIRef, ...]:
        """The class and our classes above it, nearest first."""
        if cls not in self._lineages:
            self._lineages[cls] = self._lineage(cls)
        return self._lineages[cls]

    def _lineage(self, cls: URIRef) -> tuple[URIRef, ...]:
        found: dict[URIRef, None] = {cls: None}
        waiting = [cls]
        while waiting:
            above = sorted(_ours(self.triples.objects(waiting.pop(0), RDFS.subClassOf)))
            waiting += [each for each in above if each not in found]
            found |= dict.fromkeys(above)
        return tuple(found)

    def below(self, cls: URIRef) -> tuple[URIRef, ...]:
        """Our classes that lie below a class, itself included."""
        return tuple(each for each in self.classes if cls in self.lineage(each))

    def is_derived(self, path: URIRef) -> bool:
        """Whether statements with a property only follow from others."""
        return (path, CSC.derived, Literal(True)) in self.triples

    def _says(self, path: URIRef) -> bool:
        return is_ours(path) or any(map(is_ours, self._iris(path, SCHEMA.domainIncludes)))

    def _told(self, path: URIRef, strict: URIRef, included: URIRef) -> Iterator[URIRef]:
        # What an outside vocabulary says of its own terms is for reasoning; it was not written to be checked.
        if is_ours(path):
            yield from self._iris(path, strict)
        yield from self._iris(path, included)

    def _iris(self, path: URIRef, predicate: URIRef) -> Iterator[URIRef]:
        yield from (each for each in self.triples.objects(path, predicate) if isinstance(each, URIRef))


def told(known: Vocabulary, statements: Graph) -> dict[URIRef, Told]:
    """What is asked of each of our classes, and of anything (`owl:Thing`); raises `BadShape`."""
    everything = {cls: Told(CSC[f"{local(cls)}Shape"], cls) for cls in (*known.classes, OWL.Thing)}
    for path in known.properties:
        for cls in known.stands_on(path):
            if cls in everything:
                everything[cls].paths.append(path)
    for shape, aim in sorted(statements.subject_objects(SH.targetClass)):
        own = everything.get(URIRef(str(aim)))
        if own is None:
            raise BadShape(f"{shape} is of {aim}, which is no class of the vocabulary")
        _read(shape, own, statements)
    _spread(everything, known)
    return everything


def _read(shape: Node, own: Told, statements: Graph) -> None:
    for block in statements.objects(shape, SH.property):
        path = statements.value(block, SH.path)
        if not isinstance(path, URIRef):
            raise BadShape(f"{shape} has a property without a path")
        _read_block(block, path, own, statements)
    pattern = statements.value(shape, SH.pattern)
    own.address = str(pattern) if pattern is not None else own.address
    own.queries += sorted(each for each in statements.objects(shape, SH.sparql) if isinstance(each, URIRef))
    own.required.sort(key=lambda need: need.path)
    own.stated.sort(key=lambda each: (each.path, str(each.parts), each.maximum or 0))


def _read_block(block: Node, path: URIRef, own: Told, statements: Graph) -> None:
    severity = statements.value(block, SH.severity) or SH.Violation
    messages = tuple(text for text in statements.objects(block, SH.message) if isinstance(text, Literal))
    minimum, maximum = (_number(statements.value(block, each)) for each in (SH.minCount, SH.maxCount))
    or_unknown = (block, OR_UNKNOWN, Literal(True)) in statements
    if minimum:
        name = str(severity).rsplit("#", 1)[-1].lower()
        own.required.append(Required(path, minimum, name, or_unknown, messages))
    elif minimum == 0:
        own.waived.add(path)
    parts = tuple((p, o) for p, o in statements.predicate_objects(block) if p not in _PRESENCE)
    if parts or maximum is not None:
        # A block that also says what is required lends its severity to that alone.
        kept = SH.Violation if minimum else severity
        own.stated.append(Stated(path, maximum, URIRef(str(kept)), tuple(sorted(parts)), messages))  # type: ignore[arg-type]


def _spread(everything: dict[URIRef, Told], known: Vocabulary) -> None:
    """What is asked of every thing that has a page is asked of each topmost class that has pages."""
    common = everything[OWL.Thing]
    needs, common.required = common.required, []
    paged = {cls for cls in known.classes if (cls, CSC.kind, None) in known.triples}
    for cls in sorted(paged):
        above = set(known.lineage(cls)) - {cls}
        for need in needs:
            waived = any(need.path in everything[each].waived for each in (cls, *above))
            stated = any(need.path == other.path for other in everything[cls].required)
            if not above & paged and not waived and not stated:
                everything[cls].required.append(need)


def _number(value: Node | None) -> int | None:
    return int(value) if isinstance(value, Literal) else None


def is_ours(term: Node) -> bool:
    """Whether a term is one of our vocabulary."""
    return isinstance(term, URIRef) and term.startswith(str(CSC))


def _ours(terms: Iterable[Node]) -> Iterator[URIRef]:
    yield from (each for each in terms if isinstance(each, URIRef) and is_ours(each))


def local(term: URIRef) -> str:
    """The name of a term within the IRI of a shape: `signedOn`, `dcterms-title`."""
    return shorten(term).removeprefix("csc:").replace(":", "-").replace("owl-", "")
