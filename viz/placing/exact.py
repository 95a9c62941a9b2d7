"""Positions for a connected part that is small enough to look at every pair: its core by forces, leaves around it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from viz.placing.apart import GAP, apart
from viz.placing.packing import WIDE, Indices, Points, lying

UNIT = 55.0  # about the length of a link
STEPS = 320
_GOLDEN = math.pi * (3 - math.sqrt(5))


def arrange_part(part: Indices, links: Indices, radii: Points, seed: int) -> Points:
    """One connected part: its core by forces, then the things with one link around their only neighbour."""
    own = _within(part, links)
    if not len(own):
        return _sunflower(len(part), float(radii[part].max()) + GAP)
    neighbours = neighbours_of(len(part), own)
    leaves = _leaves(neighbours)
    core = np.array([at for at in range(len(part)) if at not in leaves], dtype=np.int64)
    crowns = _crowns(leaves, neighbours)
    reach = np.array([_reach(radii[part][at], len(crowns.get(int(at), ()))) for at in core])
    points = np.zeros((len(part), 2))
    points[core] = _forces(len(core), _within(core, own), reach, seed)
    for hub, crown in crowns.items():
        points[crown] = points[hub] + _crown(points, hub, neighbours[hub], crown, radii[part])
    return apart(points, radii[part], rounds=80)


def neighbours_of(count: int, links: Indices) -> list[list[int]]:
    """For each thing those that it is linked to."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for source, target in links.tolist():
        neighbours[source].append(target)
        neighbours[target].append(source)
    return neighbours


def _forces(count: int, links: Indices, reach: Points, seed: int) -> Points:
    """Exact all-pairs forces, cooling down: things push each other away, links pull, all is drawn to the centre."""
    if count < 2:
        return np.zeros((count, 2))
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(count, 2)) * math.sqrt(count) * 30 * (WIDE, 1)
    degree: Points = np.bincount(links.ravel(), minlength=count).astype(np.float64) + 1
    push = np.sqrt(degree[:, None] * degree[None, :]) * UNIT * UNIT
    room = reach[:, None] + reach[None, :] + 2 * GAP
    for step in range(STEPS):
        move = _push(points, push, room) + _pull(points, links, degree)
        move -= points * degree[:, None] * (0.28, 0.28 * WIDE**2)
        move /= degree[:, None]
        size = np.sqrt((move**2).sum(1, keepdims=True)) + 1e-9
        limit = 90 * (1 - step / STEPS) ** 1.3 + 0.5
        points += move / size * np.minimum(size * 0.12, limit)
    return lying(points - points.mean(0))


def _push(points: Points, push: Points, room: Points) -> Points:
    """Repulsion with the distance, and a stronger one where two things with their leaves would overlap."""
    own = (points**2).sum(1)
    square = np.maximum(own[:, None] + own[None, :] - 2 * points @ points.T, 0) + 1.0
    near = np.sqrt(square)
    strength = push / square + np.maximum(room / near - 1, 0) * (6 * UNIT)
    np.fill_diagonal(strength, 0)
    # The sum of strength times distance over all others, without a table of distances in each direction.
    return np.asarray(points * strength.sum(1, keepdims=True) - strength @ points)


def _pull(points: Points, links: Indices, degree: Points) -> Points:
    """Attraction with the logarithm of the distance, so that groups stay dense; weaker where both ends are hubs."""
    source, target = links[:, 0], links[:, 1]
    along = points[target] - points[source]
    length = np.sqrt((along**2).sum(1, keepdims=True)) + 1e-9
    strength = 36 * UNIT / np.sqrt(np.minimum(degree[source], degree[target]))
    tug = along / length * np.log1p(length / UNIT) * strength[:, None]
    count = len(points)
    sums = [np.bincount(source, pull, count) - np.bincount(target, pull, count) for pull in tug.T]
    return np.stack(sums, 1)


def _leaves(neighbours: Sequence[Sequence[int]]) -> frozenset[int]:
    """Things with one link, to something that has more; of a lone pair, the second."""
    return frozenset(
        at
        for at, around in enumerate(neighbours)
        if len(around) == 1 and (len(neighbours[around[0]]) > 1 or around[0] < at)
    )


def _crowns(leaves: Iterable[int], neighbours: Sequence[Sequence[int]]) -> defaultdict[int, list[int]]:
    crowns: defaultdict[int, list[int]] = defaultdict(list)
    for leaf in sorted(leaves):
        crowns[neighbours[leaf][0]].append(leaf)
    return crowns


def _reach(own: float, leaves: int) -> float:
    """The radius a thing needs together with the leaves around it."""
    return math.sqrt((own + 1.5 * GAP) ** 2 + leaves * 260) if leaves else own


def _crown(points: Points, hub: int, around: Sequence[int], crown: Sequence[int], radii: Points) -> Points:
    """Leaves on rings around their hub, starting on the side that looks away from the hub's other links."""
    own = set(crown)
    others = [other for other in around if other not in own]
    away = points[hub] - points[others].mean(0) if others else np.array([0.0, 1.0])
    start = math.atan2(float(away[1]), float(away[0]))
    step = float(radii[list(crown)].max()) * 2 + GAP + 2
    places: list[tuple[float, float]] = []
    ring = float(radii[hub]) + step * 1.25
    while len(places) < len(crown):
        room = max(int(2 * math.pi * ring / step), 1)
        take = min(room, len(crown) - len(places))
        span = 2 * math.pi / room if take < room / 2 else 2 * math.pi / take
        for at in range(take):
            side = (at + 1) // 2 * (1 if at % 2 else -1)
            angle = start + side * span
            places.append((ring * math.cos(angle), ring * math.sin(angle)))
        ring += step
    return np.array(places)


def _sunflower(count: int, step: float) -> Points:
    at = np.arange(count)
    return np.asarray(np.stack([np.cos(at * _GOLDEN), np.sin(at * _GOLDEN)], 1) * (np.sqrt(at) * step)[:, None])


def _within(part: Indices, links: Indices) -> Indices:
    """The links inside a part, counted from its own first member."""
    order = {at: place for place, at in enumerate(part.tolist())}
    own = [(order[a], order[b]) for a, b in links.tolist() if a in order and b in order]
    return np.array(own, dtype=np.int64).reshape(-1, 2)
