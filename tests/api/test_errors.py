import importlib
import pkgutil

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient

from api import errors
from graph.guard import TooComplex
from graph.store import BadQuery, ServerFailed, StoreError

PACKAGES = ("ontology", "graph", "viz", "api")
# Met by the command only, or by a page that tells them itself.
NEVER_OVER_HTTP = {
    "api.settings.BadSetting",
    "graph.backup.InTheWay",
    "graph.backup.NotABackup",
    "graph.dumping.UnknownDumped",
    "graph.parsing.NotRdf",
    "graph.remote.address.BadAddress",
    "graph.remote.probe.NoDatasets",
    "graph.remote.publish.HeldByOthers",
    "graph.remote.release.NotKeptThere",
    "graph.remote.wire.NoGraphStore",
    "graph.remote.wire.Unsure",
    "graph.remote.replicas.Passing",
    "graph.reasoning.rules.BadRule",
    "graph.store.BadTriples",
    "ontology.consistency.NoJava",
    "ontology.consistency.ReasonerFailed",
    "viz.geography.given.BadBoundaries",
    "viz.geography.topology.BadTopology",
    "viz.map.UnknownLanguage",
    "viz.notebook.NoAnswer",
    "viz.page.AssetsNotBuilt",
}
# Caught where they are understood: they never leave the modules that they are between.
INNER = {
    "api.connection.Refused",
    "graph.doors.HostRefused",
    "graph.doors.NoAddress",
    "graph.answering.nursery.NoProcess",
    "graph.results.output.Enough",
    "graph.results.output.Refused",
    "graph.reasoning.part.Entangled",
    "graph.rewriting.terms.NotRead",
    "graph.searching.building.Abandoned",
    "graph.searching.building.Unlike",
    "graph.updates.partner.Ended",
    "viz.geography.frames.UnknownFrame",
}


def errors_of_ours() -> list[type[Exception]]:
    """All error classes that modules a request may run through define."""
    found: list[type[Exception]] = []
    for package in PACKAGES:
        root = importlib.import_module(package)
        for module in pkgutil.walk_packages(root.__path__, f"{package}."):
            for each in vars(importlib.import_module(module.name)).values():
                if isinstance(each, type) and issubclass(each, Exception) and each.__module__ == module.name:
                    found.append(each)
    return found


def name_of(error: type[Exception]) -> str:
    return f"{error.__module__}.{error.__name__}"


def test_every_error_of_the_domain_has_its_status() -> None:
    public = [each for each in errors_of_ours() if not each.__name__.startswith("_")]
    assert len(public) > 25
    missing = {name_of(each) for each in public if each not in errors.PROBLEMS}
    assert missing - NEVER_OVER_HTTP - INNER == set()


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    errors.install(app)

    @app.get("/query")
    def fail_query() -> None:
        raise BadQuery("no such thing", 3, 7)

    @app.get("/complex")
    def fail_complex() -> None:
        raise TooComplex("too deep")

    @app.get("/store")
    def fail_store() -> None:
        raise StoreError("secret: /var/lib/store")

    @app.get("/server")
    def fail_server() -> None:
        raise ServerFailed("http://store.example/query failed")

    @app.get("/fault")
    def fail() -> None:
        raise ZeroDivisionError("secret")

    @app.get("/number")
    def read_number(number: int = Query()) -> int:
        return number

    @app.post("/number")
    def write_number() -> None:
        return None

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "status", "members"),
    [
        ("GET", "/query", 400, {"title": "Bad query", "detail": "No such thing", "line": 3, "column": 7}),
        ("GET", "/complex", 400, {"title": "Query too complex", "detail": "Too deep"}),
        ("GET", "/store", 500, {"title": "The store failed"}),
        ("GET", "/server", 502, {"title": "The server of the store failed"}),
        ("GET", "/fault", 500, {"title": "Internal error"}),
        (
            "GET",
            "/number",
            400,
            {"title": "Bad request", "errors": [{"where": ["query", "number"], "what": "Field required"}]},
        ),
        ("GET", "/nowhere", 404, {"title": "Not found"}),
        ("DELETE", "/number", 405, {"title": "Method not allowed"}),
    ],
    ids=["domain", "subclass", "outage", "server", "fault", "validation", "not-found", "method"],
)
def test_errors_are_problem_documents(
    client: TestClient, method: str, path: str, status: int, members: dict[str, object]
) -> None:
    answer = client.request(method, path)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["instance"]) == (status, path)
    assert problem["type"].startswith("https://w3id.org/clusterscape/problem/")
    assert {name: problem.get(name) for name in members} == members
    assert "secret" not in answer.text


def test_a_method_that_is_not_taken_is_answered_with_those_that_are(client: TestClient) -> None:
    assert client.delete("/number").headers["allow"] == "GET, HEAD, POST"
