"""Names that one body has: by ROR, by the decided table, and by a table of well-known bodies written by hand."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from ingest.resolve import organisations, place, reference
from ingest.resolve.names import words
from ingest.resolve.party import Party
from ingest.resolve.reading import Reading, read
from ingest.resolve.words import country

FILE = Path(__file__).parent / "data" / "names.tsv.gz"
WRITTEN = Path(__file__).parent / "data" / "known.csv"
_LONG, _SHORT, _EXACT = "name", "short", "letters"
_ANY_LAND = "*"
_LEAD = 7  # letters that a short name before a name has less than


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
    for more in (keyed(_decided()), _by_hand()):
        for key, bodies in more.items():
            known[key] = f"{known[key]} {bodies}" if key in known else bodies
    return MappingProxyType(known)


@cache
def written() -> Mapping[str, Party]:
    """Well-known bodies under their names in several languages and their short names, by what they are called here."""
    found = {}
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, *others = row["names"].split("|")
            body = f"known:{row['country']}-{'-'.join(words(first))}"
            found[body] = Party(first, names=tuple(others), city=row["city"], country=row["country"])
    return MappingProxyType(found)


def _by_hand() -> Mapping[str, str]:
    """The keys of the well-known bodies: in their country, and for parties whose country is not known."""
    named = [(party, body) for body, party in written().items()]
    anywhere = [(replace(party, country=""), body) for party, body in named]
    found = {**keyed(named), **{_anywhere(key): bodies for key, bodies in keyed(anywhere).items()}}
    exact: dict[str, set[str]] = defaultdict(set)
    for party, body in named:
        for text in (party.name, *party.names):
            for land in (party.country, _ANY_LAND):
                exact[_letters(read(text), land)].add(body)
    return found | {key: " ".join(sorted(bodies)) for key, bodies in exact.items()}


def _anywhere(key: str) -> str:
    return key + _ANY_LAND


def _letters(reading: Reading, land: str) -> str:
    return "\t".join((_EXACT, reading.bare, land))


def has_seat(body: str) -> bool:
    """Whether it is known in which town a body is."""
    return body in _cities() and bool(_cities()[body].city)


def told(body: str) -> str:
    """A body as a person is told of it: its name where we wrote it, else its address."""
    return written()[body].name if body in written() else body


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
def _cities() -> Mapping[str, Party]:
    return {party.identifiers[0]: party for party in reference.ror()} | dict(written())


def _decided() -> Iterator[tuple[Party, str]]:
    seen: dict[str, organisations.Organisation] = {}
    for each in organisations.table().by_name.values():
        seen.setdefault(str(each.iri), each)
    for iri, each in seen.items():
        texts = tuple(dict.fromkeys((*each.names, *each.label.values())))
        if texts:
            yield Party(texts[0], names=texts[1:], country=each.country or ""), iri


def _key(reading: Reading, land: str) -> str:
    if _is_short(reading):
        return _short(reading.lone, land)
    # A country in a name says no more than the country of the party: "Siemens (Portugal)".
    words = {unit.key for unit in reading.units if unit.key != f"country:{land}"}
    return "\t".join((_LONG, " ".join(sorted(words)), land))


def _is_short(reading: Reading) -> bool:
    """Whether a name is a short name and nothing else, no town either: `CCDR`, not `CCDR Algarve`."""
    return bool(reading.lone) and reading.lone == reading.bare


def _short(text: str, land: str) -> str:
    return "\t".join((_SHORT, text, land))


@lru_cache(maxsize=200_000)
def find(party: Party) -> Found | None:
    """The bodies that have this name, or a part of it that is a name, in this country; by the city where several do."""
    found = _find(party)
    for part in _parts(party.name) if found is None else ():
        if (other := _find(replace(party, name=part))) is not None and not other.short:
            return other
    return found


def _parts(name: str) -> tuple[str, ...]:
    """What a name says beside itself, and the name without a short name before it: `VTT Technical …`."""
    first, _, rest = name.partition(" ")
    is_led = 1 < len(first) < _LEAD and first.upper() == first and first.isalpha() and len(rest.split()) > 1
    return (*read(name).others, *((rest.lstrip(" -–"),) if is_led and name.upper() != name else ()))


def _find(party: Party) -> Found | None:
    reading, land = read(party.name), country(party.country)
    exact = _bodies(_letters(reading, land or _ANY_LAND))
    named, short = _named(reading, land), _abbreviated(reading, land)
    if exact:
        # “Université catholique de Louvain” and “Katholieke Universiteit Leuven” mean the same: the letters decide.
        named = exact | {body for body in named if body not in written()}
    if named and not _is_short(reading):
        return Found(_narrowed(named, party), short=False)
    if bodies := frozenset(body for body in short | exact if not _is_far(body, party)):
        return Found(_narrowed(bodies, party), short=True)
    return None


def _named(reading: Reading, land: str) -> frozenset[str]:
    return frozenset() if _is_short(reading) else _bodies(_key(reading, land), _key(reading, "" if land else _ANY_LAND))


def _abbreviated(reading: Reading, land: str) -> frozenset[str]:
    if not _is_short(reading):
        return frozenset()
    return _bodies(_short(reading.lone, land), _short(reading.lone, "" if land else _ANY_LAND))


def _bodies(*keys: str) -> frozenset[str]:
    return frozenset(body for key in keys for body in register().get(key, "").split())


def _narrowed(bodies: frozenset[str], party: Party) -> frozenset[str]:
    if len(bodies) < 2 or not party.city:
        return bodies
    return frozenset(body for body in bodies if not _is_far(body, party)) or bodies


def _is_far(body: str, party: Party) -> bool:
    """Whether the body is known to be elsewhere: `IPP` in Porto is not the one in Portalegre."""
    return bool(party.city) and _apart(body, party) in {"far", "other"}


def _apart(body: str, party: Party) -> place.Apart:
    seat = _cities().get(body)
    if seat is None:
        return ""
    return place.apart(seat.city, country(seat.country), party.city, country(party.country))
