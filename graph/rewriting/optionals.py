"""OPTIONAL with nothing before it: the engine finds all that it may hold, and joins that to the rest afterwards.

There is one solution before it, which binds nothing: so it comes to its own solutions where it has any, to that
one where it has none (SPARQL 1.1 Query, 18.2.2.6 and 18.5). Which of them is asked; the engine then joins as it likes.
"""

from collections.abc import Iterator

from graph.rewriting.question import Question
from graph.rewriting.scope import visible
from graph.rewriting.tree import Block, Filter, Group, Part, Span, patterns


def optionals(question: Question) -> str | None:
    """The query with a group, or one of no solutions, where a group of the default graph begins with OPTIONAL."""
    where = question.tree.where
    return question.edited(_edits(question, where)) if where else None


def _edits(question: Question, where: Group) -> Iterator[tuple[Span, str]]:
    for group in patterns(where, graphs=False):
        # A FILTER is about the whole group, wherever it stands.
        elements = [each for each in group.elements if not isinstance(each, Filter)]
        first = elements[0] if len(elements) > 1 else None
        if isinstance(first, Part) and first.word == "OPTIONAL" and _is_plain(first.group):
            said = question.said(first.group.span)
            found = question.known.column(f"{question.before}SELECT (1 AS ?{question.fresh()[0]}) {said} LIMIT 1", 1)
            if found is not None:
                yield first.span, said if found else _nothing(first.group)


def _nothing(group: Group) -> str:
    """What has no solutions; its variables stay in scope, where BIND and SELECT may not name them (19.8, note 13)."""
    return f"OPTIONAL {{ VALUES ({' '.join(f'?{name}' for name in visible(group))}) {{ }} }}"


def _is_plain(group: Group) -> bool:
    return group.query is None and len(group.elements) == 1 and isinstance(group.elements[0], Block)
