"""What files in the formats of RDF say, statement by statement, as text of N-Triples."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

import pyoxigraph as ox

_FORMATS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "turtle": ox.RdfFormat.TURTLE,
        "trig": ox.RdfFormat.TRIG,
        "n-triples": ox.RdfFormat.N_TRIPLES,
        "n-quads": ox.RdfFormat.N_QUADS,
        "rdf-xml": ox.RdfFormat.RDF_XML,
        "json-ld": ox.RdfFormat.JSON_LD,
    }
)
# XML and terminals cannot show these, and no text needs them: all of C0 but tab, line feed and carriage return.
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r")


class NotRdf(ValueError):
    """A file is not of its format, or says what RDF 1.1 cannot hold."""

    def __init__(self, message: str, line: int | None = None, found: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.found = found


@dataclass(frozen=True)
class Statement:
    """One quad, its terms as N-Triples writes them; `graph` is empty for the default graph."""

    subject: str
    predicate: str
    value: str
    graph: str


def parse(file: IO[bytes], form: str, base: str | None = None) -> Iterator[Statement]:
    """The statements of a file in one of the formats; raises `NotRdf` with the line where the parser tells it."""
    try:
        quads = ox.parse(file, format=_FORMATS[form], base_iri=base)
    except ValueError as error:
        raise NotRdf(f"its base cannot be an IRI: {error}", found=base or "") from error
    try:
        for quad in quads:
            yield _statement(quad)
    except SyntaxError as error:
        raise NotRdf(_plain(error.msg), error.lineno) from error
    except MemoryError as error:
        # The parser's own limit of 16 MiB for one term or comment.
        raise NotRdf("terms and comments of at most 16 MiB") from error


def graphs_of(text: bytes, form: str) -> tuple[int, frozenset[str]]:
    """Check lines of N-Triples or N-Quads, without making text of their terms: how many there are, in which graphs.

    The default graph is empty. Raises `NotRdf` for what is no RDF; what only RDF 1.2 has is not looked for.
    """
    try:
        names = [quad.graph_name for quad in ox.parse(io.BytesIO(text), format=_FORMATS[form])]
    except SyntaxError as error:
        raise NotRdf(_plain(error.msg), error.lineno) from error
    return len(names), frozenset("" if isinstance(name, ox.DefaultGraph) else str(name) for name in set(names))


def _statement(quad: ox.Quad) -> Statement:
    value = quad.object
    if isinstance(value, ox.Triple):
        raise NotRdf("RDF 1.1: a statement about a statement in place (a triple term of RDF 1.2) has no place here")
    if isinstance(value, ox.Literal):
        if value.direction is not None:
            raise NotRdf("RDF 1.1: a text with a direction of writing (RDF 1.2) has no place here", found=str(value))
        if not _CONTROLS.isdisjoint(value.value):
            raise NotRdf("texts without control characters", found=ascii(value.value)[:80])
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    return Statement(str(quad.subject), str(quad.predicate), str(value), graph)


def _plain(message: str) -> str:
    """The complaint of the parser without the place, which is told apart."""
    return message.partition(": ")[2] if message.startswith("Parser error at") else message
