"""The network as a relief: contour lines where many linked things stand, with the highest clusters named."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from viz.scene import Mark, Scene

Grid: TypeAlias = NDArray[np.float64]
Spot: TypeAlias = tuple[float, float]

WIDTH, HEIGHT = 640, 520
CELL = 8  # of the grid that heights are computed on, in units of the drawing
SPREAD = 17.0  # how far one thing raises the ground around it
LEVELS = 13
PEAKS = 9
_ROOM = 22.0  # between two names
_LETTER = 6.1  # rough width of a letter of a name
# Which edges of a cell a line crosses (0 top, 1 right, 2 bottom, 3 left), by the corners that lie above it
# (1 top left, 2 top right, 4 bottom right, 8 bottom left): the marching squares.
_CROSSED: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 2), (1, 0)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 10: ((0, 3), (2, 1)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip


@dataclass(frozen=True)
class Peak:
    """A name over a height."""

    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Dots:
    """All things of one kind as one path of dots."""

    kind: str
    path: str


@dataclass(frozen=True)
class Relief:
    """The drawing: contour lines from low to high, dots by kind, names."""

    width: int
    height: int
    lines: tuple[str, ...]
    dots: tuple[Dots, ...]
    peaks: tuple[Peak, ...]


def draw(scene: Scene) -> Relief | None:
    """The relief of a map; None where there is too little to draw."""
    marks = _heart(scene)
    if len(marks) < 3:
        return None
    spots = _fitted(marks)
    ground = _ground(spots)
    top = float(ground.max())
    # Steps grow with height: the plain keeps its detail and the peaks do not close up.
    levels = [top * (step / (LEVELS + 1)) ** 1.7 for step in range(2, LEVELS + 1)]
    lines = tuple(path for level in levels if (path := _contour(ground, level)))
    return Relief(WIDTH, HEIGHT, lines, _dots(marks, spots), _peaks(marks, spots))


def _heart(scene: Scene) -> list[Mark]:
    """Things with links; what stands alone makes no landscape."""
    return [mark for mark in scene.marks if mark.weight > 0]


def _fitted(marks: Sequence[Mark]) -> list[Spot]:
    """Positions scaled to fill the drawing, without the few that lie far out."""
    xs = np.array([mark.x for mark in marks])
    ys = np.array([mark.y for mark in marks])
    left, right = np.percentile(xs, (1, 99))
    low, high = np.percentile(ys, (1, 99))
    scale = max((right - left) / (WIDTH * 0.9), (high - low) / (HEIGHT * 0.9)) or 1.0
    x0, y0 = (left + right) / 2, (low + high) / 2
    return [(WIDTH / 2 + (x - x0) / scale, HEIGHT / 2 + (y - y0) / scale) for x, y in zip(xs, ys, strict=True)]


def _ground(spots: Iterable[Spot]) -> Grid:
    """Height at each point of the grid: the sum of a bell around each thing."""
    x = np.arange(-2, WIDTH // CELL + 3) * CELL
    y = np.arange(-2, HEIGHT // CELL + 3) * CELL
    height = np.zeros((len(y), len(x)))
    for at_x, at_y in spots:
        height += np.outer(np.exp(-(((y - at_y) / SPREAD) ** 2)), np.exp(-(((x - at_x) / SPREAD) ** 2)))
    height[0, :] = height[-1, :] = height[:, 0] = height[:, -1] = 0.0  # so that every line closes
    return height


def _contour(ground: Grid, level: float) -> str:
    """All lines of one height as an SVG path."""
    return "".join(_smooth(line) for line in _joined(_pieces(ground, level)) if len(line) > 5)


def _pieces(ground: Grid, level: float) -> Iterable[tuple[Spot, Spot]]:
    above = ground > level
    cases = above[:-1, :-1] * 1 + above[:-1, 1:] * 2 + above[1:, 1:] * 4 + above[1:, :-1] * 8
    for row, column in zip(*np.nonzero((cases > 0) & (cases < 15)), strict=True):
        for first, second in _CROSSED[int(cases[row, column])]:
            yield _edge(ground, level, row, column, first), _edge(ground, level, row, column, second)


def _edge(ground: Grid, level: float, row: int, column: int, edge: int) -> Spot:
    """Where a line of this height crosses an edge of a cell."""
    corners = (((0, 0), (0, 1)), ((0, 1), (1, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)))[edge]
    (r1, c1), (r2, c2) = ((row + r, column + c) for r, c in corners)
    one, other = ground[r1, c1], ground[r2, c2]
    part = (level - one) / (other - one)
    return round(float(c1 + part * (c2 - c1) - 2) * CELL, 1), round(float(r1 + part * (r2 - r1) - 2) * CELL, 1)


def _joined(pieces: Iterable[tuple[Spot, Spot]]) -> list[list[Spot]]:
    """Pieces as closed lines."""
    after: defaultdict[Spot, list[Spot]] = defaultdict(list)
    for start, end in pieces:
        after[start].append(end)
    lines = []
    while after:
        at = next(iter(after))
        line = [at]
        while at in after:
            at_next = after[at].pop()
            if not after[at]:
                del after[at]
            at = at_next
            line.append(at)
        lines.append(line)
    return lines


def _smooth(line: Sequence[Spot]) -> str:
    """A closed line through the middles of its pieces, its corners rounded."""
    kept = line[:-1:2] or line[:-1]
    middles = [((x + u) / 2, (y + v) / 2) for (x, y), (u, v) in zip(kept, [*kept[1:], kept[0]], strict=True)]
    start = middles[-1]
    curves = "".join(f"Q{x:.0f} {y:.0f} {u:.0f} {v:.0f}" for (x, y), (u, v) in zip(kept, middles, strict=True))
    return f"M{start[0]:.0f} {start[1]:.0f}{curves}Z"


def _dots(marks: Sequence[Mark], spots: Sequence[Spot]) -> tuple[Dots, ...]:
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for mark, (x, y) in zip(marks, spots, strict=True):
        paths[mark.kind].append(f"M{x:.0f} {y:.0f}h0")
    ordered = sorted(paths, key=lambda kind: kind != "organisation")  # the many small ones lie below the others
    return tuple(Dots(kind, "".join(paths[kind])) for kind in ordered)


def _peaks(marks: Sequence[Mark], spots: Sequence[Spot]) -> tuple[Peak, ...]:
    """The clusters with most links, as far as their names have room."""
    clusters = [(mark, spot) for mark, spot in zip(marks, spots, strict=True) if mark.kind == "cluster"]
    chosen: list[Peak] = []
    for mark, (x, y) in sorted(clusters, key=lambda pair: (-pair[0].weight, pair[0].label)):
        peak = Peak(mark.short, round(x, 1), round(y - 12, 1))
        if _half(peak) + 6 < x < WIDTH - _half(peak) - 6 and 40 < y < HEIGHT - 60 and _free(peak, chosen):
            chosen.append(peak)
        if len(chosen) == PEAKS:
            break
    return tuple(chosen)


def _free(peak: Peak, others: Iterable[Peak]) -> bool:
    return all(
        abs(peak.x - other.x) > _half(peak) + _half(other) + _ROOM or abs(peak.y - other.y) > _ROOM for other in others
    )


def _half(peak: Peak) -> float:
    return len(peak.label) * _LETTER / 2
