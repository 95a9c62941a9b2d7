"""A query to be rewritten: its text, its tree, and what may be asked of the store meanwhile."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count as numbers
from itertools import islice
from typing import NamedTuple, Protocol

from graph import prologue
from graph.rewriting.reader import Reader
from graph.rewriting.terms import NotRead
from graph.rewriting.tree import Select, Span, queries
from graph.store import BadQuery
from graph.texts.counts import Counts
from graph.tokens import Token, tokens

_DEEPEST = 1_000  # the guard has counted brackets before
COUNTS_ALL = re.compile(r"distinct(?:\s|#[^\n\r]*[\n\r])*\*", re.IGNORECASE)
_NAME = re.compile(r"[?$]clusterscape_(\d+)")


class Known(Protocol):
    """The data that the query will be asked of."""

    def rows(self, query: str, most: int) -> list[tuple[str | None, ...]] | None:
        """The rows of a query in the words of SPARQL, None where there are more, long ones, or blank nodes in them."""
        ...

    def first(self, query: str, count: int, *, descending: bool) -> list[str] | None:
        """The first so many values of the first column, or the last, None where they are not all texts or all IRIs."""
        ...

    def holds(self, query: str) -> bool:
        """The answer of an ASK query."""
        ...

    def has_no_literals(self, before: str, predicate: str) -> bool:
        """Whether no object of a predicate, after this prologue, is a literal."""
        ...

    def are_literals(self, predicate: str) -> bool:
        """Whether all objects of a predicate are literals, as far as that is known without asking."""
        ...

    def literals(self, predicate: str) -> frozenset[str]:
        """The types of the literals that a predicate says, of all without one; of texts something else."""
        ...

    def holding(self, predicate: str, sought: Sequence[str], most: int) -> list[str] | None:
        """The literals that may hold one of some folded texts, None where they are more or not known."""
        ...

    def begins(self, predicate: str, count: int, *, descending: bool, kind: str = "") -> list[str] | None:
        """The first so many texts of a predicate in their order, None where that is not known.

        Where a class is given, all that its things say is among them.
        """
        ...

    def column(self, query: str, most: int) -> list[str] | None:
        """The first column of a query, as often as there are rows; None where these are more."""
        ...

    def number(self, before: str, query: str, most: int) -> int:
        """How many rows a query after a prologue has, one more than so many where these are more."""
        ...

    def exceeds(self, query: str, most: int) -> bool:
        """Whether a query has more rows than so many."""
        ...

    def kept(self, query: str, most: int) -> Sequence[str] | None:
        """The first column of a query in the words of SPARQL, asked once for a release.

        None where there are more rows, or blank nodes among them.
        """
        ...

    def counts(self) -> Counts | None:
        """How many triples there are of each predicate, and things of each class; None where that is not known."""
        ...

    def has_ends(self, predicate: str | None = None) -> bool:
        """Whether it is known how many triples of a predicate end at each thing, or of any predicate."""
        ...

    def tally(self, query: str, predicate: str) -> Mapping[tuple[str, ...], int] | None:
        """How many triples of a predicate end at the last column of a query, by the rows of the others.

        None where there are blank nodes among them, or literals among the ends.
        """
        ...

    def graphs(self, most: int) -> list[str] | None:
        """The named graphs, None where there are more."""
        ...


class Final(str):
    """A query in which nothing is left to be rewritten."""

    __slots__ = ()


class Question(NamedTuple):
    """A query that was read; `before` is its prologue."""

    text: str
    before: str
    tree: Select
    known: Known

    def edited(self, edits: Iterable[tuple[Span, str]]) -> str | None:
        """The text with some parts replaced, None where there are none."""
        found = list(edits)
        return self.put(Span(0, len(self.text)), found) if found else None

    def put(self, within: Span, edits: Iterable[tuple[Span, str]]) -> str:
        """Part of the text, with some parts of that replaced."""
        pieces, at = list[str](), within.start
        for span, text in sorted(edits):
            if span.start < at:
                continue  # within a part that was replaced: it has its turn when the query is read again
            pieces += [self.text[at : span.start], text]
            at = span.end
        return "".join([*pieces, self.text[at : within.end]])

    @property
    def takes_names(self) -> bool:
        """Whether a variable more in a pattern makes no difference."""
        return not COUNTS_ALL.search(self.text) and all(each.star is None for each in queries(self.tree))

    def said(self, span: Span) -> str:
        """What stands in a part of the text."""
        return self.text[span.start : span.end]

    def fresh(self, count: int = 1) -> list[str]:
        """So many names of variables that the query does not have."""
        return list(islice(self.names(), count))

    def names(self) -> Iterator[str]:
        """Names of variables that the query does not have."""
        return names(self.text)


def names(text: str) -> Iterator[str]:
    """Names of variables that a text does not have."""
    used = max((int(number) for number in _NAME.findall(text)), default=-1)
    return (f"clusterscape_{number}" for number in numbers(used + 1))


def read(text: str, known: Known) -> Question:
    """The query in parts; raises `NotRead`."""
    return Question(text, *taken_apart(text, pieces_of(text)), known)


def pieces_of(text: str) -> list[Token]:
    """The words and signs of a query; raises `NotRead`."""
    try:
        return list(tokens(text, _DEEPEST))
    except BadQuery as error:
        raise NotRead(error.message) from error


def taken_apart(text: str, pieces: Sequence[Token]) -> tuple[str, Select]:
    """The prologue of a query, and what follows as a tree; raises `NotRead`."""
    try:
        declared = prologue.read(text, pieces)
    except BadQuery as error:
        raise NotRead(error.message) from error
    if declared.length >= len(pieces):
        raise NotRead("there is no query")
    body = pieces[declared.length :]
    return text[: body[0].start], Reader(body, declared).query()
