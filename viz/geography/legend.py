"""The legend of a map: the same signs as on it, each with its words, for the picture and for the page."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from viz.geography import marks
from viz.geography.drawing import Drawn
from viz.geography.marks import n
from viz.geography.plate import HOW, Plate
from viz.geography.style import shade
from viz.lettering import extent

LINE, _SIGN = 21.0, 26.0  # pixels from one line to the next, and of the sign before the words
_COLUMN = 44.0
_HOW_SIGNS = {"country": '<circle class="cg-ring cg-rough" r="9"/>'}


@dataclass(frozen=True)
class Entry:
    """A line: its sign around its own middle, what that is, and how many there are."""

    sign: str
    words: str
    count: str = ""


@dataclass(frozen=True)
class Section:
    """Some lines under one heading; `picture` is drawn below them, so wide and so high."""

    heading: str
    entries: tuple[Entry, ...]
    picture: str = ""
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True)
class Words:
    """The fixed words of a legend, and how numbers are written."""

    things: str
    groups: str
    known: str
    how: Mapping[str, str]
    figure: str
    none: str
    links: str
    wider: str
    number: Callable[[float], str]


def sections(plate: Plate, drawn: Drawn, kinds: Mapping[str, str], words: Words) -> tuple[Section, ...]:
    """What a map needs explained, and nothing else."""
    made = [_things(plate, drawn, kinds, words), _hows(plate, words)]
    if plate.places:
        made.append(_shades(plate, words) if plate.is_shaded else _circles(_values(plate.places), words))
    elif plate.sized:
        made.append(_circles(_values(plate.spots), words))
    if plate.ties:
        line = '<path class="cg-tie" d="M-11 0H11" stroke-width="3"/>'
        made.append(Section(words.links, (Entry(line, words.wider, words.number(len(plate.ties))),)))
    return tuple(each for each in made if each.entries or each.picture)


def _things(plate: Plate, drawn: Drawn, kinds: Mapping[str, str], words: Words) -> Section:
    counts = Counter(each.kind for each in plate.spots)
    entries = [Entry(marks.sign(kind), kinds.get(kind, kind), words.number(count)) for kind, count in counts.items()]
    if any(len(group) > 1 for panel in drawn.panels for group in panel.groups):
        sign = '<circle class="cg-ring" r="9"/><text class="cg-c" y="4">9</text>'
        entries.append(Entry(sign, words.groups))
    return Section(words.things, tuple(entries) if plate.spots else ())


def _hows(plate: Plate, words: Words) -> Section:
    """How well the places are known; nothing need be said where all are things' own."""
    how = Counter(each.how for each in plate.spots)
    told = (Entry(_HOW_SIGNS.get(each, ""), words.how[each], words.number(how[each])) for each in HOW if how[each])
    return Section(words.known, () if how.keys() <= {"own"} else tuple(told))


def _shades(plate: Plate, words: Words) -> Section:
    entries = []
    box = '<rect {} x="-11" y="-7" width="22" height="14"/>'
    for at, each in enumerate(plate.classes):
        bounds = (
            words.number(each.low) if each.low == each.high else f"{words.number(each.low)} – {words.number(each.high)}"
        )
        entries.append(
            Entry(box.format(f'class="cg-land cg-s{shade(at, len(plate.classes))}"'), bounds, words.number(each.count))
        )
    missing = sum(each.value is None for each in plate.places)
    none = Entry(
        box.format('class="cg-blank" fill="url(#cg-hatch)"'), words.none, words.number(missing) if missing else ""
    )
    return Section(words.figure, (*entries, none))


def _values(told: Iterable[object]) -> list[float]:
    return [value for each in told if (value := getattr(each, "value", None)) is not None]


def _circles(values: Sequence[float], words: Words) -> Section:
    highest = max(map(abs, values), default=0.0)
    shown = [highest, *_round_steps(highest)]
    picture = marks.nested(shown, highest, [words.number(each) for each in shown])
    return Section(words.figure, (), picture, 190.0, 76.0) if highest else Section(words.figure, ())


def _round_steps(highest: float) -> Iterator[float]:
    """Two rounder values below the highest: near a third and a fifteenth of it."""
    for share in (3, 15):
        value = highest / share
        if value >= 1 or highest < 1:
            digits = len(str(int(value))) - 1 if value >= 1 else 0
            yield float(round(value, -digits)) if value >= 1 else float(f"{value:.1g}")


def svg(found: Sequence[Section], width: float) -> tuple[str, float]:
    """A legend as a part of a picture, in columns as wide as their words, and how high it is."""
    out, x, y, lowest = [], 0.0, 0.0, 0.0
    for each in found:
        wide = max(_wide(each), each.width)
        if x and x + wide > width:
            x, y = 0.0, lowest + 12
        out.append(f'<g transform="translate({n(x)} {n(y)})">{_column(each)}</g>')
        lowest = max(lowest, y + LINE * (len(each.entries) + 1) + each.height)
        x += wide + _COLUMN
    return "".join(out), lowest


def _wide(each: Section) -> float:
    lines = (extent(f"{entry.words}  {entry.count}", 12) + _SIGN for entry in each.entries)
    return max((extent(each.heading, 12), *lines))


def _column(each: Section) -> str:
    head = f'<text class="cg-k" font-weight="600" y="12">{escape(each.heading)}</text>'
    lines = "".join(_line(entry, at) for at, entry in enumerate(each.entries, 1))
    picture = (
        f'<g transform="translate(0 {n(LINE * (len(each.entries) + 1))})">{each.picture}</g>' if each.picture else ""
    )
    return head + lines + picture


def _line(entry: Entry, at: int) -> str:
    count = f'<tspan class="cg-k cg-soft" dx="8">{escape(entry.count)}</tspan>' if entry.count else ""
    return (
        f'<g transform="translate(12 {n(LINE * at + 8)})">{entry.sign}'
        f'<text class="cg-k" x="{n(_SIGN - 8) if entry.sign else -12}" y="4">{escape(entry.words)}{count}</text></g>'
    )
