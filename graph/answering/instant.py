"""Queries that are certain to be short, answered where they arrive: a few patterns around what they name, or a union.

To hand a query to a process and its answer back costs several times what such a query costs the engine. Nothing ends a
query here, so only those are taken of which a look at the store shows first that few solutions are possible.

A program asks the same again about other things: what a query is but for its IRIs, its shape, is found out once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from graph.answering.template import alike

_LONGEST = 4_000  # characters of a text that is looked at
_PATTERNS = 5
_SHAPES = 500
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# A part of SPARQL's grammar in which nothing can be read in two ways; nothing is tried twice.
_IRIS = re.compile(r'<([A-Za-z][A-Za-z0-9+.\-]*+:[^<>"{}|^`\\\x00-\x20]*+)>')
_IRI = "<>"  # what stands for each of them in a shape
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
    (?:(?P<select>(?i:SELECT)(?P<distinct>\s++(?i:DISTINCT|REDUCED))?\s*+
        (?P<columns>(?P<all>\*)|(?:\?[A-Za-z0-9_]++\s*+)++))
      | (?P<ask>(?i:ASK))
      | (?i:CONSTRUCT)\s*+(?P<template>{_GROUP}))
    \s*+(?:(?i:WHERE)\s*+)?(?P<group>{_GROUP}|{_UNION})
    (?P<part>(?:\s*+(?i:LIMIT)\s++[0-9]{{1,9}}+)?(?:\s*+(?i:OFFSET)\s++[0-9]{{1,9}}+)?)\s*+""",
    re.VERBOSE,
)
_ODD_SPACE = re.compile(r"[^\S \t\r\n]")  # there are no others in SPARQL
_DECLARED = re.compile(rf"(?i:PREFIX)\s++({_PREFIX})\s*+{_IRI}")
_VARIABLE = re.compile(r"\?([A-Za-z0-9_]++)")
_WITHIN = re.compile(r"\{[^{}]*+\}")
_WORD = re.compile(rf"{_NODE}|a(?=[\s<?])|[;.]")

_Term: TypeAlias = ox.NamedNode | None  # None for a variable
_Pattern: TypeAlias = tuple[_Term, _Term, _Term]
_Place: TypeAlias = tuple[int, str] | str  # which IRI of the query and what a name adds to it; or a variable, or `a`
_Places: TypeAlias = tuple[_Place, _Place, _Place]
_Cells: TypeAlias = tuple[tuple[str, int], ...]  # columns, each with the place in a triple of what stands there


class Short(NamedTuple):
    """A query that may be short: its text for the engine, its form, and the patterns of each group of a union."""

    text: str
    form: str
    groups: tuple[tuple[_Pattern, ...], ...]
    columns: tuple[str, ...]  # of SELECT, in their order
    cells: tuple[_Cells, ...] | None  # of each group, where each triple that meets its one pattern is a solution
    told: bool  # whether all triples that meet a pattern, and no others, are the answer

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
    if len(text) > _LONGEST:
        return None
    parts = _IRIS.split(text)
    shape, iris = _shape(_IRI.join(parts[::2])), parts[1::2]
    if shape is None or len(iris) != shape.iris:  # there is a `<>` in the text itself
        return None
    try:
        for iri in iris[: shape.declared]:  # wrong is also what no name stands for, or what only a whole name mends
            ox.NamedNode(iri)
        groups = tuple([tuple([_pattern(each, iris) for each in group]) for group in shape.groups])
        told = shape.alike is not None and all(_term(one, iris) == _term(other, iris) for one, other in shape.alike)
    except ValueError:  # what is no IRI: for others to explain
        return None
    return Short(shape.filled(iris) if shape.pieces else text, shape.form, groups, shape.columns, shape.cells, told)


@dataclass(frozen=True)
class _Shape:
    """What is to be known of a query but for its IRIs."""

    form: str
    iris: int
    declared: int  # of these, those of prefixes
    groups: tuple[tuple[_Places, ...], ...]
    columns: tuple[str, ...]
    cells: tuple[_Cells, ...] | None
    alike: tuple[tuple[_Place, _Place], ...] | None  # places of a template that must be the same as others to be told
    pieces: tuple[str, ...]  # of the text for the engine, between its IRIs; none where that is the text that was sent

    def filled(self, iris: Sequence[str]) -> str:
        """The text for the engine."""
        return self.pieces[0] + "".join(f"<{iri}>{piece}" for iri, piece in zip(iris, self.pieces[1:], strict=True))


@lru_cache(maxsize=_SHAPES)
def _shape(text: str) -> _Shape | None:
    found = _QUERY.fullmatch(text)
    if found is None or _ODD_SPACE.search(text):
        return None
    prefixes = {name: number for number, name in enumerate(_DECLARED.findall(found["prologue"]))}
    numbers = iter(range(text.count(_IRI, 0, found.start("group")), len(text)))
    try:
        groups = tuple([tuple(_patterns(each, prefixes, numbers)) for each in _WITHIN.findall(found["group"])])
        before = iter(range(text.count(_IRI, 0, found.start("template")), len(text)))
        template = tuple(_patterns(found["template"], prefixes, before)) if found["template"] else ()
    except KeyError:  # a prefix that is not declared: for others to explain
        return None
    # A pattern that names neither of its ends may be met by as much as there is.
    patterns = [*chain.from_iterable(groups)]
    if len(patterns) > _PATTERNS or any(_is_variable(each[0]) and _is_variable(each[2]) for each in patterns):
        return None
    form = "SELECT" if found["select"] else "ASK" if found["ask"] else "CONSTRUCT"
    columns = tuple(_VARIABLE.findall(found["columns"] or ""))
    pieces: tuple[str, ...] = ()
    if found["all"]:  # in the order in which they are written; the engine gives them in any
        columns = tuple(dict.fromkeys(_VARIABLE.findall(found["group"])))
        named = " ".join(f"?{each}" for each in columns) or "*"
        pieces = tuple(f"{text[: found.start('all')]} {named} {text[found.end('all') :]}".split(_IRI))
    cells = _cells(groups, columns) if _is_plain(found, columns) else None
    same = alike(template, groups) if template and not found["part"] else None
    declared = text.count(_IRI, 0, found.end("prologue"))
    return _Shape(form, text.count(_IRI), declared, groups, columns, cells, same, pieces)


def _is_plain(found: re.Match[str], columns: Sequence[str]) -> bool:
    """Whether nothing is said of which solutions are wanted, and no column twice."""
    plain = found["ask"] or (found["select"] and not found["distinct"] and not found["part"])
    return bool(plain) and len(set(columns)) == len(columns)


def _cells(groups: Sequence[Sequence[_Places]], columns: Sequence[str]) -> tuple[_Cells, ...] | None:
    """What of a triple stands in which column; None where a group has more patterns, or a variable is there twice."""
    cells = list[_Cells]()
    for patterns in groups:
        named = [(str(each)[1:], part) for part, each in enumerate(patterns[0]) if _is_variable(each)]
        parts = dict(named)
        if len(patterns) > 1 or len(parts) < len(named):
            return None
        cells.append(tuple([(column, parts[column]) for column in columns if column in parts]))
    return tuple(cells)


def _patterns(group: str, prefixes: Mapping[str, int], numbers: Iterator[int]) -> Iterator[_Places]:
    words = [_place(each, prefixes, numbers) for each in _WORD.findall(group)]
    subject, place = words[0], 0
    while place < len(words):
        if words[place] == ".":
            place += 1
            continue
        if words[place] == ";":
            place += 1
        else:
            subject = words[place]
            place += 1
        yield subject, words[place], words[place + 1]
        place += 2


def _place(word: str, prefixes: Mapping[str, int], numbers: Iterator[int]) -> _Place:
    if word == _IRI:
        return next(numbers), ""
    if ":" not in word:
        return word
    prefix, _, local = word.partition(":")
    return prefixes[f"{prefix}:"], local


def _is_variable(place: _Place) -> bool:
    return place[0] == "?"


def _pattern(places: _Places, iris: Sequence[str]) -> _Pattern:
    subject, verb, object = places
    return _term(subject, iris), _term(verb, iris), _term(object, iris)


def _term(place: _Place, iris: Sequence[str]) -> _Term:
    if isinstance(place, str):
        return ox.NamedNode(_TYPE) if place == "a" else None
    number, local = place
    return ox.NamedNode(iris[number] + local)
