"""How soon a slow phone shows something: first contentful paint of the pages, in a real browser.

.venv/bin/python -m bench.paint var/store
"""

import sys
from collections.abc import Sequence

from playwright.sync_api import Browser, sync_playwright

from bench.server import HOST, serving
from tests.journeys.conftest import QUIET, chromium

PATHS = (
    *("/", "/clusters", "/clusters/aed-cluster-portugal", "/clusters/portuguese-agrofood-cluster", "/regions/PT11"),
    *("/search?q=porto", "/questions", "/questions/clusters-and-pacts", "/query", "/matrix", "/disagreements"),
    *("/ontology", "/ontology/Cluster", "/ontology/changes", "/glossary", "/sources", "/quality", "/help", "/about"),
    *("/map", "/map/places", "/structure", "/nowhere"),
)
# A slow phone: 1.6 Mbit/s, 150 ms away, a processor four times slower, nothing kept from before.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
TRIES = 3
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def measure(store: str) -> dict[str, float]:
    """The best of some tries for each page, in milliseconds."""
    with serving(store) as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(QUIET))
        site = f"http://{HOST}:{port}"
        return {path: min(painted(browser, site, path) for _ in range(TRIES)) for path in PATHS}


def painted(browser: Browser, site: str, path: str) -> float:
    """Milliseconds from the request to the first contentful paint."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(f"{site}/icon.svg")  # the connection stands, as after a first look
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(site + path)
    # Asked from outside: pages let nothing evaluate a text, which waiting within them would.
    while (found := page.evaluate(_PAINT)) is None:
        page.wait_for_timeout(50)
    context.close()
    return float(found)


def main(arguments: Sequence[str]) -> None:
    """Print what was measured."""
    for path, milliseconds in measure(arguments[0]).items():
        print(f"{path:40} {milliseconds:5.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
