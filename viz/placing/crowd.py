"""Positions for networks too large for exact forces: the same rules, with nothing that grows by the square.

All parts are placed in one flow of forces; then each is cut out and packed beside the others. Things with a single link
stand around their only neighbour; what is linked to nothing or to very little stands in rows, by country.
"""

import math
from collections.abc import Sequence

import numpy as np

from viz.placing.apart import GAP, apart
from viz.placing.flow import flow
from viz.placing.packing import SHOWN, Indices, Points, lying, pack, shelve
from viz.placing.parts import gathered, labelled

_ROOM = 0.6  # of the area of a crowd that things may cover
_ROUNDS = 14
_GOLDEN = math.pi * (3 - math.sqrt(5))


def arrange(count: int, links: Indices, radii: Points, groups: Sequence[str], seed: int) -> Points:
    """A position for each thing, from nothing."""
    label = labelled(count, links)
    degree = np.bincount(links.ravel(), minlength=count)
    hub = _hubs(links, degree)
    leaves = np.bincount(hub[hub >= 0], minlength=count)
    core = np.flatnonzero((degree > 0) & (hub < 0))
    points = np.zeros((count, 2))
    points[core] = _core(core, links, np.sqrt(degree[core] + 1.0), _reach(radii[core], leaves[core]), seed)
    _crown(points, hub, leaves, radii)
    linked = np.flatnonzero(degree > 0)
    points[linked] = apart(points[linked], radii[linked], _ROUNDS // 2, slack=1.0)
    _packed(points, label, radii, groups)
    return np.asarray(points - (points.min(0) + points.max(0)) / 2)


def _core(core: Indices, links: Indices, mass: Points, reach: Points, seed: int) -> Points:
    """What has more than one link: by forces, then drawn so large that there is room, then out of each other's way."""
    if len(core) < 2:
        return np.zeros((len(core), 2))
    place = np.full(int(links.max()) + 1, -1)
    place[core] = np.arange(len(core))
    own = place[links]
    points = flow(mass, own[(own >= 0).all(1)], np.random.default_rng(seed))
    return apart(points * _scale(points, reach), reach, _ROUNDS, slack=1.0)


def _hubs(links: Indices, degree: Indices) -> Indices:
    """For each thing with one link the thing it stands around; -1 for all others and for the first of a lone pair."""
    one, other = links.T
    hub = np.full(len(degree), -1, dtype=np.int64)
    second = (degree[other] == 1) & ((degree[one] > 1) | (one < other))
    hub[other[second]] = one[second]
    first = (degree[one] == 1) & ((degree[other] > 1) | (other < one))
    hub[one[first]] = other[first]
    return hub


def _reach(radii: Points, leaves: Indices) -> Points:
    """The radius that each thing needs together with the leaves around it."""
    return np.where(leaves > 0, np.sqrt((radii + 1.5 * GAP) ** 2 + leaves * 260.0), radii)


def _scale(points: Points, reach: Points) -> float:
    """How much larger to draw: so that where things stand densely most of them find room."""
    span = np.ptp(points, axis=0)
    across = max(int(math.sqrt(len(points) / 6)), 1)
    cell = float(span.max()) / across + 1e-9
    at = ((points - points.min(0)) / cell).astype(np.int64)
    where = at[:, 0] * (across + 1) + at[:, 1]
    covered = np.bincount(where, weights=4 * (reach + GAP / 2) ** 2) / cell**2
    return math.sqrt(float(np.quantile(covered[where], 0.8)) / _ROOM)


def _crown(points: Points, hub: Indices, leaves: Indices, radii: Points) -> None:
    """Leaves around their hubs: few on one ring, many in the order of a sunflower's seeds; changes `points`."""
    leaf = np.flatnonzero(hub >= 0)
    leaf = leaf[np.argsort(hub[leaf], kind="stable")]
    centre = hub[leaf]
    rank = np.arange(len(leaf)) - np.searchsorted(centre, centre)
    many, inner = leaves[centre], radii[centre] + 1.5 * GAP + radii[leaf]
    ring = many * (2 * radii[leaf] + GAP) <= 2 * math.pi * inner
    angle = np.where(ring, 2 * math.pi * rank / many, rank * _GOLDEN) + centre
    distance = np.where(ring, inner, np.sqrt(inner**2 + rank * (2 * radii[leaf] + GAP) ** 2 / 2.6))
    points[leaf] = points[centre] + np.stack([np.cos(angle), np.sin(angle)], 1) * distance[:, None]


def _packed(points: Points, label: Indices, radii: Points, groups: Sequence[str]) -> None:
    """The largest parts by their form around the middle, all others in rows by country; changes `points`."""
    parts = gathered(label)
    shown = [part for part in parts[:SHOWN] if len(part) > 6]
    for part in shown:
        points[part] = lying(points[part])
    blocks = shelve(points, parts[len(shown) :], radii, groups)
    pack(points, sorted([*shown, *blocks], key=len, reverse=True), radii, cell=21, margin=44)
