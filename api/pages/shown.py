"""The answer of a question as a small network, or as places, beside its table; charts are drawn in `charted`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from rdflib import URIRef

from api.i18n import Words
from api.pages.located import places_svg
from graph.query import Show
from graph.reader import Reader
from graph.things import Named
from viz.placing.layout import sketch

Row: TypeAlias = Mapping[str, Mapping[str, str]]  # terms by column, as SPARQL writes them in JSON

WIDTH = 640.0
MOST_NODES = 60
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
    """Shapes of a picture: lines and points, with words."""

    width: float
    height: float
    words: tuple[Label, ...]
    axes: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    titles: tuple[str, ...] = ()  # what each point is, where not all have room for words
    cut: int = 0  # where not everything is shown: how much is
    svg: str = ""  # a whole map in place of these
    missing: int = 0  # things that are not on it


def show(way: Show, rows: Sequence[Row], reader: Reader, text: Words) -> Picture | None:
    """The picture that a question asks for; None for a table alone, or where the answer has nothing to draw."""
    full = [row for row in rows if all(column in row for column in way.columns)]
    draw = _WAYS.get(way.way)
    return draw(full, way.columns, reader, text) if draw and full else None


def _called(row: Row, column: str, reader: Reader, lang: str) -> Named:
    term = row[column]
    if term["type"] == "uri":
        return reader.called(URIRef(term["value"]), lang)
    return Named(URIRef(""), term["value"], term.get("xml:lang", ""), None, None)


def _network(rows: Sequence[Row], columns: Sequence[str], reader: Reader, text: Words) -> Picture:
    pairs = [(row[columns[0]]["value"], row[columns[1]]["value"]) for row in rows]
    # By what they are, not by what they are called: two regions of one name are two points.
    names = {
        row[column]["value"]: _called(row, column, reader, text.lang).label for row in rows for column in columns[:2]
    }
    nodes = list(dict.fromkeys(node for pair in pairs for node in pair))
    kept = {node: at for at, node in enumerate(nodes[:MOST_NODES])}
    links = sorted({(kept[a], kept[b]) for a, b in pairs if a in kept and b in kept and a != b})
    points = _fitted(sketch(len(kept), links, _RADIUS))
    height = max(y for _, y in points) + 30
    lines = tuple(f"M{_at(points[a])}L{_at(points[b])}" for a, b in links)
    cut = len(kept) if len(nodes) > len(kept) else 0
    titles = tuple(names[node] for node in kept)
    marks = tuple(map(_rounded, points))
    return Picture(WIDTH, height, _beside(points, titles), axes=lines, points=marks, titles=titles, cut=cut)


def _places(rows: Sequence[Row], columns: Sequence[str], reader: Reader, text: Words) -> Picture | None:
    things = list(dict.fromkeys(URIRef(row[columns[0]]["value"]) for row in rows if row[columns[0]]["type"] == "uri"))
    svg, missing = places_svg(things, reader, text, text("places.title"), lambda path: f"{path}?lang={text.lang}")
    return Picture(WIDTH, 0.0, (), svg=svg, missing=missing) if svg else None


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


_Draw: TypeAlias = Callable[[Sequence[Row], Sequence[str], Reader, Words], Picture | None]
_WAYS: Mapping[str, _Draw] = MappingProxyType({"network": _network, "map": _places})
