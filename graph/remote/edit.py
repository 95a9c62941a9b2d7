"""Changes of a remote store: many triples go to graphs of their own first, then one request puts all in place."""

from collections.abc import Iterable, Iterator
from itertools import chain, count
from uuid import uuid4

from rdflib import URIRef

from graph.remote.terms import outward, said
from graph.remote.wire import NoGraphStore, Wire
from graph.store import Line

PRIVATE = "urn:clusterscape:"  # how the names of our own graphs on a server begin
FEW = 256 * 1024  # letters of triples that stand in the request itself
AT_ONCE = 4 * 1024**2  # letters in one request to a staging graph
_ELSEWHERE = (
    'FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(!STRSTARTS(STR(?other), "urn:clusterscape:"){but}) }}'
)


class Edit:
    """One request of SPARQL Update in the making. All of it is done, or nothing, where the server keeps to that."""

    def __init__(self, wire: Wire, *, staging: str = "", when: str = "") -> None:
        """`when` is a pattern without which nothing is changed; `staging` begins the names of staging graphs."""
        self._wire = wire
        self._when = when
        self._staging = staging or f"{PRIVATE}staging:{uuid4()}:"
        self._numbers = count()
        self._staged: list[URIRef] = []
        self._steps: list[str] = []

    def source(self, lines: Iterable[Line]) -> str:
        """A pattern with these triples as its solutions: their list, or a graph that holds them; empty for none."""
        rest = iter(lines)
        first = tuple(_part(rest, FEW))
        more = next(rest, None)
        if more is None:
            return _values(first) if first else ""
        graph = URIRef(f"{self._staging}{next(self._numbers)}")
        self._staged.append(graph)
        put(self._wire, graph, chain(first, (more,), rest))
        return f"GRAPH <{graph}> {{ ?s ?p ?o }}"

    def take(self, graph: URIRef | None, source: str) -> None:
        """Have a graph say these no more; None is the default graph."""
        if source:
            self._steps.append(f"DELETE {{ {_in(graph)} }} WHERE {{ {self._when} {source} }}")

    def say(self, graph: URIRef | None, source: str) -> None:
        """Have a graph say these."""
        if source:
            self._steps.append(f"INSERT {{ {_in(graph)} }} WHERE {{ {self._when} {source} }}")

    def forget(self, source: str, but: URIRef | None = None) -> None:
        """Take from the union what no graph says, or none but one."""
        if source:
            elsewhere = _ELSEWHERE.format(but=f" && ?other != <{but}>" if but else "")
            self._steps.append(f"DELETE {{ ?s ?p ?o }} WHERE {{ {self._when} {source} {elsewhere} }}")

    def drop(self, graph: URIRef) -> None:
        """Take a graph away."""
        self._steps.append(f"DROP SILENT GRAPH <{graph}>")

    def step(self, templates: str, pattern: str) -> None:
        """Do something else: what to delete and insert, for the solutions of a pattern."""
        self._steps.append(f"{templates} WHERE {{ {self._when} {pattern} }}")

    def send(self) -> None:
        """Have it done."""
        if self._steps:
            self._wire.update(" ;\n".join((*self._steps, *self._dropping())))

    def give_up(self) -> None:
        """Take away what was put beside."""
        if self._staged:
            self._wire.update(" ;\n".join(self._dropping()))

    def _dropping(self) -> Iterator[str]:
        return (f"DROP SILENT GRAPH <{graph}>" for graph in self._staged)


def put(wire: Wire, graph: URIRef | None, lines: Iterable[Line]) -> None:
    """Say more in a graph, in as many requests as it takes; None is the default graph."""
    rest = iter(lines)
    while part := tuple(map(outward, _part(rest, AT_ONCE))):
        try:
            wire.put_in(graph, "".join(f"{' '.join(line)} .\n" for line in part).encode())
        except NoGraphStore:
            text = "".join(f"{' '.join(map(said, line))} .\n" for line in part)
            wire.update(
                f"INSERT DATA {{\n{text}}}" if graph is None else f"INSERT DATA {{ GRAPH <{graph}> {{\n{text}}} }}"
            )


def _part(rest: Iterator[Line], letters: int) -> Iterator[Line]:
    """Some of the lines, until they have so many letters."""
    for line in rest:
        yield line
        letters -= sum(map(len, line))
        if letters < 0:
            return


def _values(lines: Iterable[Line]) -> str:
    made = "\n".join(f"({' '.join(map(said, outward(line)))})" for line in lines)
    return f"VALUES (?s ?p ?o) {{\n{made}\n}}"


def _in(graph: URIRef | None) -> str:
    return "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
