"""The connected parts of a network, and the small ones gathered by country."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from viz.placing.packing import Indices

SMALL = 6  # parts of at most so many things stand together by country


def labelled(count: int, links: Indices) -> Indices:
    """For each thing the number of the part that it belongs to."""
    joined = coo_array((np.ones(len(links), dtype=np.int8), (links[:, 0], links[:, 1])), shape=(count, count))
    return np.asarray(connected_components(joined, directed=False)[1], dtype=np.int64)


def gathered(label: Indices) -> list[Indices]:
    """The things of each part, the largest part first."""
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(label) else []
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def parts_of(count: int, links: Indices) -> list[Indices]:
    """Connected parts, largest first."""
    return gathered(labelled(count, links))


def group_of(part: Indices, groups: Sequence[str]) -> str:
    """The group that most things of a part belong to."""
    inside = Counter(sorted(groups[at] for at in part.tolist() if groups[at]))
    return inside.most_common(1)[0][0] if inside else ""


def islands_of(parts: Sequence[Indices], groups: Sequence[str]) -> dict[str, list[Indices]]:
    """Small parts gathered by the group that most of their things belong to."""
    islands: defaultdict[str, list[Indices]] = defaultdict(list)
    for part in parts:
        if len(part) <= SMALL:
            islands[group_of(part, groups)].append(part)
    return dict(islands)
