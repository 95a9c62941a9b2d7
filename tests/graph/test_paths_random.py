"""Paths over random data, answered after rewriting as their definition says (SPARQL 1.1 Query, 18.2.2.4 and 18.4)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answering.ahead import Ahead
from graph.rewriting.rewrite import rewritten

EX = "http://example.org/"
GRAPH = f"<{EX}g>"
Pair: TypeAlias = tuple[str, str]
Way: TypeAlias = tuple[
    object, ...
]  # ("link", p), ("^", way), ("/", way, way), ("|", way, way), ("*", way), ("!", p, q)

names, predicates = st.sampled_from("abc"), st.sampled_from("pq")
triples = st.lists(st.tuples(names, predicates, names), max_size=6, unique=True)
links = st.tuples(st.just("link"), predicates)


def _of(inner: st.SearchStrategy[Way]) -> st.SearchStrategy[Way]:
    return st.one_of(
        st.tuples(st.sampled_from(["|", "/", "|"]), inner, inner),
        st.tuples(st.sampled_from("^*+?"), inner),
        st.tuples(
            st.just("!"), st.lists(predicates, max_size=2).map(tuple), st.lists(predicates, max_size=1).map(tuple)
        ),
    )


ways = st.recursive(links, _of, max_leaves=4)


def _text(way: Way) -> str:
    match way:
        case ("link", name):
            return f"<{EX}{name}>"
        case ("!", there, back):
            assert isinstance(there, tuple)
            assert isinstance(back, tuple)
            return f"!({'|'.join([*(f'<{EX}{name}>' for name in there), *(f'^<{EX}{name}>' for name in back)])})"
        case ("^", inner):
            return f"^({_text(inner)})"
        case (("*" | "+" | "?") as sign, inner):
            return f"({_text(inner)}){sign}"
        case (sign, left, right):
            return f"({_text(left)}){sign}({_text(right)})"
    raise AssertionError(way)


class _Definition:
    """Answers a path over some triples; what stands at its ends is known by name, or None for a variable."""

    def __init__(self, said: Iterable[tuple[str, str, str]]) -> None:
        self._said = list(said)
        self._nodes = {name for subject, _, value in self._said for name in (subject, value)}

    def pairs(self, way: Way, start: str | None, end: str | None) -> Iterator[Pair]:
        """The ends of each way, as often as there are ways."""
        yield from (pair for pair in self._all(way, start, end) if start in (None, pair[0]) and end in (None, pair[1]))

    def _all(self, way: Way, start: str | None, end: str | None) -> Iterator[Pair]:
        match way:
            case ("link", name):
                yield from ((s, o) for s, p, o in self._said if p == name)
            case ("!", there, back):
                assert isinstance(there, tuple)
                assert isinstance(back, tuple)
                if there or not back:
                    yield from ((s, o) for s, p, o in self._said if p not in there)
                if back:
                    yield from ((o, s) for s, p, o in self._said if p not in back)
            case ("^", inner):
                yield from ((b, a) for a, b in self.pairs(inner, end, start))
            case ("|", left, right):
                yield from self.pairs(left, start, end)
                yield from self.pairs(right, start, end)
            case ("/", left, right):
                for a, between in self.pairs(left, start, None):
                    yield from ((a, c) for b, c in self.pairs(right, None, end) if b == between)
            case (("*" | "+" | "?") as sign, inner):
                yield from self._reach(str(sign), inner, start, end)

    def _reach(self, sign: str, inner: Way, start: str | None, end: str | None) -> Iterator[Pair]:
        if start is None and end is not None:
            yield from ((b, a) for a, b in self._reach(sign, ("^", inner), end, None))
            return
        for begin in self._nodes if start is None else {start}:
            first = {b for _, b in self.pairs(inner, begin, None)}
            met = first if sign == "?" else self._closed(inner, first)
            yield from ((begin, each) for each in (met if sign == "+" else met | {begin}))

    def _closed(self, inner: Way, met: set[str]) -> set[str]:
        more = {c for b in met for _, c in self.pairs(inner, b, None)} | met
        return met if more == met else self._closed(inner, more)


def _asked(said: list[tuple[str, str, str]], pattern: str) -> Counter[Pair]:
    store = ox.Store()
    lines = " ".join(f"<{EX}{s}> <{EX}{p}> <{EX}{o}> ." for s, p, o in said)
    store.update(f"CREATE GRAPH {GRAPH} ; INSERT DATA {{ {lines} GRAPH {GRAPH} {{ {lines} }} }}")
    found = store.query(rewritten(f"SELECT ?x ?y {{ {pattern} }}", Ahead(store.query, store.named_graphs)).text)
    assert isinstance(found, ox.QuerySolutions)
    return Counter((_name(row["x"]), _name(row["y"])) for row in found)


def _name(term: object) -> str:
    return "" if term is None else str(term).removeprefix(f"<{EX}").removesuffix(">")


@pytest.mark.parametrize("graph", ["{}", f"GRAPH {GRAPH} {{{{ {{}} }}}}"], ids=["default", "named"])
@settings(max_examples=300, deadline=None)
@given(triples, ways, st.sampled_from(["?x", "a", "none"]), st.sampled_from(["?y", "a", "b"]))
def test_a_path_is_answered_by_its_definition(
    graph: str, said: list[tuple[str, str, str]], way: Way, start: str, end: str
) -> None:
    one, other = (None if name.startswith("?") else name for name in (start, end))
    first, last = (name if name.startswith("?") else f"<{EX}{name}>" for name in (start, end))
    expected = Counter(("" if one else a, "" if other else b) for a, b in _Definition(said).pairs(way, one, other))
    assert _asked(said, graph.format(f"{first} {_text(way)} {last}")) == expected


@settings(max_examples=300, deadline=None)
@given(triples, ways, ways, st.sampled_from(["a", "none"]))
def test_a_blank_node_is_one_thing_in_all_paths_of_a_pattern(
    said: list[tuple[str, str, str]], way: Way, other: Way, start: str
) -> None:
    meant = _Definition(said)
    first = Counter(between for _, between in meant.pairs(way, start, None))
    expected = Counter[Pair]()
    for between, end in meant.pairs(other, None, None):
        expected["", end] += first[between]
    pattern = f"<{EX}{start}> {_text(way)} _:between . FILTER(true) _:between {_text(other)} ?y"
    assert _asked(said, pattern) == expected


far = st.tuples(st.just("/"), links, st.tuples(st.sampled_from("*+?"), links))


@settings(max_examples=100, deadline=None)
@given(triples, far, far, st.sampled_from(["BIND(1 AS ?one) {}", "{{ {} }}", "FILTER(true) {}"]))
def test_paths_in_two_parts_of_a_pattern_are_answered_each_by_itself(
    said: list[tuple[str, str, str]], way: Way, other: Way, second: str
) -> None:
    meant = _Definition(said)
    first, last = list(meant.pairs(way, None, "a")), list(meant.pairs(other, None, "b"))
    expected = Counter((x, y) for x, _ in first for y, _ in last)
    pattern = f"?x {_text(way)} <{EX}a> . " + second.format(f"?y {_text(other)} <{EX}b>")
    assert _asked(said, pattern) == expected


@settings(max_examples=200, deadline=None)
@given(triples, ways, st.sampled_from("ab"), st.sampled_from(["b", "none"]))
def test_a_path_without_variables_is_answered_as_often(
    said: list[tuple[str, str, str]], way: Way, start: str, end: str
) -> None:
    found = _asked(said, f"{{ SELECT * {{ <{EX}{start}> {_text(way)} <{EX}{end}> }} }}")
    expected = Counter(("", "") for _ in _Definition(said).pairs(way, start, end))
    assert set(found) == set(expected) if "!" in _text(way) else found == expected
