import itertools
import math
import re
from pathlib import Path
from typing import TypeAlias

import pytest

from viz.palette import DARK_GROUND, FURTHER, LIGHT_GROUND, LOOKS, OTHER, contrast, look, radius

CSS = Path(__file__).parents[2] / "viz" / "assets" / "css" / "map.css"
# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
Matrix: TypeAlias = tuple[tuple[float, ...], ...]
SIGHT: dict[str, Matrix] = {
    "full colour": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def linear(colour: str) -> list[float]:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def seen(colour: str, matrix: Matrix) -> list[float]:
    return [min(max(sum(w * c for w, c in zip(row, linear(colour), strict=True)), 0), 1) for row in matrix]


def lab(rgb: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear RGB."""
    white = ((0.4124, 0.3576, 0.1805, 0.9505), (0.2126, 0.7152, 0.0722, 1.0), (0.0193, 0.1192, 0.9505, 1.089))
    parts = (sum(w * c for w, c in zip(row, rgb, strict=False)) / row[3] for row in white)
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in parts)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("kind", [*LOOKS, *FURTHER, "something else"])
def test_every_colour_stands_out_from_its_ground(kind: str) -> None:
    assert contrast(look(kind).light, LIGHT_GROUND) >= 3
    assert contrast(look(kind).dark, DARK_GROUND) >= 3


def test_no_two_kinds_share_a_form() -> None:
    forms = [each.form for each in (*LOOKS.values(), OTHER)]
    paths = [each.path for each in (*LOOKS.values(), OTHER)]
    assert len(set(forms)) == len(set(paths)) == len(LOOKS) + 1


def test_kinds_of_some_networks_have_a_form_each_that_stands_for_a_known_one() -> None:
    forms = [each.form for each in FURTHER.values()]
    assert len(set(forms)) == len(forms)
    assert set(forms) <= {each.form for each in LOOKS.values()}
    assert not FURTHER.keys() & LOOKS.keys()


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("ground", ["light", "dark"])
def test_kinds_of_some_networks_differ_from_the_others_for_every_kind_of_sight(sight: str, ground: str) -> None:
    ink = lab(seen(getattr(FURTHER["region"], ground), SIGHT[sight]))
    assert min(math.dist(ink, lab(seen(getattr(each, ground), SIGHT[sight]))) for each in LOOKS.values()) > 20


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("ground", ["light", "dark"])
def test_kinds_differ_in_colour_for_every_kind_of_sight(sight: str, ground: str) -> None:
    colours = {kind: lab(seen(getattr(each, ground), SIGHT[sight])) for kind, each in LOOKS.items()}
    close = [pair for pair in itertools.combinations(colours, 2) if math.dist(*(colours[kind] for kind in pair)) < 12]
    assert close == []


def test_a_thing_grows_with_its_links_but_not_without_end() -> None:
    assert radius("cluster", 1) < radius("cluster", 20) <= radius("cluster", 10_000)
    assert radius("cluster", 10_000) <= 3 * look("cluster").size
    assert radius("cluster", 0) > radius("organisation", 0)


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    grounds = re.findall(r"--map-ground: var\(--land, (#\w+)\)", CSS.read_text(encoding="utf-8"))
    assert grounds == [LIGHT_GROUND, DARK_GROUND]
