import pytest

from graph.remote.address import BadAddress, Remote, basic, bearer, is_address, remote


@pytest.mark.parametrize(
    ("given", "query", "update", "graphs"),
    [
        ("http://h:7878", "http://h:7878/query", "http://h:7878/update", "http://h:7878/store"),
        ("http://h:7878/", "http://h:7878/query", "http://h:7878/update", "http://h:7878/store"),
        ("https://h/db/query", "https://h/db/query", "https://h/db/update", "https://h/db/store"),
        (
            "http://h/repositories/mine",
            "http://h/repositories/mine",
            "http://h/repositories/mine/statements",
            "http://h/repositories/mine/rdf-graphs/service",
        ),
        ("https://neptune:8182/sparql", "https://neptune:8182/sparql", "https://neptune:8182/sparql", None),
        (
            "https://h/repositories/mine/other",
            "https://h/repositories/mine/other",
            "https://h/repositories/mine/other",
            None,
        ),
    ],
)
def test_what_is_not_said_is_where_such_servers_have_it(
    given: str, query: str, update: str, graphs: str | None
) -> None:
    found = remote(given)
    assert (found.queries, found.update, found.graphs) == ((query,), update, graphs)


def test_what_is_said_counts() -> None:
    found = remote("http://h", queries=("http://a/q", "http://b/q"), update="http://a/u", graphs="http://a/g")
    assert found == Remote(("http://a/q", "http://b/q"), "http://a/u", "http://a/g")


@pytest.mark.parametrize(
    "wrong", ["ftp://h", "http://", "http://h/#part", "http://h:99999/", "http://h/a b", "http://[h"]
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(BadAddress):
        remote(wrong)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadAddress) as refused:
        remote("https://me:secret@h/sparql")
    assert "secret" not in str(refused.value)
    assert "CLUSTERSCAPE_STORE_PASSWORD" in str(refused.value)


def test_secrets_are_not_shown() -> None:
    for authorization in (basic("me", "secret"), bearer("secret")):
        found = remote("https://h/sparql", authorization=authorization)
        assert found.authorization == authorization
        assert authorization.split()[1] not in f"{found} {found!r}"


def test_folders_are_no_addresses() -> None:
    assert [is_address(each) for each in ("var/store", "/http://x", "https://h", "http://h")] == [
        False,
        False,
        True,
        True,
    ]
