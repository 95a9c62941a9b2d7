"""What can be changed from outside, what a change came to, and why one is not made."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from graph.guard import Dataset
from graph.store import BadQuery, Scope, StoreError
from ontology.saying import Said

DEFAULT = "urn:x-default"  # how the rights of a token name the graph that has no name


class ChangeRefused(StoreError):
    """A change that its sender may not make, or that this store does not take."""


class NotAllowed(ChangeRefused):
    """A graph that the sender may not write to."""

    def __init__(self, graph: str) -> None:
        super().__init__(Said.of("not_allowed", "this token may not write to {graph}", graph=_told(graph)))
        self.graph = graph


class KeptByLoads(ChangeRefused):
    """A graph of a source or of the service itself: the next load would undo what is written there."""

    def __init__(self, graph: str) -> None:
        told = "{graph} is kept by loads: write to a graph of your own, or load a source"
        super().__init__(Said.of("kept_by_loads", told, graph=_told(graph)))
        self.graph = graph


class FetchRefused(ChangeRefused):
    """A LOAD from a host that nobody allowed."""


class FetchFailed(StoreError):
    """What LOAD names cannot be had now, or not within the limits."""


class GraphExists(BadQuery):
    """A graph is to be created that is there."""


class NoSuchGraph(BadQuery):
    """A graph that the change needs is not there."""


class GraphNotThere(NoSuchGraph):
    """A graph is to be taken away that is not there."""


class BadBody(StoreError):
    """What a graph shall be filled from is not of its media type."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class BodyNotRead(StoreError):
    """No graph is read from this media type."""


class Moved(StoreError):
    """The release that the change was made for is no longer current."""


class StoreFull(StoreError):
    """There is no room left on the disk; nothing was changed."""


class WritingEnded(StoreError):
    """The process that writes ended by itself; nothing was changed."""


@dataclass(frozen=True)
class Allowed:
    """What the sender of a change may write to, and what the change may read.

    `graphs` are IRIs, or beginnings of IRIs that end in `*`; None is all. The default graph is `DEFAULT` there.
    """

    graphs: tuple[str, ...] | None = None
    scope: Scope = Scope.PUBLIC


@dataclass(frozen=True)
class Update:
    """A request of SPARQL 1.1 Update; `using` stands for its `using-graph-uri` and `using-named-graph-uri`.

    `base` is what relative IRIs belong to where the text declares no BASE.
    """

    text: str
    using: Dataset | None = None
    allowed: Allowed = Allowed()
    base: str | None = None


@dataclass(frozen=True)
class Body:
    """A file of RDF: triples in one of the formats that are read; `base` is what relative IRIs in it belong to."""

    media_type: str
    path: Path
    base: str | None = None


@dataclass(frozen=True)
class PutGraph:
    """Make a graph hold what some files say, or (`merge`) say it too. None is the default graph.

    `only_if`: the release that must still be current (If-Match), else `Moved`.
    """

    graph: str | None
    bodies: tuple[Body, ...]
    merge: bool = False
    allowed: Allowed = Allowed()
    only_if: str | None = None


@dataclass(frozen=True)
class DropGraph:
    """Take a graph away; raises `NoSuchGraph` where there is none. None is the default graph, which is emptied."""

    graph: str | None
    allowed: Allowed = Allowed()
    only_if: str | None = None


Change: TypeAlias = Update | PutGraph | DropGraph


@dataclass(frozen=True)
class Written:
    """What a change came to: the release that holds it, triples that came and went.

    `created`: a graph is there that was not before, or the default graph was empty and is not. `existed`: the graph of
    `PutGraph`, `DropGraph` was there before.
    """

    release: str
    added: int
    removed: int
    created: bool = False
    existed: bool = False


def _told(graph: str) -> str:
    return f"<{graph}>" if graph else "the default graph"
