"""Groups that the engine does not read, though the grammar has them, or answers otherwise (SPARQL 1.1 Query, 18.2.4).

`GROUP BY (?a AS ?b)`, GROUP BY and HAVING after ASK and CONSTRUCT, a column that is computed of another one, and in
HAVING and ORDER BY a variable that solutions are not grouped by: of each group it is one value. Variables of VALUES
at the end are none of these: its rows are joined with the groups before they are shown and sorted.
"""

import re
from collections.abc import Iterator

from graph.rewriting.question import Question
from graph.rewriting.tree import Expression, Select, Span, expressions, queries
from graph.tokens import AGGREGATES

_NAMED = re.compile(r"\s*AS\b", re.IGNORECASE)


def grouping(question: Question) -> str | None:
    """The query with its groups in words that the engine reads."""
    edits = [edit for query in queries(question.tree) for edit in _edits(question, query)]
    return question.edited(edits) or _within(question)


def _edits(question: Question, query: Select) -> Iterator[tuple[Span, str]]:
    for each in query.grouping:
        if _is_variable(each) and _NAMED.match(question.text, each.span.end):
            yield each.span, f"COALESCE({question.said(each.span)})"
    if query.aggregates:
        yield from _computed(question, query)
    if query.grouping:
        yield from _sampled(query)


def _computed(question: Question, query: Select) -> Iterator[tuple[Span, str]]:
    """Columns before, in place of their names."""
    before = dict[str, str]()
    for item in query.items:
        if item.expression is not None:
            edits = [(each.span, before[_name(each)]) for each in expressions(item.expression) if _name(each) in before]
            yield from edits
            before[item.variable] = f"({question.put(item.expression.span, edits)})"


def _sampled(query: Select) -> Iterator[tuple[Span, str]]:
    grouped = {_name(each) for each in query.grouping} | set(query.named)
    shown = {item.variable for item in query.items}
    for whole, known in (
        *((each, grouped | shown) for each in query.having),
        *((each.expression, grouped | shown | set(_given(query))) for each in query.order),
    ):
        for each in _alone(whole):
            if _is_variable(each) and _name(each) not in known:
                yield each.span, f"SAMPLE(?{_name(each)})"


def _alone(expression: Expression) -> Iterator[Expression]:
    """An expression and all within it that belongs to no aggregate."""
    if expression.name not in AGGREGATES:
        yield expression
        for part in expression.parts:
            yield from _alone(part)


def _within(question: Question) -> str | None:
    """The groups of ASK and CONSTRUCT in a query within."""
    tree = question.tree
    if tree.form == "SELECT" or tree.where is None or not (tree.grouping or tree.having):
        return None
    names = [*(_name(each) for each in tree.grouping if _is_variable(each)), *tree.named, *_given(tree)]
    shown = " ".join(f"?{name}" for name in dict.fromkeys(names)) or f"(SAMPLE(1) AS ?{question.fresh()[0]})"
    said = Span(tree.where.span.start, tree.span.end)
    return question.edited([(said, f"{{ SELECT {shown} WHERE {question.said(said)} }}")])


def _given(query: Select) -> tuple[str, ...]:
    return query.values.variables if query.values else ()


def _is_variable(expression: Expression) -> bool:
    return expression.term is not None and expression.term.kind == "variable"


def _name(expression: Expression) -> str:
    return expression.term.value if expression.term is not None and expression.term.kind == "variable" else ""
