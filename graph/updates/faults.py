"""Errors between the process that writes and the one that asked it to."""

from graph.changes import (
    BadBody,
    BodyNotRead,
    FetchFailed,
    FetchRefused,
    GraphExists,
    GraphNotThere,
    KeptByLoads,
    Moved,
    NoSuchGraph,
    NotAllowed,
    StoreFull,
)
from graph.federation import ServiceRefused
from graph.guard import TooComplex, TooLong, UnknownGraph, UpdateRefused
from graph.locking import BusyStore
from graph.store import BadQuery, NotAStore, StoreError
from ontology.saying import as_sent, to_send

_KNOWN: dict[str, type[StoreError]] = {
    kind.__name__: kind
    for kind in (
        BadBody,
        BadQuery,
        BodyNotRead,
        BusyStore,
        FetchFailed,
        FetchRefused,
        GraphExists,
        GraphNotThere,
        KeptByLoads,
        Moved,
        NoSuchGraph,
        NotAStore,
        NotAllowed,
        ServiceRefused,
        StoreFull,
        TooComplex,
        TooLong,
        UnknownGraph,
        UpdateRefused,
    )
}


def packed(error: StoreError) -> list[object]:
    """An error as what it is made of."""
    kind = next(each.__name__ for each in type(error).__mro__ if each in (*_KNOWN.values(), StoreError))
    match error:
        case NotAllowed() | KeptByLoads():
            return [kind, error.graph]
        case BadQuery() | BadBody():
            return [kind, to_send(error.args[0]), error.line, error.column]
    return [kind, to_send(error.args[0] if error.args else "")]


def unpacked(told: list[object]) -> StoreError:
    """The error that was packed."""
    kind, text, *place = told
    return _KNOWN.get(str(kind), StoreError)(as_sent(text), *place)
