import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from rdflib import URIRef
from rdflib.namespace import RDF

from api.answers import TRIPLES
from api.app import create_app
from api.context import PATH
from api.negotiation import Offer
from api.settings import Settings
from graph.query import queries
from ontology.namespaces import CSC
from tests import world

HEALTH = URIRef("https://w3id.org/clusterscape/id/cluster/health")
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = world.publish(tmp_path_factory.mktemp("world"))
    with TestClient(create_app(Settings(store=folder, workers=1))) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("image/png, text/*;q=0.1", "text/html"),
    ],
)
def test_one_address_answers_in_the_format_asked_for(client: TestClient, accept: str | None, media_type: str) -> None:
    answer = client.get("/clusters/health", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]


def read(client: TestClient, name: str, media_type: str) -> set[str]:
    text = client.get(f"/clusters/health?format={name}").text
    if name == "jsonld":  # the engine fetches no context
        text = text.replace('"http://testserver/context.jsonld"', json.dumps(client.get(PATH).json()["@context"]))
    return {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.from_media_type(media_type))}


@pytest.mark.parametrize("offer", TRIPLES, ids=lambda offer: offer.name)
def test_every_rdf_format_says_the_same(client: TestClient, offer: Offer) -> None:
    said = read(client, offer.name, offer.media_type)
    assert f"<{HEALTH}> <{RDF.type}> <{CSC.Cluster}>" in said
    assert len([triple for triple in said if f"<{CSC.founded}>" in triple]) == 2
    assert said == read(client, "nt", "application/n-triples")


def test_an_unacceptable_type_gets_406(client: TestClient) -> None:
    answer = client.get("/clusters/health", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == PROBLEM


def test_an_iri_leads_to_its_page_with_303(client: TestClient) -> None:
    answer = client.get("/id/cluster/health", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "http://testserver/clusters/health"


@pytest.mark.parametrize("path", ["/id/wizard/merlin", "/id/cluster/a%20b"])
def test_an_iri_that_cannot_be_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path, follow_redirects=False).status_code == 404


def test_a_thing_in_json_has_values_sources_links_and_figures(client: TestClient) -> None:
    thing = client.get("/clusters/health").json()
    assert (thing["iri"], thing["kind"], thing["slug"]) == (str(HEALTH), "cluster", "health")
    assert thing["labels"] == {"en": "Health Cluster", "pt": "Cluster da Saúde"}
    chain = thing["properties"]["inValueChain"][0]
    assert chain["url"] == "http://testserver/value-chains/medicines"
    assert chain["sources"][0]["documents"][0]["address"] == "https://health.example.org/about"
    assert chain["sources"][0]["judgement"] is True
    members = thing["links"]["inCluster-memberships"]
    assert (members["total"], members["items"][0]["label"]) == (1, "University")
    assert members["items"][0]["properties"]["role"][0]["label"] == "founder"
    assert thing["figures"][0]["value"] == "170"
    assert thing["release"] == "000001"


@pytest.mark.parametrize(
    ("parameter", "accepted", "lang"),
    [
        ("pt", "", "pt"),
        ("", "pt-BR,pt;q=0.9,en;q=0.5", "pt"),
        ("", "de", "en"),
        ("", "de, *;q=0.1", "en"),
        ("", "", "en"),
    ],
)
def test_the_language_is_chosen_by_parameter_then_header_then_english(
    client: TestClient, parameter: str, accepted: str, lang: str
) -> None:
    query = f"?lang={parameter}" if parameter else ""
    answer = client.get(f"/clusters/health{query}", headers={"Accept-Language": accepted})
    assert answer.headers["content-language"] == lang
    assert answer.json()["label"] == {"en": "Health Cluster", "pt": "Cluster da Saúde"}[lang]


def test_links_lead_to_the_other_formats_and_the_plain_address(client: TestClient) -> None:
    links = client.get("/clusters/health?lang=pt").headers["link"]
    assert '<http://testserver/clusters/health>; rel="canonical"' in links
    assert '<http://testserver/clusters/health?lang=pt&format=ttl>; rel="alternate"; type="text/turtle"' in links


def test_a_thing_has_one_canonical_address_whatever_a_link_adds(client: TestClient) -> None:
    header = client.get("/clusters/health?utm_source=letter&format=ttl").headers["link"]
    page = client.get("/clusters/health?utm_source=letter&format=html").text
    assert header.startswith('<http://testserver/clusters/health>; rel="canonical"')
    assert '<link rel="canonical" href="/clusters/health">' in page


def test_an_answer_that_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/clusters/health")
    again = client.get("/clusters/health", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/clusters/health", 304), ("/clusters/nobody", 404), ("/clusters?strange=1", 400), ("/clusters", 304)],
)
def test_who_takes_no_answer_that_there_is_already_is_told_of_faults_still(
    client: TestClient, path: str, status: int
) -> None:
    for accept in ("application/json", "text/html"):
        assert client.get(path, headers={"If-None-Match": "*", "Accept": accept}).status_code == status


def test_links_go_on_as_they_were_asked(client: TestClient) -> None:
    path = "/countries/PRT/links/country-organisations?q=firm&limit=7&lang=pt"
    seen: list[str] = []
    while path:
        found = client.get(path, headers={"Accept": "application/json"}).json()
        assert found["total"] == world.MANY
        seen += [each["label"] for each in found["items"]]
        path = found.get("next", "")
    assert seen == [f"Firm {number:02}" for number in range(world.MANY)]
    told = client.get("/countries/PRT?lang=pt").json()["links"]["country-organisations"]
    assert "lang=pt" in told["next"]


def test_formats_and_languages_have_tags_of_their_own(client: TestClient) -> None:
    addresses = ("/clusters/health", "/clusters/health?format=ttl", "/clusters/health?lang=pt", "/clusters/wine")
    assert len({client.get(address).headers["etag"] for address in addresses}) == len(addresses)


@pytest.mark.parametrize("path", ["/clusters/health", "/clusters", "/health", "/sources"])
def test_head_answers_as_get_without_a_body(client: TestClient, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_page_is_compressed_for_those_who_take_it_and_a_query_streams_as_it_is(client: TestClient) -> None:
    squeezed = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    page = client.get("/clusters/health", headers=squeezed)
    assert page.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["vary"]
    for coding in ("identity", "gzip;q=0", "br, GZIP ; q=0.000", "gzip;q=0, *"):
        plain = client.get("/clusters/health", headers=squeezed | {"Accept-Encoding": coding})
        assert "content-encoding" not in plain.headers
        assert plain.text == page.text
    for coding in ("gzip;q=0.1", "br, gzip"):
        assert (
            "content-encoding" in client.get("/clusters/health", headers=squeezed | {"Accept-Encoding": coding}).headers
        )
    assert plain.text == page.text
    query = {"query": "SELECT * { ?s ?p ?o }"}
    assert "content-encoding" not in client.get("/sparql", params=query, headers=squeezed).headers


def test_a_list_is_walked_by_following_next(client: TestClient) -> None:
    names: list[str] = []
    address: str | None = "/organisations?limit=25&country=PRT"
    while address:
        page = client.get(address).json()
        assert page["total"] == world.MANY + 1
        names += [item["label"] for item in page["items"]]
        address = page.get("next")
    assert names == sorted(names)
    assert len(set(names)) == world.MANY + 1


def test_a_group_of_links_is_walked_by_following_next(client: TestClient) -> None:
    group = client.get("/countries/PRT").json()["links"]["country-organisations"]
    names = [item["label"] for item in group["items"]]
    while "next" in group:
        group = client.get(group["next"]).json()
        names += [item["label"] for item in group["items"]]
    assert len(names) == len(set(names)) == group["total"] == world.MANY + 1


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/clusters/nobody", 404, "nobody"),
        ("/clusters/nobody?format=ttl", 404, "nobody"),
        ("/sources/nobody", 404, "nobody"),
        ("/clusters/health/links/friends", 404, "inCluster-memberships"),
        ("/nothing-here", 404, ""),
        ("/clusters?colour=red", 400, "value-chain"),
        ("/clusters?cursor=zzz", 400, "cursor"),
        ("/clusters?limit=201", 400, "200"),
        ("/clusters?limit=0", 400, "200"),
        ("/clusters?limit=many", 400, "many"),
        ("/clusters?lang=xx", 400, "ro"),
        ("/search?q=a&colour=red", 400, "kind"),
    ],
)
def test_a_refusal_is_a_problem_document_in_plain_words(client: TestClient, path: str, status: int, words: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem.get("detail", "")


def test_search_finds_without_accents(client: TestClient) -> None:
    found = client.get("/search", params={"q": "saude"}).json()
    assert (found["total"], found["items"][0]["slug"]) == (1, "health")


def test_sources_tell_licence_and_what_they_hold(client: TestClient) -> None:
    listed = client.get("/sources").json()
    assert [item["title"] for item in listed["items"]] == ["First source", "Second source"]
    one = client.get("/sources/one").json()
    assert one["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {"kind": "cluster", "label": "Clusters", "total": 3} in one["contents"]


def test_health_names_the_release(client: TestClient) -> None:
    answer = client.get("/health").json()
    assert (answer["status"], answer["release"]) == ("ok", "000001")
    assert answer["triples"] > 200


def test_questions_are_told_in_plain_words(client: TestClient) -> None:
    listed = client.get("/questions").json()
    assert listed["total"] == len(queries())
    answer = client.get(listed["items"][0]["url"])
    assert answer.status_code == 200
    assert answer.json()["columns"]


def test_an_unknown_question_is_not_found(client: TestClient) -> None:
    assert client.get("/questions/why").status_code == 404


def test_scripts_of_other_sites_may_read_but_not_frame(client: TestClient) -> None:
    answer = client.get("/clusters", headers={"Origin": "https://elsewhere.example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_empty_store_is_served_as_one_until_something_is_loaded(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(store=tmp_path, workers=1))) as client:
        assert client.get("/ready").json() == {"status": "empty", "release": None, "triples": 0}
        assert client.get("/clusters").json()["items"] == []
        assert client.get("/clusters/health").status_code == 404
        world.publish(tmp_path)
        assert client.get("/health").json()["release"] == "000001"


def test_a_new_release_is_served_as_soon_as_it_is_published(tmp_path: Path) -> None:
    world.publish(tmp_path)
    with TestClient(create_app(Settings(store=tmp_path, workers=1))) as client:
        before = client.get("/clusters/health")
        world.publish(tmp_path)
        after = client.get("/clusters/health", headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200
        assert (before.json()["release"], after.json()["release"]) == ("000001", "000002")
