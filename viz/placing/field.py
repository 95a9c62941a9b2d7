"""How all things push one another away, without looking at each pair: masses on a grid, and a convolution.

Mass is spread over the four corners of the cell in which a thing stands, convolved with the force by a fast Fourier
transform, and the force is read back from the same corners (particle-mesh method: Hockney and Eastwood 1988). A step
costs as much as the things and the cells of the grid, not as much as the pairs.
"""

import math
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, next_fast_len, rfft2

from viz.placing.packing import WIDE, Indices, Points

_Grid: TypeAlias = NDArray[np.float32]
_Waves: TypeAlias = NDArray[np.complex64]
_SOFT = 0.35  # square of a distance in cells below which the force stops growing: a grid knows no less
_FINEST = 512  # cells across; more would cost more than all else


def push(points: Points, mass: Points) -> Points:
    """The sum over all others of mass divided by distance, away from each: what `mass_i` of it makes a force."""
    across = _cells(len(points))
    down = next_fast_len(math.ceil(across / WIDE), real=True)
    low = points.min(0)
    step = float(np.maximum((points.max(0) - low) / (across - 2, down - 2), 1e-9).max())
    at = (points - low) / step
    cell = at.astype(np.int64)
    corners = _corners(at - cell, cell, 2 * down)
    spread = np.zeros(4 * across * down)
    for part, place in corners:
        spread += np.bincount(place, weights=part * mass, minlength=len(spread))
    waves = rfft2(spread.reshape(2 * across, 2 * down).astype(np.float32))
    return np.stack([_read(waves * kernel, corners, (across, down)) for kernel in _kernels(across, down)], 1) / step


def _cells(count: int) -> int:
    """Cells across for so many things: about one thing in each, where that can be had."""
    wanted = min(max(int(math.sqrt(count * WIDE)), 48), _FINEST)
    return int(next_fast_len(wanted, real=True))


def _corners(within: Points, cell: Indices, row: int) -> list[tuple[Points, Indices]]:
    """The four corners around each thing: the share that each has, and its place in the grid."""
    x, y = within.T
    place = cell[:, 0] * row + cell[:, 1]
    return [((1 - x) * (1 - y), place), (x * (1 - y), place + row), ((1 - x) * y, place + 1), (x * y, place + row + 1)]


def _read(waves: _Waves, corners: list[tuple[Points, Indices]], size: tuple[int, int]) -> Points:
    force = irfft2(waves, s=(2 * size[0], 2 * size[1])).ravel()
    return np.asarray(sum(part * force[place] for part, place in corners), dtype=np.float64)


@cache
def _kernels(across: int, down: int) -> tuple[_Waves, _Waves]:
    """The force of a mass of one on all cells around it, as waves; the grid is doubled, so that it meets no copy."""
    x, y = (
        np.where(np.arange(2 * size) < size, np.arange(2 * size), np.arange(2 * size) - 2 * size)
        for size in (across, down)
    )
    over, under = np.meshgrid(x.astype(np.float32), y.astype(np.float32), indexing="ij")
    square = over**2 + under**2 + _SOFT
    return rfft2((over / square).astype(np.float32)), rfft2((under / square).astype(np.float32))
