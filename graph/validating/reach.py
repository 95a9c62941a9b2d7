"""How far a check looks: at one value of a thing, at a thing and its values, or anywhere.

What is said of the values counts, what is said of theirs does not. It is known of the checks that are made from
shapes, and read from the text of those that are queries.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain, count

from rdflib import RDF, SH, BNode, URIRef, Variable
from rdflib.paths import MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from graph.store import Triple
from graph.terms import written
from graph.validating.checks import AIM, Check
from ontology.namespaces import PREFIXES

HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
_THIS = Variable("this")
_TYPE = written(RDF.type)
_OF_VALUES = frozenset(
    SH[f"{name}ConstraintComponent"]
    for name in ("Class", "Datatype", "NodeKind", "Pattern", "LanguageIn", "In", "Node", "Or")
)
_BLOCKS = frozenset({"BGP", "TriplesBlock"})
_SIMPLE = _BLOCKS | {
    "SelectQuery",
    "Project",
    "Distinct",
    "Filter",
    "Extend",
    "Join",
    "GroupGraphPatternSub",
    "Function",
}
_ASKED_OF_VALUE = re.compile(r"\?value (a|<[^>]*>) ")

Star = frozenset[tuple[str | None, str | None]]  # what one subject must say: predicates, and classes where they count


@dataclass(frozen=True)
class Reach:
    """What the answer of a check depends on."""

    is_of_value: bool = False  # on one value, what is said of it, and what is asked for a thing to be looked at
    is_local: bool = True  # on what is said of the thing and of its values
    beyond: frozenset[str] = frozenset()  # the predicates that are asked of values
    onward: frozenset[str] = frozenset()  # those of them that are asked of the values of values too, and so on
    stars: tuple[Star, ...] = ()  # of a query: what each subject in it says

    @property
    def predicates(self) -> frozenset[str | None]:
        """All predicates of a query; None where any counts."""
        return frozenset(predicate for star in self.stars for predicate, _ in star)

    def can_meet(self, predicates: Set[str], classes: Set[str]) -> bool:
        """Whether things that say no more than these predicates, and are of these classes, can matter to a query."""
        return any(all(_is_said(each, predicates, classes) for each in star) for star in self.stars)


def _is_said(asked: tuple[str | None, str | None], predicates: Set[str], classes: Set[str]) -> bool:
    predicate, cls = asked
    return (predicate is None or predicate in predicates) and (cls is None or cls in classes)


@cache
def reach(check: Check) -> Reach:
    """How far a check of shapes looks."""
    if check.component == SH.SPARQLConstraintComponent:
        return _of_query(check)
    if check.path is not None and check.component in _OF_VALUES:
        asked = (_TYPE if each == "a" else each for each in _ASKED_OF_VALUE.findall(check.body))
        return Reach(is_of_value=True, beyond=frozenset(asked))
    return Reach()


@dataclass(frozen=True)
class _Atom:
    """One triple pattern of a query; without a predicate where any will do."""

    subject: Node
    predicate: str | None
    value: Node
    is_repeated: bool = False  # a step of a path that leads on and on
    is_onward: bool = False  # such a path of one property, away from the subject

    @property
    def told(self) -> tuple[str | None, str | None]:
        """What a subject must say for the pattern to hold."""
        is_class = self.predicate == _TYPE and not isinstance(self.value, Variable)
        return self.predicate, written(self.value) if is_class else None


def _of_query(check: Check) -> Reach:
    algebra = translateQuery(parseQuery(HEAD + check.body.replace(AIM, ""))).algebra
    blocks = [
        (part.name == "BGP", tuple(chain.from_iterable(map(_apart, _patterns(part), count(100 * number)))))
        for number, part in enumerate(each for each in _parts(algebra) if each.name in _BLOCKS)
    ]
    atoms = tuple(chain.from_iterable(block for _, block in blocks))
    always = _near(chain.from_iterable(block for is_plain, block in blocks if is_plain))
    local = all(_is_simple(part.name) for part in _parts(algebra)) and all(
        _is_plain(atom) and (atom.subject == _THIS or (atom.predicate and atom.subject in always | _near(block)))
        for _, block in blocks
        for atom in block
    )
    target = written(check.target.term)
    aim = (_TYPE, target) if check.target.predicate == SH.targetClass else (target, None)
    onward = frozenset(atom.predicate for atom in atoms if atom.predicate and atom.is_onward)
    beyond = frozenset(atom.predicate for atom in atoms if atom.predicate and atom.subject != _THIS) | onward
    stars = (frozenset({aim}), *chain.from_iterable(_stars(block) for _, block in blocks))
    return Reach(False, True, beyond, onward, stars) if local else Reach(False, False, stars=stars)


def _is_plain(atom: _Atom) -> bool:
    return atom.is_onward or not atom.is_repeated


def _near(block: Iterable[_Atom]) -> frozenset[Node]:
    """What is sure to be a value of the thing."""
    return frozenset(atom.value for atom in block if atom.subject == _THIS and not atom.is_repeated)


def _stars(block: Iterable[_Atom]) -> Iterator[Star]:
    said: dict[Node, set[tuple[str | None, str | None]]] = defaultdict(set)
    for atom in block:
        said[BNode() if atom.is_repeated else atom.subject].add(atom.told)
    yield from map(frozenset, said.values())


def _parts(part: object) -> Iterator[CompValue]:
    """A node of the algebra and all below it, those in filters included."""
    if isinstance(part, CompValue):
        yield part
        yield from chain.from_iterable(map(_parts, part.values()))
    elif isinstance(part, list | tuple):
        yield from chain.from_iterable(map(_parts, part))


def _is_simple(name: str) -> bool:
    """Whether it is part of a query that joins what must hold, and filters."""
    return name in _SIMPLE or name.startswith(("Builtin_", "Unary", "Aggregate_")) or name.endswith("Expression")


def _patterns(block: CompValue) -> Iterator[Triple]:
    """The triple patterns that must hold together."""
    terms = [term for atom in block.triples for term in atom]
    return zip(terms[::3], terms[1::3], terms[2::3], strict=True)


def _apart(atom: Triple, number: int) -> Iterator[_Atom]:
    """A pattern, or the steps of its path."""
    subject, value = atom[0], atom[2]
    predicate: object = atom[1]  # rdflib's paths are no terms
    if not isinstance(predicate, Path):
        yield _Atom(subject, written(predicate) if isinstance(predicate, URIRef) else None, value)
    elif isinstance(predicate, SequencePath) and all(isinstance(step, URIRef) for step in predicate.args):
        ends = [subject, *(Variable(f"step{number}-{n}") for n in range(1, len(predicate.args))), value]
        for one, step, two in zip(ends, predicate.args, ends[1:], strict=False):
            yield _Atom(one, f"<{step}>", two)
    elif isinstance(predicate, MulPath) and isinstance(predicate.path, URIRef):
        yield _Atom(subject, f"<{predicate.path}>", value, is_repeated=True, is_onward=True)
    else:
        yield from (_Atom(subject, step and written(step), value, is_repeated=True) for step in _steps(predicate))


def _steps(path: object) -> Iterator[URIRef | None]:
    """The properties in a path; None for any but some."""
    if isinstance(path, NegatedPath):
        yield None
    elif isinstance(path, URIRef):
        yield path
    elif isinstance(path, Path):
        yield from chain.from_iterable(map(_steps, vars(path).values()))
    elif isinstance(path, list | tuple):
        yield from chain.from_iterable(map(_steps, path))
