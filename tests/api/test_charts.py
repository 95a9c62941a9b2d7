"""Questions as charts: chosen by header or address, each mark leading to its rows, taken along as SVG, PDF and PNG."""

import html
import io
import re
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api.i18n import words
from graph.query import queries
from ontology.model import LANGUAGES

HTML = {"Accept": "text/html"}
SPARQL = {"Content-Type": "application/sparql-query"}
WIDE = re.compile(r'<svg [^>]*class="cs-pic wide".*?</svg>', re.DOTALL)


def page(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == status, answer.text[:400]
    return answer.text


def wide(text: str) -> ElementTree.Element:
    found = WIDE.search(text)
    assert found
    return ElementTree.fromstring(found[0])


def links(picture: ElementTree.Element) -> list[str]:
    return [each.attrib["href"] for each in picture.iter("{http://www.w3.org/2000/svg}a")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_question_is_drawn_as_its_header_says_with_words_and_values(client: TestClient, lang: str) -> None:
    text = page(client, f"/questions/bridges?lang={lang}")
    picture = wide(text)
    assert len(links(picture)) > 20
    assert words(lang)("chart.values") in text
    assert words(lang)("chart.show_as") in text
    summary = picture.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert summary
    assert f'<p id="chart-told">{html.escape(summary, quote=False)}' in html.unescape(text) or summary in html.unescape(
        text
    )


def test_every_mark_of_a_sum_opens_its_rows_and_every_name_its_page(client: TestClient) -> None:
    opened = links(wide(page(client, "/questions/bridges?lang=en")))
    rows = [each for each in opened if "only=" in each]
    pages = [each for each in opened if each.startswith("/organisations/")]
    assert len(rows) == len(pages) > 10
    narrowed = page(client, rows[0].partition("#")[0])
    assert narrowed.count("<tr>") - 1 - narrowed.partition('<table class="results"')[2].count("<thead><tr>") >= 1
    assert words("en")("chart.only") in narrowed
    answer = narrowed[narrowed.index('id="answer"') :]
    assert answer.count('<a href="/organisations/') == 1
    assert client.get(pages[0], headers=HTML).status_code == 200


def test_the_reader_chooses_another_way_and_other_columns(client: TestClient) -> None:
    text = page(client, "/questions/events?lang=en")
    assert 'href="/questions/events?lang=en&amp;show=timeline"' in text
    assert "cs-pic" not in text
    assert "Entries: " in page(client, "/questions/events?lang=en&show=timeline")
    assert "Flows: " in page(client, "/questions/events?lang=en&show=sankey:organiser,concerned")
    assert "cs-pic" not in page(client, "/questions/bridges?lang=en&show=table")


def test_a_way_that_does_not_fit_is_said_and_the_table_stays(client: TestClient) -> None:
    for asked, told in (
        ("line", "column of dates"),
        ("bar:organisation,nothing", "no column"),
        ("pie", "cannot be shown"),
    ):
        text = page(client, f"/questions/bridges?lang=en&show={asked}")
        assert told in text
        assert '<table class="results"' in text
        answer = client.get(f"/questions/bridges?lang=en&show={asked}&format=svg")
        assert answer.status_code == 400
        assert told in answer.json()["detail"]


@pytest.mark.parametrize("each", queries(), ids=lambda each: each.name)
def test_every_question_can_be_drawn_in_every_way_that_it_offers(client: TestClient, each: object) -> None:
    name = each.name  # type: ignore[attr-defined]
    text = page(client, f"/questions/{name}?lang=en")
    for way in dict.fromkeys(re.findall(r'[?&;]show=([a-z]+)"', text)):
        shown = page(client, f"/questions/{name}?lang=en&show={way}")
        assert words("en")("chart.undrawn") not in shown, way
        if way not in {"table", "network", "map"}:
            assert len(WIDE.findall(shown)) == 1
            wide(shown)


def test_a_query_of_ones_own_is_drawn_when_it_is_shared(client: TestClient) -> None:
    header = "# part: figures\n# show: scatter members turnover name kind\n# title: T\n# asks: A?\n"
    rows = " ".join(f"({at} {at * at} 'thing {at}' 'kind {at % 3}')" for at in range(12))
    query = f"{header}SELECT * WHERE {{ VALUES (?members ?turnover ?name ?kind) {{ {rows} }} }}"
    mark = client.post("/q", content=query, headers=SPARQL).json()["mark"]
    text = page(client, f"/questions/q-{mark}?lang=en")
    assert "Points: 12." in text
    assert "kind 2" in text


def test_values_in_several_units_are_drawn_one_unit_at_a_time(client: TestClient) -> None:
    header = "# part: figures\n# show: bar name value\n# title: T\n# asks: A?\n"
    rows = "('a' 3 'million euro') ('b' 5 'million euro') ('c' 120000 'employees') ('d' 7 UNDEF)"
    query = f"{header}SELECT * WHERE {{ VALUES (?name ?value ?unit) {{ {rows} }} }}"
    mark = client.post("/q", content=query, headers=SPARQL).json()["mark"]
    text = page(client, f"/questions/q-{mark}?lang=en")
    assert "Value (million euro)" in text
    assert "in other units: 2 (employees (1), no unit told (1))" in text
    assert "120,000" not in "".join(wide(text).itertext())
    other = re.search(r'href="([^"]+)">employees</a>', text)
    assert other
    there = page(client, html.unescape(other[1]).partition("#")[0])
    assert "Value (employees)" in there
    assert "120,000" in "".join(wide(there).itertext())
    taken = re.search(r'href="([^"]+format=svg[^"]*)"', there)
    assert taken
    alone = client.get(html.unescape(taken[1])).text
    assert "Value (employees)" in alone
    assert "million euro" not in alone
    assert "Not drawn, as they are in other units: 2" in client.get(f"/questions/q-{mark}?format=svg&lang=en").text


def test_a_chart_is_taken_along_with_title_address_and_release(client: TestClient) -> None:
    drawn = client.get("/questions/bridges?format=svg&lang=pt")
    assert drawn.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(drawn.text)
    said = " ".join(text for each in root.iter("{http://www.w3.org/2000/svg}text") if (text := each.text))
    assert "http://testserver/questions/bridges" in said
    assert "Clusterscape" in said
    assert all(each.startswith("http://testserver/") for each in links(root))
    assert client.get("/questions/bridges?format=pdf").content.startswith(b"%PDF-")
    image = Image.open(io.BytesIO(client.get("/questions/bridges?format=png&width=640").content))
    assert abs(image.width - 640) <= 1
    assert client.get("/questions/bridges?format=png&width=5").status_code == 400
    asked = client.get("/questions/bridges?format=svg&lang=pt", headers={"If-None-Match": drawn.headers["etag"]})
    assert asked.status_code == 304


def test_a_network_is_taken_along_as_it_stands_on_the_page(client: TestClient) -> None:
    address = "/questions/signatories?lang=en&show=network"
    shown = re.search(r'<figure class="placed">\s*(<svg .*?</svg>)', page(client, address), re.DOTALL)
    assert shown
    there, alone = (ElementTree.fromstring(each) for each in (shown[1], client.get(f"{address}&format=svg").text))
    assert len(links(there)) > 2
    spoken = re.search(r'<figure class="placed">\s*(<svg .*?</svg>)', page(client, f"{address}&ui=it"), re.DOTALL)
    assert spoken
    assert links(ElementTree.fromstring(spoken[1])) == [f"{each}&ui=it" for each in links(there)]
    marks = [each.removeprefix("http://testserver") for each in links(alone)]
    assert marks[: len(links(there))] == links(there)
    assert client.get(f"{address}&format=pdf").content.startswith(b"%PDF-")
    assert Image.open(io.BytesIO(client.get(f"{address}&format=png&width=640").content)).width == 640


def test_a_network_without_columns_takes_those_that_hold_things(client: TestClient) -> None:
    page(client, "/questions/clusters-and-pacts?lang=en&show=network")
    for way in ("map", "table"):
        refused = client.get(f"/questions/clusters-and-pacts?lang=en&show={way}&format=svg")
        assert refused.status_code == 400
        assert "network" in refused.json()["detail"]


def test_a_framed_chart_opens_what_it_leads_to_outside_of_its_frame(client: TestClient) -> None:
    text = page(client, "/embed/questions/bridges?lang=en")
    assert '<base target="_blank">' in text
    assert len(WIDE.findall(text)) == 1


def test_an_unknown_column_or_value_leaves_an_empty_table(client: TestClient) -> None:
    text = page(client, "/questions/bridges?lang=en&only=organisation:https://e.example/nobody&only=x")
    assert words("en")("answer.none") in text or words("en")("parts.untold") in text
    assert words("en")("chart.all") in text
