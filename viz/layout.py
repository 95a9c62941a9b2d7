"""Where things stand on the map: computed once for each release, the same for the same data and seed.

Linked things are drawn together and all others pushed apart; things with a single link stand around the one
they are linked to; what is linked to nothing stands by country. Parts without a link between them are packed side
by side.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import networkx as nx
import numpy as np

from graph.network import Network, read_network
from graph.store import Scope, Store
from viz.packing import WIDE, Indices, Points, pack
from viz.palette import radius

Links: TypeAlias = Indices
Positions: TypeAlias = Mapping[str, tuple[float, float]]

FILE = "positions.json"
GAP = 7.0  # between the rims of two things
UNIT = 55.0  # about the length of a link
STEPS = 320
SMALL = 6  # parts of at most so many things stand together by country
_GOLDEN = math.pi * (3 - math.sqrt(5))


def write_positions(store: Store, folder: Path) -> Path:
    """Place everything that may be seen in any scope, starting from the positions already in the folder."""
    network = read_network(store, Scope.OPERATOR)
    positions = place(network, read_positions(folder))
    path = folder / FILE
    path.write_text(json.dumps(positions, separators=(",", ":")), encoding="utf-8")
    return path


def read_positions(folder: Path) -> Positions:
    """The positions of a release, by kind and slug; none where none were computed."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return {key: (float(x), float(y)) for key, (x, y) in json.loads(text).items()}


def place(network: Network, former: Positions | None = None, seed: int = 0) -> dict[str, tuple[float, float]]:
    """A position for each thing; those that stood somewhere before stay near it."""
    if not network.nodes:
        return {}
    links = _links(network)
    radii = np.array([radius(node.kind, node.weight) for node in network.nodes])
    keys = [node.key for node in network.nodes]
    groups = _groups(network)
    known = [former[key] if former and key in former else None for key in keys]
    if sum(point is not None for point in known) > len(keys) / 2:
        points = _continued(known, links, radii, seed)
    else:
        points = arrange(len(keys), links, radii, groups, seed)
    return {key: (round(float(x), 1), round(float(y), 1)) for key, (x, y) in zip(keys, points, strict=True)}


def islands(network: Network) -> dict[str, tuple[str, ...]]:
    """The things in small parts by country: what stands together on the map though no link joins it."""
    parts = _parts(len(network.nodes), _links(network))
    found = _islands(parts, _groups(network))
    return {group: tuple(network.nodes[at].key for part in own for at in part) for group, own in found.items()}


def arrange(count: int, links: Links, radii: Points, groups: Sequence[str], seed: int = 0) -> Points:
    """Positions from nothing: each connected part by itself, then all parts packed."""
    parts = _parts(count, links)
    points = np.zeros((count, 2))
    for part in parts:
        points[part] = _part(part, links, radii, seed)
    large = [part for part in parts if len(part) > SMALL]
    islands = list(_islands(parts, groups).values())
    for island in islands:
        pack(points, island, radii, cell=9, margin=10)
    together = [np.concatenate(island) for island in islands]
    pack(points, sorted([*large, *together], key=len, reverse=True), radii, cell=21, margin=44)
    return np.asarray(points - (points.min(0) + points.max(0)) / 2)


def sketch(count: int, pairs: Iterable[tuple[int, int]], radius: float) -> list[tuple[float, float]]:
    """Positions for a small picture of things that are all alike."""
    links = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    found = arrange(count, links, np.full(count, radius), [""] * count)
    return [(float(x), float(y)) for x, y in found]


def _continued(known: Sequence[tuple[float, float] | None], links: Links, radii: Points, seed: int) -> Points:
    """Former positions kept; what is new starts beside what it is linked to, and only overlaps are resolved."""
    rng = np.random.default_rng(seed)
    points = np.array([point or (np.nan, np.nan) for point in known], dtype=np.float64)
    rim = float(np.nanmax(np.abs(points)))
    neighbours = _neighbours(len(known), links)
    for at in np.flatnonzero(np.isnan(points[:, 0])):
        near = [points[other] for other in neighbours[at] if not np.isnan(points[other, 0])]
        centre = np.mean(near, axis=0) if near else rng.normal(size=2) * 0.1 * rim + (0, rim)
        points[at] = centre + rng.normal(size=2) * 2 * GAP
    return _apart(points, radii, rounds=120)


def _part(part: Links, links: Links, radii: Points, seed: int) -> Points:
    """One connected part: its core by forces, then the things with one link around their only neighbour."""
    own = _within(part, links)
    if not len(own):
        return _sunflower(len(part), float(radii[part].max()) + GAP)
    neighbours = _neighbours(len(part), own)
    leaves = _leaves(neighbours)
    core = np.array([at for at in range(len(part)) if at not in leaves], dtype=np.int64)
    crowns = _crowns(leaves, neighbours)
    reach = np.array([_reach(radii[part][at], len(crowns.get(int(at), ()))) for at in core])
    points = np.zeros((len(part), 2))
    points[core] = _forces(len(core), _within(core, own), reach, seed)
    for hub, crown in crowns.items():
        points[crown] = points[hub] + _crown(points, hub, neighbours[hub], crown, radii[part])
    return _apart(points, radii[part], rounds=80)


def _forces(count: int, links: Links, reach: Points, seed: int) -> Points:
    """Exact all-pairs forces, cooling down: things push each other away, links pull, all is drawn to the centre."""
    if count < 2:
        return np.zeros((count, 2))
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(count, 2)) * math.sqrt(count) * 30 * (WIDE, 1)
    degree: Points = np.bincount(links.ravel(), minlength=count).astype(np.float64) + 1
    push = np.sqrt(degree[:, None] * degree[None, :]) * UNIT * UNIT
    room = reach[:, None] + reach[None, :] + 2 * GAP
    for step in range(STEPS):
        move = _push(points, push, room) + _pull(points, links, degree)
        move -= points * degree[:, None] * (0.28, 0.28 * WIDE**2)
        move /= degree[:, None]
        size = np.sqrt((move**2).sum(1, keepdims=True)) + 1e-9
        limit = 90 * (1 - step / STEPS) ** 1.3 + 0.5
        points += move / size * np.minimum(size * 0.12, limit)
    return _lying(points - points.mean(0))


def _lying(points: Points) -> Points:
    """Turned so that the longest extent lies across: screens are wider than high."""
    (across, both), (_, down) = np.cov(points.T)
    angle = 0.5 * math.atan2(2 * both, across - down)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return np.asarray(points @ turn)


def _push(points: Points, push: Points, room: Points) -> Points:
    """Repulsion with the distance, and a stronger one where two things with their leaves would overlap."""
    across = points[:, None, :] - points[None, :, :]
    square = (across**2).sum(2) + 1.0
    near = np.sqrt(square)
    strength = push / square + np.where(near < room, 6 * UNIT * (room / near - 1), 0)
    np.fill_diagonal(strength, 0)
    return np.asarray((across * strength[:, :, None]).sum(1))


def _pull(points: Points, links: Links, degree: Points) -> Points:
    """Attraction with the logarithm of the distance, so that groups stay dense; weaker where both ends are hubs."""
    source, target = links[:, 0], links[:, 1]
    along = points[target] - points[source]
    length = np.sqrt((along**2).sum(1, keepdims=True)) + 1e-9
    strength = 36 * UNIT / np.sqrt(np.minimum(degree[source], degree[target]))
    tug = along / length * np.log1p(length / UNIT) * strength[:, None]
    count = len(points)
    sums = [np.bincount(source, pull, count) - np.bincount(target, pull, count) for pull in tug.T]
    return np.stack(sums, 1)


def _apart(points: Points, radii: Points, rounds: int) -> Points:
    """Overlaps resolved by pushing each overlapping pair along the line between them."""
    points = points.copy()
    # Two things on one spot have no line between them: a turn by the golden angle gives them one.
    turn = np.arange(len(points)) * _GOLDEN
    points += np.stack([np.cos(turn), np.sin(turn)], 1) * 0.01
    need = radii[:, None] + radii[None, :] + GAP
    np.fill_diagonal(need, 0)
    for _ in range(rounds):
        across = points[:, None, :] - points[None, :, :]
        distance = np.sqrt((across**2).sum(2)) + 1e-9
        lack = np.maximum(need - distance, 0)
        if lack.max() < 0.05:
            break
        points += (across * (lack / distance * 0.35)[:, :, None]).sum(1)
    return points


def _leaves(neighbours: Sequence[Sequence[int]]) -> frozenset[int]:
    """Things with one link, to something that has more; of a lone pair, the second."""
    return frozenset(
        at
        for at, around in enumerate(neighbours)
        if len(around) == 1 and (len(neighbours[around[0]]) > 1 or around[0] < at)
    )


def _crowns(leaves: Iterable[int], neighbours: Sequence[Sequence[int]]) -> defaultdict[int, list[int]]:
    crowns: defaultdict[int, list[int]] = defaultdict(list)
    for leaf in sorted(leaves):
        crowns[neighbours[leaf][0]].append(leaf)
    return crowns


def _reach(own: float, leaves: int) -> float:
    """The radius a thing needs together with the leaves around it."""
    return math.sqrt((own + 1.5 * GAP) ** 2 + leaves * 260) if leaves else own


def _crown(points: Points, hub: int, around: Sequence[int], crown: Sequence[int], radii: Points) -> Points:
    """Leaves on rings around their hub, starting on the side that looks away from the hub's other links."""
    others = [other for other in around if other not in set(crown)]
    away = points[hub] - points[others].mean(0) if others else np.array([0.0, 1.0])
    start = math.atan2(float(away[1]), float(away[0]))
    step = float(radii[list(crown)].max()) * 2 + GAP + 2
    places: list[tuple[float, float]] = []
    ring = float(radii[hub]) + step * 1.25
    while len(places) < len(crown):
        room = max(int(2 * math.pi * ring / step), 1)
        take = min(room, len(crown) - len(places))
        span = 2 * math.pi / room if take < room / 2 else 2 * math.pi / take
        for at in range(take):
            side = (at + 1) // 2 * (1 if at % 2 else -1)
            angle = start + side * span
            places.append((ring * math.cos(angle), ring * math.sin(angle)))
        ring += step
    return np.array(places)


def _sunflower(count: int, step: float) -> Points:
    at = np.arange(count)
    return np.asarray(np.stack([np.cos(at * _GOLDEN), np.sin(at * _GOLDEN)], 1) * (np.sqrt(at) * step)[:, None])


def _parts(count: int, links: Links) -> list[Links]:
    """Connected parts, largest first."""
    network = nx.Graph()
    network.add_nodes_from(range(count))
    network.add_edges_from(links.tolist())
    parts = [sorted(part) for part in nx.connected_components(network)]
    return [np.array(part, dtype=np.int64) for part in sorted(parts, key=lambda part: (-len(part), part))]


def _islands(parts: Sequence[Links], groups: Sequence[str]) -> dict[str, list[Links]]:
    """Small parts gathered by the group that most of their things belong to."""
    islands: defaultdict[str, list[Links]] = defaultdict(list)
    for part in (part for part in parts if len(part) <= SMALL):
        inside = Counter(sorted(groups[at] for at in part if groups[at]))
        islands[inside.most_common(1)[0][0] if inside else ""].append(part)
    return dict(islands)


def _neighbours(count: int, links: Links) -> list[list[int]]:
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        neighbours[source].append(int(target))
        neighbours[target].append(int(source))
    return neighbours


def _within(part: Links, links: Links) -> Links:
    """The links inside a part, counted from its own first member."""
    order = {int(at): place for place, at in enumerate(part)}
    own = [(order[int(a)], order[int(b)]) for a, b in links if int(a) in order and int(b) in order]
    return np.array(own, dtype=np.int64).reshape(-1, 2)


def _links(network: Network) -> Links:
    index = {node.iri: at for at, node in enumerate(network.nodes)}
    pairs = ((index[edge.source], index[edge.target]) for edge in network.edges)
    both_ways = sorted({(min(pair), max(pair)) for pair in pairs})
    return np.array(both_ways, dtype=np.int64).reshape(-1, 2)


def _groups(network: Network) -> list[str]:
    return [(node.countries[:1] or ("",))[0] for node in network.nodes]
