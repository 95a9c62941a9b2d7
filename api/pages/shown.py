"""The answer of a question as a picture beside its table: bars, lines, a matrix, a network, or places."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from rdflib import URIRef

from api.i18n import Words
from graph.query import Show
from graph.reader import Reader, ref
from graph.reading import position
from graph.things import Named
from viz.layout import sketch

Row: TypeAlias = Mapping[str, Mapping[str, str]]  # terms by column, as SPARQL writes them in JSON

WIDTH = 640.0
MOST_BARS, MOST_LINES, MOST_SIDE, MOST_NODES, MOST_PLACES = 25, 6, 30, 60, 200
_ROW, _LEFT, _RIGHT = 26.0, 240.0, 70.0  # of a bar: its height with the gap, its words, its number
_HEIGHT, _FOOT, _EDGE = 280.0, 26.0, 46.0
_RADIUS = 9.0
_LINE, _LETTER = 14.0, 6.2  # the height of a line of words, and about how wide a letter is


@dataclass(frozen=True)
class Label:
    """Words at a place in a picture; `anchor` says which end of them stands there."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Picture:
    """Shapes of a picture: rectangles (x, y, width, height), paths and points, with words."""

    width: float
    height: float
    words: tuple[Label, ...]
    bars: tuple[tuple[float, float, float, float], ...] = ()
    lines: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    titles: tuple[str, ...] = ()  # what each point is, where not all have room for words
    cut: int = 0  # where not everything is shown: how much is


@dataclass(frozen=True)
class Grid:
    """Rows by columns, each cell with its number; empty ones have none."""

    columns: tuple[Named, ...]
    rows: tuple[tuple[Named, tuple[str, ...]], ...]


Shown: TypeAlias = Picture | Grid


def show(way: Show, rows: Sequence[Row], reader: Reader, text: Words) -> Shown | None:
    """The picture that a question asks for; None for a table alone, or where the answer has nothing to draw."""
    full = [row for row in rows if all(column in row for column in way.columns)]
    draw = _WAYS.get(way.way)
    return draw(full, way.columns, reader, text) if draw and full else None


def _called(row: Row, column: str, reader: Reader, lang: str) -> Named:
    term = row[column]
    if term["type"] == "uri":
        return reader.called(URIRef(term["value"]), lang)
    return Named(URIRef(""), term["value"], term.get("xml:lang", ""), None, None)


def _number(row: Row, column: str) -> float | None:
    try:
        value = float(row[column]["value"])
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _bars(rows: Sequence[Row], columns: Sequence[str], reader: Reader, text: Words) -> Picture | None:
    told = [(_called(row, columns[0], reader, text.lang).label, _number(row, columns[1])) for row in rows]
    values = [(label, value) for label, value in told if value is not None and value >= 0]
    shown = sorted(values, key=lambda each: -each[1])[:MOST_BARS]
    if not shown:
        return None
    top = max(value for _, value in shown) or 1.0
    room = WIDTH - _LEFT - _RIGHT
    bars = tuple((_LEFT, at * _ROW + 3, max(value / top * room, 1.0), 18.0) for at, (_, value) in enumerate(shown))
    names = (Label(_LEFT - 8, at * _ROW + 17, _short(label, 36), "end") for at, (label, _) in enumerate(shown))
    numbers = (Label(_LEFT + bars[at][2] + 6, at * _ROW + 17, text.number(f"{v:g}")) for at, (_, v) in enumerate(shown))
    cut = len(shown) if len(values) > len(shown) else 0
    return Picture(WIDTH, len(shown) * _ROW, (*names, *numbers), bars=bars, cut=cut)


def _lines(rows: Sequence[Row], columns: Sequence[str], reader: Reader, text: Words) -> Picture | None:
    series: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        when, value = _when(row[columns[0]]["value"]), _number(row, columns[1])
        if when is not None and value is not None:
            name = _called(row, columns[2], reader, text.lang).label if len(columns) > 2 else ""
            series.setdefault(name, []).append((when, value))
    longest = sorted(series, key=lambda name: (-len(series[name]), name))[:MOST_LINES]
    points = [point for name in longest for point in series[name]]
    if len({when for when, _ in points}) < 2:
        return None
    place = _scale(points)
    paths = tuple("M" + "L".join(_at(place(point)) for point in sorted(series[name])) for name in longest)
    ends = ((name, place(max(series[name]))) for name in longest)
    names = (Label(min(x, WIDTH - 8), y - 6, _short(name, 40), "end") for name, (x, y) in ends if name)
    first, last = (int(pick(when for when, _ in points)) for pick in (min, max))
    years = (Label(_EDGE, _HEIGHT - 6, str(first)), Label(WIDTH - _EDGE, _HEIGHT - 6, str(last), "end"))
    top = Label(2, 14, text.number(f"{max(value for _, value in points):g}"))
    marks = tuple(_rounded(place(point)) for point in points)
    axis = f"M{_EDGE} {_HEIGHT - _FOOT}H{WIDTH - 8}"
    cut = len(longest) if len(series) > len(longest) else 0
    return Picture(WIDTH, _HEIGHT, (*names, *years, top), lines=paths, axes=(axis,), points=marks, cut=cut)


def _scale(points: Sequence[tuple[float, float]]) -> Callable[[tuple[float, float]], tuple[float, float]]:
    start, end = (pick(when for when, _ in points) for pick in (min, max))
    top = max((value for _, value in points), default=0.0) or 1.0
    across, up = WIDTH - 2 * _EDGE, _HEIGHT - _FOOT - 24
    return lambda point: (
        _EDGE + (point[0] - start) / (end - start) * across,
        _HEIGHT - _FOOT - max(point[1], 0.0) / top * up,
    )


def _when(text: str) -> float | None:
    parts = text.split("/")[-1].split("-")
    if not parts[0].isdigit():
        return None
    month = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 1
    return int(parts[0]) + (month - 1) / 12


def _matrix(rows: Sequence[Row], columns: Sequence[str], reader: Reader, text: Words) -> Grid:
    names = {row[column]["value"]: _called(row, column, reader, text.lang) for row in rows for column in columns[:2]}
    cells: dict[tuple[str, str], str] = {}
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row[columns[0]]["value"], row[columns[1]]["value"]
        counts[key] = counts.get(key, 0) + 1
        cells[key] = text.number(row[columns[2]]["value"]) if len(columns) > 2 else text.number(counts[key])
    down = list(dict.fromkeys(key for key, _ in cells))[:MOST_SIDE]
    across = sorted({key for _, key in cells}, key=lambda key: names[key].label)[:MOST_SIDE]
    return Grid(
        tuple(names[key] for key in across),
        tuple((names[key], tuple(cells.get((key, other), "") for other in across)) for key in down),
    )


def _network(rows: Sequence[Row], columns: Sequence[str], reader: Reader, text: Words) -> Picture:
    pairs = [(_called(row, columns[0], reader, text.lang), _called(row, columns[1], reader, text.lang)) for row in rows]
    nodes = list(dict.fromkeys(node.label for pair in pairs for node in pair))
    kept = {label: at for at, label in enumerate(nodes[:MOST_NODES])}
    links = sorted({(kept[a.label], kept[b.label]) for a, b in pairs if a.label in kept and b.label in kept})
    links = [pair for pair in links if pair[0] != pair[1]]
    points = _fitted(sketch(len(kept), links, _RADIUS))
    height = max(y for _, y in points) + 30
    lines = tuple(f"M{_at(points[a])}L{_at(points[b])}" for a, b in links)
    cut = len(kept) if len(nodes) > len(kept) else 0
    names = tuple(kept)
    marks = tuple(map(_rounded, points))
    return Picture(WIDTH, height, _beside(points, names), axes=lines, points=marks, titles=names, cut=cut)


def _places(rows: Sequence[Row], columns: Sequence[str], reader: Reader, text: Words) -> Picture | None:
    things = list(dict.fromkeys(URIRef(row[columns[0]]["value"]) for row in rows if row[columns[0]]["type"] == "uri"))
    found = (
        {ref(row["thing"]): position(str(row["wkt"])) for row in reader.rows("points", thing=things)} if things else {}
    )
    known = {thing: at for thing in things if (at := found.get(thing))}
    shown = dict(list(known.items())[:MOST_PLACES])
    if not shown:
        return None
    middle = math.cos(math.radians(sum(at.latitude for at in shown.values()) / len(shown)))
    points = _fitted([(at.longitude * middle, -at.latitude) for at in shown.values()])
    names = tuple(reader.called(iri, text.lang).label for iri in shown)
    height = max(y for _, y in points) + 30
    cut = len(shown) if len(shown) < len(known) else 0
    return Picture(WIDTH, height, _beside(points, names), points=tuple(map(_rounded, points)), titles=names, cut=cut)


def _fitted(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points in the picture: as wide as there is room, and never higher than wide."""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    span = max(max(x for x, _ in points) - left, max(y for _, y in points) - top) or 1.0
    scale = (WIDTH - 240) / span
    return [(120 + (x - left) * scale, 24 + (y - top) * scale) for x, y in points]


def _beside(points: Sequence[tuple[float, float]], labels: Sequence[str]) -> tuple[Label, ...]:
    """Words beside points, where they do not run into the words of a point before."""
    placed: list[Label] = []
    for (x, y), label in zip(points, labels, strict=True):
        right = x > WIDTH / 2
        made = Label(
            round(x + (-8 if right else 8), 1), round(y + 4, 1), _short(label, 30), "end" if right else "start"
        )
        if not any(_meet(made, other) for other in placed):
            placed.append(made)
    return tuple(placed)


def _meet(one: Label, other: Label) -> bool:
    (start, end), (begin, finish) = _span(one), _span(other)
    return abs(one.y - other.y) < _LINE and start < finish and begin < end


def _span(label: Label) -> tuple[float, float]:
    wide = len(label.text) * _LETTER
    return (label.x - wide, label.x) if label.anchor == "end" else (label.x, label.x + wide)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


_Draw: TypeAlias = Callable[[Sequence[Row], Sequence[str], Reader, Words], Shown | None]
_WAYS: Mapping[str, _Draw] = MappingProxyType(
    {"bar": _bars, "line": _lines, "matrix": _matrix, "network": _network, "map": _places}
)
