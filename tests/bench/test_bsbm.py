"""The Berlin SPARQL Benchmark: what is made for it and asked, and that three servers answer it alike."""

import random
import re
from collections import Counter

import pyoxigraph as ox
import pytest

from bench.sparql import bsbm_queries, data, run
from bench.sparql.bsbm import NAMESPACES, Shop

_PRODUCTS = 284
_TYPE = ox.NamedNode(f"{NAMESPACES['rdf']}type")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return list(Shop(_PRODUCTS).lines())


@pytest.fixture(scope="module")
def engine(lines: list[str]) -> ox.Store:
    store = ox.Store()
    store.load("".join(lines).encode(), ox.RdfFormat.N_TRIPLES)
    return store


def test_a_shop_of_one_size_is_always_the_same(lines: list[str]) -> None:
    assert list(Shop(_PRODUCTS).lines()) == lines
    assert len(set(lines)) == len(lines)


def test_there_is_as_much_of_each_as_the_specification_says(lines: list[str], engine: ox.Store) -> None:
    found = Counter(str(quad.object.value) for quad in engine.quads_for_pattern(None, _TYPE, None))  # type: ignore[union-attr]
    vocabulary = NAMESPACES["bsbm"]
    assert len(engine) == len(lines)
    assert 300 < len(engine) / _PRODUCTS < 500
    assert found[f"{vocabulary}Product"] == _PRODUCTS
    assert found[f"{vocabulary}Offer"] == 20 * _PRODUCTS
    assert found[f"{NAMESPACES['rev']}Review"] == 10 * _PRODUCTS
    assert found[f"{vocabulary}Vendor"] >= 1
    assert found[f"{vocabulary}Producer"] >= 1
    assert found[f"{NAMESPACES['foaf']}Person"] >= _PRODUCTS * 10 / 40


@pytest.mark.parametrize(("products", "kinds", "features"), [(666, 55, 2_860), (2_785, 151, 4_745)])
def test_kinds_and_features_are_those_of_the_specification(products: int, kinds: int, features: int) -> None:
    shop = Shop(products)
    assert len(shop.kinds) == kinds
    assert shop.kinds[-1].features.stop == pytest.approx(features, rel=0.15)


def test_a_product_is_of_wider_kinds_too_and_has_features_of_all_of_them() -> None:
    shop = Shop(_PRODUCTS)
    for product in shop.products:
        known = {each for kind in product.kind.path for each in shop.kinds[kind].features}
        assert product.kind.path[-1] == 0
        assert set(product.features) <= known


def test_there_are_twelve_queries() -> None:
    assert [name.split()[0] for name in bsbm_queries.QUERIES] == [str(number) for number in range(1, 13)]


@pytest.mark.parametrize("name", bsbm_queries.QUERIES)
def test_each_query_is_whole_and_has_answers(name: str, engine: ox.Store) -> None:
    question, chance = bsbm_queries.questions(Shop(_PRODUCTS))[name], random.Random(1)
    asked = [question(chance) for _ in range(20)]
    assert not any(re.search(r"%\w+%", query) for query in asked)
    assert len(set(asked)) > 10
    assert any(len(list(engine.query(query))) for query in asked)  # type: ignore[arg-type]


def test_lookups_are_of_offers_that_there_are_and_no_two_alike(engine: ox.Store) -> None:
    asked = bsbm_queries.lookups(Shop(_PRODUCTS), random.Random(1), 50)
    assert len(set(asked)) == 50
    assert all(len(list(engine.query(query))) == 10 for query in asked)  # type: ignore[arg-type]


@pytest.mark.unmeasured
def test_three_servers_answer_each_query_with_as_many_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(data.SHOPS, "bsbm", 60)
    run.run(["--data", "bsbm", "--rdflib", "--rounds", "1", "--parts", "start", "mix"])
    told = capsys.readouterr().out
    assert "ROWS DIFFER" not in told
    assert all(told.count(f"\n  {name}") == 2 for name in bsbm_queries.QUERIES)
    assert told.count("against rdflib-endpoint") == 2
