"""What people do with the pages of the vocabulary, in a real browser, on a wide screen and on a phone."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Visit
from tests.journeys.test_journeys import AXE, GRAVE

PAGES = {
    "whole": "/ontology",
    "search": "/ontology?q=pact",
    "class": "/ontology/Cluster",
    "class with narrower ones": "/ontology/Organisation?lang=pt",
    "class without things": "/ontology/PolicyAspect",
    "property": "/ontology/managedBy",
    "derived property": "/ontology/within?lang=ro",
    "older version": "/ontology/0.1.0",
    "changes": "/ontology/changes",
    "shapes": "/ontology/shapes",
    "audit": "/ontology/audit",
    "code list": "/schemes/level",
    "code": "/concepts/level-eu",
}
WIDTHS = (1280, 360)


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def screen(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[tuple[Visit, int]]:
    width: int = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="en-GB")
    visit = Visit(context, site)
    yield visit, width
    context.close()
    assert visit.faults == []
    assert visit.strangers() == set()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_grave_stands_in_the_way_and_nothing_overflows(path: str, screen: tuple[Visit, int]) -> None:
    visit, width = screen
    page = visit.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    grave = [
        {"rule": each["id"], "where": [node["target"] for node in each["nodes"][:3]], "help": each["help"]}
        for each in found["violations"]
        if each["impact"] in GRAVE
    ]
    assert grave == [], json.dumps(grave, indent=1)


@pytest.mark.parametrize("path", ["/ontology", "/ontology/Cluster", "/ontology/Organisation?lang=ro"])
def test_one_picture_shows_and_its_words_can_be_read(path: str, screen: tuple[Visit, int]) -> None:
    visit, width = screen
    page = visit.open(path)
    shown = page.locator(".diagram svg >> visible=true")
    expect(shown).to_have_count(1)
    measure = "svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
    assert shown.evaluate(measure) > (0.75 if width == 1280 else 0.9)
    links = shown.locator("a")
    assert links.count() > 5
    small = links.evaluate_all("all => all.filter(a => a.getBoundingClientRect().height < 12).length")
    assert small == 0


def test_from_the_picture_of_the_whole_to_a_real_thing(visit: Visit) -> None:
    page = visit.open("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Ontology").click()
    page.locator(".diagram svg >> visible=true").get_by_role("link", name="Cluster", exact=True).click()
    expect(page).to_have_url(re.compile("/ontology/Cluster$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cluster")
    page.locator(".diagram svg >> visible=true").get_by_role("link", name="Organisation", exact=True).first.click()
    expect(page).to_have_url(re.compile("/ontology/Organisation$"))
    page.go_back()
    page.get_by_role("main").get_by_role("link", name=re.compile("in the list")).click()
    expect(page).to_have_url(re.compile("/clusters$"))


def test_the_query_of_a_class_gives_rows(visit: Visit) -> None:
    page = visit.open("/ontology/SectoralPact")
    page.get_by_role("link", name="Open on the query page").click()
    expect(page.get_by_role("main").locator("table tbody tr").first).to_be_visible()


def test_without_script_the_search_works_and_keeps_its_language(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/ontology?lang=pt")
    page.get_by_role("searchbox", name="Pesquisar na ontologia").fill("região")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("lang=pt"))
    page.get_by_role("main").get_by_role("link", name="região", exact=True).first.click()
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Região")
    context.close()


def test_a_term_is_found_by_its_anchor(visit: Visit) -> None:
    page = visit.open("/ontology#SectoralPact")
    expect(page.locator("[id=SectoralPact]")).to_be_in_viewport()


def test_the_terms_are_folded_part_by_part(visit: Visit) -> None:
    page = visit.open("/ontology")
    term = page.locator("[id=SectoralPact]")
    expect(term).to_be_hidden()
    page.locator(".term-part", has=term).locator("summary").click()
    expect(term).to_be_visible()
    page.reload()
    assert page.evaluate("document.documentElement.scrollHeight") < 8_000
