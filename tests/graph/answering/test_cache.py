"""Which queries are the same, and what is kept of their answers."""

import pytest

from graph.answering.cache import Cache, Kept, Key, is_fleeting, mark, normalised

SAME = "SELECT * { ?s ?p 'a  b' }"


@pytest.mark.parametrize(
    "other",
    ["SELECT  *  { ?s ?p 'a  b' }", "SELECT\t* { ?s   ?p 'a  b' }  ", " SELECT * { ?s ?p 'a  b' }"],
)
def test_spaces_make_no_other_query(other: str) -> None:
    assert normalised(other) == normalised(SAME)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT * { ?s ?p 'a b' }", SAME),
        ("ASK { ?s <http://a/#b> 'a' }", "ASK { ?s <http://a/#c> 'a' }"),
        ("ASK { ?s a:b\\#c ?o }", "ASK { ?s a:b\\#d ?o }"),
        ("ASK { ?s ?p 'a # b' }", "ASK { ?s ?p 'a # c' }"),
        ('ASK { ?s ?p """a " # b""" }', 'ASK { ?s ?p """a " # c""" }'),
        # Where a comment ends, the line does: with a space in its place more would be a comment.
        ("ASK { ?s ?p ?o # x\n } #", "ASK { ?s ?p ?o # x } #"),
        ("ASK { FILTER(?a<?b#> x\n || true) }", "ASK { FILTER(?a<?b#> x || true) }"),
    ],
)
def test_what_could_mean_something_else_is_another_query(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_comments_make_no_other_query() -> None:
    assert normalised("ASK # one\n{ }") == normalised("ASK # two, and 'a quote\n{ }")


@pytest.mark.parametrize(
    "text", ["SELECT (RAND() AS ?x) {}", "ASK { FILTER(now ( ) > 1) }", "ASK { service <a:b> {} }"]
)
def test_what_differs_each_time_is_told(text: str) -> None:
    assert is_fleeting(text)


def test_an_ordinary_query_has_the_same_answer_again() -> None:
    assert not is_fleeting(SAME)


def _key(name: str) -> Key:
    return ("release",), name.encode()


def _kept(size: int) -> Kept:
    return Kept(b"x" * size, (), "")


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    cache = Cache(50_000)
    for name in "abc":
        cache.keep(_key(name), _kept(12_000))
    cache.find(_key("a"))
    cache.keep(_key("d"), _kept(12_000))
    assert [name for name in "abcd" if cache.find(_key(name))] == ["a", "c", "d"]


def test_a_large_answer_is_not_kept() -> None:
    cache = Cache(10**9)
    cache.keep(_key("a"), _kept(10**6))
    assert len(cache) == 0


def test_the_same_key_is_kept_once() -> None:
    cache = Cache(30_000)
    for _ in range(10):
        cache.keep(_key("a"), _kept(12_000))
    cache.keep(_key("b"), _kept(12_000))
    assert len(cache) == 2


def test_a_mark_names_all_that_an_answer_depends_on() -> None:
    marks = {mark((beside, query)) for beside in (("one",), ("two",), ("one", "two")) for query in (b"", b"a", b"b")}
    assert len(marks) == 9
    assert {mark((("one",), b"a")), mark((("one",), b"a"))} < marks
    assert all(each.startswith('W/"') for each in marks)


@pytest.mark.parametrize("key", [((), b"q" * 12_000), (("a" * 12_000,), b""), ((("a", "b" * 12_000),), b"")])
def test_what_an_answer_was_asked_by_takes_room_too(key: Key) -> None:
    """Anyone chooses it: of answers of a few bytes there would be gigabytes."""
    cache = Cache(50_000)
    for number in range(20):
        cache.keep(((number, *key[0]), key[1]), _kept(20))
    assert len(cache) == 3
    cache.keep((("a" * 60_000,), b""), _kept(20))
    assert len(cache) == 3


def test_what_is_given_again_is_the_last_to_go() -> None:
    cache, kept = Cache(30_000), _kept(12_000)
    cache.keep(_key("a"), kept)
    cache.keep(_key("b"), _kept(12_000))
    cache.keep(_key("a"), kept)
    cache.keep(_key("c"), _kept(12_000))
    assert [name for name in "abc" if cache.find(_key(name))] == ["a", "c"]
