"""`/disagreements`: what is listed, and how it is narrowed, paged and taken away."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.i18n import words
from graph.disagreements import read
from graph.release import Releases
from graph.store import Scope

HTML = {"Accept": "text/html"}


def listed(client: TestClient, **asked: str | int) -> dict[str, Any]:
    answer = client.get("/disagreements", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_both_values_stand_with_their_sources_and_rows(agency_client: TestClient) -> None:
    (one,) = listed(agency_client)["items"]
    assert one["thing"]["url"].endswith("/clusters/alpha")
    assert one["property"]["iri"].endswith("#founded")
    told = {
        each["value"]["value"]: [(by["source"]["label"], by["row"]) for by in each["sources"]]
        for each in one["opinions"]
    }
    assert told == {"2001": [("Register of the agency", 2)], "2003": [("Register of the ministry", 2)]}


def test_what_is_only_less_precise_is_told_apart(agency_client: TestClient) -> None:
    found = listed(agency_client)
    assert (found["total"], found["less_precise"]) == (1, 1)
    (other,) = listed(agency_client, degree="less-precise")["items"]
    assert {each["value"]["value"] for each in other["opinions"]} == {"2002", "2002-05"}


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({"kind": "cluster"}, 1),
        ({"kind": "project"}, 0),
        ({"property": "founded"}, 1),
        ({"property": "start"}, 0),
        ({"source": "ministry"}, 1),
        ({"source": "reference-countries"}, 0),
        ({"thing": "clusters/alpha"}, 1),
        ({"thing": "https://w3id.org/clusterscape/id/cluster/alpha", "source": "agency"}, 1),
        ({"thing": "clusters/beta"}, 0),
    ],
)
def test_the_list_is_narrowed(agency_client: TestClient, asked: dict[str, str], total: int) -> None:
    found = listed(agency_client, **asked)
    assert (found["total"], len(found["items"])) == (total, total)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"colour": "red"}, "Unknown filter"),
        ({"degree": "much"}, "Unknown filter"),
        ({"kind": "nonsense"}, "Unknown filter"),
        ({"kind": ["cluster", "nonsense"]}, "Unknown filter"),
        ({"property": "nonsense"}, "Unknown filter"),
        ({"source": "nonsense"}, "Unknown filter"),
        ({"source": "zephyrium-list"}, "Unknown filter"),
        ({"thing": "clusters/nonsense"}, "Unknown filter"),
        ({"thing": "clusters/zephyrium"}, "Unknown filter"),
        ({"thing": "https://example.org/a> <b"}, "Unknown filter"),
        ({"limit": "0"}, "Bad limit"),
        ({"cursor": "nonsense"}, "Bad cursor"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    agency_client: TestClient, asked: dict[str, str | list[str]], title: str
) -> None:
    for format_ in ("json", "csv"):
        answer = agency_client.get("/disagreements", params={**asked, "format": format_})
        if format_ == "json" or title == "Unknown filter":
            assert (answer.status_code, answer.json()["title"]) == (400, title)


def test_a_refusal_names_what_there_is(agency_client: TestClient) -> None:
    told = agency_client.get("/disagreements", params={"kind": "nonsense"}).json()["detail"]
    assert told == "Kind “nonsense” is not known here; there are: cluster"


def test_pages_together_hold_each_once(client: TestClient) -> None:
    whole = listed(client)["items"]
    address, seen = "/disagreements?limit=2", []
    while address:
        found = client.get(address).json()
        assert found["total"] == len(whole)
        seen += found["items"]
        address = found.get("next", "")
    assert seen == whole
    facets = {facet["name"]: sum(choice["count"] for choice in facet["choices"]) for facet in listed(client)["facets"]}
    assert facets["property"] == facets["kind"] == len(whole)


def test_of_the_shipped_data_each_one_listed_is_one(client: TestClient) -> None:
    """Looked at by eye: one project, of which two web pages and a report give other dates, counts and numbers."""
    told = {(each["thing"]["label"], each["property"]["label"]) for each in listed(client)["items"]}
    project = "Smarter Cluster Policies for South East Europe"
    fields = ("start", "end", "reference number", "countries", "partners", "total budget")
    assert told == {(project, field) for field in fields}
    less = listed(client, degree="less-precise")["items"]
    assert {each["property"]["label"] for each in less} == {"signed on"}


def test_the_table_holds_every_claim_and_nothing_that_a_spreadsheet_would_run(agency_client: TestClient) -> None:
    answer = agency_client.get("/disagreements?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["value"], row["source"], row["row"]) for row in rows] == [
        ("2001", "Register of the agency", "2"),
        ("2003", "Register of the ministry", "2"),
    ]


def test_the_page_offers_all_that_the_list_can_be_kept_to(client: TestClient) -> None:
    page = client.get("/disagreements?lang=it", headers=HTML).text
    for facet in listed(client, lang="it")["facets"]:
        name = facet["name"]
        assert f">{words('it')(f'disagreements.{name}')}</h2>" in page
        for choice in facet["choices"]:
            assert f'{name}={choice["value"]}"' in page


def test_it_is_linked_from_sources_and_things(agency_client: TestClient) -> None:
    assert 'href="/disagreements"' in agency_client.get("/sources", headers=HTML).text
    alpha = agency_client.get("/clusters/alpha", headers=HTML).text
    assert "/disagreements?thing=" in alpha
    assert "/disagreements?thing=" not in agency_client.get("/clusters/gamma", headers=HTML).text


def test_operators_have_a_list_of_their_own(agency_store: Path) -> None:
    release = Releases(agency_store).current()
    assert release is not None
    public, whole = (read(release.seen(scope).artefacts) for scope in Scope)
    assert max(map(len, (each.opinions for each in whole))) == 3
    assert max(map(len, (each.opinions for each in public))) == 2
