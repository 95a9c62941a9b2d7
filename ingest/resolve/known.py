"""Names that a register or the decided table gives to one body: what ROR knows of names, we know."""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ingest.resolve import organisations, place, reference
from ingest.resolve.party import Party
from ingest.resolve.reading import Reading, read
from ingest.resolve.words import country

FILE = Path(__file__).parent / "data" / "names.tsv.gz"
_LONG, _SHORT = "name", "short"


@dataclass(frozen=True)
class Found:
    """The bodies that a name can mean; `short` where only its short name was found."""

    bodies: frozenset[str]
    short: bool


def scheme(identifier: str) -> str:
    """What kind of identifier it is: `https://ror.org/`, `urn:lei`, `vat`."""
    return identifier.rsplit("/", 1)[0] if "//" in identifier else identifier.rsplit(":", 1)[0]


@cache
def register() -> Mapping[str, str]:
    """The bodies (with a space between them) that have a name, by its key: ROR as shipped, and the decided table."""
    # To read all names of ROR takes seconds: `python -m bench names` has done it.
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        known = dict(line.rstrip("\n").rsplit("\t", 1) for line in file)
    for key, bodies in keyed(_decided()).items():
        known[key] = f"{known[key]} {bodies}" if key in known else bodies
    return MappingProxyType(known)


def of_ror() -> Mapping[str, str]:
    """The part of the register that is ROR, worked out from its names: what `FILE` holds."""
    return keyed((party, party.identifiers[0]) for party in reference.ror())


def keyed(named: Iterable[tuple[Party, str]]) -> Mapping[str, str]:
    """Bodies by the keys of their names."""
    found: dict[str, set[str]] = defaultdict(set)
    for party, body in named:
        land = country(party.country)
        for text in (party.name, *party.names):
            reading = read(text)
            found[_key(reading, land)].add(body)
            for acronym in reading.acronyms:
                found[_short(acronym, land)].add(body)
    return {key: " ".join(sorted(bodies)) for key, bodies in found.items()}


@cache
def _cities() -> Mapping[str, str]:
    return {party.identifiers[0]: party.city for party in reference.ror()}


def _decided() -> Iterator[tuple[Party, str]]:
    seen: dict[str, organisations.Organisation] = {}
    for each in organisations.table().by_name.values():
        seen.setdefault(str(each.iri), each)
    for iri, each in seen.items():
        texts = tuple(dict.fromkeys((*each.names, *each.label.values())))
        if texts:
            yield Party(texts[0], names=texts[1:], country=each.country or ""), iri


def _key(reading: Reading, land: str) -> str:
    if reading.lone:
        return _short(reading.lone, land)
    # A country in a name says no more than the country of the party: "Siemens (Portugal)".
    words = {unit.key for unit in reading.units if unit.key != f"country:{land}"}
    return "\t".join((_LONG, " ".join(sorted(words)), land))


def _short(text: str, land: str) -> str:
    return "\t".join((_SHORT, text, land))


def find(party: Party) -> Found | None:
    """The bodies that have this name in this country, narrowed by the city where there are several."""
    reading, land = read(party.name), country(party.country)
    for bodies, short in ((_named(reading, land), False), (_abbreviated(reading, land), True)):
        if bodies:
            return Found(_narrowed(bodies, party.city), short)
    return None


def _named(reading: Reading, land: str) -> frozenset[str]:
    return frozenset() if reading.lone else _bodies(_key(reading, land), _key(reading, ""))


def _abbreviated(reading: Reading, land: str) -> frozenset[str]:
    return _bodies(_short(reading.lone, land), _short(reading.lone, "")) if reading.lone else frozenset()


def _bodies(*keys: str) -> frozenset[str]:
    return frozenset(body for key in keys for body in register().get(key, "").split())


def _narrowed(bodies: frozenset[str], city: str) -> frozenset[str]:
    here = place.key(city)
    if len(bodies) < 2 or not here:
        return bodies
    cities = _cities()
    return frozenset(body for body in bodies if place.key(cities.get(body, "")) & here) or bodies
