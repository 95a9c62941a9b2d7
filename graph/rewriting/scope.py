"""Which variables the parts of a query bind, and which of them in every solution (SPARQL 1.1 Query, section 18.2.1)."""

import re
from collections.abc import Iterator

from graph.rewriting.tree import Bind, Block, Choice, Element, Group, Link, Part, Select, Steps, Term, Triple, Values

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


def visible(group: Group) -> list[str]:
    """The variables that a group can bind, in the order in which they are written."""
    return list(dict.fromkeys(_visible(group)))


def shown(query: Select) -> list[str]:
    """The columns of a query."""
    if query.star is None:
        return [item.variable for item in query.items]
    found = visible(query.where) if query.where else []
    return list(dict.fromkeys([*found, *(query.values.variables if query.values else ())]))


def _visible(group: Group) -> Iterator[str]:
    if group.query is not None:
        yield from shown(group.query)
    for element in group.elements:
        yield from _bound(element)


def _bound(element: Element) -> Iterator[str]:
    match element:
        case Block():
            for triple in element.triples:
                yield from variables(triple)
        case Bind():
            yield element.variable
        case Values():
            yield from element.variables
        case Choice():
            for each in element.groups:
                yield from _visible(each)
        case Part():
            if element.name is not None and element.name.kind == "variable":
                yield element.name.value
            if element.word != "MINUS":
                yield from _visible(element.group)
        case _:
            pass


def variables(triple: Triple) -> Iterator[str]:
    """The variables of a triple, as they stand."""
    middle = triple.steps.predicate if isinstance(triple.steps, Link) else None
    for term in (triple.subject, middle, triple.object):
        if term is not None and term.kind == "variable":
            yield term.value


def certain(element: Element) -> frozenset[str]:
    """The variables that have a value in every solution of an element."""
    match element:
        case Block():
            return frozenset(name for triple in element.triples for name in variables(triple))
        case Values():
            return element.certain
        case Choice():
            return frozenset.intersection(*(_certain(each) for each in element.groups))
        case Part(word="GRAPH"):
            name = element.name
            own = {name.value} if name is not None and name.kind == "variable" else frozenset[str]()
            return _certain(element.group) | own
        case _:
            return frozenset()


def _certain(group: Group) -> frozenset[str]:
    if group.query is not None:
        query = group.query
        if query.aggregates or query.where is None:
            return frozenset()
        computed = {item.variable for item in query.items if item.expression}
        return _certain(query.where) & (frozenset(shown(query)) - computed)
    return frozenset().union(*(certain(element) for element in group.elements))


def is_simple(steps: Steps) -> bool:
    """Whether this is one predicate or variable, not a path."""
    return isinstance(steps, Link)


def said_by(block: Block, name: str) -> str:
    """The IRI of a predicate whose objects alone a variable of a block can be, empty where there is none."""
    return saying(block, name)[0]


def saying(block: Block, name: str) -> tuple[str, str]:
    """The same, and the variable that says it, empty where that is none."""
    for triple in block.triples:
        named = triple.steps.predicate if isinstance(triple.steps, Link) else None
        if named is not None and named.kind == "iri" and is_known(named) and _is(triple.object, name):
            return named.value, triple.subject.value if triple.subject.kind == "variable" else ""
    return "", ""


def class_of(group: Group, name: str) -> tuple[Block | None, str]:
    """A class whose things alone a variable can be, and the triples that say so."""
    for block in group.elements:
        if not isinstance(block, Block) or not block.simple:
            continue
        for subject, steps, kind in block.triples:
            typed = isinstance(steps, Link) and steps.predicate.value == _TYPE and is_known(steps.predicate)
            if typed and _is(subject, name) and kind.kind == "iri" and is_known(kind):
                return block, kind.value
    return None, ""


def is_known(term: Term) -> bool:
    """Whether the IRI of a term is known as it stands, whatever the address of the service."""
    return bool(ABSOLUTE.match(term.value)) and "\\" not in term.value


def _is(term: Term, name: str) -> bool:
    return term.kind == "variable" and term.value == name
