"""Solutions of a single pattern, read from the store as JSON: to read the query takes the engine longer than that."""

from collections.abc import Callable, Mapping
from itertools import islice
from json.encoder import encode_basestring as quoted  # as `JSONEncoder` does where not all is to be ASCII
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from graph.answering.instant import Short

JSON = "application/sparql-results+json"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_DEFAULT = ox.DefaultGraph()


def looked_up(store: ox.Store, query: Short, rows: int, size: int) -> bytes | None:
    """What the engine would answer to a query of one pattern, or of one or another, each triple of which is a solution.

    None where there are more rows or bytes than so many; raises `ValueError` for a term that is the engine's to write.
    """
    if query.form == "ASK":
        is_met = any(next(store.quads_for_pattern(*pattern, _DEFAULT), None) for (pattern,) in query.groups)
        return b'{"head":{},"boolean":%b}' % (b"true" if is_met else b"false")
    solutions: list[str] = []
    left = size
    # Of two groups the engine too begins with the last.
    for (pattern,), cells in zip(query.groups[::-1], (query.cells or ())[::-1], strict=True):
        row = "{" + ",".join([f'"{column}":%s' for column, _ in cells]) + "}"
        parts = [part for _, part in cells]
        for quad in islice(store.quads_for_pattern(*pattern, _DEFAULT), rows + 1 - len(solutions)):
            solution = row % tuple(map(_written, map(quad.__getitem__, parts)))
            solutions.append(solution)
            left -= len(solution)
            if left < 0:
                return None
        if len(solutions) > rows:
            return None
    names = ",".join([f'"{each}"' for each in query.columns])
    answer = f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{",".join(solutions)}]}}}}'.encode()
    return answer if len(answer) <= size else None


def _written(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return _WRITTEN[type(term)](term)


def _named(term: ox.NamedNode) -> str:
    return f'{{"type":"uri","value":{quoted(term.value)}}}'


def _blank(term: ox.BlankNode) -> str:
    return f'{{"type":"bnode","value":{quoted(term.value)}}}'


def _literal(literal: ox.Literal) -> str:
    value, language = quoted(literal.value), literal.language
    if language is not None:
        if literal.direction is not None:
            raise ValueError(f"a direction is no part of a literal of SPARQL 1.1: {literal}")
        return f'{{"type":"literal","value":{value},"xml:lang":{quoted(language)}}}'
    datatype = literal.datatype.value
    if datatype == _STRING:
        return f'{{"type":"literal","value":{value}}}'
    return f'{{"type":"literal","value":{value},"datatype":{quoted(datatype)}}}'


def _triple(term: ox.Triple) -> str:
    raise ValueError(f"a triple is no term of SPARQL 1.1: {term}")


_WRITTEN: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {ox.NamedNode: _named, ox.BlankNode: _blank, ox.Literal: _literal, ox.Triple: _triple}
)
