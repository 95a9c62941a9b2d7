"""Packing: parts of a picture put side by side, without overlap, around a centre."""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]

WIDE = 1.6  # a picture is that much wider than high
REACH = 400  # cells from the centre to the edge of the grid
_FINE = 150  # cells across the picture that tell its forms well enough
_BETWEEN = 14.0  # parts in a row
SHOWN = 60  # parts that are put by their form; the others stand in rows


def pack(points: Points, parts: Sequence[Indices], radii: Points, cell: float, margin: float) -> None:
    """Move each part, in order, to the free place nearest the centre, on a grid of cells; changes `points`."""
    cell = max(cell, _needed(points, parts) / _FINE)
    taken = np.zeros((2 * REACH, 2 * REACH), dtype=np.bool_)
    spiral = _spiral(REACH // 2)
    for part in parts:
        points[part] -= (points[part].min(0) + points[part].max(0)) / 2
        mask = _mask(points[part], radii[part], cell, margin) + REACH
        offset = next(place for place in spiral if not taken[mask[:, 0] + place[0], mask[:, 1] + place[1]].any())
        taken[mask[:, 0] + offset[0], mask[:, 1] + offset[1]] = True
        points[part] += np.array(offset) * cell


def pack_beside(points: Points, standing: Indices, parts: Sequence[Indices], radii: Points) -> None:
    """Move parts to free places near the centre of what is standing there already; changes `points`."""
    shown = list(parts[:SHOWN])
    rest = parts[SHOWN:]
    if rest:
        shown += shelve(points, rest, radii, [""] * len(points))
    middle = (points[standing].min(0) + points[standing].max(0)) / 2
    pack(points, [standing, *shown], radii, cell=21, margin=24)
    moved = np.concatenate([standing, *shown])
    points[moved] += middle


def shelve(points: Points, parts: Sequence[Indices], radii: Points, groups: Sequence[str]) -> list[Indices]:
    """Many small parts in rows, those of one group in one block; changes `points` and returns the blocks."""
    blocks: defaultdict[str, list[Indices]] = defaultdict(list)
    for part in parts:
        blocks[groups[int(part[0])]].append(part)
    for own in blocks.values():
        _rows(points, own, radii)
    return [np.concatenate(own) for own in blocks.values()]


def lying(points: Points) -> Points:
    """Turned so that the longest extent lies across: screens are wider than high."""
    (across, both), (_, down) = np.cov(points.T)
    angle = 0.5 * math.atan2(2 * both, across - down)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return np.asarray(points @ turn)


def _rows(points: Points, parts: Sequence[Indices], radii: Points) -> None:
    """Boxes from left to right in rows, in the order given, about as wide as a picture is."""
    order = np.concatenate(parts)
    size = np.array([len(part) for part in parts])
    starts = np.cumsum(size) - size
    low = np.minimum.reduceat(points[order] - radii[order, None], starts)
    wide, high = (np.maximum.reduceat(points[order] + radii[order, None], starts) - low + _BETWEEN).T
    line = max(math.sqrt(float((wide * high).sum()) * WIDE), float(wide.max()))
    corner, x, y, row = np.zeros((len(parts), 2)), 0.0, 0.0, 0.0
    for at, (across, down) in enumerate(zip(wide.tolist(), high.tolist(), strict=True)):
        if x + across > line + 1e-6:
            x, y, row = 0.0, y + row, 0.0
        corner[at] = x, y
        x, row = x + across, max(row, down)
    points[order] += np.repeat(corner - low, size, axis=0)


def _needed(points: Points, parts: Sequence[Indices]) -> float:
    """About how wide the whole will be: cells are as coarse as that allows, so that all of it fits on the grid."""
    areas = (float(np.prod(np.ptp(points[part], axis=0) + 100)) for part in parts)
    return math.sqrt(sum(areas))


def _mask(points: Points, radii: Points, cell: float, margin: float) -> Indices:
    """The cells that a part covers, with a margin around each thing."""
    room = (radii + margin)[:, None]
    first, last = np.floor((points - room) / cell).astype(np.int64), np.ceil((points + room) / cell).astype(np.int64)
    found: list[Indices] = []
    for across in range(int((last - first)[:, 0].max())):
        for down in range(int((last - first)[:, 1].max())):
            inside = (first[:, 0] + across < last[:, 0]) & (first[:, 1] + down < last[:, 1])
            found.append(np.unique(first[inside] + (across, down), axis=0))
    return np.unique(np.concatenate(found), axis=0)


@cache
def _spiral(reach: int) -> tuple[tuple[int, int], ...]:
    """Grid offsets from the centre outwards, as seen in a wide frame."""
    x, y = (axis.ravel() for axis in np.mgrid[-reach:reach, -reach:reach])
    outwards = np.lexsort((y, x, (x / WIDE) ** 2 + y**2))
    return tuple(zip(x[outwards].tolist(), y[outwards].tolist(), strict=True))
