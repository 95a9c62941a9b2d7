"""A query that is rewritten by its shape comes to the same text as one that is read by itself."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answering.ahead import Ahead, Told
from graph.rewriting import rewrite, shapes
from graph.rewriting.rewrite import Rewritten, rewritten
from graph.texts import making
from graph.texts.index import FOLDER
from tests.graph.rewriting import test_absent as absent
from tests.graph.rewriting import test_joins_random as joins
from tests.graph.texts import test_texts_random as texts

EX = "http://example.org/"
IN = f"SELECT ?x {{{{ ?x <{EX}in> ?c FILTER(?c = <{EX}{{}}>) }}}}"
MORE = f"SELECT ?x {{{{ ?x <{EX}in> ?c OPTIONAL {{{{ ?c <{EX}of> <{EX}{{}}> }}}} FILTER(?c > {{}}) }}}}"


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("SELECT ?x { ?x <urn:p> <urn:a> . <urn:a> <urn:p> ?x }", ("urn:p", "urn:a")),
        ("PREFIX e: <urn:e#> SELECT ?x { ?x e:p <urn:a> FILTER(?x>=5) }", ("urn:a", "5")),
        ("PREFIX e: <urn:e#> SELECT ?x { ?x e:p <urn:e#p> ; <urn:e#q> ?y }", ("urn:e#q",)),
        ("SELECT ?x { ?x a <urn:a> ; <http://www.w3.org/2000/01/rdf-schema#label> '<urn:b>' }", ("urn:a",)),
        ("SELECT ?x { ?x <urn:p> ?y FILTER(?y < 5 && ?y > 5.5 && ?y != 7) }", ("urn:p", "5")),
    ],
)
def test_a_shape_is_a_query_but_for_its_iris_and_bounds(query: str, values: tuple[str, ...]) -> None:
    found = shapes.shaped(query)
    assert found is not None
    assert found.values == values
    assert found.filled(found.text) == query


@pytest.mark.parametrize(
    "query",
    [
        "BASE <urn:b> SELECT ?x { ?x <urn:p> <urn:a> }",
        "SELECT ?x { ?x <urn:p> <urn:a> # <urn:b>\n }",
        'SELECT ?x { ?x <urn:p> """<urn:a>""" }',
        r"SELECT ?x { ?x <urn:p> 'a\'<urn:a>' }",
        f"SELECT ?x {{ ?x <urn:p> '{'x' * 4_000}' }}",
    ],
)
def test_what_may_be_read_in_another_way_has_no_shape(query: str) -> None:
    assert shapes.shaped(query) is None


def test_what_is_an_iri_by_its_looks_only_is_read_by_itself() -> None:
    found = shapes.shaped("SELECT ?x { ?x ?p ?y FILTER(?x<urn:b&&?y>?x) }")
    assert found is not None
    assert shapes.shape(found.text) is None


def test_queries_of_one_shape_are_read_once() -> None:
    store = ox.Store()
    store.update(f"INSERT DATA {{ <{EX}m> <{EX}in> <{EX}a> }}")
    ahead = Ahead(store.query, store.named_graphs)
    shapes.shape.cache_clear()
    found = [rewritten(IN.format(name), ahead) for name in "abc"]
    assert shapes.shape.cache_info().misses == 1
    for name, better in zip("abc", found, strict=True):
        assert better.steps == ("constants",)
        assert f"VALUES ?c {{ <{EX}{name}> }}" in better.text


def test_what_has_nothing_to_do_with_a_shape_is_not_tried_again() -> None:
    store = ox.Store()
    ahead = Ahead(store.query, store.named_graphs)
    assert rewritten(MORE.format("a", 1), ahead).steps == ()
    with patch.object(rewrite, "REWRITINGS", {"halves": lambda _: pytest.fail("it has been tried")}):
        assert rewritten(MORE.format("b", 200), ahead) == (MORE.format("b", 200), ())


@pytest.mark.unmeasured
@settings(max_examples=1_500, deadline=None)
@given(joins.data, st.one_of(joins.queries, absent.queries, texts.queries))
def test_by_its_shape_a_query_becomes_what_it_becomes_by_itself(said: list[tuple[str, str, str]], query: str) -> None:
    store = ox.Store()
    store.update(f"INSERT DATA {{ {' '.join(f'{s} {p} {o} .' for s, p, o in said)} }}")
    with TemporaryDirectory() as name:
        making.gather(store, Path(name) / FOLDER)
        told = Told(str(Path(name) / "triples"))
        ahead = Ahead(store.query, store.named_graphs, told)
        with patch.object(rewrite, "shaped", lambda _: None):
            alone = rewritten(query, ahead)
        once, again = rewritten(query, ahead), rewritten(query, ahead)
    assert _sorted(once) == _sorted(again) == _sorted(alone)


def _sorted(better: Rewritten) -> tuple[list[str], tuple[str, ...]]:
    """Its words in order: rows of VALUES come in any."""
    return sorted(better.text.split()), better.steps
