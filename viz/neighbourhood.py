"""A thing among those that it is linked to, as SVG text: links that work without script, for wide and slim screens.

What it leads to stands on the right, what leads to it on the left; on slim screens all stand below it. Colours are the
page's: each sign has the CSS class of its kind. For the eye and the pointer only: the page says the same as text, and
its links stand there, so neither keyboards nor screen readers have to go through them twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from viz.lettering import fitted, wrap

WIDE, SLIM = 820.0, 288.0
_ROW, _HEAD, _GAP = 24.0, 20.0, 8.0  # heights of a neighbour, of the words above a group, between groups
_LETTER = 14.0  # pixels of letters: drawn with 13, but no font of a reader may be too wide for its room
_SIGN, _OWN = 6.0, 11.0  # radius of the sign of a neighbour, and of the thing itself
_ARM = 132.0  # from the middle to the signs of one side
_CENTRE = 66.0  # half of the room that the thing has in the middle for its name


@dataclass(frozen=True)
class Sign:
    """How a kind is drawn: a path within -1..1, the CSS class of its colour, and whether only its outline is drawn."""

    path: str
    colour: str
    outline: bool = False


@dataclass(frozen=True)
class Neighbour:
    """A thing that is linked to, by which relation, and from which side; `href` is its page."""

    label: str
    href: str
    sign: Sign
    relation: str
    arrives: bool = False


@dataclass(frozen=True)
class _Row:
    """One line of a side: the words of a group, or a neighbour."""

    y: float
    words: str
    neighbour: Neighbour | None = None


def wide(label: str, sign: Sign, around: Sequence[Neighbour]) -> str:
    """The picture with two sides."""
    sides = {side: tuple(_rows([each for each in around if each.arrives is side], 0.0)) for side in (True, False)}
    height = max(*(_end(rows) for rows in sides.values()), 4 * _ROW)
    parts = []
    for side, rows in sides.items():
        shift = (height - _end(rows)) / 2
        parts += [_beside(row, shift, height / 2, -1 if side else 1) for row in rows]
    own = _own(label, sign, WIDE / 2, height / 2, _CENTRE)
    return _svg(WIDE, height, [*parts, own])


def slim(label: str, sign: Sign, around: Sequence[Neighbour]) -> str:
    """The picture with one column below the thing."""
    rows = tuple(_rows(sorted(around, key=lambda each: each.arrives), 2 * _ROW))
    height = _end(rows)
    last = max((row.y for row in rows if row.neighbour), default=0.0)
    trunk = f'<path class="tie" d="M{_n(_OWN + 1)} {_n(_ROW)}V{_n(last - 6)}"/>'
    head = _sign(sign, _OWN + 1, _OWN + 2, _OWN) + _text(fitted(label, SLIM - 40, _LETTER), 32, _OWN + 6, "own")
    return _svg(SLIM, height, [trunk, *map(_below, rows), head])


def _rows(around: Sequence[Neighbour], y: float) -> Iterator[_Row]:
    for relation, group in groupby(around, key=lambda each: (each.arrives, each.relation)):
        yield _Row(y + _HEAD / 2, relation[1])
        y += _HEAD
        for each in group:
            yield _Row(y + _ROW / 2, each.label, each)
            y += _ROW
        y += _GAP


def _end(rows: Sequence[_Row]) -> float:
    return rows[-1].y + _ROW / 2 + 2 if rows else 0.0


def _beside(row: _Row, shift: float, middle: float, way: int) -> str:
    x, y, anchor = WIDE / 2 + way * _ARM, row.y + shift, "start" if way > 0 else "end"
    room = WIDE / 2 - _ARM - 16
    if row.neighbour is None:
        return _text(fitted(row.words, room + _SIGN, _LETTER), x - way * _SIGN, y + 4, "by", anchor)
    bend, start = WIDE / 2 + way * (_ARM - 44), WIDE / 2 + way * (_OWN + 3)
    tie = f"M{_n(start)} {_n(middle)}C{_n(bend)} {_n(middle)} {_n(bend)} {_n(y)} {_n(x - way * _SIGN)} {_n(y)}"
    words = _text(fitted(row.words, room, _LETTER), x + way * 13, y + 4, "", anchor)
    return f'<path class="tie" d="{tie}"/>' + _linked(row.neighbour, _sign(row.neighbour.sign, x, y, _SIGN) + words)


def _below(row: _Row) -> str:
    if row.neighbour is None:
        return _text(fitted(row.words, SLIM - 28, _LETTER), 26, row.y + 4, "by")
    trunk, x, y = _OWN + 1, 34.0, row.y
    tie = (
        f'<path class="tie" d="M{_n(trunk)} {_n(y - 7)}Q{_n(trunk)} {_n(y)} {_n(trunk + 7)} {_n(y)}H{_n(x - _SIGN)}"/>'
    )
    words = _text(fitted(row.words, SLIM - 50, _LETTER), x + 12, y + 4)
    return tie + _linked(row.neighbour, _sign(row.neighbour.sign, x, y, _SIGN) + words)


def _own(label: str, sign: Sign, x: float, y: float, half: float) -> str:
    lines = wrap(label, 2 * half, _LETTER)
    words = "".join(_text(line, x, y + _OWN + 16 + 15 * row, "own", "middle") for row, line in enumerate(lines))
    return _sign(sign, x, y, _OWN) + words


def _sign(sign: Sign, x: float, y: float, size: float) -> str:
    look = f"sign {sign.colour}{' outline' if sign.outline else ''}"
    return f'<path class="{look}" transform="translate({_n(x)} {_n(y)}) scale({_n(size)})" d="{sign.path}"/>'


def _text(text: str, x: float, y: float, look: str = "", anchor: str = "start") -> str:
    kind = f' class="{look}"' if look else ""
    return f'<text{kind} x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _linked(each: Neighbour, inside: str) -> str:
    told = escape(f"{each.relation}: {each.label}")
    return f'<a href="{escape(each.href)}" tabindex="-1"><title>{told}</title>{inside}</a>'


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}" '
        f'height="{_n(height)}" aria-hidden="true">{"".join(parts)}</svg>'
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
