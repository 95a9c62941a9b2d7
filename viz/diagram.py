"""Pictures of boxes and arrows as SVG text: links that work without script, colours from the page's style sheet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape

LINE = 15  # pixels from one line of text to the next
_LETTER = 6.6  # pixels of a usual letter of 12-pixel text; wide ones are counted apart
_WIDE, _NARROW = frozenset("mwMWQGOD@%"), frozenset("iljtfrI.,' ()")
_TIP = 6  # pixels of an arrow's head


@dataclass(frozen=True)
class Box:
    """A box with its words; `href` makes a link of it, `look` is the CSS class that tells what it is."""

    words: str
    x: float
    y: float
    width: float
    href: str = ""
    look: str = ""
    rows: tuple[str, ...] = field(default=())
    height: float = 0

    @property
    def middle(self) -> float:
        """Half of its height, from the top of the picture."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Arrow:
    """A line through points with a head at its end; the words stand above the middle of its longest level part."""

    points: tuple[tuple[float, float], ...]
    look: str = ""


@dataclass(frozen=True)
class Words:
    """A line of text; `anchor` says which end of it stands at the point."""

    text: str
    x: float
    y: float
    look: str = ""
    anchor: str = "start"
    href: str = ""


def box(words: str, x: float, y: float, width: float, href: str = "", look: str = "", least: float = 28) -> Box:
    """A box as high as its words need."""
    rows = wrap(words, width - 14)
    return Box(words, x, y, width, href, look, rows, max(least, LINE * len(rows) + 11))


def moved(boxes: Iterable[Box], x: float = 0, y: float = 0) -> tuple[Box, ...]:
    """The same boxes elsewhere."""
    return tuple(replace(each, x=each.x + x, y=each.y + y) for each in boxes)


def column(boxes: Sequence[Box], y: float, gap: float) -> tuple[Box, ...]:
    """Boxes one below the other."""
    placed = []
    for each in boxes:
        placed.append(replace(each, y=y))
        y += each.height + gap
    return tuple(placed)


def length(boxes: Sequence[Box]) -> float:
    """From the top of the first of some boxes to the bottom of the last."""
    return max((each.y + each.height for each in boxes), default=0.0) - min((each.y for each in boxes), default=0.0)


def wrap(text: str, width: float) -> tuple[str, ...]:
    """A text in lines that fit a width; a word that is too long alone is cut by a hyphen."""
    rows: list[str] = []
    for word in text.split():
        if rows and _extent(f"{rows[-1]} {word}") <= width:
            rows[-1] = f"{rows[-1]} {word}"
            continue
        while _extent(word) > width and len(word) > 4:
            fits = next(cut for cut in range(len(word) - 1, 0, -1) if _extent(word[:cut] + "-") <= width or cut == 1)
            rows.append(word[:fits] + "-")
            word = word[fits:]
        rows.append(word)
    return tuple(rows)


def draw(
    width: float, height: float, label: str, boxes: Iterable[Box], arrows: Iterable[Arrow], words: Iterable[Words]
) -> str:
    """The picture; `label` is its name for those who do not see it, and its boxes are links that can be reached."""
    parts = [*map(_arrow, arrows), *map(_box, boxes), *map(_words, words)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {_n(width + 2)} {_n(height + 2)}" width="{_n(width)}" '
        f'height="{_n(height)}" role="group" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _box(each: Box) -> str:
    shape = f'<rect x="{_n(each.x)}" y="{_n(each.y)}" width="{_n(each.width)}" height="{_n(each.height)}" rx="3"/>'
    first = each.middle - LINE * (len(each.rows) - 1) / 2 + 4
    centre = each.x + each.width / 2
    # A space between the lines, so that who hears them hears separate words.
    lines = " ".join(
        f'<tspan x="{_n(centre)}" y="{_n(first + LINE * row)}">{escape(text)}</tspan>'
        for row, text in enumerate(each.rows)
    )
    text = f'<text text-anchor="middle">{lines}</text>' if lines else ""
    return _linked(f'<g class="{escape(("box " + each.look).strip())}">{shape}{text}</g>', each.href)


def _arrow(each: Arrow) -> str:
    (before, end), look = each.points[-2:], escape(("arrow " + each.look).strip())
    path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in each.points)
    return f'<g class="{look}"><path class="line" d="{path}"/><path class="tip" d="{_tip(before, end)}"/></g>'


def _tip(before: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), across = end, abs(end[0] - before[0]) >= abs(end[1] - before[1])
    if across:
        back = x - _TIP if end[0] > before[0] else x + _TIP
        return f"M{_n(x)} {_n(y)}L{_n(back)} {_n(y - 4)}V{_n(y + 4)}Z"
    back = y - _TIP if end[1] > before[1] else y + _TIP
    return f"M{_n(x)} {_n(y)}L{_n(x - 4)} {_n(back)}H{_n(x + 4)}Z"


def _words(each: Words) -> str:
    look = escape(("words " + each.look).strip())
    text = (
        f'<text class="{look}" x="{_n(each.x)}" y="{_n(each.y)}" text-anchor="{each.anchor}">{escape(each.text)}</text>'
    )
    return _linked(text, each.href)


def _linked(inside: str, href: str) -> str:
    return f'<a href="{escape(href)}">{inside}</a>' if href else inside


def _extent(text: str) -> float:
    return sum(_LETTER * (1.45 if char in _WIDE else 0.55 if char in _NARROW else 1) for char in text)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
