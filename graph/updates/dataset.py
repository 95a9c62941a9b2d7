"""What the engine does for an update: it judges the syntax, reads data, and finds which quads a pattern comes to."""

import io
import mmap
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TypeAlias

import pyoxigraph as ox

from graph.answering.ahead import Ahead
from graph.answering.evaluation import merged
from graph.changes import BadBody, Body, BodyNotRead
from graph.complaint import bad_query, unanswered
from graph.guard import examine
from graph.rewriting.rewrite import rewritten
from graph.store import BadQuery, StoreError
from graph.updates.grammar import Excerpt, Step
from graph.updates.operations import Data, Modify, Template
from ontology.saying import Said

Graph: TypeAlias = ox.NamedNode | ox.DefaultGraph
_Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_Ask: TypeAlias = Callable[[str], _Answer]
NOWHERE = ox.DefaultGraph()

# The first operation fails before the second is begun, but not before the whole is parsed.
_STOP = "DROP GRAPH <urn:clusterscape:nothing> ; "
_OURS = "urn:clusterscape:update:"
_DEFAULT = f"<{_OURS}default>"
_DELETE, _INSERT = ox.NamedNode(f"{_OURS}delete"), ox.NamedNode(f"{_OURS}insert")
_DELETE_DEFAULT, _INSERT_DEFAULT = ox.NamedNode(f"{_OURS}delete-default"), ox.NamedNode(f"{_OURS}insert-default")
_DELETE_WHERE = re.compile(r"DELETE(?:\s|#.*\n)+WHERE(?:\s|#.*\n)*\Z", re.IGNORECASE)
_LITERAL = re.compile(r"""["'0-9.+-].*|true|false""", re.DOTALL | re.IGNORECASE)
_REMOTE = "LoadDocumentCallback"  # what the engine says of JSON-LD with a context that is not in it
_NO_STOP = ("should be followed by a dot", "Unexpected end")
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What an operation says and takes away, and the graphs that it names without a triple."""

    delete: frozenset[ox.Quad] = frozenset()
    insert: frozenset[ox.Quad] = frozenset()
    named: frozenset[ox.NamedNode] = frozenset()


def judge(step: Step) -> Found | None:
    """Have the engine's parser look one operation over; raises `BadQuery` with the place in the request.

    What INSERT DATA and DELETE DATA are about is found on the way.
    """
    excerpt, operation = step.excerpt, step.operation
    if isinstance(operation, Data) and operation.insert:
        return _said(operation, excerpt)
    if isinstance(operation, Modify):
        _judge_pattern(operation, excerpt)
        return None
    _parse(excerpt, excerpt.after(_STOP))
    return _said(operation, excerpt) if isinstance(operation, Data) else None


def _parse(excerpt: Excerpt, text: str) -> None:
    try:
        ox.Store().update(text)
    except SyntaxError as error:
        raise excerpt.placed(bad_query(error), len(excerpt.declared) + len(_STOP)) from error
    except (RuntimeError, ValueError, OSError):
        return  # the first operation could not be done: nothing more was to be learnt


def _judge_pattern(operation: Modify, excerpt: Excerpt) -> None:
    text = excerpt.after(_STOP)
    try:
        _parse(excerpt, text)
    except BadQuery:
        # The grammar has patterns that the engine reads only in other words.
        before, _, after = text.rpartition(operation.where)
        if _DELETE_WHERE.search(before) or not _reads_otherwise(operation):
            raise
        _parse(excerpt, f"{before}{{}}{after}")
    _look_over(operation)


def _reads_otherwise(operation: Modify) -> bool:
    nothing = ox.Store()
    asked = f"{operation.prologue}ASK {operation.where}"
    try:
        nothing.query(rewritten(asked, Ahead(nothing.query, list)).text)
    except (SyntaxError, RuntimeError, ValueError):
        return False
    return True


def _look_over(operation: Modify) -> None:
    """The same limits as for a query, and no SERVICE; raises `BadQuery`."""
    try:
        examine(f"{operation.prologue}ASK {operation.where}")
    except BadQuery as error:
        raise type(error)(error.message) from error


def _said(operation: Data, excerpt: Excerpt) -> Found:
    try:
        quads = frozenset(_held(operation.source))
        if not operation.insert:
            return Found(delete=quads)
        named = frozenset(_held(operation.filled)) if operation.filled else quads
    except SyntaxError as error:
        raise excerpt.placed(bad_query(error), len(excerpt.declared)) from error
    return Found(insert=quads, named=frozenset(_names(quad.graph_name for quad in named)))


def _held(source: str) -> Iterator[ox.Quad]:
    scratch = ox.Store()
    scratch.update(source)
    return map(_plain, scratch)


def _plain(quad: ox.Quad) -> ox.Quad:
    value = quad.object
    if isinstance(value, ox.Triple) or (isinstance(value, ox.Literal) and value.direction is not None):
        told = "this is RDF 1.2: a statement about a statement, or a text with a direction; RDF 1.1 is taken"
        raise BadQuery(Said.of("rdf_newer", told))
    return quad


def solved(store: ox.Store, operation: Modify, default: Sequence[ox.NamedNode] | None, own: Graph) -> Found:
    """What DELETE and INSERT come to over a store; `default` stands for its default graph, `own` is written to."""
    text = _construct(operation)
    try:
        found = _asked(*_asking(store, operation, default), text)
        assert isinstance(found, ox.QueryTriples)
        return _sorted_out(found, own)
    except SyntaxError as error:
        raise BadQuery(error.msg) from error
    except (RuntimeError, ValueError) as error:
        raise BadQuery(unanswered(error)) from error
    except OSError as error:
        raise StoreError(str(error)) from error


def _construct(operation: Modify) -> str:
    """The whole operation as one query, so that a blank node of a solution is the same in all graphs."""
    patterns = [_pattern(each, operation.graph, insert=False) for each in _sayable(operation.delete)]
    patterns += [_pattern(each, operation.graph, insert=True) for each in _sayable(operation.insert)]
    return f"{operation.prologue}CONSTRUCT {{ {' . '.join(patterns)} }} WHERE {operation.where}"


def _sayable(templates: Iterable[Template]) -> Iterator[Template]:
    """Those that may come to a triple: the grammar has texts and numbers as subjects, RDF has not."""
    yield from (each for each in templates if not _LITERAL.fullmatch(each.triple[0]))


def _pattern(template: Template, of_with: str | None, *, insert: bool) -> str:
    graph = template.graph or (of_with and f"<{of_with}>")
    mark = (_INSERT if insert else _DELETE) if graph else (_INSERT_DEFAULT if insert else _DELETE_DEFAULT)
    return f"{graph or _DEFAULT} {mark} <<( {' '.join(template.triple)} )>>"


def _asked(ask: _Ask, named: Sequence[ox.NamedNode], text: str) -> _Answer:
    """The answer to a query in the words that the engine answers rightly; in its own, where it does not take those."""
    better = rewritten(text, Ahead(ask, lambda: named)).text
    with suppress(SyntaxError):
        return ask(better)
    return ask(text)


def _asking(
    store: ox.Store, operation: Modify, default: Sequence[ox.NamedNode] | None
) -> tuple[_Ask, Sequence[ox.NamedNode]]:
    """What answers a text from the graphs of an operation, and those of them that have a name."""
    named = _graphs(store)
    if operation.using:
        default = _there(store, operation.using.default)
        named = [name for name in named if name.value in operation.using.named]
    elif operation.graph is not None:
        default = [ox.NamedNode(operation.graph)]
    elif default is not None:
        named = [name for name in named if name not in default]
    return (store.query if default is None else _within(store, default, named)), named


def _within(store: ox.Store, default: Sequence[ox.NamedNode], named: Sequence[ox.NamedNode]) -> _Ask:
    if len(default) < 2:
        return partial(store.query, default_graph=[*default], named_graphs=[*named])
    return partial(merged(store, default, named).query, default_graph=NOWHERE, named_graphs=[*named])


def _there(store: ox.Store, names: Iterable[str]) -> list[ox.NamedNode]:
    """Graphs by their names; one that is not there says nothing."""
    return [ox.NamedNode(name) for name in dict.fromkeys(names)]


def _sorted_out(found: ox.QueryTriples, own: Graph) -> Found:
    delete, insert = set[ox.Quad](), set[ox.Quad]()
    for triple in found:
        mark, quoted = triple.predicate, triple.object
        graph = own if mark in (_DELETE_DEFAULT, _INSERT_DEFAULT) else triple.subject
        if isinstance(quoted, ox.Triple) and not isinstance(graph, ox.BlankNode):
            quads = delete if mark in (_DELETE, _DELETE_DEFAULT) else insert
            assert isinstance(graph, ox.NamedNode | ox.DefaultGraph)
            quads.add(ox.Quad(quoted.subject, quoted.predicate, quoted.object, graph))
    return Found(frozenset(delete), frozenset(insert))


def read(body: Body) -> frozenset[ox.Quad]:
    """What a file of RDF says, in no graph; raises `BadBody` and `BodyNotRead`."""
    form = ox.RdfFormat.from_media_type(body.media_type)
    if form is None:
        raise BodyNotRead(Said.of("graph_read", "a graph is not read from {type}", type=body.media_type))
    if form == ox.RdfFormat.RDF_XML:
        _refuse_entities(body)
    try:
        return _parsed(body, form)
    except SyntaxError as error:
        if _REMOTE in error.msg:
            told = "a context at another address is not fetched: put it into the document"
            raise BadBody(Said.of("context", told)) from error
        said = Said.of("not_type", "this is not {type}: {why}", type=body.media_type, why=error.msg)
        raise BadBody(said, error.lineno, error.offset) from error
    except ValueError as error:
        raise BadBody(str(error)) from error


def _parsed(body: Body, form: ox.RdfFormat) -> frozenset[ox.Quad]:
    try:
        return _quads(body, form, _opened(body.path))
    except SyntaxError as error:
        # W3C's cases of the Graph Store Protocol send Turtle without its last stop, and other servers take it.
        if form != ox.RdfFormat.TURTLE or not any(each in error.msg for each in _NO_STOP):
            raise
        try:
            with _opened(body.path) as file:
                return _quads(body, form, io.BytesIO(file.read() + b" ."))
        except SyntaxError:
            raise error from None


def _opened(path: Path) -> IO[bytes]:
    """A file without the mark of its encoding, with which editors of some systems begin one."""
    file = path.open("rb")
    if file.read(len(BOM_UTF8)) != BOM_UTF8:
        file.seek(0)
    return file


def _quads(body: Body, form: ox.RdfFormat, file: IO[bytes]) -> frozenset[ox.Quad]:
    with file:
        found = ox.parse(file, format=form, base_iri=body.base, rename_blank_nodes=True)
        return frozenset(map(_of_one_graph, found))


def _of_one_graph(quad: ox.Quad) -> ox.Quad:
    if quad.graph_name != NOWHERE:
        told = "the body names graphs of its own, where the triples of one graph are taken"
        raise BadBody(Said.of("own_graphs", told))
    try:
        return _plain(quad)
    except BadQuery as error:
        raise BadBody(error.message) from error


def _refuse_entities(body: Body) -> None:
    """The parser would expand entities without bound, wherever they are declared: it takes that within elements too."""
    if not body.path.stat().st_size:  # of nothing there is no map
        return
    with body.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        if _DOCTYPE.search(text):
            told = "a document type declaration is not read: it may define entities without bound"
            raise BadBody(Said.of("entities", told))


def _graphs(store: ox.Store) -> list[ox.NamedNode]:
    return list(_names(store.named_graphs()))


def _names(graphs: Iterable[object]) -> Iterator[ox.NamedNode]:
    yield from (graph for graph in graphs if isinstance(graph, ox.NamedNode))
