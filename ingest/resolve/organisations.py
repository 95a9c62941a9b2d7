"""Which organisation a name in a file means, by the declared table of names.

The table (`organisations/*.toml`) is the record of every decision: take a name out of it and the next load splits
what was one; add it and the next load makes two one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import URIRef

from ingest.resolve.names import normal
from ingest.source import BadDeclaration
from ontology import iri
from ontology.namespaces import ID

FOLDER = Path(__file__).parent / "organisations"
# Names that every country has: alone they identify nobody.
_GENERIC = (
    "ministry", "ministries", "government", "chamber", "regional", "national", "state", "agency", "parliament",
    "department", "secretariat", "public",
)  # fmt: skip


@dataclass(frozen=True)
class Organisation:
    """A decided identity: its IRI, what it is called, and the spellings that mean it."""

    iri: URIRef
    label: Mapping[str, str]
    type: str | None = None
    country: str | None = None
    names: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """All decided names."""

    by_name: Mapping[tuple[str, str], Organisation] = field(default_factory=dict)
    joint: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def resolve(self, text: str, country: str = "") -> tuple[tuple[str, Organisation], ...]:
        """The names in a cell and the organisations they mean; several where the cell is declared to name several."""
        names = self.joint.get(normal(text), (text,))
        return tuple((name, self._one(name, country)) for name in names)

    def _one(self, name: str, country: str) -> Organisation:
        key = normal(name)
        decided = self.by_name.get((key, country)) or self.by_name.get((key, ""))
        return decided or _undecided(name, key, country)


@cache
def table() -> Table:
    """The shipped table."""
    return read(sorted(FOLDER.glob("*.toml")))


@cache
def declared() -> frozenset[str]:
    """The addresses of all organisations that the shipped table declares."""
    return frozenset(str(each.iri) for each in table().by_name.values())


def read(paths: Iterable[Path]) -> Table:
    """A table from files; raises `BadDeclaration` where one name is given to two organisations."""
    by_name: dict[tuple[str, str], Organisation] = {}
    joint: dict[str, tuple[str, ...]] = {}
    for path in paths:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in declared.get("organisation", []) + declared.get("cluster", []):
            _enter(by_name, _organisation(path, entry), path)
        joint |= {normal(entry["text"]): tuple(entry["names"]) for entry in declared.get("joint", [])}
    return Table(by_name, joint)


def _enter(by_name: dict[tuple[str, str], Organisation], organisation: Organisation, path: Path) -> None:
    for name in organisation.names:
        key = normal(name)
        countries = {organisation.country or ""} if _is_generic(key) else {organisation.country or "", ""}
        for country in countries:
            other = by_name.setdefault((key, country), organisation)
            if other.iri != organisation.iri:
                raise BadDeclaration(f"{path.name}: “{name}” is both {other.iri} and {organisation.iri}")


def _organisation(path: Path, entry: Mapping[str, Any]) -> Organisation:
    if "iri" in entry:
        return Organisation(
            ID[entry["iri"]], {}, names=tuple(entry.get("names", [entry.get("name")])), country=entry.get("country")
        )
    try:
        label = entry["label"]
        names = (*entry.get("names", ()), *label.values())
        place = iri.of("organisation", entry["slug"])
        return Organisation(
            place, label, entry.get("type"), entry.get("country"), names, tuple(entry.get("same_as", ()))
        )
    except KeyError as error:
        raise BadDeclaration(
            f"{path.name}: organisation {entry.get('slug', '(no slug)')} does not say {error}"
        ) from error


def _undecided(name: str, key: str, country: str) -> Organisation:
    # The country of a row is not that of every body it names; only a ministry or the like must be of that country.
    if country and _is_generic(key):
        return Organisation(iri.of("organisation", f"{key} {country}"), {"": name}, country=country, names=(name,))
    return Organisation(iri.of("organisation", key), {"": name}, names=(name,))


def _is_generic(key: str) -> bool:
    return key.split(" ")[0] in _GENERIC
