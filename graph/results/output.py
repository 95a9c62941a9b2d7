"""What passes between a worker process and its parent: a task, then its answer in pieces."""

import json
import marshal
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple, Protocol, Self
from xml.sax.saxutils import quoteattr

from graph.results.rest import Cut, cut
from graph.results.seams import CLOTHS, Cloth, Seam
from ontology.saying import Said, to_send

# Each message of a worker begins with one of these. One that is done and says no more: the answer is whole.
OPENED, PIECE, NOTE, FAILED, DONE = b"o", b"p", b"n", b"f", b"d"
_BLOCK = 64 * 1024  # bytes that are looked at together
_LARGE = 240 * 1024  # the same of a long answer: who listens is woken for each, often in the way of the engine
_LONG = 1024**2  # bytes of an answer after which it is long
_MESSAGE = 1024**2  # bytes in a message at most
NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # XML 1.0 section 2.2
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_NO_NAME = b"<oxprefix: "  # what the engine writes for a predicate that has no XML name
_RESERVED = "reserved syntax term"  # what the engine says of predicates such as rdf:li (RDF/XML, section 5)
_UNNAMED = Said.of("xml_unnamed", "the answer holds a predicate that RDF/XML cannot name: ask for Turtle")
_BESIDE = 400  # bytes of what is told of a cut, beside the query
_UNCUT = Cloth(lambda text: iter([(len(text), b"")]), counts=False)  # what ends itself at a limit


class Task(NamedTuple):
    """Something to answer: on which folder, in which format, within which limits."""

    folder: str | None  # no release yet: nothing is stored
    text: str
    written: str  # the text before a LIMIT was put into it: errors are told by its lines
    default: tuple[str, ...] | None  # None: the union of all graphs
    named: tuple[str, ...] | None
    media_type: str
    rows: int | None  # when there are more than so many rows, cut and say so
    length: int  # bytes
    ahead: int = 1024**2  # bytes that are held back, so that an answer cut within them says so at its beginning
    lenient: bool = False  # whether a graph that is not here is an empty one
    whole: str | None = None  # in place of a query: all that this graph says, "" for the default graph
    stated: bool = False  # whether what only follows is left out
    own: str | None = None  # the graph shown as the default graph, in place of the union of all
    asked: str | None = None  # the address that the query was asked at, up to its text
    rewrite: bool = True  # whether the text may be put into words that the engine does better with
    plain: bool = False  # whether a function that is not known has no value, in place of being an error of the query

    @property
    def base(self) -> str | None:
        """What relative IRIs belong to: the address of the service (SPARQL 1.1 Protocol, section 2.1.6)."""
        return self.asked.partition("?")[0] if self.asked else None

    def packed(self) -> bytes:
        """The task as a message, to a process of the same Python."""
        return marshal.dumps(tuple(self))

    @classmethod
    def unpacked(cls, message: bytes) -> Self:
        """The task of a message."""
        return cls(*marshal.loads(message))


class Sender(Protocol):
    """What messages go into: a connection, or what stands for one."""

    def send_bytes(self, message: bytes, /) -> None:
        """Send one message; raises EOFError or OSError where nobody receives it."""


class Refused(Exception):
    """The query cannot be answered, and why, in the words that `graph.answering.workers` knows."""

    def __init__(self, kind: str, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.report = {"kind": kind, "message": to_send(message), "line": line, "column": column}


class Enough(Exception):
    """A limit is reached: what the engine would still write is not wanted."""


class Output:
    """A file that sends what is written to it, in larger pieces, and ends it well formed where a limit is reached."""

    def __init__(self, task: Task, connection: Sender) -> None:
        self.cut: Cut | None = None
        self._task = task
        self._wire = _Wire(connection, task.ahead)
        self._cloth = CLOTHS.get(task.media_type, _UNCUT)
        self._xml = task.media_type.endswith("+xml")
        # What is told of a cut may stand at both ends, its address percent-encoded.
        self._most = max(task.length - 2 * (_BESIDE + 3 * len(task.written) + len(task.asked or "")), task.length // 2)
        self._pieces: list[bytes] = []
        self._size = 0
        self._rest = b""  # what stands behind the last seam: perhaps a part of a row
        self._due = 0
        self._seams = 0
        self._ended = False
        self._closing = b""

    @property
    def is_full(self) -> bool:
        """Whether as many bytes are sent as may be."""
        return self._wire.sent >= self._most

    @property
    def most(self) -> int | None:
        """How many rows may be written."""
        return self._task.rows

    def note(self, steps: Sequence[str]) -> None:
        """Tell how the query was rewritten, if it was, ahead of the answer."""
        if steps:
            self._wire.note(steps)

    def write(self, piece: bytes) -> int:
        """Take a piece from the engine; what is raised here ends its work."""
        if self._ended:  # of what it could not write, the engine tries to write what it still holds
            raise Enough
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= (_LARGE if self._wire.sent > _LONG else _BLOCK):
            self._take()
        return len(piece)

    def flush(self) -> None:
        """Nothing: pieces go out when they are large enough, the last one by `finish`."""

    def finish(self) -> Cut | None:
        """Send the rest; where the answer is not whole, how it was cut."""
        if not self._ended:
            with suppress(Enough):
                self._take(last=True)
                self._wire.send(self._rest)
        if self.cut is not None:
            self._wire.announce(self._task.media_type, self.cut)
        self._wire.flush()
        return self.cut

    def end(self, of: str, rows: int | None) -> Cut:
        """Take note of a cut after so many rows."""
        task = self._task
        most = task.length if of == "bytes" else task.rows or 0
        self.cut = replace(cut(of, most, rows, task.written, task.asked), said=self._cloth.note is not None)
        return self.cut

    def _take(self, *, last: bool = False) -> None:
        text = self._rest + self._new()
        if last and self._is_short(text):
            self._rest = text
            return
        if self._wire.sent + len(text) <= self._most and len(text) < self._due:
            self._rest = text
            return
        if self._passes(text):
            return
        seams = [seam for seam in self._cloth.find(text) if seam[0]]
        if self._wire.sent + len(text) > self._most and self._cloth is not _UNCUT:
            self._cut(text, self._fitting(seams), "bytes")
        most = self._task.rows
        if most is not None and self._cloth.counts and self._seams + len(seams) > most:
            self._cut(text, seams[: most - self._seams + 1], "rows")
        self._send(text, seams)
        self._due = 0 if seams else 2 * len(text)

    def _is_short(self, text: bytes) -> bool:
        """Whether a whole answer is far from all limits: each of its rows takes a byte at least."""
        most = self._most if self._task.rows is None else min(self._most, self._task.rows)
        return not self._wire.sent and len(text) <= most

    def _passes(self, text: bytes) -> bool:
        """Send a text that is far from all limits, without a look at each seam."""
        found = self._cloth.count(text) if self._cloth.count else None
        most = self._task.rows
        if found is None or self._wire.sent + len(text) > self._most:
            return False
        number, (place, self._closing) = found
        if most is not None and self._seams + number > most:
            return False
        self._seams += number
        self._wire.send(text[:place])
        self._rest, self._due = text[place:], 0
        return True

    def _new(self) -> bytes:
        text = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if self._xml:
            _refuse_xml(self._rest[-len(_NO_NAME) :] + text)
            # A parser of XML would read a bare CR as a line feed (XML 1.0 section 2.11).
            text = text.replace(b"\r", b"&#13;")
        return text

    def _fitting(self, seams: Sequence[Seam]) -> list[Seam]:
        left = self._most - self._wire.sent
        most = self._task.rows
        fit = [seam for seam in seams if seam[0] + len(seam[1]) <= left]
        return fit if most is None or not self._cloth.counts else fit[: max(most - self._seams + 1, 0)]

    def _cut(self, text: bytes, seams: Sequence[Seam], of: str) -> None:
        self._send(text, seams)
        rows = self._seams - 1 if self._cloth.counts else None
        if not self._seams or (of == "bytes" and rows == 0):
            large = "the answer is larger than {most} bytes"
            raise Refused("size", Said.of("answer_bytes", large, most=self._task.length))
        if rows is not None and rows == self._task.rows:
            of = "rows"
        told = self.end(of, rows)
        self._rest = b""
        self._wire.send(self._closing + (self._cloth.note(_told(told, self._task)) if self._cloth.note else b""))
        self._ended = True
        raise Enough

    def _send(self, text: bytes, seams: Sequence[Seam]) -> None:
        place, self._closing = seams[-1] if seams else (0, self._closing)
        self._seams += len(seams)
        self._wire.send(text[:place])
        self._rest = text[place:]


class _Wire:
    """Holds back the beginning, so that it can still be changed, then sends as it comes."""

    def __init__(self, connection: Sender, ahead: int) -> None:
        self.sent = 0
        self._connection = connection
        self._ahead = ahead
        self._held: list[bytes] | None = []

    def send(self, block: bytes) -> None:
        self.sent += len(block)
        if self._held is None:
            self._pass_on(block)
            return
        self._held.append(block)
        if self.sent > self._ahead:
            self.flush()

    def note(self, steps: Sequence[str]) -> None:
        self._connection.send_bytes(NOTE + json.dumps(steps).encode())

    def flush(self) -> None:
        held, self._held = self._held or [], None
        self._pass_on(b"".join(held))

    def announce(self, media_type: str, told: Cut) -> None:
        """Say at the beginning, if that is still here, where the rest is (a link in the head of the results)."""
        if self._held is None or told.next is None:
            return
        text = b"".join(self._held)
        if media_type == "application/sparql-results+json":
            link = f'],"link":[{json.dumps(told.next)}]}},"results"'.encode()
            self._held = [text.replace(b']},"results"', link, 1)]
        elif media_type == "application/sparql-results+xml":
            self._held = [text.replace(b"</head>", f"<link href={quoteattr(told.next)}/></head>".encode(), 1)]

    def _pass_on(self, block: bytes) -> None:
        for start in range(0, len(block), _MESSAGE):
            self._connection.send_bytes(PIECE + block[start : start + _MESSAGE])


def _told(told: Cut, task: Task) -> str:
    facts = {"limit": told.of, "most": told.most, "rows": told.rows, "next": told.next, "ordered": told.ordered}
    known = {name: value for name, value in facts.items() if value is not None}
    if task.media_type == "application/sparql-results+json":
        return json.dumps(known)
    rest = f"; the rest: {told.next}" if told.next else ""
    return f"Clusterscape: the answer was cut at a limit ({told.told}){rest}"


def _refuse_xml(block: bytes) -> None:
    # Ten times quicker than to search for the expression, which only tells which character it is.
    clean = len(block.translate(None, _CONTROLS)) == len(block)
    if not clean or b"\xef\xbf\xbe" in block or b"\xef\xbf\xbf" in block:
        found = NO_XML.search(block)
        assert found is not None
        number = f"{ord(found[0].decode()):04X}"
        told = "the answer holds the character U+{number}, which XML cannot carry: ask for JSON"
        raise Refused("xml", Said.of("xml_character", told, number=number))
    if _NO_NAME in block:
        raise Refused("xml", _UNNAMED)


def unwritten(error: OSError) -> Refused:
    """What is told where the engine could not write an answer."""
    return Refused("xml", _UNNAMED) if _RESERVED in str(error) else Refused("store", str(error))
