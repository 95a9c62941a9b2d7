"""The page of maps in a real browser: one state in four views, explored by pointer, keyboard and finger."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PATIENCE, Visit, visiting
from tests.journeys.keyboard import tab_to
from tests.journeys.maps import AED, AED_NAME, VIEWS, WIDE, act, card, counted, opened, turn
from tests.journeys.test_explore_look import cut, hindrances
from viz.palette import DARK_GROUND, FURTHER, LIGHT_GROUND, LOOKS, OTHER

ASSETS = Path(__file__).parents[2] / "viz" / "assets"


def test_the_picture_has_the_grounds_and_the_forms_that_the_palette_is_checked_for() -> None:
    style = (ASSETS / "css" / "atlas.css").read_text(encoding="utf-8")
    assert re.findall(r"--at-ground: (#\w{6});", style) == [LIGHT_GROUND, DARK_GROUND]
    listed = re.search(r"FORMS = (\[.*\])", (ASSETS / "js" / "atlas" / "looks.ts").read_text(encoding="utf-8"))
    assert listed is not None
    assert {each.form for each in (*LOOKS.values(), *FURTHER.values(), OTHER)} <= set(json.loads(listed[1]))


def test_the_data_are_fetched_once_and_early(visit: Visit) -> None:
    page = visit.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/map/data.bin" in request.url else None)
    page = opened(visit, "/map?of=membership")
    named = page.locator("link[rel=preload]").get_attribute("href")
    assert {url.removeprefix(visit.site) for url in asked} == {named}


def test_what_is_chosen_in_one_view_is_chosen_in_all(visit: Visit) -> None:
    page = opened(visit, "/map?view=table")
    page.locator("#at-pane-table").get_by_role("button", name=AED_NAME).click()
    expect(card(page).get_by_role("heading", level=2)).to_have_text(AED_NAME)
    tree = turn(page, "tree")
    expect(tree.locator("[role=treeitem][aria-selected=true]")).to_have_text(AED_NAME)
    place = turn(page, "place")
    expect(place.locator(f".is-selected[data-key='{AED}'], .is-selected[data-keys~='{AED}']").first).to_be_visible(
        timeout=PATIENCE
    )
    turn(page, "network")
    expect(card(page).get_by_role("heading", level=2)).to_have_text(AED_NAME)
    tree = turn(page, "tree")
    tree.locator("[role=treeitem][data-at]").first.click()
    expect(card(page).get_by_role("heading", level=2)).not_to_have_text(AED_NAME)
    chosen = card(page).get_by_role("heading", level=2).inner_text()
    expect(turn(page, "table").locator("tr.is-selected")).to_contain_text(chosen)


def test_what_is_chosen_among_places_is_chosen_in_the_table(visit: Visit) -> None:
    page = opened(visit, "/map?view=place")
    page.locator("#at-pane-place [data-key*='/']").first.click()
    expect(card(page)).to_be_visible()
    chosen = card(page).get_by_role("heading", level=2).inner_text()
    expect(turn(page, "table").locator("tr.is-selected")).to_contain_text(chosen)


def test_the_address_restores_everything(visit: Visit) -> None:
    address = f"/map?of=whole&hide=policy&country=PRT&colour=country&at={AED}&view=tree&from=2012&to=2020"
    page = opened(visit, address)
    expect(page.locator("#at-country")).to_have_value("PRT")
    expect(page.locator("#at-colour")).to_have_value("country")
    expect(page.locator("[data-part=kinds] input[value=policy]")).not_to_be_checked()
    expect(page.locator("[data-part=from]")).to_have_value("2012")
    expect(page.locator("#at-pane-tree [aria-selected=true]").last).to_have_text(AED_NAME)
    before = counted(page)
    page.locator("#at-country").select_option("")
    assert counted(page) != before
    page.go_back()
    expect(page.locator("#at-country")).to_have_value("PRT")
    assert counted(page) == before


def test_the_map_is_narrowed_says_so_and_shows_everything_again(visit: Visit) -> None:
    page = opened(visit)
    whole = counted(page)
    page.locator("#at-country").select_option("ROU")
    expect(page.locator("[data-part=count]")).to_contain_text("hidden: not of the chosen country")
    page.locator("[data-part=kinds] label", has_text="Policy").click()
    expect(page.locator("[data-part=count]")).to_contain_text("their kind is switched off")
    page.get_by_role("button", name="Show everything").click()
    assert counted(page) == whole
    expect(page.get_by_role("button", name="Show everything")).to_be_hidden()


def test_steps_are_undone_and_done_again_by_button_and_by_key(visit: Visit) -> None:
    page = opened(visit, f"/map?at={AED}")
    undo, redo = page.locator("[data-part=undo]"), page.locator("[data-part=redo]")
    expect(undo).to_be_disabled()
    whole = counted(page)
    act(page, "hide")
    expect(page.locator("[data-part=count]")).to_contain_text("1 hidden by you")
    page.locator("#at-country").select_option("PRT")
    narrowed = counted(page)
    page.locator("[data-part=canvas]").focus()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert counted(page) == whole
    expect(page).not_to_have_url(re.compile("gone="))
    redo.click()
    redo.click()
    assert counted(page) == narrowed
    expect(redo).to_be_disabled()


def test_another_network_is_chosen_and_explained(visit: Visit) -> None:
    page = opened(visit)
    page.locator("#at-of").select_option("shared-members")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters by shared members")
    expect(page.locator("[data-part=help]")).to_contain_text("an organisation is in both")
    expect(page).to_have_url(re.compile("of=shared-members"))
    assert "/query?query=" in str(page.locator("[data-part=query]").get_attribute("href"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("The whole graph")


def test_a_network_that_is_not_there_is_told_and_the_whole_shown(visit: Visit) -> None:
    page = opened(visit, "/map?of=nonsense")
    expect(page.get_by_role("status").filter(has_text="a network that there is not")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("The whole graph")


def test_the_network_is_explored_by_keyboard_alone(visit: Visit) -> None:
    page = opened(visit)
    tab_to(page, "Find on the map")
    page.keyboard.type("AED Cluster")
    expect(page.locator("#at-found [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("AED")
    tab_to(page, "^Network[.]")
    seen = {card(page).get_by_role("heading", level=2).inner_text()}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(card(page).get_by_role("heading", level=2).inner_text())
    assert len(seen) > 2
    expect(page.locator("[data-part=spoken]")).to_contain_text("Links:")
    page.keyboard.press("Enter")
    expect(card(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(page.locator("[data-part=canvas]")).to_be_focused()


def test_the_tree_is_walked_by_keys_and_announced(visit: Visit) -> None:
    page = opened(visit, "/map?view=tree")
    tree = page.get_by_role("tree")
    tree.locator("[role=treeitem]").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    leaf = page.locator("[role=treeitem]:focus")
    expect(leaf).to_have_attribute("aria-level", "3")
    assert int(leaf.get_attribute("aria-setsize") or "0") >= 1
    page.keyboard.press("Enter")
    expect(leaf).to_have_attribute("aria-selected", "true")
    expect(card(page)).to_be_visible()
    page.locator("[role=treeitem][aria-level='1']").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[role=treeitem]:focus")).to_have_attribute("aria-expanded", "false")


def test_the_table_is_sorted_and_turned(visit: Visit) -> None:
    page = opened(visit, "/map?view=table")
    table = page.locator("#at-pane-table")
    links = table.get_by_role("columnheader", name="Links")
    links.get_by_role("button").click()
    expect(links).to_have_attribute("aria-sort", "descending")
    first = table.locator("tbody tr").first.inner_text()
    table.get_by_role("button", name="Next").click()
    assert table.locator("tbody tr").first.inner_text() != first
    expect(table).to_contain_text("Page 2 of")


def test_a_line_drawn_around_things_chooses_them(visit: Visit) -> None:
    page = opened(visit)
    box = page.locator("[data-part=canvas]").bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.down("Shift")
    page.mouse.move(middle[0] - 90, middle[1] - 90)
    page.mouse.down()
    for across, down in ((90, -90), (90, 90), (-90, 90), (-90, -90)):
        page.mouse.move(middle[0] + across, middle[1] + down, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(card(page).get_by_role("heading", level=2)).to_contain_text("things chosen")
    act(page, "only")
    expect(page.locator("[data-part=count]")).to_contain_text("hidden by you")
    page.locator("[data-part=undo]").click()
    expect(page.locator("[data-part=count]")).not_to_contain_text("hidden by you")


def test_a_thing_that_is_pinned_is_in_the_address_and_let_go(visit: Visit) -> None:
    page = opened(visit, f"/map?at={AED}")
    act(page, "pin")
    expect(page).to_have_url(re.compile(r"pin=" + AED))
    act(page, "unpin")
    expect(page).not_to_have_url(re.compile("pin="))


def test_years_narrow_and_compare(visit: Visit) -> None:
    page = opened(visit)
    whole = counted(page)
    page.locator("[data-part=to]").fill("2015")
    expect(page.locator("[data-part=years]")).to_contain_text("to 2015")
    assert counted(page) != whole
    page.get_by_label("compare the two years").check()
    expect(page.locator("[data-line=came]")).to_be_visible()
    expect(page.locator("[data-part=years]")).to_contain_text("What came")
    expect(page).to_have_url(re.compile("compare=1"))


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_stands_in_nobodys_way(view: str, visit: Visit) -> None:
    page = opened(visit, f"/map?view={view}&at={AED}")
    if view == "place":
        expect(page.locator("#at-pane-place > div > svg")).to_be_visible(timeout=PATIENCE)
    found = hindrances(page)
    assert found == [], json.dumps(found, indent=1)


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_fits_a_small_phone(view: str, phone: Visit) -> None:
    page = opened(phone, f"/map?view={view}&at={AED}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator(f"#at-pane-{view}")).to_be_visible()


def test_a_finger_chooses_a_thing(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, locale="en-GB")
    visit = Visit(context, site)
    page = opened(visit, f"/map?at={AED}")
    card(page).get_by_role("button", name="Close").tap()
    page.wait_for_timeout(300)
    find = page.locator("#at-find")
    find.fill("AED Cluster")
    page.locator("#at-found [role=option]").first.tap()
    page.wait_for_timeout(900)
    card(page).get_by_role("button", name="Close").tap()
    page.locator("[data-part=canvas]").tap()
    expect(card(page)).to_be_visible()
    context.close()
    assert visit.faults == []


def test_a_frame_of_another_site_has_fewer_controls_and_a_way_to_the_whole(visit: Visit) -> None:
    page = opened(visit, f"/map?embed=1&of=membership&at={AED}")
    expect(page.locator(".band, .foot")).to_have_count(0)
    expect(page.locator("[data-part=story]")).to_be_hidden()
    whole = page.get_by_role("link", name="the whole map")
    assert "embed" not in str(whole.get_attribute("href"))
    policy = page.request.get(visit.site + "/map?embed=1").headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "frame-ancestors 'self'" in page.request.get(visit.site + "/map").headers["content-security-policy"]


def test_without_webgl_the_table_stands_in(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    context.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) "
        "{ return kind.includes('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    visit = Visit(context, site)
    page = opened(visit)
    expect(page.get_by_text("draws no WebGL")).to_be_visible()
    expect(page.locator("#at-pane-table tbody tr").first).to_be_visible()
    context.close()


def test_without_script_the_most_important_things_are_there(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/map")
    assert page.locator(".at-table tbody tr").count() == 100
    expect(page.locator(".at-table tbody a").first).to_have_attribute("href", re.compile("^/clusters/"))
    expect(page.frame_locator(".at-plain-map").locator("svg a").first).to_be_attached()
    expect(page.locator("[role=tablist]")).to_be_hidden()
    context.close()


@pytest.fixture
def alone(browser: Browser, site: str) -> Iterator[tuple[Visit, list[str]]]:
    """A visitor whom no other origin answers."""
    for visit in visiting(browser, site, 1280, 900):
        yield visit, cut(visit.page.context, site)


def test_no_other_origin_is_asked(alone: tuple[Visit, list[str]]) -> None:
    visit, refused = alone
    page = opened(visit, f"/map?at={AED}")
    for view in VIEWS:
        turn(page, view)
    page.wait_for_timeout(500)
    assert refused == []
