"""Lines over time: a line for each series, with gaps where nothing is known and points where sources differ."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from viz.charts.chart import Chart, NotDrawable, Setting, Twin, Value, spread, valued
from viz.charts.frame import foot, head, legend, level, margin, upright
from viz.charts.scale import Scale, enclosing, year_told, years
from viz.charts.table import Row, Table
from viz.picture import AXIS, DASHES, FORMS, GROUND, SERIES, Form, Ink, Part, Path, Picture, marked

MOST = 6  # lines: of more, neither colours nor dashes can be told apart
_HIGH = 260.0
_LONG = 1.9  # steps as long as so many usual ones are a gap


@dataclass(frozen=True)
class _Point:
    when: float
    value: float
    row: Row


@dataclass(frozen=True)
class _Series:
    name: str
    points: tuple[_Point, ...]
    breaks: frozenset[float]  # times of which a row says that the value is not known
    ink: Ink
    form: str
    dash: tuple[float, ...]


def draw(table: Table, columns: Sequence[str], setting: Setting) -> Chart:
    """Values over time; a third column names the line that a value belongs to."""
    when, value, *named = columns[:3]
    rows = [row for row in table.full((when, *named)) if row[when].when is not None]
    series, total = _series(rows, when, value, named, setting)
    drawn = [point for each in series for point in each.points]
    if len({point.when for point in drawn}) < 2:
        raise NotDrawable(setting.texts["no_line"])
    picture = _picture(table, series, when, value, setting)
    heads = (table.label(when), *(table.label(name) for name in named), table.label(value))
    ordered = sorted(((point, each) for each in series for point in each.points), key=lambda pair: pair[0].when)
    twin = Twin(heads, tuple(_said(point, each, when, value, named, setting) for point, each in ordered))
    left = len(table.rows) - sum(1 for row in rows if value in row and row[value].number is not None)
    return Chart("line", picture, picture.told, twin, len(series), total, left)


def joined(rows: Iterable[Row], when: str, named: Sequence[str]) -> bool:
    """Whether any line joins two times."""
    times: dict[str, set[float | None]] = {}
    for row in rows:
        times.setdefault(row[named[0]].text if named else "", set()).add(row[when].when)
    return any(len(own) > 1 for own in times.values())


def _series(
    rows: Iterable[Row], when: str, value: str, named: Sequence[str], setting: Setting
) -> tuple[list[_Series], int]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[named[0]].text if named else "", []).append(row)
    known = {
        name: [row for row in own if value in row and row[value].number is not None] for name, own in groups.items()
    }
    longest = sorted((name for name in known if known[name]), key=lambda name: (-len(known[name]), name))
    made = []
    for at, name in enumerate(longest[:MOST]):
        points = sorted((_point(row, when, value) for row in known[name]), key=lambda point: (point.when, point.value))
        missing = frozenset(_middle(row, when) for row in groups[name] if row not in known[name])
        made.append(_Series(name, tuple(points), missing, SERIES[at], FORMS[at], DASHES[at]))
    return made, len(longest)


def _point(row: Row, when: str, value: str) -> _Point:
    return _Point(_middle(row, when), row[value].number or 0.0, row)


def _middle(row: Row, when: str) -> float:
    return row[when].when or 0.0


def _picture(table: Table, series: Sequence[_Series], when: str, value: str, setting: Setting) -> Picture:
    points = [point for each in series for point in each.points]
    above, top = legend(((each.name, each.ink, each.form) for each in series if each.name), setting)
    axis = head(table.label(value), setting, top)
    top += 24
    marks = enclosing((point.value for point in points), 5, zero=False)
    left, right = margin(marks, setting), setting.width - 14
    low, high = spread(point.when for point in points)
    times = years(low, high, 5 if setting.is_narrow else 9)
    across, up = Scale(times[0], times[-1], left + 8, right), Scale(marks[0], marks[-1], top + _HIGH, top)
    grid = (*level(marks, up, left, right, setting), *upright(times, across, top, top + _HIGH, setting, year_told))
    base = Path(f"M{left:.1f} {top + _HIGH:.1f}H{right:.1f}", stroke=AXIS)
    drawn = [part for each in series for part in _drawn(each, across, up, when, value, table, setting)]
    below, height = foot(table.label(when), setting, top + _HIGH + 18)
    parts = (*above, *axis, *grid, base, *drawn, *below)
    return Picture(
        setting.width,
        height,
        table.title,
        _told(series, value, table, setting),
        parts,
        setting.texts["lang"],
        table.facts,
    )


def _drawn(
    each: _Series, across: Scale, up: Scale, when: str, value: str, table: Table, setting: Setting
) -> Iterable[Part]:
    for piece in _pieces(each):
        if len(piece) > 1:
            path = "M" + "L".join(f"{across(point.when):.1f} {up(point.value):.1f}" for point in piece)
            yield Path(path, stroke=each.ink, line=2, dash=each.dash)
    for point in each.points:
        mark = Form(each.form, across(point.when), up(point.value), 5, each.ink, GROUND, 1)
        label = f"{point.row[when].text}: {setting.said(point.value)}"
        yield marked(_rows(point, when, value, setting), f"{each.name}, {label}" if each.name else label, mark)


def _pieces(each: _Series) -> list[list[_Point]]:
    """The points that a line joins: it breaks where a value is missing, and where a time has two values."""
    steps = [round(other.when - one.when, 3) for one, other in pairwise(each.points) if other.when > one.when]
    usual, count = Counter(steps).most_common(1)[0] if steps else (0.0, 0)
    longest = usual * _LONG if count > 1 else float("inf")
    pieces: list[list[_Point]] = [[]]
    for one, other in pairwise((*each.points, None)):
        if one is None:
            continue
        pieces[-1].append(one)
        if other is not None and _breaks(one, other, each.breaks, longest):
            pieces.append([])
    return pieces


def _breaks(one: _Point, other: _Point, missing: Iterable[float], longest: float) -> bool:
    if other.when == one.when or other.when - one.when > longest:
        return True
    return any(one.when < time < other.when for time in missing)


def _rows(point: _Point, when: str, value: str, setting: Setting) -> str:
    """What a point opens: the rows that give this value for this time."""
    return setting.rows_of([(column, point.row[column].key) for column in (when, value)])


def _said(
    point: _Point, each: _Series, when: str, value: str, named: Sequence[str], setting: Setting
) -> tuple[Value, ...]:
    number = valued(point.row[value], setting)
    names = (Value(each.name, point.row[named[0]].href),) if named else ()
    return Value(point.row[when].text), *names, Value(number.text, _rows(point, when, value, setting), True)


def _told(series: Sequence[_Series], value: str, table: Table, setting: Setting) -> str:
    """In words: from when to when, and where each line begins and ends."""
    sentences = []
    for each in series:
        first, last = each.points[0], each.points[-1]
        sentences.append(
            setting.texts["told_line"].format(
                name=each.name or table.label(value),
                first=setting.said(first.value),
                start=year_told(first.when),
                last=setting.said(last.value),
                end=year_told(last.when),
                count=len(each.points),
            )
        )
    return " ".join(sentences)
