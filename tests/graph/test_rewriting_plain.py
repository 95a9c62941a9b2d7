"""Queries that are not read, because nothing of them would be rewritten: that holds of each of them."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.answering.ahead import Ahead
from graph.rewriting import rewrite
from graph.rewriting.plain import is_plain
from graph.rewriting.question import read
from graph.rewriting.rewrite import REWRITINGS

PREFIX = "PREFIX e: <http://e/>\n"
variables = st.sampled_from(["?a", "?b", "?c", "?d"])
nodes = st.one_of(variables, st.sampled_from(["e:x", "<http://e/y>", "e:z-1"]))
verbs = st.one_of(variables, st.sampled_from(["a", "e:p", "e:q", "<http://e/p>"]))
pairs = st.builds("{} {} ".format, verbs, nodes)
subjects = st.builds("{} {}".format, nodes, st.lists(pairs, min_size=1, max_size=3).map("; ".join))
groups = st.builds("{{ {}}}".format, st.lists(subjects, min_size=1, max_size=3).map(" . ".join))
columns = st.lists(
    st.sampled_from(["?a", "?b", "(COUNT(*) AS ?n)", "(COUNT(DISTINCT ?c) AS ?m)"]), min_size=1, max_size=3
)
ends = st.sampled_from(
    ["", " GROUP BY ?a", " GROUP BY ?a ?b", " LIMIT 3", " GROUP BY ?b LIMIT 2 OFFSET 1", " OFFSET 1"]
)
words = st.sampled_from(["SELECT ", "SELECT DISTINCT ", "SELECT REDUCED "])
queries = st.builds("{}{} WHERE {}{}".format, words, columns.map(" ".join), groups, ends)


@pytest.mark.unmeasured
@given(queries)
def test_no_step_changes_what_is_plain(query: str) -> None:
    store = ox.Store()
    question = read(PREFIX + query, Ahead(store.query, store.named_graphs))
    if is_plain(PREFIX + query):
        assert [name for name, step in REWRITINGS.items() if step(question) is not None] == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?a { ?a e:p ?b ; e:q e:x }",
        "SELECT ?t (COUNT(?m) AS ?n) { ?x e:p ?c ; e:q ?m . ?m a ?t . ?c e:r <http://e/y> } GROUP BY ?t",
        "SELECT (COUNT(*) AS ?n) { ?s e:p ?r . ?r e:q e:x }",
        "select distinct ?r where { ?x e:p ?c . ?c e:q ?r . } limit 5",
    ],
)
def test_such_queries_are_not_read(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_plain(PREFIX + query)
    monkeypatch.setattr(rewrite, "read", None)
    store = ox.Store()
    assert rewrite.rewritten(PREFIX + query, Ahead(store.query, store.named_graphs)) == (PREFIX + query, ())


def test_what_may_be_counted_by_ends_is_read_where_these_are_known() -> None:
    by_ends = f"{PREFIX}SELECT (COUNT(*) AS ?n) {{ ?s e:p ?r . ?r e:q e:x }}"
    others = [by_ends.replace("(COUNT(*) AS ?n)", "?r"), by_ends.replace("?s e:p ?r", "?s e:p ?r ; e:r ?r")]
    assert [is_plain(each, lambda: True) for each in (by_ends, *others)] == [False, True, True]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?a { ?a e:p ?b }",
        "SELECT * { ?a e:p ?b ; e:q e:x }",
        "SELECT ?a { ?a e:p+ ?b ; e:q e:x }",
        "SELECT ?a { ?a e:p|e:q ?b ; e:q e:x }",
        "SELECT ?a { ?a e:p ?b ; e:q e:x FILTER(?b = e:x) }",
        "SELECT ?a { ?a e:p ?b ; e:q e:x } ORDER BY ?a",
        "SELECT ?a { ?a e:p ?b ; e:q e:x } GROUP BY ?a HAVING(COUNT(*) > 1)",
        "SELECT (COUNT(*) AS ?n) (COUNT(?n) AS ?m) { ?a e:p ?b ; e:q e:x }",
        "SELECT ?a (COUNT(*) AS ?n) { ?a e:p ?b . ?c e:p ?b } GROUP BY ?a",
        "SELECT ?a { GRAPH e:g { ?a e:p ?b ; e:q e:x } }",
        "SELECT ?a { ?a e:p 'a', 'b' ; e:q e:x }",
    ],
)
def test_others_are(query: str) -> None:
    assert not is_plain(PREFIX + query)
