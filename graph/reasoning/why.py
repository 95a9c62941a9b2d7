"""Why a statement holds: the sources that state it, and the rules, axioms and statements from which it follows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import inf

from rdflib import URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from graph.parameters import term
from graph.query import Parameter
from graph.reasoning.deduction import Program
from graph.reasoning.facts import Changed, Memory
from graph.reasoning.inference import INFERRED, program_of
from graph.reasoning.rules import NAME, Clause, titles
from graph.store import Line, Store, Triple
from graph.terms import read, written
from ontology.base import shipped
from ontology.model import Model
from ontology.namespaces import CSC, UnknownPrefix, expand
from ontology.saying import Said

DEPTH = 6  # steps back from the statement that is asked about
MOST = 3  # reasons told of one statement; of the others only their number is
_TRIED = 50  # derivations looked at: each has premises, which have derivations
_PREMISES = 300
_FAR = 1000  # the length of a proof that lies further back than is looked at
_TYPED = re.compile(r'(".*"\^\^)([^<>"]+)', re.DOTALL)  # a text whose datatype is like xsd:gYear
_LABELS = (RDFS.label, SKOS.prefLabel, DCTERMS.title)


class BadStatement(ValueError):
    """A statement is asked about that RDF cannot say, or that is written as no term is."""


class NotSaid(LookupError):
    """The statement asked about is not in the graph, so there is no reason for it."""


@dataclass(frozen=True)
class Axiom:
    """One axiom of the vocabulary; a chain of properties has several values, other axioms one."""

    subject: Node
    predicate: Node
    values: tuple[Node, ...]


@dataclass(frozen=True)
class Reason:
    """One way in which a statement follows: by a rule and its axioms, from other statements."""

    rule: str
    titles: dict[str, str] = field(hash=False)
    axioms: tuple[Axiom, ...]
    premises: tuple["Explanation", ...]


@dataclass(frozen=True)
class Explanation:
    """A statement with the graphs that state it and its reasons; `more` counts reasons that are not told.

    `deeper` is true where it follows from others, and these are further back than was asked for.
    """

    triple: Triple
    stated: tuple[URIRef, ...]
    reasons: tuple[Reason, ...] = ()
    more: int = 0
    deeper: bool = False


class Explainer:
    """Finds reasons in one store; the rules are made ready once."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def _program(self) -> Program:
        return program_of(self._store)

    def why(self, triple: Triple, depth: int = DEPTH) -> Explanation:
        """Why one statement holds; raises `NotSaid`."""
        asked = line(triple)
        graphs = self._store.graphs_of(asked)
        if not graphs:
            raise NotSaid(Said.of("not_said", "the graph does not say: {statement}", statement=" ".join(asked)))
        found = _Search(self._store, self._program, asked, max(depth, 1)).reasons()
        return Explanation(triple, tuple(sorted(graphs - {INFERRED})), found[:MOST], len(found[MOST:]))


@dataclass(frozen=True)
class _Way:
    """One step by which a statement follows; without a clause it is that of names."""

    clause: Clause | None
    premises: tuple[Line, ...]


class _Search:
    """The search for the shortest reasons of one statement, which ends after so many premises.

    First all ways back are collected, then each statement gets the length of its shortest proof. What is asked about
    is never among the premises, so nothing rests on itself.
    """

    def __init__(self, store: Store, program: Program, asked: Line, depth: int) -> None:
        self._store = store
        self._program = program
        self._facts = Changed(store, Memory(), Memory())
        self._asked = asked
        self._sources: dict[Line, tuple[URIRef, ...]] = {}
        self._ways: dict[Line, tuple[_Way, ...]] = {}
        self._lengths: dict[Line, float] = {}
        self._collect(depth)
        self._measure()

    def reasons(self) -> tuple[Reason, ...]:
        """The ways in which the statement follows, the shortest first, each resting on other statements."""
        found: list[Reason] = []
        bases: list[frozenset[Triple]] = []
        for way in sorted(self._ways[self._asked], key=self._rank):
            if self._length_of(way) == inf:
                break
            reason = self._reason(self._asked, way)
            basis = frozenset(_basis(reason))
            if not any(known <= basis for known in bases):
                found.append(reason)
                bases.append(basis)
        return tuple(found)

    def _collect(self, depth: int) -> None:
        """All single steps that lead to the statement and to its premises, nearest first."""
        reached = [self._asked]
        for _ in range(depth):
            found: dict[Line, None] = {}
            for line in reached[: _PREMISES - len(self._ways)]:
                self._ways[line] = tuple(islice(self._steps(line), _TRIED))
                found |= dict.fromkeys(premise for way in self._ways[line] for premise in way.premises)
            reached = [line for line in found if line not in self._ways and not self._stated(line)]

    def _steps(self, line: Line) -> Iterator[_Way]:
        if line[1] == written(CSC.name):
            yield from self._naming(line)
        for plan, row in self._program.derivations(line, self._facts):
            premises = plan.premises(row)
            if self._asked not in premises and line not in premises:
                yield _Way(plan.clause, premises)

    def _naming(self, line: Line) -> Iterator[_Way]:
        """The label that was taken for a name."""
        labels = (label for each in map(written, _LABELS) for label in self._store.lines(line[0], each, None))
        same = (label for label in labels if str(read(label[2])) == str(read(line[2])))
        yield from (_Way(None, (label,)) for label in islice(same, 1))

    def _measure(self) -> None:
        """The length of the shortest proof of each statement: found once a round makes none shorter."""
        while True:
            lengths = {
                line: min(map(self._length_of, ways), default=inf)
                for line, ways in self._ways.items()
                if line != self._asked
            }
            if lengths == self._lengths:
                return
            self._lengths = lengths

    def _length_of(self, way: _Way) -> float:
        return 1 + sum(map(self._length, way.premises))

    def _length(self, line: Line) -> float:
        if self._stated(line):
            return 0
        return self._lengths.get(line, inf) if line in self._ways else _FAR

    def _rank(self, way: _Way) -> tuple[float, int, tuple[Line, ...]]:
        return self._length_of(way), len(way.premises), way.premises

    def _stated(self, line: Line) -> tuple[URIRef, ...]:
        if line not in self._sources:
            self._sources[line] = tuple(sorted(self._store.graphs_of(line) - {INFERRED}))
        return self._sources[line]

    def _explain(self, line: Line) -> Explanation:
        """A premise with its shortest reason, unless it is stated or too far back."""
        if stated := self._stated(line):
            return Explanation(_triple(line), stated)
        if line not in self._ways:
            return Explanation(_triple(line), (), deeper=True)
        return Explanation(_triple(line), (), (self._reason(line, min(self._ways[line], key=self._rank)),))

    def _reason(self, line: Line, way: _Way) -> Reason:
        ordered = sorted(way.premises, key=lambda each: each[0] != line[0])
        premises = tuple(map(self._explain, ordered))
        if way.clause:
            return Reason(way.clause.rule.name, dict(way.clause.rule.titles), _axioms(way.clause), premises)
        header = titles(shipped(NAME))
        told = {key.partition("@")[2] or "en": text for key, text in header.items() if key != "source"}
        return Reason(NAME.stem, told, (), premises)


def _basis(reason: Reason) -> Iterator[Triple]:
    """The statements on which a reason rests in the end."""
    for premise in reason.premises:
        if premise.reasons:
            yield from _basis(premise.reasons[0])
        else:
            yield premise.triple


def statement(subject: str, predicate: str, value: str, model: Model) -> Triple:
    """A statement from its terms as one writes them; raises `BadStatement`.

    A thing is an IRI, `csc:Cluster` or `clusters/aed-cluster-portugal`; a text is as in Turtle: `"Lisboa"@pt`,
    `"2019"^^xsd:gYear`.
    """
    if value.startswith('"'):
        return _thing("subject", subject, model), _thing("predicate", predicate, model), _literal(value)
    return tuple(_thing(*each, model) for each in (("subject", subject), ("predicate", predicate), ("object", value)))  # type: ignore[return-value]  # three of them


def _thing(name: str, text: str, model: Model) -> URIRef:
    if name == "predicate" and text == "a":
        return RDF.type
    plain = text.removeprefix("<").removesuffix(">") if text.startswith("<") else text
    try:
        found = URIRef(str(term(Parameter(name, "thing", "", None), plain.strip(), model)))
    except ValueError as error:
        raise BadStatement(*error.args) from error
    try:
        written(found)
    except ValueError as error:
        told = "{name} is no IRI: “{iri}” ({why})"
        raise BadStatement(Said.of("why_iri", told, name=name, iri=found, why=str(error))) from error
    return found


def _literal(text: str) -> Node:
    typed = _TYPED.fullmatch(text)
    try:
        return read(f"{typed[1]}{written(expand(typed[2]))}" if typed else text)
    except UnknownPrefix as error:
        raise BadStatement(Said.of("why_object", "object: {why}", why=error.args[0])) from error
    except (SyntaxError, ValueError) as error:
        told = 'object takes a thing, or a text such as "Lisboa"@pt or "2019"^^xsd:gYear, and not {value}'
        raise BadStatement(Said.of("why_text", told, value=text)) from error


def _axioms(clause: Clause) -> tuple[Axiom, ...]:
    """The axioms of a clause as one would write them: a list in one piece, not node by node."""
    first = {subject: value for subject, predicate, value in clause.axioms if predicate == RDF.first}
    rest = {subject: value for subject, predicate, value in clause.axioms if predicate == RDF.rest}
    made = []
    for subject, predicate, value in clause.axioms:
        if predicate == OWL.propertyChainAxiom:
            made.append(Axiom(subject, predicate, tuple(_listed(value, first, rest))))
        elif predicate not in {RDF.first, RDF.rest}:
            made.append(Axiom(subject, predicate, (value,)))
    return tuple(made)


def _listed(node: Node, first: dict[Node, Node], rest: dict[Node, Node]) -> Iterator[Node]:
    while node in first:
        yield first[node]
        node = rest[node]


def line(triple: Triple) -> Line:
    """A triple as N-Triples writes its terms."""
    subject, predicate, value = map(written, triple)
    return subject, predicate, value


def _triple(line: Line) -> Triple:
    subject, predicate, value = map(read, line)
    return subject, predicate, value
