"""What a query is asked ahead of, while it is rewritten: small questions of the same data.

Terms are told by how the engine writes them, as N-Triples does: no library of terms is needed for that.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from graph.results.serialising import lines
from graph.rewriting.terms import NotRead
from graph.texts import ends
from graph.texts.counts import Counts
from graph.texts.ends import Ends
from graph.texts.index import THING, Texts

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BOTH = frozenset({_STRING, "http://www.w3.org/2001/XMLSchema#integer"})  # as predicates may say that are not asked
_TYPES = 100  # of the literals of a predicate that are told apart
_LISTS = 100  # that are kept of a release
_LONGEST = 1_000_000  # characters of rows that are told: a query is written with them
_Found: TypeAlias = Any  # what the engine answers with


class Told:
    """What holds of a release as a whole, found out once."""

    def __init__(self, folder: str | None = None) -> None:
        self.facts = dict[str, bool]()
        self.lists = dict[str, tuple[str, ...] | None]()
        self._folder = folder
        self._texts: Texts | None = None
        self._counts: Counts | None = None
        self._ends: Ends | None = None

    @property
    def texts(self) -> Texts | None:
        """Its texts, once they are gathered."""
        if self._texts is None and self._folder is not None:
            self._texts = Texts.beside(Path(self._folder))
        return self._texts

    @property
    def counts(self) -> Counts | None:
        """How often it says what, once that is counted."""
        if self._counts is None and self._folder is not None:
            self._counts = Counts.beside(Path(self._folder))
        return self._counts

    @property
    def ends(self) -> Ends:
        """How many triples of its predicates end where, as far as that is known."""
        if self._ends is None and self._folder is not None:
            self._ends = ends.beside(Path(self._folder))
        return self._ends or {}


class Ahead:
    """Asks of the data that a query is about (a `Known` of `graph.rewriting.question`)."""

    def __init__(
        self, ask: Callable[[str], _Found], graphs: Callable[[], Iterable[_Found]], told: Told | None = None
    ) -> None:
        """Ask by one function, and the names of graphs by another; `told` keeps what holds of the data as a whole."""
        self._ask = ask
        self._graphs = graphs
        self._told = told or Told()

    def rows(self, query: str, most: int) -> list[tuple[str | None, ...]] | None:
        """The rows of a query in the words of SPARQL, None where there are more, long ones, or blank nodes in them."""
        found, length = list[tuple[str | None, ...]](), 0
        for solution in self._solutions(f"{query} LIMIT {most + 1}"):
            row = tuple(None if term is None else str(term) for term in solution)
            length += sum(len(text) for text in row if text is not None)
            if length > _LONGEST or any(text is not None and text.startswith("_:") for text in row):
                return None
            found.append(row)
        return found if len(found) <= most else None

    def holds(self, query: str) -> bool:
        """The answer of an ASK query; raises `NotRead`."""
        try:
            return bool(self._ask(query))
        except (SyntaxError, RuntimeError, ValueError) as error:
            raise NotRead(str(error)) from error

    def has_no_literals(self, before: str, predicate: str) -> bool:
        """Whether no object of a predicate, after this prologue, is a literal; raises `NotRead`."""
        if self._told.texts and self._told.texts.kinds(predicate.strip("<>")) == {THING}:
            return True
        ask = f"{before}ASK {{ ?s {predicate} ?o FILTER(isLiteral(?o)) }}"
        facts = self._told.facts
        if ask not in facts:
            facts[ask] = not self.holds(ask)
        return facts[ask]

    def graphs(self, most: int) -> list[str] | None:
        """The named graphs, None where there are more, or one is a blank node."""
        found = list[str]()
        for graph in self._graphs():
            if len(found) == most or str(graph).startswith("_:"):
                return None
            found.append(graph.value)
        return found

    def first(self, query: str, count: int, *, descending: bool) -> list[str] | None:
        """The first so many values of the first column, or the last, None where they are not all texts or all IRIs.

        Each as often as there are rows of it.
        """
        pick = heapq.nlargest if descending else heapq.nsmallest
        try:
            kept = pick(count, _alike(self._solutions(query)), key=lambda term: term.value)
        except _Mixed:
            return None
        return list(map(str, kept))

    def are_literals(self, predicate: str) -> bool:
        """Whether all objects of a predicate are literals, as far as that is known without asking."""
        texts = self._told.texts
        kinds = texts.kinds(predicate) if texts else frozenset[str]()
        return bool(kinds) and THING not in kinds

    def literals(self, predicate: str) -> frozenset[str]:
        """The types of the literals that a predicate says, of all without one; of texts something else."""
        if kinds := self._told.texts.kinds(predicate) if self._told.texts else frozenset[str]():
            return kinds
        if not predicate:
            return _BOTH
        found = self.kept(
            f"SELECT DISTINCT (DATATYPE(?o) AS ?k) {{ ?s <{predicate}> ?o FILTER(isLiteral(?o)) }}", _TYPES
        )
        return _BOTH if found is None else frozenset(each[1:-1] for each in found)

    def holding(self, predicate: str, sought: Sequence[str], most: int) -> list[str] | None:
        """The literals that may hold one of some folded texts, None where they are more or not known.

        Those of a predicate, where that is known, else all.
        """
        texts = self._told.texts
        return texts.holding(predicate, sought, most) if texts else None

    def begins(self, predicate: str, count: int, *, descending: bool, kind: str = "") -> list[str] | None:
        """The first so many texts of a predicate in their order, None where that is not known.

        Where a class is given, all that its things say is among them.
        """
        texts = self._told.texts
        return texts.first(predicate, count, descending=descending, kind=kind) if texts else None

    def column(self, query: str, most: int) -> list[str] | None:
        """The first column of a query, as often as there are rows; None where these are more."""
        found = [str(solution[0]) for solution in islice(self._solutions(query), most + 1)]
        return found if len(found) <= most else None

    def number(self, before: str, query: str, most: int) -> int:
        """How many rows a query after a prologue has, one more than so many where these are more."""
        counted = self._solutions(f"{before}SELECT (COUNT(*) AS ?n) {{ {{ {query} LIMIT {most + 1} }} }}")
        return int(next(counted)[0].value)

    def exceeds(self, query: str, most: int) -> bool:
        """Whether a query has more rows than so many."""
        return most < 0 or any(True for _ in self._solutions(f"{query} OFFSET {most} LIMIT 1"))

    def kept(self, query: str, most: int) -> Sequence[str] | None:
        """The first column of a query in the words of SPARQL, asked once for a release.

        None where there are more rows, or blank nodes among them.
        """
        lists = self._told.lists
        if query not in lists:
            rows = self.rows(query, most)
            if len(lists) == _LISTS:
                del lists[next(iter(lists))]
            lists[query] = None if rows is None else tuple(str(row[0]) for row in rows)
        return lists[query]

    def counts(self) -> Counts | None:
        """How many triples there are of each predicate, and things of each class; None where that is not known."""
        return self._told.counts

    def has_ends(self, predicate: str | None = None) -> bool:
        """Whether it is known how many triples of a predicate end at each thing, or of any predicate."""
        return predicate in self._told.ends if predicate else bool(self._told.ends)

    def tally(self, query: str, predicate: str) -> Mapping[tuple[str, ...], int] | None:
        """How many triples of a predicate end at the last column of a query, by the rows of the others.

        None where there are blank nodes or triples among them, or literals among the ends, or the rows are long.
        """
        found, number = Counter[str](), self._told.ends[predicate].get
        rows = self._lines(query)
        if sum(map(len, rows)) > _LONGEST:
            return None
        for row in rows:
            by, _, end = row.rpartition("\t")
            if not end.startswith("<") or "<<(" in row:  # numbers are written in other ways here, also within triples
                return None
            found[by] += number(end, 0)
        if "\t_:" in "\t".join(["", *found]):
            return None
        return {tuple(by.split("\t") if by else ()): each for by, each in found.items() if each}

    def _lines(self, query: str) -> list[str]:
        """The rows of a query as TSV, each a line of terms in the words of SPARQL."""
        try:
            return lines(self._ask(query))
        except (SyntaxError, RuntimeError, ValueError) as error:
            raise NotRead(str(error)) from error

    def _solutions(self, query: str) -> Iterator[_Found]:
        try:
            yield from self._ask(query)
        except (SyntaxError, RuntimeError, ValueError) as error:
            raise NotRead(str(error)) from error


class _Mixed(Exception):
    """Terms that do not sort as texts, or of several kinds."""


def _alike(solutions: Iterable[_Found]) -> Iterator[_Found]:
    """The first term of each solution, as long as all are of one kind."""
    kind: object = None
    for solution in solutions:
        term = solution[0]
        language = getattr(term, "language", None)
        own = (type(term), language, None if language else getattr(getattr(term, "datatype", None), "value", None))
        if own != kind:
            text = str(term)
            known = text.startswith("<") or (text.startswith('"') and (language or own[2] == _STRING))
            if kind is not None or term is None or not known:
                raise _Mixed
            kind = own
        yield term
