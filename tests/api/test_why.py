"""`/why` and `clusterscape why`: the reasons of a statement."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from rdflib import OWL, RDF, RDFS, XSD, Literal
from rdflib.namespace import PROV

from api.app import create_app
from api.cli import main
from api.i18n import words
from api.settings import Settings
from graph.reasoning.inference import infer
from graph.reasoning.rules import SCHEMA
from graph.release import Releases
from ontology import iri
from ontology.catalogue import vocabulary
from ontology.model import LANGUAGES
from ontology.namespaces import CSC, ID, ONTOLOGY
from tests.world import fill

UNIVERSITY = "organisations/university"
COVERED = {"subject": UNIVERSITY, "predicate": "csc:memberOf", "object": "clusters/health"}
_KEPT = {RDFS.isDefinedBy, RDF.type}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why")
    with Releases(folder).draft() as draft:
        axioms = (each for each in vocabulary() if each[1] in SCHEMA | _KEPT and each[2] != OWL.Restriction)
        fill(draft.store).replace(ONTOLOGY, axioms)
        infer(draft.store)
    return folder


@pytest.fixture(scope="module")
def asked(folder: Path) -> TestClient:
    return TestClient(create_app(Settings(store=folder)))


def why(asked: TestClient, **parameters: str) -> dict[str, Any]:
    answer = asked.get("/why", params=parameters, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def stated(premise: dict[str, Any]) -> list[str]:
    own = [source["source"]["label"] for source in premise["sources"]]
    return own + [label for reason in premise["reasons"] for each in reason["premises"] for label in stated(each)]


def test_a_conclusion_is_traced_to_the_sources_of_its_premises(asked: TestClient) -> None:
    found = why(asked, **COVERED)
    assert (found["sources"], found["subject"]["label"], found["object"]["label"]) == (
        [],
        "University",
        "Health Cluster",
    )
    (reason,) = found["reasons"]
    assert reason["rule"] == "prp-inv1"
    (axiom,) = reason["axioms"]
    assert axiom["predicate"]["iri"] == str(OWL.inverseOf)
    assert set(stated(found)) == {"First source"}


@pytest.mark.parametrize("datatype", ["<http://www.w3.org/2001/XMLSchema#gYear>", "xsd:gYear"])
def test_a_statement_of_a_source_is_cited(asked: TestClient, datatype: str) -> None:
    found = why(asked, subject="clusters/health", predicate="csc:founded", object=f'"2008"^^{datatype}')
    assert [(each["source"]["label"], each["row"]) for each in found["sources"]] == [("First source", 2)]
    assert found["reasons"] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_it_in_each_language(asked: TestClient, lang: str) -> None:
    answer = asked.get("/why", params={**COVERED, "lang": lang}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert words(lang)("why.rule") in answer.text
    assert 'href="#n1"' in answer.text


def test_an_inferred_value_and_an_inferred_link_lead_to_their_reasons(asked: TestClient) -> None:
    page = asked.get(f"/{UNIVERSITY}", headers={"Accept": "text/html"}).text
    thing = asked.get(f"/{UNIVERSITY}", headers={"Accept": "application/json"}).json()
    inferred = [value for values in thing["properties"].values() for value in values if value["inferred"]]
    assert inferred
    for value in inferred:
        parameters = {name: each[0] for name, each in parse_qs(urlsplit(value["why"]).query).items()}
        assert why(asked, **parameters)["reasons"]
        assert 'href="/why?' in page or value["label"] not in page


def test_what_follows_in_terms_from_outside_is_not_shown(asked: TestClient) -> None:
    thing = asked.get(f"/{UNIVERSITY}", headers={"Accept": "application/json"}).json()
    assert {each["iri"].partition("#")[0] for each in thing["types"]} == {str(ONTOLOGY)}
    assert "memberOf" not in thing["properties"]
    assert not [name for name in thing["properties"] if name.startswith("org_")]


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        pytest.param({"subject": "clusters/health"}, 400, id="a term is missing"),
        pytest.param({**COVERED, "subject": "no such thing"}, 400, id="no IRI"),
        pytest.param({**COVERED, "predicate": "zzz:country"}, 400, id="unknown prefix"),
        pytest.param({**COVERED, "object": '"half'}, 400, id="a text without an end"),
        pytest.param({**COVERED, "object": '"2008"^^zzz:gYear'}, 400, id="a datatype without a known prefix"),
        pytest.param({**COVERED, "subject": "http://example.org/a b"}, 400, id="a space in an IRI"),
        pytest.param({**COVERED, "object": "clusters/wine"}, 404, id="not said"),
    ],
)
def test_what_cannot_be_explained_is_refused(asked: TestClient, parameters: dict[str, str], status: int) -> None:
    answer = asked.get("/why", params=parameters, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_the_command_tells_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", UNIVERSITY, "csc:memberOf", "clusters/health", "--store", str(folder)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("University – ")
    assert "(prp-inv1)" in told[1]
    assert told[-1].endswith("[First source]")


@pytest.mark.parametrize(
    ("statement", "status", "said"),
    [
        pytest.param(["a b", "a", "csc:Cluster"], 2, "subject takes a thing", id="bad term"),
        pytest.param([UNIVERSITY, "a", "http://example.org/a b"], 2, "object is no IRI", id="a space in an IRI"),
        pytest.param([UNIVERSITY, "a", "csc:Cluster"], 1, "the graph does not say", id="not said"),
    ],
)
def test_the_command_refuses(
    folder: Path, capsys: pytest.CaptureFixture[str], statement: list[str], status: int, said: str
) -> None:
    assert main(["why", *statement, "--store", str(folder)]) == status
    assert said in capsys.readouterr().err


def test_a_stated_value_tells_source_version_file_row_and_run(agency_client: TestClient) -> None:
    found = why(agency_client, s="clusters/alpha", p="csc:founded", o='"2001"^^xsd:gYear')
    (origin,) = found["origins"]
    assert origin["source"]["label"] == "Register of the agency"
    assert (origin["version"], origin["file"], origin["row"], origin["judgement"]) == (2, "agency.csv", 2, False)
    assert len(origin["checksum"]) == 64
    assert origin["run"]["kind"] == "run"
    assert origin["loaded"] > "2020"


def test_the_older_names_of_the_parameters_are_understood(agency_client: TestClient) -> None:
    terms = ("clusters/alpha", "csc:founded", '"2001"^^xsd:gYear')
    new = why(agency_client, **dict(zip("spo", terms, strict=True)))
    assert why(agency_client, **dict(zip(("subject", "predicate", "object"), terms, strict=True))) == new


@pytest.mark.parametrize("missing", ["s", "p", "o"])
def test_a_statement_needs_all_its_terms(agency_client: TestClient, missing: str) -> None:
    asked = {"s": "clusters/alpha", "p": "csc:founded", "o": "clusters/beta"}
    answer = agency_client.get("/why", params={name: term for name, term in asked.items() if name != missing})
    assert (answer.status_code, answer.json()["title"]) == (400, "Bad statement")
    assert missing in answer.json()["detail"]


def test_each_stated_value_of_a_page_leads_to_who_says_it(agency_client: TestClient) -> None:
    thing = agency_client.get("/clusters/alpha").json()
    values = [each for name in ("founded", "country", "city") for each in thing["properties"][name]]
    assert len(values) == 4
    for value in values:
        answer = agency_client.get(value["why"].replace("http://testserver", ""))
        assert answer.status_code == 200, value
        assert answer.json()["origins"]
    assert agency_client.get("/clusters/alpha", headers={"Accept": "text/html"}).text.count('class="whence"') >= 4


def test_the_page_shows_where_a_statement_stands(agency_client: TestClient) -> None:
    asked = {"s": "clusters/alpha", "p": "csc:founded", "o": '"2001"^^xsd:gYear'}
    page = agency_client.get("/why", params=asked, headers={"Accept": "text/html"}).text
    for text in ("Register of the agency", "agency.csv", words("en")("why.origin")):
        assert text in page


def test_a_judgement_is_told_as_one(asked: TestClient) -> None:
    found = why(asked, s="clusters/health", p="csc:inValueChain", o="value-chains/medicines")
    (origin,) = found["origins"]
    assert (origin["judgement"], origin["words"], origin["row"]) == (True, "seems so", 2)
    assert origin["documents"][0]["label"] == "A page"


def test_a_statement_from_a_document_tells_page_quote_and_who_accepted_it(tmp_path: Path) -> None:
    health, report, said = ID["cluster/health"], ID["document/report"], ID["statement/d1"]
    founded, decision = Literal("2011", datatype=XSD.gYear), ID["decision/1"]
    with Releases(tmp_path).draft() as draft:
        about = (
            (CSC.quote, Literal("was founded in 2011", lang="en")),
            (CSC.page, Literal(4)),
            (CSC.confidence, Literal("0.91", datatype=XSD.decimal)),
            (CSC.decidedBy, Literal("data steward")),
            (PROV.wasGeneratedBy, decision),
            (PROV.wasDerivedFrom, report),
            (RDF.subject, health),
            (RDF.predicate, CSC.founded),
            (RDF.object, founded),
        )
        described = ((health, RDF.type, CSC.Cluster), (report, RDFS.label, Literal("A report")))
        stated = ((health, CSC.founded, founded), *((said, p, o) for p, o in about))
        draft.store.add(iri.of_source("report"), (*described, *stated))
    with TestClient(create_app(Settings(store=tmp_path, workers=1))) as client:
        found = why(client, s="clusters/health", p="csc:founded", o='"2011"^^xsd:gYear')
    (origin,) = found["origins"]
    assert (origin["page"], origin["quote"], origin["decided_by"]) == (4, "was founded in 2011", "data steward")
    assert (origin["confidence"], [each["label"] for each in origin["documents"]]) == ("0.91", ["A report"])


def test_the_command_tells_where_a_statement_stands(agency_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "clusters/alpha", "csc:founded", '"2001"^^xsd:gYear', "--store", str(agency_store)]) == 0
    told = capsys.readouterr().out
    assert "Register of the agency, version 2, file agency.csv, row 2" in told


def test_a_merged_thing_tells_the_decision(tmp_path: Path) -> None:
    kept, old, decision = ID["cluster/health"], ID["cluster/old"], ID["decision/3"]
    founded = Literal("2011", datatype=XSD.gYear)
    about = (
        (RDF.type, CSC.IdentityDecision),
        (CSC.keeps, kept),
        (CSC.verdict, ID["concept/verdict-same"]),
        (CSC.decidedBy, Literal("rule 1")),
        (CSC.score, Literal("0.98", datatype=XSD.decimal)),
        (CSC.ground, Literal("name: the same")),
        (PROV.used, kept),
        (PROV.used, old),
    )
    with Releases(tmp_path).draft() as draft:
        draft.store.add(iri.of_source("list"), ((kept, RDF.type, CSC.Cluster), (kept, CSC.founded, founded)))
        draft.store.add(iri.of_source("identity"), ((decision, p, o) for p, o in about))
    with TestClient(create_app(Settings(store=tmp_path, workers=1))) as client:
        found = why(client, s="clusters/health", p="csc:founded", o='"2011"^^xsd:gYear')
        page = client.get("/why?s=clusters/health&p=csc:founded&o=%222011%22%5E%5Exsd:gYear&format=html").text
    (told,) = found["identity"]
    assert (told["other"], told["by"], told["score"], told["grounds"]) == (
        str(old),
        "rule 1",
        "0.98",
        ["name: the same"],
    )
    assert "rule 1" in page
