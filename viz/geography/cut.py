"""The outlines that are shipped, cut from Natural Earth: Europe and what lies around it, in few points.

    python -m viz.geography.cut countries_50m.topojson.gz countries.csv

The first is the world of Natural Earth as TopoJSON, the second the codes of countries (ISO 3166 and those of Eurostat);
both are in ingest/data/reference. The same files give the same outlines, byte for byte.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viz.geography import thinning, topology
from viz.geography.laea import forward, inverse
from viz.geography.topology import Line, Shape, Topology

OUTLINES = Path(__file__).parent / "europe.topojson.gz"
BOX = (800_000.0, 700_000.0, 7_800_000.0, 6_000_000.0)  # west, south, east, north of what maps can show, in metres
_FINE, _COARSE = 400.0, 40_000.0  # metres that a line may be off, within the box and outside
_LEAST = 4e6  # square metres; smaller islands cannot be seen
_GRID = 0.001  # degrees to which places are rounded
# Natural Earth gives no ISO number to what not all states recognise; the EU authority code is the one the graph uses.
_UNNUMBERED = {"Kosovo": ("1A0", "XK", "XK")}


@dataclass(frozen=True)
class Code:
    """A country in three code lists: the EU authority table, NUTS, ISO 3166 alpha-2."""

    authority: str
    nuts: str
    iso2: str


def main(arguments: Sequence[str]) -> None:
    """Write the outlines anew from a file of Natural Earth and one of codes."""
    world, codes = map(Path, arguments)
    document = json.loads(gzip.decompress(world.read_bytes()))
    made = cut(topology.read(document), read_codes(codes))
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    OUTLINES.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def read_codes(path: Path) -> Mapping[str, Code]:
    """Countries by their ISO number."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["iso_numeric"]: Code(row["eu_authority_uri"].rsplit("/", 1)[-1], row["eurostat_code"], row["iso2"])
            for row in csv.DictReader(file)
            if row["iso_numeric"]
        }


def cut(world: Topology, codes: Mapping[str, Code]) -> Mapping[str, object]:
    """A TopoJSON document of the countries within the box, in degrees."""
    flat = [np.column_stack(forward(*arc.T)) for arc in world.arcs]
    thinned = Topology(tuple(_thinned(arc) for arc in flat), {})
    shapes = [(each, _rings(each, thinned)) for each in world.layers["countries"]]
    found = [(each, rings) for each, rings in shapes if rings]
    used = sorted({abs(arc) if arc >= 0 else ~arc for _, rings in found for ring in rings for arc in ring})
    places = {arc: place for place, arc in enumerate(used)}
    geometries = [_geometry(each, rings, places, codes) for each, rings in found]
    return {
        "type": "Topology",
        "transform": {"scale": [_GRID, _GRID], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_steps(thinned.arcs[arc]) for arc in used],
    }


def _thinned(arc: Line) -> Line:
    inside = _inside(arc)
    near = inside | np.roll(inside, 1) | np.roll(inside, -1)
    return thinning.thin(arc, np.where(near, _FINE, _COARSE))


def _inside(line: Line) -> NDArray[np.bool_]:
    west, south, east, north = BOX
    x, y = line.T
    inside: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside


def _rings(shape: Shape, world: Topology) -> tuple[tuple[int, ...], ...]:
    return tuple(ring for ring in shape.rings if _shown(world.ring(ring)))


def _shown(ring: Line) -> bool:
    return len(ring) > 3 and bool(_inside(ring).any()) and abs(thinning.area(ring)) >= _LEAST


def _geometry(
    shape: Shape, rings: Iterable[Sequence[int]], places: Mapping[int, int], codes: Mapping[str, Code]
) -> Mapping[str, object]:
    name = str(shape.properties["name"])
    code = codes.get(shape.id) or Code(*_UNNUMBERED.get(name, ("", "", "")))
    renumbered = [[places[arc] if arc >= 0 else ~places[~arc] for arc in ring] for ring in rings]
    return {
        "type": "MultiPolygon",
        "id": code.authority,
        "properties": {"name": name, "nuts": code.nuts, "iso2": code.iso2},
        "arcs": [[ring] for ring in renumbered],
    }


def _steps(arc: Line) -> list[list[int]]:
    grid = np.round(np.column_stack(inverse(*arc.T)) / _GRID).astype(int)
    return list(_changes(grid.tolist()))


def _changes(points: Iterable[Sequence[int]]) -> Iterator[list[int]]:
    before = [0, 0]
    for number, (x, y) in enumerate(points):
        step = [x - before[0], y - before[1]]
        # A step to where one stands says nothing; the first is where the arc begins, and one more makes it a line.
        if number < 2 or step != [0, 0]:
            yield step
        before = [x, y]


if __name__ == "__main__":
    main(sys.argv[1:])
