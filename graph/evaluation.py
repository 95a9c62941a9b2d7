"""What runs inside a worker process: one query after another over a release, answered in bytes.

A worker holds nothing worth keeping. It may be ended at any moment, and ends itself when its parent is gone.
"""

import ctypes
import json
import os
import platform
import re
import resource
import select
import signal
import struct
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from graph.formats import BY_MEDIA_TYPE
from graph.output import DONE, FAILED, Output, Refused, Task

_Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

STACK = 64 * 1024**2  # bytes; the engine recurses by the depth of a query
_CRASHED = 70
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)


def main(descriptor: int, memory: int) -> None:
    """Answer tasks from a socket until its other end is closed."""
    _confine()
    threading.stack_size(STACK)
    threading.Thread(target=_work, args=(Connection(descriptor), memory), daemon=True).start()
    hung_up = select.poll()
    hung_up.register(descriptor, 0)
    hung_up.poll()
    os._exit(0)


def _work(connection: Connection, memory: int) -> None:
    # Whatever escapes here (a panic of the engine, no memory left) leaves the process unfit.
    try:
        desk = _Desk()
        while True:
            desk.answer(Task(**json.loads(connection.recv_bytes())), connection, memory)
    except EOFError:
        os._exit(0)
    except MemoryError:
        os._exit(128 + signal.SIGABRT)
    except BaseException:
        os._exit(_CRASHED)


class _Desk:
    """The release that is open, to be opened again only when there is a newer one."""

    def __init__(self) -> None:
        self._folder: str | None = None
        self._store = ox.Store()

    def answer(self, task: Task, connection: Connection, memory: int) -> None:
        """Send the answer piece by piece, then how it ended."""
        output = Output(task, connection)
        try:
            self._open(task.folder)
            _allow(memory)
            _serialise(_run(self._store, task), task.media_type, output)
            full = output.finish()
        except Refused as refused:
            connection.send_bytes(FAILED + json.dumps(refused.report).encode())
            return
        worn = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > memory // 2
        connection.send_bytes(DONE + json.dumps({"full": full, "worn": worn}).encode())

    def _open(self, folder: str | None) -> None:
        if folder == self._folder:
            return
        try:
            self._store = ox.Store() if folder is None else ox.Store.read_only(folder)
        except OSError as error:
            raise Refused("store", f"no store can be opened at {folder}: {error}") from error
        self._folder = folder


def _run(store: ox.Store, task: Task) -> _Found:
    try:
        try:
            return _ask(store, task, task.text)
        except SyntaxError:
            return _ask(store, task, task.written)
    except SyntaxError as error:
        raise _explained(error.msg) from error
    except (RuntimeError, ValueError) as error:
        raise _failed(error) from error
    except OSError as error:
        raise Refused("store", str(error)) from error


def _ask(store: ox.Store, task: Task, text: str) -> _Found:
    if task.default is None or task.named is None:
        return store.query(text)  # the engine's default graph is kept as the union of all
    default, named = _graphs(store, task.default), _graphs(store, task.named)
    # Both lists: with one alone the engine reads the other from the query.
    if len(default) < 2:
        return store.query(text, default_graph=[*default], named_graphs=[*named])
    return _merged(store, default, named).query(text, default_graph=ox.DefaultGraph(), named_graphs=[*named])


def _merged(store: ox.Store, default: Sequence[ox.NamedNode], named: Sequence[ox.NamedNode]) -> ox.Store:
    """A store whose default graph is the merge of several (SPARQL 1.1 Query, section 13.2.1).

    The engine would find a triple once for each of the graphs that say it.
    """
    merged = ox.Store()
    for graph in default:
        found = store.quads_for_pattern(None, None, None, graph)
        merged.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in found)
    for graph in named:
        merged.add_graph(graph)
        merged.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def _graphs(store: ox.Store, names: Sequence[str]) -> list[ox.NamedNode]:
    graphs = list[ox.NamedNode]()
    for name in dict.fromkeys(names):
        try:
            graph = ox.NamedNode(name)
        except ValueError as error:
            raise Refused("graph", f"{name!r} is not an IRI") from error
        if not store.contains_named_graph(graph):
            raise Refused("graph", f"there is no graph <{name}> here, and none is fetched")
        graphs.append(graph)
    return graphs


def _serialise(found: _Found, media_type: str, output: "Output") -> None:
    form = "ASK" if isinstance(found, ox.QueryBoolean) else "SELECT"
    form = "CONSTRUCT" if isinstance(found, ox.QueryTriples) else form
    offered = BY_MEDIA_TYPE.get(media_type)
    if offered is None or form not in offered.forms:
        raise Refused("format", f"this query has no answer in {media_type}")
    try:
        # The engine asks of a file only that it can be written to.
        if isinstance(found, ox.QueryTriples):
            found.serialize(output, ox.RdfFormat.from_media_type(media_type))  # type: ignore[arg-type]
        else:
            found.serialize(output, ox.QueryResultsFormat.from_media_type(media_type))  # type: ignore[arg-type]
    except (RuntimeError, ValueError) as error:
        raise _failed(error) from error
    except OSError as error:
        raise Refused("store", str(error)) from error


def _failed(error: Exception) -> Refused:
    message = str(error)
    unknown = re.match(r"The custom function (<.*>) is not supported", message)
    return Refused("query", f"the function {unknown[1]} is not known here" if unknown else message)


def _explained(message: str) -> Refused:
    found = _PLACE.match(message)
    if not found:
        return Refused("query", message)
    line, column, expected = found.groups()
    # Of the long list of what could follow, only the engine's own sentences help.
    sentences = [each for each in expected.split(", ") if re.fullmatch(r"[\\A-Za-z][\w\\ ,'-]* [\w ,'-]+", each)]
    reason = "; ".join(sentences) or "this is not SPARQL at or before this place"
    return Refused("query", reason, int(line), int(column))


# Where Linux refuses to make sockets: numbers of `socket` and `connect` by architecture, from its system call tables.
_ARCHITECTURES = {"x86_64": (0xC000003E, (41, 42)), "aarch64": (0xC00000B7, (198, 203))}
_M_ARENA_MAX = -8
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN, _ALLOW, _DENY = 0x20, 0x15, 0x06, 0x7FFF0000, 0x0005000D  # deny: "permission denied"


def _confine() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # The C library would reserve 64 MiB of addresses for each thread and core, which are counted as if used.
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
        _refuse_network()


def _allow(memory: int) -> None:
    """So much more than the process has now (Linux only: elsewhere a worker's memory is not limited)."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, resource.RLIM_INFINITY))


def _refuse_network() -> None:
    """A second wall behind the guard: whatever a query asks, this process reaches no other (seccomp, Linux only)."""
    number, calls = _ARCHITECTURES.get(platform.machine(), (0, ()))
    if not calls:
        return
    rules = [(_LOAD, 0, 0, 4), (_EQUAL, 0, len(calls) + 1, number), (_LOAD, 0, 0, 0)]
    rules += [(_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    rules += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    header = ctypes.create_string_buffer(struct.pack("HP", len(rules), ctypes.addressof(program)))
    control = ctypes.CDLL(None, use_errno=True).prctl
    control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    control(_PR_SET_SECCOMP, _FILTER, header, 0, 0)
