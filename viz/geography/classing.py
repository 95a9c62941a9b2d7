"""Values in a few classes for a shaded map, in one of three honest ways; each class says its bounds and its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

WAYS = ("quantiles", "equal", "natural")
FEWEST, MOST = 2, 6  # classes: more shades cannot be told apart
_ALL = 3_000  # values that natural breaks look at; of more, every nth in their order


@dataclass(frozen=True)
class Class:
    """The values from `low` to `high`, both of which occur, and how many there are."""

    low: float
    high: float
    count: int


def classed(values: Sequence[float], way: str, number: int) -> tuple[Class, ...]:
    """Classes from low to high, none of them empty; equal values are never parted."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    if not len(ordered):
        return ()
    breaks = _BREAKS[way](ordered, max(1, min(number, len(np.unique(ordered)))))
    groups = (ordered[(ordered > low) & (ordered <= high)] for low, high in pairwise(breaks))
    return tuple(Class(float(each[0]), float(each[-1]), len(each)) for each in groups if len(each))


def place(classes: Sequence[Class], value: float) -> int:
    """The number of the class in which a value lies."""
    return next((at for at, each in enumerate(classes) if value <= each.high), len(classes) - 1)


def _quantiles(ordered: NDArray[np.float64], number: int) -> list[float]:
    """Upper bounds such that each class has as many values as the others, as far as equal values allow."""
    cuts = [float(ordered[round(len(ordered) * each / number) - 1]) for each in range(1, number)]
    return [-np.inf, *cuts, float(ordered[-1])]


def _equal(ordered: NDArray[np.float64], number: int) -> list[float]:
    low, high = float(ordered[0]), float(ordered[-1])
    return [-np.inf, *(low + (high - low) * each / number for each in range(1, number)), high]


def _natural(ordered: NDArray[np.float64], number: int) -> list[float]:
    """Upper bounds such that the values of a class differ least from their mean (Fisher 1958; Wang and Song 2011)."""
    looked = ordered if len(ordered) <= _ALL else ordered[np.linspace(0, len(ordered) - 1, _ALL).astype(int)]
    first = _starts(looked, number)
    return [-np.inf, *(float(looked[at - 1]) for at in first[1:]), float(ordered[-1])]


def _starts(x: NDArray[np.float64], number: int) -> list[int]:
    """Where each class begins: the best of all divisions, by dynamic programming over sums of squares."""
    x = x - x.mean()
    one = np.concatenate(([0.0], np.cumsum(x)))
    two = np.concatenate(([0.0], np.cumsum(x * x)))
    last = len(x)
    best = two[1:] - one[1:] ** 2 / np.arange(1, last + 1)  # of one class, up to each value
    back = np.zeros((number, last), dtype=int)
    for at in range(1, number):
        before, best = best, np.full(last, np.inf)
        for end in range(at, last):
            starts = np.arange(at, end + 1)
            spread = two[end + 1] - two[starts] - (one[end + 1] - one[starts]) ** 2 / (end + 1 - starts)
            costs = before[starts - 1] + spread
            back[at, end] = starts[int(costs.argmin())]
            best[end] = costs.min()
    found, end = [], last - 1
    for at in range(number - 1, 0, -1):
        found.append(int(back[at, end]))
        end = found[-1] - 1
    return [0, *reversed(found)]


_BREAKS = {"quantiles": _quantiles, "equal": _equal, "natural": _natural}
