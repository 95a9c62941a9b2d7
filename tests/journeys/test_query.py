"""The query page in a real browser: written, understood, run, cancelled, seen in each way; by keyboard too."""

import json
import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.server import HOST, serving
from tests.journeys.conftest import Visit
from tests.journeys.test_journeys import AXE

CSC = "https://w3id.org/clusterscape/ontology#"
EDITOR = ".cm-content"
ROWS = "#live .q-table tbody tr:not(.q-gap)"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNTED = (
    f"SELECT ?country (COUNT(?c) AS ?n) WHERE {{ ?c a <{CSC}Cluster> ; <{CSC}country> ?country }} GROUP BY ?country"
)
PACTS = f"CONSTRUCT {{ ?p <{CSC}pactOf> ?c }} WHERE {{ ?p <{CSC}pactOf> ?c }}"


def write(page: Page, text: str) -> None:
    page.locator(EDITOR).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def run(page: Page, text: str) -> None:
    write(page, text)
    page.keyboard.press("Control+Enter")


def written(page: Page) -> str:
    return "\n".join(page.locator(".cm-line").all_text_contents())


def status(page: Page) -> str:
    return page.locator("[data-part=status]").inner_text()


def test_a_known_prefix_is_added_and_properties_of_the_class_are_offered(visit: Visit) -> None:
    page = visit.open("/query")
    write(page, "")
    page.keyboard.type("SELECT ?c WHERE { ?c a csc:Cluster ; coun")
    option = page.get_by_role("option", name=re.compile("^csc:country")).first
    expect(option).to_contain_text(re.compile(r"country · on \d+ things · needed"))
    # A property that no cluster has is not offered.
    expect(page.get_by_role("option", name=re.compile("csc:countryOf"))).to_have_count(0)
    page.wait_for_timeout(200)  # the editor takes no key for a list that opened just now
    page.keyboard.press("Enter")
    assert written(page).startswith(f"PREFIX csc: <{CSC}>\n\nSELECT ?c WHERE {{ ?c a csc:Cluster ; csc:country")


def test_things_are_offered_by_name_in_any_language(visit: Visit) -> None:
    page = visit.open("/query?lang=pt")
    write(page, "")
    page.keyboard.type("SELECT ?c WHERE { ?c csc:country Rom")
    page.get_by_role("option", name=re.compile("^Rom.nia")).click()
    assert "csc:country country:ROU" in written(page)
    assert "PREFIX country: <" in written(page)


def test_a_fault_is_told_at_its_place_while_one_types(visit: Visit) -> None:
    page = visit.open("/query")
    write(page, "SELECT *\nWHERE { ?s ?p }")
    expect(page.locator("[data-part=status]")).to_contain_text("Line 2, column 16")
    expect(page.locator(".cm-lintRange-error")).to_have_count(1)
    write(page, "SELECT *\nWHERE { ?s ?p ?o }")
    expect(page.locator("[data-part=status]")).to_have_text("No error found.")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_a_number_is_not_the_beginning_of_a_name(visit: Visit) -> None:
    page = visit.open("/query")
    write(page, "")
    page.keyboard.type("SELECT ?c WHERE { ?c a csc:Cluster } LIMIT 20")
    page.wait_for_timeout(1000)  # as long as a list takes to come
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Enter")
    assert written(page).rstrip().endswith("LIMIT 20")


@pytest.mark.parametrize("text", [COUNTED, "SELECT"], ids=["an answer", "a fault"])
def test_what_comes_back_is_brought_into_view(visit: Visit, text: str) -> None:
    page = visit.open("/query")
    page.set_viewport_size({"width": 1280, "height": 700})
    run(page, text)
    expect(page.locator("#live > :first-child")).to_be_in_viewport()


def test_rows_have_names_and_are_sorted_and_narrowed(visit: Visit) -> None:
    page = visit.open("/query")
    run(page, COUNTED)
    expect(page.locator(ROWS).first).to_be_visible()
    expect(page.get_by_role("link", name="Portugal", exact=True)).to_have_attribute("href", "/countries/PRT")
    head = page.get_by_role("columnheader", name="?n")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator(ROWS).first).to_contain_text("Portugal")
    page.get_by_label("Keep rows that contain").fill("italy")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(".q-filter")).to_contain_text(re.compile(r"Shown: 1 of \d+"))
    expect(page.locator("#live")).to_contain_text(re.compile(r"Your queries may work [\d,]+ s more"))


# As they are to stand: by size, whatever their signs say one after the other; what is no number comes last.
NUMBERS = ("-INF", "-12.5", "0.0000001", "0.125", "0.5", "2", "1000.125", "12345678901234567890", "INF", "NaN")
SHOWN = ("-INF", "−12,5", "0.0000001", "0,125", "0,5", "2", "1000,125", "12345678901234567890", "INF", "NaN")


def numbers(order: tuple[str, ...]) -> str:
    types = {each: "double" if "N" in each else "decimal" for each in order}
    rows = " ".join(f'"{each}"^^<http://www.w3.org/2001/XMLSchema#{types[each]}>' for each in order)
    return f"SELECT ?x ?label {{ VALUES ?x {{ {rows} }} BIND ('a' AS ?label) }}"


def test_numbers_are_shown_as_they_are_and_sorted_by_size(visit: Visit) -> None:
    page = visit.open("/query?lang=it")
    run(page, numbers(NUMBERS[::-1]))
    expect(page.locator(ROWS)).to_have_count(len(NUMBERS))
    page.get_by_role("columnheader", name="?x").get_by_role("button").click()
    expect(page.locator(f"{ROWS} > td:first-child")).to_have_text(list(SHOWN))


def test_a_table_of_a_page_is_sorted_by_the_size_of_its_numbers(visit: Visit) -> None:
    told = [each for each in NUMBERS if "N" not in each]
    page = visit.open("/query?" + urlencode({"lang": "it", "query": numbers(tuple(told[::-1]))}))
    table = page.locator("table.results")
    table.get_by_role("columnheader", name="?x").get_by_role("button").click()
    cells = table.locator("tbody td:first-child").all_text_contents()
    assert [each.strip() for each in cells] == [
        *("−12,5", "0,0000001", "0,125", "0,5", "2", "1000,125", "12.345.678.901.234.567.890"),
    ]


def test_an_answer_is_a_chart_a_network_and_a_text_too(visit: Visit) -> None:
    page = visit.open("/query")
    run(page, COUNTED)
    page.get_by_role("tab", name="Chart").click()
    expect(page.get_by_role("img", name="Chart of ?n by ?country")).to_be_visible()
    assert page.locator(".q-bar").count() > 5
    page.locator("#q-kind").select_option("lines")
    expect(page.locator(".q-line")).to_have_count(1)
    page.get_by_role("tab", name="Raw").click()
    expect(page.locator(".q-raw")).to_contain_text('"bindings"')
    run(page, PACTS)
    page.get_by_role("tab", name="Network").click()
    expect(page.get_by_role("group", name=re.compile(r"Network of \d+ things"))).to_be_visible()
    assert page.locator(".q-link").count() > 10
    with page.expect_download() as started:
        page.locator("#live .chip", has_text="TTL").evaluate("link => link.setAttribute('download', 'pacts.ttl')")
        page.locator("#live .chip", has_text="TTL").click()
    assert CSC in started.value.path().read_text(encoding="utf-8")


def test_the_names_of_a_chart_stay_in_its_frame(visit: Visit) -> None:
    page = visit.open("/query")
    rows = " ".join(f'("Regional Economy Number {number:02}" {number})' for number in range(60))
    run(page, f"SELECT ?name ?n {{ VALUES (?name ?n) {{ {rows} }} }}")
    page.get_by_role("tab", name="Chart").click()
    expect(page.locator(".q-bar")).to_have_count(60)
    out = """svg => { const frame = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text")].filter(each => { const box = each.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom; }).length; }"""
    assert page.locator("svg", has=page.locator(".q-bar")).evaluate(out) == 0


def test_cancel_ends_the_query_at_the_service(visit: Visit) -> None:
    page = visit.open("/query")

    def working() -> set[str]:
        told = page.request.get(f"{visit.site}/queries", headers={"Accept": "application/json"}).json()
        return {each["id"] for each in told["items"] if each["seconds"] > 0.3}  # longer than the page's look at a text

    before = working()  # of other visitors from here, if any
    run(page, ENDLESS)
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    until = time.monotonic() + 10
    while not (own := working() - before) and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert len(own) == 1
    cancel.click()
    expect(page.locator("[data-part=status]")).to_have_text("Cancelled: the service ended the query.")
    until = time.monotonic() + 5  # by itself it would work for ten seconds
    while own & working() and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert not own & working()
    expect(page.get_by_role("button", name="Run")).to_be_visible()


def test_what_a_query_asks_is_told_in_words_and_as_a_picture(visit: Visit) -> None:
    page = visit.open("/query?lang=it")
    write(page, f"SELECT ?c WHERE {{ ?c a <{CSC}Cluster> . ?x <{CSC}pactOf> ?y }}")
    page.get_by_text("Che cosa chiede?").click()
    expect(page.locator(".q-sentence")).to_contain_text("Elenca ?c, dove ?c è del tipo")
    expect(page.locator(".diagram:visible svg")).to_contain_text("?x")
    expect(page.locator("[data-part=meaning]")).to_contain_text("non condividono variabili")


def test_a_faster_form_is_offered(visit: Visit) -> None:
    page = visit.open("/query")
    write(page, f"SELECT ?c WHERE {{ ?c a ?k FILTER(?k = <{CSC}Cluster>) }}")
    page.get_by_text("What does this ask?").click()
    page.locator("[data-part=meaning]").get_by_role("button", name="Open in the editor").click()
    assert "VALUES" in written(page)
    expect(page.get_by_role("tab", selected=True)).to_have_text("Query 2")


def test_a_query_that_takes_too_long_is_told_why(visit: Visit) -> None:
    page = visit.open("/query")
    page.route("**/sparql", lambda route: route.continue_(post_data=f"{route.request.post_data}&timeout=0.5"))
    run(page, ENDLESS)
    expect(page.locator("#live")).to_contain_text("The query took longer than its time.")
    expect(page.locator("[data-part=meaning]")).to_contain_text("Parts of the query share no variable")
    visit.faults = [fault for fault in visit.faults if "status of 504" not in fault]


def test_a_shared_link_opens_the_same_text(visit: Visit, browser: Browser) -> None:
    page = visit.open("/query")
    write(page, COUNTED)
    page.get_by_role("button", name="Share").click()
    url = page.locator("[data-part=shared] a").get_attribute("href")
    assert url is not None
    assert re.fullmatch(rf"{re.escape(visit.site)}/q/\w{{10}}", url)
    other = browser.new_page()
    other.goto(url)
    expect(other.locator(EDITOR)).to_contain_text("GROUP BY ?country")
    other.close()


def test_open_queries_and_history_are_there_after_a_reload(visit: Visit) -> None:
    page = visit.open("/query")
    run(page, COUNTED)
    expect(page.locator(ROWS).first).to_be_visible()
    page.get_by_role("button", name="New query").click()
    write(page, "# Pacts\nASK {}")
    expect(page.get_by_role("tab", name="Pacts")).to_be_visible()
    page.reload()
    expect(page.get_by_role("tab", name="Pacts")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Pacts").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(EDITOR)).to_contain_text("GROUP BY ?country")
    page.get_by_text("History", exact=True).click()
    expect(page.locator("[data-part=history]")).to_contain_text("this browser only")
    expect(page.locator(".q-past code")).to_have_count(1)
    page.get_by_role("button", name="Forget the history").click()
    expect(page.locator(".q-past code")).to_have_count(0)
    page.get_by_role("button", name="Close Query 1").click()
    expect(page.locator("[data-part=tabs]").get_by_role("tab")).to_have_count(1)


def test_the_whole_page_is_used_by_keyboard_alone(visit: Visit) -> None:
    page = visit.open("/query")
    page.locator(".q-tabs [role=tab]").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator(EDITOR)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK { ?s ?p ?o }")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    run_button = page.get_by_role("button", name="Run")
    expect(run_button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("yes")
    expect(run_button).to_be_focused()


def test_the_page_asks_in_a_form_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/query")
    page.get_by_label("SPARQL query").fill(COUNTED)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result tbody tr", has_text="Portugal")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anyone(browser: Browser, site: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/query")
    run(page, COUNTED)
    expect(page.locator(ROWS).first).to_be_visible()
    page.get_by_text("What does this ask?").click()
    expect(page.locator(".q-sentence")).to_be_visible()
    page.locator(".sample a").first.click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for view in ("Table", "Chart", "Raw"):
        page.get_by_role("tab", name=view).click()
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        told = [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found["violations"]]
        assert told == [], json.dumps(told, indent=1)
    context.close()


def test_a_phone_scrolls_in_one_direction_with_an_answer(phone: Visit) -> None:
    page = phone.open("/query")
    run(page, COUNTED)
    expect(page.locator(ROWS).first).to_be_visible()
    page.get_by_text("What does this ask?").click()
    expect(page.locator(".diagram.slim svg")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.fixture(scope="module")
def narrow_site(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service whose answers have at most so many rows, over as many as a table shall show."""
    base = tmp_path_factory.getbasetemp()
    folder = next(each for each in (base, base.parent) if (each / "demo" / "current").exists()) / "demo"
    with serving(folder, {"CLUSTERSCAPE_MAX_ROWS": "100000", "CLUSTERSCAPE_DEADLINE": "60"}) as (port, _):
        yield f"http://{HOST}:{port}"


def test_a_hundred_thousand_rows_never_freeze_the_page_and_the_rest_is_loaded(
    browser: Browser, narrow_site: str
) -> None:
    page = browser.new_page()
    page.goto(f"{narrow_site}/query")
    expect(page.locator(EDITOR)).to_be_visible()
    page.evaluate(
        "() => { window.longest = 0; let last = performance.now(); const tick = () => { const now = performance.now();"
        " window.longest = Math.max(window.longest, now - last); last = now; setTimeout(tick, 0) }; tick() }"
    )
    run(page, "SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    expect(page.locator(ROWS).first).to_be_visible(timeout=60_000)
    expect(page.locator("#live .note")).to_contain_text("rows=100000")
    assert page.locator(ROWS).count() < 100
    page.locator(".q-scroll").evaluate("box => { box.scrollTop = box.scrollHeight }")
    expect(page.locator(f'{ROWS}[aria-rowindex="100001"]')).to_be_visible(timeout=20_000)
    page.get_by_label("Keep rows that contain").fill("portugal")
    expect(page.locator(".q-filter")).not_to_contain_text("Shown: 100,000", timeout=20_000)
    expect(page.locator(".q-filter")).to_contain_text(re.compile(r"Things whose names were not read: [\d,]{4,};"))
    assert page.evaluate("window.longest") < 1_000
    page.get_by_role("button", name="Load the rest").click()
    expect(page.locator("#live")).to_contain_text("Rows: 200,000", timeout=60_000)
    page.close()
