"""A real browser for the journeys: the system's Chromium, driven by Playwright, which downloads nothing."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OK = 200
PATIENCE = 20_000  # milliseconds until an element that does not come is a fault
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walk a failed journey once more: a browser on a busy machine may miss a step; the summary names those that needed it (-rR)."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


def chromium() -> str | None:
    """Where the system's browser is."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys; where there is none, only CI counts that as a fault."""
    path = chromium()
    if path is None:
        missing = pytest.fail if os.environ.get("CI") else pytest.skip
        missing("no Chromium found: install one (Debian: apt install chromium), or name one by CHROMIUM=/path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(QUIET))
        yield browser
        browser.close()


class Visit:
    """A page that keeps account of what went wrong and of whom it asked."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.asked: set[str] = set()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        self.page.on("request", lambda request: self.asked.add(request.url))

    def open(self, path: str, status: int = 200) -> Page:
        """Go to an address of the site."""
        response = self.page.goto(self.site + path, wait_until="load")
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        if status != OK:
            self.faults = [fault for fault in self.faults if f"status of {status}" not in fault]
        return self.page

    def strangers(self) -> set[str]:
        """Requests that went to another origin."""
        return {url for url in self.asked if not url.startswith((self.site + "/", "data:", "blob:"))}


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A new visitor with a wide screen; ends with no script error and no request to another origin."""
    yield from visiting(browser, site, width=1280, height=900)


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Visit]:
    """The same on a small phone."""
    yield from visiting(browser, site, width=320, height=640)


def visiting(browser: Browser, site: str, width: int, height: int) -> Iterator[Visit]:
    """A visitor with a screen of this size."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", accept_downloads=True)
    visit = Visit(context, site)
    yield visit
    context.close()
    assert visit.faults == []
    assert visit.strangers() == set()
