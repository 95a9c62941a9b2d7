"""What runs inside a worker process: one query after another over a release, answered in bytes.

A worker holds nothing worth keeping. It may be ended at any moment, and ends itself when its parent is gone.
"""

import json
import os
import resource
import select
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from graph.answering.ahead import Ahead, Told
from graph.answering.confinement import Allowance
from graph.answering.warming import Warming
from graph.answering.wire import Voice
from graph.complaint import bad_query, unanswered, unknown_function
from graph.formats import XLSX
from graph.locking import Hold
from graph.results.output import DONE, FAILED, OPENED, Enough, Output, Refused, Task, unwritten
from graph.results.serialising import Found, dump, serialise
from graph.results.tandem import by_two
from graph.rewriting.rewrite import Rewritten, rewritten
from ontology.saying import Said

STACK = 64 * 1024**2  # bytes; the engine recurses by the depth of a query
_SMALL = 8 * 1024**2  # of threads that help with what is not deep
_CRASHED = 70


def serve(descriptor: int, memory: int) -> None:
    """Answer tasks from a socket until its other end is closed."""
    threading.stack_size(STACK)
    threading.Thread(target=_work, args=(Voice(descriptor), memory), daemon=True).start()
    threading.stack_size(_SMALL)
    hung_up = select.poll()
    hung_up.register(descriptor, 0)
    hung_up.poll()
    os._exit(0)


def _work(voice: Voice, memory: int) -> None:
    # Whatever escapes here (a panic of the engine, no memory left) leaves the process unfit.
    try:
        desk = _Desk(memory)
        while True:
            task = Task.unpacked(voice.hear())
            if task.media_type:
                desk.answer(task, voice)
                voice.flush()
            else:
                desk.prepare(task)
    except EOFError:
        os._exit(0)
    except MemoryError:
        os._exit(128 + signal.SIGABRT)
    except BaseException:
        os._exit(_CRASHED)


class _Desk:
    """The release that is open, to be opened again only when there is a newer one."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._allowance = Allowance()
        self._folder: str | None = None
        self._opened: float | None = None  # when, as long as nobody was told
        self._store = ox.Store()
        self._hold: Hold | None = None  # what is read is not deleted meanwhile
        self._warming = Warming()
        self._told = Told()  # what rewriting found to hold of the release

    def answer(self, task: Task, voice: Voice) -> None:
        """Send the answer piece by piece, then how it ended."""
        output = Output(task, voice)
        try:
            self._open(task.folder)
            self._tell_opened(voice)
            self._allowance.set(self._memory)
            _serialise(self._store, task, output, self._told)
            cut = output.finish()
        except Refused as refused:
            voice.send_bytes(FAILED + json.dumps(refused.report).encode())
            return
        worn = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > self._memory // 2
        told = json.dumps({"cut": cut and asdict(cut), "worn": worn}).encode() if cut or worn else b""
        voice.send_bytes(DONE + told)

    def prepare(self, task: Task) -> None:
        """Open what is likely to be asked of."""
        with suppress(Refused):  # told to those who ask
            self._open(task.folder)

    def _tell_opened(self, voice: Voice) -> None:
        """Who asks first does not pay for it."""
        if self._opened is not None:
            voice.send_bytes(OPENED + json.dumps(self._opened).encode())
            voice.flush()
            self._opened = None

    def _open(self, folder: str | None) -> None:
        if folder == self._folder:
            return
        try:
            hold = None if folder is None else Hold(Path(folder))
            self._store = ox.Store() if folder is None else ox.Store.read_only(folder)
        except (OSError, RuntimeError) as error:  # the second where its files are broken
            raise Refused("store", f"no store can be opened at {folder}: {error}") from error
        self._folder, self._hold, self._told = folder, hold, Told(folder)
        self._warming.opened(self._store)
        self._opened = time.monotonic()


def _run(store: ox.Store, task: Task, output: Output, told: Told) -> Found:
    try:
        asking = _strange(_asking(store, task)) if task.plain else _asking(store, task)
        whole = task.default is None and task.own is None  # it is asked of the release as it stands
        ahead = Ahead(asking, partial(_named, store, task), told if whole else None)
        better = rewritten(task.text, ahead) if task.rewrite else Rewritten(task.text)
        for text, steps in ((better.text, better.steps), (task.text, ())):
            with suppress(SyntaxError):
                found = asking(text)
                output.note(steps)
                return (by_two(text, asking) if whole and task.media_type != XLSX else None) or found
        return asking(task.written)
    except SyntaxError as error:
        raise _explained(error) from error
    except (RuntimeError, ValueError) as error:
        raise _failed(error) from error
    except OSError as error:
        raise Refused("store", str(error)) from error


def _strange(ask: Callable[..., Found]) -> Callable[[str], Found]:
    """The same, but a function that is not known has no value in any solution (SPARQL 1.1 Query, section 17.3)."""

    def asked(text: str) -> Found:
        functions = dict[ox.NamedNode, Callable[..., None]]()
        while True:
            try:
                return ask(text, custom_functions=functions)
            except RuntimeError as error:
                unknown = unknown_function(error)
                if unknown is None:
                    raise
                functions[ox.NamedNode(unknown)] = _no_value

    return asked


def _no_value(*_: object) -> None:
    """Of whatever is given, nothing: which is an error in an expression."""


def _asking(store: ox.Store, task: Task) -> Callable[..., Found]:
    """What answers a text from the graphs of a task."""
    if task.default is None or task.named is None:
        if task.own is None:
            return partial(store.query, base_iri=task.base)  # the engine's default graph is kept as the union of all
        own = ox.NamedNode(task.own)
        return partial(store.query, base_iri=task.base, default_graph=own, named_graphs=[*_named(store, task)])
    default, named = (_graphs(store, names, lenient=task.lenient) for names in (task.default, task.named))
    # Both lists: with one alone the engine reads the other from the query.
    if len(default) < 2:
        return partial(store.query, base_iri=task.base, default_graph=[*default], named_graphs=[*named])
    made = merged(store, default, named)
    return partial(made.query, base_iri=task.base, default_graph=ox.DefaultGraph(), named_graphs=[*named])


def _named(store: ox.Store, task: Task) -> Iterable[ox.NamedNode | ox.BlankNode]:
    """The graphs that a task has by name."""
    if task.named is None:
        return [graph for graph in store.named_graphs() if task.own is None or graph != ox.NamedNode(task.own)]
    return [graph for graph in map(ox.NamedNode, task.named) if store.contains_named_graph(graph)]


def merged(store: ox.Store, default: Sequence[ox.NamedNode], named: Sequence[ox.NamedNode]) -> ox.Store:
    """A store whose default graph is the merge of several (SPARQL 1.1 Query, section 13.2.1).

    The engine would find a triple once for each of the graphs that say it.
    """
    made = ox.Store()
    for graph in default:
        found = store.quads_for_pattern(None, None, None, graph)
        made.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in found)
    for graph in named:
        made.add_graph(graph)
        made.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return made


def _graphs(store: ox.Store, names: Sequence[str], *, lenient: bool) -> list[ox.NamedNode]:
    graphs = list[ox.NamedNode]()
    for name in dict.fromkeys(names):
        try:
            graph = ox.NamedNode(name)
        except ValueError as error:
            raise Refused("graph", Said.of("graph_iri", "“{name}” is not an IRI", name=name)) from error
        if not lenient and not store.contains_named_graph(graph):
            told = "there is no graph <{iri}> here, and none is fetched"
            raise Refused("graph", Said.of("graph_unfetched", told, iri=name))
        graphs.append(graph)
    return graphs


def _serialise(store: ox.Store, task: Task, output: Output, told: Told) -> None:
    try:
        if task.whole is None:
            serialise(_run(store, task, output, told), task.media_type, output)
        else:
            dump(store, _whole(store, task), task.media_type, output)
    except Enough:
        return
    except (RuntimeError, ValueError) as error:
        raise _failed(error) from error
    except OSError as error:
        raise unwritten(error) from error


def _whole(store: ox.Store, task: Task) -> ox.NamedNode | ox.DefaultGraph:
    if not task.whole:
        return ox.DefaultGraph()
    return _graphs(store, [task.whole], lenient=task.lenient)[0]


def _failed(error: Exception) -> Refused:
    return Refused("query", unanswered(error))


def _explained(error: SyntaxError) -> Refused:
    told = bad_query(error)
    return Refused("query", told.message, told.line, told.column)
