"""Where parties are: towns under their names in several languages, and how far apart they are."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from ingest.resolve import gazetteer, reference
from ingest.resolve.gazetteer import NO_TOWN
from ingest.resolve.names import words
from ingest.resolve.party import Party
from ingest.resolve.sounds import skeleton
from ingest.resolve.words import country, meanings

Apart = Literal["same", "near", "far", "other", ""]
_NEAR_KM = 30.0
_ONE_KM = 5.0
_ALIKE = 88
# Second levels under which strangers have their sites; the organisation is the level below.
_SHARED = frozenset({"co", "ac", "com", "org", "gov", "edu", "net", "gob", "gouv", "gv", "or", "nhs", "bg", "in"})
_HOSTS_OF_MANY = frozenset(
    {"facebook.com", "linkedin.com", "wordpress.com", "blogspot.com", "google.com", "github.io", "wixsite.com"}
)


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the names: the words of the cities, the countries."""

    left_city: frozenset[str]
    right_city: frozenset[str]
    left_country: str
    right_country: str
    left_forms: frozenset[str] = frozenset()
    right_forms: frozenset[str] = frozenset()
    apart: Apart = ""

    def turned(self) -> "Around":
        """The same, seen from the other side."""
        return Around(
            self.right_city,
            self.left_city,
            self.right_country,
            self.left_country,
            self.right_forms,
            self.left_forms,
            self.apart,
        )

    @property
    def is_one_place(self) -> bool:
        """Whether both are known to be in one town."""
        return self.apart == "same"


def around(left: Party, right: Party) -> Around:
    """What is known of two parties beside their names."""
    here, there = country(left.country), country(right.country)
    return Around(
        key(left.city),
        key(right.city),
        here,
        there,
        gazetteer.forms(left.city, here) if left.city else frozenset(),
        gazetteer.forms(right.city, there) if right.city else frozenset(),
        apart(left.city, here, right.city, there),
    )


@lru_cache(maxsize=65536)
def key(city: str) -> frozenset[str]:
    """The words of a city, each by its meaning; numbers (postcodes, sectors) do not count."""
    found = {
        meaning.key if meaning.kind == "town" else text
        for meaning, text in meanings(words(city))
        if meaning.kind != "number"
    }
    return frozenset(each for each in found if len(each) > 1 and each not in NO_TOWN)


@lru_cache(maxsize=65536)
def apart(left: str, left_country: str, right: str, right_country: str) -> Apart:
    """Whether two cities are the same, near, far apart, or other (not on the map); empty where one is not given."""
    one, two = key(left), key(right)
    if not one or not two:
        return ""
    here, there = gazetteer.find(left, left_country), gazetteer.find(right, right_country)
    if here and there:
        far = _kilometres(here.position, there.position)
        return "same" if here == there or far < _ONE_KM else "near" if far < _NEAR_KM else "far"
    if one & two or fuzz.ratio(skeleton(" ".join(sorted(one))), skeleton(" ".join(sorted(two)))) >= _ALIKE:
        return "same"
    positions = _position(left, left_country), _position(right, right_country)
    if positions[0] is None or positions[1] is None:
        return "other"
    return "near" if _kilometres(positions[0], positions[1]) < _NEAR_KM else "far"


@lru_cache(maxsize=1)
def _towns() -> dict[tuple[frozenset[str], str], tuple[float, float]]:
    return {(key(city), land): position for (city, land), position in reference.towns().items()}


def _position(city: str, land: str) -> tuple[float, float] | None:
    town = gazetteer.find(city, land)
    return town.position if town else _towns().get((key(city), land))


def _kilometres(one: tuple[float, float], two: tuple[float, float]) -> float:
    north = math.radians(two[0] - one[0])
    east = math.radians(two[1] - one[1]) * math.cos(math.radians((one[0] + two[0]) / 2))
    return 6371 * math.hypot(north, east)


@lru_cache(maxsize=65536)
def domain(website: str) -> str:
    """The part of an address that one organisation has: `https://www.up.pt/en` is `up.pt`; empty for a host of many."""
    address = website if "//" in website else f"//{website}"
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    labels = host.split(".")
    size = 3 if len(labels) > 2 and labels[-2] in _SHARED else 2
    found = ".".join(labels[-size:])
    return "" if found in _HOSTS_OF_MANY or "." not in found else found
