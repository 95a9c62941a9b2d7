"""Joins in another order keep the meaning: random data, random queries, as written and rewritten, by the engine.

Whether a rewriting is worth it is told by how much there is; here it is done wherever it is allowed.
"""

from collections import Counter
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from graph.answering.ahead import Ahead
from graph.rewriting import halves, minus
from graph.rewriting.rewrite import REWRITINGS, Rewritten, rewritten

EX = "http://example.org/"
VARIABLES = ["?s", "?t", "?u", "?v"]
SEARCH = settings(
    max_examples=10_000,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
nodes = st.sampled_from([f"<{EX}{name}>" for name in "abc"])
predicates = st.sampled_from([f"<{EX}p>", f"<{EX}p>", f"<{EX}q>"])
values = st.one_of(nodes, nodes, st.sampled_from(['"x"', '"x"@en', "1", "1.0", "_:b"]))
data = st.lists(st.tuples(st.one_of(nodes, st.just("_:b")), predicates, values), min_size=3, max_size=14)
variables = st.sampled_from(VARIABLES)
triples = st.one_of(
    st.builds("{} {} {}".format, variables, predicates, variables),
    st.builds("{} {} {}".format, variables, predicates, variables),
    st.builds("{} {} {}".format, variables, predicates, nodes),
    st.builds("{} {} {}".format, variables, variables, variables),
    st.builds("{} {}+ {}".format, variables, predicates, variables),
)
blocks = st.lists(triples, min_size=1, max_size=4).map(" . ".join)
conditions = st.one_of(
    st.builds("bound({})".format, variables),
    st.builds("{} != {}".format, variables, variables),
    st.builds("STR({}) < STR({})".format, variables, variables),
    st.builds("EXISTS {{ {} }}".format, triples),
)


def _groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.one_of(
        blocks,
        st.builds("OPTIONAL {}".format, inner),
        st.builds("MINUS {}".format, inner),
        st.builds("FILTER({})".format, conditions),
        st.builds("{} UNION {}".format, inner, inner),
        st.builds("{{ SELECT ?s ?t {} }}".format, inner),
        st.builds("BIND({} AS ?w)".format, variables),
        st.builds("VALUES ?s {{ {} UNDEF }}".format, nodes),
    )
    return st.lists(parts, min_size=1, max_size=4).map(lambda found: f"{{ {' . '.join(found)} }}")


# Two that have a third in common, each of them known by more.
pairs = st.builds(
    "{{ ?s {0} ?u . ?t {0} ?u . ?s {1} {2} . {3} FILTER({4}) }}".format,
    predicates, predicates, nodes, st.builds("{} {} {}".format, variables, predicates, nodes), conditions,
)  # fmt: skip
firsts = st.builds("{{ OPTIONAL {{ {} }} {} }}".format, blocks, blocks)
takings = st.builds("{{ {} MINUS {{ {} }} {} }}".format, blocks, blocks, st.one_of(st.just(""), blocks))
groups = st.recursive(st.builds("{{ {} }}".format, blocks), _groups, max_leaves=5)
columns = st.sampled_from(["*", "?s ?t", "DISTINCT ?s ?u", "(COUNT(*) AS ?n)"])
queries = st.builds("SELECT {} {}".format, columns, st.one_of(pairs, firsts, takings, groups))


def _store(lines: list[tuple[str, str, str]]) -> ox.Store:
    store = ox.Store()
    store.update(f"INSERT DATA {{ {' '.join(f'{s} {p} {o} .' for s, p, o in lines)} }}")
    return store


def _rows(store: ox.Store, query: str) -> Counter[frozenset[tuple[str, str]]]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter(frozenset((name, str(row[name])) for name in names if row[name] is not None) for row in found)


def _better(store: ox.Store, query: str) -> Rewritten:
    always = {"_is_worth_it": lambda *_: True}
    with patch.multiple(halves, **always), patch.multiple(minus, **always):
        return rewritten(query, Ahead(store.query, store.named_graphs))


@pytest.mark.unmeasured
@settings(max_examples=800, deadline=None)
@given(data, queries)
def test_joins_in_another_order_have_the_same_solutions(lines: list[tuple[str, str, str]], query: str) -> None:
    store = _store(lines)
    try:
        as_written = _rows(store, query)
    except SyntaxError:  # BIND to a name that is in use
        return
    better = _better(store, query)
    assert _rows(store, better.text) == as_written, better.text


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["halves", "minus", "optionals"])
def test_the_random_queries_meet_each_of_them(name: str) -> None:
    def meets(case: tuple[list[tuple[str, str, str]], str]) -> bool:
        return name in _better(_store(case[0]), case[1]).steps

    assert name in REWRITINGS
    assert find(st.tuples(data, queries), meets, settings=SEARCH)
