"""The OpenAPI document is true: what it promises is what is served."""

from collections.abc import Iterator

import jsonschema_rs
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from rdflib.namespace import OWL, RDF
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import openapi
from api.app import create_app
from api.settings import Settings
from api.shapes import TOLD
from graph.reader import local, ref
from ontology.catalogue import vocabulary
from ontology.model import model
from tests import world

# Every kind has the same three routes; those that are promised by name, and each route that is made in its own way.
_TRIED = (
    r"^/(clusters|organisations|pacts|policies|health|search|sources|disagreements|why|questions(?!/[a-z])|ontology|id)"
)
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    app = create_app(Settings(store=world.publish(tmp_path_factory.mktemp("world")), workers=1))
    with TestClient(app):
        yield app


def test_the_document_is_known_by_its_tag_and_written_once(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(app)
    first = client.get("/openapi.json")
    monkeypatch.setattr(openapi, "_written", None)
    again = client.get("/openapi.json", headers={"Accept-Language": "pt", "Host": "elsewhere"})
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert first.headers["cache-control"] == "no-cache"
    head = client.head("/openapi.json")
    assert (head.content, head.headers["etag"]) == (b"", first.headers["etag"])
    for known in ("*", f'"other", {first.headers["etag"]}', first.headers["etag"].removeprefix("W/")):
        unchanged = client.get("/openapi.json", headers={"If-None-Match": known})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == first.headers["etag"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_whatever_is_sent_the_answer_is_one_that_is_promised(app: FastAPI, mode: GenerationMode) -> None:
    document = schemathesis.openapi.from_asgi("/openapi.json", app).include(path_regex=_TRIED)
    tried = 0
    for found in document.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not operation.query:
            continue
        tried += 1
        _try(operation.as_strategy(generation_mode=mode))
    assert tried >= 15


def _try(cases: SearchStrategy[schemathesis.Case]) -> None:
    @given(case=cases)
    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def each(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=list(_CHECKS))

    each()


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/clusters", "/clusters"),
        ("/clusters/{slug}", "/clusters/health"),
        ("/clusters/{slug}/links/{name}", "/clusters/health/links/pactOf-pacts"),
        ("/organisations/{slug}", "/organisations/university"),
        ("/countries/{slug}", "/countries/PRT"),
        ("/pacts/{slug}", "/pacts/health"),
        ("/figures/{slug}", "/figures/members-2019"),
        ("/search", "/search?q=health"),
        ("/sources", "/sources"),
        ("/sources/{slug}", "/sources/one"),
        ("/disagreements", "/disagreements"),
        ("/why", "/why?s=clusters/health&p=csc:founded&o=%222008%22%5E%5Exsd:gYear"),
        ("/questions", "/questions"),
        ("/health", "/health"),
    ],
)
def test_a_real_answer_has_the_shape_that_is_promised(app: FastAPI, path: str, address: str) -> None:
    client = TestClient(app)
    document = client.get("/openapi.json").json()
    promised = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(address)
    assert answer.status_code == 200
    jsonschema_rs.validate({**promised, "components": document["components"]}, answer.json())


def test_every_kind_has_its_list_its_things_and_their_links(app: FastAPI) -> None:
    paths = TestClient(app).get("/openapi.json").json()["paths"]
    for kind in model().kinds:
        if kind.name not in {"record", "statement", "source"}:
            assert {f"/{kind.collection}{rest}" for rest in ("", "/{slug}", "/{slug}/links/{name}")} <= paths.keys()


def test_the_document_is_openapi_3_1_with_licence_and_no_foreign_errors(app: FastAPI) -> None:
    document = TestClient(app).get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["info"]["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "HTTPValidationError" not in document["components"]["schemas"]


@pytest.mark.parametrize("kind", TOLD)
def test_the_properties_named_for_a_kind_are_in_the_vocabulary(kind: str) -> None:
    terms = vocabulary()
    known = {local(ref(term)) for cls in PROPERTIES for term in terms.subjects(RDF.type, cls)}
    assert set(TOLD[kind]) - known == set()


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_asks_another_site_for_its_script(app: FastAPI, path: str) -> None:
    assert TestClient(app).get(path).status_code == 404
