"""CONSTRUCT that asks for nothing but triples as they stand: those that meet its patterns are its answer.

So it is where each pattern of WHERE is a solution by itself, and stands in the template too: a solution binds the
variables of one pattern, and whatever of the template has an unbound variable is left out (SPARQL 1.1 Query, 16.2).
"""

from collections.abc import Sequence
from itertools import islice
from typing import TypeAlias

import pyoxigraph as ox

_Place: TypeAlias = tuple[int, str] | str
_Places: TypeAlias = tuple[_Place, _Place, _Place]
_Term: TypeAlias = ox.NamedNode | None
Pattern: TypeAlias = tuple[_Term, _Term, _Term]  # None for a variable
_DEFAULT = ox.DefaultGraph()
# In these the engine writes triples by themselves, as it does where it answers.
TOLD = {each.media_type: each for each in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS, ox.RdfFormat.TURTLE)}


def alike(template: Sequence[_Places], groups: Sequence[Sequence[_Places]]) -> tuple[tuple[_Place, _Place], ...] | None:
    """Which places of the template must name the same as which others, if the triples that meet are the answer.

    None where they are not, whatever is named: places that begin with `?` are variables.
    """
    patterns = [each for group in groups for each in group]
    told = [name for each in patterns for name in _variables(each)]
    if len(patterns) != len(groups) or len(template) != len(groups) or len(set(told)) < len(told):
        return None
    by_variables = {tuple(map(_variable, each)): each for each in patterns if any(_variables(each))}
    met = [by_variables.pop(tuple(map(_variable, each)), None) for each in template]
    if by_variables or None in met:
        return None
    pairs = [pair for one, other in zip(template, met, strict=True) for pair in zip(one, other or one, strict=True)]
    return tuple([(one, other) for one, other in pairs if not _variable(one)])


def told(store: ox.Store, patterns: Sequence[Pattern], media_type: str, rows: int, size: int) -> bytes | None:
    """The triples of the default graph that meet some patterns, in a format of `TOLD`.

    None where they are more than so many rows or bytes.
    """
    found = dict[ox.Triple, None]()  # one that meets two of them is told once
    left, room = rows, size
    for pattern in reversed(patterns):  # as the engine does
        for quad in islice(store.quads_for_pattern(*pattern, _DEFAULT), left + 1):
            triple = quad.triple
            # Before it is written: a few hundred long texts would take as much memory again.
            room -= len(value.value) if isinstance(value := triple.object, ox.Literal) else 0
            left -= 1
            if left < 0 or room < 0:
                return None
            found[triple] = None
    answer = ox.serialize(found, format=TOLD[media_type])
    return answer if answer is not None and len(answer) <= size else None


def _variables(places: _Places) -> list[str]:
    return [name for name in map(_variable, places) if name]


def _variable(place: _Place) -> str:
    return place if isinstance(place, str) and place.startswith("?") else ""
