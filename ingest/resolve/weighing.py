"""How much a word says, by how many names have it: those of ROR and GLEIF were counted."""

import csv
import gzip
import math
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from ingest.resolve.reading import Unit

FILE = Path(__file__).parent / "data" / "weights.csv.gz"
_NAMES = 89_924  # names that the table of weights was counted in
_UNSEEN = 2  # how often a word is taken to occur that the table leaves out (it has those of four names or more)
_LEAST = 0.12
_INITIAL = 0.4  # a single letter says no more than this
LIGHT = frozenset({"kind:society", "meaning:company_w", "kind:region_body", "meaning:saint"})


@cache
def counts() -> Mapping[str, int]:
    """In how many names each word is, by its key."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        return {row["key"]: int(row["names"]) for row in csv.DictReader(file)}


def weight(unit: Unit) -> float:
    """How much a word says: 1 is a word that nobody else has in the name, 0.12 one that very many have."""
    return _weight(unit.key, len(unit.letters))


@lru_cache(maxsize=500_000)
def _weight(key: str, letters: int) -> float:
    found = max(_LEAST, math.log(_NAMES / counts().get(key, _UNSEEN)) / math.log(_NAMES))
    if key.startswith("word:") and letters < 2:
        return min(found, _INITIAL)
    return min(found, 0.3) if key in LIGHT or key.startswith("family:") else found
