"""Forces on networks of any size: all things push, links pull, and coarser views of the network come first."""

import math

import numpy as np

from viz.placing.field import push
from viz.placing.levels import Level, levels
from viz.placing.packing import WIDE, Indices, Points

UNIT = 55.0  # about the length of a link
_FIRST, _STEPS = 200, 40  # at the coarsest view, and at each finer one
_GRAVITY = 0.28
_PULL = 45.0
_GAIN = 0.3  # of the way that the forces tell, in one step
_WARM = 0.4  # how hot a view begins that a coarser one has put in order


def flow(mass: Points, links: Indices, rng: np.random.Generator) -> Points:
    """Positions from nothing; a thing pushes as hard as its mass is."""
    views = levels(links, mass, rng)
    points = rng.normal(size=(views[-1].count, 2)) * math.sqrt(len(mass)) * UNIT * (WIDE, 1)
    points = settle(points, views[-1], _FIRST, hot=1.0)
    for view in reversed(views[:-1]):
        points = points[view.inside] + rng.normal(size=(view.count, 2)) * UNIT * 0.5
        points = settle(points, view, _STEPS, hot=_WARM)
    return points


def settle(points: Points, view: Level, steps: int, hot: float) -> Points:
    """So many steps of cooling forces; `hot` is how far a thing may go in the first."""
    share = math.sqrt(view.mass.mean())
    weight = np.bincount(view.links.ravel(), weights=np.repeat(view.pull, 2), minlength=view.count) + view.mass
    for step in range(steps):
        move = push(points, view.mass) * (UNIT * UNIT * view.mass)[:, None]
        # Drawn to the middle by mass, as it pushes: a thing with few links would drift to the rim otherwise.
        move += _pull(points, view, UNIT * share) - points * view.mass[:, None] * (_GRAVITY, _GRAVITY * WIDE)
        move /= weight[:, None]
        size = np.sqrt((move**2).sum(1, keepdims=True)) + 1e-9
        limit = hot * 120 * share * (1 - step / steps) ** 1.3 + 0.5
        points = points + move / size * np.minimum(size * _GAIN, limit)
    return points


def _pull(points: Points, view: Level, unit: float) -> Points:
    """Attraction with the logarithm of the distance, so that what is linked closely stands apart from the rest.

    Noack 2009 shows why: such forces make distances between groups follow the density of links between them.
    """
    source, target = view.links.T
    along = points[target] - points[source]
    length = np.sqrt((along**2).sum(1)) + 1e-9
    tugs = along * (view.pull * np.log1p(length / unit) / length * _PULL * UNIT)[:, None]
    count = len(points)
    return np.stack([np.bincount(source, tug, count) - np.bincount(target, tug, count) for tug in tugs.T], 1)
