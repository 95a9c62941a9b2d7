"""How a named graph comes to hold exactly what a file says, by the engine's bulk loader where that is quicker."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from graph.difference import Difference, chunks, difference, split, subjects
from graph.store import FOLLOWED_MOST, GONE_MOST, BadTriples, Change, Line
from graph.terms import parsed
from ontology.namespaces import ID

# Rows of files and statements about statements have no page, so nobody asks what became of them.
_UNASKED = tuple(f"<{ID}{kind}/" for kind in ("record", "statement", "run", ".well-known"))
_OURS = f"<{ID}"
_FEW = 100_000  # triples that are taken out one by one without a thought
_DEAR = 10  # times as long as writing a triple in bulk takes taking one out
_BATCH = 64 * 1024 * 1024  # bytes of text that are brought into the engine's words at a time
_END = b" .\n"
_FEWER = (
    1_000  # triples that one transaction writes sooner than the bulk loader, which makes a file of its own each time
)
_ALONE = 1_000  # quads of which it is asked one by one whether another graph says them too
_SHARE = 3  # the part of a graph from which on one query about the whole of it is quicker than that
# Only what two graphs say comes out of the engine: to make objects of all that one says would take as long as to write.
_SHARED = """
SELECT ?s ?p ?o WHERE {{
  VALUES ?p {{ {predicates} }}
  GRAPH {graph} {{ ?s ?p ?o }}
  FILTER EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != {graph}) }}
}}
"""
_ELSEWHERE = "ASK {{ GRAPH ?other {{ ?s {predicate} ?o }} FILTER(?other != {graph}) }}"
_AT_ONCE = 500_000  # triples that are written at once: fewer are slower, more only take more memory


class Both:
    """N-Quads that say each triple of some files twice: in the default graph, which is the union, and in a named graph.

    In one text: blank nodes then stay the same. The union comes first: the engine writes a file for each million, and
    what it reads it looks for in all that hold a part of the union, or of the graphs. Read as a binary file is.
    """

    def __init__(self, files: Iterable[tuple[Path, ox.NamedNode]]) -> None:
        self._pieces = _pieces(tuple(files))
        self._piece = memoryview(b"")

    def read(self, size: int) -> bytes:
        """The next bytes, at most so many; none at the end."""
        if not self._piece:
            self._piece = memoryview(next(self._pieces, b""))
        part, self._piece = self._piece[:size], self._piece[size:]
        return bytes(part)


def _pieces(files: Sequence[tuple[Path, ox.NamedNode]]) -> Iterator[bytes]:
    for path, _ in files:
        yield from chunks(path)
    for path, graph in files:
        end = f" {graph} .\n".encode()
        for text in chunks(path):
            yield text.replace(_END, end)


def load(engine: ox.Store, files: Iterable[tuple[Path, ox.NamedNode]]) -> None:
    """Say all of some files, each in its graph and in the union; raises `BadTriples`."""
    files = tuple(files)
    if any(path.stat().st_size for path, _ in files):
        try:
            engine.bulk_load(cast(IO[bytes], Both(files)), format=ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise BadTriples(f"what is to be loaded is no N-Triples: {error.msg}") from error
    for _, graph in files:
        engine.add_graph(graph)
    engine.flush()


def begin(engine: ox.Store, graph: ox.NamedNode, path: Path) -> Change:
    """Fill a graph that says nothing yet."""
    load(engine, ((path, graph),))
    size = _size(engine, graph)
    few = size <= FOLLOWED_MOST
    come = frozenset(map(as_line, engine.quads_for_pattern(None, None, None, graph))) if few else None
    return Change(size, 0, lost=frozenset(), come=come)


def _size(engine: ox.Store, graph: ox.NamedNode) -> int:
    found = engine.query(f"SELECT (COUNT(*) AS ?size) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, ox.QuerySolutions)
    return int(next(found)["size"].value)


def compare(engine: ox.Store, graph: ox.NamedNode, path: Path, folder: Path) -> Difference:
    """What a graph says and a file does not, and the other way round; written into a folder."""
    stood, come = folder / "stood", folder / "come"
    engine.dump(str(stood), format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
    found = difference(stood, path, folder / "first")
    stood.unlink()
    if not (found.removed and found.added):
        return found
    # The engine keeps 1 of "01": what seems new may be what stands there, in other words.
    _reworded(found.come, come)
    return difference(found.lost, come, folder / "second")


def _reworded(path: Path, target: Path) -> None:
    """The triples of a file as the engine gives them back once it has stored them."""
    with path.open("rb") as text, target.open("wb") as out:
        while batch := text.read(_BATCH):
            kept = ox.Store()
            kept.load(batch + text.readline(), format=ox.RdfFormat.N_TRIPLES)
            kept.dump(out, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())


def is_dear(found: Difference, size: int) -> bool:
    """Whether so much would go from a store of so many triples that what stays is sooner written afresh."""
    return found.removed > _FEW and found.removed * _DEAR > size - found.removed


def write(engine: ox.Store, graph: ox.NamedNode, found: Difference) -> None:
    """Take out what was lost, then say what came."""
    with found.lost.open("rb") as text:
        for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
            engine.remove(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
            others = engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(other.graph_name == ox.DefaultGraph() for other in others):
                engine.remove(quad)
    load(engine, ((found.come, graph),))


def write_afresh(engine: ox.Store, graph: ox.NamedNode, path: Path, folder: Path, new: ox.Store) -> None:
    """Say in a new store what all other graphs say, and a file."""
    files = [(path, graph)]
    others = (each for each in engine.named_graphs() if each != graph and isinstance(each, ox.NamedNode))
    for number, other in enumerate(others):
        kept = folder / f"graph-{number}"
        engine.dump(str(kept), format=ox.RdfFormat.N_TRIPLES, from_graph=other)
        files.append((kept, other))
    load(new, files)


def told(found: Difference, path: Path) -> Change:
    """What became of the graph, once it holds what a file says."""
    gone = tuple(islice(_gone(found.lost, path), GONE_MOST + 1))
    few = found.removed + found.added <= FOLLOWED_MOST
    return Change(
        found.added,
        found.removed,
        frozenset(gone[:GONE_MOST]),
        len(gone) > GONE_MOST,
        frozenset(split(found.lost)) if few else None,
        frozenset(split(found.come)) if few else None,
    )


def _gone(lost: Path, path: Path) -> Iterator[str]:
    """The things of ours of which the graph said something, and says nothing now."""
    for subject in sorted(subjects(lost, _OURS) - subjects(path, _OURS)):
        if not subject.startswith(_UNASKED):
            yield subject[1:-1]


def as_line(quad: ox.Quad) -> Line:
    """A triple as N-Triples writes its terms."""
    return str(quad.subject), str(quad.predicate), str(quad.object)


def add(engine: ox.Store, graph: ox.NamedNode, lines: Sequence[Line]) -> None:
    """Say more in a named graph and in the union."""
    if len(lines) < _FEWER:
        made = (as_quad(line, graph) for line in lines)
        engine.extend(quad for each in made for quad in twice(each))
    else:
        _add_many(engine, graph, lines)
    engine.add_graph(graph)


def take(engine: ox.Store, quads: Collection[ox.Quad]) -> None:
    """Take quads out of their graphs, and out of the union what no other graph says."""
    doubtful = frozenset(_doubtful(engine, quads))
    for quad in quads:
        engine.remove(quad)
    for quad in quads:
        if quad not in doubtful or not _is_said(engine, quad):
            engine.remove(ox.Quad(*quad.triple))


def _doubtful(engine: ox.Store, quads: Collection[ox.Quad]) -> Iterator[ox.Quad]:
    """Those that another graph may say too."""
    groups = defaultdict[ox.NamedNode, list[ox.Quad]](list)
    for quad in quads:
        assert isinstance(quad.graph_name, ox.NamedNode)  # nothing is taken out of the union alone
        groups[quad.graph_name].append(quad)
    for graph, group in groups.items():
        if len(group) < _ALONE or len(group) * _SHARE < _size(engine, graph):
            yield from group
        else:
            yield from _shared(engine, graph, {quad.predicate for quad in group})


def _shared(engine: ox.Store, graph: ox.NamedNode, predicates: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    """What a graph and another one say; much of what strangers write is in words that nobody else uses."""
    both = [str(each) for each in predicates if engine.query(_ELSEWHERE.format(graph=graph, predicate=each))]
    if not both:
        return
    found = engine.query(_SHARED.format(graph=graph, predicates=" ".join(both)))
    assert isinstance(found, ox.QuerySolutions)
    yield from (ox.Quad(each["s"], each["p"], each["o"], graph) for each in found)


def _is_said(engine: ox.Store, quad: ox.Quad) -> bool:
    """Whether any named graph says a triple."""
    found = engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(each.graph_name != ox.DefaultGraph() for each in found)


def _add_many(engine: ox.Store, graph: ox.NamedNode, lines: Iterable[Line]) -> None:
    plain, others = _apart(lines)
    for start in range(0, len(plain), _AT_ONCE):
        # Both graphs in one text: a third quicker than one after the other.
        both = "".join(f"{triple} .\n{triple} {graph} .\n" for triple in plain[start : start + _AT_ONCE])
        engine.bulk_load(both.encode(), format=ox.RdfFormat.N_QUADS)
    blank = ox.parse("".join(f"{triple} .\n" for triple in others).encode(), format=ox.RdfFormat.N_TRIPLES)
    engine.bulk_extend(
        quad for each in blank for quad in twice(ox.Quad(each.subject, each.predicate, each.object, graph))
    )


def as_quad(line: Line, graph: ox.NamedNode) -> ox.Quad:
    """A triple of text in a named graph."""
    subject, predicate, value = map(parsed, line)
    assert not isinstance(subject, ox.Literal)
    assert isinstance(predicate, ox.NamedNode)
    return ox.Quad(subject, predicate, value, graph)


def twice(quad: ox.Quad) -> tuple[ox.Quad, ox.Quad]:
    """A quad for its own graph and for the union."""
    return quad, ox.Quad(quad.subject, quad.predicate, quad.object)


def is_blank(quad: ox.Quad) -> bool:
    """Whether it names a thing that has no address."""
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def as_text(quads: Iterable[ox.Quad]) -> str:
    """The triples of quads, as they stand in an update."""
    return " ".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)


def _apart(lines: Iterable[Line]) -> tuple[list[str], list[str]]:
    """Triples as text without and with blank nodes: the bulk loader would give these other labels."""
    made = [" ".join(line) for line in lines]
    return [triple for triple in made if "_:" not in triple], [triple for triple in made if "_:" in triple]
