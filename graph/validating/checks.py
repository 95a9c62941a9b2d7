"""SHACL shapes compiled to queries, each of which finds what does not conform."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rdflib import DCTERMS, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from graph.validating.conditions import Conditions, UnsupportedShape, term

# What a shape says that asks for nothing by itself.
_PLAIN = frozenset(
    {
        *(RDF.type, RDFS.label, SH.path, SH.name, SH.order, SH.severity, SH.message, SH.targetClass),
        *(SH.targetSubjectsOf, SH.property, SH.flags, DCTERMS.subject),
    }
)
_BODY = re.compile(r"^\s*SELECT(?:\s+DISTINCT)?((?:\s+\?\w+)+)\s+WHERE\s*\{", re.IGNORECASE)
AIM = "#aim#"  # where a query says what it is about, the class in `?class`


class Target(NamedTuple):
    """What a shape aims at: the things of a class, or all that has a property."""

    predicate: URIRef
    term: URIRef


@dataclass(frozen=True)
class Check:
    """One constraint of one shape. The body finds it broken; what is the same for many classes is asked once."""

    shape: URIRef
    component: URIRef
    severity: URIRef
    path: URIRef | None
    about: URIRef | None
    target: Target
    body: str
    needs: frozenset[URIRef]  # the properties without which nothing can be found
    messages: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)


class Compiler:
    """Reads the shapes of a graph; raises `UnsupportedShape` for what it cannot check."""

    def __init__(self, triples: Graph) -> None:
        self._triples = triples
        self._conditions = Conditions(triples)

    def compile(self) -> tuple[Check, ...]:
        """Every constraint of every shape that aims at something."""
        return tuple(check for shape in sorted(self._aimed()) for check in self._of_node(shape))

    def _aimed(self) -> set[URIRef]:
        aimed = {*self._triples.subjects(SH.targetClass), *self._triples.subjects(SH.targetSubjectsOf)}
        return {shape for shape in aimed if isinstance(shape, URIRef)}

    def _targets(self, shape: URIRef) -> Iterator[Target]:
        for predicate in (SH.targetClass, SH.targetSubjectsOf):
            for aim in self._triples.objects(shape, predicate):
                yield Target(predicate, URIRef(str(aim)))

    def _of_node(self, shape: URIRef) -> Iterator[Check]:
        for target in self._targets(shape):
            for predicate, value in self._asked(shape):
                if predicate == SH.sparql:
                    yield self._of_query(shape, target, value)
                elif self._conditions.supports(predicate):
                    condition = self._conditions.of_value(shape, predicate, value, "?this")
                    body = f"SELECT ?class ?this ?value WHERE {{ {AIM} FILTER(!({condition})) BIND(?this AS ?value) }}"
                    yield self._check(shape, predicate, target, None, body, frozenset())
                else:
                    raise UnsupportedShape(f"{shape} asks for {predicate}, which is not checked here")
            for each in self._triples.objects(shape, SH.property):
                yield from self._of_property(URIRef(str(each)), target)

    def _of_property(self, shape: URIRef, target: Target) -> Iterator[Check]:
        path = self._triples.value(shape, SH.path)
        if not isinstance(path, URIRef):
            raise UnsupportedShape(f"{shape} has no plain path")
        for predicate, value in self._asked(shape):
            if predicate in {SH.minCount, SH.hasValue}:
                body = _missing(path, predicate, value)
                yield self._check(shape, predicate, target, path, body, frozenset())
            else:
                body = self._broken(shape, path, predicate, value)
                yield self._check(shape, predicate, target, path, body, frozenset({path}))

    def _broken(self, shape: URIRef, path: URIRef, predicate: URIRef, value: Node) -> str:
        """What finds a thing and a value by the property itself, whatever class the thing is of."""
        has = f"?this {term(path)} ?value"
        if self._conditions.supports(predicate):
            condition = self._conditions.of_value(shape, predicate, value, "?value")
            return f"SELECT DISTINCT ?this ?value WHERE {{ {has} FILTER(!({condition})) }}"
        if predicate == SH.maxCount:
            return f"SELECT ?this WHERE {{ {has} }} GROUP BY ?this HAVING(COUNT(DISTINCT ?value) > {int(str(value))})"
        if predicate == SH.uniqueLang:
            return (
                f"SELECT ?this WHERE {{ {has} FILTER(isLiteral(?value)) BIND(LCASE(LANG(?value)) AS ?lang) "
                'FILTER(?lang != "") } GROUP BY ?this ?lang HAVING(COUNT(DISTINCT ?value) > 1)'
            )
        if predicate in {SH.lessThanOrEquals, SH.lessThan}:
            sign = "<=" if predicate == SH.lessThanOrEquals else "<"
            return (
                f"SELECT DISTINCT ?this ?value WHERE {{ {has} ; {term(value)} ?other "
                f"FILTER(!COALESCE(?value {sign} ?other, false)) }}"
            )
        raise UnsupportedShape(f"{shape} asks for {predicate}, which is not checked here")

    def _of_query(self, shape: URIRef, target: Target, query: Node) -> Check:
        select = str(self._triples.value(query, SH.select)).replace("$this", "?this")
        body, found = _BODY.subn(rf"SELECT DISTINCT ?class\1 WHERE {{ {AIM} ", select, count=1)
        if not found:
            raise UnsupportedShape(f"the query of {shape} is not of the form SELECT … WHERE {{ … }}")
        return self._check(shape, SH.sparql, target, None, body, frozenset())

    def _asked(self, shape: URIRef) -> list[tuple[URIRef, Node]]:
        said = sorted(self._triples.predicate_objects(shape))
        return [(URIRef(str(p)), o) for p, o in said if p not in _PLAIN and o != Literal(False)]

    def _check(
        self,
        shape: URIRef,
        predicate: URIRef,
        target: Target,
        path: URIRef | None,
        body: str,
        needs: frozenset[URIRef],
    ) -> Check:
        about = path or self._triples.value(shape, DCTERMS.subject)
        severity = self._triples.value(shape, SH.severity) or SH.Violation
        texts = (text for text in self._triples.objects(shape, SH.message) if isinstance(text, Literal))
        return Check(
            shape,
            _component(predicate),
            URIRef(str(severity)),
            path,
            about if isinstance(about, URIRef) else None,
            target,
            body,
            needs,
            {str(text.language): str(text) for text in texts},
        )


def queries(checks: Iterable[Check]) -> Iterator[tuple[str, Mapping[URIRef, Check]]]:
    """The queries to run, and the check that a row belongs to by its `?class`."""
    groups: dict[tuple[str, URIRef, URIRef | None], dict[URIRef, list[Check]]] = {}
    for check in checks:
        group = groups.setdefault((check.body, check.target.predicate, check.path), {})
        group.setdefault(check.target.term, []).append(check)
    for (body, aimed, _), by_term in groups.items():
        # Two shapes of one class may ask the same; each has its own results.
        for round_ in range(max(map(len, by_term.values()))):
            owners = {aim: own[round_] for aim, own in by_term.items() if round_ < len(own)}
            yield _assembled(body, aimed, owners), owners


def _assembled(body: str, aimed: URIRef, owners: Mapping[URIRef, Check]) -> str:
    values = f"VALUES ?class {{ {' '.join(term(each) for each in sorted(owners))} }}"
    has = "a ?class" if aimed == SH.targetClass else "?class ?any"
    aim = f"{values} ?this {has} ."
    if aimed != SH.targetClass:
        aim = (
            f"{{ SELECT DISTINCT ?class ?this WHERE {{ {aim} }} }}"  # a thing is asked once, however many values it has
        )
    if AIM in body:
        return body.replace(AIM, aim)
    return f"SELECT DISTINCT ?class ?this ?value WHERE {{ {{ {body} }} {aim} }}"


def _missing(path: URIRef, predicate: URIRef, value: Node) -> str:
    if predicate == SH.hasValue:
        lacks = f"FILTER NOT EXISTS {{ ?this {term(path)} {term(value)} }}"
    elif int(str(value)) == 1:
        lacks = f"FILTER NOT EXISTS {{ ?this {term(path)} ?some }}"
    else:
        lacks = (
            f"OPTIONAL {{ SELECT ?this (COUNT(DISTINCT ?each) AS ?count) WHERE {{ ?this {term(path)} ?each }} "
            f"GROUP BY ?this }} FILTER(COALESCE(?count, 0) < {int(str(value))})"
        )
    return f"SELECT ?class ?this WHERE {{ {AIM} {lacks} }}"


def _component(predicate: URIRef) -> URIRef:
    name = "SPARQL" if predicate == SH.sparql else predicate.rsplit("#", 1)[-1]
    return SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"]
