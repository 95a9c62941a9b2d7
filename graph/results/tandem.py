"""A long table of one pattern, written by two threads of its worker: part by part, put together in their order.

Nearly all that such a table takes is to look up the terms of its rows, and a row that is passed over needs none. The
engine lets go of Python's lock while it writes. It reads one pattern by one index of a release that never changes, from
the beginning to the end: what stands before an OFFSET and behind it is the same whoever asks, and however often.

Two take a core from somebody else where there is none to spare, and then neither is quicker: the first looks how much
of a core it gets itself, and how long it waits for the other, and goes on alone.
"""

import os
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, Self, TypeAlias

import pyoxigraph as ox

from graph.results.output import Enough
from graph.results.rest import Rest
from graph.tokens import Token, tokens

_FIRST = 8_192  # rows that one writes alone: most tables have fewer
_PART = 16 * 1024**2  # bytes that a part may come to, by the rows before it
_SKIPPED = 50_000  # rows that a query passes over by itself: each part would pass over them again
_PAIRS = 5  # of parts, half a million rows or so: each is one more look at all rows before it
_HELD = 24 * 1024**2  # bytes that wait until it is their turn
_FREE = 0.7  # of a core: who gets less is on a busy machine, or writes for somebody slow
_WAITED = 0.5  # of the time for a part of one's own: who waits longer for the other's is on a busy machine, too
_LONGEST = 4_000  # characters of a query that is looked at
_OTHERS = "([;"  # what no query of one pattern has, unless it be in its terms
_TERM = "(?:variable|iri|name|string|number|A) "
_QUERY = re.compile(
    rf"(?:PREFIX name iri |BASE iri )*SELECT (?:variable )+(?:WHERE )?\{{ (?:{_TERM}){{3}}(?:\. )?\}} "
    r"(?:(?:LIMIT|OFFSET) number )*"
)


class _Form(NamedTuple):
    """What stands before the rows of a table, between two of them, and behind them; and by what rows are told apart."""

    before: bytes
    between: bytes
    behind: bytes
    mark: bytes  # perhaps in a text too: there may be fewer rows than marks tell, but not more


_FORMS: Mapping[ox.QueryResultsFormat, _Form] = MappingProxyType(
    {
        ox.QueryResultsFormat.JSON: _Form(b'"bindings":[', b",", b"]}}", b"},{"),
        ox.QueryResultsFormat.XML: _Form(b"<results>", b"", b"</results></sparql>", b"<result>"),
        ox.QueryResultsFormat.TSV: _Form(b"\n", b"", b"", b"\n"),
    }
)
_Taker: TypeAlias = Callable[[bytes], object]


class File(Protocol):
    """What a table is written to."""

    def write(self, piece: bytes, /) -> int:
        """Take a piece; what is raised here ends it."""


def by_two(text: str, ask: Callable[[str], Any]) -> "Tandem | None":
    """What has two threads write what a query has for an answer; None where one is enough, or no other is certain.

    Of the columns each has to be named: the engine gives those of `*` in any order.
    """
    # To read all tokens of each query would take longer than many a query.
    if len(text) > _LONGEST or text.count("{") != 1 or any(map(text.__contains__, _OTHERS)) or _cores() < 2:
        return None
    if not _QUERY.fullmatch("".join([f"{_sort(each)} " for each in tokens(text, 1)])):
        return None
    rest = Rest(text)
    is_short = rest.offset > _SKIPPED or (rest.limit is not None and rest.limit <= 2 * _FIRST)
    return None if is_short else Tandem(rest, ask)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _sort(token: Token) -> str:
    return token.text.upper() if token.kind in {"word", "sign"} else token.kind


class Tandem:
    """A table that is written by two, as the engine alone would."""

    def __init__(self, rest: Rest, ask: Callable[[str], Any]) -> None:
        """`ask` gives the rows of a query (the solutions of the engine)."""
        self._rest, self._ask = rest, ask

    def serialize(self, file: File, form: ox.QueryResultsFormat, /) -> None:
        """Write it; raises what `file` does, and what the engine does."""
        first, clock = _Rows(_FORMS[form], file.write, b"", file.write), _Clock()
        self._ask(self._rest.text(0, _FIRST)).serialize(first, form)
        if first.marks + 1 >= _FIRST:
            most = max(1, _PART * _FIRST // first.size)
            self._go_on(file, form, list(_pairs(most, self._rest.limit)) if clock.share > _FREE else [])
        file.write(_FORMS[form].behind)

    def _go_on(self, file: File, form: ox.QueryResultsFormat, pairs: Sequence[tuple[int, int]]) -> None:
        def help_out(take: _Taker) -> None:
            for place, count in pairs:
                written = self._write(form, place + count, count, take)
                take(b"")
                if not written:  # behind the last row
                    return

        left = _FIRST
        with _Second(help_out) as second:
            for place, count in pairs if second.is_there else ():
                clock = _Clock()
                if not self._write(form, place, count, file.write):
                    return
                own, share = clock.seconds, clock.share
                if not sum(map(file.write, second.part())):
                    return
                left = place + 2 * count
                if share < _FREE or second.waited > _WAITED * own:
                    break
        self._write(form, left, None, file.write)

    def _write(self, form: ox.QueryResultsFormat, place: int, count: int | None, take: _Taker) -> int:
        """Have the rows from a place on taken, and what parts them from those before; gives how many bytes they are."""
        rows = _Rows(_FORMS[form], take, _FORMS[form].between)
        self._ask(self._rest.text(place, count)).serialize(rows, form)
        return rows.size


class _Clock:
    """What this thread takes from now on."""

    def __init__(self) -> None:
        self._began, self._worked = time.monotonic(), time.thread_time()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def share(self) -> float:
        """How much of a core it got."""
        return (time.thread_time() - self._worked) / self.seconds


def _pairs(most: int, limit: int | None) -> Iterator[tuple[int, int]]:
    """Where the first of two parts begins, and how many rows each has: at most twice as many as before."""
    place = count = _FIRST
    for _ in range(_PAIRS):
        half = most if limit is None else -(-(limit - place) // 2)  # of what is left at most
        if half <= 0:
            return
        count = min(2 * count, most, half)
        yield place, count
        place += 2 * count


class _Rows:
    """A file that a table is written to: it passes on its rows, and nothing that stands around them."""

    def __init__(self, form: _Form, take: _Taker, between: bytes, head: _Taker = lambda _: None) -> None:
        self.size = 0
        self.marks = 0  # of rows
        self._form, self._take, self._between, self._head = form, take, between, head
        self._within = False
        self._held = b""
        self._last = b""  # in which a mark may begin

    def write(self, piece: bytes) -> int:
        """Take a piece from the engine."""
        text = self._held + piece
        if not self._within:
            before, mark, rows = text.partition(self._form.before)
            if mark:
                self._within, text = True, rows
                self._head(before + mark)
        end = len(text) - len(self._form.behind) if self._within else 0
        if end > 0:
            self._count(self._last + text[:end])
            self._take(text[:end] if self.size else self._between + text[:end])
            self.size += end
        self._held = text[max(end, 0) :]
        return len(piece)

    def flush(self) -> None:
        """Nothing is kept back but what may be the end."""

    def _count(self, text: bytes) -> None:
        self.marks += text.count(self._form.mark)
        self._last = text[max(0, len(text) - len(self._form.mark) + 1) :]


class _Second:
    """A thread that writes its parts beforehand, as far as there is room for them."""

    def __init__(self, work: Callable[[_Taker], None]) -> None:
        """`work` gives pieces, and an empty one at the end of each part."""
        self.is_there = True
        self.waited = 0.0  # seconds, for the last part
        self._changed = threading.Condition()
        self._pieces = deque[bytes]()
        self._size = 0
        self._ends = False
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), name="tandem", daemon=True)

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except RuntimeError:  # there is no room for its stack
            self.is_there = False
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ends = True
            self._changed.notify_all()
        if self.is_there:
            self._thread.join()

    def part(self) -> Iterator[bytes]:
        """Its next part, piece by piece; raises what ended its work."""
        self.waited = 0.0
        while piece := self._next():
            yield piece

    def _next(self) -> bytes:
        began = time.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._failed)
            self.waited += time.monotonic() - began
            if not self._pieces:
                assert self._failed is not None
                raise self._failed
            piece = self._pieces.popleft()
            self._size -= len(piece)
            self._changed.notify_all()
            return piece

    def _run(self, work: Callable[[_Taker], None]) -> None:
        try:
            work(self._keep)
        except BaseException as error:  # told by who takes the next piece
            with self._changed:
                self._failed = error
                self._changed.notify_all()

    def _keep(self, piece: bytes) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ends or self._size < _HELD)
            if self._ends:
                raise Enough
            self._pieces.append(piece)
            self._size += len(piece)
            self._changed.notify_all()
