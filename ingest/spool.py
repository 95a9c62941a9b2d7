"""What a source says, kept on disk while it is read: a file of N-Triples, however large, never held in memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from rdflib import BNode
from rdflib.term import Node

from graph.difference import split
from graph.store import Line, Triple
from graph.terms import written

_FILE = "said.nt"
_BUFFER = 1024 * 1024  # bytes gathered before they go to the disk
_PART = 120_000  # lines between two places where the file may be cut


class HasBlankNode(ValueError):
    """A statement of a source names a blank node, which should have got an address by then."""


class Spool:
    """The statements of one source, written once and then read as often as needed; they may repeat.

    Terms are written as the engine writes them (`graph.terms.written`), one triple in a line. No blank nodes: they get
    other labels each time they are loaded, so everything said of them would seem to have changed.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / _FILE
        self.count = 0  # lines written, repetitions included
        self.cuts: list[int] = []  # bytes at which rows begin, at some distance from one another
        self._handle = self.path.open("wb", buffering=_BUFFER)
        self._next = _PART

    def write(self, triples: Iterable[Triple]) -> None:
        """Take in statements as rdflib knows them."""
        self.write_lines((_named(subject), written(said), _named(value)) for subject, said, value in triples)

    def write_lines(self, lines: Iterable[Line]) -> None:
        """Take in statements as text, those of one row at a time: much quicker, where the text is at hand."""
        if self.count >= self._next:
            self.cuts.append(self._handle.tell())
            self._next = self.count + _PART
        made = [f"{subject} {said} {value} .\n" for subject, said, value in lines]
        self._handle.write("".join(made).encode())
        self.count += len(made)

    def write_bytes(self, text: bytes, lines: int) -> None:
        """Take in whole lines of N-Triples that were checked, without blank nodes."""
        self._handle.write(text)
        self.count += lines

    def close(self) -> None:
        """All is written; from now on it can be read."""
        self._handle.close()

    def __iter__(self) -> Iterator[Line]:
        if not self._handle.closed:
            self._handle.flush()
        return split(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _named(term: Node) -> str:
    if isinstance(term, BNode):
        raise HasBlankNode(f"{term.n3()} has no address")
    return written(term)
