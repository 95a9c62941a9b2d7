"""Points that stand too near to each other, put together with their number; all numbers add up to all points."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
Radius: TypeAlias = Callable[[int], float]  # of the sign of so many things
NEAR = 30.0  # pixels
_FAR, _STEP = 90.0, 6.0  # how far what may stand elsewhere is moved at most, and by how much each time
_TURN = 2.4  # radians from one try to the next: the golden angle, so that no direction is liked better


@dataclass(frozen=True)
class Group(Generic[T]):
    """Some points in one place: where in the picture, and whether all stand in the very same spot."""

    x: float
    y: float
    members: tuple[T, ...]
    together: bool

    def __len__(self) -> int:
        return len(self.members)


def grouped(
    points: Iterable[T], place: Callable[[T], tuple[float, float]], radius: Radius, near: float = NEAR
) -> tuple[Group[T], ...]:
    """Groups, the largest first; none lies on another, and the same points give the same groups."""
    spots: defaultdict[tuple[float, float], list[T]] = defaultdict(list)
    for each in points:
        x, y = place(each)
        spots[round(x, 2), round(y, 2)].append(each)
    single = (Group(x, y, tuple(members), True) for (x, y), members in spots.items())
    return _merged(_merged(single, lambda *_: near), lambda one, other: radius(len(one)) + radius(len(other)))


def _merged(groups: Iterable[Group[T]], reach: Callable[[Group[T], Group[T]], float]) -> tuple[Group[T], ...]:
    """Each group, the largest first, takes the later ones in its reach."""
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    made: list[Group[T]] = []
    middles: list[tuple[float, float]] = []  # where groups began: what they took does not move their reach
    for each in _ordered(groups):
        column, row = _cell(each.x, each.y)
        close = [at for x in (-1, 0, 1) for y in (-1, 0, 1) for at in cells[column + x, row + y]]
        taker = next((at for at in sorted(close) if _away(middles[at], each) < reach(made[at], each)), None)
        if taker is None:
            cells[column, row].append(len(made))
            made.append(each)
            middles.append((each.x, each.y))
        else:
            made[taker] = _joined(made[taker], each)
    return _ordered(made)


def _joined(one: Group[T], other: Group[T]) -> Group[T]:
    whole = len(one) + len(other)
    x = (one.x * len(one) + other.x * len(other)) / whole
    y = (one.y * len(one) + other.y * len(other)) / whole
    together = one.together and other.together and (one.x, one.y) == (other.x, other.y)
    return Group(x, y, (*one.members, *other.members), together)


def beside(
    groups: Iterable[Group[T]], fixed: Iterable[Group[T]], radius: Callable[[Group[T]], float]
) -> Iterator[Group[T]]:
    """Groups moved to the nearest place where they hide none of those that stay, nor each other."""
    taken = [(each.x, each.y, radius(each)) for each in fixed]
    for each in groups:
        x, y = _free(each.x, each.y, radius(each) + 1, taken)
        taken.append((x, y, radius(each)))
        yield replace(each, x=round(x, 1), y=round(y, 1))


def _free(x: float, y: float, radius: float, taken: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    for step in range(int((_FAR / _STEP) ** 2)):
        away = _STEP * math.sqrt(step)
        to = x + away * math.cos(step * _TURN), y + away * math.sin(step * _TURN)
        if all(math.hypot(to[0] - a, to[1] - b) >= radius + c for a, b, c in taken):
            return to
    return x, y


def _ordered(groups: Iterable[Group[T]]) -> tuple[Group[T], ...]:
    return tuple(sorted(groups, key=lambda each: (-len(each), each.y, each.x)))


def _away(middle: tuple[float, float], other: Group[T]) -> float:
    return math.hypot(middle[0] - other.x, middle[1] - other.y)


def _cell(x: float, y: float) -> tuple[int, int]:
    return int(x // (2 * NEAR)), int(y // (2 * NEAR))
