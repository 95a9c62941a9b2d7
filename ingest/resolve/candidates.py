"""Which parties are worth comparing: those that share something rare; the work grows with their number."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from ingest.resolve import gazetteer, known, place
from ingest.resolve.party import Party
from ingest.resolve.reading import Reading, Unit, read
from ingest.resolve.sounds import skeleton
from ingest.resolve.weighing import weight
from ingest.resolve.words import country, table

# A key that more parties than this share says too little to follow; each is compared with the best of the others.
_MOST_SHARING = 60
_MOST_PAIRS = 5
_LEAST_SHARED = 0.06
_RARE_WORDS = 4
_STEM = 4


def pairs(parties: Sequence[Party], reference: Sequence[Party] | None = None) -> Iterator[tuple[int, int]]:
    """Positions of two that may be one: both in `parties`, or the second in `reference` where there is one."""
    index = Index(parties if reference is None else reference, lands(parties))
    for one, party in enumerate(parties):
        yield from ((one, two) for two in index.near(party) if reference is not None or one < two)


def lands(parties: Iterable[Party]) -> frozenset[str]:
    """The countries that parties are in, with an empty one where that is not known."""
    return frozenset(country(party.country) for party in parties)


class Index:
    """Parties by what they are found by; only those of some countries, and those whose country is not known."""

    def __init__(self, parties: Sequence[Party], wanted: Set[str]) -> None:
        self.parties = parties
        self._lands = [country(party.country) for party in parties]
        self._shelves = _shelves(parties, self._fitting(wanted))

    def near(self, party: Party) -> Iterator[int]:
        """The positions of those that a party is worth comparing with, best first."""
        land = country(party.country)
        yield from (
            at for at in _best(party, self._shelves) if not land or not self._lands[at] or land == self._lands[at]
        )

    def _fitting(self, wanted: Set[str]) -> Iterator[int]:
        yield from (at for at, land in enumerate(self._lands) if not land or land in wanted or "" in wanted)


def _shelves(parties: Sequence[Party], positions: Iterable[int]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position in positions:
        for key in keys(parties[position]):
            found[key].append(position)
    return {key: positions for key, positions in found.items() if len(positions) <= _MOST_SHARING}


def _best(party: Party, shelves: Mapping[str, list[int]]) -> list[int]:
    found: dict[int, float] = defaultdict(float)
    for key in keys(party):
        sharing = shelves.get(key, ())
        for position in sharing:
            found[position] += 1 / len(sharing)
    # Keys come in no order: without rounding, equal sums would differ by their last bits, from process to process.
    rounded = ((-round(shared, 9), position) for position, shared in found.items())
    return [position for shared, position in heapq.nsmallest(_MOST_PAIRS, rounded) if -shared >= _LEAST_SHARED]


def keys(party: Party) -> frozenset[str]:
    """What a party is found by: words, short names, initials, website, identifiers, the body a register knows.

    A key holds the country, for what is abroad is not the same; where there is none, the party is found in all.
    """
    found: set[str] = set()
    for name in (party.name, *party.names):
        found |= _by_name(read(name))
        for other in read(name).others:
            found |= _by_name(read(other))
    found |= set(_in_town(party))
    land = country(party.country)
    marked = {f"{key}@{land}" for key in found} | (set() if land else found)
    marked |= {f"body {body}" for body in _bodies(party)} | {f"id {each}" for each in party.identifiers}
    if site := place.domain(party.website):
        marked.add(f"site {site}")
    return frozenset(marked)


def _in_town(party: Party) -> Iterator[str]:
    """Town and first letter: of a short name that no initials spell, and of the long name of the same body."""
    reading = read(party.name)
    if party.city and reading.spelt:
        town = gazetteer.find(party.city, country(party.country))
        where = town.names[0] if town else " ".join(sorted(place.key(party.city)))
        yield from (f"town {where} {letter}" for letter in {reading.spelt[0][0], reading.bare[:1]} if letter)


def _bodies(party: Party) -> frozenset[str]:
    found = known.find(party)
    return found.bodies if found else frozenset()


def _by_name(reading: Reading) -> set[str]:
    units = sorted({unit.key: unit for unit in reading.units}.values(), key=lambda unit: (-weight(unit), unit.key))
    found = {f"all {reading.bare}", "words " + " ".join(sorted(unit.key for unit in units))}
    found |= {f"short {short}" for short in (*reading.acronyms, reading.lone) if short}
    for text in (reading.words, reading.spelt):
        found |= {f"short {''.join(word[0] for word in text if word not in table().small)}"}
    rare = units[:_RARE_WORDS]
    found |= {unit.key for unit in rare}
    found |= {f"two {' '.join(sorted((one.key, two.key)))}" for i, one in enumerate(rare) for two in rare[i + 1 :]}
    return found | set(_spelt(rare))


def _spelt(rare: Sequence[Unit]) -> Iterator[str]:
    """The beginning and the end of a rare word as it sounds: one slip of the pen leaves one of them whole."""
    for unit in rare:
        if unit.meaning.kind == "word" and len(unit.letters) > _STEM:
            sound = skeleton(unit.letters)
            yield f"begins {sound[:_STEM]}"
            yield f"ends {sound[-_STEM:]}"
