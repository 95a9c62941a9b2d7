"""An endpoint is loaded like a file: asked, mapped, archived, put back without asking again."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.release import Releases
from graph.store import Scope
from ingest import versions
from ingest.load import Finish, LoadRefused, Report, Watcher, load
from ingest.source import read
from ingest.work import Order
from ontology.namespaces import CSC

DECLARATION = """
[source]
id = "own-harvest"
title = {{en = "Clusters elsewhere"}}
publisher = "Agency"
license = "https://creativecommons.org/licenses/by/4.0/"
language = ["en"]
endpoint = "http://{host}/sparql"
query = "SELECT ?id ?name WHERE {{ ?id <urn:name> ?name }} ORDER BY ?id"
pause = 0
[mapping]
key = ["id"]
[mapping.thing.cluster]
iri = "cluster/{{id}}"
type = "csc:Cluster"
[mapping.thing.cluster.say]
"rdfs:label" = {{column = "name", lang = "en"}}
"""


class Endpoint:
    """Answers with its names, and counts how often it is asked."""

    def __init__(self) -> None:
        self.names = ["A", "B"]
        self.asked = 0
        self.host = ""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A server on loopback that knows some names."""
    state = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked += 1
            query = parse_qs(urlsplit(self.path).query)["query"][0]
            left = state.names if query.rstrip().endswith("OFFSET 0") else []
            rows = [{"id": {"type": "literal", "value": n}, "name": {"type": "literal", "value": n}} for n in left]
            body = json.dumps({"head": {"vars": ["id", "name"]}, "results": {"bindings": rows}}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.host = f"127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def run(folder: Path, host: str, *, allowed: bool = True) -> Report:
    declared = folder / "own.toml"
    declared.write_text(DECLARATION.format(host=host), encoding="utf-8")
    order = Order(named=frozenset({"own-harvest"}), hosts=(host,) if allowed else ())
    return load(folder / "store", read(declared), Watcher(), Finish("", lambda draft: None), order=order)


def names(folder: Path) -> set[str]:
    release = Releases(folder / "store").current()
    assert release is not None
    query = f"SELECT ?name {{ ?thing a <{CSC.Cluster}> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name }}"
    return {str(row["name"]) for row in release.open().select(query, Scope.OPERATOR)}


def test_an_endpoint_is_harvested_mapped_and_put_back_from_the_archive(endpoint: Endpoint, tmp_path: Path) -> None:
    run(tmp_path, endpoint.host)
    assert names(tmp_path) == {"A", "B"}
    endpoint.names = ["A", "C"]
    run(tmp_path, endpoint.host)
    assert names(tmp_path) == {"A", "C"}
    asked = endpoint.asked
    release = Releases(tmp_path / "store").current()
    assert release
    known = versions.read(release.artefacts)
    assert [each.file_name for each in known] == ["own-harvest.csv"] * 2
    order = Order(revert=(versions.chosen(known, "own-harvest", None),))
    load(tmp_path / "store", (), Watcher(), Finish("", lambda draft: None), order=order)
    assert names(tmp_path) == {"A", "B"}
    assert endpoint.asked == asked


def test_an_answer_that_did_not_change_makes_no_release(endpoint: Endpoint, tmp_path: Path) -> None:
    first = run(tmp_path, endpoint.host)
    assert run(tmp_path, endpoint.host).release == first.release


def test_a_host_that_is_not_allowed_is_not_asked(endpoint: Endpoint, tmp_path: Path) -> None:
    with pytest.raises(LoadRefused) as refused:
        run(tmp_path, endpoint.host, allowed=False)
    assert "CLUSTERSCAPE_HARVEST_HOSTS" in str(refused.value.faults[0])
    assert endpoint.asked == 0
