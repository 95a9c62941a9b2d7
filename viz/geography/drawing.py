"""A plate drawn as SVG: the ground, shades or circles, links, signs and names; far islands in frames of their own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from viz.geography import base, clipping, marks
from viz.geography.base import Land
from viz.geography.classing import place as class_of
from viz.geography.clipping import Box
from viz.geography.frames import Frame, Inset, fitted, insets
from viz.geography.grouping import Group, beside, grouped
from viz.geography.marks import linked, n
from viz.geography.outlines import EUROPEAN
from viz.geography.plate import Place, Plate, Spot
from viz.geography.style import shade
from viz.lettering import extent
from viz.lettering import fitted as cut

STRIP, GAP = 112.0, 14.0  # of the frames of far islands: their height, and the room between them
_MOST_NAMES, _NAME = 40, 150.0  # things that are named beside their sign, and the pixels of a name
_SEEN = 0.6  # of the radius of a circle that no other may cover
_KEYS = 200  # things of a group that its sign names
_TIE_MOST = 9.0  # pixels of the widest link
_HATCH = (
    '<defs><pattern id="cg-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="cg-none" width="7" height="7"/><path class="cg-lines" d="M0 0V7" stroke-width="1.4"/></pattern>'
    "</defs>"
)


@dataclass(frozen=True)
class Panel:
    """One frame of a picture with what is in it, and where in the picture it stands."""

    frame: Frame
    groups: tuple[Group[Spot], ...]
    x: float = 0.0
    y: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class Drawn:
    """A picture without its title and legend: how large it is, its SVG, its panels, and what is in none of them."""

    width: float
    height: float
    body: str
    panels: tuple[Panel, ...]
    beyond: tuple[Spot, ...]
    inside: int  # links between things of one group, which cannot be drawn


def draw(plate: Plate) -> Drawn:
    """The map."""
    panels = tuple(_panels(plate))
    shown = {each.key for panel in panels for group in panel.groups for each in group.members}
    lines, inside = _ties(plate, panels)
    bodies = (_panel(plate, each, lines if each is panels[0] else "") for each in panels)
    height = max(each.y + each.frame.height for each in panels)
    beyond = tuple(each for each in plate.spots if each.key not in shown)
    return Drawn(plate.frame.width, height, _HATCH + "".join(bodies), panels, beyond, inside)


def _panels(plate: Plate) -> Iterator[Panel]:
    yield Panel(plate.frame, _groups(plate, plate.frame))
    x = 0.0
    for each in insets(plate.frame):
        frame = _strip(each)
        yield Panel(frame, _groups(plate, frame, plate.frame), x, plate.frame.height + GAP, each.name)
        x += frame.width + GAP


def _strip(inset: Inset) -> Frame:
    west, south, east, north = inset.box
    return Frame(inset.box, round((east - west) / (north - south) * STRIP, 1))


def _groups(plate: Plate, frame: Frame, but: Frame | None = None) -> tuple[Group[Spot], ...]:
    held = [each for each in plate.spots if frame.holds(each.point) and not (but and but.holds(each.point))]
    if plate.sized:
        held.sort(key=lambda each: (-(each.value or 0), each.label))
        single = [Group(*frame.place(each.point), (each,), True) for each in held if each.value is not None]
        return tuple(beside(single, (), lambda group: _SEEN * _value_radius(plate, group.members[0])))
    exact = [each for each in held if each.how != "country"]
    rough = [each for each in held if each.how == "country"]
    # What is only known to be somewhere in a country is never mixed with what stands where it is drawn.
    fixed = grouped(exact, lambda spot: frame.place(spot.point), _reach)
    loose = beside(grouped(rough, lambda spot: frame.place(spot.point), lambda _: 0.0, 0.5), fixed, _reached)
    return tuple(sorted((*fixed, *loose), key=lambda each: (-len(each), each.y, each.x)))


def _reached(group: Group[Spot]) -> float:
    return _reach(len(group))


def _value_radius(plate: Plate, spot: Spot) -> float:
    highest = max(abs(each.value or 0) for each in plate.spots)
    return marks.value_radius(spot.value or 0, highest)


def _reach(count: int) -> float:
    """How far the sign of so many things reaches."""
    return marks.ring_radius(count) if count > 1 else marks.SYMBOL


def _panel(plate: Plate, panel: Panel, lines: str) -> str:
    frame = panel.frame
    ground = base.ground(frame.box, frame.width)
    taken: list[Box] = []
    signs = "".join(_sign(plate, frame, each) for each in panel.groups)
    circles = "" if plate.is_shaded else _circles(plate, frame)
    names = "" if panel.name else "".join(_names(plate, ground, panel.groups, taken))
    labels = "" if panel.name else "".join(_labels(plate, frame, panel.groups, taken))
    caption = f'<text class="cg-k cg-soft" x="6" y="15">{escape(panel.name)}</text>' if panel.name else ""
    size = f'width="{n(frame.width)}" height="{n(frame.height)}"'
    return (
        f'<svg x="{n(panel.x)}" y="{n(panel.y)}" {size} viewBox="0 0 {n(frame.width)} {n(frame.height)}">'
        f'<rect class="cg-sea" {size}/>{_lands(plate, frame, ground)}{names}{lines}{circles}{signs}{labels}{caption}'
        f'<rect class="cg-box" {size}/></svg>'
    )


def _lands(plate: Plate, frame: Frame, ground: Sequence[Land]) -> str:
    if not plate.is_shaded:
        return _plain(ground)
    values = {each.code: each for each in plate.places}
    if not plate.shapes:
        return "".join(_shaded(plate, each, values.get(each.code), _known(each.code)) for each in ground)
    regions = base.lands(plate.shapes.values(), frame)
    edges = "".join(f'<path class="cg-edge" d="{each.path}"/>' for each in ground if _known(each.code))
    return _plain(ground) + "".join(_shaded(plate, each, values.get(each.code), True) for each in regions) + edges


def _plain(ground: Sequence[Land]) -> str:
    return f'<path class="cg-land" d="{"".join(each.path for each in ground)}"/>'


def _known(code: str) -> bool:
    """Whether a country is one of those that figures of Europe are told of: without a value it is hatched."""
    return code in EUROPEAN


def _shaded(plate: Plate, land: Land, place: Place | None, is_told: bool) -> str:
    if place is not None and place.value is not None:
        look = f"cg-land cg-s{shade(class_of(plate.classes, place.value), len(plate.classes))}"
        return _linked_land(f'<path class="{look}" d="{land.path}"/>', place)
    name = place.label if place else plate.names.get(land.code, "")
    title = f"<title>{escape(f'{name}: {place.told}' if place else name)}</title>" if name else ""
    # No rule of a style sheet may fill it: an address in one is looked for there, not in the picture.
    look = 'class="cg-blank" fill="url(#cg-hatch)"' if is_told else 'class="cg-land"'
    return f'<path {look} d="{land.path}">{title}</path>'


def _linked_land(inside: str, place: Place) -> str:
    title = f"<title>{escape(f'{place.label}: {place.told}')}</title>"
    code = f' data-code="{escape(place.code)}"'
    body = f"{title}{inside}"
    return f'<a href="{escape(place.href)}"{code}>{body}</a>' if place.href else f"<g{code}>{body}</g>"


def _circles(plate: Plate, frame: Frame) -> str:
    """The values of regions as circles, the largest first so that none is hidden."""
    told = [(each, each.value, each.point) for each in plate.places]
    found = [(each, value, point) for each, value, point in told if value is not None and point and frame.holds(point)]
    highest = max((abs(value) for _, value, _ in told if value is not None), default=0.0)
    found.sort(key=lambda each: (-abs(each[1]), each[0].label))
    return "".join(
        linked(marks.circle(value, highest), each.href, f"{each.label}: {each.told}", (), frame.place(point))
        for each, value, point in found
    )


def _sign(plate: Plate, frame: Frame, group: Group[Spot]) -> str:
    first = group.members[0]
    chosen = plate.at & {each.key for each in group.members}
    halo = f'<circle class="cg-at" r="{n(_reach(len(group)) + 5)}"/>' if chosen else ""
    if len(group) > 1:
        inside = marks.ring(group) + halo
        keys = [each.key for each in group.members[:_KEYS]]
        return linked(inside, _zoomed(plate, frame, group), _group_title(plate, group), keys, (group.x, group.y))
    if plate.sized and first.value is not None:
        highest = max(abs(each.value or 0) for each in plate.spots)
        inside = marks.circle(first.value, highest, first.how == "country") + marks.sign(first.kind, 3.2) + halo
    else:
        inside = marks.sign(first.kind) + halo
    return linked(inside, first.href, title(first), (first.key,), (group.x, group.y))


def title(spot: Spot) -> str:
    """What a sign says of its thing when it is pointed at."""
    told = (spot.label, spot.told, spot.where)
    return " · ".join(each for each in told if each)


def _group_title(plate: Plate, group: Group[Spot]) -> str:
    names = [each.label for each in group.members[:8]]
    more = " …" if len(group) > len(names) else ""
    return plate.grouped.format(number=len(group), names="; ".join(names) + more)


def _zoomed(plate: Plate, frame: Frame, group: Group[Spot]) -> str:
    """Where the link of a group leads: nearer; or to their list, where nearer changes nothing; or nowhere."""
    if not plate.zoom:
        return ""
    points = [each.point for each in group.members]
    nearer = fitted(points)
    if group.together or nearer.scale >= frame.scale * 0.9:
        return f"{plate.page}#at-{anchor(group)}"
    return plate.zoom.replace("~frame~", nearer.name)


def anchor(group: Group[Spot]) -> str:
    """The name of a group in its page: that of its first thing."""
    return group.members[0].key.replace("/", "-")


def _names(plate: Plate, ground: Sequence[Land], groups: Sequence[Group[Spot]], taken: list[Box]) -> Iterator[str]:
    taken += [_around(each, _reach(len(each))) for each in groups]
    for land in sorted(ground, key=lambda each: -each.room):
        name = plate.names.get(land.code, "")
        wide = extent(name, 10.5) + len(name) * 0.6
        box = (land.x - wide / 2, land.y - 8, land.x + wide / 2, land.y + 4)
        if name and wide < land.room * 0.92 and land.x - wide / 2 > 2 and not any(_meet(box, each) for each in taken):
            taken.append(box)
            size = "" if land.room > 90 else " cg-small"
            yield f'<text class="cg-n{size}" x="{n(land.x)}" y="{n(land.y)}">{escape(name)}</text>'


def _labels(plate: Plate, frame: Frame, groups: Sequence[Group[Spot]], taken: list[Box]) -> Iterator[str]:
    """The names of single things, where they hide nothing."""
    single = [each for each in groups if len(each) == 1]
    placed = 0
    for group in sorted(single, key=lambda each: (each.members[0].key not in plate.at, each.y)):
        text = cut(group.members[0].label, _NAME, 11.5)
        wide = extent(text, 11.5)
        for x, side in ((group.x + 10, "start"), (group.x - 10, "end")):
            box = (
                (x, group.y - 7, x + wide, group.y + 6) if side == "start" else (x - wide, group.y - 7, x, group.y + 6)
            )
            if placed < _MOST_NAMES and box[0] > 2 and box[2] < frame.width - 2 and not _hit(box, group, taken):
                taken.append(box)
                placed += 1
                first = " cg-first" if placed <= 3 else ""
                anchor_ = "" if side == "start" else ' text-anchor="end"'
                yield f'<text class="cg-t{first}" x="{n(x)}" y="{n(group.y + 4)}"{anchor_}>{escape(text)}</text>'
                break


def _hit(box: Box, own: Group[Spot], taken: Iterable[Box]) -> bool:
    mine = _around(own, marks.SYMBOL)
    return any(_meet(box, each) for each in taken if each != mine)


def _around(group: Group[Spot], radius: float) -> Box:
    return group.x - radius, group.y - radius, group.x + radius, group.y + radius


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ties(plate: Plate, panels: Sequence[Panel]) -> tuple[str, int]:
    """Links between groups of the first panel as lines, and how many lie within one group."""
    if not plate.ties:
        return "", 0
    home = {each.key: at for at, group in enumerate(panels[0].groups) for each in group.members}
    spots = {each.key: plate.frame.place(each.point) for each in plate.spots}
    weights: dict[tuple[tuple[float, float], tuple[float, float]], float] = {}
    inside = 0
    for tie in plate.ties:
        ends = sorted(_end(panels[0], home, spots, key) for key in (tie.one, tie.other))
        if ends[0] == ends[1]:
            inside += 1
        else:
            pair = ends[0], ends[1]
            weights[pair] = weights.get(pair, 0.0) + tie.weight
    return "".join(_lines(plate.frame, weights)), inside


def _end(
    panel: Panel, home: Mapping[str, int], spots: Mapping[str, tuple[float, float]], key: str
) -> tuple[float, float]:
    """Where a link ends: at the group of its thing, or where that stands outside the frame."""
    return (panel.groups[home[key]].x, panel.groups[home[key]].y) if key in home else spots[key]


def _lines(frame: Frame, weights: Mapping[tuple[tuple[float, float], tuple[float, float]], float]) -> Iterator[str]:
    highest = max(weights.values(), default=1.0)
    box = (-4.0, -4.0, frame.width + 4, frame.height + 4)
    for (one, other), weight in sorted(weights.items(), key=lambda each: each[1]):
        seen = clipping.clip_segment(one, other, box)
        if seen is None:
            continue
        (x, y), (to_x, to_y) = seen
        wide = max(0.8, _TIE_MOST * (weight / highest) if highest > 1 else 1.0)
        told = f"<title>{weight:g}</title>" if weight != 1 else ""
        path = f"M{n(x)} {n(y)}L{n(to_x)} {n(to_y)}"
        yield f'<path class="cg-tie" d="{path}" stroke-width="{n(wide)}">{told}</path>'
