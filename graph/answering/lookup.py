"""Solutions of a single pattern, read from the store as JSON: to read the query takes the engine longer than that."""

from itertools import islice
from json import JSONEncoder

import pyoxigraph as ox

from graph.answering.instant import Short

JSON = "application/sparql-results+json"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_DEFAULT = ox.DefaultGraph()
_quoted = JSONEncoder(ensure_ascii=False).encode


def looked_up(store: ox.Store, query: Short, rows: int, size: int) -> bytes | None:
    """What the engine would answer to a query of one pattern, of which each triple is a solution.

    None where there are more rows or bytes than so many; raises `ValueError` for a term that is the engine's to write.
    """
    ((pattern,),) = query.groups
    found = store.quads_for_pattern(*pattern, _DEFAULT)
    if query.form == "ASK":
        return b'{"head":{},"boolean":%b}' % (b"false" if next(found, None) is None else b"true")
    wanted = [(f'"{column}":', part) for column, part in query.cells or ()]
    solutions: list[str] = []
    left = size
    for quad in islice(found, rows + 1):
        solution = ",".join([name + _term(getattr(quad, part)) for name, part in wanted])
        solutions.append(f"{{{solution}}}")
        left -= len(solution)
        if left < 0:
            return None
    if len(solutions) > rows:
        return None
    names = ",".join([f'"{each}"' for each in query.columns])
    answer = f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{",".join(solutions)}]}}}}'.encode()
    return answer if len(answer) <= size else None


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if isinstance(term, ox.NamedNode):
        return f'{{"type":"uri","value":{_quoted(term.value)}}}'
    if isinstance(term, ox.Literal):
        return _literal(term)
    if isinstance(term, ox.BlankNode):
        return f'{{"type":"bnode","value":{_quoted(term.value)}}}'
    raise ValueError(f"a triple is no term of SPARQL 1.1: {term}")


def _literal(literal: ox.Literal) -> str:
    value, language = _quoted(literal.value), literal.language
    if language is not None:
        if literal.direction is not None:
            raise ValueError(f"a direction is no part of a literal of SPARQL 1.1: {literal}")
        return f'{{"type":"literal","value":{value},"xml:lang":{_quoted(language)}}}'
    datatype = literal.datatype.value
    if datatype == _STRING:
        return f'{{"type":"literal","value":{value}}}'
    return f'{{"type":"literal","value":{value},"datatype":{_quoted(datatype)}}}'
