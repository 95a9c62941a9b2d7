"""Makes what the guides are shown with from the running program: pictures, and the guides as documents.

make pictures
"""

import base64
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from api.guidance import FOLDER, NAMES, Guide, Shot, Step, filled, guide
from bench.server import HOST, serving
from tests.journeys.conftest import QUIET, chromium

DOCUMENTS = Path(__file__).parents[2] / "docs" / "guides"
LIMIT = 60_000  # bytes of one picture
SCREENS = {"wide": (1100, 690), "phone": (360, 600)}
_QUALITIES = (82, 70, 55, 40)
_STILL = 700  # milliseconds until what moves has come to rest


class TooLarge(Exception):
    """A picture stays too large at every quality."""


def main(store: str) -> None:
    """All pictures and documents, over a store that has the shipped data."""
    with serving(store) as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(QUIET))
        for step in (step for name in NAMES for step in guide(name).steps):
            if step.shot and step.picture:
                (FOLDER / step.picture).write_bytes(picture(browser, f"http://{HOST}:{port}", step.shot))
        browser.close()
    for name in NAMES:
        (DOCUMENTS / f"{name}.md").write_text(document(guide(name)), encoding="utf-8")


def picture(browser: Browser, site: str, shot: Shot) -> bytes:
    """One picture in WebP, as good as its size allows."""
    width, height = SCREENS[shot.screen]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(site + shot.path)
    _settle(page, shot)
    taken = (_taken(page, quality) for quality in _QUALITIES)
    small = next((each for each in taken if len(each) <= LIMIT), None)
    context.close()
    if small is None:
        raise TooLarge(f"{shot.path}: more than {LIMIT} bytes")
    return small


def document(shown: Guide) -> str:
    """A guide in English as Markdown, for readers of the repository."""
    steps = "\n".join(_told(step) for step in shown.steps)
    return f"# {shown.title['en']}\n\n{shown.lead['en']} Ten minutes.\n\n{steps}"


def _told(step: Step) -> str:
    shown = f"\n![{step.alt['en']}](../../api/guides/{step.picture})\n" if step.picture else ""
    return f"## {step.number}. {step.title['en']}\n\n{filled(step.text['en'], 'en')}\n\nPage: `{step.link}`\n{shown}"


def _settle(page: Page, shot: Shot) -> None:
    if shot.await_:
        page.locator(shot.await_).wait_for(state="attached")
    if shot.show:
        page.locator(shot.show).evaluate("element => element.scrollIntoView()")
    if shot.click:
        page.locator(shot.click).first.click()
    page.wait_for_timeout(_STILL)


def _taken(page: Page, quality: int) -> bytes:
    """By the browser's own protocol, since Playwright writes no WebP."""
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main(sys.argv[1])
