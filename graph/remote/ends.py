"""Whether an answer ends as its format has it end.

A server may run out of time in the midst of an answer, write its complaint behind what it sent, and end as if all were
well: an Oxigraph server with `--timeout-s` does. Its status was 200 by then, so only the end of the text tells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from graph.store import NotReached

CUT = "the server ended its answer before it was complete"
LAST = 4096  # bytes in which the end of an answer stands, with what servers write behind it
_TOLD = 100  # bytes of the end that are told
# Where the end of a format tells nothing, the complaint itself does (spareval's `QueryEvaluationError::Cancelled`).
_COMPLAINT = re.compile(rb"The SPARQL operation has been cancelled\s*\Z")
# A statement, or a whole line: a comment too, with the end of its line or without.
_LINES = re.compile(rb"(?:\A|[.}\n])[ \t\r]*\Z|(?:\A|\n)[ \t]*#[^\r\n]*\Z")
# Each remark is found in one way: in all ways they might be taken together, a hundred would keep us for ever.
_REMARKS = rb"\s*(?><!--.*?-->\s*)*+\Z"
_ENDS: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "application/sparql-results+json": re.compile(rb"\}\s*\Z"),
        "application/sparql-results+xml": re.compile(rb"</(?:[\w.-]+:)?sparql\s*>" + _REMARKS, re.DOTALL),
        "application/rdf+xml": re.compile(rb"(?:</(?:[\w.-]+:)?RDF\s*|/)>" + _REMARKS, re.DOTALL),
        "application/ld+json": re.compile(rb"[\]}]\s*\Z"),
        "text/turtle": _LINES,
        "application/trig": _LINES,
        "application/n-triples": _LINES,
        "application/n-quads": _LINES,
    }
)


def to_the_end(media_type: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of an answer; raises `NotReached` after the last, where that is not its end."""
    end = b""
    for piece in pieces:
        end = (end + piece if len(piece) < LAST else piece)[-LAST:]
        yield piece
    demand_end(media_type, end)


def demand_end(media_type: str, end: bytes) -> None:
    """Have the last bytes of an answer be those of a whole one; raises `NotReached`."""
    expected = _ENDS.get(media_type)
    if _COMPLAINT.search(end) or (expected and not expected.search(end)):
        told = " ".join(end[-_TOLD:].decode(errors="replace").split())
        raise NotReached(f"{CUT}: {told}")
