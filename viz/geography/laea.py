"""The projection of Europe's maps: Lambert azimuthal equal area on ETRS89 (EPSG:3035), there and back.

Formulas: Snyder, Map Projections: A Working Manual (1987), pages 187 to 190; EPSG Guidance Note 7-2, method 9820.
Areas keep their size, so that shaded countries can be compared.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = NDArray[np.float64]

_AXIS, _FLATTENING = 6378137.0, 1 / 298.257222101  # GRS80
_LATITUDE, _LONGITUDE = np.radians(52.0), np.radians(10.0)
_EAST, _NORTH = 4_321_000.0, 3_210_000.0  # of the centre, in metres
_E2 = _FLATTENING * (2 - _FLATTENING)
_E = float(np.sqrt(_E2))
_FAR = 1e-6  # the antipode of the centre is everywhere on the rim: keep away from it


def _authalic(sine: ArrayLike) -> Numbers:
    """Snyder's q (3-12), by the sine of a latitude."""
    s = np.asarray(sine, dtype=np.float64)
    logs: Numbers = np.log((1 - _E * s) / (1 + _E * s))
    return (1 - _E2) * (s / (1 - _E2 * s * s) - logs / (2 * _E))


_POLE = float(_authalic(1.0))
_RADIUS = _AXIS * float(np.sqrt(_POLE / 2))
_BETA = float(np.arcsin(_authalic(np.sin(_LATITUDE)) / _POLE))
_D = _AXIS * float(np.cos(_LATITUDE) / np.sqrt(1 - _E2 * np.sin(_LATITUDE) ** 2)) / (_RADIUS * float(np.cos(_BETA)))


def forward(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Numbers, Numbers]:
    """Metres east and north for degrees: `forward(5, 50)` is `(3962799.45, 2999718.85)`."""
    turn = np.radians(np.asarray(longitude, dtype=np.float64)) - _LONGITUDE
    beta = np.arcsin(np.clip(_authalic(np.sin(np.radians(latitude))) / _POLE, -1, 1))
    near = 1 + np.sin(_BETA) * np.sin(beta) + np.cos(_BETA) * np.cos(beta) * np.cos(turn)
    scale = _RADIUS * np.sqrt(2 / np.maximum(near, _FAR))
    east = _EAST + scale * _D * np.cos(beta) * np.sin(turn)
    north = _NORTH + scale / _D * (np.cos(_BETA) * np.sin(beta) - np.sin(_BETA) * np.cos(beta) * np.cos(turn))
    return east, north


def inverse(east: ArrayLike, north: ArrayLike) -> tuple[Numbers, Numbers]:
    """Degrees of longitude and latitude for metres."""
    x = np.asarray(east, dtype=np.float64) - _EAST
    y = np.asarray(north, dtype=np.float64) - _NORTH
    distance = np.maximum(np.hypot(x / _D, _D * y), 1e-9)
    arc = 2 * np.arcsin(np.clip(distance / (2 * _RADIUS), -1, 1))
    beta = np.arcsin(np.clip(np.cos(arc) * np.sin(_BETA) + _D * y * np.sin(arc) * np.cos(_BETA) / distance, -1, 1))
    across = x * np.sin(arc)
    along = _D * distance * np.cos(_BETA) * np.cos(arc) - _D * _D * y * np.sin(_BETA) * np.sin(arc)
    return np.degrees(_LONGITUDE + np.arctan2(across, along)), np.degrees(_geodetic(beta))


def _geodetic(beta: Numbers) -> Numbers:
    """The latitude of an authalic latitude (Snyder 3-18)."""
    return (
        beta
        + (_E2 / 3 + 31 * _E2**2 / 180 + 517 * _E2**3 / 5040) * np.sin(2 * beta)
        + (23 * _E2**2 / 360 + 251 * _E2**3 / 3780) * np.sin(4 * beta)
        + 761 * _E2**3 / 45360 * np.sin(6 * beta)
    )
