"""Pictures as PDF: shapes stay shapes at any size, words can be searched, links open their pages."""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from threading import Lock

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from viz.export import fonts
from viz.export.markup import clean
from viz.lettering import extent
from viz.picture import GROUND, Form, Ink, Linked, Moved, Part, Path, Picture, Rect, Words

_POINT = 0.75  # of a PDF, in units of a picture (pixels of 1/96 inch)
_TOKEN = re.compile(r"[MLHVCAZ]|-?\d*\.?\d+(?:e-?\d+)?")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
_COLOURS = lru_cache(256)(HexColor)
_LOCK = Lock()  # the library keeps fonts and their subsets in one place for all threads


def write(picture: Picture) -> bytes:
    """The picture as a page of PDF of its own size; raises `AssetsNotBuilt`."""
    with _LOCK:
        fonts.register()
        out = BytesIO()
        size = picture.width * _POINT, picture.height * _POINT
        # Without the time of making: the same picture is the same file.
        canvas = Canvas(out, pagesize=size, invariant=True, pageCompression=1, lang=picture.lang)
        _describe(canvas, picture)
        canvas.transform(_POINT, 0, 0, -_POINT, 0, size[1])
        _Sheet(canvas, size[1]).draw(Rect(0, 0, picture.width, picture.height, GROUND))
        sheet = _Sheet(canvas, size[1])
        for part in picture.parts:
            sheet.draw(part)
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _describe(canvas: Canvas, picture: Picture) -> None:
    facts = dict(picture.facts)
    canvas.setTitle(clean(picture.title))
    canvas.setSubject(clean(picture.told))
    canvas.setAuthor(clean(facts.get("publisher", "Clusterscape")))
    canvas.setCreator("Clusterscape")
    canvas.setKeywords(clean("; ".join(f"{name}: {text}" for name, text in picture.facts)))


class _Sheet:
    """A canvas whose y goes down, as in pictures."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas = canvas
        self._height = height
        self._at = (0.0, 0.0)

    def draw(self, part: Part) -> None:
        """One part, with what it opens."""
        if isinstance(part, Linked):
            for each in part.parts:
                self.draw(each)
            self._link(part)
        elif isinstance(part, Moved):
            self._moved(part)
        elif isinstance(part, Words):
            self._words(part)
        elif isinstance(part, Rect):
            self._rect(part)
        elif isinstance(part, Form):
            self._form(part)
        else:
            self._path(part)

    def _moved(self, part: Moved) -> None:
        before, self._at = self._at, (self._at[0] + part.x, self._at[1] + part.y)
        self._canvas.saveState()
        self._canvas.translate(part.x, part.y)
        for each in part.parts:
            self.draw(each)
        self._canvas.restoreState()
        self._at = before

    def _rect(self, part: Rect) -> None:
        self._paint(part.fill, part.stroke, part.line)
        shape = (part.x, part.y, part.width, part.height)
        if part.rounding:
            self._canvas.roundRect(*shape, part.rounding, int(part.stroke is not None), int(part.fill is not None))
        else:
            self._canvas.rect(*shape, int(part.stroke is not None), int(part.fill is not None))

    def _form(self, part: Form) -> None:
        self._paint(part.fill, part.stroke, part.line)
        moves = ((name, [at * part.size for at in numbers]) for name, numbers in steps(part.d))
        placed = ((name, _moved(numbers, part.x, part.y)) for name, numbers in moves)
        self._canvas.drawPath(_traced(self._canvas, placed), int(part.stroke is not None), int(part.fill is not None))

    def _path(self, part: Path) -> None:
        self._canvas.saveState()
        self._paint(part.fill, part.stroke, part.line)
        if part.dash:
            self._canvas.setDash(list(part.dash))
        if part.opacity < 1:
            self._canvas.setFillAlpha(part.opacity)
            self._canvas.setStrokeAlpha(part.opacity)
        path = _traced(self._canvas, steps(part.d))
        self._canvas.drawPath(path, int(part.stroke is not None), int(part.fill is not None))
        self._canvas.restoreState()

    def _words(self, part: Words) -> None:
        text, font = clean(part.text), fonts.BOLD if part.bold else fonts.PLAIN
        wide, room = fonts.extent(text, part.size, bold=part.bold), extent(part.text, part.size)
        squeezed = min(1.0, room / wide) if wide else 1.0  # no wider than it was thought to be
        self._canvas.saveState()
        self._canvas.translate(part.x, part.y)
        self._canvas.rotate(part.turn)
        self._canvas.scale(squeezed, -1)
        start = {"start": 0.0, "middle": -wide / 2, "end": -wide}[part.anchor]
        told = self._canvas.beginText(start, 0)
        told.setFont(font, part.size)
        self._canvas.setFillColor(_COLOURS(part.ink.light))
        if part.halo:
            self._halo(text, start, font, part.size)
        told.textOut(text)
        self._canvas.drawText(told)
        self._canvas.restoreState()

    def _halo(self, text: str, start: float, font: str, size: float) -> None:
        """The same words below, with a broad edge in the colour of the ground."""
        self._canvas.setStrokeColor(_COLOURS(GROUND.light))
        self._canvas.setLineWidth(3)
        self._canvas.setLineJoin(1)
        below = self._canvas.beginText(start, 0)
        below.setFont(font, size)
        below.setTextRenderMode(1)
        below.textOut(text)
        below.setTextRenderMode(0)
        self._canvas.drawText(below)

    def _link(self, part: Linked) -> None:
        """The place of a link; only whole addresses mean anything outside of the page they stand on."""
        if not part.href.startswith(("http://", "https://")):
            return
        (left, top, right, bottom), (x, y), height = bounds(part.parts), self._at, self._height
        across, down = ((left + x) * _POINT, (right + x) * _POINT), ((top + y) * _POINT, (bottom + y) * _POINT)
        place = (across[0], height - down[1], across[1], height - down[0])
        self._canvas.linkURL(part.href, place, relative=0)

    def _paint(self, fill: Ink | None, stroke: Ink | None, line: float) -> None:
        if fill:
            self._canvas.setFillColor(_COLOURS(fill.light))
        if stroke:
            self._canvas.setStrokeColor(_COLOURS(stroke.light))
            self._canvas.setLineWidth(line)


def bounds(parts: Sequence[Part]) -> tuple[float, float, float, float]:
    """The rectangle around some parts."""
    found = [each for part in parts for each in _corners(part)] or [(0.0, 0.0)]
    across, down = [x for x, _ in found], [y for _, y in found]
    return min(across), min(down), max(across), max(down)


def _corners(part: Part) -> Iterator[tuple[float, float]]:
    if isinstance(part, Linked):
        yield from (corner for each in part.parts for corner in _corners(each))
    elif isinstance(part, Moved):
        yield from ((x + part.x, y + part.y) for each in part.parts for x, y in _corners(each))
    elif isinstance(part, Rect):
        yield from ((part.x, part.y), (part.x + part.width, part.y + part.height))
    elif isinstance(part, Form):
        yield from ((part.x - part.size, part.y - part.size), (part.x + part.size, part.y + part.size))
    elif isinstance(part, Words):
        wide = extent(part.text, part.size)
        start = part.x - {"start": 0.0, "middle": wide / 2, "end": wide}[part.anchor]
        yield from ((start, part.y - part.size), (start + wide, part.y + part.size / 3))
    else:
        yield from ((numbers[-2], numbers[-1]) for _, numbers in steps(part.d) if numbers)


def _moved(numbers: Sequence[float], x: float, y: float) -> list[float]:
    return [at + (y if place % 2 else x) for place, at in enumerate(numbers)]


def _traced(canvas: Canvas, moves: Iterator[tuple[str, list[float]]]) -> PDFPathObject:
    path = canvas.beginPath()
    for name, numbers in moves:
        {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[name](*numbers)
    return path


def steps(d: str) -> Iterator[tuple[str, list[float]]]:
    """A path as moves, lines and curves alone."""
    yield from ((name, list(numbers)) for name, numbers in _steps(d))


@lru_cache(512)
def _steps(d: str) -> tuple[tuple[str, tuple[float, ...]], ...]:
    found: list[tuple[str, tuple[float, ...]]] = []
    at = (0.0, 0.0)
    for name, numbers in _commands(d):
        if name == "A":
            found += (("C", curve) for curve in _arc(at, numbers))
        elif name in "HV":
            to = (numbers[0], at[1]) if name == "H" else (at[0], numbers[0])
            found.append(("L", to))
        else:
            found.append((name, tuple(numbers)))
        last = found[-1][1]
        at = (last[-2], last[-1]) if last else at
    return tuple(found)


def _commands(d: str) -> Iterator[tuple[str, list[float]]]:
    name, numbers = "", list[float]()
    for token in _TOKEN.findall(d):
        if token in _TAKES:
            name = token
            if not _TAKES[name]:
                yield name, []
            continue
        numbers.append(float(token))
        if len(numbers) == _TAKES[name]:
            yield name, numbers
            name, numbers = {"M": "L"}.get(name, name), []


def _arc(start: tuple[float, float], numbers: Sequence[float]) -> Iterator[tuple[float, ...]]:
    """A part of a circle as curves of at most a quarter each (SVG 2, appendix B.2.4)."""
    radius, _, _, large, sweep, *end = numbers
    half = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    square = half[0] ** 2 + half[1] ** 2
    radius = max(radius, math.sqrt(square))
    far = math.sqrt(max(radius**2 - square, 0.0) / square) * (-1 if large == sweep else 1)
    centre = (start[0] + end[0]) / 2 + far * half[1], (start[1] + end[1]) / 2 - far * half[0]
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = (math.atan2(end[1] - centre[1], end[0] - centre[0]) - first) % (2 * math.pi)
    turn = turn if sweep else turn - 2 * math.pi
    count = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-6))
    for piece in range(count):
        one, other = (first + turn * at / count for at in (piece, piece + 1))
        pull = 4 / 3 * math.tan((other - one) / 4) * radius
        from_ = centre[0] + radius * math.cos(one), centre[1] + radius * math.sin(one)
        to = centre[0] + radius * math.cos(other), centre[1] + radius * math.sin(other)
        yield (
            *(from_[0] - pull * math.sin(one), from_[1] + pull * math.cos(one)),
            *(to[0] + pull * math.sin(other), to[1] - pull * math.cos(other)),
            *to,
        )
