"""The store inside this process: Oxigraph, on disk or in memory.

The union of all named graphs is kept in the engine's default graph. The engine can form it while it answers, but then
a triple that stands in two graphs is found twice, where the merge of graphs is a set (RDF 1.1 Semantics, section 4.1).
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pyoxigraph as ox
from rdflib import Graph, URIRef

from graph import filling
from graph.complaint import bad_query
from graph.filling import as_line
from graph.formats import BY_MEDIA_TYPE
from graph.locking import Hold
from graph.store import BadQuery, Change, FormatNotOffered, Line, NotAStore, ReadOnly, Row, Scope, Triple
from graph.terms import from_engine, node, parsed, to_quad

_MANY = 100_000  # triples: fewer are read quickly from many pieces, too
_PART = 3  # a part of all triples; to bring all of them into one piece takes a tenth of the time of writing them
_STAGING = ox.NamedNode("urn:clusterscape:staging")
# One request is one transaction: the union loses what no other graph says, and no reader sees a state in between.
_REMOVE = """
DELETE {{ ?s ?p ?o }} WHERE {{
  GRAPH {graph} {{ ?s ?p ?o }}
  FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other NOT IN ({graph}, {staging})) }}
}} ;
DROP SILENT GRAPH {graph}
"""
_SWAP = (
    _REMOVE
    + """ ;
INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH {staging} {{ ?s ?p ?o }} }} ;
MOVE GRAPH {staging} TO GRAPH {graph}
"""
)


class EmbeddedStore:
    """A `Store` kept by Oxigraph."""

    watches = False  # `graph.watched` notes what is touched

    def __init__(self, engine: ox.Store, *, writable: bool, folder: Path | None = None) -> None:
        self._engine = engine
        self._writable = writable
        self._folder = folder
        self._hold: Hold | None = None  # a release that is read is not deleted
        self.touched: set[str] | None = set() if self.watches else None

    @classmethod
    def memory(cls) -> Self:
        """An empty store that is gone with the process."""
        return cls(ox.Store(), writable=True)

    @classmethod
    def of(cls, text: bytes) -> Self:
        """What N-Triples say, in memory and in no graph."""
        made = cls(ox.Store(), writable=True)
        made.take(text)
        return made

    def take(self, text: bytes) -> None:
        """Say more in no graph, in N-Triples: for a store in memory that has no graphs."""
        self._engine.bulk_load(text, format=ox.RdfFormat.N_TRIPLES)

    def text(self) -> bytes:
        """All that is said, as N-Triples."""
        return self._engine.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""

    @classmethod
    def open(cls, folder: Path) -> Self:
        """A store on disk, made where there is none; raises `NotAStore`."""
        return cls(_opened(ox.Store, folder), writable=True, folder=folder)

    @classmethod
    def read_only(cls, folder: Path) -> Self:
        """The store in a folder as it is now; raises `NotAStore`."""
        made = cls(_opened(ox.Store.read_only, folder), writable=False)
        made._hold = Hold(folder)
        return made

    # What each scope may see is one whole store, so the scope chose this object already.
    def select(self, query: str, scope: Scope) -> Iterator[Row]:
        """The rows of a SELECT query."""
        found = self._run(query)
        if not isinstance(found, ox.QuerySolutions):
            raise BadQuery("this is not a SELECT query, so it has no rows")
        names = [variable.value for variable in found.variables]
        for solution in found:
            values = ((name, solution[name]) for name in names)
            yield {name: from_engine(value) for name, value in values if value is not None}
        # rdflib logs a literal that it cannot read with its traceback: a record that is kept would keep this frame, and
        # the engine's object in it, which must be let go of in the thread that made it.
        del found

    def ask(self, query: str, scope: Scope) -> bool:
        """The answer of an ASK query."""
        found = self._run(query)
        if not isinstance(found, ox.QueryBoolean):
            raise BadQuery("this is not an ASK query, so it has no yes or no")
        return bool(found)

    def construct(self, query: str, scope: Scope) -> Graph:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        found = self._run(query)
        if not isinstance(found, ox.QueryTriples):
            raise BadQuery("this is not a CONSTRUCT or DESCRIBE query, so it has no triples")
        triples = Graph()
        for triple in found:
            triples.add((from_engine(triple.subject), from_engine(triple.predicate), from_engine(triple.object)))
        return triples

    def describe(self, resource: URIRef, scope: Scope) -> Graph:
        """What is said of a resource in any graph."""
        triples = Graph()
        waiting: list[ox.NamedNode | ox.BlankNode] = [node(resource)]
        seen = set(waiting)
        while waiting:
            for quad in self._engine.quads_for_pattern(waiting.pop(), None, None, None):
                triples.add((from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)))
                if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                    seen.add(quad.object)
                    waiting.append(quad.object)
        return triples

    def answer(self, query: str, media_type: str, scope: Scope) -> bytes:
        """The answer of any query, serialised by the engine without passing through Python objects."""
        found = self._run(query)
        form = "CONSTRUCT" if isinstance(found, ox.QueryTriples) else "SELECT"
        form = "ASK" if isinstance(found, ox.QueryBoolean) else form
        offered = BY_MEDIA_TYPE.get(media_type)
        if offered is None or form not in offered.forms:
            raise FormatNotOffered(f"{form} has no answer in {media_type}")
        if isinstance(found, ox.QueryTriples):
            return found.serialize(format=ox.RdfFormat.from_media_type(media_type)) or b""
        return found.serialize(format=ox.QueryResultsFormat.from_media_type(media_type)) or b""

    def replace(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Swap the whole content of one named graph, or change nothing."""
        self._demand_writable()
        target = node(graph)
        if not self._engine.contains_named_graph(target):
            self.add(graph, triples)
            return
        new = {to_quad(triple, target) for triple in triples}
        old = set(self._engine.quads_for_pattern(None, None, None, target))
        if any(map(filling.is_blank, old ^ new)):
            self._swap(target, new)
        else:
            self._engine.update(self._difference(target, old - new, new - old))
        self._engine.flush()

    def _difference(self, target: ox.NamedNode, gone: set[ox.Quad], come: set[ox.Quad]) -> str:
        """One request, so one transaction; much quicker than a swap, as what stays is not touched."""
        alone = (quad for quad in gone if len(self.graphs_of(as_line(quad))) == 1)
        return (
            f"DELETE DATA {{ {filling.as_text(alone)} GRAPH {target} {{ {filling.as_text(gone)} }} }} ;"
            f"INSERT DATA {{ {filling.as_text(come)} GRAPH {target} {{ {filling.as_text(come)} }} }}"
        )

    def _swap(self, target: ox.NamedNode, new: Iterable[ox.Quad]) -> None:
        # No DELETE DATA can name a blank node. The bulk loader commits once, at its end.
        self._engine.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, _STAGING) for quad in new)
        self._engine.add_graph(_STAGING)
        self._engine.update(_SWAP.format(graph=target, staging=_STAGING))

    def add(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Say more in one named graph; all of it, or nothing."""
        self._demand_writable()
        target = node(graph)
        self._engine.bulk_extend(quad for triple in triples for quad in filling.twice(to_quad(triple, target)))
        self._engine.add_graph(target)
        self._engine.flush()

    def remove(self, graph: URIRef) -> None:
        """Take one named graph away."""
        self._demand_writable()
        self._engine.update(_REMOVE.format(graph=node(graph), staging=_STAGING))
        self._engine.flush()

    def say(self, files: Iterable[tuple[URIRef, Path]]) -> None:
        """Say all of some files of N-Triples, each in its graph, beside what is said there; for drafts, as `change`."""
        self._demand_writable()
        filling.load(self._engine, ((path, node(graph)) for graph, path in files))

    def change(self, graph: URIRef, added: Iterable[Line], removed: Iterable[Line]) -> None:
        """Say more and less in one named graph; for drafts, as readers could see it half done."""
        self._demand_writable()
        target = node(graph)
        filling.take(self._engine, [filling.as_quad(line, target) for line in removed])
        filling.add(self._engine, target, tuple(added))

    def fill(self, graph: URIRef, path: Path) -> Change:
        """Make one named graph hold exactly what a file of N-Triples says; for drafts, as `change`."""
        self._demand_writable()
        target = node(graph)
        if not any(True for _ in self._engine.quads_for_pattern(None, None, None, target)):
            return filling.begin(self._engine, target, path)
        with TemporaryDirectory(dir=path.parent) as folder:
            found = filling.compare(self._engine, target, path, Path(folder))
            if filling.is_dear(found, self.size()):
                self._write_afresh(target, path, Path(folder))
            else:
                filling.write(self._engine, target, found)
            return filling.told(found, path)

    def _write_afresh(self, target: ox.NamedNode, path: Path, folder: Path) -> None:
        if self._folder is None:
            new = ox.Store()
            filling.write_afresh(self._engine, target, path, folder, new)
            self._engine = new
            return
        place = self._folder.with_name(f"{self._folder.name}.new")
        filling.write_afresh(self._engine, target, path, folder, ox.Store(str(place)))
        self._engine = ox.Store()  # lets go of the files: the engine closes a store that nobody holds
        shutil.rmtree(self._folder)
        place.rename(self._folder)
        self._engine = ox.Store(str(self._folder))

    def lines(
        self, subject: str | None, predicate: str | None, value: str | None, graph: URIRef | None = None
    ) -> Iterator[Line]:
        """All triples of a pattern in any graph, each once; or those of one graph."""
        about, said, of = (None if term is None else parsed(term) for term in (subject, predicate, value))
        if isinstance(about, ox.Literal) or isinstance(said, ox.Literal | ox.BlankNode):
            return  # RDF 1.1 has no such triples
        place = ox.DefaultGraph() if graph is None else node(graph)
        yield from map(as_line, self._engine.quads_for_pattern(about, said, of, place))

    def graphs_of(self, line: Line) -> frozenset[URIRef]:
        """The named graphs in which a triple stands."""
        about, said, of = map(parsed, line)
        if isinstance(about, ox.Literal) or not isinstance(said, ox.NamedNode):
            return frozenset()
        found = self._engine.quads_for_pattern(about, said, of, None)
        return frozenset(URIRef(quad.graph_name.value) for quad in found if isinstance(quad.graph_name, ox.NamedNode))

    def graphs(self) -> frozenset[URIRef]:
        """The names of all graphs."""
        return frozenset(URIRef(name.value) for name in self._engine.named_graphs() if isinstance(name, ox.NamedNode))

    def triples(self, graph: URIRef) -> Iterator[Triple]:
        """All that one named graph says."""
        for quad in self._engine.quads_for_pattern(None, None, None, node(graph)):
            yield from_engine(quad.subject), from_engine(quad.predicate), from_engine(quad.object)

    def size(self, graph: URIRef | None = None) -> int:
        """How many triples stand in one graph, or in all of them."""
        pattern = f"GRAPH {node(graph)} {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        (row,) = self.select(f"SELECT (COUNT(*) AS ?size) WHERE {{ {pattern} }}", Scope.OPERATOR)
        return int(str(row["size"]))

    def dump(self, path: Path, graph: URIRef | None = None) -> None:
        """Write the triples of a named graph, or the union of all, into a file of N-Triples."""
        place = ox.DefaultGraph() if graph is None else node(graph)
        self._engine.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=place)

    def tidy(self, added: int) -> None:
        """Bring what was written piece by piece into one, where so many triples are a good part of what there is.

        A term is looked for in each piece that may hold it: to read from a dozen of them takes twice as long.
        """
        self._demand_writable()
        if added > _MANY and added * _PART > self.size():
            self._engine.optimize()

    def copy_to(self, folder: Path) -> None:
        """A second store of the same content, by hard links: quick, and independent of this one."""
        if self._writable:
            self._engine.flush()
        self._engine.backup(str(folder))

    def _run(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return self._engine.query(query)
        except SyntaxError as error:
            raise bad_query(error) from error

    def _demand_writable(self) -> None:
        if not self._writable:
            raise ReadOnly("this store is open for reading only")


def _opened(how: Callable[[str], ox.Store], folder: Path) -> ox.Store:
    try:
        return how(str(folder))
    except OSError as error:
        raise NotAStore(f"no store can be opened at {folder}: {error}") from error
