"""Colour, form and size of each kind of thing: one table for the map, its legend and its tests."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

# The grounds of the map in map.css; a test compares them.
LIGHT_GROUND = "#fdfefd"
DARK_GROUND = "#131e1b"


@dataclass(frozen=True)
class Look:
    """How a kind is drawn: a form (an SVG path within -1..1), a colour for each ground, and its base size.

    `rank` orders labels and drawing: lower comes first when there is no room for all.
    """

    form: str
    path: str
    light: str
    dark: str
    size: float
    rank: int


def _polygon(corners: int, turn: float) -> str:
    angles = (2 * math.pi * (corner + turn) / corners for corner in range(corners))
    points = (f"{math.sin(angle):.3f} {-math.cos(angle):.3f}" for angle in angles)
    return "M" + "L".join(points) + "Z"


def _star(corners: int, inner: float) -> str:
    radii = (1.12 if step % 2 == 0 else inner for step in range(2 * corners))
    angles = (math.pi * step / corners for step in range(2 * corners))
    points = (
        f"{radius * math.sin(angle):.3f} {-radius * math.cos(angle):.3f}"
        for radius, angle in zip(radii, angles, strict=True)
    )
    return "M" + "L".join(points) + "Z"


_DISC = "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z"
_CAPSULE = "M-.7 -.62H.7A.62 .62 0 0 1 .7 .62H-.7A.62 .62 0 0 1 -.7 -.62Z"
_CHEVRON = "M-1 -.8H.3L1 0L.3 .8H-1L-.45 0Z"
_PAGE = "M-.8 -.8H.8V.8H-.8Z"

# Found by search: every two colours stay at least 14 apart (CIE 1976) for readers with protanopia, deuteranopia or
# tritanopia, and at least 3:1 against the ground (WCAG 2.2, 1.4.11). The form beside the colour says the same again.
LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "cluster": Look("hexagon", _polygon(6, 0), "#034faf", "#4495f0", 11, 0),
        "organisation": Look("disc", _DISC, "#848890", "#7e8288", 4, 6),
        "pact": Look("diamond", _polygon(4, 0), "#aa1100", "#e55325", 8.5, 1),
        "policy": Look("square", _PAGE, "#c37900", "#e7c029", 6, 4),
        "value-chain": Look("chevron", _CHEVRON, "#0ea364", "#16e796", 8.5, 2),
        "industrial-ecosystem": Look("pentagon", _polygon(5, 0), "#4d742e", "#a4cb5d", 9, 2),
        "specialisation-priority": Look("star", _star(5, 0.5), "#9a1b6e", "#f36aa5", 9, 3),
        "good-practice": Look("triangle", _polygon(3, 0), "#6a30db", "#c1b0f8", 7, 5),
        "project": Look("capsule", _CAPSULE, "#1b7ba9", "#3dbcc3", 10, 1),
    }
)


def _plain(like: str, size: float, rank: int) -> Look:
    """The form of another kind, in black and white: at least 20 apart from every colour, for all readers."""
    return replace(LOOKS[like], light="#101010", dark="#f4f4f4", size=size, rank=rank)


# Kinds that only some networks hold. No two share a form; nine colours more could not be told apart.
FURTHER: Mapping[str, Look] = MappingProxyType(
    {
        "region": _plain("cluster", 8, 2),
        "country": _plain("organisation", 8, 2),
        "thematic-area": _plain("specialisation-priority", 9, 1),
        "intervention-area": _plain("industrial-ecosystem", 8, 2),
        "body": _plain("pact", 8.5, 1),
        "value-chain-stage": _plain("value-chain", 8, 3),
        "transfer": _plain("project", 7, 4),
        "event": _plain("good-practice", 6, 5),
        "measure": _plain("policy", 5, 5),
    }
)
OTHER = Look("cross", "M-.3 -1H.3V-.3H1V.3H.3V1H-.3V.3H-1V-.3H-.3Z", "#4a4a4a", "#c8c8c8", 6, 7)


def look(kind: str) -> Look:
    """The look of a kind; one for all that the table does not know."""
    return LOOKS.get(kind) or FURTHER.get(kind, OTHER)


def radius(kind: str, weight: int) -> float:
    """The radius of a thing with so many links: its area, not its width, grows with them."""
    base = look(kind).size
    growth = 2.2 if kind == "cluster" else 0.9
    return round(min(base + growth * math.sqrt(max(weight - 1, 0)), 3 * base), 1)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG counts it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
