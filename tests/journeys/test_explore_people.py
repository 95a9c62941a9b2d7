"""What three people and a developer come for, from the first page to what they take away; each by keyboard alone too."""

import json
import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect
from python_calamine import CalamineWorkbook
from rdflib import Graph, URIRef

from ontology.namespaces import ID
from tests.journeys.conftest import Visit
from tests.journeys.keyboard import focused, follow, skip_to_content, tab_to

STAGES = "Value-chain stages without a member"
PRACTICE = "Evidence-based call writing by peer review of a national scheme"
CLUSTER = "aed-cluster-portugal"


@pytest.fixture
def handset(browser: Browser, site: str) -> Iterator[Visit]:
    """A phone of 360 pixels, used by touch."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="en-GB", accept_downloads=True
    )
    visit = Visit(context, site)
    yield visit
    context.close()
    assert visit.faults == []
    assert visit.strangers() == set()


def table(page: Page) -> list[list[str]]:
    """The rows of the answer as they are read."""
    rows = page.locator("#result tbody tr").all()
    return [[cell.inner_text().strip() for cell in row.locator("td").all()] for row in rows]


def sheet(download: Download) -> list[list[str]]:
    """The rows of a workbook as Excel would show them."""
    found = CalamineWorkbook.from_filelike(BytesIO(Path(download.path()).read_bytes()))
    return [[str(cell) for cell in row] for row in found.get_sheet_by_index(0).to_python()]


def test_an_analyst_takes_the_stages_without_a_member_to_excel(visit: Visit) -> None:
    page = visit.open("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()
    page.get_by_role("searchbox", name="Search in the questions").fill("value-chain")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name=STAGES).click()
    page.get_by_label("Country").select_option(label="Portugal")
    page.get_by_role("main").get_by_role("button", name="Ask").click()
    shown = table(page)
    assert shown
    with page.expect_download() as started:
        page.get_by_role("link", name="XLSX").click()
    head, *rows = sheet(started.value)
    assert len(rows) == len(shown)
    assert "chainName" in head
    assert [row[head.index("chainName")] for row in rows] == [cells[0] for cells in shown]


def test_an_analyst_does_so_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/")
    follow(page, "^Questions$")
    skip_to_content(page)
    tab_to(page, "^Search in the questions")
    page.keyboard.type("value-chain")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=value-chain.*#content"))  # still past the menu
    follow(page, f"^{STAGES}")
    skip_to_content(page)
    tab_to(page, "^Country")
    page.keyboard.type("Rom")
    expect(page.get_by_label("Country").locator("option:checked")).to_have_text("Romania")
    page.keyboard.press("Shift+Tab")
    tab_to(page, "^Country")
    page.keyboard.type("Portugal")
    follow(page, "^Ask$")
    tab_to(page, "^XLSX$")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert len(sheet(started.value)) == len(table(page)) + 1


def test_an_expert_finds_a_practice_sees_who_says_so_and_cites_it(visit: Visit) -> None:
    page = visit.open("/")
    page.locator("main input[type=search], .hero input[type=search]").first.fill("cluster financing")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile(r"^Good practices?\s*\d+")).click()
    page.get_by_role("main").get_by_role("link", name=PRACTICE).click()
    transfer = page.locator(
        ".facts > div", has=page.get_by_role("term").filter(has_text=re.compile("transferability", re.I))
    )
    expect(transfer).to_contain_text("CLUSTERIX")
    transfer.get_by_role("link", name=re.compile(r"^Source \d+")).click()
    note = page.get_by_role("dialog", name=re.compile(r"^Source \d+"))
    expect(note.locator("a[rel=external]").first).to_have_attribute("href", re.compile("^https?://"))
    page.keyboard.press("Escape")
    expect(page.locator("#cite")).to_contain_text(PRACTICE)
    expect(page.locator("#cite")).to_contain_text(f"{ID}good-practice/see-gp-18")
    with page.expect_download() as started:
        page.get_by_role("link", name="BibTeX").click()
    assert started.value.path().read_text(encoding="utf-8").lstrip().startswith("@")


def test_an_expert_sees_from_which_places_a_practice_could_come(visit: Visit) -> None:
    page = visit.open("/questions/practices-like-mine")
    expect(page.locator("#result tbody tr", has_text=PRACTICE)).to_contain_text("Romania")


def test_an_expert_does_so_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/")
    tab_to(page, "^Search$")
    page.keyboard.type("cluster financing")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search"))
    skip_to_content(page)
    follow(page, r"^Good practices? ?\d+")
    page.wait_for_url(re.compile("kind="))
    skip_to_content(page)
    follow(page, f"^{re.escape(PRACTICE)}")
    page.wait_for_url(re.compile("/good-practices/"))
    skip_to_content(page)
    tab_to(page, r"^Source \d+")
    number = focused(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=number)).to_be_focused()
    page.keyboard.press("Escape")
    assert focused(page) == number
    tab_to(page, "^BibTeX$")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    assert "see-gp-18" in started.value.path().read_text(encoding="utf-8")


def test_a_visitor_on_a_phone_finds_the_clusters_of_her_region(handset: Visit) -> None:
    page = handset.open("/")
    page.get_by_role("link", name="Search", exact=True).tap()
    page.get_by_role("main").get_by_role("combobox", name="Search").fill("Norte")
    page.get_by_role("option", name=re.compile("^Norte")).first.tap()
    page.wait_for_url(re.compile("/regions/PT11"))
    clusters = page.get_by_role("region", name=re.compile("^Clusters"))
    expect(clusters.first.get_by_role("link").first).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^All \d+ ?: Clusters")).tap()
    first = page.locator(".items .head a").first
    name = first.inner_text()
    first.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_visitor_does_so_by_keyboard_alone(handset: Visit) -> None:
    page = handset.open("/")
    follow(page, "^Search$")
    page.wait_for_url(re.compile("/search"))
    skip_to_content(page)
    tab_to(page, "^Search")
    page.keyboard.type("Norte")
    expect(page.get_by_role("option", name=re.compile("^Norte")).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/regions/PT11"))
    skip_to_content(page)
    follow(page, r"^All \d+ ?: Clusters")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Clusters")
    expect(page.locator(".items .head a").first).to_be_visible()


def test_a_developer_dereferences_follows_links_and_loads_json_ld(visit: Visit) -> None:
    page = visit.open("/about")
    named = f"{visit.site}/id/cluster/{CLUSTER}"
    told = page.request.get(named, headers={"Accept": "application/ld+json"}, max_redirects=0)
    assert told.status == 303
    triples = load(page, visit.site, told.headers["location"])
    cluster = URIRef(f"{ID}cluster/{CLUSTER}")
    assert len(list(triples.predicate_objects(cluster))) > 5
    linked = sorted({str(each) for each in triples.objects(cluster) if str(each).startswith(f"{ID}organisation/")})
    there = linked[0].replace(str(ID), f"{visit.site}/id/")
    again = page.request.get(there, headers={"Accept": "application/ld+json"}, max_redirects=0)
    assert (URIRef(linked[0]), None, None) in load(page, visit.site, again.headers["location"])
    assert page.request.get(named, headers={"Accept": "text/html"}).url.startswith(f"{visit.site}/clusters/{CLUSTER}")


def test_a_developer_does_so_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open(f"/id/cluster/{CLUSTER}")
    skip_to_content(page)
    tab_to(page, "^About this entry$")  # past hundreds of links
    page.keyboard.press("Enter")
    tab_to(page, "^JSON-LD$")
    address = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    assert "@context" in json.loads(page.locator("body").inner_text())
    assert len(load(page, visit.site, address)) > 20


def load(page: Page, site: str, address: str) -> Graph:
    """The triples of a JSON-LD document; its context is put in its place, as a program without a network would."""
    url = address if "://" in address else site + address
    document = page.request.get(url, headers={"Accept": "application/ld+json"}).json()
    context = document["@context"]
    if isinstance(context, str):
        document["@context"] = page.request.get(context).json()["@context"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's reader of JSON-LD uses what rdflib deprecates
        return Graph().parse(data=json.dumps(document), format="json-ld")
