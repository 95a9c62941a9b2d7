"""The countries of Europe and around it as shapes in metres (EPSG:3035), read once."""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from viz.geography import thinning, topology
from viz.geography.cut import BOX, OUTLINES
from viz.geography.laea import forward, inverse
from viz.geography.topology import Line

CREDIT = "Made with Natural Earth"
# The states of the EU and of EFTA, the United Kingdom, and those that are or may become candidates.
EUROPEAN = frozenset(
    {
        *("AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN"),
        *("IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE"),
        *("CHE", "ISL", "LIE", "NOR", "GBR", "1A0", "ALB", "BIH", "GEO", "MDA", "MKD", "MNE", "SRB", "TUR", "UKR"),
    }
)
# Islands that count as part of the country they belong to: Natural Earth draws Åland apart.
_PART_OF = {"ALA": "FIN"}


@dataclass(frozen=True, eq=False)
class Shape:
    """A country or a region: its code, and its rings in metres, outer and inner ones alike."""

    code: str
    rings: tuple[Line, ...]

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all its rings."""
        return bounds(self.rings)

    @cached_property
    def main(self) -> Line:
        """Its largest ring."""
        return max(self.rings, key=lambda ring: abs(thinning.area(ring)))


@cache
def countries() -> tuple[Shape, ...]:
    """The countries by their code of the EU authority table; what is not recognised by all has none."""
    world = topology.read(json.loads(gzip.decompress(OUTLINES.read_bytes())))
    flat = topology.Topology(tuple(np.column_stack(forward(*arc.T)) for arc in world.arcs), {})
    return tuple(
        Shape(_PART_OF.get(each.id, each.id), tuple(flat.ring(ring) for ring in each.rings))
        for each in world.layers["countries"]
    )


def country(code: str) -> Shape | None:
    """A country with all its parts, by its code; what is asked for by strangers is not kept."""
    return _by_code().get(code)


@cache
def _by_code() -> Mapping[str, Shape]:
    rings: dict[str, list[Line]] = {}
    for each in countries():
        if each.code:
            rings.setdefault(each.code, []).extend(each.rings)
    return {code: Shape(code, tuple(parts)) for code, parts in rings.items() if parts}


@cache
def known_codes() -> frozenset[str]:
    """The codes of all countries that are drawn."""
    return frozenset(each.code for each in countries() if each.code)


@cache
def middle(code: str) -> tuple[float, float] | None:
    """Degrees of longitude and latitude well within the largest part of a country."""
    shape = country(code)
    if shape is None:
        return None
    x, y, _ = thinning.middle(shape.main)
    longitude, latitude = inverse(x, y)
    return round(float(longitude), 4), round(float(latitude), 4)


@cache
def nuts_codes() -> Mapping[str, str]:
    """The code of the EU authority table for each two letters of NUTS, and for those of ISO 3166 where they differ."""
    document = json.loads(gzip.decompress(OUTLINES.read_bytes()))
    found: dict[str, str] = {}
    for each in document["objects"]["countries"]["geometries"]:
        if each["id"] and each["id"] not in _PART_OF:
            found[each["properties"]["nuts"]] = each["id"]
            found.setdefault(each["properties"]["iso2"], each["id"])
    return found


@cache
def iso2(code: str) -> str:
    """The two letters of ISO 3166 for a code of the EU authority table."""
    document = json.loads(gzip.decompress(OUTLINES.read_bytes()))
    geometries = document["objects"]["countries"]["geometries"]
    return next((str(each["properties"]["iso2"]) for each in geometries if each["id"] == code), "")


def bounds(rings: Iterable[Line]) -> tuple[float, float, float, float]:
    """West, south, east and north of some lines."""
    corners = [(*ring.min(axis=0), *ring.max(axis=0)) for ring in rings]
    west, south, east, north = zip(*corners, strict=True)
    return float(min(west)), float(min(south)), float(max(east)), float(max(north))


def within(point: tuple[float, float], box: tuple[float, float, float, float] = BOX) -> bool:
    """Whether a point in metres lies in a box."""
    west, south, east, north = box
    return west <= point[0] <= east and south <= point[1] <= north
