"""Has the texts of the releases that are served gathered, by a process of its own; no query waits for them."""

import logging
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import Self

from graph.texts import ends
from graph.texts.counts import Counts
from graph.texts.index import Texts

log = logging.getLogger(__name__)
LEAST = 8_000_000  # bytes of a store from which it is worth it: the texts of smaller ones the engine reads in some ms
_START = "import sys; sys.path[:] = sys.argv[2:]; from graph.texts.making import main; main()"
_REST = 10  # times as long as gathering took, nothing is gathered: who writes all the time gets no work on top
_KNOWN = 16  # stores


class Keeper:
    """Looks after the texts of one store after another."""

    def __init__(self, least: int = LEAST) -> None:
        """See to stores of so many bytes or more."""
        self._least = least
        self._seen = deque[Path](maxlen=_KNOWN)
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._next = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def look(self, triples: Path | None) -> None:
        """Begin to gather texts and figures that a store has not; to be called again and again, in one thread."""
        if self._works() or triples is None or triples in self._seen or time.monotonic() < self._next:
            return
        self._seen.append(triples)
        if not _are_beside(triples) and _size(triples) >= self._least:
            self._began = time.monotonic()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, str(triples), *sys.path],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def _works(self) -> bool:
        if self._process is None:
            return False
        if (code := self._process.poll()) is None:
            return True
        seconds, self._process = time.monotonic() - self._began, None
        self._next = time.monotonic() + _REST * seconds
        if code:
            log.warning("the texts of a release were not gathered: queries look through all", extra={"code": code})
        else:
            log.info("texts gathered", extra={"seconds": round(seconds, 1)})
        return False

    def close(self) -> None:
        """End what is at work."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _are_beside(triples: Path) -> bool:
    """Whether there are texts and figures that can be read: those of long ago, or cut short, are gathered anew."""
    return Counts.are_beside(triples) and ends.are_beside(triples) and Texts.beside(triples) is not None


def _size(triples: Path) -> int:
    try:
        return sum(each.stat().st_size for each in triples.iterdir())
    except OSError:  # it is gone, or never was
        return 0
