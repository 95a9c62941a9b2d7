import numpy as np
import pytest

from viz.geography.laea import forward, inverse


@pytest.mark.parametrize(
    ("longitude", "latitude", "east", "north"),
    [
        # EPSG Guidance Note 7-2, the worked example of method 9820 for ETRS89-LAEA.
        pytest.param(5.0, 50.0, 3_962_799.45, 2_999_718.85, id="worked example"),
        pytest.param(10.0, 52.0, 4_321_000.0, 3_210_000.0, id="centre"),
    ],
)
def test_published_places_are_met_to_a_metre_both_ways(
    longitude: float, latitude: float, east: float, north: float
) -> None:
    assert np.hypot(*np.subtract(forward(longitude, latitude), (east, north))) < 0.01
    assert np.abs(np.subtract(inverse(east, north), (longitude, latitude))).max() < 1e-7


def test_there_and_back_is_the_same_place_all_over_europe() -> None:
    longitude, latitude = (each.ravel() for each in np.meshgrid(np.linspace(-32, 60, 47), np.linspace(27, 72, 46)))
    back = inverse(*forward(longitude, latitude))
    # A hundred-millionth of a degree is a millimetre.
    assert np.abs(back[0] - longitude).max() < 1e-7
    assert np.abs(back[1] - latitude).max() < 1e-7


@pytest.mark.parametrize(("longitude", "latitude"), [(-9.0, 38.0), (27.0, 45.0), (25.0, 66.0), (10.0, 52.0)])
def test_areas_keep_their_size(longitude: float, latitude: float) -> None:
    """A cell of one degree is as large as the zone of the ellipsoid says (Snyder 3-12), wherever it is."""
    e2 = (2 - 1 / 298.257222101) / 298.257222101
    e = np.sqrt(e2)

    def zone(degrees: float) -> float:
        s = np.sin(np.radians(degrees))
        return float(6378137.0**2 * (1 - e2) / 2 * (s / (1 - e2 * s * s) + np.log((1 + e * s) / (1 - e * s)) / (2 * e)))

    expected = (zone(latitude + 1) - zone(latitude)) * np.radians(1)
    steps = np.linspace(0, 1, 200)
    x = np.concatenate([longitude + steps, np.full(200, longitude + 1), longitude + 1 - steps, np.full(200, longitude)])
    y = np.concatenate([np.full(200, latitude), latitude + steps, np.full(200, latitude + 1), latitude + 1 - steps])
    east, north = forward(x, y)
    area = abs(np.dot(east, np.roll(north, -1)) - np.dot(north, np.roll(east, -1))) / 2
    assert area == pytest.approx(expected, rel=1e-5)
