"""Rewriting keeps the meaning: random data, random queries, as written and rewritten, by the engine."""

from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from graph.answering.ahead import Ahead
from graph.rewriting import sorting
from graph.rewriting.rewrite import REWRITINGS, rewritten

EX = "http://example.org/"
NODES = [f"<{EX}{name}>" for name in "abc"]
PREDICATES = [f"<{EX}{name}>" for name in "pq"]
TEXTS = ['"x"', '"y"', '"zz"', '"x"@en', '"y"@en', '"1"', '"01"']
OTHERS = ["1", "2", "1.0", "true", f'"x"^^<{EX}odd>', '"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>']
VARIABLES = ["?s", "?t", "?u", "?v"]
GRAPHS = ["", f"<{EX}g1>", f"<{EX}g2>"]
SEARCH = settings(
    max_examples=10_000,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Of a thing that no triple names the engine leaves out the path of no steps, which rewriting puts right: each is named.
NAMED = " ".join(f"{node} <{EX}named> true ." for node in NODES)

nodes, predicates = st.sampled_from(NODES), st.sampled_from(PREDICATES)
values = st.one_of(nodes, nodes, st.sampled_from(TEXTS), st.sampled_from(OTHERS), st.just("_:b"))
variables = st.sampled_from(VARIABLES)
triples = st.tuples(st.one_of(nodes, nodes, st.just("_:b")), predicates, values, st.sampled_from(GRAPHS))
data = st.lists(triples, min_size=8, max_size=25)

steps = st.one_of(
    predicates,
    predicates,
    st.builds("{}*".format, predicates),
    st.builds("{}+".format, predicates),
    st.builds("^{}*".format, predicates),
    st.builds("{}/{}*".format, predicates, predicates),
    st.builds("({}|{})+".format, predicates, predicates),
    st.builds("{}*/{}".format, predicates, predicates),
    variables,
)
patterns = st.builds("{} {} {}".format, st.one_of(variables, variables, nodes), steps, st.one_of(variables, nodes))
blocks = st.lists(patterns, min_size=1, max_size=3).map(" . ".join)
known = st.one_of(nodes, st.sampled_from([*TEXTS, "'x'", '"x"@EN', r'"\u0079"']))  # some in another way of writing
conditions = st.one_of(
    st.builds("{} = {}".format, variables, known),
    st.builds("{} = {}".format, variables, variables),
    st.builds("sameTerm({}, {})".format, variables, st.one_of(known, variables)),
    st.builds("{} IN ({}, {})".format, variables, known, known),
    st.builds("{0} = {1} || {0} = {2}".format, variables, known, known),
    st.builds("{} = {} && {} != {}".format, variables, known, variables, known),
    st.builds("{} = {}".format, variables, st.sampled_from(OTHERS)),
    st.builds("bound({})".format, variables),
    st.builds("!({} = {})".format, variables, known),
    st.builds("EXISTS {{ {} {} {} }}".format, variables, predicates, variables),
)


@pytest.fixture(scope="module", autouse=True)
def sorts_few() -> Iterator[None]:
    """Few rows, which are left to the engine otherwise, are sorted as many are."""
    with patch.object(sorting, "FEW", -1):
        yield


def _parts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("OPTIONAL {}".format, inner),
        st.builds("{} UNION {}".format, inner, inner),
        st.builds("MINUS {}".format, inner),
        st.builds("GRAPH <http://example.org/g1> {}".format, inner),
        st.builds("{{ SELECT ?s ?t {} }}".format, inner),
        st.builds("VALUES {} {{ {} {} }}".format, variables, known, known),
    )


def _groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    filters = st.lists(st.builds("FILTER({})".format, conditions), max_size=2)
    elements = st.lists(st.one_of(blocks, blocks, _parts(inner)), min_size=1, max_size=3)
    return st.builds(lambda parts, tests: f"{{ {' . '.join([*parts, *tests])} }}", elements, filters)


simple = st.builds("{{ {} FILTER({}) }}".format, blocks, conditions)
groups = st.recursive(simple, _groups, max_leaves=6)
endings = st.one_of(
    st.just(""),
    st.builds("ORDER BY {} LIMIT {}".format, variables, st.integers(1, 5)),
    st.builds(
        "ORDER BY DESC({}) {} LIMIT {} OFFSET {}".format, variables, variables, st.integers(1, 3), st.integers(0, 3)
    ),
)
queries = st.builds(
    "SELECT {} {} {}".format, st.sampled_from(["*", "?s ?t", "DISTINCT ?s ?t ?u", "?s ?u ?v"]), groups, endings
)


def _store(quads: list[tuple[str, str, str, str]]) -> ox.Store:
    store = ox.Store()
    lines = [f"{s} {p} {o} . {f'GRAPH {g} {{ {s} {p} {o} }}' if g else ''}" for s, p, o, g in quads]
    store.update(f"INSERT DATA {{ {NAMED} {' '.join(lines)} GRAPH <{EX}g1> {{ {NAMED} }} }}")
    return store


def _rows(store: ox.Store, query: str) -> list[tuple[tuple[str, str], ...]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [tuple(sorted(_pairs(names, solution))) for solution in found]


def _pairs(names: list[str], solution: ox.QuerySolution) -> Iterator[tuple[str, str]]:
    return ((name, str(solution[name])) for name in names if solution[name] is not None)


def _ahead(store: ox.Store) -> Ahead:
    return Ahead(store.query, store.named_graphs)


@pytest.mark.unmeasured
@settings(max_examples=500, deadline=None)
@given(data, queries)
def test_a_rewritten_query_has_the_same_solutions(quads: list[tuple[str, str, str, str]], query: str) -> None:
    store = _store(quads)
    better = rewritten(query, _ahead(store))
    as_written = _rows(store, query)
    if "LIMIT" not in query:
        assert Counter(_rows(store, better.text)) == Counter(as_written), better.text
        return
    # What is cut among equals may differ: the keys that rows are sorted by, and the rows that there are, may not.
    key = query.split("ORDER BY", 1)[1].replace("DESC(", "").strip().split(")")[0].split(" ")[0][1:]
    whole = Counter(_rows(store, query.split(" ORDER BY")[0]))
    found = _rows(store, better.text)
    assert not Counter(found) - whole, better.text
    assert len(found) == len(as_written), better.text
    assert [dict(row).get(key) for row in found] == [dict(row).get(key) for row in as_written], better.text


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["constants", "equals", "paths", "sorting", "columns"])
def test_the_random_queries_meet_each_rewriting_that_is_to_be_quicker(name: str) -> None:
    def meets(case: tuple[list[tuple[str, str, str, str]], str]) -> bool:
        return name in rewritten(case[1], _ahead(_store(case[0]))).steps

    assert name in REWRITINGS
    assert find(st.tuples(data, queries), meets, settings=SEARCH)
