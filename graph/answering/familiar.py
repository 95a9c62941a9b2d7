"""Queries looked over, those of one shape once: a program asks the same again about other things.

The shape of a query is its text but for its IRIs. Which IRIs they are makes no difference to what `graph.guard` finds,
unless they name graphs, and with others in their places its words and signs are the same.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from graph.guard import Limits, Query, examine
from graph.store import BadQuery
from graph.tokens import tokens

_SHAPES = 500
_LONGEST = 4_000  # characters of a text whose shape is kept
_IRI = re.compile(r'<([A-Za-z][A-Za-z0-9+.\-]*+:[^<>"{}|^`\\\x00-\x20]*+)>')
_ANY = "<urn:any>"  # what stands for each of them


class _Shape(NamedTuple):
    """What was found of the queries of a shape: their form, their LIMIT, and where that stands."""

    form: str
    limit: int | None
    limit_at: tuple[int, int]
    iris: int  # how many stand before it


def looked_over(text: str, limits: Limits, *, federated: bool, base: str) -> Query:
    """The same as `graph.guard.examine`; raises the same."""
    parts = _IRI.split(text) if len(text) <= min(_LONGEST, limits.size // 4) and "\\" not in text else []
    shape = _shape(_ANY.join(parts[::2]), limits, federated, base) if parts else None
    if shape is None:
        return examine(text, limits, federated=federated, base=base)
    longer = sum(map(len, parts[1 : 2 * shape.iris : 2])) - shape.iris * (len(_ANY) - 2)
    begin, end = shape.limit_at
    return Query(text, shape.form, None, shape.limit, (begin + longer, end + longer))


@lru_cache(maxsize=_SHAPES)
def _shape(text: str, limits: Limits, federated: bool, base: str) -> _Shape | None:
    """What is found; None for what is refused, reads named graphs, or has IRIs where they are no more than text."""
    try:
        query = examine(text, limits, federated=federated, base=base)
    except BadQuery:  # told with the place in the text as it was sent
        return None
    if query.text != text or query.dataset is not None or query.services or not _are_iris(text, limits):
        return None
    return _Shape(query.form, query.limit, query.limit_at, text.count(_ANY, 0, query.limit_at[0]))


def _are_iris(text: str, limits: Limits) -> bool:
    """Whether each IRI stands for itself, and not in a comment, in a text or between two comparisons."""
    found = [token for token in tokens(text, limits.depth) if token.kind == "iri" and token.text == _ANY]
    return len(found) == text.count(_ANY)
