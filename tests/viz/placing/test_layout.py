from pathlib import Path

import numpy as np
import pytest
from rdflib import URIRef

from graph.embedded import EmbeddedStore
from graph.networks.network import Edge, Network, Node
from viz.palette import radius
from viz.placing.layout import FILE, islands, place, read_positions, write_positions


def thing(kind: str, at: int, weight: int, country: str = "") -> Node:
    iri = URIRef(f"https://w3id.org/clusterscape/id/{kind}/{at}")
    return Node(iri, kind, f"{kind}s", str(at), f"{kind} {at}", "", (country,) if country else (), (), (), weight)


def generated(hubs: int = 12, leaves: int = 15, alone: int = 9) -> Network:
    """Hubs in a ring with members of their own, a bridge between every second pair, and some without a link."""
    rng = np.random.default_rng(7)
    pairs: list[tuple[str, int, str, int]] = []
    for hub in range(hubs):
        pairs.append(("cluster", hub, "cluster", (hub + 1) % hubs))
        pairs += [("cluster", hub, "organisation", hub * leaves + leaf) for leaf in range(leaves)]
        pairs.append(("cluster", int(rng.integers(hubs)), "organisation", hub * leaves))
    pairs = sorted({pair for pair in pairs if pair[:2] != pair[2:]})
    weights: dict[tuple[str, int], int] = {}
    for kind, at, other, place_ in pairs:
        weights[kind, at] = weights.get((kind, at), 0) + 1
        weights[other, place_] = weights.get((other, place_), 0) + 1
    nodes = {key: thing(*key, weight) for key, weight in sorted(weights.items())}
    lone = [thing("policy", at, 0, ("PRT", "ITA", "")[at % 3]) for at in range(alone)]
    edges = tuple(Edge(nodes[a, b].iri, nodes[c, d].iri, "Membership", "", "", False) for a, b, c, d in pairs)
    return Network("en", (*nodes.values(), *lone), edges, (), (), (), ())


@pytest.fixture(scope="module")
def network() -> Network:
    return generated()


@pytest.fixture(scope="module")
def positions(network: Network) -> dict[str, tuple[float, float]]:
    return place(network)


def test_the_same_network_and_seed_give_the_same_picture(
    network: Network, positions: dict[str, tuple[float, float]]
) -> None:
    assert place(network) == positions


def test_everything_has_a_finite_place_of_its_own(network: Network, positions: dict[str, tuple[float, float]]) -> None:
    points = np.array([positions[node.key] for node in network.nodes])
    assert np.isfinite(points).all()
    assert len({tuple(point) for point in points.tolist()}) == len(network.nodes)


def test_no_thing_covers_another(network: Network, positions: dict[str, tuple[float, float]]) -> None:
    points = np.array([positions[node.key] for node in network.nodes])
    radii = np.array([radius(node.kind, node.weight) for node in network.nodes])
    distances = np.sqrt(((points[:, None] - points[None]) ** 2).sum(2))
    np.fill_diagonal(distances, np.inf)
    assert (distances - radii[:, None] - radii[None]).min() > 0


def test_linked_things_stand_closer_than_others(network: Network, positions: dict[str, tuple[float, float]]) -> None:
    keys = {node.iri: node.key for node in network.nodes}
    linked = [np.subtract(positions[keys[edge.source]], positions[keys[edge.target]]) for edge in network.edges]
    points = np.array(list(positions.values()))
    anyhow = np.random.default_rng(0).integers(len(points), size=(2000, 2))
    apart = points[anyhow[:, 0]] - points[anyhow[:, 1]]
    assert np.hypot(*np.array(linked).T).mean() < 0.4 * np.hypot(*apart.T).mean()


def test_former_positions_are_kept_when_something_is_added(
    network: Network, positions: dict[str, tuple[float, float]]
) -> None:
    new = thing("organisation", 9999, 1)
    link = Edge(network.nodes[0].iri, new.iri, "Membership", "", "", False)
    grown = Network("en", (*network.nodes, new), (*network.edges, link), (), (), (), ())
    after = place(grown, positions)
    moved = [np.hypot(*np.subtract(after[key], positions[key])) for key in positions]
    span = np.ptp(np.array(list(positions.values())), axis=0).max()
    assert np.median(moved) < 0.001 * span
    assert max(moved) < 0.05 * span
    near = np.hypot(*np.subtract(after[new.key], after[network.nodes[0].key]))
    assert near < 0.1 * span


def test_things_without_a_link_stand_together_by_country(network: Network) -> None:
    found = islands(network)
    assert {group: len(keys) for group, keys in found.items()} == {"PRT": 3, "ITA": 3, "": 3}


@pytest.mark.parametrize("count", [0, 1, 2], ids=["nothing", "one", "two"])
def test_a_tiny_network_has_positions_too(count: int) -> None:
    nodes = tuple(thing("cluster", at, 0) for at in range(count))
    assert len(place(Network("en", nodes, (), (), (), (), ()))) == count


def test_positions_are_written_beside_the_release_and_read_back(network_store: EmbeddedStore, tmp_path: Path) -> None:
    assert read_positions(tmp_path) == {}
    assert write_positions(network_store, tmp_path) == tmp_path / FILE
    first = read_positions(tmp_path)
    assert set(first) >= {"cluster/tools", "organisation/porto"}
    write_positions(network_store, tmp_path)
    again = read_positions(tmp_path)
    assert all(np.allclose(first[key], again[key], atol=0.5) for key in first)
