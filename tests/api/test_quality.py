"""The report on a release: its page, its files, and the command."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, SH, Graph

from api.app import create_app
from api.cli import OK, REFUSED, main
from api.i18n import words
from api.settings import Settings
from graph.release import Releases
from graph.validating import quality
from ontology.model import LANGUAGES
from tests import world

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_warnings_with_their_things_and_classes(client: TestClient, lang: str) -> None:
    page = client.get("/quality", params={"lang": lang}, headers=HTML)
    assert page.status_code == 200
    assert page.headers["Content-Language"] == lang
    assert "/ontology/SectoralPact" in page.text
    assert "<meter" in page.text
    assert "/organisations/" in page.text


def test_the_page_says_what_the_rules_cannot_tell(client: TestClient) -> None:
    assert "not whether it is true" in client.get("/quality", headers=HTML).text


def test_the_page_is_linked_from_about_and_sources(client: TestClient) -> None:
    for address in ("/about", "/sources"):
        assert 'href="/quality"' in client.get(address, headers=HTML).text


def test_the_report_comes_as_json_with_every_finding(client: TestClient) -> None:
    answer = client.get("/quality")
    assert answer.headers["Content-Type"].startswith("application/json")
    report = answer.json()
    assert report["counts"]["violation"] == 0
    assert sum(len(each["faults"]) for each in report["broken"]) == sum(report["counts"].values())


def test_the_report_comes_as_shacl(client: TestClient) -> None:
    answer = client.get("/quality", headers={"Accept": "text/turtle"})
    triples = Graph().parse(data=answer.text, format="turtle")
    assert (None, RDF.type, SH.ValidationReport) in triples


def test_a_report_that_is_known_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/quality").headers["ETag"]
    assert client.get("/quality", headers={"If-None-Match": tag}).status_code == 304


def test_the_command_prints_the_report(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--store", str(demo)]) == OK
    told = capsys.readouterr().out
    assert "sectoral pact" in told
    assert "0 violation" in told


def test_the_command_gives_json(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--store", str(demo), "--format", "json"]) == OK
    assert json.loads(capsys.readouterr().out)["counts"]["violation"] == 0


def test_the_command_gives_shacl(demo: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["validate", "--store", str(demo), "--format", "ttl"]) == OK
    assert b"ValidationReport" in capfdbinary.readouterr().out


def test_a_violation_makes_the_command_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Releases(tmp_path).draft() as draft:
        found = quality.Quality(1, {"violation": 1, "warning": 0, "info": 0}, (), ())
        quality.write(found, draft.artefacts)
    assert main(["validate", "--store", str(tmp_path)]) == REFUSED
    assert "1 violation" in capsys.readouterr().out


def test_a_release_without_a_report_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Releases(tmp_path).draft():
        pass
    assert main(["validate", "--store", str(tmp_path)]) == REFUSED
    assert "no report" in capsys.readouterr().err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_release_made_before_reports_has_a_page_that_says_so(tmp_path: Path, lang: str) -> None:
    world.publish(tmp_path)
    with TestClient(create_app(Settings(store=tmp_path))) as client:
        page = client.get("/quality", params={"lang": lang}, headers=HTML)
        assert page.status_code == 200
        assert words(lang)("quality.unmade") in page.text
        assert client.get("/quality").status_code == 404


def test_page_and_command_tell_the_same_numbers(
    client: TestClient, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = client.get("/quality", params={"lang": "en"}, headers=HTML).text
    told = re.findall(r'<summary><span class="num">([\d,]+)</span>', page)
    main(["validate", "--store", str(demo)])
    printed = re.findall(r"│ (?:warning|violation) +│ (\d+) ", capsys.readouterr().out)
    assert sorted(printed) == sorted(each.replace(",", "") for each in told)
    # Some clusters break this rule by more than one pact.
    assert "on 4 things" in page
