"""Queries that are certain to be short, answered where they arrive: a few patterns around what they name, or a union.

To hand a query to a process and its answer back costs several times what such a query costs the engine. Nothing ends a
query here, so only those are taken of which a look at the store shows first that few solutions are possible.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeAlias

import pyoxigraph as ox

_LONGEST = 4_000  # characters of a text that is looked at
_PATTERNS = 5
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

# A part of SPARQL's grammar in which nothing can be read in two ways; nothing is tried twice.
_IRI = r'<[A-Za-z][A-Za-z0-9+.\-]*+:[^<>"{}|^`\\\x00-\x20]*+>'
# The engine reads `SERVICE:x` as a keyword and a name.
_PREFIX = r"(?:(?!(?i:service|from|graph))[A-Za-z][A-Za-z0-9_\-]*+)?:"
_NAME = rf"{_PREFIX}[A-Za-z0-9_][A-Za-z0-9_\-]*+(?![\w:%\\]|\.[^\s}}])"
_NODE = rf"(?:\?[A-Za-z0-9_]++|{_IRI}|{_NAME})"
_VERB = rf"(?:a(?=[\s<?])|{_NODE})"
_PAIR = rf"{_VERB}\s*+{_NODE}\s*+"
_PATTERN = rf"{_NODE}\s*+{_PAIR}(?:;\s*+{_PAIR})*+"
_GROUP = rf"\{{\s*+{_PATTERN}(?:\.\s*+{_PATTERN})*+(?:\.\s*+)?\}}"
_UNION = rf"\{{\s*+{_GROUP}(?:\s*+(?i:UNION)\s*+{_GROUP})++\s*+\}}"
_QUERY = re.compile(
    rf"""\s*+(?P<prologue>(?:(?i:PREFIX)\s++{_PREFIX}\s*+{_IRI}\s*+)*+)
    (?:(?P<select>(?i:SELECT)(?P<distinct>\s++(?i:DISTINCT|REDUCED))?\s*+(?:(?P<all>\*)|(?:\?[A-Za-z0-9_]++\s*+)++))
      | (?P<ask>(?i:ASK))
      | (?i:CONSTRUCT)\s*+{_GROUP})
    \s*+(?:(?i:WHERE)\s*+)?(?P<group>{_GROUP}|{_UNION})
    (?P<part>(?:\s*+(?i:LIMIT)\s++[0-9]{{1,9}}+)?(?:\s*+(?i:OFFSET)\s++[0-9]{{1,9}}+)?)\s*+""",
    re.VERBOSE,
)
_DECLARED = re.compile(rf"(?i:PREFIX)\s++({_PREFIX})\s*+<([^>]*+)>")
_VARIABLE = re.compile(r"\?[A-Za-z0-9_]++")
_WITHIN = re.compile(r"\{[^{}]*+\}")
_WORD = re.compile(rf"{_NODE}|a(?=[\s<?])|[;.]")

_Term: TypeAlias = ox.NamedNode | None  # None for a variable
_Pattern: TypeAlias = tuple[_Term, _Term, _Term]


@dataclass(frozen=True)
class Short:
    """A query that may be short: its text for the engine, its form, and the patterns of each group of a union."""

    text: str
    form: str
    groups: tuple[tuple[_Pattern, ...], ...]
    streams: bool = False  # whether the engine finds its solutions one by one, and no triple is looked at in vain

    def fits(self, store: ox.Store, most: int) -> bool:
        """Whether no more than so many solutions are possible over the default graph of a store."""
        possible = 0
        for patterns in self.groups:
            possible += _possible(store, patterns, most)
            if possible > most:
                return False
        return True


def _possible(store: ox.Store, patterns: Iterable[_Pattern], most: int) -> int:
    """How many solutions some patterns may have together at most; counted until it is too many."""
    possible = 1
    for pattern in patterns:
        found = store.quads_for_pattern(*pattern, ox.DefaultGraph())
        possible *= sum(1 for _ in islice(found, most + 1))
        if possible > most:
            break
    return possible


def short(text: str) -> Short | None:
    """A query that may be short; None where it is of another kind.

    >>> short("ASK { <urn:a> ?p ?o }").form
    'ASK'
    >>> short("SELECT * { ?s ?p ?o }")
    """
    found = _QUERY.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    form = "SELECT" if found["select"] else "ASK" if found["ask"] else "CONSTRUCT"
    try:
        prefixes = dict(_DECLARED.findall(found["prologue"]))
        groups = tuple(tuple(_patterns(each, prefixes)) for each in _WITHIN.findall(found["group"]))
    except (KeyError, ValueError):  # a prefix that is not declared, what is no IRI: for others to explain
        return None
    # A pattern that names neither of its ends may be met by as much as there is.
    patterns = [*chain.from_iterable(groups)]
    if len(patterns) > _PATTERNS or not all(subject or object for subject, _, object in patterns):
        return None
    return Short(_in_order(text, found), form, groups, len(patterns) == len(groups) and _streams(found))


def _streams(found: re.Match[str]) -> bool:
    """Whether each triple of the only pattern of a group is a solution, and nothing is said of which are wanted."""
    plain = found["ask"] or (found["select"] and not found["distinct"] and not found["part"])
    named = map(_VARIABLE.findall, _WITHIN.findall(found["group"]))
    return bool(plain) and all(len(variables) == len(set(variables)) for variables in named)


def _in_order(text: str, found: re.Match[str]) -> str:
    """The query with its columns in the order in which they are written; those of `*` the engine gives in any."""
    if not found["all"]:
        return text
    columns = " ".join(dict.fromkeys(_VARIABLE.findall(found["group"])))
    return f"{text[: found.start('all')]} {columns or '*'} {text[found.end('all') :]}"


def _patterns(group: str, prefixes: Mapping[str, str]) -> Iterator[_Pattern]:
    words = _WORD.findall(group)
    subject, place = None, 0
    while place < len(words):
        if words[place] == ".":
            place += 1
            continue
        if words[place] == ";":
            place += 1
        else:
            subject = _term(words[place], prefixes)
            place += 1
        yield subject, _term(words[place], prefixes), _term(words[place + 1], prefixes)
        place += 2


def _term(word: str, prefixes: Mapping[str, str]) -> _Term:
    if word[0] == "?":
        return None
    if word[0] == "<":
        return ox.NamedNode(word[1:-1])
    if word == "a":
        return ox.NamedNode(_TYPE[1:-1])
    prefix, _, local = word.partition(":")
    return ox.NamedNode(prefixes[f"{prefix}:"] + local)
