"""Clusters that have much in common and never worked together."""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import combinations

_PLAIN = 0.1  # rarity below which a trait is what all of them have
LEAST = 2  # things in common that make two clusters worth a word
MOST = 500  # pairs that are told of
_FREQUENT = 150  # clusters with one trait of which all pairs are looked at: what more have tells two of them little


@dataclass(frozen=True)
class Gap:
    """Two clusters, what they share, and how much that says: a rare thing in common says more than a frequent one."""

    one: int
    other: int
    shared: tuple[str, ...]
    weight: float


def gaps(traits: Mapping[int, Set[str]], rarity: Mapping[str, float], circle: Mapping[int, Set[int]]) -> list[Gap]:
    """The pairs with most in common among those that no third thing joins.

    `circle` has whom each cluster ever worked with: members, managers, projects, pacts and their partners; `rarity` is
    what it says of two that they share a trait (`Traits.rarity`).
    """
    having: defaultdict[str, list[int]] = defaultdict(list)
    for cluster in sorted(traits):
        for trait in sorted(traits[cluster]):
            having[trait].append(cluster)
    common: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for trait, own in having.items():
        if len(own) <= _FREQUENT and rarity[trait] > _PLAIN:
            for pair in combinations(own, 2):
                common[pair].append(trait)
    found = [
        _gap(one, other, shared, rarity)
        for (one, other), shared in common.items()
        if len(shared) >= LEAST and not _met(one, other, circle)
    ]
    return sorted(found, key=lambda each: (-each.weight, each.one, each.other))[:MOST]


def _gap(one: int, other: int, shared: list[str], rarity: Mapping[str, float]) -> Gap:
    told = tuple(sorted(shared, key=lambda trait: (-rarity[trait], trait)))
    return Gap(one, other, told, sum(rarity[trait] for trait in shared))


def _met(one: int, other: int, circle: Mapping[int, Set[int]]) -> bool:
    mine, theirs = circle.get(one, frozenset()), circle.get(other, frozenset())
    return one in theirs or other in mine or not mine.isdisjoint(theirs)
