"""Positions from left to right: each thing stands after all that leads to it, as the stages of a value chain do."""

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TypeAlias

from rdflib import URIRef

from graph.networks.network import Network
from viz.placing.exact import UNIT

_Links: TypeAlias = Mapping[URIRef, Sequence[URIRef]]

_ACROSS = 4 * UNIT  # from one layer to the next: names stand between them
_SWEEPS = 6  # in which things move beside what they are linked to


def place_layered(network: Network) -> dict[str, tuple[float, float]]:
    """A position for each thing: across by its layer, down near what it is linked to."""
    before, after = _neighbours(network)
    depth = _depths(sorted(node.iri for node in network.nodes), before, after)
    layers: defaultdict[int, list[URIRef]] = defaultdict(list)
    for iri, layer in depth.items():
        layers[layer].append(iri)
    height = _ordered(layers, before, after)
    keys = {node.iri: node.key for node in network.nodes}
    return {keys[iri]: (round(layer * _ACROSS, 1), round(height[iri] * UNIT, 1)) for iri, layer in depth.items()}


def _neighbours(network: Network) -> tuple[_Links, _Links]:
    before: defaultdict[URIRef, list[URIRef]] = defaultdict(list)
    after: defaultdict[URIRef, list[URIRef]] = defaultdict(list)
    for edge in network.edges:
        before[edge.target].append(edge.source)
        after[edge.source].append(edge.target)
    return before, after


def _depths(things: Sequence[URIRef], before: _Links, after: _Links) -> dict[URIRef, int]:
    """The longest way to each thing; what stands in a circle begins where the circle is entered."""
    waits = {iri: len(before[iri]) for iri in things}
    depth = dict.fromkeys(things, 0)
    ready = deque(iri for iri in things if not waits[iri])
    circles, left = iter(things), set(things)
    while left:
        iri = ready.popleft() if ready else next(iri for iri in circles if iri in left)
        if iri not in left:
            continue
        left.discard(iri)
        for following in after[iri]:
            if following in left:
                depth[following] = max(depth[following], depth[iri] + 1)
                waits[following] -= 1
                if not waits[following]:
                    ready.append(following)
    return {iri: _late(iri, depth, before, after) for iri in things}


def _late(iri: URIRef, depth: Mapping[URIRef, int], before: _Links, after: _Links) -> int:
    """What nothing leads to stands right before the first that it leads to itself."""
    if before[iri] or not after[iri]:
        return depth[iri]
    return max(min(depth[following] for following in after[iri]) - 1, 0)


def _ordered(layers: Mapping[int, list[URIRef]], before: _Links, after: _Links) -> dict[URIRef, float]:
    """How far down each thing stands: layer by layer ordered by the mean of its neighbours, there and back."""
    height: dict[URIRef, float] = {}
    for things in layers.values():
        height.update(_spread(things))
    for sweep in range(_SWEEPS):
        links = after if sweep % 2 else before
        for layer in sorted(layers, reverse=bool(sweep % 2)):
            wished = {iri: fmean([height[other] for other in links[iri]] or [height[iri]]) for iri in layers[layer]}
            height.update(_spread(sorted(layers[layer], key=lambda iri: (wished[iri], iri))))
    return height


def _spread(things: Sequence[URIRef]) -> dict[URIRef, float]:
    return {iri: at - (len(things) - 1) / 2 for at, iri in enumerate(things)}
