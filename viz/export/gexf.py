"""Maps as GEXF 1.3, for Gephi and Gephi Lite: with places, colours, sizes and the time that links span."""

from collections.abc import Iterator

from graph.networks.network import Edge
from viz.export.columns import EDGES, NODES, Value, facts
from viz.export.markup import attribute, content
from viz.export.spans import first_day, last_day
from viz.export.view import Dot, View

MEDIA_TYPE = "application/gexf+xml"
_TOP = '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
_TYPES = {"string": "string", "integer": "integer", "double": "double", "boolean": "boolean", "date": "string"}
_OWN = ("label", "x", "y", "size", "colour")  # the format has places of its own for these
_EDGE_OWN = ("start", "end", "weight")
# What is drawn nearest to our forms by a program that knows four.
_SHAPES = {"policy": "square", "good-practice": "triangle", "pact": "diamond"}


def write(view: View) -> bytes:
    """The map as GEXF."""
    return "".join(_pieces(view)).encode()


def _pieces(view: View) -> Iterator[str]:
    told = view.told
    yield '<?xml version="1.0" encoding="UTF-8"?>\n' + _TOP
    day = f" lastmodifieddate={attribute(told.date)}" if told.date else ""
    words = "\n".join(f"{name}: {text}" for name, text in facts(view) if text)
    yield f"<meta{day}><creator>{content(told.publisher)}</creator><description>{content(words)}</description>"
    yield f"<keywords>{content(', '.join(entry.label for entry in view.legend))}</keywords></meta>"
    mode = ' mode="dynamic" timeformat="date"' if view.is_dated else ' mode="static"'
    usual = "directed" if view.is_directed else "undirected"
    yield f'<graph defaultedgetype="{usual}" idtype="string"{mode}>'
    yield _declared("node", [(name, kind) for name, kind, _, _ in NODES if name not in _OWN])
    yield _declared("edge", [(name, kind) for name, kind, _, _ in EDGES if name not in _EDGE_OWN])
    yield f'<nodes count="{len(view.dots)}">'
    yield from (_node(view, dot) for dot in view.dots)
    yield f'</nodes><edges count="{len(view.links)}">'
    yield from (_edge(view, number, edge) for number, edge in enumerate(view.links))
    yield "</edges></graph></gexf>\n"


def _declared(sort: str, columns: list[tuple[str, str]]) -> str:
    inside = "".join(
        f'<attribute id="{name}" title="{name}" type="{_TYPES[kind]}"></attribute>' for name, kind in columns
    )
    return f'<attributes class="{sort}" mode="static">{inside}</attributes>'


def _values(pairs: Iterator[tuple[str, Value]]) -> str:
    inside = "".join(
        f'<attvalue for="{name}" value={attribute(_said(value))}/>' for name, value in pairs if value != ""
    )
    return f"<attvalues>{inside}</attvalues>"


def _said(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _node(view: View, dot: Dot) -> str:
    red, green, blue = (int(dot.ink.light[at : at + 2], 16) for at in (1, 3, 5))
    values = _values((name, of(view, dot)) for name, _, _, of in NODES if name not in _OWN)
    # Programs that read the format count upwards, pictures downwards.
    return (
        f"<node id={attribute(dot.node.key)} label={attribute(dot.node.label)}>{values}"
        f'<viz:color r="{red}" g="{green}" b="{blue}" a="1"/><viz:position x="{dot.x:g}" y="{-dot.y:g}" z="0"/>'
        f'<viz:size value="{2 * dot.size:g}"/><viz:shape value="{_SHAPES.get(dot.node.kind, "disc")}"/></node>'
    )


def _edge(view: View, number: int, edge: Edge) -> str:
    start, end = first_day(edge.since), last_day(edge.until)
    span = (f' start="{start}"' if start else "") + (f' end="{end}"' if end else "")
    values = _values((name, of(view, edge)) for name, _, _, of in EDGES if name not in _EDGE_OWN)
    ends = f"source={attribute(view.keys[edge.source])} target={attribute(view.keys[edge.target])}"
    label = attribute(view.names.get(edge.relation, edge.relation))
    # By their kind programs keep two links between the same two things apart; else they add them up.
    kind = f" kind={attribute(edge.relation)}" if edge.relation else ""
    return f'<edge id="e{number}" {ends} label={label}{kind} weight="{edge.weight:g}"{span}>{values}</edge>'
