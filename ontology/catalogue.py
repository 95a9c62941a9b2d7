"""The vocabulary files, read as triples."""

from functools import cache
from pathlib import Path

from rdflib import Graph

FOLDER = Path(__file__).parent
PARTS = ("vocabulary", "schemes")


def files() -> tuple[Path, ...]:
    """Every Turtle file of the vocabulary and its schemes, in a stable order."""
    return tuple(path for part in PARTS for path in sorted((FOLDER / part).glob("*.ttl")))


@cache
def vocabulary() -> Graph:
    """All vocabulary triples; parsed once, not to be changed by the caller."""
    triples = Graph()
    for path in files():
        triples.parse(path, format="turtle")
    return triples
