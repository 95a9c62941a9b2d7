"""Where the text of an answer may end so that it is still well formed, format by format.

The engine escapes what would look like a seam within a text; where that is not enough, the place is looked at again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

Seam: TypeAlias = tuple[int, bytes]  # how much of the text stays, and what ends it there
_Finder: TypeAlias = Callable[[bytes], Iterator[Seam]]
_Counter: TypeAlias = Callable[[bytes], tuple[int, Seam] | None]


@dataclass(frozen=True)
class Cloth:
    """How answers of a format can be cut: at which seams, and how they say it at their end.

    `find` gives the seams of a text that begins at one. Of rows (`counts`) the first seam stands before the first
    row, and each further one after one row more that is followed by another.
    """

    find: _Finder
    counts: bool
    note: Callable[[str], bytes] | None = None  # from the words of JSON to what can stand at the very end
    # How many seams after the beginning, and the last of them; None where only looking at each can tell.
    count: _Counter | None = None


_ROWS_OF_JSON = b'"bindings":['
_ROW_OF_JSON = re.compile(rb',\{"(?=[^,}])')
_ROWS_SOON_OF_JSON = re.compile(rb',\{("(?=[^,}])|\})')  # and what may be rows without values
_ANY_ROW_OF_JSON = re.compile(rb'[\[,](?=\{(?:"[^,}]|\}))')
_ESCAPED = re.compile(rb"\\.", re.DOTALL)


def _json_rows(text: bytes) -> Iterator[Seam]:
    # Within a text a quote is escaped, and after one that ends a text comes no letter: `,{"x` begins a row.
    if b"{}" in text:
        yield from _json_rows_with_empty_ones(text)
        return
    first = text.find(_ROWS_OF_JSON) + len(_ROWS_OF_JSON)
    if first >= len(_ROWS_OF_JSON) and text[first : first + 1] == b"{":
        yield first, b"]}"
    for found in _ROW_OF_JSON.finditer(text):
        yield found.start(), b"]}"


def _json_count(text: bytes) -> tuple[int, Seam] | None:
    # What begins with a row is no beginning, and to look through it again for that would take as long as to count.
    rows = _ROWS_SOON_OF_JSON.findall(text, 1) if text.startswith(b',{"') else []
    if not rows or b"}" in rows:
        return None
    place = text.rfind(b',{"')
    while not _ROW_OF_JSON.match(text, place):
        place = text.rfind(b',{"', 0, place)
    return len(rows), (place, b"]}")


def _json_rows_with_empty_ones(text: bytes) -> Iterator[Seam]:
    # A row without values, `,{}`, may also stand in a text: then the quotes since the last sure place are uneven.
    sure = 0
    for found in _ANY_ROW_OF_JSON.finditer(text):
        place = found.end()
        if text[place : place + 2] == b"{}" and _ESCAPED.sub(b"", text[sure:place]).count(b'"') % 2:
            continue
        sure = place
        yield (place if found[0] == b"[" else found.start()), b"]}"


_ROW_OF_CSV = re.compile(rb'"[^"]*+(?:"|\Z)|(\r\n)(?=[\s\S])')


def _csv_rows(text: bytes) -> Iterator[Seam]:
    return ((found.end(), b"") for found in _ROW_OF_CSV.finditer(text) if found[1])


def _at(pattern: bytes, closing: bytes, *, after: bool = False) -> _Finder:
    compiled = re.compile(pattern)

    def find(text: bytes) -> Iterator[Seam]:
        return ((found.end() if after else found.start(), closing) for found in compiled.finditer(text))

    return find


def _many(mark: bytes, closing: bytes, *, after: bool = False) -> _Counter:
    """Counts where each of these marks is a seam; one at the very end may be followed by nothing."""

    def count(text: bytes) -> tuple[int, Seam] | None:
        # What a text begins with is a seam that was counted, unless the seam stands after it.
        span = (0, len(text) - 1) if after else (1, len(text))
        place = text.rfind(mark, *span)
        return (text.count(mark, *span), (place + (len(mark) if after else 0), closing)) if place >= 0 else None

    return count


def _csv_count(text: bytes) -> tuple[int, Seam] | None:
    return None if b'"' in text else _many(b"\r\n", b"", after=True)(text)


def _statements_count(text: bytes) -> tuple[int, Seam] | None:
    place = max(text.rfind(mark, 1) for mark in (b" .\n", b" ;\n"))
    return (1, (place, b" .\n")) if place > 0 else None


_ELEMENT = re.compile(rb"\n(\t\t?)<(?!/)")


def _elements(text: bytes) -> Iterator[Seam]:
    for found in _ELEMENT.finditer(text):
        inside = found[1] == b"\t\t"
        yield found.start(), b"\n\t</rdf:Description>\n</rdf:RDF>" if inside else b"\n</rdf:RDF>"


def _comment(told: str) -> bytes:
    return f"# {told}\n".encode()


def _xml_comment(told: str) -> bytes:
    return f"<!-- {told.replace('--', '%2D%2D')} -->".encode()


def _member(told: str) -> bytes:
    return f',"clusterscape:limit":{told}}}'.encode()


_TURTLE = Cloth(_at(rb" [.;]\n", b" .\n"), counts=False, note=_comment, count=_statements_count)
_LINES = Cloth(_at(rb"\n", b"", after=True), counts=False, note=_comment, count=_many(b"\n", b"", after=True))
CLOTHS: Mapping[str, Cloth] = MappingProxyType(
    {
        "application/sparql-results+json": Cloth(_json_rows, counts=True, note=_member, count=_json_count),
        "application/sparql-results+xml": Cloth(
            _at(rb"<result>", b"</results></sparql>"),
            counts=True,
            note=_xml_comment,
            count=_many(b"<result>", b"</results></sparql>"),
        ),
        "text/csv": Cloth(_csv_rows, counts=True, count=_csv_count),
        "text/tab-separated-values": Cloth(
            _at(rb"\n(?=[\s\S])", b"", after=True), counts=True, count=_many(b"\n", b"", after=True)
        ),
        "text/turtle": _TURTLE,
        "application/trig": _TURTLE,
        "application/n-triples": _LINES,
        "application/n-quads": _LINES,
        "application/rdf+xml": Cloth(_elements, counts=False, note=_xml_comment),
        "application/ld+json": Cloth(_at(rb'(?<=\]\}),(?=\{"@id")', b"]"), counts=False),
    }
)
