"""Maps that readers know again: what stood somewhere in the release before stays there, and only what is new moves."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from viz.placing.apart import GAP, apart
from viz.placing.packing import Indices, Points, pack_beside
from viz.placing.parts import labelled, parts_of

_Arrange: TypeAlias = Callable[[int, Indices, Points, Sequence[str], int], Points]
_STRAY = 0.25  # of the width of the map: who is linked to nothing nearer than that stands where no link of today put it
_FEW = 2_000  # things up to which every overlap is resolved
_REACHED = 12  # links from what is known to what is new, at most


def keep(known: Points, links: Indices, radii: Points, groups: Sequence[str], arrange: _Arrange) -> Points:
    """Former positions (not a number where there is none) kept; what is new stands beside what it is linked to.

    New parts without a link to the rest are arranged by themselves, and put where there is room.
    """
    points = _without_strays(known, links)
    label = labelled(len(points), links)
    settled = np.zeros(int(label.max()) + 1, dtype=np.bool_)
    settled[label[np.isfinite(points[:, 0])]] = True
    mine = settled[label]
    rim = float(np.nanmax(np.ptp(known[np.isfinite(known[:, 0])], axis=0)))
    _join(points, links, mine, rim)
    inside = np.flatnonzero(mine)
    points[inside] = apart(points[inside], radii[inside], *((120, 0.05) if len(inside) <= _FEW else (25, 1.0)))
    if not mine.all():
        _beside(points, inside, np.flatnonzero(~mine), links, radii, groups, arrange)
    return points


def aligned(points: Points, known: Points) -> Points:
    """A new picture turned, mirrored and moved so that what was on the former one is as near to its place as can be.

    The best turn follows from the singular values of the product of both (Schönemann 1966). Upside down or mirrored is
    all that is tried, for a wide picture has to stay wide.
    """
    both = np.isfinite(known[:, 0])
    if both.sum() < 2:
        return points
    now, then = points[both] - points[both].mean(0), known[both] - known[both].mean(0)
    signs = np.where((now * then).sum(0) < 0, -1.0, 1.0)
    return np.asarray(points * signs)


def _without_strays(known: Points, links: Indices) -> Points:
    """The known positions without those of things that stand far from everything that they are linked to now."""
    points = known.copy()
    one, other = links.T
    length = np.sqrt(((points[one] - points[other]) ** 2).sum(1))
    nearest = np.full(len(points), np.inf)
    np.minimum.at(nearest, np.concatenate([one, other]), np.tile(np.nan_to_num(length, nan=np.inf), 2))
    far = _STRAY * float(np.nanmax(np.ptp(known[np.isfinite(known[:, 0])], axis=0)))
    strays = np.isfinite(nearest) & (nearest > far)
    # Of two that stand far from each other only one may go to the other: the one with fewer links.
    degree = np.bincount(links.ravel(), minlength=len(points))
    strays[one[degree[one] > degree[other]]] &= False
    points[strays] = np.nan
    return points


def _join(points: Points, links: Indices, mine: np.ndarray, rim: float) -> None:
    """Start what is new in the middle of what it is linked to, link by link; changes `points`."""
    rng = np.random.default_rng(0)
    both = np.concatenate([links, links[:, ::-1]])
    for _ in range(_REACHED):
        placed = np.isfinite(points[:, 0])
        towards = both[placed[both[:, 0]] & ~placed[both[:, 1]]]
        if not len(towards):
            break
        start, end = towards.T
        count = np.bincount(end, minlength=len(points))
        new = np.flatnonzero(count)
        sums = np.stack([np.bincount(end, points[start, way], len(points)) for way in (0, 1)], 1)
        points[new] = sums[new] / count[new, None] + rng.normal(size=(len(new), 2)) * 2 * GAP
    left = np.flatnonzero(mine & ~np.isfinite(points[:, 0]))
    points[left] = rng.normal(size=(len(left), 2)) * 0.1 * rim


def _beside(
    points: Points,
    inside: Indices,
    outside: Indices,
    links: Indices,
    radii: Points,
    groups: Sequence[str],
    arrange: _Arrange,
) -> None:
    """Arrange what has no link to anything known, and put its parts where there is room; changes `points`."""
    place = np.full(len(points), -1)
    place[outside] = np.arange(len(outside))
    own = place[links]
    own = own[(own >= 0).all(1)]
    points[outside] = arrange(len(outside), own, radii[outside], [groups[at] for at in outside.tolist()], 0)
    parts = [outside[part] for part in parts_of(len(outside), own)]
    pack_beside(points, inside, parts, radii)
