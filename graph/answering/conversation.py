"""What a worker says while it answers, and how that ends."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph.answering.endings import AnswerTooLarge, DeadlineExceeded, NotForXml, QueryEnded, WorkerDied
from graph.answering.shifts import Shift
from graph.guard import UnknownGraph
from graph.results.output import DONE, FAILED, NOTE, OPENED, PIECE
from graph.results.rest import Cut
from graph.store import BadQuery, FormatNotOffered, NotAStore, NotReached, ServerFailed, StoreError
from ontology.saying import Said, as_sent

log = logging.getLogger(__name__)

_BY_KIND: Mapping[str, type[StoreError]] = MappingProxyType(
    {
        "query": BadQuery,
        "graph": UnknownGraph,
        "format": FormatNotOffered,
        "xml": NotForXml,
        "size": AnswerTooLarge,
        "store": StoreError,
        "reached": NotReached,
        "opened": NotAStore,
        "server": ServerFailed,
    }
)


@dataclass(frozen=True)
class Ending:
    """How a conversation with a worker ended."""

    error: Exception | None = None
    cut: Cut | None = None
    fit: bool = False  # for another query


_WHOLE = Ending(fit=True)


def hear(shift: Shift, message: bytes) -> Ending | None:
    """Take a message; what it ends the answer with, if it does."""
    kind, content = message[:1], message[1:]
    if kind == PIECE:
        shift.answer.write(content)
        return None
    if kind == DONE and not content:
        return _WHOLE
    told = json.loads(content)
    if kind == NOTE:
        shift.answer.rewritten = tuple(told)
        return None
    if kind == OPENED:
        shift.opened(told)
        return None
    if kind == DONE:
        return Ending(cut=Cut(**told["cut"]) if told["cut"] else None, fit=not told["worn"])
    assert kind == FAILED
    return Ending(_error(**told), fit=True)


def follow(shift: Shift) -> Ending:
    """Listen until the answer ends, or has to."""
    try:
        while (message := shift.worker.receive(shift.left)) is not None:
            ending = hear(shift, message)
            if ending is not None:
                return ending
    except (EOFError, OSError):
        return broken(shift)
    shift.worker.kill()
    return Ending(late(shift))


def late(shift: Shift) -> DeadlineExceeded:
    """What is told of an answer that took too long."""
    return DeadlineExceeded(shift.answer.order.seconds)


def broken(shift: Shift) -> Ending:
    """Why a worker says no more."""
    answer = shift.answer
    return Ending(answer.reason or (QueryEnded("nobody waits for it") if answer.stopped else shift.worker.fate()))


def failed(shift: Shift, error: Exception) -> Ending:
    """How it ends where a worker could not be asked: it is gone, or something went wrong that nobody thought of."""
    if isinstance(error, OSError):
        return broken(shift)
    log.error("a query could not be handed to a process", exc_info=error)
    told = "the query failed within the service, which has noted why"
    return Ending(WorkerDied(Said.of("query_failed", told)))


def _error(kind: str, message: object, line: int | None, column: int | None) -> StoreError:
    error, told = _BY_KIND[kind], as_sent(message)
    return error(told, line, column) if issubclass(error, BadQuery) else error(told)
