"""The ground of a map: the shapes within a frame as paths of SVG, made once for each frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from viz.geography import clipping, thinning
from viz.geography.clipping import Box
from viz.geography.frames import Frame
from viz.geography.outlines import Shape, countries
from viz.geography.topology import Line

_KEPT = 128  # frames
FINE = 0.35  # pixels
_LEAST = 1.2  # square pixels: what is smaller is not drawn
_STROKE = 3.0  # pixels beyond the frame where shapes are cut, so that no edge is seen


@dataclass(frozen=True)
class Land:
    """One shape as drawn: its code, its path, and where its name may stand with the room there (0 for none)."""

    code: str
    path: str
    x: float
    y: float
    room: float


@lru_cache(_KEPT)
def ground(box: Box, width: float, fine: float = FINE) -> tuple[Land, ...]:
    """The countries in a frame; their lines are off by so many pixels at most."""
    return lands(countries(), Frame(box, width), fine)


def lands(shapes: Iterable[Shape], frame: Frame, fine: float = FINE) -> tuple[Land, ...]:
    """What of some shapes is in a frame."""
    made = (_land(each, frame, fine) for each in shapes)
    return tuple(each for each in made if each)


def _land(shape: Shape, frame: Frame, fine: float) -> Land | None:
    rings = [ring for each in shape.rings if (ring := drawn(each, frame, fine)) is not None]
    if not rings:
        return None
    largest = max(rings, key=lambda ring: abs(thinning.area(ring)))
    x, y, room = _name_place(largest, frame)
    return Land(shape.code, "".join(map(path, rings)), x, y, room)


def drawn(ring: Line, frame: Frame, fine: float) -> Line | None:
    """A ring in pixels, cut at the frame, without what cannot be seen; None where nothing is left."""
    over = _STROKE * frame.scale
    west, south, east, north = frame.box
    cut = clipping.clip_ring(ring, (west - over, south - over, east + over, north + over))
    if cut is None:
        return None
    pixels = np.column_stack(((cut[:, 0] - west) / frame.scale, (north - cut[:, 1]) / frame.scale))
    if abs(thinning.area(pixels)) < _LEAST:
        return None
    thin = thinning.thin(pixels, fine)
    return thin if len(thin) > 3 else None


def path(ring: Line) -> str:
    """A closed path, each point by its way from the one before: tenths of a pixel."""
    tenths = np.round(ring[:-1] * 10).astype(int)
    first, steps = tenths[0], np.diff(tenths, axis=0)
    told = " ".join(f"{_n(x)} {_n(y)}" for x, y in steps.tolist() if x or y)
    return f"M{_n(int(first[0]))} {_n(int(first[1]))}l{told}z"


def _n(tenths: int) -> str:
    return f"{tenths / 10:g}"


def _name_place(ring: Line, frame: Frame) -> tuple[float, float, float]:
    """Where a name may stand on what is seen of a shape, and how wide that is."""
    inside = clipping.clip_ring(ring, (0.0, 0.0, frame.width, frame.height))
    x, y, room = thinning.middle(inside) if inside is not None else (0.0, 0.0, 0.0)
    return round(x, 1), round(y, 1), round(room, 1)
