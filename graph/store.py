"""What a store can do, whichever engine is behind it, and what can go wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol, TypeAlias

from rdflib import Graph, URIRef
from rdflib.term import Identifier, Node

Row: TypeAlias = Mapping[str, Identifier]
Triple: TypeAlias = tuple[Node, Node, Node]
Line: TypeAlias = tuple[str, str, str]  # a triple as N-Triples writes its terms: quick to compare, keep and send
GONE_MOST = 100_000  # things that are gone are named up to this number: who reads of more would not read them
FOLLOWED_MOST = 20_000  # changed triples of one graph that are told one by one


@dataclass(frozen=True)
class Change:
    """What became of a graph: triples that came and went, and things of ours of which it says nothing any more."""

    added: int = 0
    removed: int = 0
    gone: frozenset[str] = frozenset()  # their IRIs, at most `GONE_MOST`
    cut: bool = False  # whether there were more
    lost: frozenset[Line] | None = None  # the triples themselves, where they are few enough to be followed
    come: frozenset[Line] | None = None


class Scope(Enum):
    """Who asks. Nobody reads without one; each class is served from what it may see."""

    PUBLIC = "public"
    OPERATOR = "operator"


class Store(Protocol):
    """Named graphs of triples. The default graph of a query is the union of all of them."""

    def select(self, query: str, scope: Scope) -> Iterator[Row]:
        """The rows of a SELECT query; a variable without a value is left out of its row."""
        ...

    def ask(self, query: str, scope: Scope) -> bool:
        """The answer of an ASK query."""
        ...

    def construct(self, query: str, scope: Scope) -> Graph:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def describe(self, resource: URIRef, scope: Scope) -> Graph:
        """What is said of a resource, with the blank nodes this needs; empty where nothing is said."""
        ...

    def answer(self, query: str, media_type: str, scope: Scope) -> bytes:
        """The answer of any query, serialised in one of the formats of `graph.formats`."""
        ...

    def replace(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Swap the whole content of one named graph, or change nothing."""
        ...

    def add(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Say more in one named graph; all of it, or nothing."""
        ...

    def remove(self, graph: URIRef) -> None:
        """Take one named graph away; no error where it is not there."""
        ...

    def fill(self, graph: URIRef, path: Path) -> Change:
        """Make one named graph hold exactly what a file of N-Triples says, however large; for drafts, as `change`."""
        ...

    def change(self, graph: URIRef, added: Iterable[Line], removed: Iterable[Line]) -> None:
        """Say more and less in one named graph; for drafts, as readers could see it half done."""
        ...

    def lines(
        self, subject: str | None, predicate: str | None, value: str | None, graph: URIRef | None = None
    ) -> Iterator[Line]:
        """All triples of a pattern in any graph, each once; or those of one graph."""
        ...

    def graphs_of(self, line: Line) -> frozenset[URIRef]:
        """The named graphs in which a triple stands."""
        ...

    def graphs(self) -> frozenset[URIRef]:
        """The names of all graphs."""
        ...

    def triples(self, graph: URIRef) -> Iterator[Triple]:
        """All that one named graph says."""
        ...

    def size(self, graph: URIRef | None = None) -> int:
        """How many triples stand in one graph, or in all of them."""
        ...


class StoreError(Exception):
    """Something a store was asked to do went wrong."""


class BadQuery(StoreError):
    """A query that is not SPARQL, or asks for what the store cannot do."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class FormatNotOffered(StoreError):
    """The form of the query has no answer in the media type asked for."""


class ReadOnly(StoreError):
    """A change was asked of a store that is open for reading only."""


class BadTriples(StoreError):
    """A file that a graph shall be filled from is no N-Triples."""


class ServerFailed(StoreError):
    """The server that keeps the store has a fault of its own."""


class NotAStore(StoreError):
    """The folder holds no store, or one that cannot be opened."""


class NotReached(NotAStore):
    """The server that keeps the store does not answer, or not well; it may do so later."""
