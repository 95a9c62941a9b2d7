"""The colours of a map of places, for a light ground and a dark one: one style sheet that stands in every picture.

Names begin with cg-, so that a page may hold the picture. No variables: Inkscape and others do not know them.
"""

from functools import cache
from pathlib import Path

from viz.palette import LOOKS, OTHER

LIGHT_SEA, DARK_SEA = "#e6eeeb", "#0c1513"
LIGHT_LAND, DARK_LAND = "#fdfefd", "#1b2825"
SHEET = Path(__file__).parents[1] / "assets" / "css" / "ground.css"
HEAD = "/* The colours of maps of places. Written by `python -m viz.geography.style`; a test holds the two together. */"
# Shades from few to many; on a dark ground many is bright. Made in Oklab, in even steps of lightness.
LIGHT_SHADES = ("#cfe8e0", "#a3cfc3", "#74b3a4", "#459484", "#1d7565", "#084a3f")
DARK_SHADES = ("#1f4a41", "#2d6659", "#418475", "#5ca392", "#82c3b2", "#b4e6d9")
ACCENT, DARK_ACCENT = "#0a6152", "#7fd3bd"

_BOTH = """
.cg-t,.cg-n,.cg-c,.cg-h,.cg-k{font-family:"Segoe UI","Noto Sans","Liberation Sans",Arial,sans-serif}
.cg-n{font-size:10.5px;letter-spacing:.06em;text-anchor:middle;paint-order:stroke;stroke-width:2.5px}
.cg-t{font-size:11.5px;paint-order:stroke;stroke-width:3px;stroke-linejoin:round}
.cg-c{font-size:11.5px;font-weight:600;text-anchor:middle}
.cg-h{font-size:19px;font-weight:600}.cg-k{font-size:12px}
.cg-land{stroke-width:.7;stroke-linejoin:round}.cg-blank{stroke-width:.7}.cg-edge{fill:none;stroke-width:.9;stroke-opacity:.6}
.cg-tie{fill:none;stroke-opacity:.5;stroke-linecap:round}.cg-m{stroke-width:1.2;stroke-linejoin:round;paint-order:stroke}
.cg-ring{stroke-width:2}.cg-rough{stroke-dasharray:3 2.5}
.cg-v{fill-opacity:.42;stroke-width:1.2}.cg-at{fill:none;stroke-width:2.5}
a:focus-visible .cg-ring,a:focus-visible .cg-m,a:focus-visible .cg-v{stroke-width:4}
a:focus-visible{outline:3px solid #c37900;outline-offset:2px}
@media (max-width:44rem){.cg-z{transform:scale(1.8)}.cg-n{font-size:21px}.cg-small,.cg-t{display:none}
.cg-t.cg-first{display:inline;font-size:22px}}
""".strip()


def _ground(sea: str, land: str, edge: str, ink: str, soft: str, faint: str) -> str:
    return (
        f".cg-sea{{fill:{sea}}}.cg-land{{fill:{land};stroke:{edge}}}.cg-edge{{stroke:{soft}}}.cg-n{{fill:{faint};stroke:{land}}}"
        f".cg-t{{fill:{ink};stroke:{land}}}.cg-c,.cg-h,.cg-k{{fill:{ink}}}.cg-k.cg-soft{{fill:{soft}}}"
        f".cg-blank{{stroke:{edge}}}.cg-tie{{stroke:{soft}}}.cg-m{{stroke:{land}}}.cg-ring{{fill:{land};stroke:{ink}}}.cg-at{{stroke:{ink}}}"
        f".cg-lines{{stroke:{edge}}}.cg-none{{fill:{land}}}.cg-box{{fill:none;stroke:{edge}}}"
    )


def _marks(shades: tuple[str, ...], accent: str, dark: bool) -> str:
    kinds = {**LOOKS, "other": OTHER}
    colours = "".join(
        f".cg-k-{kind}{{fill:{look.dark if dark else look.light}}}"
        f".cg-r-{kind}{{stroke:{look.dark if dark else look.light}}}"
        for kind, look in kinds.items()
    )
    steps = "".join(f".cg-s{at}{{fill:{shade}}}" for at, shade in enumerate(shades))
    return f"{colours}{steps}.cg-v{{fill:{accent};stroke:{accent}}}.cg-empty{{fill:none}}"


@cache
def sheet() -> str:
    """The style sheet of every picture; pages have it as viz/assets/css/ground.css, written by this module."""
    light = _ground(LIGHT_SEA, LIGHT_LAND, "#b4c3bd", "#13211e", "#4a5a56", "#6b7b76") + _marks(
        LIGHT_SHADES, ACCENT, dark=False
    )
    dark = _ground(DARK_SEA, DARK_LAND, "#41524c", "#e4ece9", "#a4b5af", "#8fa29b") + _marks(
        DARK_SHADES, DARK_ACCENT, dark=True
    )
    return f"{light}{_BOTH}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def shade(at: int, of: int) -> int:
    """Which of the shades a class takes: few classes are as far apart as there is room."""
    return round(at * (len(LIGHT_SHADES) - 1) / max(of - 1, 1)) if of > 1 else 3


def _write() -> None:
    """Write the style sheet that pages have."""
    SHEET.write_text(f"{HEAD}\n{sheet()}\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
