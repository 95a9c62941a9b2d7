"""What journeys over the page of maps share: how it is opened, turned and read."""

from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from tests.journeys.conftest import Visit

AED = "cluster/aed-cluster-portugal"
AED_NAME = "AED Cluster Portugal - Aeronautics, Space and Defence Cluster"
HEALTH = "cluster/health-cluster-portugal"
VIEWS = ("network", "place", "table", "tree")
WIDE: ViewportSize = {"width": 1280, "height": 900}


def opened(visit: Visit, address: str = "/map") -> Page:
    """The page of maps, drawn."""
    page = visit.open(address)
    ready(page)
    return page


def ready(page: Page) -> None:
    expect(page.locator("#atlas[data-ready]")).to_be_attached(timeout=30_000)


def held(page: Page, network: str) -> list[Route]:
    """From here on this network stays on its way: each request for it, until the journey lets it go on."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(f"**/map/data.bin?of={network}&*", hold)
    return waiting


def turn(page: Page, view: str) -> Locator:
    """Another view, and what it shows."""
    page.locator(f"[role=tab][data-view={view}]").click()
    pane = page.locator(f"#at-pane-{view}")
    expect(pane).to_be_visible()
    return pane


def card(page: Page) -> Locator:
    return page.locator("[data-part=card]")


def counted(page: Page) -> str:
    return page.locator("[data-part=count]").inner_text()


def act(page: Page, name: str) -> None:
    card(page).locator(f"[data-act={name}]").click()
