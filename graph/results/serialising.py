"""The answer of the engine as bytes of a format."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from graph.formats import BY_MEDIA_TYPE, XLSX
from graph.results import sheet
from graph.results.output import Output, Refused
from graph.results.sheet import Cell
from graph.results.tandem import Tandem
from ontology.saying import Said

Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | Tandem
Triple: TypeAlias = ox.Triple
_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_CSV = "text/csv"
_BLOCK = 64 * 1024
_TERM = re.compile(r'<([^>]*+)>|"((?:[^"\\]|\\.)*+)"(?:@[A-Za-z0-9-]++|\^\^<[^>]*+>)?')
_TO_BE_QUOTED = re.compile(r'[",\r\n]')
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"t": "\t", "n": "\n", "r": "\r"}
_NUMBERS = frozenset({_XSD + name for name in ("integer", "decimal", "double", "float")})


def serialise(found: Found, media_type: str, output: Output) -> None:
    """Write an answer; raises `Refused` where its form has none in this format."""
    form = "ASK" if isinstance(found, ox.QueryBoolean) else "SELECT"
    form = "CONSTRUCT" if isinstance(found, ox.QueryTriples) else form
    offered = BY_MEDIA_TYPE.get(media_type)
    if offered is None or form not in offered.forms:
        raise Refused("format", Said.of("no_form", "this query has no answer in {type}", type=media_type))
    # The engine asks of a file only that it can be written to.
    if isinstance(found, ox.QueryTriples):
        found.serialize(output, ox.RdfFormat.from_media_type(media_type))  # type: ignore[arg-type]
    elif media_type == XLSX and not isinstance(found, Tandem):
        _as_sheet(found, output)
    elif media_type == _CSV and isinstance(found, ox.QuerySolutions | Tandem):
        commas = _Commas(output)
        found.serialize(commas, ox.QueryResultsFormat.TSV)  # type: ignore[arg-type]
        commas.finish()
    else:
        found.serialize(output, ox.QueryResultsFormat.from_media_type(media_type))  # type: ignore[arg-type]


def lines(found: ox.QuerySolutions) -> list[str]:
    """The rows of an answer that is short: terms in the words of SPARQL with tabs between them."""
    text = found.serialize(format=ox.QueryResultsFormat.TSV)
    assert text is not None
    return text.decode().split("\n")[1:-1]


class _Commas:
    """A file that makes CSV of TSV: the engine leaves commas within IRIs bare, so that rows have a column more."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._pieces: list[bytes] = []
        self._size = 0
        self._named = False

    def write(self, piece: bytes) -> int:
        """Take a piece from the engine."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size >= _BLOCK:
            lines, line_feed, rest = b"".join(self._pieces).rpartition(b"\n")
            self._pieces, self._size = [rest], len(rest)
            self._pass_on(lines + line_feed)
        return len(piece)

    def flush(self) -> None:
        """Nothing: lines go on when there are enough, the last ones by `finish`."""

    def finish(self) -> None:
        """Pass the rest on."""
        self._pass_on(b"".join(self._pieces))

    def _pass_on(self, lines: bytes) -> None:
        text = lines.decode()
        if not self._named and text:
            names, _, text = text.partition("\n")
            self._named = True
            self._output.write(names.replace("?", "").replace("\t", ",").encode() + b"\r\n")
        # Tabs and line feeds within a text are escaped: those that stand here are between cells.
        parted = text.replace("\t", ",").replace("\n", "\r\n")
        self._output.write(_TERM.sub(_as_cell, parted).encode())


def _as_cell(found: re.Match[str]) -> str:
    iri, text = found.groups()
    value = iri if iri is not None else _ESCAPED.sub(_character, text) if "\\" in text else text
    return f'"{value.replace(chr(34), chr(34) * 2)}"' if _TO_BE_QUOTED.search(value) else value


def _character(found: re.Match[str]) -> str:
    return _MEANT.get(found[1], found[1])


def dump(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, media_type: str, output: Output) -> None:
    """Write all that one graph says."""
    store.dump(output, ox.RdfFormat.from_media_type(media_type), from_graph=graph)  # type: ignore[arg-type]


def triples(turtle: Iterator[bytes]) -> Iterator[Triple]:
    """What Turtle says, as it arrives; raises `SyntaxError` for what is none."""
    for each in ox.parse(io.BufferedReader(_Arriving(turtle), _BLOCK), ox.RdfFormat.TURTLE):
        yield each.triple


def write(found: Iterator[Triple], media_type: str, output: Output) -> None:
    """Write triples; raises `OSError` for a predicate that RDF/XML cannot name."""
    ox.serialize(found, output, ox.RdfFormat.from_media_type(media_type))  # type: ignore[arg-type]


class _Arriving(io.RawIOBase):
    """Pieces of any size as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As many bytes as there are and as go in; none at the end."""
        while not self._rest and (piece := next(self._pieces, None)) is not None:
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _as_sheet(found: ox.QuerySolutions | ox.QueryBoolean, output: Output) -> None:
    if isinstance(found, ox.QueryBoolean):
        sheet.write(["boolean"], [[Cell("true" if found else "false")]], output)
        return
    sheet.write([variable.value for variable in found.variables], _rows(found), output)


def _rows(found: ox.QuerySolutions) -> Iterator[Sequence[Cell | None]]:
    for solution in found:
        yield [_cell(term) for term in solution]


def _cell(term: _Term) -> Cell | None:
    if isinstance(term, ox.Literal):
        return Cell(term.value, term.datatype.value in _NUMBERS)
    if isinstance(term, ox.NamedNode):
        return Cell(term.value)
    return None if term is None else Cell(str(term))
