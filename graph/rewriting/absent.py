"""What a whole class has not: the engine looks for it once for each thing of the class.

Which things of a class are without something is asked once for a release. Where they are few, or none, they stand as
VALUES before the triples that bind the variable; the test stays. Where little is to be tested against, MINUS comes by
it once: both mean the same where the two sides share a variable that has a value in each solution of both, and what
else the test names is named nowhere else (SPARQL 1.1 Query, 8.3.3).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.rewriting.minus import triples_alone
from graph.rewriting.question import Question
from graph.rewriting.scope import certain, class_of, is_known, visible
from graph.rewriting.tree import Block, Element, Filter, Group, Link, Part, Span, Triple, Values, patterns
from graph.texts.counts import Counts

MOST = 900  # things without it that are put in; see `graph.rewriting.texts`
_LOTS = (
    1_000,
    3_000,
    10_000,
    30_000,
    100_000,
)  # solutions: worth it from the first on, looked at until one side has no more
_NOTHING = "FILTER(true)"  # in the place of a test: triples beside it stay apart


class _Test(NamedTuple):
    """What must not be there of each solution of some elements, and the variables that both share."""

    element: Element
    block: Block
    shared: frozenset[str]


def absent(question: Question) -> str | None:
    """The query with what is known of a class before NOT EXISTS or MINUS, or with MINUS in place of the first."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    counts = question.known.counts()
    for group in patterns(where, graphs=False) if counts else ():
        assert counts is not None
        tests = list(_tests(question, group))
        if tests and _are_many(question, group, tests, _LOTS[0]):
            for test in tests:
                told = _without(question, counts, group, test)
                yield from [told] if told else _taken_away(question, group, test, tests)


def _tests(question: Question, group: Group) -> Iterator[_Test]:
    for place, element in enumerate(group.elements):
        inner = _negated(element)
        block = triples_alone(inner) if inner else None
        # A FILTER is about the whole group, wherever it stands.
        about = group.elements[:place] if isinstance(element, Part) else group.elements
        names = frozenset(visible(Group(about, None, group.span)))
        if block and names & certain(block) <= frozenset().union(*map(certain, about)):
            shared = names & certain(block)
            rest = f"{question.text[: element.span.start]} {question.text[element.span.end :]}"
            if shared and not any(re.search(rf"[?$]{name}\b", rest) for name in certain(block) - shared):
                yield _Test(element, block, shared)


def _negated(element: Element) -> Group | None:
    """What must not be there, as a FILTER says that is nothing but NOT EXISTS, or MINUS."""
    if isinstance(element, Part):
        return element.group if element.word == "MINUS" else None
    if not isinstance(element, Filter):
        return None
    tested = element.expression
    if tested.name == "unary !" and tested.parts[0].name == "EXISTS":
        return tested.parts[0].group
    return tested.group if tested.name == "NOT EXISTS" else None


def _are_many(question: Question, group: Group, tests: list[_Test], most: int) -> bool:
    """Whether a group has more solutions than so many, before the tests."""
    tested = {test.element.span for test in tests}
    kept = " ".join(_NOTHING if each.span in tested else question.said(each.span) for each in group.elements)
    return question.known.exceeds(f"{question.before}SELECT (1 AS ?{question.fresh()[0]}) {{ {kept} }}", most)


def _without(question: Question, counts: Counts, group: Group, test: _Test) -> tuple[Span, str] | None:
    """The few things of a class that stay, before its triple."""
    if len(test.shared) > 1 or len(test.block.triples) > 1:
        return None
    (name,), (triple,) = test.shared, test.block.triples
    told = _Tie.of(triple, name)
    given = {each for element in group.elements if isinstance(element, Values) for each in element.variables}
    block, kind = class_of(group, name)
    if told is None or block is None or name in given:
        return None
    things = counts.classes.get(f"<{kind}>", 0)
    if things <= _LOTS[0] or counts.predicates.get(told.predicate, 0) + MOST < things:
        return None
    asked = f"SELECT ?x {{ ?x a <{kind}> FILTER NOT EXISTS {{ {told.text} }} }}"
    found = question.known.kept(asked, MOST)
    if found is None:
        return None
    return Span(block.span.start, block.span.start), f"VALUES ?{name} {{ {' '.join(found)} }} "


class _Tie(NamedTuple):
    """A triple of a predicate about `?x`, whatever stands at its other end."""

    predicate: str
    text: str

    @classmethod
    def of(cls, triple: Triple, name: str) -> "_Tie | None":
        assert isinstance(triple.steps, Link)
        ends, predicate = (triple.subject, triple.object), triple.steps.predicate
        others = [each for each in ends if each.value != name]
        if predicate.kind != "iri" or not is_known(predicate) or any(each.kind != "variable" for each in ends):
            return None
        if len(others) != 1:
            return None
        iri = f"<{predicate.value}>"
        return cls(predicate.value, f"?y {iri} ?x" if others[0] is triple.subject else f"?x {iri} ?y")


def _taken_away(question: Question, group: Group, test: _Test, tests: list[_Test]) -> Iterator[tuple[Span, str]]:
    """MINUS at the end of a group, where there is less to take away than there are solutions."""
    inner = question.said(test.block.span)
    asked = f"{question.before}SELECT (1 AS ?{question.fresh()[0]}) {{ {inner} }}"
    for most in _LOTS if isinstance(test.element, Filter) else ():
        if not _are_many(question, group, tests, most):
            return
        if not question.known.exceeds(asked, most):
            end = group.span.end - 1
            yield test.element.span, _NOTHING
            yield Span(end, end), f" MINUS {{ {inner} }} "
            return
