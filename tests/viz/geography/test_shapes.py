"""Topology, thinning, clipping, outlines: what the ground of a map is made of."""

import json
from pathlib import Path

import numpy as np
import pytest

from viz.geography import base, clipping, cut, frames, thinning, topology
from viz.geography.outlines import EUROPEAN, countries, country, middle, nuts_codes

REFERENCE = Path(__file__).parents[3] / "ingest" / "data" / "reference"
SQUARE = np.array([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)], dtype=float)


def test_the_shipped_outlines_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut, "OUTLINES", tmp_path / "again.gz")
    cut.main([str(REFERENCE / "countries_50m.topojson.gz"), str(REFERENCE / "countries.csv")])
    shipped = Path(cut.__file__).parent / "europe.topojson.gz"
    assert (tmp_path / "again.gz").read_bytes() == shipped.read_bytes()
    assert shipped.stat().st_size < 80_000


def test_countries_are_as_large_as_they_are() -> None:
    """Square kilometres of land and inland water, as the yearbooks have them; the outlines are coarse."""
    for code, size in {"PRT": 92_200, "ROU": 238_400, "ITA": 302_000, "SRB": 77_500, "AUT": 83_900}.items():
        shape = country(code)
        assert shape is not None
        assert sum(abs(thinning.area(ring)) for ring in shape.rings) / 1e6 == pytest.approx(size, rel=0.03), code


def test_all_states_of_europe_are_drawn_and_known_by_both_codes() -> None:
    assert {each.code for each in countries()} >= EUROPEAN
    assert nuts_codes()["EL"] == nuts_codes()["GR"] == "GRC"
    assert nuts_codes()["UK"] == "GBR"
    assert set(nuts_codes().values()) >= EUROPEAN


@pytest.mark.parametrize("code", ["PRT", "HRV", "NOR", "GRC", "FRA"])
def test_the_middle_of_a_country_lies_in_it(code: str) -> None:
    shape, point = country(code), middle(code)
    assert shape is not None
    assert point is not None
    x, y = (float(each) for each in frames.forward(*point))
    ring = shape.main
    turns = (ring[:-1, 1] > y) != (ring[1:, 1] > y)
    one, other = ring[:-1][turns], ring[1:][turns]
    crossed = one[:, 0] + (y - one[:, 1]) / (other[:, 1] - one[:, 1]) * (other[:, 0] - one[:, 0])
    assert np.count_nonzero(crossed > x) % 2 == 1


def test_a_ring_is_cut_at_the_edges() -> None:
    half = clipping.clip_ring(SQUARE, (5, -5, 20, 20))
    assert half is not None
    assert abs(thinning.area(half)) == 50
    assert clipping.clip_ring(SQUARE, (20, 20, 30, 30)) is None
    assert clipping.clip_ring(SQUARE, (-1, -1, 11, 11)) is SQUARE


@pytest.mark.parametrize(
    ("one", "other", "seen"),
    [
        pytest.param((-5, 5), (15, 5), ((0, 5), (10, 5)), id="across"),
        pytest.param((2, 2), (3, 3), ((2, 2), (3, 3)), id="inside"),
        pytest.param((-5, -5), (-1, 20), None, id="beside"),
        pytest.param((-5, 20), (15, 20), None, id="level and outside"),
    ],
)
def test_a_line_is_cut_at_the_edges(
    one: tuple[float, float], other: tuple[float, float], seen: tuple[tuple[float, float], ...] | None
) -> None:
    assert clipping.clip_segment(one, other, (0, 0, 10, 10)) == seen


def test_a_thinned_line_is_nowhere_off_by_more_than_it_may() -> None:
    random = np.random.default_rng(7)
    line = np.column_stack((np.arange(400.0), np.cumsum(random.normal(size=400))))
    thin = thinning.thin(line, 2.0)
    assert len(thin) < 200
    level = np.interp(line[:, 0], thin[:, 0], thin[:, 1])
    assert np.abs(level - line[:, 1]).max() < 2.0 * np.hypot(1, np.abs(np.diff(thin[:, 1]) / np.diff(thin[:, 0])).max())
    assert (thin[0] == line[0]).all()
    assert (thin[-1] == line[-1]).all()


def test_arcs_that_are_walked_backwards_close_a_ring() -> None:
    document = {
        "type": "Topology",
        "arcs": [[[0, 0], [2, 0]], [[0, 0], [0, 2], [2, 2], [2, 0]]],
        "objects": {
            "x": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "id": "A", "arcs": [[0, ~1]]}]}
        },
    }
    found = topology.read(document)
    ring = found.ring(found.layers["x"][0].rings[0])
    assert abs(thinning.area(ring)) == 4
    assert (ring[0] == ring[-1]).all()


@pytest.mark.parametrize(
    "document",
    [
        pytest.param([], id="a list"),
        pytest.param({}, id="nothing"),
        pytest.param({"arcs": [[[0, 0]]], "objects": {}}, id="an arc of one point"),
        pytest.param({"arcs": [[[0, 0], ["a", 1]]], "objects": {}}, id="no numbers"),
        pytest.param({"arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[0]]}}}, id="an arc that is not there"),
    ],
)
def test_what_is_no_topology_is_refused(document: object) -> None:
    with pytest.raises(topology.BadTopology):
        topology.read(json.loads(json.dumps(document)))


def test_paths_stay_within_the_frame_and_its_margin() -> None:
    frame = frames.read("PRT")
    for land in base.ground(frame.box, frame.width):
        assert 0 <= land.x <= frame.width
        assert land.path.startswith("M")
        assert land.path.endswith("z")
