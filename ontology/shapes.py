"""The shapes: what a thing of each class must have, may have, and in what form.

The files in `shapes/` state what the vocabulary cannot: what is required, how often, in what order. The rest is read
from the vocabulary, so that a property declared there appears here, and wherever shapes are shown, with nothing added.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from rdflib import SH, Graph, Literal, URIRef

from ontology.base import shipped
from ontology.catalogue import vocabulary
from ontology.completion import Range, Required, Told, Vocabulary, told
from ontology.model import model
from ontology.shacl import Writer
from ontology.shape_words import Words

FOLDER = Path(__file__).parent / "shapes"
_UNDER = ("violation", "warning", "info")  # the graver goes first


@dataclass(frozen=True)
class Constraint:
    """One property of one class: how many values, of what sort; `severity` is of what is required."""

    path: URIRef
    minimum: int = 0
    maximum: int | None = None
    classes: tuple[URIRef, ...] = ()
    datatypes: tuple[URIRef, ...] = ()
    code_list: URIRef | None = None
    pattern: str | None = None
    or_unknown: bool = False
    severity: str = "violation"
    messages: Mapping[str, str] = field(default_factory=dict)
    inherited_from: URIRef | None = None
    derived: bool = False


@dataclass(frozen=True)
class Rule:
    """What a query asks of the things of a class, in words and in SPARQL."""

    iri: URIRef
    severity: str
    messages: Mapping[str, str]
    select: str


@dataclass(frozen=True)
class Shape:
    """All that is asked of the things of one class, what its superclasses ask included."""

    iri: URIRef
    cls: URIRef
    constraints: tuple[Constraint, ...]
    queries: tuple[Rule, ...]


def files() -> tuple[Path, ...]:
    """The files that state shapes, in a stable order."""
    return tuple(sorted(FOLDER.glob("*.ttl")))


@cache
def stated() -> Graph:
    """What the files state; not to be changed by the caller."""
    triples = Graph()
    for path in files():
        triples.parse(data=shipped(path), format="turtle")
    return triples


@cache
def shapes() -> Mapping[URIRef, Shape]:
    """The shape of each class; `owl:Thing` has what may be said of anything."""
    known, everything = _shipped()
    words = Words(known)
    return {cls: _shape(cls, everything, known, words) for cls in everything}


@cache
def shapes_graph() -> Graph:
    """The completed shapes as SHACL, as they are served; not to be changed by the caller."""
    known, everything = _shipped()
    return Writer(known).write(everything, stated())


@cache
def _shipped() -> tuple[Vocabulary, Mapping[URIRef, Told]]:
    known = Vocabulary(vocabulary())
    return known, told(known, stated())


def completed(words: Graph, statements: Graph) -> Graph:
    """Statements of shapes, completed from a vocabulary."""
    known = Vocabulary(words)
    return Writer(known).write(told(known, statements), statements)


def _shape(cls: URIRef, everything: Mapping[URIRef, Told], known: Vocabulary, words: Words) -> Shape:
    merged: dict[URIRef, Constraint] = {}
    queries: dict[URIRef, Rule] = {}
    for source in known.lineage(cls):
        own = everything.get(source)
        if own is None:
            continue
        for constraint in _own(own, known, words, None if source == cls else source):
            merged[constraint.path] = _merged(merged.get(constraint.path), constraint)
        queries |= {query: _rule(query) for query in own.queries}
    order = model().order
    constraints = sorted(merged.values(), key=lambda each: (order(each.path), each.path))
    constraints = [replace(each, derived=known.is_derived(each.path)) for each in constraints]
    return Shape(everything[cls].iri, cls, tuple(constraints), tuple(queries.values()))


def _own(own: Told, known: Vocabulary, words: Words, inherited_from: URIRef | None) -> Iterator[Constraint]:
    for path in own.paths:
        taken = known.range(path)
        messages = words.takes(own.cls, path, taken)
        yield _of_range(path, taken, messages, inherited_from)
    for need in own.required:
        yield _of_need(need, words.needs(own.cls, need), inherited_from)
    for each in own.stated:
        patterns = [str(value) for predicate, value in each.parts if predicate == SH.pattern]
        yield Constraint(
            each.path, 0, each.maximum, pattern=patterns[0] if patterns else None, inherited_from=inherited_from
        )


def _of_range(path: URIRef, taken: Range, messages: Mapping[str, str], source: URIRef | None) -> Constraint:
    return Constraint(
        path, 0, None, taken.classes, taken.datatypes, taken.code_list, messages=messages, inherited_from=source
    )


def _of_need(need: Required, messages: Mapping[str, str], source: URIRef | None) -> Constraint:
    return Constraint(
        need.path,
        need.minimum,
        or_unknown=need.or_unknown,
        severity=need.severity,
        messages=messages,
        inherited_from=source,
    )


def _merged(known: Constraint | None, more: Constraint) -> Constraint:
    """Both together: the stricter number, the graver severity, and the sort of value that either tells."""
    if known is None:
        return more
    graver = max(known, more, key=lambda each: (each.minimum, -_UNDER.index(each.severity)))
    limits = [each for each in (known.maximum, more.maximum) if each is not None]
    return replace(
        graver,
        maximum=min(limits, default=None),
        classes=known.classes or more.classes,
        datatypes=known.datatypes or more.datatypes,
        code_list=known.code_list or more.code_list,
        pattern=known.pattern or more.pattern,
        messages=graver.messages or known.messages or more.messages,
        inherited_from=known.inherited_from,
    )


def _rule(query: URIRef) -> Rule:
    triples = stated()
    texts = (text for text in triples.objects(query, SH.message) if isinstance(text, Literal))
    messages = {str(text.language): str(text) for text in texts}
    severity = str(triples.value(query, SH.severity) or SH.Violation)
    return Rule(query, severity.rsplit("#", 1)[-1].lower(), messages, str(triples.value(query, SH.select)))
