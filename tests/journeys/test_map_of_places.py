"""The map of places in a real browser: without script, by keyboard alone, on a small phone, for anyone."""

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Visit

AXE = Path(__file__).parents[2] / "viz" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
CLUSTERS = "PREFIX csc: <https://w3id.org/clusterscape/ontology#> SELECT ?cluster { ?cluster a csc:Cluster }"


def test_a_reader_without_script_draws_another_map_and_goes_nearer(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/map/places?lang=en")
    page.check("input[name=kind][value=good-practice]")
    page.uncheck("input[name=kind][value=cluster]")
    page.click("button:has-text('Draw the map')")
    assert "kind=good-practice" in page.url
    assert (
        page.locator(".places-map [data-key^='good-practice/'], .places-map [data-keys*='good-practice/']").count() > 5
    )
    page.locator("nav.places-move a").first.click()
    assert "frame=" in page.url
    context.close()


def test_signs_are_reached_and_opened_by_keyboard(visit: Visit) -> None:
    page = visit.open("/map/places?kind=cluster&lang=en")
    sign = page.locator(".places-map svg a[data-keys]").first
    assert sign.evaluate("each => each.querySelector('title').textContent").startswith(
        ("22 things", "18 things", "15 things")
    )
    page.locator("nav.crumbs a, .crumbs a").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.keys") is not None
    nearer = page.locator(".places-map svg a[href*='frame=']").first
    nearer.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**frame=**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["kind=cluster,organisation", "figure=things&as=shades&kind=cluster", "embed=1"])
def test_anyone_can_read_it(asked: str, scheme: str, phone: Visit) -> None:
    phone.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = phone.open(f"/map/places?{asked}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []


def test_the_answer_of_a_query_is_shown_on_the_map(visit: Visit) -> None:
    page = visit.open(f"/query?lang=en&query={quote(CLUSTERS)}")
    page.click("button:has-text('Run')")
    page.click("#q-places")
    page.wait_for_selector("#q-view svg [data-key^='cluster/']")
