"""Organisations that join clusters which nothing else joins."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from graph.structure.resilience import breaks
from graph.structure.web import web

_Pair: TypeAlias = tuple[int, int]
MOST = 200  # clusters of one organisation of which all pairs are looked at: beyond, it is a register and no bridge


@dataclass(frozen=True)
class Bridge:
    """An organisation, its clusters, the pairs of them that share no other member, and those it alone keeps joined.

    `cut` is how many organisations and clusters lose the way to the others if it leaves all its clusters.
    """

    organisation: int
    clusters: tuple[int, ...]
    only: tuple[_Pair, ...]
    cut: int


def bridges(count: int, members: Mapping[int, Sequence[int]]) -> list[Bridge]:
    """The bridges, those first that most depends on; `members` has the clusters of each organisation.

    A pair of clusters with one member in common is a local bridge in the network of clusters (Granovetter 1973).
    """
    several = {who: tuple(sorted(set(own))) for who, own in members.items() if 1 < len(set(own)) <= MOST}
    shared = Counter(pair for own in several.values() for pair in combinations(own, 2))
    cuts = breaks(web(count, ((who, cluster) for who, own in members.items() for cluster in own)))
    found = []
    for who, own in several.items():
        only = tuple(pair for pair in combinations(own, 2) if shared[pair] == 1)
        if only:
            found.append(Bridge(who, own, only, cuts[who].cut if who in cuts else 0))
    return sorted(found, key=lambda each: (-each.cut, -len(each.only), each.organisation))
