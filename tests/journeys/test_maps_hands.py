"""The page of maps as hands, addresses and faults meet it: touch, the way back, what is not known, what cannot be had."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Page, expect

from bench.browser_maps import columns
from bench.networks import planted
from tests.journeys.conftest import Visit
from tests.journeys.maps import AED, AED_NAME, WIDE, act, card, counted, held, opened, ready, turn
from viz.palette import LOOKS

Point = tuple[float, float]
AGROFOOD = "cluster/portuguese-agrofood-cluster"


@pytest.fixture
def fingers(browser: Browser, site: str) -> Iterator[tuple[Page, CDPSession]]:
    """A phone that is touched, the map drawn on it, and what moves the fingers."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, locale="en-GB")
    visit = Visit(context, site)
    yield opened(visit), context.new_cdp_session(visit.page)
    context.close()
    assert visit.faults == []


def touched(session: CDPSession, *paths: Sequence[Point]) -> None:
    """Draws with one finger for each path, all of as many points."""
    for step, points in enumerate(zip(*paths, strict=True)):
        told = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": told})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle(page: Page) -> Point:
    box = page.locator("[data-part=canvas]").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_two_fingers_go_nearer_and_one_moves_the_picture(fingers: tuple[Page, CDPSession]) -> None:
    page, session = fingers
    x, y = middle(page)
    touched(session, *([(x + side * (20 + 10 * step), y) for step in range(6)] for side in (-1, 1)))
    expect(page).to_have_url(re.compile(r"z=[2-9]"))
    before = page.url
    touched(session, [(x + 12 * step, y) for step in range(6)])
    expect(page).not_to_have_url(before)


def test_a_finger_draws_a_line_around_things_and_then_moves_the_picture_again(
    fingers: tuple[Page, CDPSession],
) -> None:
    page, session = fingers
    x, y = middle(page)
    lasso = page.locator("[data-part=lasso]")
    lasso.tap()
    expect(lasso).to_have_attribute("aria-pressed", "true")
    touched(session, [(x - 80, y - 80), (x + 80, y - 80), (x + 80, y + 80), (x - 80, y + 80), (x - 80, y - 60)])
    expect(card(page).get_by_role("heading", level=2)).to_contain_text("things chosen")
    expect(lasso).to_have_attribute("aria-pressed", "false")


def test_the_way_back_leads_to_where_one_looked(visit: Visit) -> None:
    page = opened(visit)
    page.mouse.move(*middle(page))
    page.mouse.wheel(0, -600)
    expect(page).to_have_url(re.compile("z="))
    page.wait_for_timeout(600)
    near = page.url
    page.locator("#at-country").select_option("PRT")
    page.locator("[data-part=zoom-all]").click()
    expect(page).not_to_have_url(re.compile(re.escape(near.split("?")[1])))
    page.go_back()
    expect(page).to_have_url(near)
    page.wait_for_timeout(600)
    assert page.url == near


def test_the_address_restores_the_order_of_the_table_the_branches_and_where_one_looks_on_places(visit: Visit) -> None:
    page = opened(visit, "/map?of=shared-members&view=table&sort=-links&by=community&ground=0.4*0.5*3")
    assert page.locator("th[data-column=links]").get_attribute("aria-sort") == "descending"
    expect(turn(page, "tree").get_by_role("button", name="By community")).to_have_attribute("aria-pressed", "true")
    place = turn(page, "place").locator("div > svg").first
    expect(place).to_be_visible()
    width = float(str(place.get_attribute("viewBox")).split()[2])
    page.locator("[data-part=zoom-all]").click()
    assert float(str(place.get_attribute("viewBox")).split()[2]) == pytest.approx(3 * width)
    expect(page).not_to_have_url(re.compile("ground="))


def test_chosen_rows_stay_chosen_when_pages_are_turned(visit: Visit) -> None:
    page = opened(visit, "/map?view=table")
    table = page.locator("#at-pane-table")
    table.locator("tbody button").first.click()
    table.get_by_role("button", name="Next").click()
    expect(table.locator("tr.is-selected")).to_have_count(0)
    table.get_by_role("button", name="Previous").click()
    expect(table.locator("tr.is-selected")).to_have_count(1)


def test_the_tree_takes_letters_and_several_things(visit: Visit) -> None:
    page = opened(visit, "/map?of=shared-members&view=tree")
    tree = page.get_by_role("tree")
    expect(tree).to_have_attribute("aria-multiselectable", "true")
    tree.locator("[role=treeitem]").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "p"):
        page.keyboard.press(key)
    found = page.locator("[role=treeitem]:focus")
    expect(found).to_have_text(re.compile("^P"))
    things = tree.locator("[role=treeitem][data-at]")
    things.first.click()
    things.nth(1).click(modifiers=["Control"])
    expect(tree.locator("[aria-selected=true]")).to_have_count(2)


def test_what_an_address_says_that_is_not_known_is_told(visit: Visit) -> None:
    page = opened(visit, "/map?country=XXX&colour=rainbow&view=moon&from=20x&hide=nonsense&at=cluster/nope")
    told = page.locator("[data-part=count]")
    for each in ("country=XXX", "colour=rainbow", "view=moon", "from=20x", "hide=nonsense"):
        expect(told).to_contain_text(each)
    expect(told).to_contain_text("1 of the chosen things are not in this network")
    expect(told).to_contain_text("Showing")


def test_a_map_of_nothing_says_so(visit: Visit) -> None:
    page = opened(visit, "/map?of=membership&hide=cluster,organisation")
    expect(page.locator("[data-part=empty]")).to_have_text("Nothing is left to show.")
    page.locator("[data-part=reset]").click()
    expect(page.locator("[data-part=empty]")).to_be_hidden()


def test_a_query_that_nobody_shared_is_told_with_its_reason_and_leaves_no_dead_controls(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/map?query=nothere")
    expect(page.get_by_role("alert")).to_contain_text("No query is shared as “nothere”")
    expect(page.get_by_role("tablist")).to_be_hidden()
    expect(page.locator("#at-pane-table tbody a").first).to_be_in_viewport()
    context.close()


def test_a_network_that_cannot_be_had_leaves_the_one_there_is(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="en-GB")
    page = opened(Visit(context, site))
    before = counted(page)
    page.route("**/map/data.bin?of=policies*", lambda route: route.fulfill(status=503, json={"detail": "Too busy now"}))
    page.locator("#at-of").select_option("policies")
    expect(page.get_by_role("alert")).to_contain_text("Too busy now")
    assert counted(page) == before
    page.unroute("**/map/data.bin?of=policies*")
    page.locator("#at-colour").select_option("country")  # whatever changes next, it is asked for again
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text("Policies, areas and regions")
    page.locator("#at-of").select_option("membership")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters and their members")
    context.close()


def test_what_the_service_left_out_is_told_in_words(visit: Visit) -> None:
    made = columns(planted(400)).replace(b'"hidden":0,"cut":false', b'"hidden":7,"cut":true ')
    visit.page.route("**/map/data.bin*", lambda route: route.fulfill(body=made))
    visit.page.route("**/map/names.json*", lambda route: route.fulfill(json=[]))
    told = opened(visit).locator("[data-part=count]")
    expect(told).to_contain_text("There are more links than are drawn.")
    expect(told).to_contain_text("7 more are left out")


def test_a_search_asks_again_for_names_that_did_not_come(visit: Visit) -> None:
    visit.page.route("**/map/data.bin*", lambda route: route.fulfill(body=columns(planted(5_100))))
    visit.page.route("**/map/names.json*", lambda route: route.abort())
    page = opened(visit, "/map?of=membership&q=made")
    told = page.locator("[data-part=count]")
    expect(told).to_contain_text("Names are still arriving")
    names = [[f"made/{number}", f"Made {number}", ""] for number in range(5_000)]
    visit.page.route("**/map/names.json*", lambda route: route.fulfill(json=names))
    page.locator("#at-colour").select_option("country")
    expect(told).not_to_contain_text("Names are still arriving")
    visit.faults.clear()  # the names that did not come


def test_a_picture_that_draws_the_most_important_first_says_so(visit: Visit) -> None:
    visit.page.route("**/map/data.bin*", lambda route: route.fulfill(body=columns(planted(5_100))))
    visit.page.route("**/map/names.json*", lambda route: route.fulfill(json=[]))
    expect(opened(visit).locator("[data-part=count]")).to_contain_text("go nearer to see the others")


def test_things_are_seen_while_the_picture_moves_however_slowly(visit: Visit) -> None:
    visit.page.route("**/map/data.bin*", lambda route: route.fulfill(body=columns(planted(5_000))))
    visit.page.route("**/map/names.json*", lambda route: route.fulfill(json=[]))
    page = opened(visit)
    x, y = middle(page)
    page.mouse.move(x - 250, y - 200)
    page.mouse.down()
    page.evaluate(
        """([x, y]) => setInterval(() => document.dispatchEvent(new MouseEvent("mousemove",
        { clientX: x + 40 * Math.sin(performance.now() / 90), clientY: y, bubbles: true })), 15)""",
        [x - 250, y - 200],
    )
    page.wait_for_timeout(1_500)
    seen = Image.open(io.BytesIO(page.locator("[data-part=canvas]").screenshot())).convert("RGB")
    colours = Counter(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in seen.get_flattened_data())
    assert sum(colours[look.light.lower()] for look in LOOKS.values()) > 500


def test_what_is_undone_is_not_asked_of_a_text_nor_of_a_word_taken_back(visit: Visit) -> None:
    page = opened(visit)
    whole = counted(page)
    page.locator("[data-part=kinds] label", has_text="Policy").click()
    page.keyboard.press("Control+z")
    assert counted(page) == whole
    page.locator("#at-find").fill("AED")
    page.locator("#at-found [role=option]").first.click()
    expect(page.locator("[data-part=undo]")).to_be_disabled()


def test_only_what_is_kept_stands_in_the_address_and_in_every_view(visit: Visit) -> None:
    page = opened(visit, f"/map?at={AED},{AGROFOOD}")
    act(page, "only")
    expect(page.locator("[data-part=count]")).to_contain_text("Showing 2 of")
    expect(page).to_have_url(re.compile(r"only=" + AED))
    assert len(page.url) < 300
    page.reload()
    ready(page)
    expect(page.locator("[data-part=count]")).to_contain_text("Showing 2 of")
    expect(turn(page, "place").locator("[data-key], [data-keys]").first).to_be_visible()
    keys = (
        page.locator("#at-pane-place")
        .locator("[data-key], [data-keys]")
        .evaluate_all("all => [...new Set(all.flatMap((each) => (each.dataset.key ?? each.dataset.keys).split(' ')))]")
    )
    assert set(keys) == {AED, AGROFOOD}


def test_things_are_sized_by_a_measure_and_the_address_says_so(visit: Visit) -> None:
    page = opened(visit)
    canvas = page.locator("[data-part=canvas]")
    page.wait_for_timeout(400)
    by_links = canvas.screenshot()
    page.locator("#at-size").select_option("between")
    expect(page).to_have_url(re.compile("size=between"))
    page.wait_for_timeout(400)
    assert canvas.screenshot() != by_links
    page.reload()
    ready(page)
    expect(page.locator("#at-size")).to_have_value("between")


def test_the_map_fills_the_screen_and_comes_back(visit: Visit) -> None:
    page = opened(visit)
    full = page.locator("[data-part=full]")
    full.click()
    page.wait_for_function("document.fullscreenElement?.id === 'atlas'")
    expect(page.locator("[data-part=canvas]")).to_be_visible()
    full.click()
    page.wait_for_function("document.fullscreenElement === null")


def test_less_motion_means_no_layout_that_moves_and_no_gliding(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce", locale="en-GB")
    visit = Visit(context, site)
    page = opened(visit, "/map?of=shared-members")
    expect(page.locator("[data-part=live]")).to_have_attribute("aria-pressed", "false")
    page.mouse.move(*middle(page))
    page.mouse.wheel(0, -300)
    expect(page).to_have_url(re.compile(r"z=1\.6"))
    context.close()
    assert visit.faults == []


def test_what_stands_in_layers_does_not_move_by_itself(visit: Visit) -> None:
    page = opened(visit, "/map?of=value-chains")
    expect(page.locator("[data-part=live]")).to_be_hidden()
    page.locator("#at-of").select_option("shared-members")
    expect(page.locator("[data-part=live]")).to_be_visible()
    turn(page, "table")
    expect(page.locator("[data-part=live]")).to_be_hidden()
    expect(page.locator("[data-part=lasso]")).to_be_hidden()


def test_a_step_of_a_story_about_another_network_is_seen_where_it_was_kept(visit: Visit) -> None:
    page = opened(visit, "/map?of=shared-members&x=0.4&y=0.5&z=3")
    page.locator("[data-part=story] > summary").click()
    field = page.locator("[data-part=step-text]")
    field.fill("From near")
    field.press("Enter")
    page.locator("#at-of").select_option("membership")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters and their members")
    field.fill("All members")
    field.press("Enter")
    page.locator("[data-part=step-back]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters by shared members")
    page.wait_for_timeout(600)
    assert re.search(r"x=0\.4\b.*&y=0\.5\b.*&z=3\b", page.url)


def test_hands_that_are_quicker_than_the_first_network_do_no_harm(visit: Visit) -> None:
    waiting = held(visit.page, "*")
    page = visit.open("/map")
    field, canvas = page.locator("#at-find"), page.locator("[data-part=canvas]")
    expect(field).to_be_visible()
    for key in ("Enter", "ArrowRight", "+", "0", "Escape"):
        canvas.press(key)
    for name in ("live", "live", "lasso", "lasso", "zoom-all"):
        page.locator(f"[data-part={name}]").click()
    field.press_sequentially("aed")
    field.press("ArrowDown")
    for route in waiting:
        route.continue_()
    ready(page)
    expect(field).to_have_value("aed")
    expect(page.locator("[data-part=count]")).to_contain_text("aed")
    field.press("End")
    field.press_sequentially(" ")
    expect(page.locator("#at-found")).to_contain_text(AED_NAME)


def test_what_is_chosen_while_another_network_is_on_its_way_is_seen_with_it(visit: Visit) -> None:
    page = opened(visit)
    waiting = held(page, "shared-members")
    with page.expect_request("**/map/data.bin?of=shared-members&*"):
        page.locator("#at-of").select_option("shared-members")
    page.locator("#at-colour").select_option("country")
    page.locator("#at-country").select_option("PRT")
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters by shared members")
    expect(page.locator("#at-country")).to_have_value("PRT")
    expect(page).to_have_url(re.compile("of=shared-members&.*colour=country"))


def test_of_two_networks_the_one_chosen_last_is_seen_whichever_comes_first(visit: Visit) -> None:
    page = opened(visit)
    waiting = held(page, "shared-members")
    with page.expect_request("**/map/data.bin?of=shared-members&*"):
        page.locator("#at-of").select_option("shared-members")
    page.locator("#at-of").select_option("policies")
    expect(page.get_by_role("heading", level=1)).to_have_text("Policies, areas and regions")
    with page.expect_response("**/map/data.bin?of=shared-members&*"):
        waiting[0].continue_()
    page.locator("#at-colour").select_option("country")
    expect(page).to_have_url(re.compile("colour=country"))
    assert page.get_by_role("heading", level=1).inner_text() == "Policies, areas and regions"


def test_where_one_looks_does_not_undo_where_a_step_of_a_story_leads(visit: Visit) -> None:
    page = opened(visit, "/map?of=shared-members&x=0.4&y=0.5&z=3")
    page.locator("[data-part=story] > summary").click()
    page.locator("[data-part=step-text]").fill("From near")
    page.keyboard.press("Enter")
    page.locator("#at-of").select_option("membership")
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters and their members")
    waiting = held(page, "shared-members")
    with page.expect_request("**/map/data.bin?of=shared-members&*"):
        page.locator("[data-part=steps]").get_by_role("button", name="From near", exact=True).click()
    page.locator("[data-part=canvas]").press("+")
    page.wait_for_timeout(600)
    waiting[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters by shared members")
    expect(page).to_have_url(re.compile(r"x=0\.4\b.*&y=0\.5\b.*&z=3\b"))
