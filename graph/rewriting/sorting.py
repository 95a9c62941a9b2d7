"""The first rows by a text: the engine sorts all rows, reading both texts again for each comparison.

The texts are read once, the first of them kept, and the query is asked for rows with one of these.
"""

from graph.rewriting.question import Question
from graph.rewriting.tree import Select, Span

MOST = 1_000  # rows wanted, those that are skipped included


def sorting(question: Question) -> str | None:
    """The query for rows whose sort key is one of the first."""
    tree = question.tree
    key = _key(tree)
    if not key or tree.where is None:
        return None
    wanted = (tree.limit or 0) + (tree.offset or 0)
    shown = " ".join(f"?{item.variable}" for item in tree.items)
    columns = f"DISTINCT ?{key} {shown}" if tree.distinct else f"?{key}"
    asked = f"{question.before}SELECT {columns} {question.said(tree.where.span)}"
    first = question.known.first(asked, wanted, descending=tree.order[0].descending)
    if first is None:
        return None
    end = tree.where.span.end - 1
    return question.edited([(Span(end, end), f" FILTER(?{key} IN ({', '.join(first)})) ")])


def _key(tree: Select) -> str:
    """The variable that is sorted by first, where the rows can be restricted by it."""
    if tree.form != "SELECT" or not tree.order or tree.aggregates or tree.values or tree.where is None:
        return ""
    if tree.limit is None or not 0 < tree.limit + (tree.offset or 0) <= MOST or tree.where.query is not None:
        return ""
    term = tree.order[0].expression.term
    computed = {item.variable for item in tree.items if item.expression}
    if term is None or term.kind != "variable" or term.value in computed:
        return ""
    plain = not computed and term.value in {item.variable for item in tree.items}
    return term.value if plain or not tree.distinct else ""
