"""A timeline: what lasted from when to when, and what happened once."""

from collections.abc import Sequence
from dataclasses import dataclass

from viz.charts.chart import Chart, NotDrawable, Setting, Twin, Value, opened, spread, valued
from viz.charts.frame import crown, legend, upright
from viz.charts.scale import Scale, year_told, years
from viz.charts.table import Row, Table
from viz.lettering import wrap
from viz.picture import FORMS, GROUND, SERIES, Form, Ink, Part, Path, Picture, Rect, Words, hatching, marked

MOST, KINDS = 40, 6
_BAR, _LINE, _GAP = 14.0, 14.0, 8.0
_SHORT = 0.12  # years: what is shorter is drawn as a point


@dataclass(frozen=True)
class _Span:
    start: float
    end: float
    row: Row
    vague: bool  # whether only the year, or the month, is known of something without an end
    group: str = ""


def draw(table: Table, columns: Sequence[str], setting: Setting) -> Chart:
    """A bar or a point for each row; a third column says when it ended, a fourth one groups."""
    name, start, *more = columns[:4]
    spans = [span for row in table.full((name, start)) if (span := _span(row, start, more)) is not None]
    if not spans:
        raise NotDrawable(setting.texts["no_timeline"])
    left = len(table.rows) - len(spans)
    spans = list({(span.row[name].key, span.start, span.end, span.group): span for span in spans}.values())
    ordered = sorted(spans, key=lambda span: (span.start, span.end, span.row[name].text.casefold()))
    shown = ordered[-MOST:]
    picture = _picture(table, shown, columns[:4], setting)
    heads = tuple(table.label(column) for column in columns[:4])
    twin = Twin(heads, tuple(tuple(_said(span.row, column, setting) for column in columns[:4]) for span in shown))
    return Chart("timeline", picture, picture.told, twin, len(shown), len(spans), left)


def _said(row: Row, column: str, setting: Setting) -> Value:
    return (
        valued(row[column], setting)
        if column in row and row[column].when is None
        else Value(row[column].text if column in row else "", row[column].href if column in row else "")
    )


def _span(row: Row, start: str, more: Sequence[str]) -> _Span | None:
    begin, until = row[start].when, row[start].until
    if begin is None or until is None:
        return None
    group = row[more[1]].text if len(more) > 1 and more[1] in row else ""
    end = row[more[0]].until if more and more[0] in row else None
    if end is not None and end >= until:
        return _Span(begin, end, row, False, group)
    stated = "/" in row[start].key  # a period that names both its ends
    return _Span(begin, until, row, not stated, group)


def _picture(table: Table, spans: Sequence[_Span], columns: Sequence[str], setting: Setting) -> Picture:
    name = columns[0]
    groups = list(dict.fromkeys(span.group for span in spans if span.group))
    looks = {group: (SERIES[at % KINDS], FORMS[at % KINDS]) for at, group in enumerate(groups[:KINDS])}
    above, y = legend(((group, ink, form) for group, (ink, form) in looks.items()), setting)
    (low, _), (_, high) = spread(span.start for span in spans), spread(span.end for span in spans)
    times = years(low, high, 5 if setting.is_narrow else 8)
    beside = 0.0 if setting.is_narrow else min(280.0, setting.width * 0.36)
    across = Scale(times[0], times[-1], beside + 8, setting.width - 16)
    top, drawn = y + 20, []
    y = top + 4
    for span in spans:
        part, y = _drawn(span, name, y, beside, across, looks, table, setting)
        drawn.append(part)
    grid = (*upright(times, across, top, y, setting, year_told), *crown(times, across, top, setting, year_told))
    key, height = _key(spans, y + 24, setting)
    told = _told(spans, name, setting)
    parts = (*above, *grid, *drawn, *key)
    return Picture(setting.width, height, table.title, told, parts, setting.texts["lang"], table.facts)


def _drawn(
    span: _Span, name: str, y: float, beside: float, across: Scale, looks: dict[str, tuple[Ink, str]],
    table: Table, setting: Setting,
) -> tuple[Part, float]:  # fmt: skip
    text = span.row[name].text
    lines = wrap(text, (beside or setting.width) - 12, most=2)
    high = _LINE * len(lines)
    ink, form = looks.get(span.group, (SERIES[0], FORMS[0]))
    if beside:
        row = max(high, _BAR)
        words = [
            Words(line, beside - 8, y + row / 2 + 4 + (at - (len(lines) - 1) / 2) * _LINE, anchor="end")
            for at, line in enumerate(lines)
        ]
        top, below = y + (row - _BAR) / 2, y + row
    else:
        words = [Words(line, 0, y + 11 + at * _LINE) for at, line in enumerate(lines)]
        top, below = y + high + 2, y + high + 2 + _BAR
    label = f"{text}: {_when(span)}"
    href = opened(span.row, name, table, setting)
    return marked(href, label, *_mark(span, across, top, ink, form), *words), below + _GAP


def _mark(span: _Span, across: Scale, top: float, ink: Ink, form: str) -> tuple[Part, ...]:
    """A bar for what lasted; an open, hatched one where only the year of something is known; a form for a moment."""
    start, end = across(span.start), across(span.end)
    if span.end - span.start < _SHORT:
        return (Form(form, (start + end) / 2, top + _BAR / 2, 7, ink, GROUND),)
    wide = max(end - start, 3.0)
    if not span.vague:
        sign = (Form(form, start + 8, top + _BAR / 2, 4, GROUND),) if span.group and wide > 16 else ()
        return Rect(start, top, wide, _BAR, ink, rounding=3), *sign
    return Rect(start, top, wide, _BAR, GROUND, ink, 1.2, 3), Path(hatching(start, top, wide, _BAR), stroke=ink)


def _when(span: _Span) -> str:
    start, end = year_told(span.start), year_told(max(span.start, span.end - 1 / 12))
    return start if start == end or span.vague else f"{start} – {end}"


def _key(spans: Sequence[_Span], y: float, setting: Setting) -> tuple[tuple[Part, ...], float]:
    """What a hatched bar means, where there is one."""
    if not any(span.vague and span.end - span.start >= _SHORT for span in spans):
        return (), y
    lines = wrap(setting.texts["vague"], setting.width - 34, 11, 3)
    bar = Rect(0, y, 24, 12, GROUND, SERIES[0], 1.2, 3), Path(hatching(0, y, 24, 12), stroke=SERIES[0])
    words = (Words(line, 32, y + 10 + at * _LINE, 11) for at, line in enumerate(lines))
    return (*bar, *words), y + 8 + _LINE * len(lines)


def _told(spans: Sequence[_Span], name: str, setting: Setting) -> str:
    first, last = spans[0], spans[-1]
    return setting.texts["told_times"].format(
        count=len(spans), start=year_told(first.start), first=first.row[name].text,
        end=year_told(last.start), last=last.row[name].text,
    )  # fmt: skip
