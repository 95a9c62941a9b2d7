"""TopoJSON read: arcs in degrees or metres, and the rings that shapes are made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Line: TypeAlias = NDArray[np.float64]  # points one below the other: two columns
Rings: TypeAlias = tuple[tuple[int, ...], ...]  # each ring by the numbers of its arcs


class BadTopology(ValueError):
    """A document is not the TopoJSON that it should be."""


@dataclass(frozen=True)
class Shape:
    """One geometry: its id, what is said of it, and its rings by arcs (outer and inner ones alike)."""

    id: str
    properties: Mapping[str, object]
    rings: Rings


@dataclass(frozen=True)
class Topology:
    """The arcs of a document, and the shapes of its layers."""

    arcs: tuple[Line, ...]
    layers: Mapping[str, tuple[Shape, ...]]

    def ring(self, numbers: Sequence[int]) -> Line:
        """The points of a ring; an arc walked backwards is written as its complement (TopoJSON 1.0, 2.1.4)."""
        parts = [self.arcs[each] if each >= 0 else self.arcs[~each][::-1] for each in numbers]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def read(document: object) -> Topology:
    """A TopoJSON document as it was parsed; raises `BadTopology`."""
    try:
        return _read(_table(document))
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise BadTopology(f"not a whole TopoJSON document: {error!r}") from error


def _read(document: Mapping[str, object]) -> Topology:
    transform = _table(document["transform"]) if "transform" in document else {}
    arcs = tuple(_arc(each, transform) for each in _list(document["arcs"]))
    layers = {name: tuple(_shapes(_table(layer), len(arcs))) for name, layer in _table(document["objects"]).items()}
    return Topology(arcs, layers)


def _arc(points: object, transform: Mapping[str, object]) -> Line:
    line = np.array([_list(each)[:2] for each in _list(points)], dtype=np.float64)
    if line.ndim != 2 or len(line) < 2 or not np.isfinite(line).all():
        raise ValueError("an arc needs two points or more, each of two finite numbers")
    if not transform:
        return line
    scale, move = (np.array(_list(transform[name]), dtype=np.float64) for name in ("scale", "translate"))
    moved: Line = np.cumsum(line, axis=0) * scale + move
    return moved


def _shapes(layer: Mapping[str, object], arcs: int) -> Iterator[Shape]:
    members = _list(layer["geometries"]) if layer.get("type") == "GeometryCollection" else [layer]
    for each in map(_table, members):
        properties = each.get("properties")
        rings = tuple(_rings(each, arcs))
        yield Shape(str(each.get("id", "")), _table(properties) if properties else {}, rings)


def _rings(geometry: Mapping[str, object], arcs: int) -> Iterator[tuple[int, ...]]:
    kind = geometry.get("type")
    if kind not in {"Polygon", "MultiPolygon"}:
        return
    polygons = [geometry["arcs"]] if kind == "Polygon" else _list(geometry["arcs"])
    for ring in (ring for polygon in polygons for ring in _list(polygon)):
        numbers = tuple(_list(ring))
        if not numbers or not all(isinstance(each, int) and -arcs <= each < arcs for each in numbers):
            raise ValueError("a ring names an arc that there is not")
        yield tuple(int(str(each)) for each in numbers)


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("an object was expected")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value
