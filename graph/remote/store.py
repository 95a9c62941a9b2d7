"""The store on other machines: any server or cluster that speaks SPARQL 1.1, by its address.

As the embedded store does, it keeps the union of all named graphs in the default graph (decision 0005), unless the
server forms that union itself. Our own notes on the server, in graphs with names in `urn:clusterscape:`, are not shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from rdflib import Graph, URIRef

from graph.difference import difference, split
from graph.filling import told
from graph.parsing import NotRdf, parse
from graph.remote import asking, terms
from graph.remote.address import Remote
from graph.remote.asking import TRIPLES, YES_OR_NO
from graph.remote.edit import Edit
from graph.remote.hiding import hidden
from graph.remote.replicas import Replicas
from graph.remote.terms import as_line, inward, outward, said
from graph.remote.wire import Arriving, Wire, demand
from graph.store import Change, Line, ReadOnly, Row, Scope, StoreError, Triple
from graph.terms import read, written

_JSON = "application/sparql-results+json"
_NAMES = ("s", "p", "o")


class RemoteStore:
    """A `Store` kept by the servers of a `Remote`. All that they show is shown to everybody."""

    def __init__(
        self,
        wire: Wire,
        replicas: Replicas,
        *,
        dataset: Mapping[str, list[str]] | None = None,
        keeps_union: bool = True,
        writable: bool = False,
    ) -> None:
        """`dataset` is said with each query (SPARQL 1.1 Protocol); without it the server's own is read."""
        self._wire = wire
        self._replicas = replicas
        self._dataset = dataset or {}
        self._keeps_union = keeps_union
        self._writable = writable

    @classmethod
    def open(cls, remote: Remote, *, keeps_union: bool = True) -> Self:
        """The store for writing: what is read is what the server has that takes the changes, no replica of it."""
        replicas = Replicas(remote.queries[:1], lambda address: None)
        return cls(Wire(remote), replicas, keeps_union=keeps_union, writable=True)

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def select(self, query: str, scope: Scope) -> Iterator[Row]:
        """The rows of a SELECT query, as they arrive."""
        yield from terms.rows(self._ask(query, _JSON).pieces)

    def ask(self, query: str, scope: Scope) -> bool:
        """The answer of an ASK query."""
        return terms.truth(self._whole(query, YES_OR_NO))

    def construct(self, query: str, scope: Scope) -> Graph:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        triples = Graph()
        try:
            for each in parse(BytesIO(self._whole(query, TRIPLES)), "turtle"):
                triples.add(_known((each.subject, each.predicate, each.value)))
        except NotRdf as error:
            raise StoreError(f"the server's answer is no Turtle: {error}") from error
        return triples

    def describe(self, resource: URIRef, scope: Scope) -> Graph:
        """What is said of a resource in any graph."""
        triples, waiting = Graph(), [written(resource)]
        seen = set(waiting)
        while waiting:
            for line in self.lines(waiting.pop(), None, None):
                triples.add(_known(line))
                if line[2].startswith("_:") and line[2] not in seen:
                    seen.add(line[2])
                    waiting.append(line[2])
        return triples

    def answer(self, query: str, media_type: str, scope: Scope) -> bytes:
        """The answer of any query, as the server writes it."""
        arriving = self._ask(query, media_type)
        body = b"".join(arriving.pieces)
        demand(arriving, media_type)
        return body

    def replace(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Swap the whole content of one named graph, or change nothing."""
        new = set(map(as_line, triples))
        old = set(self.lines(None, None, None, graph))
        self.change(graph, new - old, old - new)

    def add(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Say more in one named graph; all of it, or nothing."""
        self.change(graph, map(as_line, triples), ())

    def remove(self, graph: URIRef) -> None:
        """Take one named graph away."""
        edit = self._edit()
        if self._keeps_union:
            edit.forget(f"GRAPH <{graph}> {{ ?s ?p ?o }}", graph)
        edit.drop(graph)
        edit.send()

    def change(self, graph: URIRef, added: Iterable[Line], removed: Iterable[Line]) -> None:
        """Say more and less in one named graph; all of it, or nothing."""
        edit = self._edit()
        try:
            gone, come = edit.source(removed), edit.source(added)
        except BaseException:
            edit.give_up()
            raise
        edit.take(graph, gone)
        edit.say(graph, come)
        if self._keeps_union:
            edit.forget(gone)
            edit.say(None, come)
        edit.send()

    def fill(self, graph: URIRef, path: Path) -> Change:
        """Make one named graph hold exactly what a file of N-Triples says."""
        with TemporaryDirectory(dir=path.parent) as folder:
            stood = Path(folder) / "stood"
            with stood.open("w", encoding="utf-8") as out:
                out.writelines(f"{' '.join(line)} .\n" for line in self.lines(None, None, None, graph))
            found = difference(stood, path, Path(folder) / "parts")
            self.change(graph, split(found.come), split(found.lost))
            return told(found, path)

    def lines(
        self, subject: str | None, predicate: str | None, value: str | None, graph: URIRef | None = None
    ) -> Iterator[Line]:
        """All triples of a pattern in any graph, each once; or those of one graph."""
        if (subject or "").startswith('"') or (predicate or "").startswith(('"', "_:")):
            return  # RDF 1.1 has no such triples
        given = {name: term for name, term in zip(_NAMES, (subject, predicate, value), strict=True) if term}
        pattern = _pattern(given)
        place = pattern if graph is None else f"GRAPH <{graph}> {{ {pattern} }}"
        wanted = " ".join(f"?{name}" for name in _NAMES if name not in given) or "(1 AS ?there)"
        for row in self.select(f"SELECT {wanted} WHERE {{ {place} }}", Scope.PUBLIC):
            about, says, of = (given.get(name) or written(row[name]) for name in _NAMES)
            yield about, says, of

    def graphs_of(self, line: Line) -> frozenset[URIRef]:
        """The named graphs in which a triple stands."""
        if line[0].startswith('"') or not line[1].startswith("<"):
            return frozenset()
        return self._graphs(_pattern(dict(zip(_NAMES, line, strict=True))))

    def graphs(self) -> frozenset[URIRef]:
        """The names of all graphs that say something: not all servers keep those that say nothing."""
        return self._graphs("?s ?p ?o")

    def triples(self, graph: URIRef) -> Iterator[Triple]:
        """All that one named graph says."""
        for row in self.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", Scope.PUBLIC):
            yield row["s"], row["p"], row["o"]

    def size(self, graph: URIRef | None = None) -> int:
        """How many triples stand in one graph, or in all of them."""
        place = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        (row,) = self.select(f"SELECT (COUNT(*) AS ?size) WHERE {{ {place} }}", Scope.PUBLIC)
        return int(str(row["size"]))

    def _graphs(self, pattern: str) -> frozenset[URIRef]:
        query = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {pattern} }} }}"
        return frozenset(URIRef(str(row["g"])) for row in self.select(query, Scope.PUBLIC))

    def _ask(self, query: str, accept: str) -> Arriving:
        said, dataset = self._said(query), self._dataset
        return self._replicas.read(lambda address: self._wire.ask(address, said, accept, dataset=dataset))

    def _whole(self, query: str, forms: frozenset[str]) -> bytes:
        remote, said, dataset = self._wire.remote, self._said(query), self._dataset
        return self._replicas.read(lambda address: asking.whole(remote, address, said, forms, dataset))

    def _said(self, query: str) -> str:
        """The query without our notes; where a dataset is said with it, they are not in it."""
        return query if self._dataset else hidden(query)

    def _edit(self) -> Edit:
        if not self._writable:
            raise ReadOnly("this store is open for reading only")
        return Edit(self._wire)


def _known(line: Line) -> Triple:
    """A triple as rdflib knows it."""
    subject, predicate, value = (inward(read(term)) for term in line)
    return subject, predicate, value


def _pattern(given: dict[str, str]) -> str:
    """A triple pattern with some of its places filled."""
    subject, predicate, value = (given.get(name, "") for name in _NAMES)
    told = map(said, outward((subject, predicate, value)))
    return " ".join(term or f"?{name}" for name, term in zip(_NAMES, told, strict=True))
