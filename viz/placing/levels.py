"""A large network seen from further and further away: what is closely linked becomes one thing, again and again."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from viz.placing.packing import Indices, Points

_ENOUGH = 300  # things that need no coarser view
_ROUNDS = 4  # in which pairs find each other; who is left over joins a neighbour


@dataclass(frozen=True)
class Level:
    """A network of things that stand for `mass` each: `links` has both ends, `pull` is how many links one stands for.

    `inside` says which thing of the next coarser level each thing is part of; empty at the coarsest.
    """

    links: Indices
    pull: Points
    mass: Points
    inside: Indices

    @property
    def count(self) -> int:
        """How many things there are."""
        return len(self.mass)


def levels(links: Indices, mass: Points, rng: np.random.Generator) -> list[Level]:
    """The network itself and its coarser views, as long as each has far fewer things than the one before."""
    return list(_levels(links, np.ones(len(links)), mass, rng))


def _levels(links: Indices, pull: Points, mass: Points, rng: np.random.Generator) -> Iterator[Level]:
    while len(mass) > _ENOUGH and len(links):
        inside = _joined(links, pull, mass, rng)
        count = int(inside.max()) + 1
        if count > 0.9 * len(mass):
            break
        yield Level(links, pull, mass, inside)
        links, pull = _merged(inside[links], pull, count)
        mass = np.bincount(inside, mass, count).astype(np.float64)
    yield Level(links, pull, mass, np.zeros(0, dtype=np.int64))


def _joined(links: Indices, pull: Points, mass: Points, rng: np.random.Generator) -> Indices:
    """For each thing the number of its group: pairs that like each other best, with neighbours that found nobody."""
    count = len(mass)
    start, end = np.concatenate([links, links[:, ::-1]]).T
    # A light pair first: groups of like weight, so that no hub swallows its surroundings at once.
    liking = np.tile(pull, 2) / (mass[start] * mass[end]) * rng.uniform(0.9, 1.0, 2 * len(links))
    group = np.arange(count)
    free = np.ones(count, dtype=np.bool_)
    for _ in range(_ROUNDS):
        best = _best(start, end, liking, free[start] & free[end], count)
        mutual = np.flatnonzero((best >= 0) & (best[best] == np.arange(count)))
        group[mutual] = np.minimum(mutual, best[mutual])
        free[mutual] = False
    alone = np.flatnonzero(free)
    best = _best(start, end, liking, free[start] & ~free[end], count)
    joining = alone[best[alone] >= 0]
    group[joining] = group[best[joining]]
    return np.asarray(np.unique(group, return_inverse=True)[1], dtype=np.int64)


def _best(start: Indices, end: Indices, liking: Points, allowed: np.ndarray, count: int) -> Indices:
    """The neighbour that each thing likes best among those allowed; -1 where there is none."""
    first, other, much = start[allowed], end[allowed], liking[allowed]
    order = np.argsort(much, kind="stable")  # the last one written stands
    best = np.full(count, -1, dtype=np.int64)
    best[first[order]] = other[order]
    return best


def _merged(links: Indices, pull: Points, count: int) -> tuple[Indices, Points]:
    """Links between groups, each once, with all that it stands for."""
    between = links[:, 0] != links[:, 1]
    low, high = np.sort(links[between], axis=1).T
    keys, which = np.unique(low * count + high, return_inverse=True)
    together = np.bincount(which, pull[between], len(keys)).astype(np.float64)
    return np.stack([keys // count, keys % count], 1).astype(np.int64), together
