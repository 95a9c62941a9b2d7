"""Addresses of what is one with something else, and of what is gone: told, never a blank page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import OK, main
from api.settings import Settings
from graph.release import Releases
from ingest.resolve.decide import SAME, Journal, by_rule
from ingest.resolve.settle import RULE
from ontology.model import LANGUAGES
from tests.api import lists

WORDS = {"en": "another address", "pt": "noutro endereço", "it": "un altro indirizzo", "ro": "altă adresă"}
GONE_WORDS = {"en": "No longer here", "pt": "Já não se encontra aqui", "it": "Non è più qui", "ro": "Nu mai este aici"}
TRIPLES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which the rule found one organisation of a second list to be one of the first."""
    folder = tmp_path_factory.mktemp("merged")
    lists.load(folder / "store", lists.declare(folder, "first-list", lists.FIRST))
    lists.load(folder / "store", lists.declare(folder, "second-list", lists.SECOND))
    return folder / "store"


@pytest.fixture(scope="module")
def merged_client(merged: Path) -> Iterator[TestClient]:
    with asking(merged) as client:
        yield client


@contextmanager
def asking(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=store)), follow_redirects=False) as client:
        yield client


@pytest.fixture
def changed(merged: Path, tmp_path: Path) -> Path:
    """The same store, to be changed."""
    return Path(shutil.copytree(merged, tmp_path / "store"))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/id/organisation/ue", "/id/organisation/evora"),
        ("/organisations/ue", "/organisations/evora"),
        ("/organisations/ue?format=ttl&lang=pt", "/organisations/evora?format=ttl&lang=pt"),
        ("/organisations/ue/links/x?limit=3", "/organisations/evora/links/x?limit=3"),
    ],
)
def test_what_is_one_with_another_is_told_by_the_address_of_that(
    merged_client: TestClient, method: str, asked: str, told: str
) -> None:
    answer = merged_client.request(method, asked)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"http://testserver{told}"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("accept", [*TRIPLES, "application/json", "*/*"])
def test_a_program_is_told_why_in_the_body(merged_client: TestClient, accept: str) -> None:
    answer = merged_client.get("/organisations/ue", headers={"Accept": accept})
    assert answer.status_code == 301
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["kept"] == "https://w3id.org/clusterscape/id/organisation/evora"
    assert (told["status"], told["decided_by"]) == (301, by_rule(RULE))
    assert merged_client.get(told["decision"]).json()["label"] == "UNIVERSIDADE DE EVORA = Universidade de Évora"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reader_is_told_in_his_language(merged_client: TestClient, lang: str) -> None:
    answer = merged_client.get(f"/organisations/ue?lang={lang}", headers={"Accept": "text/html"})
    assert answer.status_code == 301
    assert WORDS[lang] in answer.text
    told = merged_client.get(f"/organisations/ue?lang={lang}", headers={"Accept": "application/json"})
    assert told.headers["content-language"] == lang


def test_what_is_kept_has_the_other_name_too(merged_client: TestClient) -> None:
    answer = merged_client.get("/organisations/evora", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    assert "UNIVERSIDADE DE EVORA" in answer.text
    found = merged_client.get("/organisations", headers={"Accept": "application/json"}).json()
    assert found["total"] == 3


def test_the_decision_and_the_graph_it_stands_in_have_pages(merged_client: TestClient) -> None:
    for path in ("/decisions", "/decisions/1", "/sources/identity", "/schemes/verdict"):
        for lang in LANGUAGES:
            answer = merged_client.get(f"{path}?lang={lang}", headers={"Accept": "text/html"})
            assert answer.status_code == 200, path


def test_what_is_two_again_answers_again(changed: Path) -> None:
    (entry,) = [each for each in Journal(Releases(changed).current().artefacts).read() if each.right.endswith("/evora")]  # type: ignore[union-attr]
    assert entry.verdict == SAME
    assert main(["resolve", "undo", str(entry.number), "--by", "Unit", "--store", str(changed)]) == OK
    with asking(changed) as client:
        assert client.get("/id/organisation/ue").status_code == 303
        assert client.get("/organisations/ue").json()["label"] == "UNIVERSIDADE DE EVORA"
        assert client.get("/organisations/evora").status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_gone_is_told_with_the_reason(changed: Path, method: str) -> None:
    assert main(["source", "remove", "second-list", "--by", "Unit", "--store", str(changed)]) == OK
    with asking(changed) as client:
        for path in ("/id/organisation/flor", "/organisations/flor", "/organisations/flor/links/x"):
            answer = client.request(method, path)
            assert answer.status_code == 410, path
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["Cache-Control"] == "no-cache"
        for path in ("/id/source/second-list", "/sources/second-list"):
            assert client.request(method, path).status_code == 410, path
        if method == "GET":
            told = client.get("/organisations/flor").json()
            assert told["title"] == "Gone"
            said = client.get("/organisations/flor", headers={"Accept-Language": "pt"})
            assert said.json()["detail"].endswith("a fonte second-list foi retirada")
            assert said.headers["content-language"] == "pt"
            assert told["source"] == "second-list"
            assert "removed" in told["reason"]
            assert told["since"].startswith("20")
            removed = client.get("/sources/second-list").json()
            assert (removed["reason"], removed["since"]) == ("this source was removed, by Unit", told["since"])
            assert client.get("/sources/no-list").status_code == 404
            for lang, words in GONE_WORDS.items():
                page = client.get(f"/organisations/flor?lang={lang}", headers={"Accept": "text/html"})
                assert page.status_code == 410
                assert words in page.text
        assert client.get("/organisations/nobody").status_code == 404


def test_what_comes_back_answers_again(changed: Path, tmp_path: Path) -> None:
    assert main(["source", "remove", "second-list", "--by", "Unit", "--store", str(changed)]) == OK
    lists.load(changed, lists.declare(tmp_path / "again", "second-list", lists.SECOND))
    with asking(changed) as client:
        assert client.get("/organisations/flor").status_code == 200
        assert client.get("/sources/second-list").status_code == 200
        assert client.get("/organisations/ue").status_code == 301


def test_what_only_hidden_sources_say_is_told_to_nobody(tmp_path: Path) -> None:
    lists.load(tmp_path / "store", lists.declare(tmp_path, "first-list", lists.FIRST))
    hidden = lists.declare(tmp_path, "second-list", lists.SECOND, visibility="operator")
    lists.load(tmp_path / "store", hidden)
    journal = Journal(Releases(tmp_path / "store").current().artefacts).read()  # type: ignore[union-attr]
    assert [each.keep.rpartition("/")[2] for each in journal if each.left.endswith("/ue")] == ["evora"]
    with asking(tmp_path / "store") as client:
        for path in ("/organisations/ue", "/organisations/flor"):
            assert client.get(path).status_code == 404
        assert client.get("/sources/second-list").status_code == 404
        assert client.get("/organisations/evora").status_code == 200
        for path in ("/decisions", "/organisations/evora", "/sources/identity"):
            for format_ in ("json", "html"):
                assert "UNIVERSIDADE DE EVORA" not in client.get(f"{path}?format={format_}").text
    assert main(["source", "remove", "second-list", "--by", "Unit", "--store", str(tmp_path / "store")]) == OK
    with asking(tmp_path / "store") as client:
        assert client.get("/organisations/flor").status_code == 404
        assert client.get("/sources/second-list").status_code == 404
