"""The signs of a map as fragments of SVG, each around its own origin."""

import math
from collections.abc import Iterable, Sequence
from html import escape

from viz.geography.grouping import Group
from viz.geography.plate import Spot
from viz.palette import LOOKS, look

SYMBOL = 6.5  # pixels from the middle of a symbol to its rim
_RING_LEAST, _RING_MOST = 9.0, 26.0
_LARGEST = 34.0  # the radius of the highest value


def n(number: float) -> str:
    """A number in tenths, as short as it can be."""
    return f"{round(number, 1):g}"


def sign(kind: str, size: float = SYMBOL) -> str:
    """The form of a kind in its colour."""
    name = kind if kind in LOOKS else "other"
    # The form is drawn within -1..1: lines drawn with it would grow too.
    return f'<path class="cg-m cg-k-{name}" d="{scaled(look(kind).path, size)}"/>'


def scaled(path: str, size: float) -> str:
    """A path of the palette, larger; flags of its arcs stay as they are."""
    out: list[str] = []
    for command, numbers in _commands(path):
        if command == "A":
            arcs = (numbers[at : at + 7] for at in range(0, len(numbers), 7))
            told = " ".join(
                f"{n(a * size)} {n(b * size)} {n(c)} {n(d)} {n(e)} {n(x * size)} {n(y * size)}"
                for a, b, c, d, e, x, y in arcs
            )
        else:
            told = " ".join(n(each * size) for each in numbers)
        out.append(command + told)
    return "".join(out)


def _commands(path: str) -> Iterable[tuple[str, list[float]]]:
    command, text = path[0], ""
    for letter in [*path[1:], ""]:
        if letter == "" or letter.isalpha():
            yield command, [float(each) for each in text.split()]
            command, text = letter, ""
        else:
            text += letter


def ring_radius(count: int) -> float:
    """How large the ring of so many things is."""
    return min(_RING_LEAST + 1.9 * math.sqrt(count), _RING_MOST)


def ring(group: Group[Spot]) -> str:
    """A ring with the number of things in it; the forms of their kinds stand on its rim."""
    kinds = kinds_of(group.members)
    radius = ring_radius(len(group))
    colour = f" cg-r-{kinds[0] if kinds[0] in LOOKS else 'other'}" if len(kinds) == 1 else ""
    rough = " cg-rough" if group.members[0].how == "country" else ""
    signs = "".join(_on_rim(kind, at, min(len(kinds), 4), radius) for at, kind in enumerate(kinds[:4]))
    count = f'<text class="cg-c" y="4">{len(group)}</text>'
    return f'<circle class="cg-ring{colour}{rough}" r="{n(radius)}"/>{signs}{count}'


def _on_rim(kind: str, at: int, of: int, radius: float) -> str:
    turn = (at - (of - 1) / 2) * 0.8
    x, y = radius * math.sin(turn), -radius * math.cos(turn)
    return f'<g transform="translate({n(x)} {n(y)})">{sign(kind, 4.2)}</g>'


def kinds_of(spots: Sequence[Spot]) -> list[str]:
    """The kinds of some things, the commonest first."""
    kinds = [each.kind for each in spots]
    return sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind))


def value_radius(value: float, highest: float) -> float:
    """The radius of a value's circle: its area grows as the value does."""
    return max(_LARGEST * math.sqrt(abs(value) / highest), 1.5) if highest and value else 1.5


def circle(value: float, highest: float, is_rough: bool = False) -> str:
    """A value as a circle, dashed where its place is not known well; one below nothing is empty."""
    below = " cg-empty" if value < 0 else ""
    rough = " cg-rough" if is_rough else ""
    return f'<circle class="cg-v{rough}{below}" r="{n(value_radius(value, highest))}"/>'


def nested(values: Sequence[float], highest: float, words: Sequence[str]) -> str:
    """Circles within each other, standing on one line, each with its value: the legend of circles."""
    base = 2 * _LARGEST
    out = []
    for value, word in zip(values, words, strict=True):
        radius = value_radius(value, highest)
        top = base - 2 * radius
        out.append(
            f'<circle class="cg-v cg-empty" cx="{n(_LARGEST + 2)}" cy="{n(base - radius)}" r="{n(radius)}"/>'
            f'<path class="cg-box" d="M{n(_LARGEST + 2)} {n(top)}H{n(2 * _LARGEST + 12)}"/>'
            f'<text class="cg-k" x="{n(2 * _LARGEST + 16)}" y="{n(top + 4)}">{escape(word)}</text>'
        )
    return "".join(out)


def linked(
    inside: str, href: str, title: str, keys: Sequence[str] = (), point: tuple[float, float] = (0.0, 0.0)
) -> str:
    """A sign at its point, as a link that says what it is; `keys` are those of its thing or things."""
    data = f' data-key{"s" if len(keys) > 1 else ""}="{escape(" ".join(keys))}"' if keys else ""
    place = f'transform="translate({n(point[0])} {n(point[1])})"'
    body = f'<title>{escape(title)}</title><g class="cg-z">{inside}</g>'
    return f'<a href="{escape(href)}" {place}{data}>{body}</a>' if href else f"<g {place}{data}>{body}</g>"
