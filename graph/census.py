"""How much a release says: triples by graph and property, things by class; what takes too long stays unknown."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from rdflib import VOID

from graph.answering.endings import Overloaded, QueryEnded
from graph.answering.workers import QueryPool
from graph.coverage import CATALOGUE
from graph.reasoning.inference import INFERRED

# Loads keep the sizes of the graphs that they write; only others are counted.
_LISTED = f"""
SELECT ?of ?size WHERE {{
  GRAPH ?of {{ }}
  OPTIONAL {{ GRAPH <{CATALOGUE}> {{ ?of <{VOID.triples}> ?size }} }}
}}
"""
_COUNTED = "SELECT ?of (COUNT(*) AS ?size) WHERE {{ VALUES ?of {{ {} }} GRAPH ?of {{ ?s ?p ?o }} }} GROUP BY ?of"
_ALL = "SELECT (COUNT(*) AS ?size) WHERE { ?s ?p ?o }"
_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?size) WHERE { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?size) WHERE { ?s ?p ?o }"
_CLASSES = "SELECT ?of (COUNT(DISTINCT ?s) AS ?size) WHERE { ?s a ?of } GROUP BY ?of"
_PROPERTIES = "SELECT ?of (COUNT(*) AS ?size) WHERE { ?s ?of ?o } GROUP BY ?of"
_JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Census:
    """Counts of what everybody may see; None where counting took too long."""

    triples: int | None
    subjects: int | None
    objects: int | None
    classes: Mapping[str, int] | None
    properties: Mapping[str, int] | None


@lru_cache(2)
def sizes(pool: QueryPool, state: str) -> Mapping[str, int | None]:
    """How many triples stand in each graph, "" for the default graph, in the release that a mark stands for."""
    found = _rows(pool, _LISTED)
    others = [name for name, size in found.items() if size is None or name == str(INFERRED)]
    with suppress(QueryEnded, Overloaded):
        found |= _rows(pool, _ALL)
    with suppress(QueryEnded, Overloaded):
        found |= dict.fromkeys(others, 0) | _rows(pool, _COUNTED.format(" ".join(f"<{name}>" for name in others)))
    return found


@lru_cache(2)
def census(pool: QueryPool, state: str) -> Census:
    """The counts of the release that a mark stands for."""
    return Census(
        sizes(pool, state).get(""),
        _one(pool, _SUBJECTS),
        _one(pool, _OBJECTS),
        _many(pool, _CLASSES),
        _many(pool, _PROPERTIES),
    )


def _one(pool: QueryPool, text: str) -> int | None:
    with suppress(QueryEnded, Overloaded):
        return _rows(pool, text)[""]
    return None


def _many(pool: QueryPool, text: str) -> Mapping[str, int] | None:
    with suppress(QueryEnded, Overloaded):
        return {name: size for name, size in _rows(pool, text).items() if name and size is not None}
    return None


def _rows(pool: QueryPool, text: str) -> dict[str, int | None]:
    rows = json.loads(pool.answer(text, _JSON))["results"]["bindings"]
    told = ((row.get("of", {}).get("value", ""), row.get("size", {}).get("value")) for row in rows)
    return {name: None if size is None else int(size) for name, size in told}
