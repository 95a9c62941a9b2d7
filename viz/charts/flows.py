"""Flows (Sankey): from stage to stage, each band as wide as what flows; value chains, and money."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from viz.charts.chart import Chart, NotDrawable, Setting, Twin, Value
from viz.charts.table import Cell, Row, Table
from viz.lettering import wrap
from viz.picture import SERIES, SOFT, TEXT, Ink, Part, Path, Picture, Rect, Words, marked

MOST = 80  # bands
_BAR, _GAP, _LEAST, _LINE, _SIDE = 14.0, 10.0, 17.0, 13.0, 34.0
_Key = tuple[int, str]  # a stage where columns are stages, and what stands there
_Band = tuple[_Key, _Key]


@dataclass
class _Place:
    """A thing at its stage, with the room that its bands have taken so far."""

    stage: int
    top: float = 0.0
    height: float = 0.0
    out: float = 0.0
    into: float = 0.0


def draw(table: Table, columns: Sequence[str], setting: Setting) -> Chart:
    """Bands from each column to the next; a last column of numbers says how much flows, else rows are counted."""
    stages, value = _stages(table, columns)
    rows = [row for row in table.full(columns) if not value or (row[value].number or 0.0) > 0]
    bands, things, origins = _bands(rows, stages, value)
    if not bands:
        raise NotDrawable(setting.texts["no_sankey"])
    kept = dict(sorted(bands.items(), key=lambda pair: -pair[1])[:MOST])
    picture = _picture(table, kept, things, origins, value, setting)
    twin = _twin(kept, things, origins, table, stages, value, setting)
    return Chart("sankey", picture, picture.told, twin, len(kept), len(bands), len(table.rows) - len(rows))


def _stages(table: Table, columns: Sequence[str]) -> tuple[Sequence[str], str | None]:
    *before, last = columns
    full = table.full(columns)
    numbers = [row for row in full if row[last].number is not None and row[last].when is None]
    return (before, last) if len(columns) > 2 and full and len(numbers) == len(full) else (columns, None)


def _bands(
    rows: Iterable[Row], stages: Sequence[str], value: str | None
) -> tuple[dict[_Band, float], dict[_Key, Cell], dict[_Band, tuple[str, str]]]:
    """What flows between two, and between which columns; of two columns, one thing may stand in both: a chain."""
    rows = list(rows)
    chained = len(stages) == 2 and _is_chain({row[stages[0]].key for row in rows}, {row[stages[1]].key for row in rows})
    bands: defaultdict[_Band, float] = defaultdict(float)
    things: dict[_Key, Cell] = {}
    origins: dict[_Band, tuple[str, str]] = {}
    for row in rows:
        for at, (one, other) in enumerate(pairwise(stages)):
            ends = (0 if chained else at, row[one].key), (0 if chained else at + 1, row[other].key)
            if ends[0] != ends[1]:
                things |= {ends[0]: row[one], ends[1]: row[other]}
                origins[ends] = one, other
                bands[ends] += (row[value].number or 0.0) if value else 1.0
    return dict(bands), things, origins


def _is_chain(one: Set[str], other: Set[str]) -> bool:
    """Whether many things stand at both ends, as the stages of a chain do; a few do so by chance."""
    return len(one & other) > 0.25 * min(len(one), len(other))


def _layered(bands: Iterable[_Band]) -> dict[_Key, int]:
    """The stage of each thing: after all that flows into it. Bands that go back in a circle do not count."""
    after: defaultdict[_Key, list[_Key]] = defaultdict(list)
    for one, other in bands:
        after[one].append(other)
        after.setdefault(other, [])
    done: dict[_Key, int] = {}
    for start in after:
        _stage(start, after, done)
    deepest = max(done.values())
    return {key: deepest - depth for key, depth in done.items()}


def _stage(start: _Key, after: Mapping[_Key, Sequence[_Key]], done: dict[_Key, int]) -> None:
    """How many stages come after a thing at most, found without recursion: chains of strangers may be long."""
    stack, path = [(start, False)], set[_Key]()
    while stack:
        key, closing = stack.pop()
        if closing:
            path.discard(key)
            done[key] = max((done[each] + 1 for each in after[key] if each in done and each not in path), default=0)
        elif key not in done and key not in path:
            path.add(key)
            stack += [(key, True), *((each, False) for each in after[key])]


def _picture(
    table: Table, bands: Mapping[_Band, float], things: Mapping[_Key, Cell], origins: Mapping[_Band, tuple[str, str]],
    value: str | None, setting: Setting,
) -> Picture:  # fmt: skip
    places, height, unit = _placed(bands)
    last = max(place.stage for place in places.values()) or 1
    side = _SIDE if any(places[one].stage >= places[other].stage for one, other in bands) else 0.0
    step = (setting.width - _BAR - 2 * side) / last
    inks = _inks(things)
    parts: list[Part] = []
    for band in sorted(bands, key=lambda band: (places[band[0]].top, places[band[1]].top)):
        drawn = _band(places[band[0]], places[band[1]], bands[band] * unit, (side, step, height), inks[band[0]])
        names = origins[band]
        href = setting.rows_of([(names[0], band[0][1]), (names[1], band[1][1])])
        label = f"{things[band[0]].text} → {things[band[1]].text}: {setting.said(bands[band])}"
        parts.append(marked(href, label, *drawn))
    for key, place in places.items():
        parts.append(_node(things[key], place, side + place.stage * step, step, last, inks[key], setting))
    height += _SIDE if side else 0
    below = wrap(table.label(value) if value else setting.texts["rows"], setting.width, 11, 2)
    parts += [Words(line, setting.width, height + 18 + at * 14, 11, SOFT, "end") for at, line in enumerate(below)]
    told = _told(bands, things, places, table.label(value) if value else setting.texts["rows"], setting)
    return Picture(
        setting.width,
        height + 14 + 14 * len(below),
        table.title,
        told,
        tuple(parts),
        setting.texts["lang"],
        table.facts,
    )


def _placed(bands: Mapping[_Band, float]) -> tuple[dict[_Key, _Place], float, float]:
    """Each thing at its stage, joined ones near each other; how high all is, and how much a unit is."""
    columns = (
        _layered(bands)
        if all(key[0] == 0 for band in bands for key in band)
        else {key: key[0] for band in bands for key in band}
    )
    into: defaultdict[_Key, float] = defaultdict(float)
    out: defaultdict[_Key, float] = defaultdict(float)
    for (one, other), amount in bands.items():
        out[one] += amount
        into[other] += amount
    size = {key: max(into[key], out[key]) for key in columns}
    stages = [[key for key in columns if columns[key] == stage] for stage in range(max(columns.values()) + 1)]
    total = max(sum(size[key] for key in stage) for stage in stages)
    most = max(len(stage) for stage in stages)
    unit = max(180.0, min(460.0, most * 26.0)) / (total or 1)
    places = {key: _Place(columns[key], height=max(size[key] * unit, 3.0)) for key in columns}
    for _ in range(4):
        for stage in stages:
            _stack(_ordered(stage, bands, places), places)
    height = max(place.top + place.height for place in places.values()) + 8
    for stage in stages:
        taken = max((places[key].top + places[key].height for key in stage), default=0.0)
        for key in stage:
            places[key].top += (height - taken) / 2
    return places, height, unit


def _ordered(stage: Sequence[_Key], bands: Mapping[_Band, float], places: Mapping[_Key, _Place]) -> list[_Key]:
    """By the middle of what each is joined to, weighed by what flows."""
    sums: dict[_Key, tuple[float, float]] = dict.fromkeys(stage, (0.0, 0.0))
    for (one, other), amount in bands.items():
        for key, far in ((one, other), (other, one)):
            if key in sums and places[far].stage != places[key].stage:
                middle = places[far].top + places[far].height / 2
                sums[key] = sums[key][0] + middle * amount, sums[key][1] + amount
    return sorted(
        stage, key=lambda key: (sums[key][0] / sums[key][1] if sums[key][1] else 0.0, -places[key].height, key)
    )


def _stack(stage: Iterable[_Key], places: Mapping[_Key, _Place]) -> None:
    y = 4.0
    for key in stage:
        places[key].top = y + max(_LEAST - places[key].height, 0) / 2
        y += max(places[key].height, _LEAST) + _GAP


def _inks(things: Mapping[_Key, Cell]) -> dict[_Key, Ink]:
    return {key: SERIES[at % len(SERIES)] for at, key in enumerate(things)}


def _band(one: _Place, other: _Place, wide: float, room: tuple[float, float, float], ink: Ink) -> tuple[Part, ...]:
    """A band from the right of one to the left of another; one that goes back runs below all, thin and dashed."""
    side, step, bottom = room
    x, y, end, down = (
        side + one.stage * step + _BAR,
        one.top + one.out,
        side + other.stage * step,
        other.top + other.into,
    )
    one.out, other.into = one.out + wide, other.into + wide
    wide = max(wide, 1.0)
    if one.stage >= other.stage:
        y, down, low = y + wide / 2, down + wide / 2, bottom + _SIDE / 2
        way = f"M{x:.1f} {y:.1f}C{x + _SIDE:.1f} {y:.1f} {x + _SIDE:.1f} {low:.1f} {x:.1f} {low:.1f}H{end:.1f}"
        back = f"C{end - _SIDE:.1f} {low:.1f} {end - _SIDE:.1f} {down:.1f} {end:.1f} {down:.1f}"
        return (Path(way + back, stroke=ink, line=min(wide, 5.0), dash=(6, 4)),)
    bend = (end - x) / 2
    upper, lower = (
        f"{x:.1f} {y + at:.1f}C{x + bend:.1f} {y + at:.1f} {end - bend:.1f} {down + at:.1f} {end:.1f} {down + at:.1f}"
        for at in (0.0, wide)
    )
    back = f"C{end - bend:.1f} {down + wide:.1f} {x + bend:.1f} {y + wide:.1f} {x:.1f} {y + wide:.1f}Z"
    surface = Path(f"M{upper}V{down + wide:.1f}{back}", ink, opacity=0.38)
    return surface, Path(f"M{upper}M{lower}", stroke=ink, line=0.8)


def _node(cell: Cell, place: _Place, x: float, step: float, last: int, ink: Ink, setting: Setting) -> Part:
    bar = Rect(x, place.top, _BAR, place.height, ink)
    ends = place.stage == last
    room = step - _BAR - 16 if last > 1 else setting.width / 2 - 24
    most = max(1, int((max(place.height, _LEAST) + _GAP) // _LINE))
    lines = wrap(cell.text, room, 11, min(most, 3))
    middle = place.top + place.height / 2 + 4
    words = (
        Words(line, x - 6 if ends else x + _BAR + 6, middle + (at - (len(lines) - 1) / 2) * _LINE, 11, TEXT,
              "end" if ends else "start", halo=True)
        for at, line in enumerate(lines)
    )  # fmt: skip
    return marked(cell.href, cell.text, bar, *words)


def _twin(
    bands: Mapping[_Band, float], things: Mapping[_Key, Cell], origins: Mapping[_Band, tuple[str, str]], table: Table,
    stages: Sequence[str], value: str | None, setting: Setting,
) -> Twin:  # fmt: skip
    heads = (
        table.label(stages[0]) if len(stages) == 2 else setting.texts["from"],
        table.label(stages[1]) if len(stages) == 2 else setting.texts["to"],
        table.label(value) if value else setting.texts["rows"],
    )
    rows = []
    for band, amount in bands.items():
        one, other = things[band[0]], things[band[1]]
        href = setting.rows_of([(origins[band][0], band[0][1]), (origins[band][1], band[1][1])])
        rows.append((Value(one.text, one.href), Value(other.text, other.href), Value(setting.said(amount), href, True)))
    return Twin(heads, tuple(rows))


def _told(
    bands: Mapping[_Band, float],
    things: Mapping[_Key, Cell],
    places: Mapping[_Key, _Place],
    what: str,
    setting: Setting,
) -> str:
    (one, other), most = max(bands.items(), key=lambda pair: pair[1])
    return setting.texts["told_flows"].format(
        count=len(bands), stages=max(place.stage for place in places.values()) + 1, what=what,
        one=things[one].text, other=things[other].text, most=setting.said(most),
    )  # fmt: skip
