"""The answer of the engine as bytes of a format."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from graph import sheet
from graph.formats import BY_MEDIA_TYPE, XLSX
from graph.output import Output, Refused
from graph.sheet import Cell

Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = frozenset({_XSD + name for name in ("integer", "decimal", "double", "float")})


def serialise(found: Found, media_type: str, output: Output) -> None:
    """Write an answer; raises `Refused` where its form has none in this format."""
    form = "ASK" if isinstance(found, ox.QueryBoolean) else "SELECT"
    form = "CONSTRUCT" if isinstance(found, ox.QueryTriples) else form
    offered = BY_MEDIA_TYPE.get(media_type)
    if offered is None or form not in offered.forms:
        raise Refused("format", f"this query has no answer in {media_type}")
    # The engine asks of a file only that it can be written to.
    if isinstance(found, ox.QueryTriples):
        found.serialize(output, ox.RdfFormat.from_media_type(media_type))  # type: ignore[arg-type]
    elif media_type == XLSX:
        _as_sheet(found, output)
    else:
        found.serialize(output, ox.QueryResultsFormat.from_media_type(media_type))  # type: ignore[arg-type]


def dump(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, media_type: str, output: Output) -> None:
    """Write all that one graph says."""
    store.dump(output, ox.RdfFormat.from_media_type(media_type), from_graph=graph)  # type: ignore[arg-type]


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
