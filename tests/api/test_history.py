"""The history of a thing tells what came and went with which version of which source, and nothing of what is hidden."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import OK, main
from api.settings import Settings
from graph import past
from graph.release import Releases
from ontology.model import LANGUAGES
from tests.api import agency
from tests.api.agency import FIRST, declare, load

NOW = FIRST.replace("2001", "2004").replace("beta,Beta Cluster,2002,PT,Lisbon\n", "") + "gamma,Gamma,2010,IT,Bari\n"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    store = folder / "store"
    load(store, "reference-countries")
    for rows in (FIRST, NOW):
        load(store, declare(folder, "agency", rows))
    return store


@pytest.fixture(scope="module")
def client(changed: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=changed, workers=1))) as client:
        yield client


def told(client: TestClient, path: str) -> list[tuple[int, str, str, str | None, str | None]]:
    """Version, change, property, value before and after."""
    found, following = [], f"{path}/history?limit=3"
    while following:
        answer = client.get(following).json()
        for each in answer["loads"]:
            for one in each["altered"]:
                ends = (one.get(end, {}) for end in ("before", "after"))
                values = (end.get("value") or end.get("label") for end in ends)
                found.append((each["version"], one["change"], one["predicate"]["label"], *values))
        following = answer.get("next")
    return found


def test_a_value_that_changed_is_told_with_both(client: TestClient) -> None:
    newest, *first = told(client, "/clusters/alpha")
    assert newest == (2, "changed", "founded", "2001", "2004")
    assert (1, "added", "founded", None, "2001") in first
    assert {(version, change) for version, change, *_ in first} == {(1, "added")}


def test_all_parts_together_tell_each_change_once(client: TestClient) -> None:
    found = told(client, "/clusters/alpha")
    assert len(found) == len(set(found)) == client.get("/clusters/alpha/history").json()["total"] > 3


def test_labels_are_in_the_language_of_the_reader(client: TestClient) -> None:
    names = set()
    for lang in LANGUAGES:
        answer = client.get(f"/clusters/alpha/history?lang={lang}")
        names.add(answer.json()["loads"][0]["altered"][0]["predicate"]["label"])
        assert answer.headers["content-language"] == lang
        assert 'rel="http://www.w3.org/ns/json-ld#context"' in answer.headers["link"]
    assert len(names) > 2


def test_what_is_gone_has_a_history_under_its_last_name(client: TestClient) -> None:
    gone = client.get("/clusters/beta")
    assert gone.status_code == 410
    assert gone.json()["history"].endswith("/clusters/beta/history")
    answer = client.get("/clusters/beta/history").json()
    assert (answer["told"], answer["label"]) == (False, "Beta Cluster")
    assert (2, "removed", "founded", "2002", None) in told(client, "/clusters/beta")
    page = client.get("/clusters/beta/history", headers=PAGE).text
    assert "No source speaks of it since" in page
    assert "Beta Cluster" in page


def test_what_never_changed_is_told_to_have_come_and_to_be_so(client: TestClient) -> None:
    assert {each[:2] for each in told(client, "/clusters/gamma")} == {(2, "added")}
    assert "has changed since it came" in client.get("/countries/MLT/history", headers=PAGE).text


def test_the_page_of_a_thing_leads_to_its_history(client: TestClient) -> None:
    assert 'href="/clusters/alpha/history"' in client.get("/clusters/alpha", headers=PAGE).text
    page = client.get("/clusters/alpha/history", headers=PAGE).text
    assert re.search("<del>[^/]*2001", page)
    assert "2004" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/clusters/none/history", 404),
        ("/clusters/alpha/history?cursor=none", 400),
        ("/clusters/alpha/history?limit=0", 400),
        ("/clusters/alpha/history?format=ttl", 406),
    ],
    ids=["unknown", "cursor", "limit", "format"],
)
def test_what_cannot_be_answered_is_refused(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_it_is_read_again_only_where_it_changed(client: TestClient) -> None:
    tag = client.get("/clusters/alpha/history").headers["etag"]
    assert client.get("/clusters/alpha/history", headers={"If-None-Match": tag}).status_code == 304


def test_a_version_put_back_and_a_source_taken_out_are_told(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, "reference-countries")
    for rows in (FIRST, NOW):
        load(store, declare(tmp_path, "agency", rows))
    assert main(["source", "revert", "agency", "--to", "1", "--store", str(store)]) == OK
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        assert told(client, "/clusters/alpha")[0] == (3, "changed", "founded", "2004", "2001")
        assert client.get("/clusters/beta/history").json()["loads"][0]["action"] == "reverted"
    assert main(["source", "remove", "agency", "--store", str(store)]) == OK
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        answer = client.get("/clusters/alpha/history").json()
        assert (answer["told"], answer["loads"][0]["action"], answer["loads"][0]["version"]) == (False, "removed", 4)
        assert (1, "added", "founded", None, "2001") in told(client, "/clusters/alpha")


def test_what_a_source_said_while_it_was_hidden_stays_hidden(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, "reference-countries")
    for year, visibility in (("2001", "public"), ("1931", "operator"), ("2004", "public"), ("2005", "public")):
        load(store, declare(tmp_path, "agency", FIRST.replace("2001", year), visibility))
    release = Releases(store).current()
    assert release is not None
    public = release.folder / "public" / "artefacts" / past.FILE
    assert b"1931" in (release.artefacts / past.FILE).read_bytes()
    assert b"1931" not in public.read_bytes()
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        founded = [each for each in told(client, "/clusters/alpha") if each[2] == "founded"]
        assert founded == [(4, "changed", "founded", "2004", "2005"), (3, "added", "founded", None, "2004")]
        page = client.get("/clusters/alpha/history", headers=PAGE).text
        assert "is not kept any more" in page  # the first version
        assert "1931" not in page


def test_a_hidden_source_has_no_history(agency_client: TestClient) -> None:
    answer = agency_client.get("/clusters/alpha/history")
    assert agency.SECRET.lower() not in answer.text.lower()
    assert "1931" not in answer.text
    assert agency_client.get(f"/clusters/{agency.SECRET.lower()}/history").status_code == 404


def test_a_store_of_an_earlier_program_says_that_nothing_is_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, "reference-countries")
    load(store, declare(tmp_path, "agency", FIRST))
    release = Releases(store).current()
    assert release is not None
    (release.artefacts / past.FILE).unlink()
    with TestClient(create_app(Settings(store=store, workers=1))) as client:
        assert "is not kept for this" in client.get("/clusters/alpha/history", headers=PAGE).text
        load(store, declare(tmp_path, "agency", NOW))
        newest, first = client.get("/clusters/alpha/history").json()["loads"]
        assert (newest["version"], newest["kept"], first["version"], first["kept"]) == (2, True, 1, False)
        assert first["added"] > 0
