"""What people do with the pages, in a real browser."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

AXE = Path(__file__).parent.parent.parent / "viz" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
CLUSTER = "AED Cluster Portugal - Aeronautics, Space and Defence Cluster"
CLUSTER_PAGE = "/clusters/aed-cluster-portugal"
GRAVE = {"serious", "critical"}

QUERY_WITH_A_FAULT = "/query?query=SELECT%20%3Fs%20%7B"
NOWHERE = "/clusters/no-such-cluster"
REFUSED = {QUERY_WITH_A_FAULT: 400, NOWHERE: 404}
FAMILIES = {
    "home": "/",
    "about": "/about",
    "search": "/search?q=porto",
    "search without a result": "/search?q=zzzzzz",
    "list": "/clusters",
    "narrowed list": "/clusters?country=PRT",
    "cluster": CLUSTER_PAGE,
    "organisation": "/organisations/iapmei",
    "links": "/organisations/iapmei/links/owner-policies",
    "policy": "/policies",
    "country": "/countries/PRT",
    "map": "/map",
    "questions": "/questions",
    "question": "/questions/clusters-and-pacts",
    "query": "/query",
    "query with a result": "/query?query=SELECT%20%3Fs%20%3Fp%20%3Fo%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%205",
    "queries at work": "/queries",
    "sources": "/sources",
    "source": "/sources/portugal-clusters",
    "source with places": "/sources/clusterpolisee-regional-policies",
    "disagreements": "/disagreements",
    "stated value": "/why?s=projects/prj-clusterpolisee&p=csc:start&o=%222012-05%22%5E%5Exsd:gYearMonth",
    "query with a fault": QUERY_WITH_A_FAULT,
    "not found": NOWHERE,
}


def test_from_home_to_the_source_of_a_statement(visit: Visit) -> None:
    page = visit.open("/")
    search = page.locator("main input[type=search], .hero input[type=search]").first
    search.fill("AED")
    search.press("Enter")
    page.get_by_role("main").get_by_role("link", name=re.compile("AED")).first.click()
    expect(page).to_have_url(re.compile(CLUSTER_PAGE))
    expect(page.get_by_role("heading", level=1)).to_contain_text("AED")
    reference = page.get_by_role("main").get_by_role("link", name=re.compile(r"^Source \d+")).first
    reference.click()
    note = page.get_by_role("dialog", name=re.compile(r"^Source \d+"))
    expect(note.locator("a[rel=external]").first).to_have_attribute("href", re.compile("^https?://"))
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(reference).to_be_focused()
    page.get_by_role("main").locator("a[href*='/sources/portugal-']").first.click()
    expect(page).to_have_url(re.compile("/sources/portugal-"))
    expect(page.get_by_role("main")).to_contain_text("CC BY 4.0")


def test_from_the_map_by_a_click_to_card_and_page(visit: Visit) -> None:
    page = visit.open("/map")
    ready(page)
    find(page, CLUSTER)
    card = page.locator("[data-part=card]")
    expect(card.get_by_role("heading", level=2)).to_have_text(CLUSTER)
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()
    # The picture flew to the cluster and stays there: a click on its middle chooses it again.
    page.wait_for_timeout(800)
    page.locator("[data-part=canvas]").click()
    expect(card.get_by_role("heading", level=2)).to_have_text(CLUSTER)
    card.locator("a.at-open").click()
    expect(page).to_have_url(re.compile(CLUSTER_PAGE))


def test_the_downloaded_map_stands_alone(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("/map")
    ready(page)
    with page.expect_download() as started:
        page.locator("[data-part=downloads] a[href*='.html']").click()
    file = tmp_path / "map.html"
    started.value.save_as(file)
    asked: list[str] = []
    alone = page.context.new_page()
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    expect(alone.locator("#cs-map[data-ready]")).to_be_attached(timeout=20_000)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_an_example_of_the_query_page_gives_rows(visit: Visit) -> None:
    page = visit.open("/query")
    page.locator(".sample a").first.click()
    page.get_by_role("group", name="Preview of").get_by_role("button", name="Open in the editor").click()
    page.get_by_role("main").get_by_role("button", name="Run").click()
    expect(page.get_by_role("main").locator("table tbody tr").first).to_be_visible()
    assert page.get_by_role("main").locator("table tbody tr").count() > 10


def test_a_question_has_its_answer(visit: Visit) -> None:
    page = visit.open("/questions")
    page.get_by_role("main").get_by_role("link", name="Clusters and their pacts").first.click()
    expect(page.get_by_role("main").locator("table tbody tr").first).to_be_visible()


def test_pages_speak_four_languages(visit: Visit) -> None:
    page = visit.open(CLUSTER_PAGE)
    for code in ("pt", "it", "ro", "en"):
        page.locator(f".langs a[lang={code}]").click()
        expect(page.locator("html")).to_have_attribute("lang", code)


@pytest.mark.parametrize("path", FAMILIES.values(), ids=FAMILIES.keys())
def test_nothing_grave_stands_in_the_way_of_anyone(path: str, visit: Visit) -> None:
    page = open_any(visit, path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    grave = [
        {"rule": each["id"], "where": [node["target"] for node in each["nodes"][:3]], "help": each["help"]}
        for each in found["violations"]
        if each["impact"] in GRAVE
    ]
    assert grave == [], json.dumps(grave, indent=1)


@pytest.mark.parametrize("path", FAMILIES.values(), ids=FAMILIES.keys())
def test_a_small_phone_scrolls_in_one_direction(path: str, phone: Visit) -> None:
    page = open_any(phone, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def open_any(visit: Visit, path: str) -> Page:
    page = visit.open(path, REFUSED.get(path, 200))
    if path == "/map":
        ready(page)
    return page


def ready(page: Page) -> None:
    expect(page.locator("#atlas[data-ready]")).to_be_attached(timeout=20_000)


def find(page: Page, name: str) -> None:
    page.locator("#at-find").fill(name)
    page.locator("#at-found [role=option]", has_text=name).first.click()
