"""Queries read once for all that differ only in their IRIs and in the numbers that they compare with: their shape.

To read a query takes longer than the engine does to answer a short one, and a program asks the same again about other
things. In a shape each IRI has another name, the same one wherever it stands, so that all that rewriting looks at is
as it was: which of them are the same, and where. What is asked ahead is asked with the names that are meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from secrets import randbelow, token_hex
from typing import NamedTuple

from graph.rewriting.question import Known, pieces_of, taken_apart
from graph.rewriting.terms import NotRead
from graph.rewriting.tree import Select
from graph.texts.counts import Counts

_LONGEST = 4_000  # characters
_SHAPES = 500
# What no data can hold by chance, nor because somebody knows it.
_NAMED, _NUMBERED = f"urn:clusterscape:{token_hex(8)}:", f"9{randbelow(10**12):012}"
_MARK = re.compile(rf"{_NAMED}([0-9]+)|{_NUMBERED}([0-9]{{4}})")
_PROLOGUE = re.compile(r"(?:\s*+(?i:PREFIX)\s++[^\s:<]*+:\s*+<[^<>\s]*+>)*+")
_DECLARED = re.compile(r"(?i:PREFIX)\s++([^\s:<]*+:)\s*+<([^<>\s]*+)>")
_PARTS = re.compile(
    r"""(?P<text>"[^"\n]*+"|'[^'\n]*+')|<(?P<iri>[A-Za-z][A-Za-z0-9+.\-]*+:[^<>"{}|^`\x00-\x20]*+)>"""
    r"""|(?P<sign>[<>]=?\s*+)(?P<number>[0-9]{1,15})(?![\w.])"""
)
_ODD = re.compile(r"\\|\"\"\"|'''")  # read in other ways than these expressions do
_ODD_BETWEEN = re.compile(r"#|\b(?:base|prefix)\b", re.IGNORECASE)
_STANDARD = "http://www.w3.org/"  # what these name has a meaning of its own


class Shape(NamedTuple):
    """A query of a shape as it was read; `idle` are the steps that have nothing to do, whatever the data."""

    before: str
    tree: Select
    idle: set[str]


class Shaped(NamedTuple):
    """The text of a query's shape, and what stands in it for what is meant."""

    text: str
    values: tuple[str, ...]

    def filled(self, text: str) -> str:
        """A text with what is meant in it."""
        return _MARK.sub(lambda found: self.values[int(found[1] or found[2])], text)


def shaped(text: str) -> Shaped | None:
    """The shape of a query, None where that is not told by a look.

    >>> found = shaped("SELECT ?x { ?x <urn:in> <urn:a> FILTER(?x != <urn:a>) }")
    >>> found.values
    ('urn:in', 'urn:a')
    >>> found.filled(found.text)
    'SELECT ?x { ?x <urn:in> <urn:a> FILTER(?x != <urn:a>) }'
    """
    if len(text) > _LONGEST or _ODD.search(text):
        return None
    prologue = _PROLOGUE.match(text)
    head = prologue[0] if prologue else ""
    body, declared = text[len(head) :], _declared(head)
    values, places = list[str](), dict[str, int]()

    def marked(found: re.Match[str]) -> str:
        _, iri, sign, number = found.groups()
        if sign is not None:
            values.append(number)
            return f"{sign}{_NUMBERED}{len(values) - 1:04}"
        if iri is None or iri.startswith(_STANDARD) or _is_named_too(iri, body, declared):
            return found[0]
        if iri not in places:
            places[iri] = len(values)
            values.append(iri)
        return f"<{_NAMED}{places[iri]}>"

    shape = _PARTS.sub(marked, body)
    return None if _ODD_BETWEEN.search(_PARTS.sub("", body)) else Shaped(head + shape, tuple(values))


@lru_cache
def _declared(prologue: str) -> list[tuple[str, str]]:
    return _DECLARED.findall(prologue)


def _is_named_too(iri: str, body: str, declared: Iterable[tuple[str, str]]) -> bool:
    """Whether an IRI stands in a query by its prefix as well."""
    return any(iri.startswith(space) and prefix + iri[len(space) :] in body for prefix, space in declared)


@lru_cache(maxsize=_SHAPES)
def shape(text: str) -> Shape | None:
    """A shape as it is read, None where it is not, or an IRI or a number of it is something else."""
    try:
        pieces = pieces_of(text)
        before, tree = taken_apart(text, pieces)
    except NotRead:
        return None
    found = (each.text for each in pieces if each.kind in {"iri", "number"})
    return Shape(before, tree, set()) if sum(map(len, map(_MARK.findall, found))) == len(_MARK.findall(text)) else None


class Meant:
    """What is known of the data (a `Known` of `graph.rewriting.question`), asked by a shape; `asked` once it was."""

    def __init__(self, known: Known, by: Shaped) -> None:
        self._known = known
        self._by = by
        self.asked = False

    def _mean(self, text: str) -> str:
        self.asked = True
        return self._by.filled(text)

    def _called(self, terms: Sequence[str] | None) -> list[str] | None:
        """Terms by the names that they have in the shape."""
        return None if terms is None else [self._names.get(each, each) for each in terms]

    @cached_property
    def _names(self) -> dict[str, str]:
        marks = {found[0]: int(found[1]) for found in _MARK.finditer(self._by.text) if found[1]}
        return {f"<{self._by.values[place]}>": f"<{mark}>" for mark, place in marks.items()}

    def rows(self, query: str, most: int) -> list[tuple[str | None, ...]] | None:
        """The rows of a query."""
        found = self._known.rows(self._mean(query), most)
        return None if found is None else [tuple(each and self._names.get(each, each) for each in row) for row in found]

    def first(self, query: str, count: int, *, descending: bool) -> list[str] | None:
        """The first values of a column."""
        return self._called(self._known.first(self._mean(query), count, descending=descending))

    def holds(self, query: str) -> bool:
        """The answer of an ASK query."""
        return self._known.holds(self._mean(query))

    def has_no_literals(self, before: str, predicate: str) -> bool:
        """Whether no object of a predicate is a literal."""
        return self._known.has_no_literals(before, self._mean(predicate))

    def are_literals(self, predicate: str) -> bool:
        """Whether all objects of a predicate are literals."""
        return self._known.are_literals(self._mean(predicate))

    def literals(self, predicate: str) -> frozenset[str]:
        """The types of the literals that a predicate says."""
        return self._known.literals(self._mean(predicate))

    def holding(self, predicate: str, sought: Sequence[str], most: int) -> list[str] | None:
        """The literals that may hold one of some texts."""
        return self._known.holding(self._mean(predicate), sought, most)

    def begins(self, predicate: str, count: int, *, descending: bool, kind: str = "") -> list[str] | None:
        """The first texts of a predicate."""
        return self._known.begins(self._mean(predicate), count, descending=descending, kind=self._mean(kind))

    def column(self, query: str, most: int) -> list[str] | None:
        """The first column of a query."""
        return self._called(self._known.column(self._mean(query), most))

    def number(self, before: str, query: str, most: int) -> int:
        """How many rows a query has, up to one more than so many."""
        return self._known.number(before, self._mean(query), most)

    def exceeds(self, query: str, most: int) -> bool:
        """Whether a query has more rows than so many."""
        return self._known.exceeds(self._mean(query), most)

    def kept(self, query: str, most: int) -> list[str] | None:
        """The first column of a query, asked once for a release."""
        return self._called(self._known.kept(self._mean(query), most))

    def counts(self) -> Counts | None:
        """How many triples there are of each predicate, and things of each class."""
        self.asked = True
        found = self._known.counts()
        if found is None or not self._names:
            return found
        bare = {iri[1:-1]: name[1:-1] for iri, name in self._names.items()}
        predicates, classes = (
            {names.get(each, each): count for each, count in counted.items()}
            for counted, names in zip(found, (bare, self._names), strict=True)
        )
        return Counts(predicates, classes)

    def has_ends(self, predicate: str | None = None) -> bool:
        """Whether it is known how many triples of a predicate end at each thing, or of any predicate."""
        return self._known.has_ends(self._mean(predicate or "") or None)

    def tally(self, query: str, predicate: str) -> Mapping[tuple[str, ...], int] | None:
        """How many triples of a predicate end at the last column of a query."""
        found, names = self._known.tally(self._mean(query), self._mean(predicate)), self._names
        return found and {tuple([names.get(each, each) for each in row]): number for row, number in found.items()}

    def graphs(self, most: int) -> list[str] | None:
        """The named graphs."""
        self.asked = True
        found, names = self._known.graphs(most), self._names
        return None if found is None else [names.get(f"<{each}>", f"<{each}>")[1:-1] for each in found]
