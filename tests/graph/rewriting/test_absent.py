"""What a whole class has not: known beforehand, or taken away at once; and where it stays as it is written."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from graph.answering.ahead import Ahead, Told
from graph.rewriting import absent
from graph.rewriting.rewrite import Rewritten, rewritten
from graph.texts import making
from graph.texts.index import FOLDER

EX = "http://example.org/"
PREFIX = f"PREFIX : <{EX}> "


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Ahead:
    """Two thousand firms, all with a name, all but two in a cluster, three with a pact; few towns."""
    store, folder = ox.Store(), tmp_path_factory.mktemp("release")
    firms = (
        f":f{number} a :Firm ; :name 'firm' . {f':m{number} :in :f{number} .' if number > 1 else ''}"
        for number in range(2_000)
    )
    pacts = ":p1 :of :f1 . :p2 :of :f2 , :f3 . :t1 a :Town . :t2 a :Town"
    store.update(f"{PREFIX} INSERT DATA {{ {' '.join(firms)} {pacts} }}")
    making.gather(store, folder / FOLDER)
    return Ahead(store.query, store.named_graphs, Told(str(folder / "triples")))


def _rows(ask: ox.Store | Ahead, query: str) -> Counter[str]:
    found = ask.rows(query, 10_000) if isinstance(ask, Ahead) else ask.query(query)
    assert found is not None
    assert not isinstance(found, bool)
    return Counter(str([*map(str, row)]) for row in found)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?f { ?f a :Firm FILTER NOT EXISTS { ?f :name ?n } }", "VALUES ?f {  }"),
        ("SELECT ?f { FILTER(!EXISTS { ?m :in ?f }) ?f a :Firm FILTER(?f != :f1) }", "VALUES ?f { <"),
        ("SELECT ?f { ?f a :Firm MINUS { ?m :in ?f } ?f :name ?n }", "VALUES ?f { <"),
        ("SELECT * { ?f a :Firm ; :name ?n FILTER NOT EXISTS { ?p :of ?f } }", "MINUS"),
        ("SELECT (COUNT(*) AS ?c) { ?f a :Firm FILTER NOT EXISTS { ?m :in ?f . ?p :of ?f } ?f :name ?n }", "MINUS"),
        ("SELECT ?f { { ?f a :Firm FILTER NOT EXISTS { ?p :of ?f } } UNION { ?f a :Town } }", "MINUS"),
    ],
)
def test_what_is_known_of_a_class_is_not_looked_for(known: Ahead, query: str, told: str) -> None:
    better = rewritten(PREFIX + query, known)
    assert "absent" in better.steps
    assert told in better.text
    assert _rows(known, better.text) == _rows(known, PREFIX + query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?t { ?t a :Town FILTER NOT EXISTS { ?t :name ?n } }",
        "SELECT ?f { ?f a :Firm ; :name ?n FILTER NOT EXISTS { ?f :name ?n } }",
        "SELECT ?f ?n { ?f a :Firm FILTER NOT EXISTS { ?f :name ?n } BIND('x' AS ?n) }",
        "SELECT ?f { ?f a :Firm FILTER NOT EXISTS { ?x :name ?n } }",
        "SELECT ?f { ?f a :Firm FILTER NOT EXISTS { ?f :name ?n FILTER(?n != 'x') } }",
        "SELECT ?f { ?f a :Firm FILTER NOT EXISTS { ?f :name+ ?n } }",
        "SELECT ?f { ?f a :Firm FILTER NOT EXISTS { ?f :name [] } }",
        "SELECT ?f { GRAPH ?g { ?f a :Firm FILTER NOT EXISTS { ?f :name ?n } } }",
        "SELECT ?f { OPTIONAL { ?f a :Firm } FILTER NOT EXISTS { ?f :name ?n } }",
        "SELECT ?f { ?f a :Firm FILTER(?f = :f1 || NOT EXISTS { ?f :name ?n }) }",
        "SELECT ?f { ?f a :Firm OPTIONAL { ?p :of ?f FILTER NOT EXISTS { ?f :name ?n } } BIND(1 AS ?n) }",
    ],
)
def test_what_may_mean_something_else_is_left(known: Ahead, query: str) -> None:
    assert "absent" not in rewritten(PREFIX + query, known).steps


def test_who_has_it_not_is_asked_once_for_a_release(known: Ahead) -> None:
    asked = list[str]()

    def rows(query: str, most: int) -> list[tuple[str | None, ...]] | None:
        asked.append(query)
        return [(f"<{EX}f{len(asked)}>",)]

    told = Told()
    told._counts = known.counts()
    again = Ahead(known._ask, list, told)
    with patch.object(again, "rows", rows):
        for name in ("n", "other"):
            query = f"{PREFIX} SELECT ?f {{ ?f a :Firm FILTER NOT EXISTS {{ ?f :name ?{name} }} }}"
            assert f"<{EX}f1>" in rewritten(query, again).text
    assert len(asked) == 1


nodes = st.sampled_from([f"<{EX}{name}>" for name in "abc"] + ["_:b"])
predicates = st.sampled_from([f"<{EX}p>", f"<{EX}q>"])
kinds = st.sampled_from([f"<{EX}A>", f"<{EX}B>"])
lines = st.one_of(
    st.tuples(nodes, st.just("a"), kinds), st.tuples(nodes, predicates, st.one_of(nodes, st.sampled_from(["1", '"x"'])))
)
data = st.lists(lines, min_size=4, max_size=14)
variables = st.sampled_from(["?s", "?s", "?t", "?u", "?v"])
triples = st.one_of(
    st.builds("?s a {}".format, kinds),
    st.builds("{} a {}".format, variables, kinds),
    st.builds("{} {} {}".format, variables, predicates, variables),
    st.builds("{} {} <http://example.org/a>".format, variables, predicates),
    st.builds("{} {} {}".format, variables, variables, variables),
)
blocks = st.lists(triples, min_size=1, max_size=3).map(" . ".join)
tests = st.builds(
    "{} {{ {} }}".format,
    st.sampled_from(["FILTER NOT EXISTS", "FILTER NOT EXISTS", "FILTER ! EXISTS", "MINUS"]),
    st.one_of(triples, blocks, st.builds("{} FILTER({} != {})".format, triples, variables, variables)),
)


def _groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.one_of(
        blocks,
        tests,
        tests,
        st.builds("OPTIONAL {}".format, inner),
        st.builds("MINUS {}".format, inner),
        st.builds("FILTER EXISTS {}".format, inner),
        st.builds("{} UNION {}".format, inner, inner),
        st.builds("{{ SELECT ?s ?t {} }}".format, inner),
        st.builds("GRAPH <http://example.org/g> {}".format, inner),
        st.builds("BIND({} AS ?w)".format, variables),
        st.builds("VALUES {} {{ <http://example.org/a> UNDEF }}".format, variables),
    )
    return st.lists(parts, min_size=1, max_size=4).map(lambda found: f"{{ {' '.join(_apart(found))} }}")


def _apart(parts: list[str]) -> Iterator[str]:
    for part in parts:
        yield f"{part} ." if part.startswith("?") else part


plain = st.builds("{{ ?s a {} . {} . {} {} }}".format, kinds, triples, tests, st.one_of(st.just(""), tests, blocks))
queries = st.builds(
    "SELECT {} {}".format,
    st.sampled_from(["*", "?s ?t", "DISTINCT ?s", "(COUNT(*) AS ?n)"]),
    st.one_of(plain, plain, st.recursive(plain, _groups, max_leaves=4)),
)


def _better(store: ox.Store, query: str, folder: Path) -> Rewritten:
    making.gather(store, folder / FOLDER)
    with patch.multiple(absent, _LOTS=(0, 1, 2, 5, 20)):
        return rewritten(query, Ahead(store.query, store.named_graphs, Told(str(folder / "triples"))))


def _store(said: list[tuple[str, str, str]]) -> ox.Store:
    store = ox.Store()
    text = " ".join(f"{' '.join(line)} ." for line in said)
    store.update(f"INSERT DATA {{ {text} GRAPH <{EX}g> {{ {text} <{EX}c> a <{EX}A> }} }}")
    return store


def _solutions(store: ox.Store, query: str) -> Counter[frozenset[tuple[str, str]]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter(frozenset((name, str(row[name])) for name in names if row[name] is not None) for row in found)


@pytest.mark.unmeasured
@settings(max_examples=1_500, deadline=None)
@given(data, queries)
def test_what_is_absent_is_so_as_it_was_written(said: list[tuple[str, str, str]], query: str) -> None:
    store = _store(said)
    try:
        as_written = _solutions(store, query)
    except SyntaxError:  # BIND to a name that is in use
        return
    with TemporaryDirectory() as name:
        better = _better(store, query, Path(name))
    assert _solutions(store, better.text) == as_written, better.text


@pytest.mark.unmeasured
@pytest.mark.parametrize("told", ["VALUES ?s", "MINUS"])
def test_the_random_queries_meet_both_ways(told: str) -> None:
    def meets(case: tuple[list[tuple[str, str, str]], str]) -> bool:
        with TemporaryDirectory() as name:
            better = _better(_store(case[0]), case[1], Path(name))
        return "absent" in better.steps and better.text.count(told) > case[1].count(told)

    search = settings(
        max_examples=5_000,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    assert find(st.tuples(data, queries), meets, settings=search)
