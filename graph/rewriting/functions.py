"""Functions whose answer the engine gives otherwise than the standard, or not at all.

COUNT leaves out what has no value (SPARQL 1.1 Query, 18.5.1.2), REPLACE takes `$1` followed by a letter for the first
group (XPath and XQuery Functions, 5.6.4), and GROUP_CONCAT joins what is no text by how it is written.
"""

import re
from collections.abc import Iterator

from graph.rewriting.question import Question
from graph.rewriting.tree import Expression, Span, told

_DISTINCT = re.compile(r"\w+\s*\(\s*DISTINCT\b", re.IGNORECASE)
_NO_VALUE = "<urn:clusterscape:no-value>"
_IN_REPLACEMENT = re.compile(r"\\\\\$|\\\\\\\\|\$([0-9])")
_GROUPS = r'"\\$([0-9])", "$${${1}}"'  # $1 as the engine has it: ${1}


def functions(question: Question) -> str | None:
    """The query with other expressions in place of these."""
    return question.edited(_edits(question))


def _edits(question: Question) -> Iterator[tuple[Span, str]]:
    for each in told(question.tree):
        if each.name == "COUNT" and len(each.parts) == 1 and each.parts[0].name != "term":
            yield each.span, _counted(question, each)
        elif each.name == "GROUP_CONCAT" and len(each.parts) == 1 and each.parts[0].name not in {"STR", "COALESCE"}:
            said = question.said(each.parts[0].span)
            yield each.parts[0].span, f"COALESCE(CONCAT({said}), STR({said}))"
        elif each.name == "REPLACE" and len(each.parts) > 2:
            yield from _replaced(question, each.parts[2])


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
