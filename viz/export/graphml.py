"""Maps as GraphML, for Cytoscape, yEd, igraph and others: every value with its type."""

from collections.abc import Iterator

from graph.networks.network import Edge
from viz.export.columns import EDGES, NODES, Value, facts
from viz.export.markup import attribute, content
from viz.export.view import Dot, View

MEDIA_TYPE = "application/graphml+xml"
_TOP = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
)
_TYPES = {"string": "string", "integer": "int", "double": "double", "boolean": "boolean", "date": "string"}


def write(view: View) -> bytes:
    """The map as GraphML."""
    return "".join(_pieces(view)).encode()


def _pieces(view: View) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n' + _TOP
    told = [(name, text) for name, text in facts(view) if text]
    yield from (_key("g", "graph", name, "string", "") for name, _ in told)
    yield from (_key("n", "node", name, kind, help) for name, kind, help, _ in NODES)
    yield from (_key("e", "edge", name, kind, help) for name, kind, help, _ in EDGES)
    yield f'<graph id="map" edgedefault="{"directed" if view.is_directed else "undirected"}">'
    yield from (f'<data key="g_{name}">{content(text)}</data>' for name, text in told)
    yield from (_node(view, dot) for dot in view.dots)
    yield from (_edge(view, number, edge) for number, edge in enumerate(view.links))
    yield "</graph></graphml>\n"


def _key(start: str, sort: str, name: str, kind: str, help: str) -> str:
    told = f"<desc>{content(help)}</desc>" if help else ""
    return f'<key id="{start}_{name}" for="{sort}" attr.name="{name}" attr.type="{_TYPES[kind]}">{told}</key>'


def _data(start: str, pairs: Iterator[tuple[str, Value]]) -> str:
    return "".join(f'<data key="{start}_{name}">{content(_said(value))}</data>' for name, value in pairs if value != "")


def _said(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _node(view: View, dot: Dot) -> str:
    values = _data("n", ((name, of(view, dot)) for name, _, _, of in NODES))
    return f"<node id={attribute(dot.node.key)}>{values}</node>"


def _edge(view: View, number: int, edge: Edge) -> str:
    values = _data("e", ((name, of(view, edge)) for name, _, _, of in EDGES))
    ends = f"source={attribute(view.keys[edge.source])} target={attribute(view.keys[edge.target])}"
    return f'<edge id="e{number}" {ends}>{values}</edge>'
