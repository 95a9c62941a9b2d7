"""Regions, the matrix, pacts and questions in a real browser: by keyboard alone, for anyone, on a small phone."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Visit

AXE = Path(__file__).parent.parent.parent / "viz" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "region": "/regions/PT11?compare=PT16",
    "pact": "/pacts/pact-aed-cluster-portugal",
    "matrix": "/matrix?country=PRT",
    "links": "/countries/PRT/links/country-organisations?q=porto",
    "bars": "/questions/bridges",
    "timeline": "/questions/events?show=timeline",
    "flows": "/questions/events?show=sankey:organiser,concerned",
    "heat": "/questions/uncovered-areas",
    "places": "/questions/clusters-in-region",
    "embedded": "/embed/questions/uncovered-areas",
}


def test_two_regions_are_compared_and_the_matrix_read_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/regions/PT11")
    page.focus("#compare")
    page.keyboard.type("PT16")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.besides")
    assert "compare=PT16" in page.url
    page.focus("text=Thematic areas covered here")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.matrix")
    page.locator("#country").select_option("ITA")
    page.focus("text=Keep to >> nth=-1")
    page.keyboard.press("Enter")
    page.wait_for_url("**country=ITA**")
    number = page.locator("table.matrix td a").first
    total = number.inner_text()
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 .total")
    assert page.locator("h1 .total").inner_text() == total


def test_an_answer_is_framed_by_another_page(visit: Visit) -> None:
    page = visit.open("/questions/bridges")
    page.locator("summary", has_text="Take it along").press("Enter")
    frame = page.locator("#embed").inner_text()
    page.evaluate("html => { document.querySelector('main').innerHTML = html }", frame)
    inside = page.frame_locator("iframe")
    inside.locator("table.results").wait_for()
    assert inside.locator("svg.cs-pic.wide a").count() > 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(path: str, scheme: str, visit: Visit) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = visit.open(path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]] == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_small_phone_scrolls_in_one_direction(path: str, phone: Visit) -> None:
    page = phone.open(path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
