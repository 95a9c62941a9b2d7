"""The queries of the benchmark: thirteen shapes that analysts ask, each about something else each time."""

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

PREFIXES = """
PREFIX csc: <https://w3id.org/clusterscape/ontology#>
PREFIX id: <https://w3id.org/clusterscape/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
COUNTRIES, REGIONS = 30, 57
KINDS = ("SME", "LargeCompany", "ResearchCentre", "PublicAuthority", "University")


class Size(NamedTuple):
    """How many things there are to ask about."""

    clusters: int
    organisations: int


def of(triples: int) -> Size:
    """The things in so many generated triples."""
    return Size(max(triples // 220, 20), max(triples // 8, 500))


def cluster(chance: random.Random, size: Size) -> str:
    """One of the clusters."""
    return f"<https://w3id.org/clusterscape/id/cluster/generated-{chance.randrange(size.clusters)}>"


def organisation(chance: random.Random, size: Size) -> str:
    """One of the organisations."""
    return f"<https://w3id.org/clusterscape/id/organisation/generated-{1 + chance.randrange(size.organisations // 2)}>"


def region(chance: random.Random, _: Size) -> str:
    """One of the wider regions."""
    return f"<http://data.europa.eu/nuts/code/X{chance.randrange(COUNTRIES)}-{chance.randrange(8)}>"


def country(chance: random.Random, _: Size) -> str:
    """One of the countries."""
    return f"<http://publications.europa.eu/resource/authority/country/X{chance.randrange(COUNTRIES)}>"


def pact(chance: random.Random, size: Size) -> str:
    """One of the pacts: every third cluster has one."""
    return f"<https://w3id.org/clusterscape/id/pact/generated-{3 * chance.randrange(size.clusters // 3)}>"


def kind(chance: random.Random, _: Size) -> str:
    """One of the classes of organisations."""
    return f"csc:{chance.choice(KINDS)}"


def number(chance: random.Random, size: Size) -> str:
    """A part of some names."""
    return f'"{chance.randrange(1_000, 1_000 + min(size.organisations, 8_000))}"'


About = Callable[[random.Random, Size], str]
# `@` stands for what is asked about.
SHAPES: Mapping[str, tuple[str, About]] = MappingProxyType(
    {
        "lookup": ("SELECT ?p ?o { @ ?p ?o }", organisation),
        "two hops": ("SELECT ?m ?l { ?x csc:inCluster @ ; csc:member ?m . ?m rdfs:label ?l }", cluster),
        "star": (
            "SELECT ?m ?l ?r ?n { ?m csc:region ?r ; rdfs:label ?l ; a csc:University . "
            "?r skos:broader @ ; skos:prefLabel ?n }",
            region,
        ),
        "group by": (
            "SELECT ?t (COUNT(?m) AS ?n) { ?x csc:inCluster ?c ; csc:member ?m . ?m a ?t . ?c csc:region @ } "
            "GROUP BY ?t",
            region,
        ),
        "top n": (
            "SELECT ?c (COUNT(?x) AS ?n) { ?x csc:inCluster ?c . ?c csc:region ?r . ?r csc:country @ } "
            "GROUP BY ?c ORDER BY DESC(?n) LIMIT 10",
            country,
        ),
        "optional": (
            "SELECT ?c ?l ?p { ?c a csc:Cluster ; csc:region ?r ; rdfs:label ?l . ?r csc:country @ "
            "OPTIONAL { ?p csc:pactOf ?c } }",
            country,
        ),
        "path": ("SELECT ?c { ?c a csc:Cluster ; csc:region ?r . ?r skos:broader+ @ }", region),
        "contains": ("SELECT ?m ?l { ?m rdfs:label ?l FILTER(CONTAINS(?l, @)) }", number),
        "regex": ("SELECT ?m ?l { ?m rdfs:label ?l FILTER(REGEX(?l, @)) }", number),
        "union": ("SELECT ?x { { ?x csc:member @ } UNION { @ csc:region ?x } }", organisation),
        "distinct": (
            "SELECT DISTINCT ?r { ?x csc:inCluster ?c ; csc:member ?m . ?m csc:region ?r . ?c csc:region @ }",
            region,
        ),
        "neighbours": ("CONSTRUCT { @ ?p ?o . ?s ?q @ } { { @ ?p ?o } UNION { ?s ?q @ } }", cluster),
        "count": ("SELECT (COUNT(*) AS ?n) { ?s csc:region ?r . ?r csc:country @ }", country),
    }
)
# The same where an analyst asks of a country, of a class or of all there is: what is asked of one thing is so here too.
WIDE: Mapping[str, tuple[str, About]] = MappingProxyType(
    {
        "lookup": SHAPES["lookup"],
        "two hops": (
            "SELECT ?m { ?x csc:member @ ; csc:inCluster ?c . ?y csc:inCluster ?c ; csc:member ?m }",
            organisation,
        ),
        "star of eight": (
            "SELECT ?m ?l ?n ?w ?o { ?m a csc:University ; rdfs:label ?l ; csc:region ?r . ?r skos:prefLabel ?n ; "
            "csc:country @ ; skos:broader ?w . ?w skos:prefLabel ?o . ?x csc:member ?m }",
            country,
        ),
        "group by": ("SELECT ?r (COUNT(?m) AS ?n) { ?x csc:member ?m . ?m a @ ; csc:region ?r } GROUP BY ?r", kind),
        "top n": SHAPES["top n"],
        "optionals": (
            "SELECT ?m ?l ?c ?p { ?m a csc:Cluster ; rdfs:label ?l ; csc:region ?r OPTIONAL { ?r csc:country ?c } "
            "OPTIONAL { ?p csc:pactOf ?m } FILTER(?m != @) }",
            cluster,
        ),
        "path": SHAPES["path"],
        "contains": SHAPES["contains"],
        "regex": SHAPES["regex"],
        "union": SHAPES["union"],
        "distinct": ("SELECT DISTINCT ?r { ?x csc:inCluster ?c ; csc:member ?m . ?m a @ ; csc:region ?r }", kind),
        "neighbours": SHAPES["neighbours"],
        "count": ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", region),
    }
)
# Shapes that the engine does badly (and rewriting mends): each is asked as written too.
WEAK: Mapping[str, tuple[str, About]] = MappingProxyType(
    {
        "path to a constant": ("SELECT ?c { ?c csc:region ?r . ?r skos:broader* @ }", region),
        "two such paths": (
            "SELECT ?c ?m { ?c csc:region ?r . ?x csc:inCluster ?c ; csc:member ?m . ?m csc:region ?q . "
            "?r skos:broader* @ . ?q skos:broader* @ }",
            region,
        ),
        "path at the end of others": ("SELECT ?m { ?m csc:region/skos:broader* @ }", region),
        "filter by a constant": ("SELECT ?m { ?x csc:inCluster ?c ; csc:member ?m FILTER(?c = @) }", cluster),
        "filter by a list": ("SELECT ?m { ?x csc:inCluster ?c ; csc:member ?m FILTER(?c IN (@, id:none)) }", cluster),
        "filter by another variable": ("SELECT ?x { ?x csc:inCluster ?c . @ csc:pactOf ?d FILTER(?c = ?d) }", pact),
        "first by text": (
            "SELECT ?m ?l { ?m a csc:SME ; rdfs:label ?l FILTER(?l != @) } ORDER BY ?l LIMIT 20",
            number,
        ),
        "later by text": (
            "SELECT ?m ?l { ?m a csc:SME ; rdfs:label ?l FILTER(?l != @) } ORDER BY ?l LIMIT 20 OFFSET 1000",
            number,
        ),
        "first by IRI": ("SELECT ?m { ?m a csc:SME FILTER(?m != @) } ORDER BY ?m LIMIT 20", organisation),
        "columns in a text": (
            "SELECT ?m ?l { ?m rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), @)) }",
            number,
        ),
        "in the same cluster": (
            "SELECT ?a ?b { ?x csc:member ?a ; csc:inCluster ?c . ?y csc:member ?b ; csc:inCluster ?c . "
            "?a csc:region ?q . ?q csc:country @ . ?b csc:region ?r . ?r csc:country @ FILTER(STR(?a) < STR(?b)) }",
            country,
        ),
        "optional first": (
            "SELECT ?m ?l ?x { OPTIONAL { ?x csc:member ?m } ?m csc:region @ ; rdfs:label ?l }",
            region,
        ),
        "minus": ("SELECT ?m ?l { ?m csc:region @ ; rdfs:label ?l MINUS { ?x csc:member ?m } }", region),
        "not exists": (
            "SELECT ?m { ?m a csc:SME FILTER NOT EXISTS { ?x csc:member ?m } FILTER(?m != @) }",
            organisation,
        ),
        "count of all": ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", region),
        "count by predicate": ("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)", region),
        "count by class": ("SELECT ?t (COUNT(?x) AS ?n) { ?x a ?t } GROUP BY ?t ORDER BY DESC(?n)", region),
    }
)


def query(shape: tuple[str, About], chance: random.Random, size: Size) -> str:
    """One query of a shape."""
    text, about = shape
    return PREFIXES + text.replace("@", about(chance, size))


def lookups(chance: random.Random, size: Size, count: int) -> list[str]:
    """Cheap queries, no two alike."""
    numbers = chance.sample(range(1, size.organisations), min(count, size.organisations - 1))
    return [
        f"SELECT ?p ?o {{ <https://w3id.org/clusterscape/id/organisation/generated-{number}> ?p ?o }}"
        for number in numbers
    ]
