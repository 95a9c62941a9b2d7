"""A map sent small: its things and links in columns of numbers, so that 100,000 things take about a megabyte.

`CSM1`, the length of the header (four bytes, the lowest first), the header as JSON, then the columns it lists, each
filled up with zeros to a multiple of four bytes. Numbers of 16 bits have the lower byte first; a `varint` has seven
bits in each byte, the lowest first, the highest bit set where more follow (LEB128).

Things come in order of importance, the same in every language. Of each: `x` and `y` (0 to 65535 over `bounds`), `kind`
(its place in `kinds`), `links`, `community` (65535: none), `country` and `area` (255: none), `size` (four times its
radius), and where they were measured how far it stands between others and its `rank` (`between`, `rank`: 0 to 255).
Links are sorted by source, then target: `source` is how much further on than that of the link before,
`target` the same where the source is the same, else counted from the first thing; `relation`, `weight`, `since` and
`until` (years, 0: not known), `flags` (1: judged by the compilers, 2: without direction).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.networks.network import Network, Node, Word
from viz.palette import look, radius
from viz.placing.layout import Positions
from viz.scene import short_names

Numbers: TypeAlias = NDArray[np.int64]
MEDIA_TYPE = "application/octet-stream"
MAGIC = b"CSM1"
FIRST = 1_000  # names that are sent with the columns; the others are asked for as they come into sight
MEASURES = frozenset({"between", "rank"})
_GRID = 0xFFFF
_NONE_8, _NONE_16 = 0xFF, 0xFFFF
_TYPES: Mapping[str, Any] = {"u8": np.uint8, "u16": np.dtype("<u2")}


@dataclass(frozen=True)
class Communities:
    """Which things belong together: the names of the groups, and the group of each thing by its key."""

    names: tuple[str, ...] = ()
    of: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """A network as it is sent: its things in order of importance, each with a place."""

    network: Network
    positions: Positions
    communities: Communities = field(default_factory=Communities)
    sizes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # measures of things, 0 to 255, by their name

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The things, the largest first."""
        return tuple(sorted(self.network.nodes, key=lambda node: (*_importance(node), node.key)))

    @cached_property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        """Key, name and short name of each thing; the short one is empty where it is the same."""
        shorts = short_names(self.network.nodes)
        return tuple((node.key, node.label, _other(shorts[node.key], node.label)) for node in self.nodes)


@dataclass(frozen=True)
class Column:
    """Numbers of one kind, and how they are written."""

    name: str
    type: str
    count: int
    data: bytes

    @property
    def told(self) -> dict[str, object]:
        """What the header says of it."""
        return {"name": self.name, "type": self.type, "count": self.count, "bytes": len(self.data)}


def pack(sent: Sent, told: Mapping[str, object]) -> bytes:
    """The map in columns; `told` is what the header says beside what is counted here: title, release, language."""
    bounds = _bounds(sent)
    columns = [*_node_columns(sent, bounds), *_edge_columns(sent)]
    header = {**told, **_header(sent, bounds), "columns": [column.told for column in columns]}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    parts = [column.data + b"\0" * (-len(column.data) % 4) for column in columns]
    return b"".join((MAGIC, len(text).to_bytes(4, "little"), text, *parts))


def _header(sent: Sent, bounds: Sequence[float]) -> dict[str, object]:
    network = sent.network
    groups = Counter(sent.communities.of.get(node.key, -1) for node in network.nodes)
    return {
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "hidden": network.hidden,
        "cut": network.cut,
        "bounds": bounds,
        "kinds": list(_kinds(network)),
        "relations": [[word.key, word.label] for word in network.relations],
        "countries": _counted(network.countries, (key for node in network.nodes for key in node.countries)),
        "areas": _counted(network.areas, (key for node in network.nodes for key in node.areas)),
        "communities": [[name, groups[number]] for number, name in enumerate(sent.communities.names)],
        "names": sent.names[:FIRST],
    }


def _kinds(network: Network) -> Iterator[dict[str, object]]:
    counts = Counter(node.kind for node in network.nodes)
    collections = {node.kind: node.collection for node in network.nodes}
    for word in network.kinds:
        drawn = look(word.key)
        yield {
            "key": word.key,
            "label": word.label,
            "collection": collections[word.key],
            "path": drawn.path,
            "light": drawn.light,
            "dark": drawn.dark,
            "shape": drawn.form,
            "count": counts[word.key],
        }


def _node_columns(sent: Sent, bounds: Sequence[float]) -> Iterator[Column]:
    nodes, network = sent.nodes, sent.network
    places = np.array([sent.positions[node.key] for node in nodes], dtype=np.float64).reshape(-1, 2)
    low, high = np.array(bounds[:2]), np.array(bounds[2:])
    grid = np.rint((places - low) / np.maximum(high - low, 1e-9) * _GRID).astype(np.int64)
    yield _column("x", "u16", grid[:, 0])
    yield _column("y", "u16", grid[:, 1])
    kinds, countries, areas = _places(network.kinds), _places(network.countries), _places(network.areas)
    yield _column("kind", "u8", (kinds[node.kind] for node in nodes))
    yield _column("links", "u16", (node.weight for node in nodes))
    yield _column("community", "u16", (sent.communities.of.get(node.key, _NONE_16) for node in nodes))
    yield _column("country", "u8", (_first(node.countries, countries) for node in nodes))
    yield _column("area", "u8", (_first(node.areas, areas) for node in nodes))
    yield _column("size", "u8", (round(4 * radius(node.kind, node.weight)) for node in nodes))
    for name in sent.sizes.keys() & MEASURES:
        yield _column(name, "u8", (sent.sizes[name].get(node.key, 0) for node in nodes))


def _edge_columns(sent: Sent) -> Iterator[Column]:
    place = {node.iri: at for at, node in enumerate(sent.nodes)}
    edges = sent.network.edges
    ends = np.array([(place[edge.source], place[edge.target]) for edge in edges], dtype=np.int64).reshape(-1, 2)
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    source, target = ends[order].T
    further = np.diff(source, prepend=0)
    same = (further == 0) & (np.arange(len(order)) > 0)
    yield _varints("source", further)
    yield _varints("target", np.where(same, np.diff(target, prepend=0), target))
    relations, sorted_edges = _places(sent.network.relations), [edges[at] for at in order]
    yield _column("relation", "u8", (relations[edge.relation] for edge in sorted_edges))
    yield _column("weight", "u8", (max(round(edge.weight), 1) for edge in sorted_edges))
    yield _column("since", "u16", (_year(edge.since) for edge in sorted_edges))
    yield _column("until", "u16", (_year(edge.until) for edge in sorted_edges))
    yield _column("flags", "u8", (edge.judged + 2 * (not edge.directed) for edge in sorted_edges))


def _column(name: str, type: str, numbers: Iterable[int]) -> Column:
    """A column of numbers; what is too large for it is as large as it holds."""
    values = np.fromiter(numbers, np.int64) if not isinstance(numbers, np.ndarray) else numbers
    dtype = np.dtype(_TYPES[type])
    return Column(name, type, len(values), np.minimum(values, np.iinfo(dtype).max).astype(dtype).tobytes())


def _varints(name: str, values: Numbers) -> Column:
    lengths = 1 + np.searchsorted((1 << 7, 1 << 14, 1 << 21, 1 << 28), values, side="right")
    starts = np.cumsum(lengths) - lengths
    written = np.zeros(int(lengths.sum()), dtype=np.uint8)
    for step in range(int(lengths.max(initial=0))):
        here = lengths > step
        more = (lengths[here] > step + 1).astype(np.int64) << 7
        written[starts[here] + step] = ((values[here] >> 7 * step) & 0x7F) | more
    return Column(name, "varint", len(values), written.tobytes())


def _bounds(sent: Sent) -> list[float]:
    if not sent.network.nodes:
        return [0.0, 0.0, 0.0, 0.0]
    across, down = zip(*(sent.positions[node.key] for node in sent.network.nodes), strict=True)
    return [min(across), min(down), max(across), max(down)]


def _importance(node: Node) -> tuple[float, int, int]:
    return -radius(node.kind, node.weight), look(node.kind).rank, -node.weight


def _places(words: Sequence[Word]) -> Mapping[str, int]:
    return {word.key: min(at, _NONE_8) for at, word in enumerate(words)}


def _first(keys: Sequence[str], places: Mapping[str, int]) -> int:
    return places.get(keys[0], _NONE_8) if keys else _NONE_8


def _counted(words: Iterable[Word], keys: Iterable[str]) -> list[list[object]]:
    counts = Counter(keys)
    return [[word.key, word.label, counts[word.key]] for word in words]


def _year(text: str) -> int:
    return int(text[:4]) if text[:4].isdecimal() and text.isascii() else 0


def _other(short: str, label: str) -> str:
    return short if short != label else ""
