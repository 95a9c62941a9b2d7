"""How to ask for the rest of an answer that was cut at a limit: the same query, its OFFSET raised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from graph.tokens import Token, tokens

_DEEPEST = 10_000  # the query was looked over before
_LONGEST = 6_000  # characters of an address; servers and clients take 8,000 in a header


@dataclass(frozen=True)
class Cut:
    """An answer ended at a limit: of what, after how many rows, what the rest is asked by, and who says so.

    `rows` and `offset` are None where an answer has no rows (triples), `next` where no address can ask for the rest.
    """

    of: str  # "rows" or "bytes"
    most: int
    rows: int | None = None
    offset: int | None = None  # with which the rest of the rows is asked for
    next: str | None = None
    ordered: bool = False  # whether the query itself gives an order
    said: bool = False  # whether the body says at its end that it was cut

    @property
    def told(self) -> str:
        """The value of a header.

        >>> Cut("rows", 10, 10, 10).told
        'rows=10, next-offset=10, ordered=no'
        """
        facts = [f"{self.of}={self.most}"]
        if self.of != "rows" and self.rows is not None:
            facts.append(f"rows-sent={self.rows}")
        if self.offset is not None:
            facts += [f"next-offset={self.offset}", f"ordered={'yes' if self.ordered else 'no'}"]
        return ", ".join(facts)


def cut(of: str, most: int, rows: int | None, query: str, asked: str | None) -> Cut:
    """What is told of an answer to a query that was cut after so many rows.

    `asked` is the address that it was asked at, up to `query=`; None where the rest cannot be asked for.
    """
    if rows is None:
        return Cut(of, most)
    rest = Rest(query)
    address = None if asked is None else asked + quote(rest.text(rows))
    fits = address is not None and len(address) <= _LONGEST
    return Cut(of, most, rows, rest.offset + rows, address if fits else None, rest.ordered)


class Rest:
    """A SELECT query taken apart at its LIMIT and OFFSET."""

    def __init__(self, query: str) -> None:
        self._query = query
        outer = list(_modifiers(tokens(query, _DEEPEST)))
        self._numbers = {token.text.upper(): _number(outer, place) for place, token in enumerate(outer)}
        self._spans = [_span(outer, place) for place, token in enumerate(outer) if token.says("LIMIT", "OFFSET")]
        self._values = next((token.start for token in outer if token.says("VALUES")), len(query))
        self.ordered = any(token.says("ORDER") for token in outer)

    @property
    def offset(self) -> int:
        """The OFFSET that the query has itself."""
        return self._numbers.get("OFFSET") or 0

    @property
    def limit(self) -> int | None:
        """The LIMIT that the query has itself."""
        return self._numbers.get("LIMIT")

    def text(self, rows: int, most: int | None = None) -> str:
        """The query for what comes after so many rows, or for so many of these."""
        left = [each for each in (most, None if self.limit is None else max(self.limit - rows, 0)) if each is not None]
        clause = f"OFFSET {self.offset + rows}" + (f" LIMIT {min(left)}" if left else "")
        kept, place = "", 0
        for start, end in self._spans:
            kept += self._query[place:start].rstrip() + " "
            place = end
        kept = (kept + self._query[place : self._values].lstrip(" ")).rstrip() if kept else self._query[: self._values]
        return "\n".join(filter(None, (kept.rstrip(), clause, self._query[self._values :])))


def _modifiers(pieces: Iterator[Token]) -> Iterator[Token]:
    """What stands behind the outermost pattern, outside of all brackets."""
    closed = False
    for token in pieces:
        if closed and not token.depth:
            yield token
        closed = closed or (token.text == "}" and token.depth == 1)


def _number(outer: Sequence[Token], place: int) -> int | None:
    following = outer[place + 1].text if place + 1 < len(outer) else ""
    return int(following) if following.isdecimal() else None


def _span(outer: Sequence[Token], place: int) -> tuple[int, int]:
    number = outer[place + 1]
    return outer[place].start, number.start + len(number.text)
