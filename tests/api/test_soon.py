"""Answers of workers that are given where their request is read, and handed to the application where they last."""

import http.client
import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import Literal, URIRef

from bench.server import HOST, serving
from graph.release import Releases
from tests.api.sparql import CSV, ENDLESS, JSON, MANY, build
from tests.api.test_prompt import Wire, request

FIRST = {"http://g/1": [(f"http://e/{number}", f"text {number}") for number in range(MANY)]}
JOINED = "SELECT ?s ?t { ?s <http://e/says> 'text 7' ; ?p ?t }"
COUNTED = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p 'text 7' ; ?p ?o } GROUP BY ?p"
FILTERED = "SELECT ?s { ?s ?p ?o FILTER(?o = 'text 7') }"
LARGE = "SELECT ?s ?o { ?s ?p ?o . ?s <http://e/says> ?o }"
DEADLINE = {"CLUSTERSCAPE_DEADLINE": "1.5", "CLUSTERSCAPE_WORKERS": "2"}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with serving(build(tmp_path_factory.mktemp("soon"), FIRST), DEADLINE) as (port, _):
        yield port


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        (JOINED, {}),
        (COUNTED, {"Accept": CSV}),
        (FILTERED, {"Cache_Control": "no-cache"}),
        (f"{LARGE} LIMIT 1500", {"Cache_Control": "no-cache"}),
        ("SELECT (RAND() AS ?r) { ?s ?p 'text 7' } LIMIT 0", {}),
        ("SELECT ?x { ?s ?p 'none' ; ?q ?x } ", {}),
        ("SELECT ?x { ?s ?p }", {}),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o ; ?p 'text 7' }", {"Accept": "application/n-triples"}),
        (JOINED, {"Accept": "image/png"}),
    ],
    ids=["joined", "counted", "rewritten", "large", "fleeting", "empty", "wrong", "triples", "not-acceptable"],
)
def test_the_answer_is_that_of_the_application(port: int, query: str, headers: dict[str, str]) -> None:
    with Wire(port) as last:  # a connection that ends is for the application
        expected = last.asked(request(query, Connection="close", **headers))
    with Wire(port) as wire:
        assert [wire.asked(request(query, **headers)) for _ in range(4)] == [expected] * 4


def test_what_lasts_is_handed_to_the_application_and_ended_at_its_deadline(port: int) -> None:
    with Wire(port) as wire:
        assert wire.asked(request(JOINED))[0] == HTTPStatus.OK
        for number in range(2):
            endless = ENDLESS.replace("?n", f"?n{number}")
            assert wire.asked(request(endless))[0] == HTTPStatus.GATEWAY_TIMEOUT
            assert wire.asked(request(JOINED, Cache_Control="no-cache"))[0] == HTTPStatus.OK


def test_a_large_one_is_handed_to_the_application_too(port: int) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    for query, rows in ((JOINED, 1), (LARGE, MANY), (JOINED, 1), (LARGE, MANY)):
        connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": JSON})
        assert len(json.loads(connection.getresponse().read())["results"]["bindings"]) == rows
    connection.close()


def test_what_is_sent_meanwhile_has_its_turn(port: int) -> None:
    with Wire(port) as wire:
        one = wire.asked(request(JOINED))
        other = wire.asked(request(COUNTED))
        for _ in range(3):
            wire.send(request(JOINED, Cache_Control="no-cache"))
            time.sleep(0.001)  # so that it comes by itself, whether the first is answered by then or not
            wire.send(request(COUNTED, Cache_Control="no-cache") + request(JOINED))
            assert [wire.answer() for _ in range(3)] == [one, other, one]


def test_a_client_that_leaves_holds_no_worker(port: int) -> None:
    for _ in range(6):
        with Wire(port) as wire:
            wire.asked(request(JOINED))
            wire.send(request(ENDLESS))
    with Wire(port) as wire:  # there are places for half as many
        assert wire.asked(request(JOINED, Cache_Control="no-cache"))[0] == HTTPStatus.OK


def test_the_next_query_sees_what_was_written(tmp_path: Path) -> None:
    folder = build(tmp_path / "store", {"http://g/1": [("http://e/first", "one")]})
    asked = "SELECT ?o { ?s <http://e/says> ?o ; ?p ?o }"
    with serving(folder) as (port, _), Wire(port) as wire:
        assert all(b"one" in wire.asked(request(asked))[2] for _ in range(3))
        with Releases(folder).draft() as draft:
            draft.store.replace(
                URIRef("http://g/1"), [(URIRef("http://e/first"), URIRef("http://e/says"), Literal("two"))]
            )
        for _ in range(3):
            status, headers, body = wire.asked(request(asked))
            assert (status, headers["content-type"]) == (HTTPStatus.OK, JSON)
            assert b"two" in body
            assert b"one" not in body
