"""How soon maps are there and how smoothly they move, in a real browser: ours beside pyvis and plain vis-network.

`python -m bench browser-maps --store var/store` draws the same made networks in all three, one after the other.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Error, Page, sync_playwright
from pyvis.network import Network as Pyvis
from rdflib import URIRef

from bench.networks import Made, planted
from bench.server import HOST, serving
from graph.networks.network import Edge, Network, Node, Word
from tests.journeys.conftest import QUIET, chromium
from viz.compact import Communities, Sent, pack

SIZES = (300, 5_000, 100_000)
SECONDS = 60  # of patience with one page
PANNED = 2.0  # seconds of dragging
KINDS = ("cluster", "organisation", "organisation", "organisation", "policy", "good-practice")
VIS = Path(__file__).parents[1] / "viz" / "assets" / "node_modules" / "vis-network" / "standalone" / "umd"
# Done when a script gets its turn within a twentieth of a second: then a reader's click would, too.
_QUIET = """async () => {
  for (;;) {
    const asked = performance.now();
    await new Promise((done) => setTimeout(done));
    if (performance.now() - asked < 50) return performance.now();
  }
}"""
_COUNT = "() => { window.frames_ = 0; const tick = () => { frames_ += 1; requestAnimationFrame(tick); }; tick(); }"
_ATLAS = "performance.getEntriesByName('map-drawn')[0]?.startTime"
_DRAWN = "window.drawn_"


@dataclass(frozen=True)
class Seen:
    """What one page took: milliseconds to the first picture and until it answers, frames a second while panning."""

    who: str
    things: int
    picture: float | None
    ready: float | None
    frames: float | None

    def __str__(self) -> str:
        return f"{self.who:<16}{self.things:>9,}{_told(self.picture)}{_told(self.ready)}{_told(self.frames)}"


def run(arguments: Sequence[str]) -> None:
    """Draw, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench browser-maps", description=__doc__)
    parser.add_argument("--store", default="var/store")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    given = parser.parse_args(arguments)
    print(f"{'':<16}{'things':>9}{'picture ms':>14}{'answers ms':>14}{'frames/s':>14}")
    for seen in measures(given.store, given.sizes):
        print(seen, flush=True)


def measures(store: str, sizes: Sequence[int]) -> Iterator[Seen]:
    """Each way of drawing at each size, in one run of one browser."""
    with serving(store) as (port, _), sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(QUIET))
        for size in sizes:
            made = planted(size)
            yield _atlas(browser, f"http://{HOST}:{port}/map", made)
            for who, write in (("vis-network", _vis_page), ("pyvis", _pyvis_page)):
                path = Path(folder) / f"{who}.html"
                write(made, path)
                yield _measured(browser, path.as_uri(), who, made, _DRAWN, "canvas")
        browser.close()


def columns(made: Made) -> bytes:
    """A made network as the service sends one."""
    network, places = _network(made), _places(made)
    positions = {node.key: (float(x), float(y)) for node, (x, y) in zip(network.nodes, places, strict=True)}
    number = {group: at for at, (group, _) in enumerate(Counter(made.planted.tolist()).most_common(500))}
    owned = zip(network.nodes, made.planted.tolist(), strict=True)
    of = {node.key: number[group] for node, group in owned if group in number}
    names = tuple(f"Field {at + 1}" for at in range(len(number)))
    told = {"of": "whole", "title": "Made", "help": "", "release": "", "lang": "en"}
    return pack(Sent(network, positions, Communities(names, of)), told)


def _network(made: Made) -> Network:
    degree = np.bincount(made.links.ravel(), minlength=made.count)
    iris = [URIRef(f"urn:made:{at}") for at in range(made.count)]
    nodes = tuple(_node(at, iris[at], int(degree[at])) for at in range(made.count))
    edges = tuple(Edge(iris[one], iris[two], "member", "", "", judged=False) for one, two in made.links.tolist())
    kinds = tuple(Word(kind, kind) for kind in sorted(set(KINDS)))
    return Network("en", nodes, edges, kinds, (Word("member", "member"),), (), ())


def _node(at: int, iri: URIRef, degree: int) -> Node:
    kind = KINDS[at % len(KINDS)]
    return Node(iri, kind, f"{kind}s", str(at), f"Thing {at}", "", (), (), (), degree)


def _places(made: Made) -> np.ndarray:
    """Each group around its own middle; the middles like the seeds of a sunflower."""
    rng = np.random.default_rng(7)
    groups = int(made.planted.max()) + 1
    at = np.arange(groups)
    middles = np.stack([np.cos(at * 2.399963), np.sin(at * 2.399963)], 1) * (np.sqrt(at) * 210)[:, None]
    return np.asarray(middles[made.planted] + rng.normal(size=(made.count, 2)) * 60)


def _atlas(browser: Browser, address: str, made: Made) -> Seen:
    body = columns(made)
    return _measured(browser, address, "Clusterscape", made, _ATLAS, "[data-part=canvas]", body)


def _measured(
    browser: Browser, address: str, who: str, made: Made, drawn: str, stage: str, body: bytes | None = None
) -> Seen:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    if body is not None:
        page.route("**/map/data.bin*", lambda route: route.fulfill(body=body, content_type="application/octet-stream"))
        page.route("**/map/names.json*", lambda route: route.fulfill(body="[]", content_type="application/json"))
    picture = ready = frames = None
    try:
        page.goto(address, wait_until="commit")
        page.wait_for_function(f"() => ({drawn}) > 0")
        picture = float(page.evaluate(drawn))
        ready = float(page.evaluate(_QUIET))
        frames = _panned(page, stage)
    except Error:
        pass  # out of patience: what was not reached is told as such
    context.close()
    return Seen(who, made.count, picture, ready, frames)


def _panned(page: Page, stage: str) -> float:
    """Frames a second while the picture is dragged to and fro."""
    page.wait_for_timeout(500)
    box = page.locator(stage).first.bounding_box()
    if box is None:
        raise Error(f"no {stage} on the page")
    page.evaluate(_COUNT)
    x, y = box["x"] + 30, box["y"] + 30
    page.mouse.move(x, y)
    page.mouse.down()
    started = float(page.evaluate("() => { frames_ = 0; return performance.now(); }"))
    step = 0
    while float(page.evaluate("performance.now()")) - started < PANNED * 1000:
        step += 1
        page.mouse.move(x + 40 + 30 * (step % 9), y + 20 + 15 * (step % 7))
    frames, now = map(float, page.evaluate("() => [frames_, performance.now()]"))
    page.mouse.up()
    return frames / ((now - started) / 1000)


def _vis_page(made: Made, path: Path) -> None:
    """vis-network as it comes, with places given and no physics."""
    nodes = [{"id": at, "x": float(x), "y": float(y)} for at, (x, y) in enumerate(_places(made))]
    edges = [{"from": one, "to": two} for one, two in made.links.tolist()]
    script = (VIS / "vis-network.min.js").read_text(encoding="utf-8")
    data = json.dumps({"nodes": nodes, "edges": edges})
    path.write_text(
        f"""<!doctype html><style>#m{{height:600px}}</style><div id="m"></div><script>{script}</script><script>
        const network = new vis.Network(document.getElementById("m"), {data},
          {{physics: false, nodes: {{shape: "dot", size: 6}}, edges: {{smooth: false}}}});
        network.once("afterDrawing", () => {{ window.drawn_ = performance.now(); }});</script>""",
        encoding="utf-8",
    )


def _pyvis_page(made: Made, path: Path) -> None:
    """Pyvis as it comes: its physics place things in the browser, and the picture stands when they have."""
    drawing = Pyvis(height="600px", width="100%", cdn_resources="in_line")
    drawing.add_nodes(list(range(made.count)), label=[f"Thing {at}" for at in range(made.count)])
    # One by one pyvis looks through all links for each new one.
    drawing.edges = [{"from": one, "to": two} for one, two in made.links.tolist()]
    html = drawing.generate_html()
    told = 'network.once("stabilizationIterationsDone", () => { window.drawn_ = performance.now(); });'
    path.write_text(html.replace("return network;", f"{told} return network;"), encoding="utf-8")


def _told(value: float | None) -> str:
    return f"{'-':>14}" if value is None else f"{value:>14,.0f}"
