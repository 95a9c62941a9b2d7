"""The rules: SPARQL Update files, and what they come to once their schema atoms are answered by the ontology.

`?class rdfs:subClassOf ?above` is asked once, of the ontology; each answer leaves a rule with constant predicates, such
as `?thing a csc:SME` gives `?thing a csc:Company`, which remembers its rule and its axioms.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from pyparsing import ParseException
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.namespace import OWL, RDF, RDFS
from rdflib.plugins.sparql.algebra import translateUpdate
from rdflib.plugins.sparql.parser import parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from graph.store import Triple
from ontology.base import shipped
from ontology.namespaces import ONTOLOGY

FOLDER = Path(__file__).parent / "rules"
NAME = FOLDER / "name.ru"  # picks one of many, so it is no rule of logic: it runs after the others
SCHEMA = frozenset({RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf, OWL.propertyChainAxiom, RDF.first, RDF.rest})
_CHARACTERISTICS = frozenset({OWL.TransitiveProperty, OWL.SymmetricProperty})
_HEADER = re.compile(r"^# (title|title@\w+|source): (.+)$", re.MULTILINE)

Bindings: TypeAlias = Mapping[Variable, Node]


class BadRule(ValueError):
    """A rule file says what rules cannot say here."""


@dataclass(frozen=True)
class Rule:
    """A rule as its file says it: from the atoms of the body follow those of the head."""

    name: str
    titles: Mapping[str, str] = field(compare=False, hash=False)
    source: str
    head: tuple[Triple, ...]
    schema: tuple[Triple, ...]
    data: tuple[Triple, ...]
    unequal: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True)
class Clause:
    """One rule with the axioms it was made from; its predicates are constants, and there is one atom in its head."""

    rule: Rule
    axioms: tuple[Triple, ...]
    head: Triple
    body: tuple[Triple, ...]
    unequal: tuple[tuple[Node, Node], ...]


def files() -> tuple[Path, ...]:
    """All rule files, in the order of their names."""
    return tuple(sorted(FOLDER.glob("*.ru")))


def programs() -> tuple[Path, ...]:
    """The modules that conclusions depend on, besides the rules and the axioms."""
    here = FOLDER.parent
    names = ("deduction", "facts", "inference", "rules", "../terms")
    return tuple((here / f"{name}.py").resolve() for name in names)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of logic that are shipped."""
    return tuple(read(path.stem, shipped(path)) for path in files() if path != NAME)


def titles(text: str) -> dict[str, str]:
    """The header lines of a rule file: `title` (English), `title@pt`, `source`."""
    return {key: value.strip() for key, value in _HEADER.findall(text)}


def read(name: str, text: str) -> Rule:
    """A rule from the text of its file; raises `BadRule` for all that is not triples, plain and with variables."""
    insert = _insert(name, text)
    if insert.insert.quads or not insert.insert.triples:
        raise BadRule(f"{name}: the head must be triples, in no graph of their own")
    head = tuple(insert.insert.triples)
    atoms, unequal = _where(name, insert.where)
    if not {term for atom in head for term in atom if isinstance(term, Variable)} <= set(chain(*atoms)):
        raise BadRule(f"{name}: a variable of the head is not in the body")
    schema = tuple(atom for atom in atoms if _is_schema(atom))
    data = tuple(atom for atom in atoms if not _is_schema(atom))
    header = titles(text)
    if "title" not in header or not data:
        raise BadRule(f"{name}: a rule has a line `# title:`, and a body that asks the data")
    told = {key.partition("@")[2] or "en": value for key, value in header.items() if key != "source"}
    return Rule(name, told, header.get("source", ""), head, schema, data, unequal)


def clauses(given: Iterable[Rule], ontology: Graph) -> tuple[Clause, ...]:
    """What rules come to over an ontology, each clause once."""
    found = dict.fromkeys(clause for rule in given for clause in _specialised(rule, ontology))
    return tuple(clause for clause in found if clause.head not in clause.body)


def match(atoms: tuple[Triple, ...], triples: Graph, known: Bindings) -> Iterator[Bindings]:
    """All ways in which atoms hold in an rdflib graph."""
    if not atoms:
        yield known
        return
    wanted = substitute(atoms[0], known)
    asked = (None if isinstance(term, Variable) else term for term in wanted)
    for found in triples.triples(tuple(asked)):  # type: ignore[arg-type]  # it takes any term and None
        bound = unify(wanted, found)
        if bound is not None:
            yield from match(atoms[1:], triples, {**known, **bound})


def unify(atom: Triple, triple: Triple) -> dict[Variable, Node] | None:
    """What the variables of an atom must be for it to be the triple; None where it cannot be."""
    bound: dict[Variable, Node] = {}
    for term, value in zip(atom, triple, strict=True):
        if isinstance(term, Variable):
            if bound.setdefault(term, value) != value:
                return None
        elif term != value:
            return None
    return bound


def substitute(atom: Triple, known: Bindings) -> Triple:
    """An atom with the values of its variables in place."""
    subject, predicate, value = (known.get(term, term) if isinstance(term, Variable) else term for term in atom)
    return subject, predicate, value


def _specialised(rule: Rule, ontology: Graph) -> Iterator[Clause]:
    for known in match(rule.schema, ontology, {}):
        axioms = tuple(substitute(atom, known) for atom in rule.schema if atom[1] != RDFS.isDefinedBy)
        body = tuple(substitute(atom, known) for atom in rule.data)
        unequal = tuple((known.get(one, one), known.get(two, two)) for one, two in rule.unequal)  # type: ignore[call-overload]
        for atom in rule.head:
            head = substitute(atom, known)
            if any(one == two for one, two in unequal) or _nameless(head, *body):
                continue
            if not all(isinstance(predicate, URIRef) for _, predicate, _ in (head, *body)):
                raise BadRule(f"{rule.name}: a predicate is still open once the ontology has answered")
            yield Clause(rule, axioms, head, body, unequal)


def _nameless(*atoms: Triple) -> bool:
    """Whether a class or property without a name is meant: its axioms say more than these rules read."""
    return any(isinstance(term, BNode) for atom in atoms for term in atom)


def _is_schema(atom: Triple) -> bool:
    _, predicate, value = atom
    ours = predicate == RDFS.isDefinedBy and value == ONTOLOGY
    return predicate in SCHEMA or ours or (predicate == RDF.type and value in _CHARACTERISTICS)


def _insert(name: str, text: str) -> CompValue:
    try:
        requests = translateUpdate(parseUpdate(text)).algebra
    except ParseException as error:
        raise BadRule(f"{name}: {error}") from error
    if len(requests) != 1 or requests[0].name != "Modify" or requests[0].delete or requests[0].insert is None:
        raise BadRule(f"{name}: a rule is one INSERT {{ … }} WHERE {{ … }}")
    insert: CompValue = requests[0]
    return insert


def _where(name: str, part: CompValue) -> tuple[list[Triple], tuple[tuple[Node, Node], ...]]:
    """The atoms and inequalities of a body, which is joined triples under filters."""
    match part.name:
        case "BGP":
            return list(part.triples), ()
        case "Join":
            (left, one), (right, two) = _where(name, part.p1), _where(name, part.p2)
            return left + right, one + two
        case "Filter":
            atoms, unequal = _where(name, part.p)
            return atoms, unequal + _inequalities(name, part.expr)
    raise BadRule(f"{name}: the body must be triples and FILTER(?a != ?b), not {part.name}")


def _inequalities(name: str, expression: CompValue) -> tuple[tuple[Node, Node], ...]:
    if expression.name == "ConditionalAndExpression":
        return tuple(chain.from_iterable(_inequalities(name, each) for each in (expression.expr, *expression.other)))
    sides = (expression.get("expr"), expression.get("other"))
    if expression.name != "RelationalExpression" or expression.op != "!=" or not all(map(_comparable, sides)):
        raise BadRule(f"{name}: a filter must be ?a != ?b, or several of these joined by &&")
    return ((sides[0], sides[1]),)


def _comparable(term: object) -> bool:
    # Numbers and dates can be equal though written otherwise, so only the identity of IRIs is compared.
    return isinstance(term, Variable | URIRef) and not isinstance(term, Literal)
