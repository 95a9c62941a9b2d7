"""Cursors: where a list goes on, as text that means something only to us."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from ontology.saying import Said


class BadCursor(ValueError):
    """A cursor that did not come from this list."""


def write(key: tuple[str | int, ...]) -> str:
    """The place after an entry, told by its sort key: it holds when entries before it come or go."""
    return urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def read(cursor: str, shape: tuple[type, ...]) -> tuple[str | int, ...]:
    """The sort key in a cursor; raises `BadCursor`."""
    try:
        key = json.loads(urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode("ascii")))
    except (NotBase64, ValueError, RecursionError) as error:
        raise BadCursor(
            Said.of("cursor", "the cursor is not one that this list gave: start again without it")
        ) from error
    if not isinstance(key, list) or [type(part) for part in key] != list(shape):
        raise BadCursor(Said.of("cursor_other", "the cursor belongs to another list: start again without it"))
    return tuple(key)
