"""A store that tests write to, and read by opening its release anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph
from rdflib.compare import to_canonical_graph

from graph.changes import Allowed, Update, Written
from graph.guard import Dataset, Limits
from graph.layout import Layout
from graph.release import Releases
from graph.store import Scope
from graph.writing import WriteBounds, Writer, Writing

Said = dict[str, frozenset[tuple[str, str, str]]]
SMALL = WriteBounds(seconds=3.0, memory=300 * 1024**2, update=Limits(size=1024**2, tokens=20_000))
PREFIX = "PREFIX : <http://example/> "


class Kept:
    """The store and its writer."""

    def __init__(self, folder: Path, writer: Writer) -> None:
        self.folder = folder
        self.writer = writer

    def update(
        self, text: str, using: Dataset | None = None, allowed: Allowed | None = None, base: str | None = None
    ) -> Written:
        """Make a change; `:` is http://example/ in it."""
        return self.writer.change(Update(PREFIX + text, using, allowed or Allowed(), base))

    def said(self, scope: Scope = Scope.OPERATOR) -> Said:
        """What each graph says, the one without a name under the empty name; blank nodes are called by their place."""
        release = Releases(self.folder).current()
        return said(ox.Store.read_only(str(release.seen(scope).triples))) if release else {"": frozenset()}

    def begin(self, trig: str) -> None:
        """Have the store say this and nothing else, in a plain store."""
        loaded = ox.Store()
        loaded.load(f"PREFIX : <http://example/>\n{trig}".encode(), format=ox.RdfFormat.TRIG)
        data = loaded.dump(format=ox.RdfFormat.N_QUADS).decode()
        lines = [ox.parse(line, format=ox.RdfFormat.N_QUADS) for line in data.splitlines()]
        quads = [quad for found in lines for quad in found]
        text = " ".join(_in_graph(quad) for quad in quads)
        self.update(f"DROP ALL ; INSERT DATA {{ {text} }}")


def said(store: ox.Store) -> Said:
    """What each graph of a store says."""
    graphs = {name.value: _triples(store, name) for name in store.named_graphs() if isinstance(name, ox.NamedNode)}
    return {"": _triples(store, ox.DefaultGraph()), **graphs}


def of(trig: str) -> Said:
    """What is meant by a text of TriG, in which `:` is http://example/."""
    store = ox.Store()
    store.load(f"PREFIX : <http://example/>\n{trig}".encode(), format=ox.RdfFormat.TRIG)
    return said(store)


@contextmanager
def keeping(folder: Path, layout: Layout = Layout.UNION, bounds: WriteBounds | None = None) -> Iterator[Kept]:
    """A store in a folder, and its writer until the end."""
    with Writer(folder, bounds, layout) as writer:
        yield Kept(folder, writer)


def both(number: int) -> str:
    """A change of two graphs: half of it would be seen."""
    return f"INSERT DATA {{ :n{number} :p {number} GRAPH :g {{ :n{number} :p {number} }} }}"


def numbers(triples: frozenset[tuple[str, str, str]]) -> set[int]:
    """What the changes of `both` said."""
    return {int(value.split('"')[1]) for _, _, value in triples}


def begin(kept: Kept, text: str, moved: Callable[[], None] = lambda: None) -> Writing:
    """A change that nobody waits for."""
    return kept.writer.write(Update(PREFIX + text), moved)


def _in_graph(quad: ox.Quad) -> str:
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    return triple if isinstance(quad.graph_name, ox.DefaultGraph) else f"GRAPH {quad.graph_name} {{ {triple} }}"


def _triples(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> frozenset[tuple[str, str, str]]:
    lines = [
        f"{quad.subject} {quad.predicate} {quad.object} ." for quad in store.quads_for_pattern(None, None, None, graph)
    ]
    found = Graph().parse(data="\n".join(lines), format="nt")
    if any("_:" in line for line in lines):
        found = to_canonical_graph(found)
    return frozenset((s.n3(), p.n3(), o.n3()) for s, p, o in found)
