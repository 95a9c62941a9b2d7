"""How a clause is run: its atoms joined one after the other, many rows at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rdflib import Variable
from rdflib.term import Node

from graph.reasoning.facts import Facts, Memory, Pair
from graph.reasoning.rules import Clause
from graph.store import Line, Triple
from graph.terms import written

Row: TypeAlias = tuple[str, ...]
Keep: TypeAlias = Callable[[str, set[Pair]], object]


@dataclass(frozen=True)
class Step:
    """One atom to join: where in the row its ends stand, None for what it brings; `loop` for an atom `?x p ?x`."""

    predicate: str
    subject: int | None
    value: int | None
    loop: bool = False


@dataclass(frozen=True)
class Plan:
    """A clause made ready: rows begin with its constants and what is known, and grow with each step."""

    clause: Clause
    start: int  # the atom of the body with which it begins
    constants: Row
    steps: tuple[Step, ...]
    predicate: str
    ends: tuple[int, int]
    unequal: tuple[tuple[int, int], ...]
    body: tuple[tuple[int, str, int], ...]  # the atoms in the order of the clause

    def rows(self, first: Facts, others: Facts, known: Row = ()) -> list[Row]:
        """The ways in which the body holds, its first step asked of other facts than the rest."""
        rows = [self.constants + known]
        for number, step in enumerate(self.steps):
            rows = _extended(rows, step, others if number else first)
            if not rows:
                return rows
        for one, two in self.unequal:
            rows = [row for row in rows if row[one] != row[two]]
        return rows

    def conclude(self, first: Facts, others: Facts) -> set[Pair]:
        """What follows; a text is the subject of nothing (RDF 1.1 Concepts, section 3.1)."""
        subject, value = self.ends
        rows = self.rows(first, others)
        return {(row[subject], row[value]) for row in rows if not row[subject].startswith('"')}

    def premises(self, row: Row) -> tuple[Line, ...]:
        """The triples that one row stands for."""
        return tuple((row[subject], predicate, row[value]) for subject, predicate, value in self.body)


class Program:
    """All clauses, found by what their bodies ask and by what their heads say."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self.clauses = tuple(clauses)
        self._by_body: defaultdict[str, list[Plan]] = defaultdict(list)
        self._by_head: defaultdict[str, list[Plan]] = defaultdict(list)
        for clause in self.clauses:
            for start in range(len(clause.body)):
                plan = _planned(clause, (), start)
                self._by_body[plan.steps[0].predicate].append(plan)
            variables = tuple(dict.fromkeys(term for term in _ends(clause.head) if isinstance(term, Variable)))
            plan = _planned(clause, variables, None)
            self._by_head[plan.predicate].append(plan)

    def predicates(self) -> frozenset[str]:
        """All predicates that a clause asks or says."""
        return frozenset(self._by_body) | frozenset(self._by_head)

    def values(self, predicate: str) -> frozenset[str] | None:
        """The only objects that matter of a predicate; None where any does."""
        found: set[str] = set()
        for plan in (*self._by_body[predicate], *self._by_head[predicate]):
            for atom in (plan.clause.head, *plan.clause.body):
                if written(atom[1]) == predicate:
                    if isinstance(atom[2], Variable):
                        return None
                    found.add(written(atom[2]))
        return frozenset(found)

    def concerned(self, delta: Memory) -> Iterator[Plan]:
        """The plans that begin with something that changed."""
        for predicate in delta.predicates():
            yield from self._by_body.get(predicate, ())

    def derivations(self, line: Line, facts: Facts) -> Iterator[tuple[Plan, Row]]:
        """The ways in which one triple follows in a single step."""
        subject, predicate, value = line
        for plan in self._by_head.get(predicate, ()):
            known = _unified(plan.clause.head, (subject, value))
            if known is not None:
                for row in plan.rows(facts, facts, known):
                    yield plan, row

    def close(self, facts: Facts, delta: Memory, keep: Keep) -> None:
        """Draw all conclusions from a change, round by round; what is kept must be among the facts from then on."""
        while delta:
            fresh = Memory()
            for plan in self.concerned(delta):
                if delta is facts and plan.start:
                    continue  # where everything is new, one order of the atoms finds all
                found = plan.conclude(delta, facts)
                fresh.add(plan.predicate, facts.unknown(plan.predicate, found))
            for predicate in fresh.predicates():
                keep(predicate, fresh.pairs(predicate))
            delta = fresh


def _unified(head: Triple, pair: Pair) -> Row | None:
    known: dict[Node, str] = {}
    for term, text in zip(_ends(head), pair, strict=True):
        if not isinstance(term, Variable):
            if written(term) != text:
                return None
        elif known.setdefault(term, text) != text:
            return None
    return tuple(known.values())


def _planned(clause: Clause, known: Sequence[Variable], start: int | None) -> Plan:
    """The order of the atoms: from a start on, always the one of which most is known."""
    terms = [term for atom in (clause.head, *clause.body) for term in _ends(atom)]
    terms += [term for pair in clause.unequal for term in pair]
    constants = tuple(dict.fromkeys(term for term in terms if not isinstance(term, Variable)))
    places: dict[Node, int] = {term: place for place, term in enumerate((*constants, *known))}
    waiting = list(clause.body)
    steps = [] if start is None else [_step(waiting.pop(start), places)]
    while waiting:
        steps.append(_step(waiting.pop(_best(waiting, places)), places))
    return Plan(
        clause=clause,
        start=start or 0,
        constants=tuple(map(written, constants)),
        steps=tuple(steps),
        predicate=written(clause.head[1]),
        ends=(places[clause.head[0]], places[clause.head[2]]),
        unequal=tuple((places[one], places[two]) for one, two in clause.unequal),
        body=tuple((places[each[0]], written(each[1]), places[each[2]]) for each in clause.body),
    )


def _best(waiting: Sequence[Triple], places: dict[Node, int]) -> int:
    """The atom that is likely to give least: a thing has few values, a value may have many things, a class has most."""

    def score(number: int) -> int:
        subject, _, value = waiting[number]
        return 4 * (subject in places) + (2 if isinstance(value, Variable) else 1) * (value in places)

    return max(range(len(waiting)), key=score)


def _step(atom: Triple, places: dict[Node, int]) -> Step:
    """The step for an atom; what it brings gets its places at the end of the row."""
    subject, predicate, value = atom
    step = Step(written(predicate), places.get(subject), places.get(value), subject == value)
    for term in _ends(atom):
        places.setdefault(term, len(places))
    return step


def _ends(atom: Triple) -> tuple[Node, Node]:
    return atom[0], atom[2]


def _extended(rows: list[Row], step: Step, facts: Facts) -> list[Row]:
    predicate, subject, value = step.predicate, step.subject, step.value
    if subject is None and value is None:
        pairs = facts.pairs(predicate)
        if step.loop:
            return [(*row, one) for row in rows for one, two in pairs if one == two]
        return [row + pair for row in rows for pair in pairs]
    if value is None:
        assert subject is not None
        return [(*row, found) for row in rows for found in facts.objects(predicate, row[subject])]
    if subject is None:
        return [(*row, found) for row in rows for found in facts.subjects(predicate, row[value])]
    return [row for row in rows if facts.holds(predicate, (row[subject], row[value]))]
