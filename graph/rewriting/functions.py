"""Functions whose answer the engine gives otherwise than the standard, or not at all.

COUNT leaves out what has no value (SPARQL 1.1 Query, 18.5.1.2), and of `COUNT(DISTINCT *)` what has no name: the engine
counts by blank nodes, and by what is between the steps of a path, as well. REPLACE takes `$1` followed by a letter for
the first group (XPath and XQuery Functions, 5.6.4), and GROUP_CONCAT joins what is no text by how it is written.
"""

import re
from collections.abc import Iterator

from graph.rewriting.question import COUNTS_ALL, Question
from graph.rewriting.scope import visible
from graph.rewriting.tree import Expression, Select, Span, queries, told

_DISTINCT = re.compile(r"\w+\s*\(\s*DISTINCT\b", re.IGNORECASE)
_NO_VALUE = "<urn:clusterscape:no-value>"
_IN_REPLACEMENT = re.compile(r"\\\\\$|\\\\\\\\|\$([0-9])")
_GROUPS = r'"\\$([0-9])", "$${${1}}"'  # $1 as the engine has it: ${1}


def functions(question: Question) -> str | None:
    """The query with other expressions in place of these."""
    return question.edited(_edits(question))


def _edits(question: Question) -> Iterator[tuple[Span, str]]:
    for query in queries(question.tree):
        yield from _rows(question, query)
    for each in told(question.tree):
        if each.name == "COUNT" and len(each.parts) == 1 and each.parts[0].name != "term":
            yield each.span, _counted(question, each)
        elif each.name == "GROUP_CONCAT" and len(each.parts) == 1 and each.parts[0].name not in {"STR", "COALESCE"}:
            said = question.said(each.parts[0].span)
            yield each.parts[0].span, f"COALESCE(CONCAT({said}), STR({said}))"
        elif each.name == "REPLACE" and len(each.parts) > 2:
            yield from _replaced(question, each.parts[2])


def _rows(question: Question, query: Select) -> Iterator[tuple[Span, str]]:
    """A query that counts different rows, as one that counts the rows of a query within."""
    counts = [item.expression for item in query.items if item.expression]
    others = (*query.grouping, *(each.expression for each in query.order))
    is_plain = not (query.having or query.named) and all(each.term for each in others)
    if query.where and counts and is_plain and all(_is_of_rows(question, each) for each in counts):
        start, end = query.where.span
        names = " ".join(f"?{name}" for name in visible(query.where)) or f"(1 AS ?{question.fresh()[0]})"
        yield from ((each.span, "COUNT(*)") for each in counts)
        yield Span(start, start), f"{{ SELECT DISTINCT {names} "
        yield Span(end, end), " }"


def _is_of_rows(question: Question, expression: Expression) -> bool:
    return expression.name == "COUNT" and bool(COUNTS_ALL.search(question.said(expression.span)))


def _counted(question: Question, expression: Expression) -> str:
    said = question.said(expression.parts[0].span)
    if not _DISTINCT.match(question.said(expression.span)):
        return f"SUM(COALESCE(IF(sameTerm({said}, {said}), 1, 0), 0))"
    without = f"MAX(COALESCE(IF(sameTerm({said}, {said}), 0, 1), 1))"
    return f"(COUNT(DISTINCT COALESCE({said}, {_NO_VALUE})) - COALESCE({without}, 0))"


def _replaced(question: Question, replacement: Expression) -> Iterator[tuple[Span, str]]:
    said = question.said(replacement.span)
    if replacement.name != "term" or said.startswith(("?", "$")):
        yield replacement.span, f"REPLACE({said}, {_GROUPS})"
    elif (put := _IN_REPLACEMENT.sub(_meant, said)) != said:
        yield replacement.span, put


def _meant(found: re.Match[str]) -> str:
    if found[1]:
        return f"${{{found[1]}}}"
    return "$$" if found[0].endswith("$") else r"\\"
