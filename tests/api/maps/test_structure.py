import csv
import json
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.i18n import words
from api.settings import Settings
from graph.release import Releases
from graph.store import Scope
from graph.structure.structure import read
from graph.structure.tables import COLUMNS
from ontology.model import LANGUAGES
from tests.api import agency
from viz.placing.layout import FILE

HTML = {"Accept": "text/html"}
THING = "/map/things/organisation/universidade-do-porto/structure.json"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_every_measure_with_its_sentence_and_its_way_of_counting(client: TestClient, lang: str) -> None:
    html = client.get(f"/structure?lang={lang}").text
    for name in COLUMNS:
        assert f'id="{name}"' in html
    assert html.count("<details") >= len(COLUMNS)
    assert 'href="/clusters/' in html


def test_the_page_can_be_kept_to_a_country(client: TestClient) -> None:
    html = client.get("/structure?country=ROU&measure=hubs").text
    assert 'value="ROU" selected' in html
    assert "Smart Cities Portugal" not in html
    assert 'id="bridges"' not in html


def test_a_page_says_what_it_does_not_know_and_shows_everything(client: TestClient) -> None:
    html = client.get("/structure?country=XXX").text
    assert "“XXX”" in html
    assert 'id="hubs"' in html


def test_the_measures_as_json_have_names_sentences_and_addresses(client: TestClient) -> None:
    told = client.get("/map/structure.json?lang=pt").json()
    assert [each["name"] for each in told["measures"]] == list(COLUMNS)
    hubs = told["measures"][0]
    first = hubs["rows"][0]
    assert first["thing"]["url"].startswith("http")
    assert first["links"] == max(row["links"] for row in hubs["rows"])
    assert all(each["help"] and each["formula"] for each in told["measures"])
    assert told["things"] > 500
    assert told["links"] > 500


def test_one_measure_of_one_country_can_be_asked_for(client: TestClient) -> None:
    told = client.get("/map/structure.json?measure=hubs&country=ITA&limit=5").json()
    (hubs,) = told["measures"]
    assert len(hubs["rows"]) == 5 < hubs["total"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("country=XXX", 400), ("limit=many", 400), ("limit=100000", 400), ("measure=beauty", 404)],
)
def test_what_cannot_be_asked_is_refused(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/map/structure.json?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", COLUMNS)
def test_each_measure_is_a_table_of_its_own(client: TestClient, name: str) -> None:
    answer = client.get(f"/map/structure.csv?measure={name}", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    head, *rows = csv.reader(answer.text.splitlines())
    assert set(head) >= {COLUMNS[name][0]}
    assert all(len(row) == len(head) for row in rows)


def test_a_thing_tells_its_place_in_the_network(client: TestClient) -> None:
    told = client.get(THING).json()
    measures = {each["measure"]: each for each in told["measures"]}
    assert set(measures) >= {"hubs", "connectors", "influence", "communities", "bridges"}
    assert told["thing"]["label"] == "University of Porto"
    assert {each["kind"] for each in measures["bridges"]["things"]} == {"cluster"}


def test_the_page_of_a_thing_tells_it_too(client: TestClient) -> None:
    html = client.get("/organisations/universidade-do-porto", headers=HTML).text
    assert 'id="in-network"' in html
    assert "/structure#bridges" in html


def test_a_thing_that_no_map_has_says_nothing(client: TestClient) -> None:
    assert 'id="in-network"' not in client.get("/regions/PT11", headers=HTML).text
    assert client.get("/map/things/region/PT11/structure.json").json()["measures"] == []


def test_an_unknown_thing_is_not_found(client: TestClient) -> None:
    assert client.get("/map/things/cluster/nowhere/structure.json").status_code == 404
    assert client.get("/map/things/nothing/nowhere/structure.json").status_code == 404


def test_sizes_follow_the_measure_by_area(client: TestClient) -> None:
    told = client.get("/map/sizes.json").json()
    assert set(told) == {"degree", "between", "rank"}
    assert all(max(sizes.values()) == 255 for sizes in told.values())


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/map/structure.json").headers["etag"]
    assert client.get("/map/structure.json", headers={"If-None-Match": tag}).status_code == 304


def test_no_text_is_missing_in_any_language(client: TestClient) -> None:
    told = {lang: client.get(f"/map/structure.json?lang={lang}").json() for lang in LANGUAGES}
    for key in ("title", "help", "formula"):
        for at in range(len(COLUMNS)):
            texts = {each["measures"][at][key] for each in told.values()}
            assert len(texts) >= (2 if key == "title" else 4), json.dumps(sorted(texts))


def test_the_map_of_the_public_goes_on_from_the_former_map_of_the_public(tmp_path: Path) -> None:
    store = agency.fill(tmp_path)
    release = Releases(store).current()
    assert release is not None
    kept = release.kept(Scope.PUBLIC) / FILE
    moved = {key: [x + 1_000, y] for key, (x, y) in json.loads(kept.read_text()).items()}
    kept.write_text(json.dumps(moved))
    more = agency.SECOND + "delta,Delta Cluster,2012,RO,Cluj\n"
    agency.load(store, agency.declare(tmp_path / "declared", "agency", more))
    after = Releases(store).current()
    assert after is not None
    found = json.loads((after.kept(Scope.PUBLIC) / FILE).read_text())
    assert all(np.allclose(found[key], moved[key], atol=60) for key in moved)
    assert "cluster/delta" in found


def test_what_is_hidden_is_measured_for_operators_alone(tmp_path: Path) -> None:
    release = Releases(agency.fill(tmp_path)).current()
    assert release is not None
    hidden = f"cluster/{agency.SECRET.lower()}"
    assert hidden in read(release.kept(Scope.OPERATOR)).at
    assert hidden not in read(release.kept(Scope.PUBLIC)).at


def test_a_store_without_a_network_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(store=tmp_path, workers=1))) as empty:
        answer = empty.get("/structure", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert words("en")("structure.none") in unescape(answer.text)
