"""What readers demand and what they have already, on each way to an answer (RFC 9110, section 13.1)."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.sparql import RAW, SELECT, build, service
from tests.graph.answering.pools import until

LARGE = "SELECT * { " + " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcdef") + " }"
STATIC = "/static/site.css"
READ = {
    "worker": (f"/sparql?query={SELECT}", None),
    "lookup": ("/sparql?query=SELECT ?o { <http://e/first> ?p ?o }", None),
    "description": ("/sparql", None),
    "openapi": ("/openapi.json", None),
    "vocabulary": ("/ontology?format=ttl", None),
    "without-tag": ("/health", None),
    "graph": ("/graphs?graph=http://g/1", '"'),
    "static": (STATIC, '"'),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = build(tmp_path_factory.mktemp("conditions") / "store", {"http://g/1": [("http://e/first", "one")]})
    with TestClient(service(folder), headers={"Accept-Encoding": "identity"}) as client:
        yield client


@pytest.mark.parametrize(("path", "strong"), READ.values(), ids=READ)
def test_what_is_not_as_demanded_gets_412(client: TestClient, path: str, strong: str | None) -> None:
    found = client.get(path)
    tag = found.headers.get("etag", '"none"')
    assert (found.status_code, tag.startswith('"')) == (200, bool(strong) or "etag" not in found.headers)
    for method in ("GET", "HEAD"):
        for demand in ('"other"', f'"other", W/{tag.removeprefix("W/")}', tag if not strong else ""):
            refused = client.request(method, path, headers={"If-Match": demand})
            assert refused.status_code == 412
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.headers["x-content-type-options"] == "nosniff"
            assert method == "HEAD" or "as If-Match demands" in refused.json()["detail"]
        assert client.request(method, path, headers={"If-Match": "*"}).status_code == 200
    both = {"If-Match": '"other"', "If-None-Match": tag}  # which of them comes first: section 13.2.2
    assert client.get(path, headers=both).status_code == 412
    if strong:
        assert client.get(path, headers=[("If-Match", '"other"'), ("If-Match", tag)]).status_code == 200


def test_what_fails_anyhow_fails_as_it_would(client: TestClient) -> None:
    for path, status in (("/graphs?graph=http://g/none", 404), ("/sparql?query=SELEKT", 400), ("/nowhere", 404)):
        assert client.get(path, headers={"If-Match": '"other"'}).status_code == status


def test_an_answer_that_nobody_wants_ends_its_query(client: TestClient) -> None:
    pool = client.app.state.pool  # type: ignore[attr-defined]
    before = pool.tally.outcomes["answered"]
    refused = client.get("/sparql", params={"query": LARGE}, headers={"If-Match": '"other"'})
    assert (refused.status_code, refused.json()["title"]) == (412, "The data changed")
    until(lambda: not pool.runs())
    assert pool.tally.outcomes["answered"] == before
    assert client.get("/sparql", params={"query": SELECT}).status_code == 200


def test_a_query_that_is_posted_has_nothing_to_match(client: TestClient) -> None:
    assert client.post("/sparql", content=SELECT, headers={**RAW, "If-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "date", "status"),
    [
        (STATIC, "Sat, 01 Jan 2000 00:00:00 GMT", 412),
        (STATIC, "Fri, 01 Jan 2100 00:00:00 GMT", 200),
        (STATIC, "some day", 200),
        (STATIC, f"Sat, 01 Jan 2000 00:00:00 +{'9' * 30}", 200),
        ("/openapi.json", "Sat, 01 Jan 2000 00:00:00 GMT", 200),
    ],
    ids=["changed", "unchanged", "no-date", "no-zone", "nobody-knows"],
)
def test_what_changed_since_gets_412_where_that_is_known(client: TestClient, path: str, date: str, status: int) -> None:
    found = client.get(path, headers={"If-Unmodified-Since": date})
    assert found.status_code == status
    assert status == 200 or "as If-Unmodified-Since demands" in found.json()["detail"]
    assert client.get(path, headers={"If-Unmodified-Since": date, "If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("path", ["/icon.svg", "/favicon.ico", STATIC, "/openapi.json", "/ontology?format=ttl"])
@pytest.mark.parametrize("gzip", [True, False], ids=["gzip", "plain"])
def test_what_a_reader_has_is_not_sent_again_and_told_with_the_same_headers(
    client: TestClient, path: str, gzip: bool
) -> None:
    asked = {"Accept-Encoding": "gzip" if gzip else "identity"}
    found = client.get(path, headers=asked)
    for known in (found.headers["etag"], "*"):
        unchanged = client.get(path, headers={**asked, "If-None-Match": known})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == found.headers["etag"]
        assert unchanged.headers.get("cache-control") == found.headers.get("cache-control")
        told = set(found.headers["vary"].split(", ")) | {"Accept-Encoding"}  # what is short is never compressed
        assert set(unchanged.headers["vary"].split(", ")) == told


SQUEEZED = {"Accept-Encoding": "gzip"}


def test_what_is_compressed_cannot_be_joined_with_a_part_of_what_is_not(client: TestClient) -> None:
    plain, squeezed = client.get(STATIC), client.get(STATIC, headers=SQUEEZED)
    assert squeezed.headers["content-encoding"] == "gzip"
    assert plain.headers["etag"].startswith('"')
    assert squeezed.headers["etag"] == f"W/{plain.headers['etag']}"
    part = {"Range": "bytes=100-"}
    for validator in (squeezed.headers["etag"], squeezed.headers["last-modified"]):
        whole = client.get(STATIC, headers={**SQUEEZED, **part, "If-Range": validator})
        assert (whole.status_code, whole.headers["content-encoding"]) == (200, "gzip")
        assert whole.content == plain.content
    for known in (SQUEEZED, {}):
        rest = client.get(STATIC, headers={**known, **part, "If-Range": plain.headers["etag"]})
        assert (rest.status_code, rest.content) == (206, plain.content[100:])
        assert (rest.headers["etag"], "content-encoding" in rest.headers) == (plain.headers["etag"], False)
    dated = client.get(STATIC, headers={**part, "If-Range": plain.headers["last-modified"]})
    assert (dated.status_code, dated.content) == (206, plain.content[100:])


def test_of_a_weak_tag_nothing_is_demanded_and_both_spare_what_is_known(client: TestClient) -> None:
    tags = [client.get(STATIC, headers=each).headers["etag"] for each in (SQUEEZED, {})]
    for asked in (SQUEEZED, {}):
        for tag in tags:
            assert client.get(STATIC, headers={**asked, "If-None-Match": tag}).status_code == 304
    assert client.get(STATIC, headers={**SQUEEZED, "If-Match": tags[0]}).status_code == 412
    assert client.get(STATIC, headers={"If-Match": tags[1]}).status_code == 200


def test_a_part_is_of_get_alone_in_bytes_and_tells_on_what_the_answer_depends(client: TestClient) -> None:
    whole, part = client.get(STATIC), client.get(STATIC, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, whole.content[5:10])
    assert part.headers["vary"] == whole.headers["vary"]
    assert client.get(STATIC, headers={"Range": "Bytes=5-9"}).status_code == 206
    head = client.head(STATIC, headers={"Range": "bytes=5-9"})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(whole.content)))
    for coded in ({}, SQUEEZED):
        lines = client.get(STATIC, headers={**coded, "Range": "lines=5-9"})
        assert (lines.status_code, lines.content) == (200, whole.content)
