"""A map as a picture to print: things, links and names, with its legend below."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from viz.charts.frame import Free
from viz.charts.spoken import texts
from viz.export.columns import facts
from viz.export.sheet import framed
from viz.export.view import Dot, View
from viz.lettering import extent, wrap
from viz.picture import AXIS, GROUND, LINK, SOFT, TEXT, Form, Part, Path, Picture, Words, marked

WIDTH = 1400.0
LABELLED = 5_000  # things that may get a name: of more, the less important have none
_LINKED = 2_000  # things that open their pages: with more the file would be several times as large
_POINTED = 1_500  # links that have a head: more would hide what they point at
_EDGE = 60.0
_LARGEST = 1.5  # marks grow no more than this where few things have much room: their names need it
_SOLID = 6.0  # marks that names keep off
_SIZE, _LINE = 11.0, 13.0
_NAMED = 5  # sources named in the picture; the file knows all


def draw(view: View) -> Picture:
    """The map as a sheet with title, legend, licence, sources and address."""
    said = texts(view.told.lang)
    placed, height = _placed(view)
    below, end = _legend(view, height + 24)
    parts = (*_links(view, placed), *_things(view, placed), *_names(placed), *below)
    told = said["take_shown"].format(things=len(view.dots), links=len(view.links))
    title = view.told.title
    drawn = Picture(WIDTH, end, title, f"{view.told.help} {told}", parts, view.told.lang, tuple(facts(view)))
    return framed(drawn, view.told.help, _foot(view))


def _placed(view: View) -> tuple[list[tuple[Dot, float, float, float]], float]:
    """The things at their places on the sheet, and how high it is."""
    if not view.dots:
        return [], 40.0
    left, right = _ends(dot.x for dot in view.dots)
    top, bottom = _ends(dot.y for dot in view.dots)
    wide, high = max(right - left, 1.0), max(bottom - top, 1.0)
    scale = min((WIDTH - 2 * _EDGE) / wide, 1.3 * WIDTH / high, 4.0)
    shift = (WIDTH - wide * scale) / 2
    found = [
        (
            dot,
            shift + (dot.x - left) * scale,
            _EDGE / 2 + (dot.y - top) * scale,
            max(dot.size * min(scale, _LARGEST), 1.2),
        )
        for dot in view.dots
    ]
    return found, high * scale + _EDGE


def _ends(values: Iterable[float]) -> tuple[float, float]:
    found = tuple(values)
    return min(found), max(found)


def _links(view: View, placed: Sequence[tuple[Dot, float, float, float]]) -> Iterator[Part]:
    """All links, those that look the same as one path each: strong ones broader, judged ones dashed."""
    at = {dot.node.iri: (x, y, size) for dot, x, y, size in placed}
    faint = 0.55 if len(view.links) <= _POINTED else 0.3
    ordered = sorted(view.links, key=lambda edge: (edge.judged, _broad(edge.weight)))
    for (judged, broad), edges in groupby(ordered, key=lambda edge: (edge.judged, _broad(edge.weight))):
        kept = list(edges)
        d = "".join(
            f"M{at[edge.source][0]:.1f} {at[edge.source][1]:.1f}L{at[edge.target][0]:.1f} {at[edge.target][1]:.1f}"
            for edge in kept
        )
        yield Path(d, stroke=LINK, line=broad, dash=(5, 4) if judged else (), opacity=faint)
    if view.is_directed and len(view.links) <= _POINTED:
        heads = "".join(_head(at[edge.source], at[edge.target]) for edge in view.links if edge.directed)
        yield Path(heads, LINK, opacity=0.8)


def _broad(weight: float) -> float:
    return next((line for most, line in ((1, 0.8), (2, 1.4), (4, 2.2), (8, 3.2)) if weight <= most), 4.4)


def _head(source: tuple[float, float, float], target: tuple[float, float, float]) -> str:
    """The head of an arrow at the rim of what it points at."""
    across, down = target[0] - source[0], target[1] - source[1]
    length = (across**2 + down**2) ** 0.5
    if length < target[2] + 6:
        return ""
    along, side = (across / length, down / length), (-down / length, across / length)
    x, y = target[0] - along[0] * (target[2] + 1), target[1] - along[1] * (target[2] + 1)
    back = x - along[0] * 6, y - along[1] * 6
    one, other = (f"{back[0] + sign * side[0] * 2.6:.1f} {back[1] + sign * side[1] * 2.6:.1f}" for sign in (1, -1))
    return f"M{x:.1f} {y:.1f}L{one}L{other}Z"


def _things(view: View, placed: Sequence[tuple[Dot, float, float, float]]) -> Iterator[Part]:
    linked = len(placed) <= _LINKED
    for dot, x, y, size in reversed(placed):  # the most important above all others
        form = Form(dot.form, x, y, size, dot.ink, GROUND if size > 2.5 else None, 0.8)
        if dot.node.key in view.marked:
            yield Form(_RING, x, y, size + 5, None, TEXT, 2)
        label = f"{dot.node.label} ({view.kind(dot.node.kind)})"
        yield marked(dot.page, label, form) if linked else form


_RING = "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z"


def _names(placed: Sequence[tuple[Dot, float, float, float]]) -> Iterator[Words]:
    """Names below or beside things, the most important first, where they do not run into each other."""
    free = Free()
    for _, x, y, size in placed:
        if size > _SOLID:
            free.take(x - size * 0.8, y - size * 0.8, x + size * 0.8, y + size * 0.8)
    for dot, x, y, size in placed[:LABELLED]:
        letters = _SIZE + (1.5 if size > 12 else 0)
        lines = wrap(dot.short, 150, letters, 2)
        wide, high = max((extent(line, letters) for line in lines), default=0.0), len(lines) * (letters + 2)
        fitting = (side for side in _sides(x, y, size, wide, high) if side[0] > 0 and side[0] + wide < WIDTH)
        found = next((side for side in fitting if free.take(side[0], side[1], side[0] + wide, side[1] + high)), None)
        if found:
            left, top, anchor = found
            start = left + {"middle": wide / 2, "start": 0.0, "end": wide}[anchor]
            for at, line in enumerate(lines):
                down = top + letters - 1 + at * (letters + 2)
                yield Words(line, start, down, letters, TEXT, anchor, bold=size > 12, halo=True)


def _sides(x: float, y: float, size: float, wide: float, high: float) -> Iterator[tuple[float, float, str]]:
    """Where a name may stand, the best first; its upper left corner, and which end of it is near the thing."""
    yield x - wide / 2, y + size + 2, "middle"
    yield x + size + 3, y - high / 2, "start"
    yield x - size - 3 - wide, y - high / 2, "end"
    yield x - wide / 2, y - size - 3 - high, "middle"
    if size > _SOLID:
        for down in (y + size * 0.7, y - size * 0.7 - high):
            yield x + size * 0.8, down, "start"
            yield x - size * 0.8 - wide, down, "end"
            yield x - wide / 2, down + (14 if down > y else -14), "middle"


def _legend(view: View, y: float) -> tuple[list[Part], float]:
    """Forms and colours with what they mean and how many there are, then the kinds of lines."""
    said = texts(view.told.lang)
    parts: list[Part] = []
    x = 0.0
    for entry in view.legend:
        text = f"{entry.label} ({entry.count})"
        wide = extent(text, 12) + 40
        if x and x + wide > WIDTH:
            x, y = 0.0, y + 22
        parts += [Form(entry.form, x + 9, y + 8, 7, entry.ink), Words(text, x + 22, y + 12, 12)]
        x += wide
    x, y = 0.0, y + 24
    for name, dash in (("stated", ()), ("judged", (5.0, 4.0))):
        if any(edge.judged == bool(dash) for edge in view.links):
            line = Path(f"M{x:.1f} {y + 8:.1f}H{x + 30:.1f}", stroke=AXIS, line=1.6, dash=dash)
            parts += [line, Words(said[name], x + 38, y + 12, 12)]
            x += 60 + extent(said[name], 12)
    names = ", ".join(word.label for word in view.network.relations)
    lines = wrap(said["relations"].format(names=names), WIDTH, 11, 3) if names else ()
    parts += [Words(text, 0, y + 32 + at * _LINE, 11, SOFT) for at, text in enumerate(lines)]
    return parts, y + 30 + len(lines) * _LINE


def _foot(view: View) -> list[tuple[str, str]]:
    told, said = view.told, texts(view.told.lang)
    names = "; ".join(each.title for each in told.sources[:_NAMED])
    if len(told.sources) > _NAMED:
        names = said["take_more"].format(names=names, count=len(told.sources) - _NAMED)
    lines = [
        (said["take_shown"].format(things=len(view.dots), links=len(view.links)), ""),
        (f"{told.publisher} · {said['take_release'].format(release=told.release, date=told.date)}", ""),
        (said["take_licence"].format(licence=told.licence), told.licence),
        (said["take_view"].format(address=told.address), told.address),
    ]
    if view.network.hidden:
        lines.insert(1, (said["take_hidden"].format(count=view.network.hidden), ""))
    return [*lines, *([(said["take_sources"].format(names=names), "")] if names else [])]
