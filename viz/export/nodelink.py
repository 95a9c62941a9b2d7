"""Maps as JSON: things and links in the form that networkx, D3 and others read, with what the file is."""

import json

from viz.export.columns import EDGES, NODES, Value, facts
from viz.export.view import View

MEDIA_TYPE = "application/json"


def write(view: View) -> bytes:
    """The map as node-link JSON: `{"directed": true, "graph": {…}, "nodes": [{"id": …}], "edges": [{"source": …}]}`."""
    told: dict[str, object] = dict(facts(view))
    told["sources"] = [{"title": each.title, "url": each.url, "licence": each.licence} for each in view.told.sources]
    told["legend"] = [
        {"label": each.label, "colour": each.ink.light, "dark": each.ink.dark, "count": each.count}
        for each in view.legend
    ]
    nodes: list[dict[str, Value]] = [
        {"id": dot.node.key, **{name: value for name, _, _, of in NODES if (value := of(view, dot)) != ""}}
        for dot in view.dots
    ]
    edges: list[dict[str, Value]] = [
        {
            "source": view.keys[edge.source],
            "target": view.keys[edge.target],
            "key": f"e{number}",
            **{name: value for name, _, _, of in EDGES if (value := of(view, edge)) != ""},
        }
        for number, edge in enumerate(view.links)
    ]
    document = {
        "directed": view.is_directed,
        "multigraph": True,
        "graph": told,
        "nodes": nodes,
        "edges": edges,
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode()
