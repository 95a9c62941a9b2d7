"""The first rows by a text: the engine sorts all rows, reading both texts again for each comparison.

Where the texts of a predicate stand in their order beside the release, the query is asked for rows with the first of
them. Else the texts are read once, the first of them kept, and the query is asked for rows with one of these.
"""

from graph.rewriting.question import Question
from graph.rewriting.scope import said_by
from graph.rewriting.texts import MOST as MOST_TEXTS
from graph.rewriting.tree import Block, Select, Span

MOST = 1_000  # rows wanted, those that are skipped included
_LOTS = (200, *[MOST_TEXTS] * 8)  # texts that are tried, one lot after another; what few of them have is found else
_MOST_ROWS = 10_000  # of a lot


def sorting(question: Question) -> str | None:
    """The query for rows whose sort key is one of the first."""
    tree = question.tree
    key = _key(tree)
    if not key or tree.where is None:
        return None
    return _begun(question, key) or _found(question, key)


def _begun(question: Question, key: str) -> str | None:
    """With the first texts of its predicate that rows have, where these are enough."""
    where = question.tree.where
    assert where is not None
    for block in where.elements:
        predicate = said_by(block, key) if isinstance(block, Block) and block.simple else ""
        if predicate and (found := _in_order(question, key, predicate, block.span.start)):
            return question.edited([_given(key, found, block.span.start)])
    return None


def _in_order(question: Question, key: str, predicate: str, place: int) -> list[str] | None:
    """The first keys of the rows, found by looking which texts have rows, one after another; None where few have."""
    known, descending = question.known, question.tree.order[0].descending
    texts = known.begins(predicate, sum(_LOTS), descending=descending) or []
    found, start = list[str](), 0
    for count in _LOTS:
        window, start = texts[start : start + count], start + count
        keys = known.column(_asked(question, key, _given(key, window, place)), _MOST_ROWS) if window else None
        if keys is None:
            return None
        found += keys
        if len(found) >= _wanted(question.tree):
            keys = list(dict.fromkeys(found))
            return keys if len(keys) <= MOST_TEXTS else None
    return None


def _given(key: str, texts: list[str], place: int) -> tuple[Span, str]:
    return Span(place, place), f" VALUES ?{key} {{ {' '.join(texts)} }} "


def _found(question: Question, key: str) -> str | None:
    """With the first keys of all its rows."""
    where = question.tree.where
    assert where is not None
    descending = question.tree.order[0].descending
    first = question.known.first(_asked(question, key), _wanted(question.tree), descending=descending)
    if first is None:
        return None
    end = where.span.end - 1
    return question.edited([(Span(end, end), f" FILTER(?{key} IN ({', '.join(first)})) ")])


def _asked(question: Question, key: str, edit: tuple[Span, str] | None = None) -> str:
    """The query for the keys of its rows, with something put into its pattern."""
    tree = question.tree
    assert tree.where is not None
    shown = " ".join(f"?{item.variable}" for item in tree.items)
    columns = f"DISTINCT ?{key} {shown}" if tree.distinct else f"?{key}"
    start, end = tree.where.span
    place = edit[0].start if edit else end
    pattern = f"{question.text[start:place]}{edit[1] if edit else ''}{question.text[place:end]}"
    return f"{question.before}SELECT {columns} {pattern}"


def _wanted(tree: Select) -> int:
    return (tree.limit or 0) + (tree.offset or 0)


def _key(tree: Select) -> str:
    """The variable that is sorted by first, where the rows can be restricted by it."""
    if tree.form != "SELECT" or not tree.order or tree.aggregates or tree.values or tree.where is None:
        return ""
    if tree.limit is None or not 0 < _wanted(tree) <= MOST or tree.where.query is not None:
        return ""
    term = tree.order[0].expression.term
    computed = {item.variable for item in tree.items if item.expression}
    if term is None or term.kind != "variable" or term.value in computed:
        return ""
    plain = not computed and term.value in {item.variable for item in tree.items}
    return term.value if plain or not tree.distinct else ""
