"""Queries without what stands on a server beside the release: graphs of our own are not the asker's to see."""

import re
from collections.abc import Iterator
from functools import lru_cache

from graph.remote.edit import PRIVATE
from graph.tokens import Token, tokens

_DEEPEST = 1_000  # of strangers' queries the guard has counted brackets before
# What names one graph, and none of ours, needs no condition.
_PLAIN = re.compile(rf"graph\s*<(?!{PRIVATE})[a-z][^<>\\\s]*:[^<>\\\s]*>")


@lru_cache(maxsize=512)
def hidden(query: str, but: str = "") -> str:
    """The query with the condition that no pattern of GRAPH is met in a graph of ours, nor in one more.

    A condition of the group holds of what GRAPH has bound, wherever it stands. Raises `BadQuery`.
    """
    lower = query.lower()
    if "graph" not in (lower if but else _PLAIN.sub("", lower)):
        return query
    pieces, at = list[str](), 0
    for name, end in _patterns(list(tokens(query, _DEEPEST))):
        more = f" && STR({name}) != {_quoted(but)}" if but else ""
        pieces += [query[at:end], f' FILTER(!STRSTARTS(STR({name}), "{PRIVATE}"){more})']
        at = end
    return "".join([*pieces, query[at:]])


def _patterns(found: list[Token]) -> Iterator[tuple[str, int]]:
    """What each GRAPH names, and where its pattern ends; in the order of their ends."""
    open_patterns = list[tuple[str, int]]()
    for place, token in enumerate(found):
        if token.says("GRAPH") and [each.text for each in found[place + 2 : place + 3]] == ["{"]:
            open_patterns.append((found[place + 1].text, token.depth + 1))
        elif token.text == "}" and open_patterns and token.depth == open_patterns[-1][1]:
            yield open_patterns.pop()[0], token.start + 1


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
