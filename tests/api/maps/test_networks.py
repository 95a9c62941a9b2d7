"""The data of maps over HTTP."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.maps import pictures
from api.settings import Settings
from graph.accounts import Accounts
from graph.networks.exploring import STEP
from graph.networks.projections import projections
from ontology.model import LANGUAGES
from tests.api.agency import SECRET
from tests.viz.test_compact import ends, unpacked

NAMES = [each.name for each in projections()]
CSC = "PREFIX csc: <https://w3id.org/clusterscape/ontology#>"
SELECT = f"{CSC} SELECT ?name ?cluster ?chain {{ ?cluster csc:inValueChain ?chain ; csc:name ?name }}"
CONSTRUCT = f"{CSC} CONSTRUCT {{ ?c csc:managedBy ?o }} WHERE {{ ?c csc:managedBy ?o }}"


@pytest.fixture(scope="module")
def shelved(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with a shelf for shared queries of its own."""
    folder = tmp_path_factory.mktemp("maps")
    stand_for(demo, folder)
    with TestClient(create_app(Settings(store=folder, workers=1))) as client:
        yield client


def stand_for(demo: Path, folder: Path) -> None:
    """Make a second store of the same release: what is written beside it is its own."""
    for name in ("current", "releases"):
        (folder / name).symlink_to(demo / name)


def shared(client: TestClient, query: str) -> str:
    """The mark under which a query is kept."""
    return str(client.post("/q", data={"query": query}).json()["mark"])


@pytest.mark.parametrize("name", NAMES)
def test_every_projection_is_sent_in_columns(client: TestClient, name: str) -> None:
    answer = client.get(f"/map/data.bin?of={name}&lang=pt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-encoding"] == "gzip"
    header, columns = unpacked(answer.content)
    assert (header["of"], header["lang"]) == (name, "pt")
    assert header["title"] == next(each.titles["pt"] for each in projections() if each.name == name)
    assert header["nodes"] == len(columns["x"]) > 0
    assert header["edges"] == len(ends(columns)) > 0
    assert len({*zip(columns["x"], columns["y"], strict=True)}) == header["nodes"]


def test_without_a_name_the_whole_graph_is_sent(client: TestClient) -> None:
    assert unpacked(client.get("/map/data.bin").content)[0]["of"] == "whole"


def test_what_a_load_measured_goes_along(client: TestClient) -> None:
    header, columns = unpacked(client.get("/map/data.bin?of=whole&lang=ro").content)
    assert sum(total for _, total in header["communities"]) <= header["nodes"]
    assert all(name and total for name, total in header["communities"])
    assert len({each for each in columns["community"] if each != 65535}) == len(header["communities"]) > 3
    assert max(columns["between"]) == max(columns["rank"]) == 255


def test_who_does_not_take_gzip_gets_it_plain(client: TestClient) -> None:
    squeezed = client.get("/map/data.bin?of=committee")
    plain = client.get("/map/data.bin?of=committee", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == squeezed.content
    assert "Accept-Encoding" in plain.headers["vary"]


@pytest.mark.parametrize(
    "path", ["/map/data.bin?of=committee", "/map/names.json", "/map/around.json?thing=cluster/produtech"]
)
def test_what_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status", "title", "said"),
    [
        ("data.bin?of=nothing", 400, "Unknown projection", "membership"),
        ("data.bin?from=17", 400, "Bad year", "four digits"),
        ("data.bin?from=2019&to=2017", 400, "Bad request", "backwards"),
        ("data.bin?query=zzzzzzzzzz", 404, "Unknown shared query", "zzzz"),
        ("data.bin?lang=xx", 400, "Unknown language", "en, pt"),
        ("names.json?start=x", 400, "Bad request", "Start"),
        ("names.json?count=5001", 400, "Bad request", "5000"),
        ("around.json", 400, "Bad request", "cluster/produtech"),
        ("around.json?thing=nothing/x", 400, "Bad request", "“nothing” is not a kind"),
        ("around.json?thing=cluster/nobody", 404, "Not found", "nobody"),
        ("around.json?thing=cluster/produtech&direction=up", 400, "Bad request", "out, in"),
        ("paths.json?one=cluster/produtech&other=cluster/produtech", 400, "Bad path", "the same"),
        ("paths.json?one=cluster/produtech&other=cluster/tice-pt&longest=7", 400, "Bad request", "6"),
        ("paths.json?one=cluster/produtech&other=cluster/tice-pt&longest=0", 400, "Bad path", "6"),
        ("common.json?one=cluster/produtech", 400, "Bad request", "cluster/produtech"),
        ("between.json?one=cluster/produtech", 400, "Bad request", "cluster/produtech"),
        ("between.json?of=whole&one=cluster/produtech&other=cluster/none", 404, "Not found", "cluster/none"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    client: TestClient, path: str, status: int, title: str, said: str
) -> None:
    answer = client.get(f"/map/{path}")
    problem = answer.json()
    assert answer.status_code == status
    assert problem["title"] == title
    assert said in problem["detail"] + problem.get("advice", "")


def test_names_follow_the_order_of_the_columns(client: TestClient) -> None:
    header, _ = unpacked(client.get("/map/data.bin?of=whole").content)
    names = client.get("/map/names.json?of=whole&start=3&count=4").json()
    assert names == header["names"][3:7]
    assert len(client.get("/map/names.json?of=whole").json()) == header["nodes"]
    assert client.get("/map/names.json?of=whole&start=100000").json() == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_projections_are_listed_with_a_query_that_runs(client: TestClient, lang: str) -> None:
    listed = client.get(f"/map/projections.json?lang={lang}").json()
    assert [each["name"] for each in listed] == NAMES
    for each, known in zip(listed, projections(), strict=True):
        assert (each["title"], each["help"]) == (known.titles[lang], known.helps[lang])
        assert each["url"] == f"/query?query={quote(each['query'], safe='').replace('%20', '+')}&lang={lang}"
    answer = client.get("/sparql", params={"query": listed[1]["query"]}, headers={"Accept": "text/csv"})
    assert answer.text.startswith("source,relation,target,shared")


def test_years_narrow_the_network(client: TestClient) -> None:
    whole, _ = unpacked(client.get("/map/data.bin?of=membership").content)
    until, columns = unpacked(client.get("/map/data.bin?of=membership&to=2012").content)
    assert 0 < until["edges"] < whole["edges"]
    assert (until["from"], until["to"]) == ("", "2012")
    assert max(columns["since"]) <= 2012


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT], ids=["select", "construct"])
def test_a_shared_query_is_drawn(shelved: TestClient, query: str) -> None:
    header, columns = unpacked(shelved.get(f"/map/data.bin?query={shared(shelved, query)}").content)
    assert header["of"] == ""
    assert header["edges"] == len(ends(columns)) > 10
    assert {each["key"] for each in header["kinds"]} <= {"cluster", "value-chain", "organisation"}
    assert all(label for _, label, _ in header["names"])


def test_a_shared_query_may_name_what_is_no_thing_of_ours(shelved: TestClient) -> None:
    query = "SELECT ?source ?target { VALUES (?source ?target) { (<urn:a> <https://example.org/b>) } }"
    header, _ = unpacked(shelved.get(f"/map/data.bin?query={shared(shelved, query)}").content)
    assert {name[0] for name in header["names"]} == {"thing/urn:a", "thing/https://example.org/b"}


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        ("ASK { ?s ?p ?o }", 400, "No links"),
        ("SELECT ?o { ?s <https://w3id.org/clusterscape/ontology#name> ?o } LIMIT 5", 400, "No links"),
    ],
    ids=["ask", "names"],
)
def test_a_query_without_links_is_refused(shelved: TestClient, query: str, status: int, title: str) -> None:
    answer = shelved.get(f"/map/data.bin?query={shared(shelved, query)}")
    assert (answer.status_code, answer.json()["title"]) == (status, title)


def test_of_too_many_rows_the_first_are_drawn_and_that_is_told(
    shelved: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_ROWS", 7)
    query = f"{CSC} SELECT ?source ?target {{ ?source csc:inValueChain ?target }} # the first of them"
    header, _ = unpacked(shelved.get(f"/map/data.bin?query={shared(shelved, query)}").content)
    assert (header["edges"], header["cut"]) == (7, True)


def test_what_only_operators_see_is_drawn_for_them_alone_and_kept_by_nobody(agency_store: Path, tmp_path: Path) -> None:
    store = shutil.copytree(agency_store, tmp_path / "store", symlinks=True)
    _, token = Accounts(store).new("operator")
    query = f"{CSC} SELECT ?source ?target {{ ?source csc:country ?target }}"
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        path = f"/map/data.bin?query={shared(client, query)}"
        hidden = client.get(path, headers={"Authorization": f"Bearer {token}"})
        public = client.get(path)
        again = client.get(path, headers={"Authorization": f"Bearer {token}", "If-None-Match": public.headers["etag"]})
    key = f"cluster/{SECRET.lower()}"
    assert key in {name[0] for name in unpacked(hidden.content)[0]["names"]}
    assert key not in {name[0] for name in unpacked(public.content)[0]["names"]}
    assert (hidden.headers["cache-control"], again.status_code) == ("no-store", 200)
    assert "etag" not in hidden.headers


@pytest.mark.parametrize(
    "path", ["/map/download.json?", "/map/download.svg?", "/map/places?", "/map/places.json?", "/map/places.svg?"]
)
def test_no_other_form_of_what_only_operators_see_is_kept_by_anybody(
    agency_store: Path, tmp_path: Path, path: str
) -> None:
    store = shutil.copytree(agency_store, tmp_path / "store", symlinks=True)
    _, token = Accounts(store).new("operator")
    operator = {"Authorization": f"Bearer {token}"}
    query = f"{CSC} SELECT ?source ?target {{ ?source csc:country ?target }}"
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        path += f"query={shared(client, query)}"
        public = client.get(path)
        hidden = client.get(path, headers={**operator, "If-None-Match": public.headers["etag"]})
    assert public.headers["cache-control"] == "no-cache"
    assert (hidden.status_code, hidden.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in hidden.headers


def test_a_query_ends_at_the_deadline_of_all_queries(demo: Path, tmp_path: Path) -> None:
    stand_for(demo, tmp_path)
    slow = "SELECT ?source ?target { ?source ?p ?a . ?target ?q ?b . ?c ?r ?d FILTER(?a < ?b && ?b < ?d) } ORDER BY ?d"
    with TestClient(create_app(Settings(store=tmp_path, workers=1, deadline=0.3))) as client:
        answer = client.get(f"/map/data.bin?query={shared(client, slow)}")
    assert (answer.status_code, answer.json()["title"]) == (504, "Deadline exceeded")


def test_a_thing_is_expanded_in_two_requests(client: TestClient) -> None:
    counted = client.get("/map/around.json?thing=cluster/produtech&lang=it").json()
    assert counted["total"] == sum(each["total"] for each in counted["counts"]) > 10
    first = counted["counts"][0]
    assert first["label"] != first["relation"]
    near = client.get(
        f"/map/around.json?thing=cluster/produtech&relation={first['relation']}&direction={first['direction']}"
        f"&kind={first['kind']}"
    ).json()
    assert len(near["edges"]) == first["total"] <= STEP
    assert near["next"] is None
    assert {each["kind"] for each in near["nodes"]} == {"cluster", first["kind"]}
    assert {edge[end] for edge in near["edges"] for end in ("source", "target")} == {n["key"] for n in near["nodes"]}


def test_paths_come_with_their_things_and_links(client: TestClient) -> None:
    found = client.get("/map/paths.json?one=cluster/produtech&other=cluster/health-cluster-portugal").json()
    keys = {node["key"] for node in found["nodes"]}
    assert found["complete"] is True
    assert {len(way) for way in found["paths"]} == {3}
    assert {key for way in found["paths"] for key in way} == keys
    more = client.get("/map/paths.json?one=cluster/produtech&other=cluster/health-cluster-portugal&longest=5").json()
    assert more["complete"] is False
    assert more["longest"] == 5
    assert len(more["paths"]) == 100


def test_common_neighbours_are_linked_to_both(client: TestClient) -> None:
    found = client.get("/map/common.json?one=cluster/produtech&other=cluster/health-cluster-portugal").json()
    assert found["total"] == len(found["nodes"]) - 2 > 2
    linked = {edge[end] for edge in found["edges"] for end in ("source", "target")}
    assert linked == {node["key"] for node in found["nodes"]}


def test_what_two_things_share_is_named(client: TestClient) -> None:
    asked = "of=shared-goals&one=cluster/produtech&other=cluster/health-cluster-portugal"
    (edge,) = client.get(f"/map/between.json?{asked}").json()["edges"]
    assert edge["directed"] is False
    assert edge["weight"] > len(edge["why"]) == 5
    italian = client.get(f"/map/between.json?{asked}&lang=it").json()["edges"]
    assert italian[0]["why"] != edge["why"]


def test_columns_are_kept_squeezed_as_they_are_sent(client: TestClient) -> None:
    with client.stream("GET", "/map/data.bin?of=membership") as answer:
        body = b"".join(answer.iter_raw())
    header, _ = unpacked(gzip.decompress(body))
    assert json.dumps(header["bounds"])
    assert len(body) == int(answer.headers["content-length"])
