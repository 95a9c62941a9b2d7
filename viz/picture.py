"""Pictures as shapes and words with links, told apart from how they are written: as SVG, PDF or PNG."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from viz.palette import DARK_GROUND, LIGHT_GROUND, LOOKS, Look


@dataclass(frozen=True)
class Ink:
    """A colour by its name, on a light ground and on a dark one."""

    name: str
    light: str
    dark: str


GROUND = Ink("ground", LIGHT_GROUND, DARK_GROUND)
TEXT = Ink("text", "#13211e", "#e4ece9")
SOFT = Ink("soft", "#4a5a56", "#a4b5af")
RULE = Ink("rule", "#d3dcd8", "#2a3935")
AXIS = Ink("axis", "#82928c", "#6c7f78")
LINK = Ink("link", "#6d7d78", "#8fa39b")
ACCENT = Ink("accent", "#0a6152", "#7fd3bd")


def ink_of(kind: str, look: Look) -> Ink:
    """The colours of a kind of thing."""
    return Ink(f"k-{kind}", look.light, look.dark)


_ORDER = (
    *("cluster", "pact", "value-chain", "good-practice", "policy"),
    *("specialisation-priority", "project", "industrial-ecosystem"),
)
# Told apart by readers with each kind of colour blindness, and from the ground: viz.palette found them so.
SERIES = tuple(Ink(f"s{number}", LOOKS[kind].light, LOOKS[kind].dark) for number, kind in enumerate(_ORDER, 1))
FORMS = tuple(
    LOOKS[kind].path for kind in ("organisation", "policy", "good-practice", "pact", "cluster", "value-chain")
)
DASHES: tuple[tuple[float, ...], ...] = ((), (7, 4), (2, 3), (10, 3, 2, 3), (4, 2), (12, 5))


@dataclass(frozen=True)
class Rect:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: Ink | None = None
    stroke: Ink | None = None
    line: float = 1
    rounding: float = 0


@dataclass(frozen=True)
class Path:
    """A line or a surface as SVG writes it, of the commands M, L, H, V, C, A (circles) and Z."""

    d: str
    fill: Ink | None = None
    stroke: Ink | None = None
    line: float = 1
    dash: tuple[float, ...] = ()
    opacity: float = 1


@dataclass(frozen=True)
class Form:
    """A form that is drawn within -1…1, at a place and in a size."""

    d: str
    x: float
    y: float
    size: float
    fill: Ink | None = None
    stroke: Ink | None = None
    line: float = 1


@dataclass(frozen=True)
class Words:
    """A line of text; `anchor` says which end stands at the point, `halo` that it may stand on lines.

    `turn` is how far it is turned around the point, in degrees, with the clock.
    """

    text: str
    x: float
    y: float
    size: float = 12
    ink: Ink = TEXT
    anchor: str = "start"
    bold: bool = False
    halo: bool = False
    turn: float = 0


@dataclass(frozen=True)
class Linked:
    """Parts that are one link; `label` says what it is, and what it opens."""

    href: str
    label: str
    parts: "tuple[Part, ...]"


@dataclass(frozen=True)
class Moved:
    """Parts that stand elsewhere: everything so much to the right and down."""

    x: float
    y: float
    parts: "tuple[Part, ...]"


Part: TypeAlias = Rect | Path | Form | Words | Linked | Moved


@dataclass(frozen=True)
class Picture:
    """A picture with its title and what it shows in words; `facts` are kept inside its file."""

    width: float
    height: float
    title: str
    told: str
    parts: tuple[Part, ...]
    lang: str = "en"
    facts: tuple[tuple[str, str], ...] = field(default=())


def marked(href: str, label: str, *parts: Part) -> Linked:
    """Parts that open an address, or that only say what they are where there is none."""
    return Linked(href, label, parts)


def flat(parts: Iterable[Part]) -> Iterator[Part]:
    """All parts, those inside links too; the links themselves come before theirs."""
    for part in parts:
        yield part
        if isinstance(part, Linked | Moved):
            yield from flat(part.parts)


def hatching(x: float, y: float, width: float, height: float, step: float = 6) -> str:
    """Slanted lines within a rectangle, as a path: a pattern that says the same as a colour."""
    pieces = []
    reach = step
    while reach < width + height:
        start = (x + max(0.0, reach - height), y + min(reach, height))
        end = (x + min(reach, width), y + max(0.0, reach - width))
        pieces.append(f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}")
        reach += step
    return "".join(pieces)
