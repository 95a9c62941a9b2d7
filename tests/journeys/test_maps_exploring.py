"""Going on from what the map shows: stories, notes, neighbours, paths and what two things share."""

import json
import re

from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.maps import AED, HEALTH, act, card, counted, opened, ready


def test_a_story_is_told_from_its_address_and_from_a_file(visit: Visit, tmp_path: object) -> None:
    page = opened(visit, "/map?view=table")
    page.locator("[data-part=story] > summary").click()
    field = page.locator("[data-part=step-text]")
    for country, text in (("PRT", "Portugal first"), ("ROU", "Then Romania")):
        page.locator("#at-country").select_option(country)
        field.fill(text)
        field.press("Enter")
    expect(page.locator("[data-part=told]")).to_have_text("2 of 2: Then Romania")
    page.locator("[data-part=step-back]").click()
    expect(page.locator("#at-country")).to_have_value("PRT")
    with page.expect_download() as saved:
        page.locator("[data-part=story-save]").click()
    file = saved.value.path()
    story = json.loads(file.read_text(encoding="utf-8"))
    assert [step["text"] for step in story["steps"]] == ["Portugal first", "Then Romania"]
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    expect(other.locator("[data-part=told]")).to_have_text("1 of 2: Portugal first")
    fresh = page.context.new_page()
    fresh.goto(visit.site + "/map")
    ready(fresh)
    fresh.locator("[data-part=story] > summary").click()
    fresh.locator("[data-part=story-load]").set_input_files(file)
    expect(fresh.locator("#at-country")).to_have_value("PRT")
    fresh.locator("[data-part=step-on]").click()
    expect(fresh.locator("#at-country")).to_have_value("ROU")


def test_a_note_is_kept_here_and_never_sent(visit: Visit) -> None:
    page = opened(visit, f"/map?at={AED}")
    card(page).get_by_text("My note").click()
    page.locator("#at-note").fill("Ask them in May")
    page.locator("#at-note").blur()
    expect(page.locator("[data-part=spoken]")).to_have_text("Note kept")
    page.reload()
    ready(page)
    expect(page.locator("#at-note")).to_have_value("Ask them in May")
    assert not [url for url in visit.asked if "May" in url]


def test_a_thing_is_expanded_in_two_requests_with_counts_first(visit: Visit) -> None:
    page = opened(visit, f"/map?of=shared-members&at={AED}")
    before = counted(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/map/around" in request.url else None)
    act(page, "expand")
    counts = card(page).locator(".at-counts button")
    expect(counts.first).to_contain_text(re.compile(r"organisation \(\d+\)"))
    counts.first.click()
    expect(page).to_have_url(re.compile("open=" + AED))
    expect(page.locator("[data-part=kinds]")).to_contain_text("Organisation")
    assert len(asked) == 2
    assert counted(page) != before
    grown = counted(page)
    page.reload()
    ready(page)
    assert counted(page) == grown
    act(page, "collapse")
    expect(page.locator("[data-part=count]")).to_have_text(before)
    page.locator("[data-part=undo]").click()
    expect(page.locator("[data-part=count]")).to_have_text(grown)


def test_paths_and_what_is_shared_are_found_between_two_things(visit: Visit) -> None:
    page = opened(visit, f"/map?at={AED},{HEALTH}")
    expect(card(page).get_by_role("heading", level=2)).to_have_text("2 things chosen")
    act(page, "in_common")
    expect(card(page)).to_contain_text("in common")
    act(page, "path_between")
    path = card(page).locator("[data-path]").first
    expect(path).to_contain_text("Health")
    path.click()
    expect(card(page).get_by_role("heading", level=2)).to_contain_text(re.compile(r"[3-9] things chosen"))
    assert AED in page.url
    assert HEALTH in page.url


def test_the_other_end_of_a_path_is_chosen_by_a_click(visit: Visit) -> None:
    page = opened(visit, f"/map?at={AED}")
    act(page, "path_to")
    expect(page.locator("[data-part=seeking]")).to_contain_text("Choose the other end")
    page.locator("#at-find").fill("Health Cluster Portugal")
    page.locator("#at-found [role=option]").first.click()
    expect(page.locator("[data-part=seeking]")).to_be_hidden()
    expect(card(page).locator("[data-path]").first).to_be_visible()


def test_a_line_says_what_two_things_share(visit: Visit) -> None:
    page = opened(visit, "/map?of=shared-members&view=table")
    page.locator("#at-pane-table tbody button").first.click()
    shared = card(page).get_by_role("button", name=re.compile(r"\d+ shared")).first
    shared.click()
    expect(shared.locator("xpath=following-sibling::small")).to_contain_text(re.compile(r"\w{3}"))
