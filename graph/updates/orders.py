"""Changes as messages between the process that writes and the one that asks it to."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import Any

from graph.changes import Allowed, Body, Change, DropGraph, PutGraph, Update
from graph.guard import Dataset
from graph.store import Scope


def order_of(change: Change) -> dict[str, Any]:
    """A change as a message."""
    return {"kind": type(change).__name__, **asdict(change)}


def change_of(order: Mapping[str, Any]) -> Change:
    """The change that a message is about."""
    told = dict(order)
    kind, given = told.pop("kind"), told.pop("allowed")
    graphs = given["graphs"]
    allowed = Allowed(None if graphs is None else tuple(graphs), Scope(given["scope"]))
    if kind == Update.__name__:
        using = told["using"] and Dataset(tuple(told["using"]["default"]), tuple(told["using"]["named"]))
        return Update(told["text"], using, allowed, told["base"])
    if kind == PutGraph.__name__:
        bodies = tuple(body_of(each) for each in told.pop("bodies"))
        return PutGraph(**told, bodies=bodies, allowed=allowed)
    return DropGraph(**told, allowed=allowed)


def body_of(told: Mapping[str, Any]) -> Body:
    """A file of RDF that a message names."""
    return Body(told["media_type"], Path(told["path"]), told["base"])


def packed_message(message: Mapping[str, Any]) -> bytes:
    """A message as it is sent."""
    return json.dumps(message, default=_plain).encode()


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else str(value)
