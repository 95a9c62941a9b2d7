"""What a FILTER says a variable must be, said before the variable is looked for: the engine tries all values else.

The filter stays, so rows can only be kept that it keeps. None is lost: the variable has a value in every solution of
the triples that the rows of VALUES are joined to, and an IRI or a text without type equals only itself. None comes
twice: what is the same is one row, in whatever way it is written.
"""

import re
from collections.abc import Iterator, Sequence

from graph.rewriting.needles import text_of
from graph.rewriting.question import Question
from graph.rewriting.scope import ABSOLUTE, certain
from graph.rewriting.tree import Block, Expression, Group, Span, Term, Values, conjuncts, patterns

_PLAIN = re.compile(r"[\"'](?:@[A-Za-z][A-Za-z0-9-]*)?\Z")
_EQUALS = frozenset({"=", "SAMETERM"})


def constants(question: Question) -> str | None:
    """The query with VALUES before triples whose variables a filter names the values of."""
    where = question.tree.where
    edits = (edit for group in patterns(where) for edit in _edits(group)) if where else ()
    return question.edited(edits)


def _edits(group: Group) -> Iterator[tuple[Span, str]]:
    given = {name for element in group.elements if isinstance(element, Values) for name in element.variables}
    for expression in conjuncts(group):
        variable, values = named(expression)
        block = next((each for each in group.elements if isinstance(each, Block) and variable in certain(each)), None)
        if block and variable not in given and (len(values) == 1 or all(map(_is_told, values))):
            given.add(variable)
            rows = " ".join({text_of(value.text) or value.value: value.text for value in values}.values())
            yield Span(block.span.start, block.span.start), f"VALUES ?{variable} {{ {rows} }} "


def _is_told(value: Term) -> bool:
    """Whether a value is told from others: of two that are relative to the address of the service it is not."""
    return value.kind == "literal" or bool(ABSOLUTE.match(value.value))


def named(expression: Expression) -> tuple[str, Sequence[Term]]:
    """A variable, and the terms that it must be one of; an empty name where there are none."""
    if expression.name in _EQUALS and len(expression.parts) == 2:
        left, right = (part.term for part in expression.parts)
        for term, value in ((left, right), (right, left)):
            if term and value and term.kind == "variable" and _is_plain(value):
                return term.value, [value]
    if expression.name == "IN":
        first, *rest = (part.term for part in expression.parts)
        values = [each for each in rest if each is not None and _is_plain(each)]
        if first is not None and first.kind == "variable" and values and len(values) == len(rest):
            return first.value, values
    if expression.name == "||":
        found = [named(part) for part in expression.parts]
        if len({name for name, _ in found}) == 1:
            return found[0][0], [value for _, values in found for value in values]
    return "", ()


def _is_plain(term: Term) -> bool:
    """Whether a term equals only itself: not a number or a date, which others may equal."""
    return term.kind == "iri" or (term.kind == "literal" and bool(_PLAIN.search(term.text)))
