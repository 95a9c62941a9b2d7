"""The first rows by a text: the engine sorts all rows, reading both texts again for each comparison.

Where the texts of a predicate stand in their order beside the release, the query is asked for rows with the first of
them. Else the texts are read once, the first of them kept, and the query is asked for rows with one of these. Rows that
are skipped are counted on the way, and their texts left out: OFFSET then skips so many fewer. To know that rows are
few is to have found them: they stand in place of the pattern, so that the engine need not find them again.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby

from graph.rewriting.question import Final, Question
from graph.rewriting.scope import class_of, saying
from graph.rewriting.texts import MOST as MOST_TEXTS
from graph.rewriting.tree import Block, Group, Select, Span, expressions

FEW = 1_000  # rows that the engine sorts sooner than their texts are looked for
MOST, _FARTHEST = 1_000, 10_000  # rows wanted, and with those that are skipped
# Texts that are tried, one lot after another, and as many again where half of the rows are found by then; what few
# texts have is found else.
_LOTS = ((200,), (MOST_TEXTS,) * 2, (MOST_TEXTS,) * 6, (200, *(MOST_TEXTS,) * 8))
_MOST_ROWS = 10_000  # of a lot


def sorting(question: Question) -> str | None:
    """The query for rows whose sort key is one of the first."""
    tree = question.tree
    key = _key(tree)
    if not key or tree.where is None:
        return None
    if few := _few(question, tree, tree.where):
        return few
    return _begun(question, key) or _found(question, key)


def _few(question: Question, tree: Select, where: Group) -> Final | None:
    """The rows themselves, to be sorted and cut; None where they are more."""
    told = [each for item in tree.order for each in expressions(item.expression)]
    if tree.star or any(item.expression for item in tree.items) or any(each.group for each in told):
        return None
    sorted_by = (each.term.value for each in told if each.term and each.term.kind == "variable")
    names = list(dict.fromkeys([*(item.variable for item in tree.items), *sorted_by]))
    columns = " ".join(f"?{name}" for name in names)
    pattern = question.said(where.span)
    # To read the terms of rows takes ten times as long as to find them.
    if question.known.exceeds(f"{question.before}SELECT (1 AS ?{question.fresh()[0]}) {pattern}", FEW):
        return None
    found = question.known.rows(f"{question.before}SELECT {columns} {pattern}", FEW)
    if found is None:
        return None
    rows = " ".join(f"({' '.join(term or 'UNDEF' for term in row)})" for row in found)
    text = question.edited([(where.span, f"{{ VALUES ({columns}) {{ {rows} }} }}")])
    return Final(text) if text else None


def _begun(question: Question, key: str) -> str | None:
    """With the first texts of its predicate that rows have, where these are enough."""
    where = question.tree.where
    assert where is not None
    for block in where.elements:
        predicate, thing = saying(block, key) if isinstance(block, Block) and block.simple else ("", "")
        kind = class_of(where, thing)[1] if thing else ""
        order = partial(question.known.begins, predicate, kind=f"<{kind}>" if kind else "")
        keys = _in_order(question, key, order, block.span.start) if predicate else None
        if keys:
            wanted, offset = _from_offset(keys, question.tree.offset or 0)
            if len(wanted) <= MOST_TEXTS:
                return question.edited([_given(key, wanted, block.span.start), _cut(question.tree, offset)])
    return None


def _in_order(question: Question, key: str, order: Callable[..., list[str] | None], place: int) -> list[str] | None:
    """The first keys of the rows, found by looking which texts have rows, one after another; None where few have."""
    descending, wanted = question.tree.order[0].descending, _wanted(question.tree)
    found, start = Counter[str](), 0
    for lots in _LOTS:
        texts = order(start + sum(lots), descending=descending) or []
        for count in lots:
            end = start + count
            while end < len(texts) and _says(texts[end]) == _says(texts[end - 1]):
                end += 1  # what ties stays together
            window, start = texts[start:end], end
            keys = (
                question.known.column(_asked(question, key, _given(key, window, place)), _MOST_ROWS) if window else None
            )
            if keys is None:
                return None
            found.update(keys)
            if found.total() >= wanted:
                return [text for text in texts[:end] for _ in range(found[text])]
        if lots is _LOTS[-2] and 2 * found.total() < wanted:
            return None
    return None


def _from_offset(keys: Iterable[str], offset: int) -> tuple[list[str], int]:
    """The keys without those of rows that are all skipped, each once, and how many rows are to be skipped of the rest.

    Keys that say the same in several languages tie, and stay together.
    """
    kept = list[str]()
    for _, alike in groupby(keys, _says):
        rows = list(alike)
        if not kept and len(rows) <= offset:
            offset -= len(rows)
        else:
            kept += rows
    return list(dict.fromkeys(kept)), offset


def _says(key: str) -> str:
    """A key without its language."""
    return key[: key.rindex('"') + 1] if key.startswith('"') else key


def _cut(tree: Select, offset: int) -> tuple[Span, str]:
    assert tree.order_span is not None
    return Span(tree.order_span.end, tree.span.end), f" LIMIT {tree.limit} OFFSET {offset}"


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
    keys, offset = _from_offset(first, question.tree.offset or 0)
    end = where.span.end - 1
    tested = f"FILTER(?{key} IN ({', '.join(keys)}))" if keys else "FILTER(false)"
    return question.edited([(Span(end, end), f" {tested} "), _cut(question.tree, offset)])


def _asked(question: Question, key: str, edit: tuple[Span, str] | None = None) -> str:
    """The query for the keys of its rows, with something put into its pattern."""
    tree = question.tree
    assert tree.where is not None
    shown = " ".join(f"?{item.variable}" for item in tree.items if item.variable != key)
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
    if tree.where.query is not None or not 0 < (tree.limit or 0) <= MOST or _wanted(tree) > _FARTHEST:
        return ""
    term = tree.order[0].expression.term
    computed = {item.variable for item in tree.items if item.expression}
    if term is None or term.kind != "variable" or term.value in computed:
        return ""
    plain = not computed and term.value in {item.variable for item in tree.items}
    return term.value if plain or not tree.distinct else ""
