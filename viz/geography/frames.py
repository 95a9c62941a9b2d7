"""What part of Europe a map shows, and how metres become pixels; far islands have small frames of their own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ontology.saying import Said
from viz.geography.clipping import Box
from viz.geography.cut import BOX
from viz.geography.laea import forward
from viz.geography.outlines import Shape, bounds, country

WIDTH = 960.0  # pixels of a picture of its own
EUROPE: Box = (2_480_000, 1_380_000, 6_760_000, 5_430_000)
_OVER = 4e6  # metres that a frame may reach beyond what is drawn
_LEAST = 60_000.0  # metres that a frame is wide at least: the outlines tell no more
_MISSED = 400_000.0  # metres that a frame is wide which would be expected to show the islands
_FLAT, _STEEP = 0.58, 0.98  # height by width, at least and at most
_NUMBERS = re.compile(r"-?\d{1,5},-?\d{1,5},-?\d{1,5},-?\d{1,5}")


class UnknownFrame(ValueError):
    """A frame was asked for that there is not."""


@dataclass(frozen=True)
class Frame:
    """A rectangle in metres with its width in pixels; north is up."""

    box: Box
    width: float = WIDTH

    @property
    def scale(self) -> float:
        """Metres of one pixel."""
        return (self.box[2] - self.box[0]) / self.width

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return (self.box[3] - self.box[1]) / self.scale

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """The pixels of a point in metres."""
        return (point[0] - self.box[0]) / self.scale, (self.box[3] - point[1]) / self.scale

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point in metres lies in it."""
        west, south, east, north = self.box
        return west <= point[0] <= east and south <= point[1] <= north

    @property
    def name(self) -> str:
        """How it is written in an address: its edges in kilometres."""
        return ",".join(f"{round(each / 1000)}" for each in self.box)


@dataclass(frozen=True)
class Inset:
    """Islands too far from the rest: their name, the beginning of the codes of their regions, and their frame."""

    name: str
    codes: tuple[str, ...]
    box: Box


def _around(west: float, south: float, east: float, north: float) -> Box:
    """The frame in metres around degrees."""
    longitudes, latitudes = zip((west, south), (east, south), (west, north), (east, north), strict=True)
    x, y = forward(longitudes, latitudes)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


INSETS = (
    Inset("Açores", ("PT20",), _around(-31.6, 36.7, -24.7, 40.0)),
    Inset("Madeira", ("PT30",), _around(-17.6, 32.2, -15.9, 33.4)),
    Inset("Canarias", ("ES70",), _around(-18.4, 27.4, -13.2, 29.6)),
)


def fitted(points: Sequence[tuple[float, float]], width: float = WIDTH) -> Frame:
    """A frame around points in metres, with room on all sides; all of Europe where there are none."""
    if not points:
        return Frame(shaped(EUROPE), width)
    x, y = zip(*points, strict=True)
    return Frame(shaped(_padded((min(x), min(y), max(x), max(y)), 0.09, 250_000)), width)


def around(codes: Iterable[str], width: float = WIDTH) -> Frame:
    """A frame around what of some countries lies in Europe proper; all of Europe where there are none."""
    shapes = [shape for code in codes if (shape := country(code))]
    if not shapes:
        return Frame(shaped(EUROPE), width)
    west, south, east, north = zip(*map(_mainland, shapes), strict=True)
    return Frame(shaped(_padded((min(west), min(south), max(east), max(north)), 0.06, 250_000)), width)


def read(text: str, width: float = WIDTH) -> Frame:
    """A frame by its name: `europe`, the code of a country, or edges in kilometres; raises `UnknownFrame`."""
    if text == "europe":
        return Frame(shaped(EUROPE), width)
    if _NUMBERS.fullmatch(text):
        west, south, east, north = (float(each) * 1000 for each in text.split(","))
        if not (BOX[0] - _OVER <= west < east <= BOX[2] + _OVER and BOX[1] - _OVER <= south < north <= BOX[3] + _OVER):
            told = "frame must be west,south,east,north in kilometres of EPSG:3035, not “{value}”"
            raise UnknownFrame(Said.of("frame_box", told, value=text))
        return Frame(shaped((west, south, east, north)), width)
    shape = country(text)
    if shape is None:
        told = "frame must be europe, a country such as PRT, or west,south,east,north, not “{value}”"
        raise UnknownFrame(Said.of("frame", told, value=text[:40]))
    return Frame(shaped(_padded(_mainland(shape), 0.05, 120_000)), width)


def moved(frame: Frame, zoom: float = 1, right: float = 0, up: float = 0) -> Frame:
    """The frame made so much wider, and moved by shares of its width and height."""
    west, south, east, north = frame.box
    across, along = (east - west) / 2 * zoom, (north - south) / 2 * zoom
    x = (west + east) / 2 + right * (east - west)
    y = (south + north) / 2 + up * (north - south)
    x, y = min(max(x, BOX[0]), BOX[2]), min(max(y, BOX[1]), BOX[3])
    most = (BOX[2] - BOX[0]) / 2
    across, along = min(across, most), min(along, most)
    return Frame(shaped((x - across, y - along, x + across, y + along)), frame.width)


def insets(frame: Frame) -> tuple[Inset, ...]:
    """The far islands that a frame would have to show, but does not."""
    return tuple(each for each in INSETS if not _covers(frame.box, each.box) and _near(frame.box))


def shaped(box: Box) -> Box:
    """The box made large enough, and not too flat or too steep."""
    west, south, east, north = box
    x, y = (west + east) / 2, (south + north) / 2
    across, along = max(east - west, _LEAST), max(north - south, _LEAST * _FLAT)
    across = max(across, along / _STEEP)
    along = max(along, across * _FLAT)
    return x - across / 2, y - along / 2, x + across / 2, y + along / 2


def _padded(box: Box, share: float, least: float) -> Box:
    west, south, east, north = box
    more = max(share * max(east - west, north - south), (least - max(east - west, north - south)) / 2)
    return west - more, south - more, east + more, north + more


def _mainland(shape: Shape) -> Box:
    """What of a country lies in Europe proper; all of it, where nothing does."""
    inner = Frame(EUROPE)
    middles = ((ring, (float(ring[:, 0].mean()), float(ring[:, 1].mean()))) for ring in shape.rings)
    near = [ring for ring, middle in middles if inner.holds(middle)]
    return bounds(near or shape.rings)


def _covers(box: Box, other: Box) -> bool:
    return box[0] <= other[0] and box[1] <= other[1] and box[2] >= other[2] and box[3] >= other[3]


def _near(box: Box) -> bool:
    """Whether a frame shows enough of Portugal and Spain that their islands are missed."""
    west, south, east, north = read("PRT").box
    x, y = (west + east) / 2, (south + north) / 2
    return Frame(box).holds((x, y)) and (box[2] - box[0]) > _MISSED
