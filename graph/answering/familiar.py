"""Queries looked over, those of one shape once: a program asks the same again about other things.

The shape of a query is its text but for its IRIs and short strings. Which they are makes no difference to what
`graph.guard` finds, unless they name graphs, and with others in their places its words and signs are the same.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from graph.guard import Limits, Query, examine
from graph.store import BadQuery
from graph.tokens import tokens

_SHAPES = 500
_LONGEST = 4_000  # characters of a text whose shape is kept
# An IRI, or a string between two quotes that no others stand beside: three of them begin and end one of another kind.
_TERM = re.compile(
    r"""(<[A-Za-z][A-Za-z0-9+.\-]*+:[^<>"{}|^`\\\x00-\x20]*+>|(?<!")"[^"\\\n\r]++"(?!")|(?<!')'[^'\\\n\r]++'(?!'))"""
)
_KINDS = frozenset({"iri", "string"})
_ANY = {"<": "<urn:any>", '"': '"any"', "'": "'any'"}  # what stands for each of them, by how it begins


class _Shape(NamedTuple):
    """What was found of the queries of a shape: their form, their LIMIT, and where that stands."""

    form: str
    limit: int | None
    limit_at: tuple[int, int]
    terms: int  # how many there are
    before: int  # how many of them stand before it


def looked_over(text: str, limits: Limits, *, federated: bool, base: str) -> Query:
    """The same as `graph.guard.examine`; raises the same."""
    parts = _TERM.split(text) if len(text) <= min(_LONGEST, limits.size // 4) and "\\" not in text else []
    terms, kept = parts[1::2], [_ANY[each[0]] for each in parts[1::2]]
    parts[1::2] = kept
    shape = _shape("".join(parts), limits, federated, base) if parts else None
    if shape is None or shape.terms != len(terms):  # the text has some of its own, side by side: "a""any"
        return examine(text, limits, federated=federated, base=base)
    longer = sum(map(len, terms[: shape.before])) - sum(map(len, kept[: shape.before]))
    begin, end = shape.limit_at
    return Query(text, shape.form, None, shape.limit, (begin + longer, end + longer))


@lru_cache(maxsize=_SHAPES)
def _shape(text: str, limits: Limits, federated: bool, base: str) -> _Shape | None:
    """What is found; None for what is refused, reads named graphs, or has terms where they are no more than text."""
    try:
        query = examine(text, limits, federated=federated, base=base)
    except BadQuery:  # told with the place in the text as it was sent
        return None
    if query.text != text or query.dataset is not None or query.services or not _are_terms(text, limits):
        return None
    return _Shape(query.form, query.limit, query.limit_at, _count(text), _count(text[: query.limit_at[0]]))


def _are_terms(text: str, limits: Limits) -> bool:
    """Whether each term stands for itself, and not in a comment, in a string or between two comparisons."""
    found = [token for token in tokens(text, limits.depth) if token.kind in _KINDS and token.text in _ANY.values()]
    return len(found) == _count(text)


def _count(text: str) -> int:
    return sum(map(text.count, _ANY.values()))
