"""What stands on the map: each thing with its place, size and short name, and each link between two of them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from graph.networks.network import Edge, Fact, Network, Node
from viz.palette import look, radius
from viz.placing.layout import Positions, islands, place

SHORT = 44  # letters of a name on the map; the whole name is in the card and in the table


@dataclass(frozen=True)
class Mark:
    """A thing as drawn."""

    key: str
    label: str
    short: str
    kind: str
    collection: str
    x: float
    y: float
    size: float
    weight: int
    countries: tuple[str, ...]
    areas: tuple[str, ...]
    facts: tuple[Fact, ...]

    @property
    def path(self) -> str:
        """The address of the thing's page below the site's own address."""
        return f"/{self.collection}/{self.key.partition('/')[2]}"


@dataclass(frozen=True)
class Line:
    """A link as drawn; a judgement of the compilers is drawn dashed."""

    source: str
    target: str
    relation: str
    role: str
    since: str
    judged: bool


@dataclass(frozen=True)
class Caption:
    """The name of a country over the things that stand there without being linked to the rest."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Scene:
    """Everything that is drawn, most important things first."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    captions: tuple[Caption, ...]


def build_scene(network: Network, positions: Positions) -> Scene:
    """The scene of a network; things that have no position yet get one beside what they are linked to."""
    if any(node.key not in positions for node in network.nodes):
        positions = place(network, positions)
    shorts = short_names(network.nodes)
    marks = (_mark(node, positions[node.key], shorts[node.key]) for node in network.nodes)
    ordered = sorted(marks, key=lambda mark: (look(mark.kind).rank, -mark.weight, mark.label.casefold(), mark.key))
    keys = {node.iri: node.key for node in network.nodes}
    return Scene(tuple(ordered), tuple(_line(edge, keys) for edge in network.edges), _captions(network, positions))


def _mark(node: Node, at: tuple[float, float], short: str) -> Mark:
    return Mark(
        node.key,
        node.label,
        short,
        node.kind,
        node.collection,
        *at,
        radius(node.kind, node.weight),
        node.weight,
        node.countries,
        node.areas,
        node.facts,
    )


def _line(edge: Edge, keys: Mapping[URIRef, str]) -> Line:
    return Line(keys[edge.source], keys[edge.target], edge.relation, edge.role, edge.since, edge.judged)


def _captions(network: Network, positions: Positions) -> tuple[Caption, ...]:
    names = {word.key: word.label for word in network.countries}
    groups = ((names[group], keys) for group, keys in islands(network).items() if group in names and len(keys) > 1)
    return tuple(_caption(name, [positions[key] for key in keys]) for name, keys in sorted(groups))


def _caption(text: str, points: Iterable[tuple[float, float]]) -> Caption:
    across, down = zip(*points, strict=True)
    return Caption(text, (min(across) + max(across)) / 2, min(down))


def short_names(nodes: Iterable[Node]) -> dict[str, str]:
    """Names for the map: the acronym, or the part of the name that tells it from others of its kind."""
    kinds: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        kinds[node.kind].append(node)
    starts = {kind: _common_start(own) for kind, own in kinds.items()}
    return {node.key: _short(node, starts[kind]) for kind, own in kinds.items() for node in own}


def _common_start(nodes: list[Node]) -> str:
    """The words before a dash that most names of a kind begin with: they say what the form says already."""
    starts = Counter(node.label.partition(" - ")[0] for node in nodes if " - " in node.label)
    start, count = starts.most_common(1)[0] if starts else ("", 0)
    return f"{start} - " if count > 2 and count > len(nodes) / 2 else ""


def _short(node: Node, start: str) -> str:
    name = node.label.removeprefix(start) if start else node.label
    first, dash, rest = name.partition(" - ")
    if node.kind in {"organisation", "project"} and node.acronym:
        return node.acronym
    if dash and len(name) > SHORT:
        name = first if len(first) > 2 else rest
    name = re.sub(r"\s*\([^)]*\)$", "", name) if len(name) > SHORT else name
    return name if len(name) <= SHORT else name[: SHORT - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"
