"""Figures of a thing as a table by indicator, and as a small chart where there are enough dates."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.things import Figure, Named

_ENOUGH = 3  # fewer dated values than this make no chart
WIDTH, HEIGHT = 320, 120
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 24, 22


@dataclass(frozen=True)
class Mark:
    """A value in a chart: where it stands and what to write beside it; `anchor` keeps the words inside."""

    x: float
    y: float
    value: str
    period: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    """A line of values over time; `path` is empty where two sources give the same date different values.

    `axis` is how far down nothing stands: what is below zero lies below it.
    """

    marks: tuple[Mark, ...]
    path: str
    axis: float
    ticks: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True)
class Series:
    """All figures of one indicator and scope, by period."""

    indicator: Named
    scope: Named | None
    unit: Named | None
    figures: tuple[Figure, ...]
    chart: Chart | None
    differ: frozenset[str]

    def disputed(self, figure: Figure) -> bool:
        """Whether another source gives the same period another value."""
        return (figure.period or "") in self.differ


def series(figures: Iterable[Figure]) -> tuple[Series, ...]:
    """Figures that may be compared, together: same indicator, scope and unit."""
    groups: dict[tuple[Named, Named | None, Named | None], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.indicator, figure.scope, figure.unit), []).append(figure)
    ordered = sorted(groups.values(), key=lambda each: each[0].indicator.label.casefold())
    return tuple(_series(sorted(each, key=_period)) for each in ordered)


def _series(figures: Sequence[Figure]) -> Series:
    first = figures[0]
    return Series(first.indicator, first.scope, first.unit, tuple(figures), _chart(figures), _differ(figures))


def _differ(figures: Iterable[Figure]) -> frozenset[str]:
    seen: dict[str, set[float | str]] = {}
    for figure in figures:
        if figure.value:
            value = _number(figure)
            seen.setdefault(figure.period or "", set()).add(figure.value if value is None else value)
    return frozenset(period for period, values in seen.items() if len(values) > 1)


def _chart(figures: Sequence[Figure]) -> Chart | None:
    told = ((_when(figure), _number(figure), figure) for figure in figures)
    dated = [(when, value, figure) for when, value, figure in told if when is not None and value is not None]
    if len({when for when, _, _ in dated}) < _ENOUGH:
        return None
    dated.sort(key=lambda each: each[0])  # a span counts by its end
    start, end = dated[0][0], dated[-1][0]
    low, top = min(0.0, *(value for _, value, _ in dated)), max(0.0, *(value for _, value, _ in dated))
    span = top - low or 1.0
    marks = tuple(
        _mark((when - start) / (end - start), (value - low) / span, figure.value or "", figure.period or "")
        for when, value, figure in dated
    )
    once = len({mark.x for mark in marks}) == len(marks)
    path = "M" + "L".join(f"{mark.x} {mark.y}" for mark in marks) if once else ""
    ticks = ((_LEFT, "start", str(int(start))), (WIDTH - _RIGHT, "end", str(int(end))))
    return Chart(_thinned(marks), path, _down(-low / span) + 0.5, ticks)


def _thinned(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Values are written only where they do not run into the one before; the last one always is."""
    kept: list[Mark] = []
    free = -100.0
    for position, mark in enumerate(marks):
        last = position == len(marks) - 1
        room = mark.x - free >= 44 and (last or WIDTH - _RIGHT - mark.x >= 44)
        kept.append(mark if room or last else Mark(mark.x, mark.y, "", mark.period, mark.anchor))
        free = mark.x if room or last else free
    return tuple(kept)


def _mark(across: float, up: float, value: str, period: str) -> Mark:
    x = round(_LEFT + across * (WIDTH - _LEFT - _RIGHT), 1)
    return Mark(x, _down(up), value, period, "start" if across < 0.06 else "end" if across > 0.94 else "middle")


def _down(up: float) -> float:
    return round(HEIGHT - _BOTTOM - up * (HEIGHT - _TOP - _BOTTOM), 1)


def _number(figure: Figure) -> float | None:
    try:
        value = float(figure.value or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _when(figure: Figure) -> float | None:
    parts = (figure.period or "").split("/")[-1].split("-")
    if not parts[0].isdecimal():
        return None
    month = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 1
    return int(parts[0]) + (month - 1) / 12


def _period(figure: Figure) -> tuple[bool, str]:
    return (not figure.period, figure.period or "")
