"""Which place a name in a file means: a NUTS region, a country, or a place of its own."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import URIRef

from ingest.resolve.names import normal
from ontology import iri

FILE = Path(__file__).parent / "places.toml"


@dataclass(frozen=True)
class Place:
    """One place; a label only where no reference table gives one."""

    iri: URIRef
    label: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """All declared names of places, by name and country."""

    by_name: Mapping[tuple[str, str], tuple[Place, ...]]

    def resolve(self, text: str, country: str = "") -> tuple[Place, ...]:
        """The places that a text names; none where it is not declared."""
        key = normal(text)
        return self.by_name.get((key, country)) or self.by_name.get((key, ""), ())


@cache
def table() -> Table:
    """The shipped table."""
    return read(FILE)


def read(path: Path) -> Table:
    """A table from a file of `[[place]]` entries."""
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[tuple[str, str], tuple[Place, ...]] = {}
    for entry in declared["place"]:
        places = tuple(_places(entry))
        for name in entry.get("names", [entry.get("name")]):
            found[normal(name), entry.get("country", "")] = places
    return Table(found)


def _places(entry: Mapping[str, object]) -> Iterable[Place]:
    outside = entry.get("iri")
    if isinstance(outside, list):
        return [Place(URIRef(each), {}) for each in outside]
    label = entry["label"]
    assert isinstance(label, dict)
    return [Place(iri.of("place", str(entry.get("slug") or label["en"])), label)]
