"""How pages of every family look and bear: for everyone, on small screens, slow and without a network."""

import gzip
import json
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from ontology.model import LANGUAGES
from tests.journeys.conftest import Visit
from tests.journeys.test_journeys import AXE, FAMILIES, REFUSED, open_any
from viz.page import STATIC

MORE = {
    "help": "/help",
    "guide": "/help/visitor",
    "glossary": "/glossary",
    "glossary without a word": "/glossary?q=zzzz",
    "dataset": "/dataset",
    "quality": "/quality",
    "languages": "/quality/languages",
    "ontology": "/ontology",
    "class": "/ontology/Cluster",
    "property": "/ontology/inValueChain",
    "shapes": "/ontology/shapes",
    "region": "/regions/PT11",
    "pact": "/pacts",
    "practice": "/good-practices/see-gp-18",
    "matrix": "/matrix",
}
ALL = FAMILIES | MORE
EVERY = [pytest.param(path, id=name) for name, path in ALL.items()]
HEAVY = {"/map": "atlas.js", "/query": "query.js"}
WEIGHT = 150_000  # bytes of script, packed, on a page without editor or map
AWAY, RATE = 0.15, 200_000  # a slow phone: seconds to the service and back, bytes a second
ARRIVED = 0.6  # seconds, so that a slow processor has 0.4 s to draw it
HEAD = 64  # pixels of a phone's screen
TARGET = 24  # pixels (WCAG 2.2, 2.5.8)


@pytest.fixture
def dark(browser: Browser, site: str) -> Iterator[Visit]:
    """A visitor at night, who moves little and reads Romanian; every origin but ours is cut off."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        color_scheme="dark",
        reduced_motion="reduce",
        locale="ro-RO",
        extra_http_headers={"Accept-Language": "ro"},
    )
    refused = cut(context, site)
    visit = Visit(context, site)
    yield visit
    context.close()
    assert refused == []
    assert visit.faults == []
    assert visit.strangers() == set()


def cut(context: BrowserContext, site: str) -> list[str]:
    """Refuse each request that goes to another origin, and note it."""
    refused: list[str] = []

    def judge(route: Route) -> None:
        url = route.request.url
        if url.startswith((site + "/", "data:", "blob:")):
            route.continue_()
        else:
            refused.append(url)
            route.abort()

    context.route("**/*", judge)
    return refused


def hindrances(page: Page) -> list[dict[str, object]]:
    """What axe finds, of any weight."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        {"rule": each["id"], "where": [node["target"] for node in each["nodes"][:3]], "help": each["help"]}
        for each in found["violations"]
    ]


@pytest.mark.parametrize("path", EVERY)
def test_nothing_stands_in_the_way_in_romanian_and_in_the_dark(path: str, dark: Visit) -> None:
    page = open_any(dark, path)
    expect(page.locator("html")).to_have_attribute("lang", "ro")
    found = hindrances(page)
    assert found == [], json.dumps(found, indent=1)


@pytest.mark.parametrize("path", EVERY)
def test_nothing_stands_in_the_way_in_english_and_by_day(path: str, visit: Visit) -> None:
    found = hindrances(open_any(visit, path))
    assert found == [], json.dumps(found, indent=1)


@pytest.mark.parametrize("path", EVERY)
def test_what_takes_the_keyboard_can_be_seen_while_it_has_it(path: str, visit: Visit) -> None:
    assert open_any(visit, path).evaluate(_UNSEEN) == []


# What is there for those who hear the page alone takes no keyboard (WCAG 2.2, 2.4.7); a link past the menu comes to be
# seen when it is reached.
_UNSEEN = """() => [...document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex='0']")]
  .filter((each) => each.tabIndex >= 0 && each.checkVisibility())
  .filter((each) => { each.focus({ preventScroll: true }); return document.activeElement === each; })
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width <= 1 || box.height <= 1)
  .map(([each, box]) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 30)} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize("path", EVERY)
def test_a_small_phone_has_a_slim_head_and_targets_for_fingers(path: str, phone: Visit) -> None:
    page = open_any(phone, path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".band").evaluate("band => band.offsetHeight") <= HEAD
    assert page.evaluate(_SMALL, TARGET) == []


# Links within a sentence need no size of their own (WCAG 2.2, 2.5.8: inline).
_SMALL = """(least) => [...document.querySelectorAll("a, button, summary, input, select")]
  .filter((each) => getComputedStyle(each).display !== "inline" && !each.closest("svg, canvas, .hidden, .cm-editor"))
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([each, box]) => box.width > 1 && box.height > 1 && (box.width < least || box.height < least))
  .filter(([each]) => !["checkbox", "radio"].includes(each.type))
  .map(([each, box]) => `${each.className} ${each.textContent.trim().slice(0, 30)} ${box.width}x${box.height}`)"""


def test_the_menu_of_a_phone_has_pages_kinds_and_languages(phone: Visit) -> None:
    page = phone.open("/clusters")
    menu = page.get_by_role("navigation", name="Main")
    menu.get_by_text("Menu").click()
    for name in ("Map", "Questions", "Query", "Sources", "Ontology", "Help", "Clusters", "Română"):
        expect(menu.get_by_role("link", name=name, exact=True)).to_be_visible()
    width, room = page.locator(".menu-list").evaluate("list => [list.scrollWidth, list.clientWidth]")
    assert width <= room, "the menu goes on sideways, where nobody looks"
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Help")).to_be_hidden()
    menu.get_by_text("Menu").click()
    menu.get_by_role("link", name="Română").click()
    expect(page.locator("html")).to_have_attribute("lang", "ro")


def test_the_interface_is_chosen_apart_from_the_content_and_kept(visit: Visit) -> None:
    page = visit.open("/countries?lang=pt")
    page.locator(".foot-langs").get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("main")).to_contain_text("África do Sul")
    page.get_by_role("main").get_by_role("link", name="África do Sul").first.click()
    expect(page).to_have_url(re.compile("lang=pt&ui=en"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("África do Sul")
    page.locator(".langs a[lang=it]").click()
    expect(page).to_have_url(re.compile("lang=it$"))


def test_a_page_says_that_the_network_is_away_and_stays_readable(visit: Visit) -> None:
    page = visit.open("/clusters/aed-cluster-portugal")
    page.context.set_offline(True)
    notice = page.get_by_role("status").filter(has_text="There is no connection")
    expect(notice).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("status").filter(has_text="The connection is back")).to_be_visible()
    visit.faults = [fault for fault in visit.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_a_search_that_reaches_nobody_says_so(visit: Visit) -> None:
    page = visit.open("/about")
    page.context.route("**/search/suggest**", lambda route: route.abort())
    page.locator(".finder input[type=search]").fill("porto")
    expect(page.get_by_role("status").filter(has_text="There is no connection")).to_be_visible()
    visit.faults = [fault for fault in visit.faults if "ERR_FAILED" not in fault]


def test_nothing_moves_for_who_wants_it_still(dark: Visit) -> None:
    page = dark.open("/")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
    durations = page.evaluate("[...document.querySelectorAll('*')].map(e => getComputedStyle(e).transitionDuration)")
    assert set(durations) == {"0s"}


# Of signs and warnings: on white paper those of the night can hardly be seen.
_COLOURS = """() => ["--k-cluster", "--k-policy", "--warn"].map(
  (name) => getComputedStyle(document.documentElement).getPropertyValue(name))"""


@pytest.mark.parametrize("path", ["/clusters/aed-cluster-portugal", "/questions/clusters-and-pacts"])
def test_paper_has_the_content_and_its_address_only(path: str, visit: Visit) -> None:
    page = visit.open(path)
    day = page.evaluate(_COLOURS)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(_COLOURS) == day
    expect(page.locator(".band")).to_be_hidden()
    expect(page.locator(".foot-links")).to_be_hidden()
    expect(page.locator("button.button, .chip, .skip").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".print-only")).to_have_text(visit.site + path)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("path", ["/", "/clusters/aed-cluster-portugal", "/clusters", "/regions/PT11", "/glossary"])
def test_what_a_first_paint_waits_for_is_soon_there(path: str, client: TestClient) -> None:
    # Reckoned, not clocked: tests share their machine (`python -m bench.paint` clocks it). The page and its styles come
    # one after the other; scripts wait for nobody and nobody for them.
    html = client.get(path, headers={"Accept": "text/html"}).text
    head = html.split("</head>")[0]
    assert re.findall(r"<script(?![^>]*\bdefer\b)", head) == []
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', head)
    awaited = [html.encode(), *((STATIC / name).read_bytes() for name in styles)]
    seconds = (1 + len(styles)) * AWAY + sum(len(gzip.compress(each)) for each in awaited) / RATE
    assert seconds < ARRIVED, f"{path}: {seconds:.2f} s"


@pytest.mark.parametrize("path", EVERY)
def test_a_page_without_editor_or_map_is_light(path: str, client: TestClient) -> None:
    html = client.get(path, headers={"Accept": "text/html"}).text
    scripts = set(re.findall(r'<script[^>]+src="/static/([^"]+)"', html))
    assert "site.js" in scripts
    heavy = {name for start, name in HEAVY.items() if path.split("?")[0] == start}
    packed = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in scripts - heavy)
    assert packed < WEIGHT, f"{scripts}: {packed}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_error_tells_what_to_do_in_the_language_of_the_reader(lang: str, client: TestClient) -> None:
    html = client.get("/clusters/no-such", params={"lang": lang}, headers={"Accept": "text/html"}).text
    assert f'<html lang="{lang}">' in html
    assert f'href="/search?lang={lang}"' in html


def test_every_family_was_looked_at() -> None:
    assert len(ALL) == len(FAMILIES) + len(MORE) >= 35
    assert set(REFUSED) <= set(ALL.values())
