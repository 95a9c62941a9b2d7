"""Search over HTTP: a page, JSON, a feed, suggestions; each of the release that is served and of what its asker may see."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import OK, main
from api.settings import Settings
from graph.accounts import Accounts
from graph.carried import OWN
from graph.release import Releases
from graph.searching import building
from graph.searching import keeper as keepers
from graph.searching.index import Index
from graph.store import Scope
from ontology.model import model
from tests import world
from tests.api import agency
from tests.api.agency import SECRET
from tests.api.writers import writable
from tests.graph.searching.test_renewing import told

ATOM = "{http://www.w3.org/2005/Atom}"
JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html"}


def asked(client: TestClient, path: str) -> dict[str, list[dict[str, str]]]:
    """The answer once the index of the release is there."""
    for _ in range(60):
        answer = client.get(path, headers=JSON)
        if answer.status_code != 503:
            break
    assert answer.status_code == 200, answer.text
    found: dict[str, list[dict[str, str]]] = answer.json()
    return found


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = world.publish(tmp_path_factory.mktemp("searched"))
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        yield client


def test_json_has_things_facets_and_where_it_goes_on(client: TestClient) -> None:
    found = client.get("/search?q=firm&limit=20", headers=JSON).json()
    assert (found["total"], len(found["items"])) == (world.MANY, 20)
    facets = {facet["name"]: facet for facet in found["facets"]}
    assert facets["kind"]["choices"] == [
        {"value": "organisation", "label": "Organisations", "count": world.MANY, "selected": False}
    ]
    assert facets["country"]["label"] == "Country"
    assert len(client.get("/search?q=firm", headers=JSON).json()["items"]) == 20
    assert len(client.get("/search?q=firm&limit=60", headers=JSON).json()["items"]) == 60
    following = client.get(found["next"], headers=JSON).json()
    assert not {item["iri"] for item in found["items"]} & {item["iri"] for item in following["items"]}


def test_facets_are_labelled_in_the_language_asked_for(client: TestClient) -> None:
    for lang, label in (("pt", "País"), ("it", "Paese"), ("ro", "Țară")):
        facets = client.get(f"/search?q=firm&lang={lang}", headers=JSON).json()["facets"]
        assert label in {facet["label"] for facet in facets}


def test_a_search_that_finds_nothing_says_where_something_is(client: TestClient) -> None:
    found = client.get("/search?q=wine&country=ROU&lang=pt", headers=JSON).json()
    assert (found["total"], found["items"]) == (0, [])
    (wider,) = found["wider"]
    assert client.get(wider["url"], headers=JSON).json()["total"] == wider["total"] == 1
    meant = client.get("/search?q=univrsity", headers=JSON).json()
    assert (meant["near"], meant["meant"][0]["text"]) == (True, "university")


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("q=" + "a" * 201, "Bad search"),
        ("q=a%00b", "Bad search"),
        ("q=" + "a+" * 40, "Bad search"),
        ("q=a&kind=colour", "Bad search"),
        ("q=a&year=20x6", "Bad search"),
        ("q=a&colour=red", "Unknown filter"),
        ("q=a&limit=0", "Bad limit"),
        ("q=a&cursor=zzz", "Bad cursor"),
        ("q=a&lang=xx", "Unknown language"),
    ],
)
@pytest.mark.parametrize("path", ["/search", "/search.atom"])
def test_what_cannot_be_searched_is_a_problem_document(client: TestClient, path: str, query: str, title: str) -> None:
    if path == "/search.atom" and "cursor" in query:
        query = "q=a&lang=xx"
        title = "Unknown language"
    answer = client.get(f"{path}?{query}", headers={"Accept": "application/json, application/atom+xml;q=0.5"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["title"] == title


def test_an_answer_has_a_tag_that_is_that_of_its_release(client: TestClient) -> None:
    for path in ("/search?q=firm", "/search.atom?q=firm", "/search/suggest?q=firm"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "Authorization" in first.headers["vary"]
        assert "no-cache" in first.headers["cache-control"]


def test_the_page_keeps_its_whole_state_in_its_address(client: TestClient) -> None:
    page = client.get("/search?q=firm&country=PRT&kind=organisation&lang=pt", headers=PAGE).text
    assert 'href="/search?q=firm&amp;kind=organisation&amp;lang=pt"' in page  # without the country
    assert 'href="/search?q=firm&amp;country=PRT&amp;lang=pt"' in page
    assert 'href="/search.atom?q=firm&amp;country=PRT&amp;kind=organisation&amp;lang=pt"' in page
    assert '<input type="hidden" name="country" value="PRT">' in page
    assert 'rel="alternate" type="application/atom+xml"' in page


def test_the_page_without_a_search_offers_facets(client: TestClient) -> None:
    page = client.get("/search", headers=PAGE).text
    assert 'href="/search?kind=organisation"' in page


def test_the_page_helps_on_where_nothing_was_found(client: TestClient) -> None:
    page = client.get("/search?q=wine&country=ROU", headers=PAGE).text
    assert 'href="/search?q=wine"' in page
    assert 'href="/search?q=university"' in client.get("/search?q=univrsity", headers=PAGE).text


def test_a_search_can_be_followed(client: TestClient) -> None:
    answer = client.get("/search.atom?q=firm&lang=pt&limit=5")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)
    assert feed.findtext(f"{ATOM}id") == "http://testserver/search.atom?q=firm&lang=pt"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Clusterscape"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == feed.findtext(f"{ATOM}id")
    assert links["alternate"] == "http://testserver/search?q=firm&lang=pt"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 5
    for entry in entries:
        assert (entry.findtext(f"{ATOM}id") or "").startswith("https://w3id.org/clusterscape/id/organisation/")
        assert entry.findtext(f"{ATOM}title")
        assert (entry.findtext(f"{ATOM}updated") or "").endswith("Z")


def test_an_entry_of_a_feed_is_dated_by_the_newest_of_its_sources(client: TestClient) -> None:
    feed = ET.fromstring(client.get("/search.atom?q=health&kind=cluster").content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated") == "2026-01-02T03:04:05Z"


def test_a_feed_of_strange_words_is_well_formed(client: TestClient) -> None:
    feed = ET.fromstring(client.get("/search.atom", params={"q": "<a> & \ufffe ]]> firm"}).content)
    assert feed.findtext(f"{ATOM}title") == "Search: <a> &  ]]> firm"


def test_a_feed_is_offered_by_accept_and_by_name(client: TestClient) -> None:
    for headers, query in (({"Accept": "application/atom+xml"}, ""), (JSON, "&format=atom")):
        answer = client.get(f"/search?q=firm{query}", headers=headers)
        assert answer.headers["content-type"] == "application/atom+xml"


def test_suggestions_begin_with_what_is_typed(client: TestClient) -> None:
    found = client.get("/search/suggest?q=heal").json()["items"]
    assert [item["kind_label"] for item in found] == ["Cluster", "Sectoral pact"]
    assert found[0]["url"] == "http://testserver/clusters/health"
    (other,) = client.get("/search/suggest?q=sau").json()["items"]
    assert (other["label"], other["also"]) == ("Health Cluster", "Cluster da Saúde")
    assert client.get("/search/suggest").json()["items"] == []
    assert len(client.get("/search/suggest?q=firm&limit=3").json()["items"]) == 3


@pytest.mark.parametrize("query", ["q=a&kind=cluster", "q=a&limit=21", "q=a%00", "q=" + "a" * 300])
def test_suggestions_refuse_what_they_do_not_take(client: TestClient, query: str) -> None:
    assert client.get(f"/search/suggest?{query}").status_code == 400


def test_while_the_index_is_made_nobody_gets_an_answer_of_another_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepers, "_make", lambda *_: None)
    with TestClient(create_app(Settings(store=world.publish(tmp_path), workers=1))) as client:
        told = client.get("/search?q=firm", headers=JSON)
        assert (told.status_code, told.json()["title"]) == (503, "Being prepared")
        assert int(told.headers["retry-after"]) == told.json()["retry_after"]
        page = client.get("/search?q=firm", headers=PAGE)
        assert (page.status_code, page.headers["retry-after"]) == (503, told.headers["retry-after"])


def test_a_search_follows_each_update_and_each_load(tmp_path: Path) -> None:
    store = tmp_path / "store"
    agency.load(store, "reference-countries")
    agency.load(store, agency.declare(tmp_path / "declared", "agency", agency.FIRST))
    say = 'INSERT DATA {{ GRAPH <http://g/1> {{ <https://w3id.org/clusterscape/id/cluster/{0}> <{1}> "{2}"@en }} }}'
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    with writable(store, default_graph="union") as client:
        assert asked(client, "/search?q=alpha")["items"]
        for name in ("omicron", "omega"):
            told = client.post("/update", data={"update": say.format(name, label, f"{name} cluster")})
            assert told.status_code < 300, told.text
            found = asked(client, f"/search?q={name}&kind=cluster")
            assert [item["slug"] for item in found["items"]] == [name]
        agency.load(store, agency.declare(tmp_path / "declared", "agency", agency.SECOND))
        assert asked(client, "/search?q=gamma")["items"][0]["slug"] == "gamma"


def test_a_load_renews_the_index_of_the_release_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, declared, made = tmp_path / "store", tmp_path / "declared", building.build
    agency.load(store, "reference-countries")
    agency.load(store, agency.declare(declared, "ministry", agency.OTHERS))
    monkeypatch.setattr(building, "build", None)  # none is made anew
    for rows in (agency.FIRST, agency.SECOND):
        agency.load(store, agency.declare(declared, "agency", rows))
    release = Releases(store).current()
    assert release is not None
    renewed, anew = release.artefacts / OWN, made(release.open(), model(), Scope.OPERATOR, tmp_path / "anew")
    assert told(Index(renewed, model())) == told(Index(anew, model()))


def test_a_load_makes_an_index_for_operators_and_one_for_the_public(agency_store: Path) -> None:
    release = Releases(agency_store).current()
    assert release is not None
    assert (release.artefacts / OWN / "about.json").is_file()
    assert (release.folder / "public" / "artefacts" / OWN / "about.json").is_file()


def test_operators_find_what_is_hidden_and_the_public_does_not(agency_store: Path) -> None:
    _, token = Accounts(agency_store).new("operator")
    _, weak = Accounts(agency_store).new("write")
    with TestClient(create_app(Settings(store=agency_store, workers=1))) as client:
        operator, writer = ({"Authorization": f"Bearer {each}", **JSON} for each in (token, weak))
        for path in (f"/search?q={SECRET}", f"/search/suggest?q={SECRET}"):
            public = client.get(path, headers=JSON)
            assert (public.json()["items"], client.get(path, headers=writer).json()["items"]) == ([], [])
            seen = client.get(path, headers=operator)
            assert f"{SECRET} Cluster" in {item["label"] for item in seen.json()["items"]}
            assert seen.headers["cache-control"] == "private, no-cache"
            assert seen.headers["etag"] != public.headers["etag"]
            assert client.get(path, headers={**operator, "If-None-Match": public.headers["etag"]}).status_code == 200
        assert SECRET not in client.get(f"/search.atom?q={SECRET.lower()}ville+cluster").text
        facets = client.get("/search?kind=cluster", headers=JSON).json()["facets"]
        assert SECRET.lower() not in str(facets).lower()
        assert SECRET.lower() in str(client.get("/search?kind=cluster", headers=operator).json()["facets"]).lower()
        assert client.get("/search?q=a", headers={"Authorization": "Bearer wrong", **JSON}).status_code == 401


def test_a_hidden_source_that_was_removed_is_found_by_nobody(tmp_path: Path) -> None:
    store = agency.fill(tmp_path)
    assert main(["source", "remove", f"{SECRET.lower()}-list", "--by", "operator", "--store", str(store)]) == OK
    _, token = Accounts(store).new("operator")
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        for headers in (JSON, {**JSON, "Authorization": f"Bearer {token}"}):
            assert client.get(f"/search?q={SECRET}+cluster", headers=headers).json()["total"] == 0
