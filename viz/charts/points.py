"""Points by two numbers: where things stand to each other, and which stand out."""

from collections import Counter
from collections.abc import Iterable, Sequence

from viz.charts.chart import Chart, NotDrawable, Setting, Twin, Value, opened, spread, valued
from viz.charts.frame import Free, foot, head, legend, level, margin, upright
from viz.charts.scale import Scale, enclosing
from viz.charts.table import Row, Table
from viz.lettering import extent, fitted
from viz.picture import AXIS, FORMS, GROUND, SERIES, TEXT, Form, Ink, Part, Path, Picture, Words, marked

MOST, KINDS = 300, 6
_HIGH, _SIZE = 360.0, 5.0


def draw(table: Table, columns: Sequence[str], setting: Setting) -> Chart:
    """A point for each row by two numbers; a third column names it, a fourth one groups."""
    across, up, *words = columns[:4]
    known = [row for row in table.full((across, up)) if None not in {row[across].number, row[up].number}]
    if not known:
        raise NotDrawable(setting.texts["no_scatter"])
    ordered = sorted(known, key=lambda row: -(abs(_of(row, across)) + abs(_of(row, up))))
    shown = ordered[:MOST]
    picture = _picture(table, shown, across, up, words, setting)
    heads = tuple(table.label(column) for column in (*words, across, up))
    twin = Twin(heads, tuple(tuple(_said(row, column, setting) for column in (*words, across, up)) for row in shown))
    return Chart("scatter", picture, picture.told, twin, len(shown), len(known), len(table.rows) - len(known))


def _of(row: Row, column: str) -> float:
    return row[column].number or 0.0


def _said(row: Row, column: str, setting: Setting) -> Value:
    return valued(row[column], setting) if column in row else Value("")


def _picture(table: Table, rows: Sequence[Row], x: str, y: str, words: Sequence[str], setting: Setting) -> Picture:
    looks = _looks(rows, words[1], setting) if len(words) > 1 else {}
    above, top = legend(((name, ink, form) for name, (ink, form) in looks.items()), setting)
    axis = head(table.label(y), setting, top)
    top += 24
    most = 4 if setting.is_narrow else 8
    marks_x = enclosing((_of(row, x) for row in rows), most, zero=False)
    marks_y = enclosing((_of(row, y) for row in rows), 6, zero=False)
    left, right = margin(marks_y, setting), setting.width - 12
    across = Scale(marks_x[0], marks_x[-1], left, right)
    down = Scale(marks_y[0], marks_y[-1], top + _HIGH, top)
    grid = (*level(marks_y, down, left, right, setting), *upright(marks_x, across, top, top + _HIGH, setting))
    base = Path(f"M{left:.1f} {top:.1f}V{top + _HIGH:.1f}H{right:.1f}", stroke=AXIS)
    places = [(row, across(_of(row, x)), down(_of(row, y))) for row in rows]
    drawn = [_mark(row, at, (x, y, *words), looks, table, setting) for row, *at in places]
    named = _names(places, words[0], left, setting) if words else ()
    below, height = foot(table.label(x), setting, top + _HIGH + 18)
    parts = (*above, *axis, *grid, base, *drawn, *named, *below)
    return Picture(
        setting.width,
        height,
        table.title,
        _told(table, rows, x, y, words, setting),
        parts,
        setting.texts["lang"],
        table.facts,
    )


def _looks(rows: Iterable[Row], column: str, setting: Setting) -> dict[str, tuple[Ink, str]]:
    """Colour and form of each group, the commonest first; what is of none, or of a rare one, is “other”."""
    counts = Counter(row[column].text for row in rows if column in row)
    names = [name for name, _ in counts.most_common(KINDS if len(counts) <= KINDS else KINDS - 1)]
    other = [setting.texts["other"]] if len(names) < len(counts) or any(column not in row for row in rows) else []
    return {name: (SERIES[at], FORMS[at % len(FORMS)]) for at, name in enumerate((names + other)[: len(FORMS)])}


def _mark(
    row: Row,
    at: Sequence[float],
    columns: Sequence[str],
    looks: dict[str, tuple[Ink, str]],
    table: Table,
    setting: Setting,
) -> Part:
    x, y, *words = columns
    group = row[words[1]].text if len(words) > 1 and words[1] in row else ""
    ink, form = looks.get(group) or looks.get(setting.texts["other"]) or (SERIES[0], FORMS[0])
    name = row[words[0]].text if words and words[0] in row else ""
    numbers = f"{table.label(x)} {setting.said(_of(row, x))}, {table.label(y)} {setting.said(_of(row, y))}"
    href = (
        opened(row, words[0], table, setting, (x, y)) if name else setting.rows_of([(x, row[x].key), (y, row[y].key)])
    )
    return marked(href, f"{name}: {numbers}" if name else numbers, Form(form, at[0], at[1], _SIZE, ink, GROUND))


def _names(places: Sequence[tuple[Row, float, float]], name: str, left: float, setting: Setting) -> Iterable[Words]:
    """Names beside points, those that stand out first, where there is room."""
    free = Free()
    for _, x, y in places:
        free.take(x - _SIZE, y - _SIZE, x + _SIZE, y + _SIZE)
    for row, x, y in places:
        if name not in row:
            continue
        text = fitted(row[name].text, 170)
        wide = extent(text, 11)
        for start in (x + _SIZE + 3, x - _SIZE - 3 - wide):
            if left <= start and start + wide <= setting.width and free.take(start, y - 6, start + wide, y + 7):
                yield Words(text, start, y + 4, 11, TEXT, halo=True)
                break


def _told(table: Table, rows: Sequence[Row], x: str, y: str, words: Sequence[str], setting: Setting) -> str:
    (low, high), (least, most) = spread(_of(row, x) for row in rows), spread(_of(row, y) for row in rows)
    text = setting.texts["told_points"].format(
        count=len(rows), across=table.label(x), low=setting.said(low), high=setting.said(high),
        up=table.label(y), least=setting.said(least), most=setting.said(most),
    )  # fmt: skip
    first = next((row for row in rows if words and words[0] in row), None)
    return text if first is None else f"{text} {setting.texts['told_far'].format(name=first[words[0]].text)}"
