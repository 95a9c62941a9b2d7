"""Answers that are kept for who asks the same of the same release again."""

import re
from collections import OrderedDict
from collections.abc import Hashable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, TypeAlias

_EACH = 256 * 1024  # bytes of one answer
# What is kept as it is, and what between words is as good as one space. Where a line ends, a comment may.
_PARTS = re.compile(
    r"""("{3}(?:[^"\\]|\\.|"(?!""))*"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'"""
    r"""|<[^<>"{}|^`\\\s]*>|\\.)|((?:[ \t\r\n]+|\#[^\r\n]*)+)""",
    re.DOTALL,
)
# What differs each time it is asked, and what is asked of others.
_FLEETING = re.compile(r"\b(?:rand|now|uuid|struuid|bnode)\s*\(|\bservice\b", re.IGNORECASE)

Key: TypeAlias = tuple[tuple[Hashable, ...], bytes]  # what an answer depends on beside its query, and the query


class Kept(NamedTuple):
    """An answer, and the headers that describe it."""

    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    mark: str  # of what it answers: its ETag

    def known_by(self, mark: str) -> "Kept":
        """The same answer by another ETag."""
        headers = tuple((name, mark.encode() if name == b"etag" else value) for name, value in self.headers)
        return Kept(self.body, headers, mark)


class Cache:
    """As many bytes of answers as are given to it; what was not asked for the longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[Key, Kept] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def find(self, key: Key) -> Kept | None:
        """The answer that is kept under a key."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep an answer, unless it is large."""
        if self._answers.get(key) is kept:
            self._answers.move_to_end(key)
            return
        self._drop(key)
        if len(kept.body) > _EACH or (weight := _weight(key, kept)) > self._most:
            return
        self._answers[key] = kept
        self._size += weight
        while self._size > self._most:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        gone = self._answers.pop(key, None)
        if gone is not None:
            self._size -= _weight(key, gone)


def _weight(key: Key, kept: Kept) -> int:
    """What they take, as if nothing were shared: a key is what anyone sent, and may be longer than the answer."""
    beside, query = key
    return len(kept.body) + len(query) + len(repr(beside)) + 2_000  # and what the headers take


def normalised(text: str) -> str:
    """A query with one space between words, or one end of line, and without comments.

    >>> normalised("SELECT  *  # all\\n{ ?s ?p 'a  b' }")
    "SELECT *\\n{ ?s ?p 'a  b' }"
    """
    return _PARTS.sub(_spaced, text).strip()


def _spaced(found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1]
    return "\n" if "\n" in found[2] or "\r" in found[2] else " "


def is_fleeting(text: str) -> bool:
    """Whether a query may have another answer each time, though the data stay."""
    return bool(_FLEETING.search(text))


def state(folder: Path) -> str:
    """A mark of a release: of its folder, and of when it was made."""
    return f"{folder}:{folder.stat().st_mtime_ns}"


def mark(key: Key) -> str:
    """The ETag of an answer: of all that it depends on. Weak, as rows without ORDER BY may come in another order."""
    beside, query = key
    found = _begun(beside).copy()
    found.update(query)
    return f'W/"{found.hexdigest()}"'


@lru_cache(maxsize=64)
def _begun(beside: tuple[Hashable, ...]) -> blake2b:
    """Begun with what many queries have beside them: a program asks in the same way each time."""
    return blake2b(repr(beside).encode("utf-8", "surrogatepass"), digest_size=12)
