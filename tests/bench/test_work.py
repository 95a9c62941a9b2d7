"""What the benchmark of the SPARQL service asks, by what the servers hold."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from bench.sparql import work
from bench.sparql.data import SHIPPED, Data
from bench.sparql.shapes import SHAPES, WEAK, WIDE

_SAID = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX e: <http://e/>
e:ship csc:inCluster e:cluster ; csc:member e:member . e:member a e:Kind ; rdfs:label "Member of all"@en .
e:cluster csc:region e:town . e:town skos:broader e:land ; csc:country e:pt . e:pact csc:pactOf e:cluster .
"""


def _data(folder: Path, name: str) -> Data:
    return Data(name, folder / "store", folder / "location", folder / "file", 100_000)


def test_each_shape_knows_what_to_ask_about_over_the_shipped_data() -> None:
    assert {about for _, about in (SHAPES | WIDE | WEAK).values()} <= set(work.SHIPPED_THINGS)


@pytest.mark.parametrize("name", ["100k", "bsbm-100k"])
def test_queries_are_about_something_else_each_time(name: str, tmp_path: Path) -> None:
    asked, chance = work.of(_data(tmp_path, name)), random.Random(1)
    assert len(asked.mix) >= 12
    for question in asked.mix.values():
        assert len({question(chance) for _ in range(20)}) > 5
    assert len(set(asked.lookups(chance, 100))) == 100


def test_over_the_shipped_data_queries_are_about_what_is_there(tmp_path: Path) -> None:
    data = _data(tmp_path, SHIPPED)
    engine = ox.Store(str(data.location))
    engine.load(_SAID.encode(), ox.RdfFormat.TURTLE)
    engine.flush()
    del engine
    asked, chance = work.of(data), random.Random(1)
    assert "<http://e/cluster>" in asked.mix["two hops"](chance)
    assert "<http://e/member>" in asked.mix["lookup"](chance)
    assert "<http://e/pt>" in asked.mix["count"](chance)
    assert "<http://e/pact>" in asked.weak["filter by another variable"](chance)
    assert "?m a <http://e/Kind> " in asked.wide["group by"](chance)
    assert '"Member"' in asked.mix["contains"](chance)
    assert {asked.mix["path"](chance).partition("+ ")[2] for _ in range(50)} == {
        "<http://e/town> }",
        "<http://e/land> }",
    }
    assert asked.lookups(chance, 5) == ["SELECT ?p ?o { <http://e/member> ?p ?o }"]
