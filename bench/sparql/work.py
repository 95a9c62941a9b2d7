"""What is asked of the servers, by what they hold; each query about something that is there."""

import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import pyoxigraph as ox

from bench.sparql import bsbm_queries, shapes
from bench.sparql.bsbm import Shop
from bench.sparql.data import SHIPPED, SHOPS, Data
from bench.sparql.shapes import PREFIXES, SHAPES, WEAK, WIDE, About, Size

Question = Callable[[random.Random], str]
# What the shapes are about where nothing was generated, by whom they ask for it.
SHIPPED_THINGS: Mapping[About, str] = {
    shapes.cluster: "?x csc:inCluster ?about",
    shapes.organisation: "?x csc:member ?about",
    shapes.region: "?x csc:region ?r . ?r skos:broader? ?about",
    shapes.country: "?x csc:region ?r . ?r csc:country ?about",
    shapes.pact: "?about csc:pactOf ?c",
    shapes.kind: "?x csc:member ?m . ?m a ?about",
    shapes.number: "?x csc:member ?m . ?m rdfs:label ?l BIND(SUBSTR(STR(?l), 1, 6) AS ?about) "
    'FILTER REGEX(?about, "^[A-Za-z]+$")',
}


class Work(NamedTuple):
    """Queries by name, each about something else each time; and cheap ones, no two alike."""

    mix: Mapping[str, Question]
    wide: Mapping[str, Question]
    weak: Mapping[str, Question]
    lookups: Callable[[random.Random, int], list[str]]


def of(data: Data) -> Work:
    """The shapes of analysts, narrow and wide, and the weak ones of the engine; over a shop, its twelve queries."""
    if data.name in SHOPS:
        shop = Shop(SHOPS[data.name])
        return Work(bsbm_queries.questions(shop), {}, {}, partial(bsbm_queries.lookups, shop))
    if data.name == SHIPPED:
        return _shipped(ox.Store.read_only(str(data.location)))
    size = shapes.of(data.triples)
    return Work(_shaped(SHAPES, size), _shaped(WIDE, size), _shaped(WEAK, size), partial(_generated, size))


def _generated(size: Size, chance: random.Random, count: int) -> list[str]:
    return shapes.lookups(chance, size, count)


def _shipped(engine: ox.Store) -> Work:
    found = {about: _found(engine, pattern) for about, pattern in SHIPPED_THINGS.items()}
    things = _found(engine, "?about rdfs:label ?l")

    def drawn(named: Mapping[str, tuple[str, About]]) -> Mapping[str, Question]:
        return _shaped({name: (text, partial(_any, found[about])) for name, (text, about) in named.items()}, Size(0, 0))

    return Work(drawn(SHAPES), drawn(WIDE), drawn(WEAK), partial(_lookups, things))


def _found(engine: ox.Store, pattern: str) -> list[str]:
    rows = engine.query(f"{PREFIXES} SELECT DISTINCT ?about {{ {pattern} }}")
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(str(row["about"]) for row in rows)


def _any(terms: list[str], chance: random.Random, _: Size) -> str:
    return chance.choice(terms)


def _lookups(things: list[str], chance: random.Random, count: int) -> list[str]:
    return [f"SELECT ?p ?o {{ {each} ?p ?o }}" for each in chance.sample(things, min(count, len(things)))]


def _shaped(named: Mapping[str, tuple[str, About]], size: Size) -> Mapping[str, Question]:
    return {name: partial(_query, shape, size) for name, shape in named.items()}


def _query(shape: tuple[str, About], size: Size, chance: random.Random) -> str:
    return shapes.query(shape, chance, size)
