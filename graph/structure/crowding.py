"""Clusters in one region and one field: where many are, and where two have much the same members."""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

_Traits: TypeAlias = Mapping[int, Set[str]]
_Members: TypeAlias = Mapping[int, Set[int]]
CROWD = 3  # clusters in one region and field that make a crowd
ALIKE = 0.5  # of all members of both that are members of both
_MOST = 60  # clusters of one region and field of which all pairs are compared


@dataclass(frozen=True)
class Overlap:
    """Two clusters in one region with a field in common and much the same members.

    `alike` is the share of their members that are members of both (Jaccard 1912).
    """

    one: int
    other: int
    region: str
    fields: tuple[str, ...]
    shared: tuple[int, ...]
    alike: float


@dataclass(frozen=True)
class Crowd:
    """Three or more clusters in one region and one field."""

    region: str
    field: str
    clusters: tuple[int, ...]


def crowds(regions: _Traits, fields: _Traits) -> list[Crowd]:
    """The crowds, largest first."""
    found = (Crowd(region, field, tuple(own)) for (region, field), own in _together(regions, fields).items())
    return sorted(
        (each for each in found if len(each.clusters) >= CROWD),
        key=lambda each: (-len(each.clusters), each.region, each.field),
    )


def overlaps(regions: _Traits, fields: _Traits, members: _Members) -> list[Overlap]:
    """The pairs with much the same members, those most alike first."""
    found: dict[tuple[int, int], Overlap] = {}
    for (region, field), own in _together(regions, fields).items():
        for one, other in combinations(own[:_MOST], 2):
            shared = members.get(one, frozenset()) & members.get(other, frozenset())
            if len(shared) < 2:
                continue
            alike = len(shared) / len(members[one] | members[other])
            if alike >= ALIKE:
                known = found[one, other].fields if (one, other) in found else ()
                found[one, other] = Overlap(one, other, region, (*known, field), tuple(sorted(shared)), alike)
    return sorted(found.values(), key=lambda each: (-each.alike, each.one, each.other))


def _together(regions: _Traits, fields: _Traits) -> dict[tuple[str, str], list[int]]:
    """The clusters of each region and field that have any."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for cluster in sorted(regions):
        for region in sorted(regions[cluster]):
            for field in sorted(fields.get(cluster, ())):
                found[region, field].append(cluster)
    return dict(found)
