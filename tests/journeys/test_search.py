"""The search in a real browser: suggestions by keyboard, and all of it without script."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Visit

# That nothing cuts off or covers the last of the suggestions.
SEEN_WHOLE = """() => {
    const last = [...document.querySelectorAll("main [role=option]")].at(-1);
    last?.scrollIntoView({ block: "nearest" });
    const box = last?.getBoundingClientRect();
    return box && last.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""


def test_a_thing_is_chosen_among_suggestions_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/search")
    field = page.get_by_role("main").get_by_role("combobox")
    field.focus()
    page.keyboard.type("aed clu")
    options = page.get_by_role("main").get_by_role("option")
    expect(options.first).to_contain_text("AED Cluster")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(re.compile(r"\d+$"))
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("aed clu")
    page.keyboard.press("ArrowDown")
    chosen = options.first
    expect(chosen).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/clusters/aed-cluster-portugal"))
    assert visit.strangers() == set()


@pytest.mark.parametrize("width", [1280, 320])
def test_suggestions_on_the_first_page_are_seen_whole(visit: Visit, width: int) -> None:
    page = visit.open("/")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("main").get_by_role("combobox").click()
    page.keyboard.type("health")
    expect(page.get_by_role("main").get_by_role("option").last).to_be_visible()
    page.wait_for_function(SEEN_WHOLE)  # asked again while typing renews the list


def test_enter_without_a_choice_searches(visit: Visit) -> None:
    page = visit.open("/search?lang=pt")
    page.get_by_role("main").get_by_role("combobox").fill("saude")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=saude&lang=pt"))
    expect(page.locator("#results")).to_be_visible()


def test_without_script_the_search_is_narrowed_and_widened_again(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search")
    page.get_by_role("main").get_by_role("searchbox").fill("helth")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="health", exact=True).click()
    before = page.locator("#results").inner_text()
    page.locator(".facet").filter(has=page.get_by_role("heading", name="Kind")).get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("q=health.*kind="))
    chip = page.get_by_role("list", name="Kept to").get_by_role("link").first
    expect(chip).to_contain_text("Kind:")
    chip.click()
    expect(page.locator("#results")).to_have_text(before)
    context.close()
