"""Bars: one for each name, from an honest zero, the greatest first."""

from collections.abc import Sequence

from viz.charts.chart import Chart, NotDrawable, Setting, Twin, Value, opened, spread, valued
from viz.charts.frame import foot, upright
from viz.charts.scale import Scale, enclosing
from viz.charts.table import Row, Table
from viz.lettering import extent, wrap
from viz.picture import ACCENT, AXIS, GROUND, TEXT, Part, Path, Picture, Rect, Words, hatching, marked

MOST = 25
_BAR, _LINE, _GAP = 18.0, 15.0, 8.0


def draw(table: Table, columns: Sequence[str], setting: Setting) -> Chart:
    """Bars of a number for each name; a negative one points the other way, and is hatched."""
    name, value = columns[:2]
    known = [row for row in table.full((name, value)) if row[value].number is not None]
    if not known:
        raise NotDrawable(setting.texts["no_bar"])
    ordered = sorted(known, key=lambda row: -(row[value].number or 0.0))
    shown = ordered[:MOST]
    picture = Picture(setting.width, *_drawn(table, shown, name, value, setting), setting.texts["lang"], table.facts)
    twin = Twin(
        (table.label(name), table.label(value)), tuple(_said(row, name, value, table, setting) for row in shown)
    )
    left = len(table.rows) - len(known)
    return Chart("bar", picture, picture.told, twin, len(shown), len(known), left)


def _drawn(
    table: Table, rows: Sequence[Row], name: str, value: str, setting: Setting
) -> tuple[float, str, str, tuple[Part, ...]]:
    numbers = [row[value].number or 0.0 for row in rows]
    beside = 0.0 if setting.is_narrow else min(270.0, 14 + max(extent(row[name].text) for row in rows))
    room = max(extent(setting.said(number)) for number in numbers) + 10
    marks = enclosing(numbers, 4 if setting.is_narrow else 6, zero=True)
    scale = Scale(marks[0], marks[-1], beside + (room if marks[0] < 0 else 0), setting.width - room)
    parts: list[Part] = []
    y = 6.0
    for row in rows:
        bar, y = _bar(row, name, value, y, beside, scale, table, setting)
        parts += bar
    axis = upright(marks, scale, 2, y, setting)
    zero = Path(f"M{scale(0):.1f} 2V{y:.1f}", stroke=AXIS)
    below, height = foot(table.label(value), setting, y + 20)
    return height, table.title, _told(table, rows, name, value, setting), (*axis, *parts, zero, *below)


def _bar(
    row: Row, name: str, value: str, y: float, beside: float, scale: Scale, table: Table, setting: Setting
) -> tuple[list[Part], float]:
    """A bar with its name beside it, or above where the picture is narrow, and where the next one begins."""
    number = row[value].number or 0.0
    lines = wrap(row[name].text, (beside or setting.width) - 12, most=2)
    above = 0.0 if beside else _LINE * len(lines)
    height = max(_BAR, _LINE * len(lines)) if beside else _BAR
    names = tuple(
        Words(line, beside - 8, y + height / 2 + 4 + (at - (len(lines) - 1) / 2) * _LINE, anchor="end")
        if beside
        else Words(line, 0, y + 11 + at * _LINE)
        for at, line in enumerate(lines)
    )
    top = y + above + (height - _BAR) / 2
    start, end = sorted((scale(0), scale(number)))
    length = max(end - start, 1.0)
    bar = Rect(start, top, length, _BAR, ACCENT)
    pattern = (Path(hatching(start, top, length, _BAR), stroke=GROUND),) if number < 0 else ()
    told = Words(
        setting.said(number),
        (start - 6) if number < 0 else end + 6,
        top + 13,
        ink=TEXT,
        anchor="end" if number < 0 else "start",
    )
    label = f"{row[name].text}: {setting.said(number)}"
    page = row[name].href
    named: tuple[Part, ...] = (marked(page, row[name].text, *names),) if page and table.summed else names
    target = marked(
        opened(row, name, table, setting), label, bar, *pattern, told, *(() if page and table.summed else names)
    )
    parts: list[Part] = [target, *(named if page and table.summed else ())]
    return parts, y + above + height + _GAP


def _said(row: Row, name: str, value: str, table: Table, setting: Setting) -> tuple[Value, ...]:
    number = valued(row[value], setting)
    return valued(row[name], setting), Value(number.text, setting.rows_of([(name, row[name].key)]), True)


def _told(table: Table, rows: Sequence[Row], name: str, value: str, setting: Setting) -> str:
    numbers = [row[value].number or 0.0 for row in rows]
    low, high = spread(numbers)
    first, *others = [row[name].text for row, number in zip(rows, numbers, strict=True) if number == high]
    names = setting.texts["and_more"].format(name=first, count=len(others)) if others else first
    what = table.label(value)
    return setting.texts["told_bars"].format(
        count=len(rows), what=what, low=setting.said(low), high=setting.said(high), names=names
    )
