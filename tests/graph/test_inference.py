"""What the rules conclude."""

from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from graph.embedded import EmbeddedStore
from graph.inference import INFERRED, conclusions, infer, rules
from graph.release import Releases
from graph.store import Scope
from ontology.catalogue import vocabulary
from ontology.namespaces import COUNTRY, CSC, ID, NUTS, ONTOLOGY

STATED = URIRef("urn:stated")
CLUSTER, FIRM, MEMBERSHIP = ID["cluster/a"], ID["organisation/b"], ID["membership/c"]


@pytest.fixture
def concluded() -> EmbeddedStore:
    """A cluster with a member, in a region of a country, after the rules have run."""
    store = EmbeddedStore.memory()
    store.replace(ONTOLOGY, iter(vocabulary()))
    store.replace(
        STATED,
        [
            (MEMBERSHIP, RDF.type, CSC.Membership),
            (MEMBERSHIP, CSC.member, FIRM),
            (MEMBERSHIP, CSC.inCluster, CLUSTER),
            (FIRM, RDF.type, CSC.SME),
            (CLUSTER, CSC.region, NUTS.PT170),
            (CLUSTER, RDFS.label, Literal("Grupo", lang="pt")),
            (CLUSTER, RDFS.label, Literal("Group", lang="en")),
            (NUTS.PT170, CSC.country, COUNTRY.PRT),
            (NUTS.PT170, SKOS.broader, NUTS.PT17),
            (NUTS.PT17, SKOS.broader, NUTS.PT1),
            (NUTS.PT1, SKOS.prefLabel, Literal("Continente")),
        ],
    )
    infer(store)
    return store


@pytest.mark.parametrize(
    "triple",
    [
        pytest.param((CLUSTER, CSC.hasMember, FIRM), id="a membership makes a member"),
        pytest.param((FIRM, CSC.memberOf, CLUSTER), id="and the other way round"),
        pytest.param((FIRM, RDF.type, CSC.Company), id="a small firm is a company"),
        pytest.param((FIRM, RDF.type, CSC.Organisation), id="and an organisation"),
        pytest.param((CLUSTER, CSC.country, COUNTRY.PRT), id="what is in a region is in its country"),
        pytest.param((NUTS.PT170, CSC.within, NUTS.PT1), id="a region lies in all above it"),
        pytest.param((CLUSTER, CSC.within, NUTS.PT1), id="and so does what is in it"),
        pytest.param((NUTS.PT1, RDFS.label, Literal("Continente")), id="a preferred label is a label"),
        pytest.param((CLUSTER, CSC.name, Literal("Group")), id="the English label is the name"),
    ],
)
def test_a_rule_concludes(concluded: EmbeddedStore, triple: tuple[URIRef, URIRef, URIRef]) -> None:
    assert triple in set(concluded.triples(INFERRED))
    assert triple not in set(concluded.triples(STATED))


def test_what_is_stated_is_not_concluded_again(concluded: EmbeddedStore) -> None:
    assert not set(concluded.triples(INFERRED)) & set(concluded.triples(STATED))


def test_running_the_rules_twice_changes_nothing(concluded: EmbeddedStore) -> None:
    before = set(concluded.triples(INFERRED))
    assert infer(concluded) == len(before)
    assert set(concluded.triples(INFERRED)) == before


def test_one_pass_over_the_shipped_data_finds_all(demo: Path) -> None:
    release = Releases(demo).current()
    assert release is not None
    store = release.open()
    known = set(store.triples(INFERRED))
    assert len(rules()) == 7
    assert not {triple for path in rules() for triple in conclusions(store, path)} - known
    assert store.ask(f"ASK {{ GRAPH <{INFERRED}> {{ ?a <{CSC.hasMember}> ?b }} }}", Scope.PUBLIC)
