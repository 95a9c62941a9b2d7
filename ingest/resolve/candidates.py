"""Which parties are worth comparing: those that share something rare; the work grows with their number."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ingest.resolve import known, place
from ingest.resolve.align import weight
from ingest.resolve.party import Party
from ingest.resolve.reading import Reading, Unit, read
from ingest.resolve.sounds import skeleton
from ingest.resolve.words import country, table

# A key that more parties than this share says too little to follow; each is compared with the best of the others.
_MOST_SHARING = 60
_MOST_PAIRS = 5
_LEAST_SHARED = 0.06
_RARE_WORDS = 4
_STEM = 4


def pairs(parties: Sequence[Party], reference: Sequence[Party] | None = None) -> Iterator[tuple[int, int]]:
    """Positions of two that may be one: both in `parties`, or the second in `reference` where there is one."""
    others = parties if reference is None else reference
    lands = [country(party.country) for party in others]
    shelves = _shelves(others, _fitting(parties, lands))
    for one, party in enumerate(parties):
        land = country(party.country)
        for two in _best(party, shelves):
            if (reference is not None or one < two) and (not land or not lands[two] or land == lands[two]):
                yield one, two


def _fitting(parties: Sequence[Party], lands: Sequence[str]) -> Iterator[int]:
    """The positions of those whose country, if it is known, one of the parties may be in."""
    wanted = {country(party.country) for party in parties}
    yield from (at for at, land in enumerate(lands) if not land or land in wanted or "" in wanted)


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
    worth = [position for position, shared in found.items() if shared >= _LEAST_SHARED]
    return heapq.nsmallest(_MOST_PAIRS, worth, key=lambda position: (-found[position], position))


def keys(party: Party) -> frozenset[str]:
    """What a party is found by: words, short names, initials, website, identifiers, the body a register knows.

    A key holds the country, for what is abroad is not the same; where there is none, the party is found in all.
    """
    found: set[str] = set()
    for name in (party.name, *party.names):
        found |= _by_name(read(name))
        for other in read(name).others:
            found |= _by_name(read(other))
    land = country(party.country)
    marked = {f"{key}@{land}" for key in found} | (set() if land else found)
    marked |= {f"body {body}" for body in _bodies(party)} | {f"id {each}" for each in party.identifiers}
    if site := place.domain(party.website):
        marked.add(f"site {site}")
    return frozenset(marked)


def _bodies(party: Party) -> frozenset[str]:
    found = known.find(party)
    return found.bodies if found else frozenset()


def _by_name(reading: Reading) -> set[str]:
    units = sorted({unit.key: unit for unit in reading.units}.values(), key=lambda unit: (-weight(unit), unit.key))
    found = {f"all {reading.bare}", "words " + " ".join(sorted(unit.key for unit in units))}
    found |= {f"short {short}" for short in (*reading.acronyms, reading.lone) if short}
    found |= {f"short {''.join(word[0] for word in reading.words if word not in table().small)}"}
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
