"""Neighbours from shared arcs."""

import gzip
import json
from pathlib import Path

import pytest

import ingest.readers
from ingest.readers.table import UnreadableFile
from ingest.readers.topojson import read

WORLD = Path(ingest.readers.__file__).parents[1] / "data" / "reference" / "countries_50m.topojson.gz"


def topology(*geometries: dict[str, object]) -> str:
    return json.dumps({"type": "Topology", "objects": {"countries": {"geometries": list(geometries)}}, "arcs": []})


def polygon(code: str | None, arcs: list[object]) -> dict[str, object]:
    shape: dict[str, object] = {"type": "Polygon", "arcs": arcs}
    return shape if code is None else shape | {"id": code}


def test_polygons_that_share_an_arc_are_neighbours_once(tmp_path: Path) -> None:
    file = tmp_path / "three.json"
    file.write_text(
        topology(polygon("724", [[0, 1], [5]]), polygon("620", [[-2, 2]]), polygon("380", [[[3, 4]]])), encoding="utf-8"
    )
    assert [row.cells for row in read(file)] == [{"country_a": "620", "country_b": "724"}]


def test_a_polygon_without_a_code_has_no_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "nameless.json.gz"
    file.write_bytes(gzip.compress(topology(polygon("688", [[0]]), polygon(None, [[-1]])).encode("utf-8")))
    assert list(read(file)) == []


@pytest.mark.parametrize("text", ['{"objects": {}}', "[]", "not JSON"], ids=["no layer", "a list", "no JSON"])
def test_a_file_that_is_no_topology_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"TopoJSON|geometries"):
        list(read(file))


@pytest.mark.parametrize(
    ("country", "neighbours"),
    [("620", {"724"}), ("348", {"040", "191", "642", "688", "703", "705", "804"}), ("352", set())],
    ids=["Portugal", "Hungary", "Iceland"],
)
def test_the_shipped_map_gives_the_land_borders(country: str, neighbours: set[str]) -> None:
    pairs = [set(row.cells.values()) for row in read(WORLD)]
    found = {other for pair in pairs if country in pair for other in pair if other != country}
    assert found == neighbours
