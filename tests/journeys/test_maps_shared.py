"""What of the map goes elsewhere or stands twice: frames, stories told in them, two years side by side."""

import base64
import html
import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.maps import AED, WIDE, held, opened, ready, turn
from tests.journeys.test_explore_look import hindrances

BESIDE = "/map?of=membership&from=2012&to=2020&compare=1&beside=1"
STEPS = (("Portugal first", "of=shared-members&country=PRT"), ("Then Romania", "of=shared-members&country=ROU"))


def story(step: int) -> str:
    """A story as an address has it."""
    packed = base64.urlsafe_b64encode(json.dumps(STEPS).encode()).decode().rstrip("=")
    return f"#steps={packed}&step={step}"


def framed(page: Page) -> str:
    """The address in the code that one pastes elsewhere."""
    found = re.search('src="([^"]+)"', page.locator("#framed").input_value())
    assert found
    return html.unescape(found[1])


def seen(page: Page) -> list[dict[str, str]]:
    """Where the headed pictures are, and what they say."""
    return [box for each in page.locator(".at-half").all() if (box := each.bounding_box())]  # type: ignore[misc]


def test_code_to_paste_shows_elsewhere_what_is_seen_here(visit: Visit) -> None:
    page = opened(visit, f"/map?of=shared-members&at={AED}{story(1)}")
    expect(page.locator("#at-country")).to_have_value("PRT")
    page.get_by_text("Show this on another page").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy='#framed']").click()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#framed").input_value()
    turn(page, "table")
    expect(page.locator("#framed")).to_have_value(re.compile("view=table"))
    page.set_content(f"<title>Elsewhere</title>{page.locator('#framed').input_value()}")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#atlas[data-ready]")).to_be_attached(timeout=30_000)
    expect(frame.locator("#at-country")).to_have_value("PRT")
    expect(frame.get_by_text("1 of 2: Portugal first")).to_be_visible()


@pytest.mark.parametrize("address", ["/map?of=shared-members&country=PRT", "/map/places?kind=policy&country=PRT"])
def test_code_to_paste_needs_no_script(address: str, browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(site + address)
    page.get_by_text("Show this on another page").click()
    expect(page.locator("#framed")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_hidden()
    assert framed(page) == f"{site}{address}&embed=1"
    assert page.request.get(framed(page)).headers["content-security-policy"].endswith("frame-ancestors *")
    context.close()


def test_a_story_is_told_in_a_frame_and_not_written_there(visit: Visit) -> None:
    page = opened(visit, f"/map?embed=1{story(2)}")
    told = page.locator("[data-part=told]")
    expect(told).to_have_text("2 of 2: Then Romania")
    expect(told).to_be_visible()
    expect(page.locator("[data-part=step-form], .at-out")).to_have_count(0)
    page.locator("[data-part=step-back]").press("Enter")
    expect(told).to_have_text("1 of 2: Portugal first")
    expect(page.locator("#at-country")).to_have_value("PRT")
    assert hindrances(page) == []
    expect(page).to_have_url(re.compile("step=1$"))


def test_a_story_is_told_from_its_step_on_however_slowly_its_network_comes(visit: Visit) -> None:
    waiting = held(visit.page, "shared-members")
    with visit.page.expect_request("**/map/data.bin?of=shared-members&*"):
        page = visit.open(f"/map?embed=1&of=membership{story(2)}")
    page.locator("[data-part=step-back]").press("Enter")
    expect(page.locator("[data-part=told]")).to_have_text("1 of 2: Portugal first")
    assert page.locator("#atlas[data-ready]").count() == 0
    waiting[0].continue_()
    ready(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Clusters by shared members")
    expect(page.locator("#at-country")).to_have_value("PRT")
    assert len(waiting) == 1


def test_two_years_stand_side_by_side_with_one_camera_and_one_choice(visit: Visit) -> None:
    page = opened(visit, "/map?of=membership&from=2012&to=2020")
    expect(page.get_by_label("side by side")).to_be_hidden()
    page.get_by_label("compare the two years").check()
    page.get_by_label("side by side").check()
    expect(page).to_have_url(re.compile("beside=1"))
    years = page.locator(".at-year")
    expect(years.first).to_have_text(re.compile(r"^2012: \d+ things"))
    expect(years.last).to_have_text(re.compile(r"^2020: \d+ things"))
    assert years.first.inner_text().split(":")[1] != years.last.inner_text().split(":")[1]
    earlier, later = seen(page)
    assert earlier["y"] == later["y"]
    assert earlier["width"] == pytest.approx(later["width"], abs=2)
    page.locator("[data-part=canvas-other]").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("at="))
    name = page.locator("#at-card-name").inner_text()
    page.keyboard.press("Escape")
    page.locator("[data-part=canvas]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#at-card-name")).to_have_text(name)
    before = [half.screenshot() for half in page.locator(".at-ground").all()]
    page.locator("[data-part=canvas-other]").press("+")
    page.wait_for_timeout(900)
    after = [half.screenshot() for half in page.locator(".at-ground").all()]
    assert all(one != two for one, two in zip(before, after, strict=True))
    page.reload()
    ready(page)
    expect(years.last).to_be_visible()
    assert hindrances(page) == []
    page.get_by_label("side by side").uncheck()
    expect(years.last).to_be_hidden()
    expect(page).not_to_have_url(re.compile("beside"))
    page.locator("[data-part=undo]").click()
    expect(years.last).to_be_visible()


def test_on_a_phone_two_years_stand_one_below_the_other(phone: Visit) -> None:
    page = opened(phone, BESIDE)
    earlier, later = seen(page)
    assert earlier["x"] == later["x"]
    assert later["y"] >= earlier["y"] + earlier["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_side_by_side_without_two_years_is_told(visit: Visit) -> None:
    page = opened(visit, "/map?of=membership&beside=1")
    expect(page.locator("[data-part=count]")).to_contain_text("Not known here, and not heeded: beside=1")
    expect(page.locator(".at-year").last).to_be_hidden()


def test_without_script_two_years_are_two_pictures(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=WIDE, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto(site + BESIDE)
    pictures = page.locator(".at-plain-years figure")
    expect(pictures).to_have_text([re.compile("2012"), re.compile("2020")])
    for each in pictures.locator("img").all():
        assert page.request.get(site + str(each.get_attribute("src"))).headers["content-type"].startswith("image/svg")
    context.close()
