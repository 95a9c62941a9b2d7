"""Things that cover each other, pushed apart: only neighbours are looked at, so that any number of things can be."""

import math
from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree

from viz.placing.packing import Indices, Points

GAP = 7.0  # between the rims of two things
_GOLDEN = math.pi * (3 - math.sqrt(5))
_CLASSES = 6  # of size, each twice as large as the one before: a few large things must not make all look far


def apart(points: Points, radii: Points, rounds: int, slack: float = 0.05) -> Points:
    """Overlaps resolved by pushing each pair along the line between them, until none lacks more than the slack."""
    # Two things on one spot have no line between them: a turn by the golden angle gives them one.
    turn = np.arange(len(points)) * _GOLDEN
    points = points + np.stack([np.cos(turn), np.sin(turn)], 1) * 0.01
    for _ in range(rounds):
        one, other = pairs(points, radii)
        across = points[one] - points[other]
        distance = np.sqrt((across**2).sum(1)) + 1e-9
        lack = radii[one] + radii[other] + GAP - distance
        if lack.max(initial=0.0) < slack:
            break
        move = across * (np.maximum(lack, 0) / distance * 0.35)[:, None]
        count = len(points)
        points += np.stack([np.bincount(one, way, count) - np.bincount(other, way, count) for way in move.T], 1)
    return points


def pairs(points: Points, radii: Points) -> tuple[Indices, Indices]:
    """Both sides of the pairs that may be closer than their sizes and a gap allow."""
    if len(points) < 2:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found = [np.zeros((0, 2), dtype=np.int64), *_near(points, radii)]
    one, other = np.concatenate(found).T
    return one, other


def _near(points: Points, radii: Points) -> Iterator[Indices]:
    size = np.minimum(np.log2(np.maximum(radii / max(radii.min(), 1e-9), 1)).astype(np.int64), _CLASSES)
    for each in np.unique(size):
        own, less = np.flatnonzero(size == each), np.flatnonzero(size < each)
        largest = float(radii[own].max())
        tree = cKDTree(points[own])
        yield own[tree.query_pairs(2 * largest + GAP, output_type="ndarray")]
        if len(less):
            reach = largest + float(radii[less].max()) + GAP
            met = tree.sparse_distance_matrix(cKDTree(points[less]), reach, output_type="ndarray")
            yield np.stack([own[met["i"]], less[met["j"]]], 1)
