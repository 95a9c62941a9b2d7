"""Towns of Europe under their names in many languages, and where they are: GeoNames as shipped."""

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from ingest.resolve.names import words

FILE = Path(__file__).parent.parent / "data" / "reference" / "towns.csv.gz"
_PIECE = re.compile(r"\s*[/(),;|]\s*|\s+[-–]\s+")
# Words of addresses that are no part of a town's name.
NO_TOWN = frozenset({"cedex", "sector", "sectorul", "city", "bezirk", "town"})
_SHORTEST = 4  # letters of a word that is taken for a form of a town's name


@dataclass(frozen=True)
class Town:
    """A town: its country, its place on the map, how many live there, its names in plain letters."""

    country: str
    position: tuple[float, float]
    people: int
    names: tuple[str, ...]


@cache
def _by_name() -> Mapping[str, tuple[Town, ...]]:
    found: dict[str, list[Town]] = defaultdict(list)
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = tuple(row["names"].split("|"))
            town = Town(row["country"], (float(row["lat"]), float(row["lon"])), int(row["population"]), names)
            for name in names:
                found[name].append(town)
    return {name: tuple(sorted(towns, key=lambda town: -town.people)) for name, towns in found.items()}


@lru_cache(maxsize=65536)
def find(city: str, country: str) -> Town | None:
    """The largest town of a country (of Europe, where none is given) with this name, whole or in a part of it."""
    for text in (city, *_PIECE.split(city)):
        plain = " ".join(word for word in words(text) if not word.isdigit() and word not in NO_TOWN)
        for town in _by_name().get(plain, ()):
            if not country or town.country == country:
                return town
    return None


@lru_cache(maxsize=65536)
def forms(city: str, country: str) -> frozenset[str]:
    """The words that the names of a town are made of, in any language; long ones only."""
    town = find(city, country)
    return frozenset(_long(town.names if town else (" ".join(words(city)),)))


def _long(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from (word for word in name.split() if len(word) >= _SHORTEST)


@lru_cache(maxsize=262_144)
def is_form(word: str, of: frozenset[str]) -> bool:
    """Whether a word is one of the forms, or one with another ending or a slip: `Tiranës`, `Wrocławska`, `Avero`."""
    alike = (form for form in of if form[0] == word[0]) if len(word) >= _SHORTEST else ()
    return any(_is_inflected(word, form) or _is_slip(word, form) for form in alike)


def _is_slip(word: str, form: str) -> bool:
    return len(word) > _SHORTEST and OSA.distance(word, form, score_cutoff=1) <= 1


def _is_inflected(word: str, form: str) -> bool:
    stem = form[:-1] if len(form) > _SHORTEST and form[-1] in "aeiouy" else form
    rest = len(word) - len(stem)
    # “Portal” is no form of “Porto”.
    most = 4 if len(form) > _SHORTEST + 1 else 1 if stem != form else 2
    return word.startswith(stem) and 0 <= rest <= most
