"""`BNODE(text)` as one blank node for each solution and text: the engine makes one for each text."""

from collections.abc import Iterator

from graph.rewriting.question import Question
from graph.rewriting.tree import Bind, Expression, Span, expressions


def labels(question: Question) -> str | None:
    """The query with a text of its own for each solution in what blank nodes are made of."""
    tree = question.tree
    if tree.where is None or tree.where.query is not None or tree.star is not None:
        return None
    row = question.fresh()[0]
    binds = [each for each in tree.where.elements if isinstance(each, Bind) and any(_made(each.expression))]
    shown = [item.expression for item in tree.items if item.expression is not None]
    within = f'COALESCE(SAMPLE(?{row}), "")' if tree.aggregates else f"?{row}"  # of no solutions there is one group
    edits = [edit for each in shown for edit in _edits(question, each, within)]
    edits += [edit for bind in binds for edit in _edits(question, bind.expression, f"?{row}")]
    if edits:
        end = tree.where.span.end - 1
        place = binds[0].span.start if binds else end
        edits.append((Span(place, place), f" BIND(STRUUID() AS ?{row}) "))
    return question.edited(edits)


def _made(expression: Expression) -> Iterator[Expression]:
    return (each for each in expressions(expression) if each.name == "BNODE" and len(each.parts) == 1)


def _edits(question: Question, expression: Expression, row: str) -> Iterator[tuple[Span, str]]:
    for each in _made(expression):
        text = question.said(each.parts[0].span)
        yield each.span, f'BNODE(CONCAT("b", SHA1(CONCAT({row}, {text}))))'
