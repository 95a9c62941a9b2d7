"""Queries of which nothing is rewritten, told by a look: to read one takes longer than the engine does to answer it.

They are one basic graph pattern of two triples or more, no two of which lead to the same by the same predicate; its
solutions are shown, counted or grouped by variables.
"""

import re
from collections import Counter
from collections.abc import Callable

_LONGEST = 4_000  # characters

# A part of SPARQL's grammar in which nothing is tried twice.
_VARIABLE = r"\?[A-Za-z0-9_]++"
_IRI = r'<[A-Za-z][A-Za-z0-9+.\-]*+:[^<>"{}|^`\\\x00-\x20]*+>'
_PREFIX = r"(?:[A-Za-z][A-Za-z0-9_\-]*+)?:"
_NAME = rf"{_PREFIX}[A-Za-z0-9_][A-Za-z0-9_\-]*+(?![\w:%\\]|\.[^\s}}])"
_NODE = rf"(?:{_VARIABLE}|{_IRI}|{_NAME})"
_PAIR = rf"(?:a(?=[\s<?])|{_NODE})\s*+{_NODE}\s*+"
_ENDS = re.compile(rf"({_NODE}|a)\s*+({_VARIABLE})\s*+(?=[;.}}])")
_BY_ITSELF = re.compile(rf"[{{.]\s*+({_VARIABLE})\s*+(?:a(?=[\s<?])|{_NODE})\s*+{_VARIABLE}\s*+(?=[.}}])")
_NAMED = re.compile(_VARIABLE)
_GROUP = rf"\{{\s*+{_NODE}\s*+{_PAIR}(?:(?:;|\.\s*+{_NODE})\s*+{_PAIR})++(?:\.\s*+)?\}}"
_COUNT = rf"\(\s*+(?i:COUNT)\s*+\(\s*+(?:\*|(?:(?i:DISTINCT)\s*+)?{_VARIABLE})\s*+\)\s*+(?i:AS)\s*+{_VARIABLE}\s*+\)"
_QUERY = re.compile(
    rf"""\s*+(?:(?i:PREFIX)\s++{_PREFIX}\s*+{_IRI}\s*+)*+
    (?i:SELECT)\s*+(?:(?i:DISTINCT|REDUCED)\s*+)?(?=[?(])(?:{_VARIABLE}\s*+)*+(?P<count>{_COUNT}\s*+)?(?:{_VARIABLE}\s*+)*+
    (?:(?i:WHERE)\s*+)?(?P<group>{_GROUP})\s*+
    (?:(?i:GROUP)\s++(?i:BY)(?:\s*+{_VARIABLE})++\s*+)?
    (?:(?i:LIMIT)\s++[0-9]++\s*+)?(?:(?i:OFFSET)\s++[0-9]++\s*+)?""",
    re.VERBOSE,
)


def is_plain(text: str, has_ends: Callable[[], bool] = lambda: False) -> bool:
    """Whether no step of rewriting would change the query; false too where that is not seen at once.

    Where `has_ends`, what is counted may be told by what ends where (`graph.rewriting.tallies`).

    >>> is_plain("SELECT ?c (COUNT(*) AS ?n) { ?m <urn:in> ?c . ?c <urn:of> <urn:a> } GROUP BY ?c")
    True
    >>> is_plain("SELECT ?c { ?m <urn:in>+ ?c . ?c <urn:of> <urn:a> }")
    False
    """
    found = _QUERY.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return False
    reached = _ENDS.findall(found["group"])
    is_tallied = found["count"] and _counts_by_ends(found["group"]) and has_ends()
    return len(reached) == len(set(reached)) and not is_tallied


def _counts_by_ends(group: str) -> bool:
    """Whether the subject of some triple is a variable that is named nowhere else."""
    named = Counter(_NAMED.findall(group))
    return any(named[name] == 1 for name in _BY_ITSELF.findall(group))
