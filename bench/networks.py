"""Networks of any size to lay out and to measure, made with known groups, the same for the same numbers."""

from dataclasses import dataclass

import numpy as np

from viz.placing.packing import Indices, Points


@dataclass(frozen=True)
class Made:
    """A network with the group that each thing was made in."""

    count: int
    links: Indices
    planted: Indices

    @property
    def radii(self) -> Points:
        """Sizes as on the map: by the number of links."""
        degree = np.bincount(self.links.ravel(), minlength=self.count)
        return np.minimum(4 + 0.9 * np.sqrt(np.maximum(degree - 1, 0)), np.where(degree > 20, 33, 12))

    @property
    def groups(self) -> list[str]:
        """A country for each thing."""
        return [f"C{at % 9}" for at in range(self.count)]

    def only(self, kept: Indices) -> "Made":
        """The network of some of its things."""
        place = np.full(self.count, -1)
        place[kept] = np.arange(len(kept))
        links = place[self.links]
        return Made(len(kept), links[(links >= 0).all(1)], self.planted[kept])


def planted(count: int, per_group: int = 60, inside: float = 1.7, across: float = 0.3, seed: int = 1) -> Made:
    """Communities of like size with links inside them, and fewer between any two things."""
    rng = np.random.default_rng(seed)
    group = rng.integers(max(count // per_group, 1), size=count)
    order, sizes = np.argsort(group, kind="stable"), np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    one = rng.integers(count, size=int(count * inside))
    other = order[starts[group[one]] + (rng.random(len(one)) * sizes[group[one]]).astype(np.int64)]
    anyhow = rng.integers(count, size=(int(count * across), 2))
    return Made(count, _tidy(np.concatenate([np.stack([one, other], 1), anyhow])), group)


def bipartite(clusters: int, organisations: int, seed: int = 2) -> Made:
    """Clusters in fields, and organisations that are members of one or more, mostly in their own field."""
    rng = np.random.default_rng(seed)
    field = rng.integers(max(clusters // 25, 1), size=clusters)
    order, sizes = np.argsort(field, kind="stable"), np.bincount(field, minlength=max(clusters // 25, 1))
    starts = np.cumsum(sizes) - sizes
    own = rng.integers(len(sizes), size=organisations)
    member = np.repeat(np.arange(organisations), np.minimum(rng.zipf(2.1, size=organisations), 12))
    towards = np.where(rng.random(len(member)) < 0.12, rng.integers(len(sizes), size=len(member)), own[member])
    some = sizes[towards] > 0
    member, towards = member[some], towards[some]
    cluster = order[starts[towards] + (rng.random(len(member)) ** 2 * sizes[towards]).astype(np.int64)]
    links = _tidy(np.stack([cluster, member + clusters], 1))
    return Made(clusters + organisations, links, np.concatenate([field, own]))


def _tidy(links: Indices) -> Indices:
    """Each link once, and none from a thing to itself."""
    return np.unique(np.sort(links[links[:, 0] != links[:, 1]], axis=1), axis=0)
