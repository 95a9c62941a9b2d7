"""MINUS of much from little: the engine finds all that it takes away before it looks at what there is.

`FILTER NOT EXISTS` looks once for each solution. Both mean the same where the two sides share a variable that has a
value in each solution of both, and what else the right side names is named nowhere else (SPARQL 1.1 Query, 8.3.3).
"""

from collections.abc import Iterator

from graph.rewriting.equals import written
from graph.rewriting.question import Question
from graph.rewriting.scope import certain, visible
from graph.rewriting.tree import Block, Group, Link, Part, Span, patterns

_LOTS = (100, 1_000, 10_000)  # solutions that are looked at, until one side has no more
_RATIO = 4  # times as many must there be to take away: to look for one takes longer than to come by it


def minus(question: Question) -> str | None:
    """The query with FILTER NOT EXISTS in place of a MINUS that takes much away from little."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    for group in patterns(where, graphs=False):
        for place, part in enumerate(group.elements):
            if isinstance(part, Part) and part.word == "MINUS":
                before = Group(group.elements[:place], None, group.span)
                right = triples_alone(part.group)
                shared = _shared(before, right) if right else frozenset[str]()
                said = Span(group.span.start + 1, part.span.start)
                if right and shared and _is_worth_it(question, said, part.group):
                    yield part.span, _tested(question, right, shared)
                    break  # what else there is has its turn with the next


def triples_alone(group: Group) -> Block | None:
    """The triples that a group is all of, None where they are not plain, or there is something else."""
    block = group.elements[0] if len(group.elements) == 1 and group.query is None else None
    plain = isinstance(block, Block) and all(isinstance(each.steps, Link) for each in block.triples)
    return block if isinstance(block, Block) and block.simple and plain and not _has_blanks(block) else None


def _has_blanks(block: Block) -> bool:
    return any("blank" in {each.subject.kind, each.object.kind} for each in block.triples)


def _shared(before: Group, right: Block) -> frozenset[str]:
    """The variables that both sides have, none where one of these may have no value."""
    sure = frozenset[str]().union(*map(certain, before.elements))
    shared = certain(right) & frozenset(visible(before))
    return shared if shared <= sure else frozenset()


def _is_worth_it(question: Question, before: Span, right: Group) -> bool:
    left, taken = (f"{{ {question.said(each)} }}" for each in (before, right.span))
    asked, (name,) = question.before, question.fresh()
    for most in _LOTS:
        if not question.known.exceeds(f"{asked}SELECT (1 AS ?{name}) {left}", most):
            (count,) = question.known.column(f"{asked}SELECT (COUNT(*) AS ?{name}) {left}", 1) or ('"0"',)
            few = int(count.split('"')[1])
            return question.known.exceeds(f"{asked}SELECT (1 AS ?{name}) {taken}", _RATIO * few)
        if not question.known.exceeds(f"{asked}SELECT (1 AS ?{name}) {taken}", _RATIO * most):
            return False
    return False


def _tested(question: Question, right: Block, shared: frozenset[str]) -> str:
    others = sorted(certain(right) - shared)
    names = dict(zip(others, question.fresh(len(others)), strict=True))
    triples = " . ".join(written(question, each, names) for each in right.triples)
    return f"FILTER NOT EXISTS {{ {triples} }}"
