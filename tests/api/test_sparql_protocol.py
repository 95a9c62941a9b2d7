"""The SPARQL 1.1 Protocol, clause by clause, over HTTP. Each case is named by the section it is drawn from."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote_plus, urlencode

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.protocol import asked
from tests.api.writers import writable

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
ONE, TWO, THREE = "http://g/one", "http://g/two", "http://g/three"
HERE = "http://testserver/sparql"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with writable(tmp_path_factory.mktemp("protocol")) as client:
        yield client


@pytest.fixture(autouse=True)
def _three_graphs(client: TestClient) -> None:
    data = " ".join(
        f"GRAPH <{graph}> {{ <{graph}> <http://e/p> <http://e/{graph[9:]}> }}" for graph in (ONE, TWO, THREE)
    )
    changed = client.post(
        "/update", data={"update": f"DROP ALL ; INSERT DATA {{ <http://e/none> <http://e/p> 0 . {data} }}"}
    )
    assert changed.status_code == 204, changed.text


def post(
    client: TestClient, body: str | bytes, media_type: str, path: str = "/sparql", **parameters: object
) -> Response:
    asked = f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path
    return client.post(asked, content=body, headers={"Content-Type": media_type})


def subjects(client: TestClient, pattern: str = "?s ?p ?o", **parameters: object) -> list[str]:
    answer = client.get("/sparql", params={"query": f"SELECT ?s {{ {pattern} }}", **parameters})  # type: ignore[dict-item]
    assert answer.status_code == 200, answer.text
    return sorted(row["s"]["value"] for row in answer.json()["results"]["bindings"])


QUERIES = [
    ("2.1.1-get", lambda client: client.get(f"/sparql?query={quote('ASK {}')}")),
    ("2.1.1-get-plus", lambda client: client.get("/sparql?query=ASK+%7B%7D")),
    ("2.1.1-any-order", lambda client: client.get(f"/sparql?default-graph-uri={quote(ONE, safe='')}&query=ASK%7B%7D")),
    ("2.1.2-form", lambda client: post(client, "query=ASK%20%7B%7D", FORM)),
    ("2.1.2-form-of-utf-8", lambda client: post(client, "query=ASK%20%7B%7D", f"{FORM}; charset=UTF-8")),
    ("2.1.2-media-type-in-capitals", lambda client: post(client, "query=ASK%20%7B%7D", FORM.upper())),
    ("2.1.3-direct", lambda client: post(client, "ASK {}", QUERY)),
    ("2.1.3-direct-of-utf-8", lambda client: post(client, "ASK {}", f'{QUERY};charset="utf-8"')),
    ("2.1.3-direct-with-a-mark-of-the-encoding", lambda client: post(client, "\ufeffASK {}", QUERY)),
    ("2.1.3-dataset-in-the-address", lambda client: post(client, "ASK {}", QUERY, **{"named-graph-uri": [ONE, TWO]})),
    ("1.2-version", lambda client: client.get("/sparql?query=ASK+%7B%7D&version=1.1")),
    ("1.2-version-of-the-media-type", lambda client: post(client, "ASK {}", f"{QUERY}; version=1.2")),
    ("2.1-slash-at-the-end", lambda client: client.get("/sparql/?query=ASK%7B%7D")),
]  # fmt: skip


@pytest.mark.parametrize("way", [each[1] for each in QUERIES], ids=[each[0] for each in QUERIES])
def test_each_way_to_ask_is_answered(client: TestClient, way: object) -> None:
    answer: Response = way(client)  # type: ignore[operator]
    assert (answer.status_code, answer.json()) == (200, {"head": {}, "boolean": True})


ALL = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
DATASETS = [
    ("2.1.4-no-dataset", "?s ?p ?o", {}, ["http://e/none"]),
    ("2.1.4-no-dataset-named", "GRAPH ?g { ?s ?p ?o }", {}, [ONE, THREE, TWO]),
    ("2.1.4-default", ALL, {"default-graph-uri": ONE}, [ONE]),
    ("2.1.4-defaults-are-merged", ALL, {"default-graph-uri": [ONE, TWO]}, [ONE, TWO]),
    ("2.1.4-named", ALL, {"named-graph-uri": [ONE, TWO]}, [ONE, TWO]),
    ("2.1.4-both", "?s ?p ?o . GRAPH ?g { ?t ?p ?u }", {"default-graph-uri": ONE, "named-graph-uri": TWO}, [ONE]),
    ("2.1.4-unknown-is-empty", ALL, {"default-graph-uri": "http://g/none", "named-graph-uri": TWO}, [TWO]),
]


@pytest.mark.parametrize(
    ("pattern", "dataset", "found"), [each[1:] for each in DATASETS], ids=[each[0] for each in DATASETS]
)
def test_the_dataset_of_the_request_is_read(
    client: TestClient, pattern: str, dataset: dict[str, object], found: list[str]
) -> None:
    assert subjects(client, pattern, **dataset) == found


@pytest.mark.parametrize(
    ("clause", "found"), [("FROM <http://g/none>", []), ("FROM <none>", []), (f"FROM <{ONE}>", [ONE])]
)
def test_a_graph_that_is_not_here_is_empty_in_a_plain_service(
    client: TestClient, clause: str, found: list[str]
) -> None:
    answer = post(client, f"SELECT ?s {clause} {{ ?s ?p ?o }}", QUERY)
    assert [row["s"]["value"] for row in answer.json()["results"]["bindings"]] == found


def test_a_relative_iri_is_relative_to_the_address_of_the_service(client: TestClient) -> None:
    answer = post(client, 'SELECT (<a> AS ?x) (IRI("b") AS ?y) {}', QUERY)
    (row,) = answer.json()["results"]["bindings"]
    assert [row["x"]["value"], row["y"]["value"]] == ["http://testserver/a", "http://testserver/b"]


def test_2_1_4_the_dataset_of_the_request_goes_before_that_of_the_query(client: TestClient) -> None:
    query = f"SELECT ?s FROM <{ONE}> FROM NAMED <{THREE}> {{ {ALL} }}"
    answer = post(client, query, QUERY, **{"default-graph-uri": TWO})
    assert [row["s"]["value"] for row in answer.json()["results"]["bindings"]] == [TWO]


def test_2_1_4_two_graphs_of_one_triple_merge_to_one(client: TestClient) -> None:
    same = "<http://e/same> <http://e/p> 1"
    client.post("/update", data={"update": f"INSERT DATA {{ GRAPH <{ONE}> {{ {same} }} GRAPH <{TWO}> {{ {same} }} }}"})
    assert subjects(client, "?s <http://e/p> 1", **{"default-graph-uri": [ONE, TWO]}) == ["http://e/same"]


@pytest.mark.parametrize(
    ("query", "accept", "given"),
    [
        ("SELECT * {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "application/sparql-results+json;q=0.9, application/sparql-results+xml;q=0.8", "application/sparql-results+json"),
        ("DESCRIBE <http://e/none>", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/trig", "application/trig"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-quads", "application/n-quads"),
    ],
    ids=["select", "ask", "describe", "construct", "trig", "n-quads"],
)  # fmt: skip
def test_2_1_5_the_answer_comes_as_asked(client: TestClient, query: str, accept: str, given: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, given)


def test_2_1_6_relative_iris_belong_to_the_service(client: TestClient) -> None:
    answer = post(client, "CONSTRUCT { <s> <p> <#o> } WHERE {}", QUERY)
    assert answer.text.strip() == f"<{HERE[:-6]}s> <{HERE[:-6]}p> <{HERE}#o> ."
    answer = post(client, "BASE <http://b/> CONSTRUCT { <s> <p> <#o> } WHERE {}", QUERY)
    assert answer.text.strip() == "<http://b/s> <http://b/p> <http://b/#o> ."


CHANGES = [
    ("2.2.1-form", "/update", "update=" + quote("INSERT DATA { <http://e/new> <http://e/p> 1 }"), FORM),
    ("2.2.1-form-at-the-endpoint", "/sparql", "update=" + quote("INSERT DATA { <http://e/new> <http://e/p> 1 }"), FORM),
    ("2.2.2-direct", "/update", "INSERT DATA { <http://e/new> <http://e/p> 1 }", UPDATE),
    ("2.2.2-direct-with-a-mark-of-the-encoding", "/update", "\ufeffINSERT DATA { <http://e/new> <http://e/p> 1 }", UPDATE),
    ("2.2.2-direct-at-the-endpoint", "/sparql/", "INSERT DATA { <http://e/new> <http://e/p> 1 }", UPDATE),
    ("2.2.2-prologue-after-semicolon", "/update", "CLEAR DEFAULT ; PREFIX e: <http://e/> INSERT DATA { e:new e:p 1 }", UPDATE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "media_type"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES]
)
def test_each_way_to_change_is_seen_by_the_next_query(
    client: TestClient, path: str, body: str, media_type: str
) -> None:
    changed = post(client, body, media_type, path)
    assert (changed.status_code, changed.headers["clusterscape-changed"][:7]) == (204, "added=1")
    assert "http://e/new" in subjects(client)


COPY = "INSERT {{ GRAPH <http://g/copy> {{ ?s ?p ?o }} }} WHERE {{ {} }}"
USING = [
    ("2.2.3-default", {"using-graph-uri": ONE}, "?s ?p ?o", [ONE]),
    ("2.2.3-defaults", {"using-graph-uri": [ONE, TWO]}, "?s ?p ?o", [ONE, TWO]),
    ("2.2.3-named", {"using-named-graph-uri": [ONE, TWO]}, "GRAPH ?g { ?s ?p ?o }", [ONE, TWO]),
    ("2.2.3-named-leave-the-default-empty", {"using-named-graph-uri": ONE}, "?s ?p ?o", []),
    ("2.2.3-both", {"using-graph-uri": ONE, "using-named-graph-uri": TWO}, ALL, [ONE, TWO]),
]  # fmt: skip


@pytest.mark.parametrize("as_form", [True, False], ids=["form", "direct"])
@pytest.mark.parametrize(("using", "pattern", "found"), [each[1:] for each in USING], ids=[each[0] for each in USING])
def test_patterns_of_an_update_read_the_dataset_of_the_request(
    client: TestClient, using: dict[str, object], pattern: str, found: list[str], as_form: bool
) -> None:
    text = COPY.format(pattern)
    if as_form:
        changed = client.post("/update", data={"update": text, **using})
    else:
        changed = post(client, text, UPDATE, "/update", **using)
    assert changed.status_code == 204, changed.text
    assert subjects(client, "GRAPH <http://g/copy> { ?s ?p ?o }") == found


@pytest.mark.parametrize(
    "text",
    [
        f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p ?o }} USING <{ONE}> WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p ?o }} USING NAMED <{ONE}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    ],
    ids=["with", "using", "using-named"],
)
def test_2_2_3_a_dataset_in_both_places_is_an_error(client: TestClient, text: str) -> None:
    assert post(client, text, UPDATE, "/update", **{"using-graph-uri": TWO}).status_code == 400


REFUSED = [
    ("2.1-two-queries", "POST", "/sparql", "query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
    ("2.1.1-get-with-a-body", "GET", "/sparql?query=ASK%7B%7D", "query=ASK%7B%7D", FORM, 400),
    ("2.1.1-get-with-a-body-alone", "GET", "/sparql", "query=ASK%7B%7D", FORM, 400),
    ("2.2.1-update-of-a-form-in-the-address", "POST", "/update?update=CLEAR+ALL", "", FORM, 400),
    ("1.2-two-versions", "GET", "/sparql?query=ASK%7B%7D&version=1.1&version=1.2", "", "", 400),
    ("1.2-two-versions-of-an-update", "POST", "/update", "update=CLEAR+ALL&version=1.1&version=1.2", FORM, 400),
    ("2.1.3-other-charset", "POST", "/sparql", "ASK {}".encode("utf-16"), f"{QUERY}; charset=utf-16", 415),
    ("2.1.3-not-utf-8-but-says-so", "POST", "/sparql", b"ASK { ?s ?p '\xff' }", QUERY, 400),
    ("2.1.3-no-media-type", "POST", "/sparql", "ASK {}", "", 415),
    ("2.1.3-other-media-type", "POST", "/sparql", "ASK {}", "text/plain", 415),
    ("2.1.7-syntax", "GET", "/sparql?query=ASK%20%7B", "", "", 400),
    ("2.2-update-by-get", "GET", "/sparql?update=CLEAR%20ALL", "", "", 400),
    ("2.2-update-by-get-there", "GET", "/update?update=CLEAR%20ALL", "", "", 405),
    ("2.2-two-updates", "POST", "/update", "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, 400),
    ("2.2-query-at-the-update-address", "POST", "/update", "query=ASK%7B%7D", FORM, 400),
    ("2.2-nothing", "POST", "/update", "", FORM, 400),
    ("2.2.2-other-charset", "POST", "/update", "CLEAR ALL".encode("utf-16"), f"{UPDATE}; charset=utf-16", 415),
    ("2.2.2-no-media-type", "POST", "/update", "CLEAR ALL", "", 415),
    ("2.2.2-other-media-type", "POST", "/update", "CLEAR ALL", "text/plain", 415),
    ("2.2.3-dataset-of-queries", "POST", "/update", "update=CLEAR+ALL&default-graph-uri=http://g/one", FORM, 400),
    ("2.2.5-syntax", "POST", "/update", "update=CLEAR%20XYZ", FORM, 400),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "media_type", "status"),
    [each[1:] for each in REFUSED],
    ids=[each[0] for each in REFUSED],
)
def test_what_is_against_the_protocol_changes_nothing(
    client: TestClient, method: str, path: str, body: str | bytes, media_type: str, status: int
) -> None:
    answer = client.request(method, path, content=body, headers={"Content-Type": media_type} if media_type else {})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert subjects(client, ALL) == ["http://e/none", ONE, THREE, TWO]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/sparql", "GET, HEAD, POST, OPTIONS"), ("/update", "POST, OPTIONS")],
    ids=["sparql", "update"],
)
def test_other_methods_are_refused_with_those_that_there_are(client: TestClient, path: str, allowed: str) -> None:
    answer = client.put(path, content="ASK {}")
    assert answer.status_code == 405
    assert sorted(answer.headers["allow"].split(", ")) == sorted(allowed.split(", "))
    assert client.options(path).headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/static/site.css", "/static/nowhere.css", "/icon.svg", "/openapi.json"])
def test_files_are_read_and_nothing_else(client: TestClient, path: str) -> None:
    answer = client.put(path, content="ASK {}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.json()["detail"].endswith("there are: GET, HEAD")


def test_an_ampersand_that_was_encoded_too_is_still_one(client: TestClient) -> None:
    both = quote(f"{ONE}&default-graph-uri={TWO}", safe="")
    answer = client.get(f"/sparql?query={quote('SELECT ?s { ?s ?p ?o }')}&default-graph-uri={both}")
    assert sorted(row["s"]["value"] for row in answer.json()["results"]["bindings"]) == [ONE, TWO]


def test_without_a_token_nothing_is_changed(client: TestClient) -> None:
    sent = client.post("/update", data={"update": "CLEAR ALL"}, headers={"Authorization": ""})
    assert sent.status_code == 401
    assert "Bearer" in sent.headers["www-authenticate"]
    wrong = client.post("/update", data={"update": "CLEAR ALL"}, headers={"Authorization": "Bearer cst_wrong"})
    assert wrong.status_code == 401
    assert subjects(client) == ["http://e/none"]


@pytest.mark.parametrize("path", ["/update", "/sparql"])
def test_a_long_form_is_read_of_who_may_write_and_of_nobody_else(client: TestClient, path: str) -> None:
    """To read it takes memory and time, which are not for anybody: of a stranger it has the length of a query."""
    form = b"update=" + b"%23" * 1_000_000  # a comment
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(path, content=form, headers=headers).status_code == 204
    refused = TestClient(client.app).post(path, content=form, headers=headers)
    assert refused.status_code == {"/update": 401, "/sparql": 413}[path]


_READS = """
import resource, sys
from api.protocol import asked
form = b"format=csv&query=" + sys.argv[1].encode() * 2_000_000
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert asked(form) is not None
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("escape", ["%41", "%"], ids=["escapes", "none"])
def test_a_long_form_is_read_in_little_memory(escape: str) -> None:
    run = subprocess.run([sys.executable, "-c", _READS, escape], capture_output=True, check=True)
    assert int(run.stdout) < 100_000  # kB: the library takes two hundred bytes for each sign %


@pytest.mark.parametrize("length", range(65_530, 65_542))
@pytest.mark.parametrize("text", ["a{}%C3%A9%25%41+b%2", "%{}%42", "%%41{}%zz%C3%A9"])
def test_what_is_decoded_in_pieces_is_what_was_sent(text: str, length: int) -> None:
    sent = text.format(text[0] * length)
    read = asked(f"query={sent}&format=csv".encode())
    assert read is not None
    assert read.query == unquote_plus(sent)


def test_a_body_of_a_get_is_refused_also_where_the_answer_is_kept(client: TestClient) -> None:
    asked = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%201%20%7D"
    told = list[int]()
    for body in (None, None, "query=ASK%7B%7D"):
        request = client.build_request("GET", asked, content=body)
        del request.headers["Authorization"]  # what is kept is for who sends no token
        told.append(client.send(request).status_code)
    assert told == [200, 200, 400]


STRANGE = [
    ("value", "SELECT ?y { BIND(<http://f/1>(1) AS ?x) BIND(COALESCE(?x, <http://f/2>(1), 7) AS ?y) }", "7"),
    ("filter", "SELECT (COUNT(*) AS ?y) { GRAPH ?g { ?s ?p ?o } FILTER(<http://f/1>(?o)) }", "0"),
    ("beside-what-is-true", "SELECT (COUNT(*) AS ?y) { GRAPH ?g { ?s ?p ?o } FILTER(true || <http://f/1>(?o)) }", "3"),
]


@pytest.mark.parametrize(("query", "value"), [each[1:] for each in STRANGE], ids=[each[0] for each in STRANGE])
def test_a_function_that_is_not_known_has_no_value_in_a_plain_service(
    client: TestClient, query: str, value: str
) -> None:
    answer = client.get("/sparql", params={"query": query})
    assert answer.json()["results"]["bindings"][0]["y"]["value"] == value


def test_a_function_that_is_not_known_is_an_error_of_the_query_where_all_is_the_default_graph(tmp_path: Path) -> None:
    with writable(tmp_path, "union") as client:
        answer = client.get("/sparql", params={"query": "SELECT (<http://f/1>(1) AS ?x) {}"})
        assert (answer.status_code, "<http://f/1> is not known" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("path", ["/sparql", "/update", "/graphs?default"])
@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_what_is_compressed_is_not_read(client: TestClient, path: str, encoding: str) -> None:
    media_type = {"/sparql": QUERY, "/update": UPDATE}.get(path, "text/turtle")
    sent = client.post(path, content="ASK {}", headers={"Content-Type": media_type, "Content-Encoding": encoding})
    assert (sent.status_code, encoding in sent.json()["detail"]) == (415, True)
    plain = client.post("/sparql", content="ASK {}", headers={"Content-Type": QUERY, "Content-Encoding": "identity"})
    assert plain.json()["boolean"] is True


FAULTS = [
    ("prefix", "CLEAR ALL ; INSERT { ?s ?p 1 } WHERE { ?s x:p ?o }", "The prefix “x:” is not declared", 43),
    ("prefix-of-a-graph", "CLEAR GRAPH x:g", "The prefix “x:” is not declared", 13),
    ("function", "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(<http://f/1>(?o)) }", "http://f/1> is not known", None),
]


@pytest.mark.parametrize(("text", "told", "column"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_what_an_update_does_not_know_is_told(client: TestClient, text: str, told: str, column: int | None) -> None:
    problem = post(client, text, UPDATE, "/update").json()
    assert (problem["status"], told in problem["detail"], problem.get("column")) == (400, True, column), problem
    assert subjects(client) == ["http://e/none"]
