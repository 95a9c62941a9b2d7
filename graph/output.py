"""What passes between a worker process and its parent: a task, then its answer in pieces."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection

# Each message of a worker begins with one of these.
PIECE, FAILED, DONE = b"p", b"f", b"d"
_BLOCK = 64 * 1024  # bytes in a message
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # XML 1.0 section 2.2
_NO_NAME = b"<oxprefix: "  # what the engine writes for a predicate that has no XML name


@dataclass(frozen=True)
class Task:
    """A query to answer: on which folder, in which format, within which limits."""

    folder: str | None  # no release yet: nothing is stored
    text: str
    written: str  # the text before a LIMIT was put into it: errors are told by its lines
    default: tuple[str, ...] | None  # None: the union of all graphs
    named: tuple[str, ...] | None
    media_type: str
    rows: int | None  # when so many rows are written, say so
    length: int  # bytes

    def packed(self) -> bytes:
        """The task as a message."""
        return json.dumps(asdict(self)).encode()


class Refused(Exception):
    """The query cannot be answered, and why, in the words that `graph.workers` knows."""

    def __init__(self, kind: str, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.report = {"kind": kind, "message": message, "line": line, "column": column}


class Output:
    """A file that sends what is written to it, in larger pieces, and keeps the limits."""

    def __init__(self, task: Task, connection: Connection) -> None:
        self._connection = connection
        self._left = task.length
        self._most = task.length
        self._rows = task.rows
        counter = _COUNTERS.get(task.media_type) if task.rows is not None else None
        self._count = counter() if counter else None
        self._xml = task.media_type.endswith("+xml")
        self._end = b""
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> int:
        """Take a piece from the engine; what is raised here ends its work."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= _BLOCK:
            self._send()
        return len(piece)

    def flush(self) -> None:
        """Nothing: pieces go out when they are large enough, the last one by `finish`."""

    def finish(self) -> bool:
        """Send the rest; true when the rows reached their limit."""
        self._send()
        return self._count is not None and self._rows is not None and self._count.rows >= self._rows

    def _send(self) -> None:
        block = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        if self._count:
            self._count(block)
        if self._xml:
            _refuse_xml(self._end + block)
            self._end = block[-len(_NO_NAME) :]
            # A parser of XML would read a bare CR as a line feed (XML 1.0 section 2.11).
            block = block.replace(b"\r", b"&#13;")
        self._left -= len(block)
        if self._left < 0:
            raise Refused("size", f"the answer is larger than {self._most} bytes")
        if block:
            self._connection.send_bytes(PIECE + block)


def _refuse_xml(block: bytes) -> None:
    found = _NO_XML.search(block)
    if found:
        number = ord(found[0].decode())
        raise Refused("xml", f"the answer holds the character U+{number:04X}, which XML cannot carry: ask for JSON")
    if _NO_NAME in block:
        raise Refused("xml", "the answer holds a predicate that RDF/XML cannot name: ask for Turtle")


class _Marks:
    """Counts rows by what the engine writes once for each: a pattern of so many bytes."""

    def __init__(self, mark: bytes, width: int, *, before: int = 0) -> None:
        self._mark = re.compile(mark)
        self._width = width
        self._end = b""
        self.rows = -before

    def __call__(self, block: bytes) -> None:
        # An end one shorter than the mark finds those cut in two, and none a second time.
        whole = self._end + block
        self.rows += len(self._mark.findall(whole))
        self._end = whole[max(len(whole) - self._width + 1, 0) :]


class _Lines:
    """Counts the rows of CSV, where a line may end within quotes."""

    def __init__(self) -> None:
        self.rows = -1
        self._quoted = False

    def __call__(self, block: bytes) -> None:
        parts = block.split(b'"')
        self.rows += sum(part.count(b"\n") for part in parts[int(self._quoted) :: 2])
        self._quoted ^= len(parts) % 2 == 0


class _Rows:
    """The sum of what others count."""

    def __init__(self, *counters: _Marks) -> None:
        self._counters = counters

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self._counters)

    def __call__(self, block: bytes) -> None:
        for each in self._counters:
            each(block)


# In JSON a quote within text is escaped, and after one that ends a text comes no letter: `{"x` opens an object, and
# after `[` or `,` a row. A row without values is `{}`, which text may hold too: counting one too many only says "there
# may be more" of an answer that is complete.
_COUNTERS: dict[str, Callable[[], _Marks | _Rows | _Lines]] = {
    "application/sparql-results+json": lambda: _Rows(_Marks(rb'[\[,]\{"[^,}]', 4), _Marks(rb"\{\}", 2)),
    "application/sparql-results+xml": lambda: _Marks(b"<result>", 8),
    "text/tab-separated-values": lambda: _Marks(b"\n", 1, before=1),
    "text/csv": _Lines,
}
