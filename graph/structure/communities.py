"""Groups of things that are linked more among themselves than with the rest, named by what they have in common."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import networkit as nk

from graph.structure.centrality import quick
from graph.structure.web import Numbers, Web

LEAST = 3  # things that make a community
NAMED = 2  # traits in a name
_ENOUGH = 3.0  # times as common as elsewhere: what is rarer still says no more of a community


def communities(web: Web) -> list[list[int]]:
    """The communities, largest first: groups that hold as many more links than chance would give them as can be found.

    Parallel Louvain with refinement (Staudt and Meyerhenke 2016; Blondel et al. 2008), by modularity (Newman and Girvan
    2004).
    """
    if not len(web.pairs):
        return []
    graph = quick(web)
    found = nk.community.PLM(graph, refine=True, par="none").run().getPartition().getVector()
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(found):
        groups[group].append(at)
    return sorted((own for own in groups.values() if len(own) >= LEAST), key=lambda own: (-len(own), own[0]))


def named(
    groups: Sequence[Sequence[int]], traits: Mapping[int, Iterable[str]], degree: Numbers
) -> list[tuple[str, ...]]:
    """For each group the traits that many of its things have, and not as many elsewhere.

    A thing with many links counts for more: its community is rather like it than like those at the rim.
    """
    inside = [_counted(own, traits, degree) for own in groups]
    overall: defaultdict[str, float] = defaultdict(float)
    for own in inside:
        for trait, (_, weight) in own.items():
            overall[trait] += weight
    return [_common(own, overall) for own in inside]


def _counted(own: Sequence[int], traits: Mapping[int, Iterable[str]], degree: Numbers) -> dict[str, tuple[int, float]]:
    """How many things have each trait, and what they weigh together."""
    counts: dict[str, tuple[int, float]] = {}
    for at in own:
        for trait in traits.get(at, ()):
            count, weight = counts.get(trait, (0, 0.0))
            counts[trait] = count + 1, weight + math.log2(1 + degree[at])
    return counts


def _common(inside: Mapping[str, tuple[int, float]], overall: Mapping[str, float]) -> tuple[str, ...]:
    """The commonest, weighed by how much commoner they are here; what only one thing has names nothing."""
    here, there = sum(weight for _, weight in inside.values()), sum(overall.values())

    def worth(trait: str) -> float:
        weight = inside[trait][1]
        return weight * min(weight / here / (overall[trait] / there), _ENOUGH)

    told = sorted((trait for trait in inside if inside[trait][0] > 1), key=lambda trait: (-worth(trait), trait))
    return tuple(told[:NAMED])
