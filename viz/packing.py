"""Packing: parts of a picture put side by side, without overlap, around a centre."""

import math
from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]

WIDE = 1.6  # a picture is that much wider than high
REACH = 400  # cells from the centre to the edge of the grid


def pack(points: Points, parts: Sequence[Indices], radii: Points, cell: float, margin: float) -> None:
    """Move each part, in order, to the free place nearest the centre, on a grid of cells; changes `points`."""
    taken = np.zeros((2 * REACH, 2 * REACH), dtype=np.bool_)
    spiral = _spiral(REACH // 2)
    for part in parts:
        points[part] -= (points[part].min(0) + points[part].max(0)) / 2
        mask = _mask(points[part], radii[part], cell, margin) + REACH
        offset = next(place for place in spiral if not taken[mask[:, 0] + place[0], mask[:, 1] + place[1]].any())
        taken[mask[:, 0] + offset[0], mask[:, 1] + offset[1]] = True
        points[part] += np.array(offset) * cell


def _mask(points: Points, radii: Points, cell: float, margin: float) -> Indices:
    """The cells that a part covers, with a margin around each thing."""
    cells: set[tuple[int, int]] = set()
    for (x, y), size in zip(points, radii, strict=True):
        room = size + margin
        across = range(math.floor((x - room) / cell), math.ceil((x + room) / cell))
        down = range(math.floor((y - room) / cell), math.ceil((y + room) / cell))
        cells.update((at_x, at_y) for at_x in across for at_y in down)
    return np.array(sorted(cells), dtype=np.int64)


@cache
def _spiral(reach: int) -> tuple[tuple[int, int], ...]:
    """Grid offsets from the centre outwards, as seen in a wide frame."""
    x, y = (axis.ravel() for axis in np.mgrid[-reach:reach, -reach:reach])
    outwards = np.lexsort((y, x, (x / WIDE) ** 2 + y**2))
    return tuple(zip(x[outwards].tolist(), y[outwards].tolist(), strict=True))
