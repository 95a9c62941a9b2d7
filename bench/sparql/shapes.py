"""The queries of the benchmark: thirteen shapes that analysts ask, each about something else each time."""

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

_PREFIXES = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX id: <https://w3id.org/clusterscape/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
COUNTRIES, REGIONS = 30, 57


class Size(NamedTuple):
    """How many things there are to ask about."""

    clusters: int
    organisations: int


def of(triples: int) -> Size:
    """The things in so many generated triples."""
    return Size(max(triples // 220, 20), max(triples // 8, 500))


def _cluster(chance: random.Random, size: Size) -> str:
    return f"<https://w3id.org/clusterscape/id/cluster/generated-{chance.randrange(size.clusters)}>"


def _organisation(chance: random.Random, size: Size) -> str:
    return f"<https://w3id.org/clusterscape/id/organisation/generated-{1 + chance.randrange(size.organisations // 2)}>"


def _region(chance: random.Random, _: Size) -> str:
    return f"<http://data.europa.eu/nuts/code/X{chance.randrange(COUNTRIES)}-{chance.randrange(8)}>"


def _country(chance: random.Random, _: Size) -> str:
    return f"<http://publications.europa.eu/resource/authority/country/X{chance.randrange(COUNTRIES)}>"


def _number(chance: random.Random, size: Size) -> str:
    return f'"{chance.randrange(1_000, 1_000 + min(size.organisations, 8_000))}"'


_About = Callable[[random.Random, Size], str]
# `@` stands for what is asked about.
SHAPES: Mapping[str, tuple[str, _About]] = MappingProxyType(
    {
        "lookup": ("SELECT ?p ?o { @ ?p ?o }", _organisation),
        "two hops": ("SELECT ?m ?l { ?x csc:inCluster @ ; csc:member ?m . ?m rdfs:label ?l }", _cluster),
        "star": (
            "SELECT ?m ?l ?r ?n { ?m csc:region ?r ; rdfs:label ?l ; a csc:University . "
            "?r skos:broader @ ; skos:prefLabel ?n }",
            _region,
        ),
        "group by": (
            "SELECT ?t (COUNT(?m) AS ?n) { ?x csc:inCluster ?c ; csc:member ?m . ?m a ?t . ?c csc:region @ } "
            "GROUP BY ?t",
            _region,
        ),
        "top n": (
            "SELECT ?c (COUNT(?x) AS ?n) { ?x csc:inCluster ?c . ?c csc:region ?r . ?r csc:country @ } "
            "GROUP BY ?c ORDER BY DESC(?n) LIMIT 10",
            _country,
        ),
        "optional": (
            "SELECT ?c ?l ?p { ?c a csc:Cluster ; csc:region ?r ; rdfs:label ?l . ?r csc:country @ "
            "OPTIONAL { ?p csc:pactOf ?c } }",
            _country,
        ),
        "path": ("SELECT ?c { ?c a csc:Cluster ; csc:region ?r . ?r skos:broader+ @ }", _region),
        "contains": ("SELECT ?m ?l { ?m rdfs:label ?l FILTER(CONTAINS(?l, @)) }", _number),
        "regex": ("SELECT ?m ?l { ?m rdfs:label ?l FILTER(REGEX(?l, @)) }", _number),
        "union": ("SELECT ?x { { ?x csc:member @ } UNION { @ csc:region ?x } }", _organisation),
        "distinct": (
            "SELECT DISTINCT ?r { ?x csc:inCluster ?c ; csc:member ?m . ?m csc:region ?r . ?c csc:region @ }",
            _region,
        ),
        "neighbours": ("CONSTRUCT { @ ?p ?o . ?s ?q @ } { { @ ?p ?o } UNION { ?s ?q @ } }", _cluster),
        "count": ("SELECT (COUNT(*) AS ?n) { ?s csc:region ?r . ?r csc:country @ }", _country),
    }
)
# Shapes that the engine does badly (and rewriting mends): each is asked as written too.
WEAK: Mapping[str, tuple[str, _About]] = MappingProxyType(
    {
        "path to a constant": ("SELECT ?c { ?c csc:region ?r . ?r skos:broader* @ }", _region),
        "two such paths": (
            "SELECT ?c ?m { ?c csc:region ?r . ?x csc:inCluster ?c ; csc:member ?m . ?m csc:region ?q . "
            "?r skos:broader* @ . ?q skos:broader* @ }",
            _region,
        ),
        "path at the end of others": ("SELECT ?m { ?m csc:region/skos:broader* @ }", _region),
        "filter by a constant": ("SELECT ?m { ?x csc:inCluster ?c ; csc:member ?m FILTER(?c = @) }", _cluster),
        "filter by a list": ("SELECT ?m { ?x csc:inCluster ?c ; csc:member ?m FILTER(?c IN (@, id:none)) }", _cluster),
        "filter by another variable": (
            "SELECT ?x ?y { ?x csc:inCluster ?c . ?y csc:pactOf ?d . ?d csc:region @ FILTER(?c = ?d) }",
            _region,
        ),
        "first by text": (
            "SELECT ?m ?l { ?m a csc:SME ; rdfs:label ?l FILTER(?l != @) } ORDER BY ?l LIMIT 20",
            _number,
        ),
        "first by IRI": ("SELECT ?m { ?m a csc:SME FILTER(?m != @) } ORDER BY ?m LIMIT 20", _organisation),
        "columns in a text": (
            "SELECT ?m ?l { ?m rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), @)) }",
            _number,
        ),
    }
)


def query(shape: tuple[str, _About], chance: random.Random, size: Size) -> str:
    """One query of a shape."""
    text, about = shape
    return _PREFIXES + text.replace("@", about(chance, size))


def lookups(chance: random.Random, size: Size, count: int) -> list[str]:
    """Cheap queries, no two alike."""
    numbers = chance.sample(range(1, size.organisations), min(count, size.organisations - 1))
    return [
        f"SELECT ?p ?o {{ <https://w3id.org/clusterscape/id/organisation/generated-{number}> ?p ?o }}"
        for number in numbers
    ]
