"""Shapes and lines cut off at the edges of a frame."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from viz.geography.topology import Line

Box: TypeAlias = tuple[float, float, float, float]  # west, south, east, north
_Point: TypeAlias = tuple[float, float]


def clip_ring(ring: Line, box: Box) -> Line | None:
    """What of a ring lies in a box (Sutherland and Hodgman, 1974); None where nothing does."""
    west, south, east, north = box
    low, high = ring.min(axis=0), ring.max(axis=0)
    if low[0] >= west and low[1] >= south and high[0] <= east and high[1] <= north:
        return ring
    if high[0] < west or high[1] < south or low[0] > east or low[1] > north:
        return None
    points: list[_Point] = [(float(x), float(y)) for x, y in ring[:-1]]
    for axis, limit, keep_above in ((0, west, True), (0, east, False), (1, south, True), (1, north, False)):
        points = list(_cut(points, axis, limit, keep_above))
        if not points:
            return None
    return np.array([*points, points[0]])


def _cut(points: Sequence[_Point], axis: int, limit: float, keep_above: bool) -> Iterator[_Point]:
    inside: Callable[[_Point], bool] = (
        (lambda point: point[axis] >= limit) if keep_above else (lambda point: point[axis] <= limit)
    )
    for before, point in pairwise((points[-1], *points)):
        if inside(before) != inside(point):
            yield _crossing(before, point, axis, limit)
        if inside(point):
            yield point


def _crossing(one: _Point, other: _Point, axis: int, limit: float) -> _Point:
    share = (limit - one[axis]) / (other[axis] - one[axis])
    across = one[1 - axis] + share * (other[1 - axis] - one[1 - axis])
    return (limit, across) if axis == 0 else (across, limit)


def clip_segment(one: _Point, other: _Point, box: Box) -> tuple[_Point, _Point] | None:
    """The part of a straight line within a box (Liang and Barsky, 1984)."""
    west, south, east, north = box
    (x, y), (dx, dy) = one, (other[0] - one[0], other[1] - one[1])
    start, end = 0.0, 1.0
    for change, room in ((-dx, x - west), (dx, east - x), (-dy, y - south), (dy, north - y)):
        if change == 0 and room < 0:
            return None
        if change < 0:
            start = max(start, room / change)
        elif change > 0:
            end = min(end, room / change)
    return ((x + start * dx, y + start * dy), (x + end * dx, y + end * dy)) if start <= end else None
