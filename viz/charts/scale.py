"""Axes: round values at even steps, and where a value stands between the two ends."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)
_MONTHS = (12, 6, 3, 1)


@dataclass(frozen=True)
class Scale:
    """From values to lengths: `low` stands at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (value - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> tuple[float, ...]:
    """Round values that enclose what lies between two, at most so many steps; `whole` ones where things are counted."""
    if high <= low:
        low, high = min(low, 0.0), max(high, 0.0)
        high = high if high > low else low + 1
    step = _step((high - low) / max(most, 1))
    step = math.ceil(step) if whole else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(at * step, 10) for at in range(first, last + 1))


def enclosing(values: Iterable[float], most: int, *, zero: bool) -> tuple[float, ...]:
    """Ticks for some values; with `zero` the axis begins at zero, as lengths of bars must."""
    found = tuple(values)
    low, high = min(found), max(found)
    if zero or (0 <= low < high * 0.4):
        low, high = min(low, 0.0), max(high, 0.0)
    return ticks(low, high, most, whole=all(value == int(value) for value in found))


def years(low: float, high: float, most: int) -> tuple[float, ...]:
    """Years, or months where there are few years, within a time; at most so many."""
    if high - low < 1.2:
        step = next((each / 12 for each in sorted(_MONTHS) if (high - low) / (each / 12) <= most), 1.0)
    else:
        step = max(1.0, math.ceil(_step((high - low) / max(most, 1))))
    first, last = math.floor(low / step + 1e-6), math.ceil(high / step - 1e-6)
    return tuple(at * step for at in range(first, last + 1))


def year_told(value: float) -> str:
    """A time on an axis: `2019`, or `2019-07` between two years."""
    year, month = math.floor(value + 1e-6), round((value - math.floor(value + 1e-6)) * 12)
    return f"{year}-{month + 1:02}" if month else f"{year}"


def _step(least: float) -> float:
    size = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(each * size for each in _STEPS if each * size >= least * (1 - 1e-9))
