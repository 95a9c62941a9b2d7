"""Where things stand on the map: computed once for each release, the same for the same data and seed.

Linked things are drawn together and all others pushed apart; things with a single link stand around the one
they are linked to; what is linked to nothing stands by country. Parts without a link between them are packed side
by side. What stood somewhere in the release before stays there (`viz.placing.keeping`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from graph.networks.network import Network, read_network
from graph.networks.projections import WHOLE, project, projections
from graph.store import Scope, Store
from viz.palette import radius
from viz.placing import crowd
from viz.placing.exact import arrange_part
from viz.placing.keeping import aligned, keep
from viz.placing.packing import Indices, Points, pack
from viz.placing.parts import SMALL, islands_of, parts_of

Links: TypeAlias = Indices
Positions: TypeAlias = Mapping[str, tuple[float, float]]

FILE = "positions.json"
EXACT = 1_000  # things up to which every pair is looked at
AT_ONCE = 300  # things that are placed while somebody waits


def write_positions(store: Store, folder: Path, former: Path | None = None, whole: Network | None = None) -> Path:
    """Place everything that a store says, starting from where it stood in a former release; answers with the file.

    The whole graph comes first, then each projection that is too large to be placed while somebody waits.
    """
    before = former or folder
    _write(folder, WHOLE, place(whole or read_network(store, Scope.OPERATOR), read_positions(before)))
    for each in projections():
        if each.name != WHOLE and not each.layered:
            _placed_apart(project(store, Scope.OPERATOR, each), before, folder, each.name)
    return folder / _file(WHOLE)


def files() -> Iterator[str]:
    """The files in which positions may be kept."""
    yield FILE
    yield from (_file(each.name) for each in projections() if each.name != WHOLE and not each.layered)


def _placed_apart(network: Network, before: Path, folder: Path, of: str) -> None:
    if len(network.nodes) > AT_ONCE:
        _write(folder, of, place(network, read_positions(before, of)))
    else:
        (folder / _file(of)).unlink(missing_ok=True)  # of a release that had more


def read_positions(folder: Path, of: str = WHOLE) -> Positions:
    """The positions of a release, by kind and slug; none where none were computed."""
    try:
        text = (folder / _file(of)).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return {key: (float(x), float(y)) for key, (x, y) in json.loads(text).items()}


def _write(folder: Path, of: str, positions: Positions) -> None:
    (folder / _file(of)).write_text(json.dumps(positions, separators=(",", ":")), encoding="utf-8")


def _file(of: str) -> str:
    return FILE if of == WHOLE else f"positions-{of}.json"


def place(network: Network, former: Positions | None = None, seed: int = 0) -> dict[str, tuple[float, float]]:
    """A position for each thing; those that stood somewhere before stay near it."""
    if not network.nodes:
        return {}
    links, groups = _links(network), _groups(network)
    radii = np.array([radius(node.kind, node.weight) for node in network.nodes])
    keys = [node.key for node in network.nodes]
    known = np.array([former.get(key, (np.nan, np.nan)) if former else (np.nan, np.nan) for key in keys])
    if np.isfinite(known[:, 0]).mean() > 0.5:
        points = keep(known, links, radii, groups, arrange)
    else:
        points = aligned(arrange(len(keys), links, radii, groups, seed), known)
    return {key: (x, y) for key, (x, y) in zip(keys, points.round(1).tolist(), strict=True)}


def islands(network: Network) -> dict[str, tuple[str, ...]]:
    """The things in small parts by country: what stands together on the map though no link joins it."""
    found = islands_of(parts_of(len(network.nodes), _links(network)), _groups(network))
    return {group: tuple(network.nodes[at].key for part in own for at in part) for group, own in found.items()}


def arrange(count: int, links: Links, radii: Points, groups: Sequence[str], seed: int = 0) -> Points:
    """Positions from nothing: exact where there are few things, else by a field of forces."""
    if count > EXACT:
        return crowd.arrange(count, links, radii, groups, seed)
    parts = parts_of(count, links)
    points = np.zeros((count, 2))
    for part in parts:
        points[part] = arrange_part(part, links, radii, seed)
    large = [part for part in parts if len(part) > SMALL]
    islands = list(islands_of(parts, groups).values())
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


def _links(network: Network) -> Links:
    index = {node.iri: at for at, node in enumerate(network.nodes)}
    pairs = ((index[edge.source], index[edge.target]) for edge in network.edges)
    both_ways = sorted({(min(pair), max(pair)) for pair in pairs})
    return np.array(both_ways, dtype=np.int64).reshape(-1, 2)


def _groups(network: Network) -> list[str]:
    return [(node.countries[:1] or ("",))[0] for node in network.nodes]
