"""A network kept to what a reader chose: kinds, a country, an area, a relation; as the page of the map keeps it."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from rdflib import URIRef

from graph.networks.network import Edge, Network, Node
from ontology.saying import Said


class UnknownChoice(ValueError):
    """A map cannot be kept to this: nothing of it is there."""


@dataclass(frozen=True)
class Choice:
    """What is chosen: `hide` are kinds, `gone` single things by their key, `only` those that stay; the others keep to
    one value.
    """

    hide: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    country: str = ""
    area: str = ""
    relation: str = ""


def narrow(network: Network, choice: Choice) -> Network:
    """The network that is left; raises `UnknownChoice`."""
    _check("country", choice.country, {word.key for word in network.countries})
    _check("area", choice.area, {word.key for word in network.areas})
    _check("relation", choice.relation, {word.key for word in network.relations})
    nodes = [node for node in network.nodes if node.kind not in choice.hide and _stays(node.key, choice)]
    nodes = _naming(nodes, network.edges, choice.country, lambda node: node.countries)
    nodes = _naming(nodes, network.edges, choice.area, lambda node: node.areas)
    edges = [edge for edge in network.edges if choice.relation in {"", edge.relation}]
    if choice.relation:
        linked = {end for edge in edges for end in (edge.source, edge.target)}
        had = {end for edge in network.edges for end in (edge.source, edge.target)}
        nodes = [node for node in nodes if node.iri in linked or node.iri not in had]
    return among(network, nodes, edges)


def among(network: Network, nodes: Collection[Node], edges: Collection[Edge] | None = None) -> Network:
    """The network of some of its things, with the links between these; what is left counts its links anew."""
    left = {node.iri for node in nodes}
    kept = tuple(
        edge for edge in (network.edges if edges is None else edges) if edge.source in left and edge.target in left
    )
    ends = Counter(end for edge in kept for end in (edge.source, edge.target))
    whole = len(nodes) == len(network.nodes) and len(kept) == len(network.edges)
    made = tuple(nodes) if whole else tuple(replace(node, weight=ends[node.iri]) for node in nodes)
    used = {
        *(node.kind for node in made),
        *(edge.relation for edge in kept),
        *(key for node in made for key in (*node.countries, *node.areas)),
    }
    return replace(
        network,
        nodes=made,
        edges=kept,
        kinds=tuple(word for word in network.kinds if word.key in used),
        relations=tuple(word for word in network.relations if word.key in used),
        countries=tuple(word for word in network.countries if word.key in used),
        areas=tuple(word for word in network.areas if word.key in used),
    )


def _stays(key: str, choice: Choice) -> bool:
    return key not in choice.gone and (not choice.only or key in choice.only)


def _check(name: str, value: str, known: Collection[str]) -> None:
    if value and value not in known:
        there = ", ".join(sorted(known)) or "none"
        template = "{name} cannot be “{value}” on this map; there are: {known}"
        raise UnknownChoice(Said.of("choice", template, name=name, value=value[:40], known=there[:400]))


def _naming(
    nodes: list[Node], edges: Collection[Edge], value: str, named: Callable[[Node], Collection[str]]
) -> list[Node]:
    """Things that name the value, and things that name none but are linked to one that does."""
    if not value:
        return nodes
    naming = {node.iri for node in nodes if value in named(node)}
    near: set[URIRef] = set()
    for edge in edges:
        if edge.source in naming:
            near.add(edge.target)
        if edge.target in naming:
            near.add(edge.source)
    return [node for node in nodes if node.iri in naming or (not named(node) and node.iri in near)]
