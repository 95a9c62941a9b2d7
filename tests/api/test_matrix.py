"""The learning matrix: counts that lead to lists, and the areas that nothing covers."""

import csv
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from api.i18n import words
from ontology.model import LANGUAGES

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("asked", ["", "?country=PRT", "?country=ITA"])
def test_each_number_is_the_length_of_the_list_it_leads_to(client: TestClient, asked: str) -> None:
    told = client.get(f"/matrix{asked}").json()
    assert {"policy", "good-practice", "activity"} <= set(told["kinds"])
    cells = [cell for area in told["areas"] for cell in area["cells"]]
    assert len(cells) == len(told["areas"]) * len(told["kinds"])
    for cell in cells[::3]:
        assert client.get(cell["url"]).json()["total"] == cell["total"], cell["url"]


def test_areas_that_no_policy_covers_stand_out(client: TestClient) -> None:
    told = client.get("/matrix?lang=en").json()
    bare = [each["label"] for each in told["uncovered"]]
    assert bare == ["Multiple-level and cross-department cluster policies"]
    page = client.get("/matrix?lang=en", headers=HTML).text
    assert "1 area that no policy covers" in page
    empty = sum(not cell["total"] for area in told["areas"] for cell in area["cells"])
    assert page.count('class="num none"') == empty > 0


def test_the_table_says_the_same(client: TestClient) -> None:
    told = client.get("/matrix?country=PRT&lang=en").json()
    answer = client.get("/matrix?country=PRT&lang=en&format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(StringIO(answer.text))
    assert head[:2] == ["area", "label"]
    assert [[int(cell) for cell in row[2:]] for row in rows] == [
        [cell["total"] for cell in area["cells"]] for area in told["areas"]
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_in_the_language_of_the_reader(client: TestClient, lang: str) -> None:
    page = client.get(f"/matrix?lang={lang}&region=ITH5", headers=HTML).text
    assert words(lang)("matrix.title") in page
    assert "region=ITH5" in page


@pytest.mark.parametrize(
    ("asked", "word"), [("?country=XXX", "XXX"), ("?region=nowhere", "nowhere"), ("?colour=red", "colour")]
)
def test_what_it_cannot_be_kept_to_is_refused(client: TestClient, asked: str, word: str) -> None:
    wrong = client.get(f"/matrix{asked}")
    assert wrong.status_code == 400
    assert word in wrong.json()["detail"]
