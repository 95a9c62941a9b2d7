"""The operations of SPARQL 1.1 Update, as they are read from a request."""

from dataclasses import dataclass
from typing import TypeAlias

from graph.guard import Dataset

DEFAULT, NAMED, ALL = "DEFAULT", "NAMED", "ALL"


@dataclass(frozen=True)
class Target:
    """The graphs that CLEAR, DROP, ADD … are about: one by its IRI, or those that a word stands for."""

    word: str = ""  # DEFAULT, NAMED, ALL; empty for one graph
    graph: str = ""


@dataclass(frozen=True)
class Data:
    """INSERT DATA or DELETE DATA: what is said stands in the text, for the engine's own parser."""

    source: str  # the text as an INSERT DATA, whichever of the two it is
    insert: bool
    filled: str | None = None  # the same with a triple in each empty GRAPH block, where there is one


@dataclass(frozen=True)
class Template:
    """Triples to be said or taken away for each solution, as SPARQL writes their terms; `graph` may be a variable."""

    graph: str | None
    triple: tuple[str, str, str]


@dataclass(frozen=True)
class Modify:
    """DELETE and INSERT for each solution of a pattern; DELETE WHERE too."""

    prologue: str
    delete: tuple[Template, ...]
    insert: tuple[Template, ...]
    where: str
    graph: str | None = None  # of WITH
    using: Dataset | None = None


@dataclass(frozen=True)
class Load:
    """LOAD: what is fetched from an address, into a graph."""

    address: str
    into: Target
    silent: bool


@dataclass(frozen=True)
class Create:
    """CREATE: a graph that says nothing yet."""

    graph: str
    silent: bool


@dataclass(frozen=True)
class Empty:
    """CLEAR, or DROP when the graphs themselves shall go."""

    target: Target
    silent: bool
    drop: bool


@dataclass(frozen=True)
class Transfer:
    """ADD, MOVE and COPY, by their names."""

    kind: str
    source: Target
    target: Target
    silent: bool


Operation: TypeAlias = Data | Modify | Load | Create | Empty | Transfer
