"""The map of places over HTTP: page, picture, GeoJSON, its state, the boundaries an operator adds, small maps elsewhere."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import REFUSED, WRONG_CALL, main
from api.i18n import words
from api.settings import Settings
from graph.backup import back_up, restore
from ontology.model import LANGUAGES
from viz.geography.boundaries import Boundaries

HTML = {"Accept": "text/html"}
NORTE = [[-8.8, 41.0], [-6.3, 41.0], [-6.3, 42.1], [-8.8, 42.1], [-8.8, 41.0]]
VENETO = [[10.6, 44.9], [13.1, 44.9], [13.1, 46.6], [10.6, 46.6], [10.6, 44.9]]
GIVEN = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"NUTS_ID": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in (("PT11", NORTE), ("ITH3", VENETO), ("XX9", NORTE))
    ],
}


def page(client: TestClient, address: str) -> str:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def picture(client: TestClient, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("image/svg+xml")
    return ElementTree.fromstring(answer.content)


def keys(root: ElementTree.Element) -> list[str]:
    told = [each.get("data-key") or each.get("data-keys") or "" for each in root.iter()]
    return [key for each in told for key in each.split() if "/" in key]


def test_all_things_are_on_the_map_or_named_beside_it(client: TestClient) -> None:
    total = client.get("/organisations?limit=1").json()["total"]
    told = client.get("/map/places.json?kind=organisation").json()
    assert len(told["features"]) + len(told["unplaced"]) == total
    assert told["unplaced"]
    root = picture(client, "/map/places.svg?kind=cluster")
    drawn = sorted(keys(root))
    clusters = client.get("/map/places.json?kind=cluster").json()
    assert drawn == sorted(each["id"] for each in clusters["features"])
    counts = [
        int(each.text or "") for each in root.iter() if each.get("class") == "cg-c" and (each.text or "").isdigit()
    ]
    single = [each for each in root.iter() if "/" in each.get("data-key", "")]
    assert sum(counts) - 9 + len(single) == len(drawn)  # the 9 is that of the legend


def test_page_and_picture_and_json_tell_the_same_numbers(client: TestClient) -> None:
    asked = "kind=cluster&figure=things&as=shades"
    told = {
        each["id"]: each["properties"]["value"] for each in client.get(f"/map/places.json?{asked}").json()["features"]
    }
    assert told["PRT"] == client.get("/clusters?country=PRT&limit=1").json()["total"]
    root = picture(client, f"/map/places.svg?{asked}")
    shaded = {each.get("data-code") for each in root.iter() if each.get("data-code")}
    assert shaded == set(told)
    text = page(client, f"/map/places?{asked}")
    table = re.findall(
        r'<th scope="row"><a href="/countries/(\w+)">.*?<td class="num" data-label="Value">(\d+)</td>', text
    )
    assert {code: float(value) for code, value in table} == told


def test_the_address_restores_the_map(client: TestClient) -> None:
    asked = "kind=cluster%2Cpolicy&country=ITA&figure=things&nuts=2&as=circles&classes=natural&steps=5&q=a&links=1&frame=ITA"
    text = page(client, f"/map/places?{asked}")
    for name, value in (("country", "ITA"), ("figure", "things"), ("nuts", "2"), ("as", "circles"), ("frame", "ITA")):
        assert re.search(rf'name="{name}">.*?<option value="{value}" selected>', text), name
    assert re.findall(r'name="kind" value="(\w+)" checked', text) == ["cluster", "policy"]
    assert 'name="links" value="1" checked' in text
    assert "/map/places.svg?" in text
    assert "country=ITA" in text


def test_filters_keep_to_a_country_an_area_and_words(client: TestClient) -> None:
    in_portugal = client.get("/map/places.json?kind=cluster&country=PRT").json()
    assert len(in_portugal["features"]) == client.get("/clusters?country=PRT&limit=1").json()["total"]
    [produtech] = client.get("/map/places.json?kind=cluster&q=produtech+production").json()["features"]
    assert produtech["properties"]["how"] == "own"
    assert produtech["geometry"]["coordinates"] == pytest.approx([-8.611, 41.1496], abs=1e-3)
    [cell] = [each for each in client.get("/matrix").json()["areas"][0]["cells"] if each["kind"] == "good-practice"]
    area = cell["url"].partition("thematic-area=")[2]
    told = client.get(f"/map/places.json?kind=good-practice&area={area}").json()
    assert len(told["features"]) + len(told["unplaced"]) == cell["total"] > 0


def test_what_a_reader_hid_or_kept_alone_is_so_among_places_too(client: TestClient) -> None:
    one, other, *_ = (each["id"] for each in client.get("/map/places.json?of=membership").json()["features"])
    left = client.get(f"/map/places.json?of=membership&gone={one}").json()
    assert one not in {each["id"] for each in left["features"]}
    kept = client.get(f"/map/places.json?of=membership&only={one},{other}").json()
    assert {each["id"] for each in kept["features"]} == {one, other}


def test_links_join_what_has_a_place(client: TestClient) -> None:
    told = client.get("/map/places.json?of=membership&links=1").json()
    lines = [each for each in told["features"] if each["geometry"]["type"] == "LineString"]
    points = {each["id"] for each in told["features"] if each["geometry"]["type"] == "Point"}
    assert lines
    assert all({each["properties"]["source"], each["properties"]["target"]} <= points for each in lines)


def test_figures_of_things_are_circles_with_their_words(client: TestClient) -> None:
    told = client.get("/map/places.json?figure=members").json()["features"]
    assert all(each["properties"]["value"] > 0 and "organisations" in each["properties"]["told"] for each in told)
    countries = client.get("/map/places.json?figure=clusters&kind=none").json()["features"]
    assert {each["id"] for each in countries} >= {"HUN", "ROU", "SRB"}
    in_2013 = client.get("/map/places.json?figure=clusters&kind=none&year=2013").json()["features"]
    assert [(each["id"], each["properties"]["value"]) for each in in_2013] == [("HUN", 200)]


@pytest.mark.parametrize(
    "asked",
    [
        "kind=thing",
        "country=XYZ",
        "figure=none",
        "year=19",
        "nuts=4",
        "classes=best",
        "steps=9",
        "as=stars",
        "frame=1,2",
        "at=%3Cscript%3E",
        "of=nothing",
        "from=2020&to=2010",
        "links=yes",
    ],
)
def test_unknown_values_are_refused_by_data_and_noted_by_pages(client: TestClient, asked: str) -> None:
    for form in ("svg", "json"):
        answer = client.get(f"/map/places.{form}?{asked}")
        assert answer.status_code in {400, 404}, asked
        assert answer.json()["detail"]
    assert "Not heeded in the address" in page(client, f"/map/places?{asked}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_speaks_every_language(client: TestClient, lang: str) -> None:
    text = page(client, f"/map/places?figure=things&as=shades&lang={lang}")
    t = words(lang)
    for key in ("legend", "draw", "no_data", "table_values", "take"):
        assert t(f"places.{key}") in text
    assert not re.search(
        r"places\.[a-z_]+", text.replace("places.css", "").replace("places.svg", "").replace("places.json", "")
    )


def test_the_page_needs_no_script_and_may_be_framed_when_embedded(client: TestClient) -> None:
    text = page(client, "/map/places")
    assert "<svg" in text
    assert text.count("<script") == 1  # that of every page
    embedded = client.get("/map/places?embed=1", headers=HTML)
    assert "frame-ancestors *" in embedded.headers["Content-Security-Policy"]
    assert "<form" not in embedded.text
    assert "frame-ancestors 'self'" in client.get("/map/places", headers=HTML).headers["Content-Security-Policy"]
    inner = client.get("/map/places.svg?embed=1").text
    assert "Natural Earth" not in inner
    assert "Natural Earth" in client.get("/map/places.svg").text


def test_a_page_that_is_unchanged_is_not_sent_again_and_stays_framed(client: TestClient) -> None:
    for path, framed in (("/map/places", "'self'"), ("/map/places?embed=1", "*")):
        tag = client.get(path, headers=HTML).headers["etag"]
        lines = [*HTML.items(), ("If-None-Match", '"other"'), ("If-None-Match", tag)]
        unchanged = client.get(path, headers=lines)
        assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
        assert f"frame-ancestors {framed}" in unchanged.headers["Content-Security-Policy"]
        assert "Accept-Encoding" in unchanged.headers["vary"].split(", ")
        assert client.get(f"{path}{'&' if '?' in path else '?'}lang=ro", headers=lines).status_code == 200


def test_an_address_may_say_anything_beside(client: TestClient) -> None:
    for path in ("/map/places?path=x&request=y", "/map?compare=1&beside=1&from=2001&to=2002&path=x&request=y"):
        assert client.get(path, headers=HTML).status_code == 200


def test_an_answer_that_is_known_is_not_sent_again(client: TestClient) -> None:
    for form in ("svg", "json"):
        answer = client.get(f"/map/places.{form}")
        again = client.get(f"/map/places.{form}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_things_and_regions_show_where_they_are(client: TestClient) -> None:
    for address in ("/clusters/produtech", "/regions/PT11", "/countries/PRT"):
        text = page(client, address)
        assert '<p class="locator"><svg' in text, address
        assert "/map/places?" in text
    assert '<p class="locator">' not in page(client, "/thematic-areas")


@pytest.fixture
def own(demo: Path, tmp_path: Path) -> Iterator[tuple[Path, TestClient]]:
    """A store of one's own, and a service over it."""
    store = shutil.copytree(demo, tmp_path / "store", symlinks=True)
    with TestClient(create_app(Settings(store=store))) as client:
        yield store, client


def test_boundaries_that_an_operator_adds_are_drawn_and_can_be_removed(
    own: tuple[Path, TestClient], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, client = own
    asked = "/map/places.svg?kind=cluster&figure=things&nuts=2&as=shades"
    before = client.get(asked)
    assert "no boundaries of these regions" in before.text
    file = tmp_path / "regions.geojson"
    file.write_text(json.dumps(GIVEN), encoding="utf-8")
    assert main(["boundaries", str(file), "--store", str(store), "--licence", "© Somebody"]) == 0
    assert "level 2: 2 regions" in capsys.readouterr().err
    root = picture(client, asked)
    assert {each.get("data-code") for each in root.iter() if each.get("data-code")} == {"PT11", "ITH3"}
    assert "© Somebody" in client.get(asked).text
    assert client.get(asked, headers={"If-None-Match": before.headers["ETag"]}).status_code == 200
    back_up(store, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "again")
    assert Boundaries(tmp_path / "again").level(2).keys() == {"PT11", "ITH3"}
    assert main(["boundaries", "--store", str(store)]) == 0
    assert "regions.geojson" in capsys.readouterr().out
    assert main(["boundaries", "--remove", "--store", str(store)]) == 0
    assert client.get(asked).text == before.text


def test_a_file_without_boundaries_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.json"
    file.write_text("[]", encoding="utf-8")
    assert main(["boundaries", str(file), "--store", str(tmp_path)]) == REFUSED
    assert "an object was expected" in capsys.readouterr().err
    assert main(["boundaries", str(file), "--remove", "--store", str(tmp_path)]) == WRONG_CALL
    assert main(["boundaries", str(tmp_path / "none"), "--store", str(tmp_path)]) == REFUSED
    assert main(["boundaries", "--store", str(tmp_path)]) == 0
    assert "no boundaries" in capsys.readouterr().out


def test_the_things_of_an_answer_are_drawn_on_a_map(client: TestClient) -> None:
    known = "https://w3id.org/clusterscape/id/cluster/produtech"
    made = client.post("/map/places/things", json={"things": [known, "http://example.org/nothing", "no iri"]})
    assert made.headers["content-type"].startswith("image/svg+xml")
    assert keys(ElementTree.fromstring(made.content)) == ["cluster/produtech"]
    assert made.headers["clusterscape-unplaced"] == "2"
    spoken = client.post("/map/places/things?lang=pt&ui=it", json={"things": [known]})
    assert "/clusters/produtech?lang=pt&ui=it" in {
        each.get("href") for each in ElementTree.fromstring(spoken.text).iter()
    }
    assert client.post("/map/places/things", json={"things": ["http://example.org/nothing"]}).status_code == 204
    assert client.post("/map/places/things", json={"things": ["x"] * 3_000}).status_code == 400
    assert client.post("/map/places/things", json={}).status_code == 400


def test_a_question_that_is_shown_as_a_map_has_the_same_ground(client: TestClient) -> None:
    text = page(client, "/questions/clusters-in-region?region=nuts:PT1")
    assert '<figure class="placed">' in text
    assert 'data-key="cluster/cluster-textil"' in text
    assert "cg-land" in text
