"""The SPARQL 1.1 Graph Store HTTP Protocol, clause by clause. Each case is named by the section it is drawn from."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.writers import writable

TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
HERE = "http://testserver/graphs"
ALICE, BOB = '<http://e/alice> <http://e/name> "Alice" .', '<http://e/bob> <http://e/name> "Bob" .'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with writable(tmp_path_factory.mktemp("graphs")) as client:
        yield client


@pytest.fixture(autouse=True)
def _empty(client: TestClient) -> None:
    assert client.post("/update", data={"update": "DROP ALL"}).status_code == 204


def put(client: TestClient, path: str, body: str = ALICE, **headers: str) -> Response:
    return client.put(path, content=body, headers={**TURTLE, **headers})


def said(answer: Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    return {f"{quad.subject} {quad.predicate} {quad.object} ." for quad in ox.parse(answer.content, form)}


WHERE = [
    ("4.1-direct", "/graphs/person/1.ttl", f"{HERE}/person/1.ttl"),
    ("4.1-direct-escaped", "/graphs/a%20b/%C3%A9", f"{HERE}/a%20b/%C3%A9"),
    ("4.2-indirect", "/graphs?graph=" + quote("http://g/one?a=b&c#d", safe=""), "http://g/one?a=b&c#d"),
    ("4.2-indirect-relative", "/graphs?graph=/graphs/person/2", f"{HERE}/person/2"),
    ("4.2-default", "/graphs?default", None),
    ("4.2-slash-at-the-end", "/graphs/?graph=http://g/one", "http://g/one"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "graph"), [each[1:] for each in WHERE], ids=[each[0] for each in WHERE])
def test_a_graph_is_read_where_it_was_put(client: TestClient, path: str, graph: str | None) -> None:
    assert put(client, path).status_code == 201
    assert said(client.get(path)) == {ALICE}
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    assert client.get("/sparql", params={"query": f"ASK {{ {pattern} }}"}).json()["boolean"] is True


def test_a_part_of_a_graph_is_not_taken_for_the_whole(client: TestClient) -> None:
    assert put(client, "/graphs/one").status_code == 201
    assert put(client, "/graphs/one", BOB, **{"Content-Range": "bytes 0-9/99"}).status_code == 400
    assert said(client.get("/graphs/one")) == {ALICE}


BASES = [
    ("direct", "/graphs/person/1", f"{HERE}/person/"),
    ("indirect", "/graphs?graph=http://g/folder/one", "http://g/folder/"),
    ("default", "/graphs?default", "http://testserver/"),
]


@pytest.mark.parametrize(("path", "base"), [each[1:] for each in BASES], ids=[each[0] for each in BASES])
def test_5_1_relative_iris_belong_to_the_graph(client: TestClient, path: str, base: str) -> None:
    put(client, path, "<x> <http://e/p> <http://e/o> .")
    assert said(client.get(path)) == {f"<{base}x> <http://e/p> <http://e/o> ."}


WRONG = [
    ("4.2-no-value", "/graphs?graph="),
    ("4.2-no-iri", "/graphs?graph=a b"),
    ("4.2-both", "/graphs?default&graph=http://g/one"),
    ("4.2-two", "/graphs?graph=http://g/one&graph=http://g/two"),
    ("4.2-default-with-a-value", "/graphs?default=yes"),
    ("4.2-other-parameter", "/graphs?other=http://g/one"),
    ("4-direct-and-indirect", "/graphs/one?graph=http://g/one"),
    ("4.2-not-utf-8", "/graphs?graph=http://g/%ff"),
    ("4.2-host-in-one-bracket", "/graphs?graph=http://%5B"),
    ("4.2-host-in-brackets-of-no-address", "/graphs?graph=//%5Bg%5D/"),
]


@pytest.mark.parametrize("path", [each[1] for each in WRONG], ids=[each[0] for each in WRONG])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_what_names_no_graph_is_a_bad_request(client: TestClient, method: str, path: str) -> None:
    body = {"content": ALICE, "headers": TURTLE} if method in {"PUT", "POST"} else {}
    answer = client.request(method, path, **body)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_4_the_store_itself_is_neither_replaced_nor_deleted(client: TestClient, method: str) -> None:
    assert client.request(method, "/graphs", content=ALICE, headers=TURTLE).status_code == 400


def test_5_3_put_replaces_and_says_whether_it_was_new(client: TestClient) -> None:
    assert put(client, "/graphs/one").status_code == 201
    again = put(client, "/graphs/one", BOB)
    assert (again.status_code, again.content) == (204, b"")
    assert said(client.get("/graphs/one")) == {BOB}


def test_5_3_put_of_the_empty_default_graph_makes_it(client: TestClient) -> None:
    assert put(client, "/graphs?default").status_code == 201
    assert put(client, "/graphs?default", BOB).status_code == 204
    assert said(client.get("/graphs?default")) == {BOB}


def test_5_3_put_of_nothing_leaves_an_empty_graph(client: TestClient) -> None:
    put(client, "/graphs/one")
    assert put(client, "/graphs/one", "").status_code == 204
    assert said(client.get("/graphs/one")) == set()


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        ("<a> <b> .", "text/turtle", 400),
        (ALICE, "application/rdf+xml", 400),
        ("{", "application/ld+json", 400),
        (ALICE, "text/plain", 415),
        (ALICE, "", 415),
        (ALICE, "text/turtle; charset=latin-1", 415),
    ],
    ids=["syntax", "mismatch", "json", "text", "none", "charset"],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_5_3_a_payload_that_cannot_be_read_changes_nothing(
    client: TestClient, method: str, body: str, media_type: str, status: int
) -> None:
    put(client, "/graphs/one")
    headers = {"Content-Type": media_type} if media_type else {}
    answer = client.request(method, "/graphs/one", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert said(client.get("/graphs/one")) == {ALICE}


def test_a_context_at_another_address_is_not_fetched(client: TestClient) -> None:
    headers = {"Content-Type": "application/ld+json"}
    for context in ('"http://127.0.0.1:1/"', '{"t": {"@id": "a:t", "@context": "http://127.0.0.1:1/"}}'):
        body = f'{{"@context": {context}, "@id": "a:b", "t": {{"a:x": "1"}}}}'
        refused = client.put("/graphs/one", content=body, headers=headers)
        assert (refused.status_code, "is not fetched" in refused.json()["detail"]) == (400, True)


def test_5_4_delete_takes_a_graph_away_once(client: TestClient) -> None:
    put(client, "/graphs/one")
    assert [client.delete("/graphs/one").status_code for _ in range(2)] == [200, 404]
    assert client.get("/graphs/one").status_code == 404
    put(client, "/graphs?default")
    assert client.delete("/graphs?default").status_code == 200
    assert said(client.get("/graphs?default")) == set()


def test_5_5_post_adds(client: TestClient) -> None:
    assert client.post("/graphs/one", content=ALICE, headers=TURTLE).status_code == 201
    assert client.post("/graphs/one", content=BOB, headers=TURTLE).status_code == 200
    assert said(client.get("/graphs/one")) == {ALICE, BOB}
    assert client.post("/graphs/one", content="", headers=TURTLE).status_code == 200
    assert said(client.get("/graphs/one")) == {ALICE, BOB}


def test_5_5_blank_nodes_of_two_payloads_are_two(client: TestClient) -> None:
    for _ in range(2):
        client.post("/graphs/one", content="_:a <http://e/p> 1 .", headers=TURTLE)
    assert len(said(client.get("/graphs/one"))) == 2


def test_5_5_post_to_the_store_makes_a_graph_with_an_address(client: TestClient) -> None:
    answer = client.post("/graphs", content="<> <http://e/p> <http://e/o> .", headers=TURTLE)
    where = answer.headers["location"]
    assert (answer.status_code, where.startswith(f"{HERE}/")) == (201, True)
    assert said(client.get(where)) == {f"<{where}> <http://e/p> <http://e/o> ."}
    assert client.post("/graphs", content=ALICE, headers=TURTLE).headers["location"] != where


def test_5_5_a_form_of_several_files_is_one_change(client: TestClient) -> None:
    files = [
        ("a", ("a.ttl", ALICE, "text/turtle")),
        ("b", ("b.nt", BOB, "application/octet-stream")),
    ]
    assert client.post("/graphs/one", files=files).status_code == 201
    assert said(client.get("/graphs/one")) == {ALICE, BOB}
    wrong = [
        ("a", ("a.ttl", '<http://e/c> <http://e/name> "C" .', "text/turtle")),
        ("b", ("b.ttl", "<a>", "text/turtle")),
    ]
    assert client.post("/graphs/one", files=wrong).status_code == 400
    assert said(client.get("/graphs/one")) == {ALICE, BOB}


def test_5_5_a_form_without_parts_is_refused(client: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/graphs/one", content="no parts", headers=headers).status_code == 400


def test_5_5_a_form_that_breaks_off_is_refused(client: TestClient) -> None:
    part = f'--x\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: text/turtle\r\n\r\n{ALICE}\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    refused = client.put("/graphs/one", content=f"{part}--x\r\n{part[5:40]}", headers=headers)
    assert (refused.status_code, "breaks off" in refused.json()["detail"]) == (400, True)
    assert client.get("/graphs/one").status_code == 404
    assert client.put("/graphs/one", content=f"{part}--x--\r\n", headers=headers).status_code == 201


def test_5_5_a_part_of_which_a_piece_cannot_be_read_replaces_nothing(client: TestClient) -> None:
    put(client, "/graphs/one")
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    sent = "--x\r\nContent-Type: text/turtle\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--x--\r\n"
    assert client.put("/graphs/one", content=sent.format("!!!!"), headers=headers).status_code == 400
    assert said(client.get("/graphs/one")) == {ALICE}
    whole = b64encode(BOB.encode()).decode()
    assert client.put("/graphs/one", content=sent.format(whole), headers=headers).status_code == 204
    assert said(client.get("/graphs/one")) == {BOB}


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/n-quads"])
def test_5_3_a_mark_of_the_encoding_is_no_part_of_what_is_sent(client: TestClient, media_type: str) -> None:
    put(client, "/graphs/one", f"\ufeff{ALICE}", **{"Content-Type": media_type})
    assert said(client.get("/graphs/one")) == {ALICE}
    put(client, "/graphs/two", f"\ufeff{BOB[:-2]}")  # without its last stop
    assert said(client.get("/graphs/two")) == {BOB}


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_5_6_a_graph_is_read_in_each_format(client: TestClient, name: str) -> None:
    put(client, "/graphs?graph=http://g/one", f"{ALICE} {BOB}")
    answer = client.get(f"/graphs?graph=http://g/one&format={name}")
    assert said(answer) == {ALICE, BOB}
    asked = client.get("/graphs?graph=http://g/one", headers={"Accept": answer.headers["content-type"]})
    assert asked.content == answer.content


def test_5_6_what_is_not_there_or_not_offered(client: TestClient) -> None:
    assert client.get("/graphs/none").status_code == 404
    put(client, "/graphs/one")
    assert client.get("/graphs/one", headers={"Accept": "text/html"}).status_code == 406


def test_5_7_head_is_get_without_a_body(client: TestClient) -> None:
    put(client, "/graphs/one")
    head, get = client.head("/graphs/one"), client.get("/graphs/one")
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in ("content-type", "content-length", "etag")] == [
        get.headers[name] for name in ("content-type", "content-length", "etag")
    ]
    assert client.head("/graphs/none").status_code == 404


@pytest.mark.parametrize("path", ["/graphs", "/graphs/one"])
def test_methods_are_told(client: TestClient, path: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, PUT, POST, DELETE, OPTIONS")
    refused = client.patch(path, content="INSERT DATA { }", headers={"Content-Type": "application/sparql-update"})
    assert refused.status_code == 405
    assert set(refused.headers["allow"].split(", ")) == set(answer.headers["allow"].split(", "))


def test_what_is_unchanged_is_not_sent_again(client: TestClient) -> None:
    put(client, "/graphs/one")
    tag = client.get("/graphs/one").headers["etag"]
    assert client.get("/graphs/one", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/graphs/one", headers={"If-None-Match": "*"}).status_code == 304
    for known in ("*", tag):  # which is of all graphs: nothing is known of one that is not there
        assert client.get("/graphs/two", headers={"If-None-Match": known}).status_code == 404
    assert client.head("/graphs/one", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/graphs/one", headers={"If-Match": tag}).status_code == 200
    assert client.get("/graphs/one", headers={"If-Match": '"other"'}).status_code == 412
    put(client, "/graphs/one", BOB)
    assert client.get("/graphs/one", headers={"If-None-Match": tag}).status_code == 200


def test_a_change_may_ask_that_nobody_changed_before(client: TestClient) -> None:
    put(client, "/graphs/one")
    tag = client.get("/graphs/one").headers["etag"]
    lines = [*TURTLE.items(), ("If-Match", '"other"'), ("If-Match", tag)]
    assert client.put("/graphs/one", content=BOB, headers=lines).status_code == 204
    assert put(client, "/graphs/one", ALICE, **{"If-Match": tag}).status_code == 412
    tag = client.get("/graphs/one").headers["etag"]
    assert put(client, "/graphs/one", ALICE, **{"If-Match": f"W/{tag}"}).status_code == 412
    assert client.get("/graphs/one", headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304
    assert said(client.get("/graphs/one")) == {BOB}
    assert put(client, "/graphs/one", **{"If-None-Match": "*"}).status_code == 412
    assert put(client, "/graphs/two", **{"If-None-Match": "*"}).status_code == 201
    assert put(client, "/graphs/three", **{"If-Match": "*"}).status_code == 412


def test_without_a_token_nothing_is_changed(client: TestClient) -> None:
    for method in ("PUT", "POST", "DELETE"):
        sent = client.request(method, "/graphs/one", content=ALICE, headers={**TURTLE, "Authorization": ""})
        assert sent.status_code == 401
    refused = client.get("/graphs/one")
    assert (refused.status_code, "Authorization" in refused.headers["vary"]) == (404, True)  # others may see it


def test_a_graph_larger_than_may_be_sent_is_refused(tmp_path: Path) -> None:
    with writable(tmp_path, max_graph=1_000) as client:
        assert put(client, "/graphs/one", ALICE * 100).status_code == 413
        pieces = (ALICE.encode() for _ in range(100))
        assert client.put("/graphs/one", content=pieces, headers=TURTLE).status_code == 413
        assert put(client, "/graphs/one", ALICE, **{"Content-Encoding": "gzip"}).status_code == 415


def test_forms_within_forms_are_refused(client: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    within = "".join(f"Content-Type: multipart/mixed; boundary=y{n}\r\n\r\n--y{n}\r\n" for n in range(3_000))
    for each in ("Content-Type: message/rfc822\r\n\r\n" * 3_000, within):
        assert client.put("/graphs/one", content=f"--x\r\n{each}\r\n--x--\r\n", headers=headers).status_code == 400


def test_a_form_has_a_thousand_files_at_most(client: TestClient) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: text/turtle\r\n\r\n<a:s> <a:p> {} .\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for number, status in ((1_000, 201), (1_001, 413)):
        form = "".join(map(part.format, range(number))) + "--x--\r\n"
        assert client.put(f"/graphs/of-{number}", content=form, headers=headers).status_code == status


def test_in_a_service_of_the_union_the_default_graph_is_what_is_written_without_one(tmp_path: Path) -> None:
    with writable(tmp_path, "union") as client:
        put(client, "/graphs?graph=http://g/one", BOB)
        assert said(client.get("/graphs?default")) == set()
        assert put(client, "/graphs?default").status_code == 201
        assert said(client.get("/graphs?default")) == {ALICE}
        found = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
        assert said(found) == {ALICE, BOB}
        assert (
            client.put(
                "/graphs?graph=https://w3id.org/clusterscape/id/source/catalogue", content=ALICE, headers=TURTLE
            ).status_code
            == 403
        )
