"""How much a release says: triples by graph and property, things by class; what takes too long stays unknown.

What is counted is kept for as long as the release is served. What took too long may have had a busy machine: whoever
asks some minutes later has it counted again.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rdflib import VOID

from graph.answering.endings import QueryEnded
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
_AGAIN = 300.0  # seconds until what took too long is counted again


@dataclass(frozen=True)
class Census:
    """Counts of what everybody may see; None where counting took too long."""

    triples: int | None
    subjects: int | None
    objects: int | None
    classes: Mapping[str, int] | None
    properties: Mapping[str, int] | None
    is_whole: bool = True  # nothing took too long, of the graphs (`sizes`) neither


def sizes(pool: QueryPool, state: str) -> Mapping[str, int | None]:
    """How many triples stand in each graph, "" for the default graph, in the release that a mark stands for.

    Raises `Overloaded` where nobody can count now.
    """
    counts = _counts(pool, state)
    found = dict(counts.rows(_LISTED) or {})
    others = sorted(name for name, size in found.items() if size is None or name == str(INFERRED))
    found |= counts.rows(_ALL) or {}
    if (counted := counts.rows(_COUNTED.format(" ".join(f"<{name}>" for name in others)))) is not None:
        found |= {**dict.fromkeys(others, 0), **counted}
    return found


def census(pool: QueryPool, state: str) -> Census:
    """The counts of the release that a mark stands for; raises `Overloaded` where nobody can count now."""
    counts = _counts(pool, state)
    return Census(
        sizes(pool, state).get(""),
        counts.one(_SUBJECTS),
        counts.one(_OBJECTS),
        counts.many(_CLASSES),
        counts.many(_PROPERTIES),
        is_whole=counts.is_whole,
    )


class _Counts:
    """What queries counted in one release."""

    def __init__(self, pool: QueryPool) -> None:
        self._pool = pool
        self._known: dict[str, Mapping[str, int | None]] = {}
        self._failed: dict[str, float] = {}  # when a query took too long

    @property
    def is_whole(self) -> bool:
        """Whether nothing that was to be counted is unknown."""
        return self._failed.keys() <= self._known.keys()

    def rows(self, text: str) -> Mapping[str, int | None] | None:
        """Sizes by name; None where counting takes too long."""
        failed = self._failed.get(text)  # the clock begins with the machine: without any, 0 may have been just now
        if text not in self._known and (failed is None or time.monotonic() >= failed + _AGAIN):
            try:
                self._known[text] = _asked(self._pool, text)
            except QueryEnded:
                self._failed[text] = time.monotonic()
        return self._known.get(text)

    def one(self, text: str) -> int | None:
        """The only size."""
        return (self.rows(text) or {}).get("")

    def many(self, text: str) -> Mapping[str, int] | None:
        """The sizes of what has a name."""
        found = self.rows(text)
        return None if found is None else {name: size for name, size in found.items() if name and size is not None}


@lru_cache(2)
def _counts(pool: QueryPool, state: str) -> _Counts:
    return _Counts(pool)


def _asked(pool: QueryPool, text: str) -> Mapping[str, int | None]:
    rows = json.loads(pool.answer(text, _JSON))["results"]["bindings"]
    told = ((row.get("of", {}).get("value", ""), row.get("size", {}).get("value")) for row in rows)
    return {name: None if size is None else int(size) for name, size in told}
