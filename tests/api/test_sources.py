"""`/sources`: quality, coverage, history and findings of sources."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, URIRef

from api.i18n import words
from ontology import iri
from ontology.model import LANGUAGES
from ontology.namespaces import CSC, DQV

HTML = {"Accept": "text/html"}
VERSIONS = 2  # of the source of the agency


def source(client: TestClient, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/sources/{slug}").json()
    return found


def test_the_list_tells_version_rows_things_completeness_and_disagreements(agency_client: TestClient) -> None:
    items = {each["slug"]: each for each in agency_client.get("/sources").json()["items"]}
    agency = items["agency"]
    assert (agency["version"], agency["rows"], agency["things"], agency["disagreements"]) == (VERSIONS, 3, 3, 1)
    assert 0 < agency["completeness"] < 1
    assert 0 <= agency["conformance"] <= 1
    assert items["ministry"]["version"] == 1
    assert items["catalogue"]["things"] == 0


def test_one_source_tells_its_history_newest_first(agency_client: TestClient) -> None:
    newest, first = source(agency_client, "agency")["history"]
    assert (newest["number"], first["number"]) == (VERSIONS, 1)
    assert (newest["rows"], first["rows"]) == (3, 2)
    assert (newest["action"], newest["removed"]) == ("loaded", 0)
    assert newest["added"] < first["added"]
    assert newest["checksum"] != first["checksum"]
    assert newest["checksum"] == source(agency_client, "agency")["checksum"]


def test_one_source_tells_what_it_covers_by_kind_and_place(agency_client: TestClient) -> None:
    found = source(agency_client, "ministry")
    (kind,) = found["kinds"]
    assert (kind["kind"], kind["things"]) == ("cluster", 2)
    assert kind["coverage"] == pytest.approx(2 / 3, abs=1e-4)
    places = {each["code"]: each for each in found["places"]}
    assert (places["PRT"]["things"], places["PRT"]["coverage"]) == (2, 1)
    assert "ITA" not in places
    assert places["PRT"]["place"]["url"].endswith("/countries/PRT")


def test_findings_lead_to_row_and_column(client: TestClient) -> None:
    found = source(client, "portugal-events")["findings"]
    assert found
    assert all(each["rows"] and each["message"] for each in found)
    total = sum(each["warnings"] for each in client.get("/sources").json()["items"])
    assert total >= len(found) > 0


def test_the_rdf_of_a_source_holds_its_measurements(agency_client: TestClient) -> None:
    triples = Graph().parse(data=agency_client.get("/sources/agency?format=ttl").text, format="turtle")
    graph = iri.of_source("agency")
    measured = set(triples.subjects(DQV.computedOn, graph))
    assert measured
    metrics = {triples.value(each, DQV.isMeasurementOf) for each in measured}
    assert metrics == {CSC.completeness, CSC.coverage, CSC.conformance}
    assert all((each, RDF.type, DQV.QualityMeasurement) in triples for each in measured)
    assert (graph, RDF.type, URIRef(CSC.Source)) in triples


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["/sources", "/sources/agency", "/sources/ministry", "/disagreements"])
def test_pages_stand_in_four_languages(agency_client: TestClient, path: str, lang: str) -> None:
    page = agency_client.get(path, params={"lang": lang}, headers=HTML)
    assert page.status_code == 200
    assert f'lang="{lang}"' in page.text
    key = "disagreements.title" if path == "/disagreements" else "sources.title"
    assert words(lang)(key) in page.text


def test_the_page_shows_a_chart_and_the_same_as_a_table(client: TestClient) -> None:
    page = client.get("/sources/clusterpolisee-regional-policies", headers=HTML).text
    assert '<svg class="bars"' in page
    assert "/countries/HUN" in page
    assert 'id="findings"' in page


def test_the_public_is_not_told_of_visibility(agency_client: TestClient) -> None:
    assert words("en")("sources.seen_operator") not in agency_client.get("/sources", headers=HTML).text
