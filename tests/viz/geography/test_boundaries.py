import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from viz.geography import given, thinning
from viz.geography.boundaries import Boundaries
from viz.geography.given import BadBoundaries
from viz.geography.laea import forward

NORTE = [[-8.8, 41.0], [-6.3, 41.0], [-6.3, 42.1], [-8.8, 42.1], [-8.8, 41.0]]
CENTRO = [[-8.8, 39.6], [-6.9, 39.6], [-6.9, 41.0], [-8.8, 41.0], [-8.8, 39.6]]


def feature(code: str, ring: object, name: str = "NUTS_ID") -> dict[str, object]:
    return {"type": "Feature", "properties": {name: code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features: object, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def test_regions_are_read_in_degrees_and_in_metres() -> None:
    degrees = given.read(collection(feature("PT11", NORTE), feature("PT19", CENTRO)))
    flat = [[float(each) for each in forward(*point)] for point in NORTE]
    system = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3035"}}}
    metres = given.read(gzip.compress(collection(feature("PT11", flat), **system)))
    assert degrees.regions.keys() == {"PT11", "PT19"}
    assert np.abs(degrees.regions["PT11"][0] - metres.regions["PT11"][0]).max() < 1


def test_topojson_with_a_common_border_is_read() -> None:
    document = {
        "type": "Topology",
        "arcs": [[[-8.8, 41.0], [-6.9, 41.0]], [[-6.9, 41.0], [-6.9, 42.1], [-8.8, 42.1], [-8.8, 41.0]], [[-6.9, 41.0], [-6.9, 39.6], [-8.8, 39.6], [-8.8, 41.0]]],
        "objects": {"NUTS": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "id": "PT11", "arcs": [[0, 1]]}, {"type": "Polygon", "id": "PT19", "arcs": [[0, 2]]},
        ]}},
    }  # fmt: skip
    found = given.read(json.dumps(document).encode())
    assert found.regions.keys() == {"PT11", "PT19"}


def test_codes_that_are_none_of_nuts_are_told_and_left_out() -> None:
    found = given.read(collection(feature("PT11", NORTE), feature("somewhere", NORTE), feature("QQ1", NORTE)))
    assert found.regions.keys() == {"PT11"}
    assert found.strange == ("QQ1", "somewhere")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"no json", "not JSON", id="no JSON"),
        pytest.param(b"[]", "an object was expected", id="a list"),
        pytest.param(b"{}", "neither a FeatureCollection", id="nothing"),
        pytest.param(b"\xff\xfe{}", "not JSON", id="no UTF-8"),
        pytest.param(b"[" * 200_000, "nested too deep", id="deep"),
        pytest.param(b'{"type":"FeatureCollection","features":[NaN]}', "no number of JSON", id="NaN"),
        pytest.param(b"\x1f\x8bnot gzip at all", "cannot be unpacked", id="broken gzip"),
        pytest.param(collection(), "no polygon with a NUTS code", id="no features"),
        pytest.param(collection(feature("PT11", [[1, 2]])), "feature 1", id="a ring of one point"),
        pytest.param(collection(feature("PT11", [["a", "b"]] * 5)), "feature 1", id="words for numbers"),
        pytest.param(collection(feature("PT11", [[1e308, 1e308]] * 5)), "neither degrees", id="far away"),
        pytest.param(
            collection(feature("PT11", [[y, x] for x, y in NORTE])), "not where their country is", id="turned"
        ),
        pytest.param(collection(feature("PT11", NORTE), crs={"name": "EPSG:3857"}), "EPSG:3035", id="other metres"),
        pytest.param(b'{"type":"Topology"}', "TopoJSON", id="half a topology"),
        pytest.param(b" ", "an empty file: take NUTS_RG", id="empty"),
        pytest.param(b"PK\x03\x04ref-nuts", "a zip: unpack it first", id="a zip"),
        pytest.param(b"SQLite format 3\0", "a GeoPackage", id="a GeoPackage"),
        pytest.param(b"\x00\x00\x27\x0a\0\0", "a shapefile", id="a shapefile"),
        pytest.param(b"<!doctype html><title>404</title>", "this is HTML", id="a page"),
        pytest.param(gzip.compress(collection(feature("PT11", NORTE)))[:-20], "ends too early", id="half a gzip"),
        pytest.param(collection(feature("Norte", NORTE, "NAME")), "looked for in NUTS_ID", id="no codes"),
        pytest.param(
            collection(
                {
                    "type": "Feature",
                    "properties": {"NUTS_BN_ID": 1},
                    "geometry": {"type": "MultiLineString", "coordinates": [NORTE]},
                }
            ),
            "lines or points, take NUTS_RG",
            id="borders as lines",
        ),
        pytest.param(
            collection(
                {
                    "type": "Feature",
                    "properties": {"NUTS_ID": "PT11"},
                    "geometry": {"type": "Point", "coordinates": [-8, 41]},
                }
            ),
            "lines or points, take NUTS_RG",
            id="label points",
        ),
        pytest.param(
            collection(feature("PT11", [[100_000 * x, 5_000_000 + 10 * y] for x, y in NORTE])),
            "where their country is",
            id="metres of another system, unnamed",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(content: bytes, told: str) -> None:
    with pytest.raises(BadBoundaries, match=told):
        given.read(content)


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(given, "MOST_BYTES", 1_000)
    with pytest.raises(BadBoundaries, match="when unpacked"):
        given.read(gzip.compress(b" " * 5_000))
    monkeypatch.setattr(given, "MOST_BYTES", 10**6)
    monkeypatch.setattr(given, "MOST_POINTS", 3)
    with pytest.raises(BadBoundaries, match="points"):
        given.read(collection(feature("PT11", NORTE)))


def nuts(*regions: dict[str, object], crs: int = 4326) -> bytes:
    """A file as GISCO gives it: the system by its URN, an id beside the properties, codes of all levels."""
    features = [
        {"id": each["code"], **each, "type": "Feature", "properties": {
            "NUTS_ID": each["code"], "LEVL_CODE": len(str(each["code"])) - 2, "CNTR_CODE": str(each["code"])[:2],
            "NAME_LATN": "", "NUTS_NAME": "", "MOUNT_TYPE": 0, "URBN_TYPE": None, "COAST_TYPE": 1,
        }}
        for each in regions
    ]  # fmt: skip
    return collection(*features, crs={"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}})


def multi(code: str, *polygons: object) -> dict[str, object]:
    return {"code": code, "geometry": {"type": "MultiPolygon", "coordinates": polygons}}


def test_a_file_in_the_form_of_gisco_is_read_with_islands_holes_and_regions_without_shape() -> None:
    hole = [[-8.0, 41.4], [-8.0, 41.6], [-7.6, 41.6], [-7.6, 41.4], [-8.0, 41.4]]
    island = [[-9.6, 41.2], [-9.4, 41.2], [-9.4, 41.4], [-9.6, 41.4], [-9.6, 41.2]]
    rock = [[-9.90001, 41.2], [-9.9, 41.2], [-9.9, 41.20001], [-9.90001, 41.2]]
    found = given.read(nuts(
        multi("PT", [NORTE]), multi("PT1", [NORTE]), multi("PT11", [NORTE, hole], [island], [rock]),
        multi("PT19", [CENTRO]), {"code": "PTZZ", "geometry": None}, multi("PT20"),
    ))  # fmt: skip
    assert found.regions.keys() == {"PT", "PT1", "PT11", "PT19"}
    assert len(found.regions["PT11"]) == 3
    outer, inner, _ = found.regions["PT11"]
    assert thinning.area(outer) * thinning.area(inner) < 0
    assert found.strange == ()


def test_a_region_across_the_antimeridian_makes_no_stripe_across_the_map() -> None:
    wallis = [[179.0, -20.0], [-179.0, -20.0], [-179.0, -15.0], [179.0, -15.0], [179.0, -20.0]]
    ring = given.read(nuts(multi("FRY", [wallis]), multi("PT1", [NORTE]))).regions["FRY"][0]
    assert np.abs(np.diff(ring, axis=0)).max() < 2_000_000


def test_a_fine_file_of_many_points_is_thinned_to_what_can_be_seen() -> None:
    turn = np.linspace(0, 2 * np.pi, 200_000)
    rough = 0.4 + 0.0004 * np.sin(2_000 * turn)
    ring = np.column_stack([-7.5 + rough * np.cos(turn), 41.5 + rough * np.sin(turn)])
    ring[-1] = ring[0]
    (thin,) = given.read(nuts(multi("PT11", [ring.tolist()]))).regions["PT11"]
    assert 20 < len(thin) < 2_000


def test_levels_are_kept_apart_and_can_be_replaced_and_removed(tmp_path: Path) -> None:
    boundaries = Boundaries(tmp_path)
    assert boundaries.level(2) == {}
    before = boundaries.mark
    boundaries.add(
        given.read(collection(feature("PT11", NORTE), feature("PT1", CENTRO))), "a.json", "words", "2026-11-22"
    )
    assert [(each.level, each.regions, each.licence) for each in boundaries.layers()] == [
        (1, 1, "words"),
        (2, 1, "words"),
    ]
    assert boundaries.mark != before
    boundaries.add(
        given.read(collection(feature("PT11", NORTE), feature("PT19", CENTRO))), "b.json", "words", "2026-11-22"
    )
    assert boundaries.level(2).keys() == {"PT11", "PT19"}
    assert boundaries.level(1).keys() == {"PT1"}
    assert boundaries.remove() == 2
    assert boundaries.level(2) == {}
