"""Maps and measures: how long they take, and how good the pictures are, beside ForceAtlas2: `python -m bench maps`.

Three kinds of networks: what is shipped, planted communities, and clusters with their organisations. Time is that of
one core. Two figures tell of a picture, both of its largest connected part: the mean length of a link beside the mean
distance of two things at random (lower is better), and how many of the things nearest to each are those that it is
linked to (higher is better).
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

from bench.networks import Made, bipartite, planted
from graph.networks.network import read_network
from graph.release import Releases
from graph.store import Scope
from graph.structure.bridges import bridges
from graph.structure.centrality import between, degrees, pagerank
from graph.structure.communities import communities
from graph.structure.resilience import breaks
from graph.structure.web import Web, web_of
from viz.placing.keeping import keep
from viz.placing.layout import arrange
from viz.placing.packing import Points
from viz.placing.parts import parts_of

T = TypeVar("T")
_LARGE = 100_000
_STEPS = 200  # of ForceAtlas2
_SAMPLE = 3_000
_MEASURES: tuple[Callable[[Web], object], ...] = (degrees, between, pagerank, communities, breaks)


def run(arguments: Sequence[str]) -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(prog="python -m bench maps", description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("var/store"), help="where the shipped data are (var/store)")
    for line in tell(parser.parse_args(arguments).store):
        print(line, flush=True)


def tell(store: Path) -> Iterator[str]:
    """A line for each figure."""
    made = {
        "shipped data": _shipped(store),
        "planted, 1,000": planted(1_000),
        "bipartite, 1,000": bipartite(60, 940),
        "planted, 100,000": planted(_LARGE),
        "bipartite, 100,000": bipartite(5_000, _LARGE - 5_000),
    }
    for name, network in made.items():
        yield f"{name}: {network.count:,} things, {len(network.links):,} links"
        yield from _layouts(network)
        yield from _stable(network)
        yield from _measures(network)


def _shipped(store: Path) -> Made:
    release = Releases(store).current()
    if release is None:
        raise SystemExit(f"{store} holds nothing: load the shipped data first")
    network = read_network(release.open(), Scope.OPERATOR)
    return Made(len(network.nodes), web_of(network).pairs, np.zeros(len(network.nodes), dtype=np.int64))


def _layouts(network: Made) -> Iterator[str]:
    part = np.sort(parts_of(network.count, network.links)[0])
    points, seconds = _timed(lambda: _placed(network))
    yield _line("layout, ours", seconds, points[part], network.only(part))
    if network.count < _LARGE:
        points, seconds = _timed(lambda: _force_atlas(network))
        yield _line(f"layout, ForceAtlas2 of networkx, {_STEPS} steps", seconds, points[part], network.only(part))


def _placed(network: Made) -> Points:
    return arrange(network.count, network.links, network.radii, network.groups)


def _force_atlas(network: Made) -> Points:
    graph = nx.Graph(network.links.tolist())
    graph.add_nodes_from(range(network.count))
    found = nx.forceatlas2_layout(graph, max_iter=_STEPS, seed=1)
    return np.array([found[at] for at in range(network.count)])


def _line(what: str, seconds: float, points: Points, network: Made) -> str:
    figures = f"link/random {_length(points, network):.3f}, neighbours kept {_kept(points, network):.3f}"
    return f"  {what:<48}{seconds:>8.1f} s   {figures}"


def _length(points: Points, network: Made) -> float:
    anyhow = np.random.default_rng(0).integers(network.count, size=(20_000, 2))
    links, others = (np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T) for ends in (network.links, anyhow))
    return float(links.mean() / others.mean())


def _kept(points: Points, network: Made) -> float:
    """Of as many nearest things as each has neighbours, the share that are its neighbours."""
    around: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in network.links.tolist():
        around[one].add(other)
        around[other].add(one)
    tree, rng = cKDTree(points), np.random.default_rng(0)
    some = rng.choice(sorted(around), min(_SAMPLE, len(around)), replace=False).tolist()
    found = [tree.query(points[at], k=len(around[at]) + 1)[1] for at in some]
    shares = [len(around[at] & set(near.tolist())) / len(around[at]) for at, near in zip(some, found, strict=True)]
    return float(np.mean(shares))


def _stable(network: Made) -> Iterator[str]:
    """How far unchanged things move when a tenth of all goes and a tenth comes."""
    order = np.random.default_rng(3).permutation(network.count)
    some = network.count // 10
    before, after = np.sort(order[some:]), np.sort(order[: network.count - some])
    old, new = network.only(before), network.only(after)
    known = np.full((network.count, 2), np.nan)
    known[before] = _placed(old)
    span = float(np.nanmax(known[:, 0]) - np.nanmin(known[:, 0]))
    known = known[after]
    points, seconds = _timed(lambda: keep(known, new.links, new.radii, new.groups, arrange))
    moved = np.hypot(*(points - known).T)
    moved = moved[np.isfinite(moved)] / span
    half, most = np.median(moved), np.quantile(moved, 0.99)
    figures = f"moved: half of them at most {half:.2%} of the map, 99 of 100 at most {most:.2%}"
    yield f"  {'next release, a tenth gone and a tenth new':<48}{seconds:>8.1f} s   {figures}"


def _measures(network: Made) -> Iterator[str]:
    total = 0.0
    web = Web(network.count, network.links)
    for measure in _MEASURES:
        _, seconds = _timed(partial(measure, web))
        total += seconds
        yield f"  {measure.__name__:<48}{seconds:>8.1f} s"
    members: defaultdict[int, list[int]] = defaultdict(list)
    for cluster, organisation in network.links.tolist():
        members[organisation].append(cluster)
    _, seconds = _timed(lambda: bridges(network.count, members))
    yield f"  {'bridges':<48}{seconds:>8.1f} s"
    yield f"  {'all measures':<48}{total + seconds:>8.1f} s"


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    made = work()
    return made, time.process_time() - started
