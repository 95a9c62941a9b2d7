"""A heat matrix: one thing by another, the number in each cell, darker the greater."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viz.charts.chart import Chart, NotDrawable, Setting, Twin, Value
from viz.charts.table import Cell, Row, Table
from viz.lettering import extent, fitted, wrap
from viz.picture import AXIS, RULE, SOFT, Ink, Part, Picture, Rect, Words, marked

MOST = 30  # rows, and columns where the picture is wide enough for them
_CELL, _HIGH, _LINE = 32.0, 30.0, 14.0
# From pale to deep on a light ground, from deep to pale on a dark one; each with the colour of the number on it.
_PALE, _DEEP = Ink("on-pale", "#13211e", "#e4ece9"), Ink("on-deep", "#ffffff", "#06211b")
HEAT = (
    (Ink("h1", "#e3f0ec", "#1a302b"), _PALE),
    (Ink("h2", "#b9dcd2", "#21493f"), _PALE),
    (Ink("h3", "#83bfae", "#2a6656"), _PALE),
    (Ink("h4", "#2b7d6c", "#62bda6"), _DEEP),
    (Ink("h5", "#0a5446", "#a9e8d8"), _DEEP),
)


@dataclass(frozen=True)
class _Matrix:
    down: tuple[Cell, ...]
    across: tuple[Cell, ...]
    cells: Mapping[tuple[str, str], float]


def draw(table: Table, columns: Sequence[str], setting: Setting) -> Chart:
    """A cell for each pair; without a third column it says how many rows there are of the pair."""
    one, other, *value = columns[:3]
    rows = [row for row in table.full(columns[:3]) if not value or row[value[0]].number is not None]
    if not rows:
        raise NotDrawable(setting.texts["no_matrix"])
    matrix = _matrix(rows, one, other, value)
    shown = _kept(matrix, setting)
    picture = _picture(table, shown, one, other, setting, table.label(value[0]) if value else setting.texts["rows"])
    drawn = sum(1 for key in matrix.cells if key in shown.cells)
    left = len(table.rows) - len(rows)
    return Chart(
        "matrix", picture, picture.told, _twin(shown, table, one, other, setting), drawn, len(matrix.cells), left
    )


def _matrix(rows: Sequence[Row], one: str, other: str, value: Sequence[str]) -> _Matrix:
    cells: dict[tuple[str, str], float] = {}
    down, across = ({row[column].key: row[column] for row in rows} for column in (one, other))
    for row in rows:
        key = row[one].key, row[other].key
        cells[key] = cells.get(key, 0.0) + ((row[value[0]].number or 0.0) if value else 1.0)
    ordered = sorted(across.values(), key=lambda cell: (cell.number or 0.0, cell.when or 0.0, cell.text.casefold()))
    return _Matrix(tuple(down.values()), tuple(ordered), cells)


def _kept(matrix: _Matrix, setting: Setting) -> _Matrix:
    """As much of the matrix as there is room for: its first rows, and the columns that have most in these."""
    down = matrix.down[:MOST]
    room = setting.width - _beside(matrix.down, setting)
    most = max(1, min(MOST, int(room // _wide(matrix, setting))))
    kept = {row.key for row in down}
    filled = Counter(column for row, column in matrix.cells if row in kept)
    best = {key for key, _ in filled.most_common(most)}
    across = tuple(column for column in matrix.across if column.key in best)
    wanted = {(row.key, column.key) for row in down for column in across}
    return _Matrix(down, across, {key: value for key, value in matrix.cells.items() if key in wanted})


def _beside(down: Sequence[Cell], setting: Setting) -> float:
    return min(max(extent(row.text) for row in down) + 14, setting.width * (0.42 if setting.is_narrow else 0.32))


def _wide(matrix: _Matrix, setting: Setting) -> float:
    """How wide a cell is: its number fits, and a few columns take the width that there is."""
    number = max((extent(setting.said(value)) for value in matrix.cells.values()), default=0.0)
    least = max(_CELL, number + 8)
    return max(least, min(96.0, (setting.width - _beside(matrix.down, setting)) / len(matrix.across)))


def _picture(table: Table, matrix: _Matrix, one: str, other: str, setting: Setting, what: str) -> Picture:
    left, wide = _beside(matrix.down, setting), _wide(matrix, setting)
    parts, top = _heads(matrix, left, wide)
    steps = _steps(matrix)
    y = top
    for row in matrix.down:
        lines = wrap(row.text, left - 12, most=3)
        high = max(_HIGH, _LINE * len(lines) + 6)
        named = tuple(
            Words(line, left - 8, y + high / 2 + 4 + (at - (len(lines) - 1) / 2) * _LINE, anchor="end")
            for at, line in enumerate(lines)
        )
        parts.append(marked(row.href, row.text, *named))
        for at, column in enumerate(matrix.across):
            place = Rect(left + at * wide, y, wide - 2, high - 2)
            parts += _cell(matrix, row, column, place, steps, (one, other), setting)
        y += high
    below, height = _key(steps, what, left, left + wide * len(matrix.across), y + 8, setting)
    told = _told(matrix, table, one, other, what, setting)
    return Picture(setting.width, height, table.title, told, (*parts, *below), setting.texts["lang"], table.facts)


def _heads(matrix: _Matrix, left: float, wide: float) -> tuple[list[Part], float]:
    """Names above the columns: level where all fit in three lines, else turned."""
    level = [wrap(column.text, wide - 6, 11, 4) for column in matrix.across]
    if wide >= 60 and not any(line.endswith("…") for lines in level for line in lines):
        top = max(map(len, level)) * 13 + 8.0
        return [
            marked(column.href, column.text, *(
                Words(line, left + (at + 0.5) * wide - 1, top - 8 - (len(lines) - 1 - row) * 13, 11, anchor="middle")
                for row, line in enumerate(lines)
            ))
            for at, (column, lines) in enumerate(zip(matrix.across, level, strict=True))
        ], top  # fmt: skip
    names = [fitted(column.text, 150, 11) for column in matrix.across]
    top = max(extent(name, 11) for name in names) * 0.87 + 14
    return [
        marked(
            column.href, column.text, Words(name, left + (at + 0.5) * wide + 3, top - 6, 11, anchor="start", turn=-60)
        )
        for at, (column, name) in enumerate(zip(matrix.across, names, strict=True))
    ], top


def _steps(matrix: _Matrix) -> tuple[float, ...]:
    """The greatest value of each step: even steps from the least to the greatest, whole where the values are."""
    low, high = min(matrix.cells.values()), max(matrix.cells.values())
    whole = all(value == int(value) for value in matrix.cells.values())
    steps = [low + (high - low) * (at + 1) / len(HEAT) for at in range(len(HEAT))]
    return (*dict.fromkeys(float(int(step)) if whole else step for step in steps[:-1]), high)


def _step(value: float, steps: Sequence[float]) -> int:
    at = next((at for at, most in enumerate(steps) if value <= most), len(steps) - 1)
    return len(HEAT) - len(steps) + at


def _cell(
    matrix: _Matrix,
    row: Cell,
    column: Cell,
    place: Rect,
    steps: Sequence[float],
    names: tuple[str, str],
    setting: Setting,
) -> list[Part]:
    value = matrix.cells.get((row.key, column.key))
    x, y = place.x + place.width / 2, place.y + place.height / 2 + 4
    if value is None:
        return [Rect(place.x, place.y, place.width, place.height, None, RULE), Words("–", x, y, 12, SOFT, "middle")]
    fill, ink = HEAT[_step(value, steps)]
    drawn = Rect(place.x, place.y, place.width, place.height, fill)
    href = setting.rows_of([(names[0], row.key), (names[1], column.key)])
    number = Words(setting.said(value), x, y, 12, ink, "middle")
    return [marked(href, f"{row.text}, {column.text}: {setting.said(value)}", drawn, number)]


def _key(
    steps: Sequence[float], what: str, left: float, right: float, y: float, setting: Setting
) -> tuple[list[Part], float]:
    """What the colours stand for, from the least to the greatest."""
    parts: list[Part] = []
    x = 0.0 if setting.is_narrow else left
    for at, most in enumerate(steps):
        text = f"≤ {setting.said(round(most, 2))}"
        wide = extent(text, 11) + 30
        if x + wide > setting.width:
            x, y = 0.0, y + 18
        parts += [Rect(x, y, 16, 14, HEAT[len(HEAT) - len(steps) + at][0], AXIS), Words(text, x + 21, y + 11, 11, SOFT)]
        x += wide
    lines, right = wrap(what, setting.width, 11, 2), max(right, x)
    parts += [Words(line, right, y + 32 + at * _LINE, 11, SOFT, "end") for at, line in enumerate(lines)]
    return parts, y + 24 + _LINE * len(lines)


def _twin(matrix: _Matrix, table: Table, one: str, other: str, setting: Setting) -> Twin:
    heads = (f"{table.label(one)} / {table.label(other)}", *(column.text for column in matrix.across))
    rows = []
    for row in matrix.down:
        values = [Value(row.text, row.href)]
        for column in matrix.across:
            number = matrix.cells.get((row.key, column.key))
            href = setting.rows_of([(one, row.key), (other, column.key)]) if number is not None else ""
            values.append(Value("–" if number is None else setting.said(number), href, True))
        rows.append(tuple(values))
    return Twin(heads, tuple(rows))


def _told(matrix: _Matrix, table: Table, one: str, other: str, what: str, setting: Setting) -> str:
    names = {cell.key: cell.text for cell in (*matrix.down, *matrix.across)}
    (row, column), most = max(matrix.cells.items(), key=lambda pair: pair[1])
    empty = len(matrix.down) * len(matrix.across) - len(matrix.cells)
    return setting.texts["told_matrix"].format(
        rows=len(matrix.down), one=table.label(one), columns=len(matrix.across), other=table.label(other), what=what,
        most=setting.said(most), row=names[row], column=names[column], empty=empty,
    )  # fmt: skip
