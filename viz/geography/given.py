"""Boundaries of regions that somebody gives: GeoJSON or TopoJSON with NUTS codes, checked before any of it is kept."""

import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from viz.geography import thinning, topology
from viz.geography.laea import forward
from viz.geography.outlines import country, nuts_codes
from viz.geography.topology import Line

MOST_BYTES = 256 * 1024 * 1024  # of the file, unpacked: that of Europe at 1:1 million has 120 MB
MOST_POINTS = 6_000_000
_FINE = 250.0  # metres that a boundary may be off: less cannot be seen on these maps
_LEAST = 1e6  # square metres: smaller islands cannot be seen
_TAKE = "take NUTS_RG_…_4326.geojson (or .topojson), the regions as polygons"
# How files begin in which boundaries come too, and which are not read.
_OTHERS: Mapping[bytes, str] = MappingProxyType(
    {
        b"PK": "a zip: unpack it first",
        b"SQLite format 3": "a GeoPackage",
        b"\x00\x00\x27\x0a": "a shapefile",
        b"<": "HTML or XML",
    }
)
_NEAR = 400_000.0  # metres that a region may be away from what the outlines show of its country
_CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_NAMES = ("NUTS_ID", "nuts_id", "NUTS_CODE", "nuts", "code", "id")
_DEGREES = ("4326", "4258", "CRS84")  # ETRS89 and WGS 84 differ by less than a metre
_METRES = "3035"


class BadBoundaries(ValueError):
    """A file does not hold boundaries that can be used."""


@dataclass(frozen=True)
class Given:
    """Regions by code, each with its rings in metres; `strange` has the codes that are none of NUTS."""

    regions: Mapping[str, tuple[Line, ...]]
    strange: tuple[str, ...]


def read(content: bytes) -> Given:
    """The regions of a file, plain or packed by gzip; raises `BadBoundaries`."""
    document = _parsed(_unpacked(content))
    found = dict(_topology(document) if document.get("type") == "Topology" else _features(document))
    regions = {code: rings for code, rings in found.items() if _CODE.fullmatch(code)}
    if not regions:
        names = ", ".join(_NAMES)
        told = f"no polygon with a NUTS code was found; the code is looked for in {names}"
        raise BadBoundaries(told if found else f"{told}. If the file holds lines or points, {_TAKE}")
    flat = _flat(regions, _system(document))
    _check_places(flat)
    strange = tuple(sorted(code for code in found if code not in regions or code[:2] not in nuts_codes()))
    return Given({code: _thinned(rings) for code, rings in flat.items() if code[:2] in nuts_codes()}, strange)


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        if len(content) > MOST_BYTES:
            raise BadBoundaries(f"more than {MOST_BYTES} bytes: take a coarser file, such as 1:10 million")
        return content
    unpacking = zlib.decompressobj(wbits=31)
    try:
        plain = unpacking.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise BadBoundaries(f"a gzip file that cannot be unpacked: {error}") from error
    if unpacking.unconsumed_tail:
        raise BadBoundaries(f"more than {MOST_BYTES} bytes when unpacked: take a coarser file, such as 1:10 million")
    if not unpacking.eof:
        raise BadBoundaries("a gzip file that ends too early: fetch it again")
    return plain


def _parsed(content: bytes) -> Mapping[str, object]:
    if not content.strip():
        raise BadBoundaries(f"an empty file: {_TAKE}")
    if other := next((name for start, name in _OTHERS.items() if content.startswith(start)), ""):
        raise BadBoundaries(f"this is {other}, and GeoJSON or TopoJSON is read: {_TAKE}")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except RecursionError as error:
        raise BadBoundaries("JSON that is nested too deep") from error
    except ValueError as error:
        raise BadBoundaries(f"not JSON: {error}") from error
    if not isinstance(document, dict):
        raise BadBoundaries("neither GeoJSON nor TopoJSON: an object was expected")
    return document


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _topology(document: Mapping[str, object]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    try:
        found = topology.read(document)
    except topology.BadTopology as error:
        raise BadBoundaries(str(error)) from error
    _count(sum(map(len, found.arcs)))
    rings: dict[str, list[Line]] = {}
    for shape in (each for layer in found.layers.values() for each in layer if each.rings):
        code = _code(shape.properties, shape.id)
        rings.setdefault(code, []).extend(found.ring(each) for each in shape.rings)
    yield from ((code, tuple(each)) for code, each in rings.items())


def _features(document: Mapping[str, object]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadBoundaries("neither a FeatureCollection of GeoJSON nor a Topology of TopoJSON")
    rings: dict[str, list[Line]] = {}
    points = 0
    for number, feature in enumerate(features, 1):
        for ring in _rings(feature, number):
            points += len(ring)
            _count(points)
            rings.setdefault(_code(feature.get("properties"), feature.get("id", "")), []).append(ring)
    yield from ((code, tuple(each)) for code, each in rings.items())


def _rings(feature: object, number: int) -> Iterator[Line]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        return
    coordinates = geometry.get("coordinates")
    try:
        polygons: Sequence[object] = [coordinates] if kind == "Polygon" else _items(coordinates)
        for ring in (ring for polygon in polygons for ring in _items(polygon)):
            yield _line(_items(ring))
    except (TypeError, ValueError, OverflowError) as error:
        raise BadBoundaries(f"feature {number}: {error}") from error


def _items(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("a list of coordinates was expected")
    return value


def _line(points: Sequence[object]) -> Line:
    line = np.array([_items(each)[:2] for each in points], dtype=np.float64)
    if line.ndim != 2 or line.shape[1] != 2 or len(line) < 4 or not np.isfinite(line).all():
        raise ValueError("a ring needs four points or more, each of two finite numbers")
    return line


def _code(properties: object, alone: object) -> str:
    told = properties if isinstance(properties, dict) else {}
    return next((str(told[name]).strip() for name in _NAMES if told.get(name)), str(alone).strip())[:40]


def _count(points: int) -> None:
    if points > MOST_POINTS:
        raise BadBoundaries(f"more than {MOST_POINTS} points: take a coarser file, such as 1:10 million")


def _system(document: Mapping[str, object]) -> str:
    """The coordinate system that a file names, if it names one; raises `BadBoundaries` for one that is not read."""
    told = json.dumps(document.get("crs", ""))
    if not document.get("crs") or any(each in told for each in _DEGREES):
        return ""
    if _METRES in told:
        return _METRES
    raise BadBoundaries(f"coordinates must be degrees (EPSG:4326) or metres of EPSG:3035, not {told[:80]}")


def _flat(regions: Mapping[str, Iterable[Line]], system: str) -> dict[str, tuple[Line, ...]]:
    """The same in metres of EPSG:3035; numbers beyond 360 are metres already."""
    highest = max((float(np.abs(ring).max()) for rings in regions.values() for ring in rings), default=0.0)
    if system == _METRES or highest > 360:
        if highest > 2e7 or not math.isfinite(highest):
            raise BadBoundaries("coordinates are neither degrees (EPSG:4326) nor metres of EPSG:3035")
        return {code: tuple(rings) for code, rings in regions.items()}
    return {code: tuple(np.column_stack(forward(*ring.T)) for ring in rings) for code, rings in regions.items()}


def _check_places(regions: Mapping[str, Sequence[Line]]) -> None:
    """Refuse a file in which most regions are not where their country is: degrees the wrong way round, other metres."""
    known = {code: rings for code, rings in regions.items() if code[:2] in nuts_codes()}
    away = [code for code, rings in known.items() if not _is_near(code, rings)]
    if known and len(away) * 2 > len(known):
        raise BadBoundaries(
            f"{len(away)} of {len(known)} regions are not where their country is ({', '.join(away[:3])}): "
            "are the coordinates longitude, latitude (EPSG:4326) or metres of EPSG:3035?"
        )


def _is_near(code: str, rings: Sequence[Line]) -> bool:
    shape = country(nuts_codes()[code[:2]])
    if shape is None:
        return True
    west, south, east, north = shape.bounds
    x, y = max(rings, key=len).mean(axis=0)
    return bool(west - _NEAR <= x <= east + _NEAR and south - _NEAR <= y <= north + _NEAR)


def _thinned(rings: Sequence[Line]) -> tuple[Line, ...]:
    thin = [thinning.thin(ring, _FINE) for ring in rings if abs(thinning.area(ring)) >= _LEAST]
    return tuple(each for each in thin if len(each) > 3) or (max(rings, key=len),)
