"""Lines with fewer points: those are left out whose absence nobody sees (Douglas and Peucker, 1973)."""

import numpy as np
from numpy.typing import NDArray

from viz.geography.topology import Line


def thin(line: Line, tolerance: float | NDArray[np.float64]) -> Line:
    """The line without points that stand nearer than `tolerance` (one, or one for each point) to what is left."""
    return line[kept(line, tolerance)]


def kept(line: Line, tolerance: float | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points stay; the first and the last always do."""
    stay = np.zeros(len(line), dtype=bool)
    stay[[0, -1]] = True
    limits = np.broadcast_to(np.asarray(tolerance, dtype=np.float64), (len(line),))
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = _distances(line[first : last + 1]) / limits[first + 1 : last]
        middle = first + 1 + int(away.argmax())
        if away.max() > 1:
            stay[middle] = True
            waiting += [(first, middle), (middle, last)]
    return stay


def _distances(line: Line) -> NDArray[np.float64]:
    """How far the inner points stand from the straight way between the ends; from the end, where both are one."""
    start, along = line[0], line[-1] - line[0]
    inner = line[1:-1] - start
    length = float(np.hypot(*along))
    if length == 0:
        away: NDArray[np.float64] = np.hypot(inner[:, 0], inner[:, 1])
        return away
    across = np.abs(inner[:, 0] * along[1] - inner[:, 1] * along[0]) / length
    share = np.clip(inner @ along / length**2, 0, 1)
    beside = inner - share[:, None] * along
    farther: NDArray[np.float64] = np.maximum(across, np.hypot(beside[:, 0], beside[:, 1]))
    return farther


def area(ring: Line) -> float:
    """The area within a ring, more than 0 where it runs against the clock."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def middle(ring: Line) -> tuple[float, float, float]:
    """A point well within a ring, and how wide that is there: the middle of its widest level line."""
    low, high = float(ring[:, 1].min()), float(ring[:, 1].max())
    levels = (low + (high - low) * share for share in (0.5, 0.42, 0.58, 0.34, 0.66))
    return max((_widest(ring, level) for level in levels), key=lambda each: each[2])


def _widest(ring: Line, level: float) -> tuple[float, float, float]:
    above = ring[:, 1] > level
    turns = np.nonzero(above[:-1] != above[1:])[0]
    if len(turns) < 2:
        return float(ring[:, 0].mean()), level, 0.0
    one, other = ring[turns], ring[turns + 1]
    x = np.sort(one[:, 0] + (level - one[:, 1]) / (other[:, 1] - one[:, 1]) * (other[:, 0] - one[:, 0]))
    widths = x[1::2] - x[::2]
    best = int(widths.argmax())
    return float(x[2 * best] + widths[best] / 2), level, float(widths[best])
