"""Rows of a store as its engine writes them: rdflib's terms would take ten times as long.

Each term that the engine writes costs a look into its dictionary. So what comes again and again is asked for by number,
and what is asked next is answered while rows are read: the engine works beside Python.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import chain
from threading import Semaphore, Thread
from types import MappingProxyType
from typing import TypeAlias

from graph.query import view
from graph.store import Scope, Store

GoOn: TypeAlias = Callable[[], object]  # called often; ends the work by raising
_TABLE = "text/tab-separated-values"
_OFTEN = 4096  # rows between two looks whether to go on
_BATCH = 2000  # pairs in one query
_AT_ONCE = 2  # answers that the engine writes at a time
_PAIRS = "(UNDEF UNDEF UNDEF)"
_THING = "?thing { UNDEF }"
_YEAR = re.compile(r'"?(\d{4})(?!\d)')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED: Mapping[str, str] = MappingProxyType({"n": "\n", "r": "\r", "t": "\t"})


class _Answer:
    """An answer that is written from now on, to be taken when it is needed."""

    def __init__(self, write: Callable[[], bytes], turn: Semaphore) -> None:
        self._write = write
        self._turn = turn
        self._body = b""
        self._fault: Exception | None = None
        # Whoever gives up, or ends the process, does not wait for it.
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with self._turn:
            try:
                self._body = self._write()
            except Exception as fault:
                self._fault = fault  # it is for who takes the answer

    def take(self) -> bytes:
        """The answer, or what went wrong."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        body, self._body = self._body, b""
        return body


class Tables:
    """The answers of views, row by row, each term as it is written in a table."""

    def __init__(self, store: Store, scope: Scope, go_on: GoOn) -> None:
        self._store = store
        self._scope = scope
        self._go_on = go_on
        self._turn = Semaphore(_AT_ONCE)

    def graphs(self) -> list[str]:
        """All graphs, in their order."""
        return sorted(f"<{graph}>" for graph in self._store.graphs())

    def about(self, name: str, things: Sequence[str]) -> Iterator[list[str]]:
        """The rows of a view about some things, given as the engine writes them."""
        return self._rows(self._answer(view(name).replace(_THING, f"?thing {{ {' '.join(things)} }}")))

    def view(self, name: str) -> Iterator[list[str]]:
        """The rows of a view; it is asked at once, whenever its rows are read."""
        return self._rows(self._answer(view(name)))

    def numbered(self, name: str, pairs: Sequence[tuple[str, str]], parts: int = 1) -> Iterator[list[str]]:
        """The rows of a view about pairs of terms, each given with its place in the list; all is asked at once."""
        most = min(_BATCH, -(-len(pairs) // parts)) or 1
        return chain.from_iterable([self._rows(self._answer(query)) for query in _numbered(name, pairs, most)])

    def _answer(self, query: str) -> _Answer:
        return _Answer(partial(self._store.answer, query, _TABLE, self._scope), self._turn)

    def _rows(self, answer: _Answer) -> Iterator[list[str]]:
        lines = TextIOWrapper(BytesIO(answer.take()), encoding="utf-8")
        next(lines)
        for number, line in enumerate(lines):
            if not number % _OFTEN:
                self._go_on()
            yield line.rstrip("\n").split("\t")


def _numbered(name: str, pairs: Sequence[tuple[str, str]], most: int) -> Iterator[str]:
    """A view about pairs of terms, so many in one query each."""
    for start in range(0, len(pairs), most):
        part = enumerate(pairs[start : start + most], start)
        # The terms come from the store itself, written by its engine. As text, numbers can be put into one list.
        told = " ".join(f'({one} {other} "{number}")' for number, (one, other) in part)
        yield view(name).replace(_PAIRS, told)


def read(literal: str) -> tuple[str, str]:
    """The text of a literal as it stands in a table, and its language."""
    if not literal.startswith('"'):
        return literal, ""
    text, _, kind = literal[1:].rpartition('"')
    if "\\" in text:
        text = _ESCAPE.sub(lambda each: _ESCAPED.get(each[1], each[1]), text)
    return text, kind[1:].partition("-")[0].lower() if kind.startswith("@") else ""


def year(literal: str) -> str | None:
    """The year that a date begins with."""
    found = _YEAR.match(literal)
    return found[1] if found else None


def seconds(text: str) -> int:
    """A date as seconds since 1970; a year or month counts from its first day, and what is no date is none."""
    whole = text if len(text) > len("2020-01") else f"{text}-01-01"[: len("2020-01-01")]
    try:
        date = datetime.fromisoformat(whole.replace("Z", "+00:00"))
    except ValueError:
        return 0
    return max(0, int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()))
