"""A map as it is taken away: what is shown, how it looks, and what every file says of itself."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from rdflib import URIRef

from graph.networks.network import Edge, Network, Node
from viz.palette import OTHER, look, radius
from viz.picture import SERIES, Ink, ink_of
from viz.placing.layout import Positions
from viz.scene import short_names

COLOURS = ("kind", "country", "community", "area")
SIZES = ("links", "between", "rank")
_REST = Ink("rest", OTHER.light, OTHER.dark)
_NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Credit:
    """A source that stands behind the map."""

    title: str
    url: str
    licence: str = ""


@dataclass(frozen=True)
class Told:
    """What a file says of itself. `query` is that of the links, `address` opens the same view again."""

    title: str
    help: str
    lang: str
    release: str
    date: str
    licence: str
    query: str
    address: str
    sources: tuple[Credit, ...] = ()
    publisher: str = "Clusterscape"


@dataclass(frozen=True)
class Dot:
    """A thing as drawn. `group` is what its colour says."""

    node: Node
    x: float
    y: float
    size: float
    ink: Ink
    form: str
    group: str
    short: str
    page: str


@dataclass(frozen=True)
class Entry:
    """A line of the legend: a form and a colour, what they mean, and how many things look so."""

    label: str
    ink: Ink
    form: str
    count: int


@dataclass(frozen=True)
class View:
    """A network with its places. `page` gives the address of a thing, `marked` are things that stand out."""

    told: Told
    network: Network
    positions: Positions
    page: Callable[[Node], str]
    colour: str = "kind"
    communities: Sequence[str] = ()
    community: Mapping[str, int] = field(default_factory=lambda: _NOBODY)
    weights: Mapping[str, float] = field(
        default_factory=dict
    )  # by key, between 0 and 1, where size is not that of links
    marked: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> dict[str, str]:
        """What kinds, relations, countries and areas are called."""
        network = self.network
        listed = (*network.kinds, *network.relations, *network.countries, *network.areas)
        return {word.key: word.label for word in listed}

    @cached_property
    def keys(self) -> dict[URIRef, str]:
        """The short name that things have in files: `cluster/produtech`."""
        return {node.iri: node.key for node in self.network.nodes}

    @cached_property
    def dots(self) -> tuple[Dot, ...]:
        """The things as drawn, the most important first."""
        shorts = short_names(self.network.nodes)
        ordered = sorted(self.network.nodes, key=lambda node: (look(node.kind).rank, -node.weight, node.key))
        return tuple(self._dot(node, shorts[node.key]) for node in ordered)

    @cached_property
    def legend(self) -> tuple[Entry, ...]:
        """What forms and colours mean; the commonest first."""
        if self.colour == "kind":
            counts = Counter(node.kind for node in self.network.nodes)
            ordered = sorted(counts, key=lambda kind: (look(kind).rank, kind))
            return tuple(
                Entry(self.kind(kind), ink_of(kind, look(kind)), look(kind).path, counts[kind]) for kind in ordered
            )
        inks = dict(self._inks)
        counts = Counter(name if (name := self._group(node)) in inks else "" for node in self.network.nodes)
        known = [Entry(name, ink, look("organisation").path, counts[name]) for name, ink in inks.items()]
        return (*known, *([Entry("–", _REST, look("organisation").path, counts[""])] if counts[""] else []))

    def kind(self, kind: str) -> str:
        """What a kind is called, with a capital."""
        label = self.names.get(kind, kind)
        return label[:1].upper() + label[1:]

    def listed(self, keys: Sequence[str]) -> str:
        """The names of countries or areas in one line."""
        return ", ".join(self.names.get(key, key) for key in keys)

    @cached_property
    def links(self) -> tuple[Edge, ...]:
        """The links between what is shown."""
        return self.network.edges

    @property
    def is_directed(self) -> bool:
        """Whether any link points from one end to the other."""
        return any(edge.directed for edge in self.links)

    @property
    def is_dated(self) -> bool:
        """Whether any link says since when or until when it holds."""
        return any(edge.since or edge.until for edge in self.links)

    @cached_property
    def _inks(self) -> tuple[tuple[str, Ink], ...]:
        counts = Counter(name for node in self.network.nodes if (name := self._group(node)))
        return tuple((name, SERIES[at]) for at, (name, _) in enumerate(counts.most_common(len(SERIES))))

    @cached_property
    def _ink_of(self) -> dict[str, Ink]:
        return dict(self._inks)

    def _group(self, node: Node) -> str:
        """What the colour of a thing says."""
        if self.colour == "country":
            return self.listed(node.countries[:1])
        if self.colour == "area":
            return self.listed(node.areas[:1])
        if self.colour == "community":
            at = self.community.get(node.key, -1)
            return self.communities[at] if 0 <= at < len(self.communities) else ""
        return self.kind(node.kind)

    def _dot(self, node: Node, short: str) -> Dot:
        x, y = self.positions[node.key]
        drawn, group = look(node.kind), self._group(node)
        ink = ink_of(node.kind, drawn) if self.colour == "kind" else self._ink_of.get(group, _REST)
        size = radius(node.kind, node.weight)
        if self.weights:
            size = round(drawn.size * (0.7 + 2.3 * self.weights.get(node.key, 0.0) ** 0.5), 1)
        return Dot(node, x, y, size, ink, drawn.path, group, short, self.page(node))
