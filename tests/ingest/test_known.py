"""Things of the current release, found by what they are called."""

from collections.abc import Callable

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from graph.embedded import EmbeddedStore
from ingest.known import Known, classes
from ingest.near import Names, hint
from ingest.source import Source
from ontology.namespaces import CSC, ID
from tests.ingest.heard import hear

MAPPING = """
key = ["id"]
[thing.membership]
iri = "membership/{id}"
[thing.membership.say]
"csc:inCluster" = {column = "v", as = "known", kind = "cluster"}
"""


@pytest.fixture
def known() -> Known:
    """Three clusters, two of them under one name."""
    store = EmbeddedStore.memory()
    said = [
        ("footwear", RDFS.label, Literal("Footwear cluster", lang="en")),
        ("footwear", SKOS.altLabel, Literal("Cluster do Calçado", lang="pt")),
        ("footwear", CSC.acronym, Literal("APICCAPS")),
        ("north", SKOS.prefLabel, Literal("Health", lang="en")),
        ("south", RDFS.label, Literal("Saúde", lang="pt")),
        ("south", SKOS.altLabel, Literal("Health", lang="en")),
    ]
    triples = [(ID[f"cluster/{slug}"], predicate, name) for slug, predicate, name in said]
    types = [(ID[f"cluster/{slug}"], RDF.type, CSC.Cluster) for slug in ("footwear", "north", "south")]
    other = [(ID["organisation/x"], RDF.type, CSC.Organisation), (ID["organisation/x"], RDFS.label, Literal("Other"))]
    store.replace(ID["source/test"], [*triples, *types, *other])
    return Known.of(store)


@pytest.mark.parametrize("name", ["Footwear cluster", "FOOTWEAR  CLUSTER", "Cluster do Calcado", "apiccaps"])
def test_a_thing_is_found_by_each_of_its_names(known: Known, name: str) -> None:
    assert known.find(name, "cluster") == (ID["cluster/footwear"],)


def test_all_things_of_a_name_are_found(known: Known) -> None:
    assert set(known.find("Health", "cluster")) == {ID["cluster/north"], ID["cluster/south"]}


def test_a_thing_of_another_kind_is_not_found(known: Known) -> None:
    assert known.find("Other", "cluster") == ()
    assert known.find("Other", "organisation") == (ID["organisation/x"],)


def test_the_nearest_names_are_told(known: Known) -> None:
    assert known.near("Footwer clustr", "cluster")[0] == "Footwear cluster"
    assert known.near("zzzz", "cluster") == ()


def test_an_empty_release_knows_nothing() -> None:
    assert Known.empty().find("Health", "cluster") == ()
    assert Known.empty().near("Health", "cluster") == ()


def test_every_kind_has_a_class() -> None:
    assert classes()["cluster"] == CSC.Cluster
    assert len(classes()) > 50


def test_a_cell_names_a_known_thing_or_says_what_is_nearest(make_source: Callable[..., Source], known: Known) -> None:
    heard = hear(make_source("id,v\na,Cluster do Calçado\nb,Health\nc,Footwer clustr\n", MAPPING), known)
    assert {o for s, p, o in heard.triples if p == CSC.inCluster} == {URIRef(ID["cluster/footwear"])}
    several, none = heard.mapped.faults
    assert (several.row, none.row) == (3, 4)
    assert "2 are called so: cluster/north, cluster/south" in several.expected
    assert "nearest are: Footwear cluster" in none.expected


@pytest.mark.parametrize(
    ("text", "near"), [("Nrote", "Norte"), ("Norte de Portugal", "Norte")], ids=["letters", "a part"]
)
def test_a_short_name_is_near_only_where_its_words_are(text: str, near: str) -> None:
    assert Names(["ro", "no", "Norte"]).like(text) == (near,)


def test_the_nearest_is_told_once_for_the_same_word() -> None:
    names = Names(["Águeda", "Aveiro"])
    assert names.like("agueda") == names.like("agueda") == ("Águeda",)
    assert hint("aveir", names) == "; nearest is “Aveiro”"
    assert hint("x", names) == ""
