"""The map as pyvis holds it: as data for the page of the service, and as one HTML file to take away."""

import json
from pathlib import Path

from pyvis.network import Network as Drawing

from viz.charts.spoken import texts
from viz.export.view import Told
from viz.map import MapData, as_document
from viz.scene import Line, Mark

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

# Positions are computed before (physics in the browser takes most of a minute for 1,000
# things), so the library only draws, pans, zooms and says what was hit.
OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "hover": True, "keyboard": False, "multiselect": False, "zoomSpeed": 0.6},
    "nodes": {"chosen": False, "shape": "custom", "font": {"size": 0}},
}


class AssetsNotBuilt(FileNotFoundError):
    """The scripts and styles of the pages are not there; `make assets` builds them."""


def draw(data: MapData) -> Drawing:
    """The map as a pyvis network, to be drawn by our own template: pyvis knows neither our forms nor our card."""
    drawing = Drawing(directed=True, height="100%")
    drawing.options = OPTIONS
    for mark in data.scene.marks:
        drawing.add_node(mark.key, mark.label, "custom", **_node(mark))
    for line in data.scene.lines:
        drawing.add_edge(line.source, line.target, **_edge(line))
    return drawing


def map_json(data: MapData) -> bytes:
    """All that the page's script needs, as JSON: nodes, edges, legend, texts."""
    drawing = draw(data)
    parts = {"nodes": drawing.nodes, "edges": drawing.edges, "options": OPTIONS}
    return json.dumps({**as_document(data), **parts}, ensure_ascii=False, separators=(",", ":")).encode()


def render_standalone(data: MapData, site: str = "", told: Told | None = None) -> str:
    """One HTML file that needs nothing else; with the address of a site, things link to their pages there.

    `told` is what the file says of itself: title, release, licence, sources, and the query of its links.
    """
    drawing = draw(data)
    # pyvis' own template loads from three other hosts in every mode (0.3.2), hence this one.
    drawing.set_template_dir(str(TEMPLATES), "map.html")
    drawing.templateEnv.autoescape = True
    drawing.templateEnv.globals.update(
        map=data,
        document=as_document(data),
        drawing_options=OPTIONS,
        site=site.rstrip("/") or None,
        told=told,
        said=texts(data.lang),
        script=_asset("map.js"),
        style=_asset("map.css"),
    )
    return str(drawing.generate_html())


def _node(mark: Mark) -> dict[str, object]:
    """What the script wants to know of a thing beside name and place; empty values are left out."""
    more = {
        "short": mark.short if mark.short != mark.label else "",
        "countries": mark.countries,
        "areas": mark.areas,
        "facts": [[fact.label, fact.value] for fact in mark.facts],
    }
    place: dict[str, object] = {"x": mark.x, "y": mark.y, "size": mark.size, "kind": mark.kind}
    return place | {name: value for name, value in more.items() if value}


def _edge(line: Line) -> dict[str, object]:
    more = {"role": line.role, "since": line.since, "judged": line.judged}
    return {"relation": line.relation} | {name: value for name, value in more.items() if value}


def _asset(name: str) -> str:
    try:
        return (STATIC / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise AssetsNotBuilt(f"{STATIC / name} is not there: run “make assets”") from error
