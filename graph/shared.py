"""Queries that somebody shares: each kept under the mark of its text, for good."""

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from graph.answering.budget import Budget
from graph.store import StoreError
from ontology.saying import Said

FOLDER = "shared"
_LENGTHS = (10, 30)  # signs of a mark: the longer for a text whose shorter mark another one has
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another
_MOST = 100_000  # texts that are kept
_EACH = 60  # texts that one client may add within the window
_WINDOW = 3600.0  # seconds


class UnknownShared(StoreError):
    """No query is kept under this mark."""


class SharingOff(StoreError):
    """The store cannot be written to."""


class SharedEnough(StoreError):
    """A client shared as much as it may for now, or the store holds as many as it may."""

    retry_after = 600


class SharedQueries:
    """The shared queries of the store in a folder."""

    def __init__(self, folder: Path, most: int = _MOST, each: int = _EACH) -> None:
        self._folder = folder / FOLDER
        self._most = most
        self._added = Budget(each, _WINDOW)
        self._lock = Lock()
        self._total: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether more can be kept."""
        near = next((each for each in (self._folder, *self._folder.parents) if each.exists()), Path("/"))
        return os.access(near, os.W_OK | os.X_OK)

    def find(self, mark: str) -> str:
        """The text under a mark; raises `UnknownShared`."""
        text = self._read(mark) if set(mark) <= set(_SIGNS) and len(mark) in _LENGTHS else None
        if text is not None:
            return text
        raise UnknownShared(Said.of("shared", "no query is shared as “{mark}”", mark=mark[:40]))

    def keep(self, text: str, client: str) -> str:
        """The mark under which a text is found from now on; raises `SharedEnough` and `SharingOff`."""
        with self._lock:
            mark = self._free(text)
            if not self._path(mark).is_file():
                self._refuse(client)
                self._write(self._path(mark), text)
                self._added.spend(client, 1.0)
        return mark

    def _free(self, text: str) -> str:
        """The shortest mark of a text that no other text has."""
        marks = [marked(text)[:length] for length in _LENGTHS]
        return next((each for each in marks if self._read(each) in {None, text}), marks[-1])

    def _read(self, mark: str) -> str | None:
        path = self._path(mark)
        return path.read_bytes().decode() if path.is_file() else None

    def _refuse(self, client: str) -> None:
        if self._added.left(client) < 1:
            raise SharedEnough(Said.of("shared_enough", "you shared many queries: try again later"))
        if self._total is None:
            self._total = sum(1 for _ in self._folder.glob("*/*.rq"))
        if self._total >= self._most:
            raise SharedEnough(f"{self._most} queries are shared here, and there is room for no more")

    def _write(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, delete=False) as file:
                file.write(text)
            Path(file.name).replace(path)
        except OSError as error:
            raise SharingOff(f"this service keeps no queries: {error.strerror}") from error
        self._total = (self._total or 0) + 1

    def _path(self, mark: str) -> Path:
        return self._folder / mark[:2] / f"{mark}.rq"


def marked(text: str) -> str:
    """The longest mark of a text, the same wherever it is shared; the shorter one is its beginning."""
    number, signs = int.from_bytes(sha256(text.encode()).digest(), "big"), ""
    for _ in range(_LENGTHS[-1]):
        number, rest = divmod(number, len(_SIGNS))
        signs += _SIGNS[rest]
    return signs
