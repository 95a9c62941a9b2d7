"""The answer of a question as a small network, or as places, beside its table; charts are drawn in `charted`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from rdflib import URIRef

from api.i18n import words
from api.pages.located import places_svg
from api.pages.tables import Names
from graph.query import WAYS, Show
from graph.things import Named
from viz.export import svg
from viz.lettering import extent, fitted
from viz.palette import LOOKS
from viz.picture import ACCENT, AXIS, Form, Path, Picture, Words, marked
from viz.placing.layout import sketch

Row: TypeAlias = Mapping[str, Mapping[str, str]]  # terms by column, as SPARQL writes them in JSON
Address: TypeAlias = Callable[[str], str]  # where the page at a path is
_Point: TypeAlias = tuple[float, float]

WIDTH = 640.0
MOST_NODES = 60
_RADIUS = 9.0
_POINT, _MARK = LOOKS["organisation"].path, 4.0  # the form of a point, and half as wide as it is drawn
_LINE, _LETTERS, _WORDS = 14.0, 12.0, 180.0  # the height of a line of words and of its letters, and how wide it may be
_BESIDE = 8.0  # from a point to its words


@dataclass(frozen=True)
class Shown:
    """An answer as a picture of a page.

    `cut`: where not everything is shown, how much is. `missing`: things that are not on it.
    `picture`: of a network, to be taken away.
    """

    svg: str
    cut: int = 0
    missing: int = 0
    picture: Picture | None = None


def show(way: Show, rows: Sequence[Row], names: Names, title: str, address: Address) -> Shown | None:
    """The picture that a question asks for; None for a table alone, or where the answer has nothing to draw."""
    draw = _WAYS.get(way.way)
    columns = way.columns or _things(rows)
    full = [row for row in rows if all(column in row for column in columns)]
    if not draw or not full or len(columns) < WAYS[way.way]:
        return None
    return draw(full, columns, names, title, address)


def _things(rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns that hold things."""
    return tuple(dict.fromkeys(name for row in rows for name, term in row.items() if term["type"] == "uri"))


def _called(row: Row, column: str, names: Names) -> Named:
    term = row[column]
    if term["type"] == "uri":
        return names.called(term["value"])
    return Named(URIRef(""), term["value"], term.get("xml:lang", ""), None, None)


def _network(rows: Sequence[Row], columns: Sequence[str], names: Names, title: str, address: Address) -> Shown:
    pairs = [(row[columns[0]]["value"], row[columns[1]]["value"]) for row in rows]
    # By what they are, not by what they are called: two regions of one name are two points.
    told = {row[column]["value"]: _called(row, column, names) for row in rows for column in columns[:2]}
    nodes = list(dict.fromkeys(node for pair in pairs for node in pair))
    kept = {node: at for at, node in enumerate(nodes[:MOST_NODES])}
    links = sorted({(kept[a], kept[b]) for a, b in pairs if a in kept and b in kept and a != b})
    points = _fitted(sketch(len(kept), links, _RADIUS))
    called = [told[node] for node in kept]
    lines = (Path(f"M{_at(points[a])}L{_at(points[b])}", stroke=AXIS) for a, b in links)
    marks = (
        marked(address(each.path) if each.path else "", each.label, Form(_POINT, x, y, _MARK, fill=ACCENT))
        for (x, y), each in zip(points, called, strict=True)
    )
    labels = _beside(points, [each.label for each in called])
    height = max(y for _, y in points) + 30
    picture = Picture(WIDTH, height, title, title, (*lines, *labels, *marks), names.lang)
    cut = len(kept) if len(nodes) > len(kept) else 0
    return Shown(svg.write(picture, alone=False), cut, picture=picture)


def _places(rows: Sequence[Row], columns: Sequence[str], names: Names, title: str, address: Address) -> Shown | None:
    things = list(dict.fromkeys(URIRef(row[columns[0]]["value"]) for row in rows if row[columns[0]]["type"] == "uri"))
    drawn, missing = places_svg(things, names.reader, words(names.lang), title, address)
    return Shown(drawn, missing=missing) if drawn else None


def _fitted(points: Sequence[_Point]) -> list[_Point]:
    """Points in the picture: as wide as there is room, and never higher than wide."""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    span = max(max(x for x, _ in points) - left, max(y for _, y in points) - top) or 1.0
    scale = (WIDTH - 240) / span
    return [(round(120 + (x - left) * scale, 1), round(24 + (y - top) * scale, 1)) for x, y in points]


def _beside(points: Sequence[_Point], labels: Sequence[str]) -> tuple[Words, ...]:
    """Words beside points, where they run into no other words and over no other point."""
    placed: list[Words] = []
    for point, label in zip(points, labels, strict=True):
        others = [each for each in points if each != point]
        made = (each for each in _sides(point, label) if not any(_covers(each, other) for other in others))
        free = next((each for each in made if not any(_meet(each, other) for other in placed)), None)
        if free is not None:
            placed.append(free)
    return tuple(placed)


def _sides(point: _Point, label: str) -> tuple[Words, ...]:
    """The words of a point to its right and to its left, that away from the middle first; each within the picture."""
    x, y = point
    right = Words(fitted(label, min(_WORDS, WIDTH - x - _BESIDE), _LETTERS), x + _BESIDE, y + 4, halo=True)
    left = Words(fitted(label, min(_WORDS, x - _BESIDE), _LETTERS), x - _BESIDE, y + 4, anchor="end", halo=True)
    return (right, left) if x > WIDTH / 2 else (left, right)


def _meet(one: Words, other: Words) -> bool:
    (start, end), (begin, finish) = _span(one), _span(other)
    return abs(one.y - other.y) < _LINE and start < finish and begin < end


def _covers(words: Words, point: _Point) -> bool:
    start, end = _span(words)
    return start - _MARK < point[0] < end + _MARK and abs(words.y - 4 - point[1]) < _LINE / 2 + _MARK


def _span(words: Words) -> tuple[float, float]:
    wide = extent(words.text, _LETTERS)
    return (words.x - wide, words.x) if words.anchor == "end" else (words.x, words.x + wide)


def _at(point: _Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


_Draw: TypeAlias = Callable[[Sequence[Row], Sequence[str], Names, str, Address], Shown | None]
_WAYS: Mapping[str, _Draw] = MappingProxyType({"network": _network, "map": _places})
