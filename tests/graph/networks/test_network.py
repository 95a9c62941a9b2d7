import pytest
from rdflib import Graph

from graph.embedded import EmbeddedStore
from graph.networks import outline as outline_module
from graph.networks import portraits
from graph.networks.network import Edge, Network, Node, assemble, in_words, read_network
from graph.networks.outline import read_outline
from graph.networks.ties import Tie
from graph.query import view
from graph.store import Scope
from ontology.model import LANGUAGES
from ontology.namespaces import ID
from tests.viz.sample import PREFIXES, sample_store


@pytest.fixture
def network() -> Network:
    return read_network(sample_store(), Scope.PUBLIC)


def node(network: Network, key: str) -> Node:
    return next(each for each in network.nodes if each.key == key)


def edge(network: Network, relation: str) -> Edge:
    return next(each for each in network.edges if each.relation == relation)


def test_every_thing_of_a_kind_on_the_map_is_read_once(network: Network) -> None:
    keys = [each.key for each in network.nodes]
    assert sorted(keys) == [
        "cluster/alone",
        "cluster/quiet",
        "cluster/tools",
        "organisation/porto",
        "organisation/shop",
        "pact/tools",
        "value-chain/moulds",
    ]


def test_a_subclass_counts_as_its_kind(network: Network) -> None:
    assert node(network, "organisation/porto").kind == "organisation"


def test_two_rows_on_one_membership_are_one_link_with_the_earliest_date(network: Network) -> None:
    links = [each for each in network.edges if str(each.source).endswith("/porto")]
    assert [(each.relation, each.role, each.since) for each in links] == [("Membership", "board", "2017-01")]


def test_a_link_to_something_that_is_not_on_the_map_is_left_out(network: Network) -> None:
    assert len(network.edges) == 4


def test_a_judgement_is_told_from_what_a_source_states(network: Network) -> None:
    assert edge(network, "inValueChain").judged
    assert not edge(network, "pactOf").judged


def test_what_a_source_states_too_is_no_judgement() -> None:
    store = sample_store()
    again = """<https://w3id.org/clusterscape/id/statement/2> a rdf:Statement ; rdf:predicate csc:inValueChain ;
        rdf:subject <https://w3id.org/clusterscape/id/cluster/tools> ;
        rdf:object <https://w3id.org/clusterscape/id/value-chain/moulds> ."""
    store.replace(ID["source/other"], Graph().parse(data=PREFIXES + again, format="turtle"))
    assert not edge(read_network(store, Scope.PUBLIC), "inValueChain").judged


def test_a_relation_has_the_name_of_its_class_or_property(network: Network) -> None:
    assert {word.key: word.label for word in network.relations} == {
        "Membership": "membership",
        "inValueChain": "in value chain",
        "pactOf": "pact of",
    }


def test_names_come_in_the_language_asked_for_or_the_next_best() -> None:
    portuguese = read_network(sample_store(), Scope.PUBLIC, "pt")
    assert node(portuguese, "cluster/tools").label == "Cluster de Ferramentas"
    assert node(portuguese, "cluster/alone").label == "Cluster by Itself"
    assert [word.label for word in portuguese.countries] == ["Itália", "Portugal"]


def test_a_node_knows_its_place_area_facts_and_number_of_links(network: Network) -> None:
    tools = node(network, "cluster/tools")
    assert tools.countries == ("PRT",)
    assert [(fact.label, fact.value) for fact in tools.facts] == [("city", "Leiria")]
    assert tools.weight == 4
    assert node(network, "organisation/porto").areas == ("ta1",)


def test_reading_twice_gives_the_same(network: Network) -> None:
    assert read_network(sample_store(), Scope.PUBLIC) == network


class Counting(EmbeddedStore):
    asked = 0

    def answer(self, query: str, media_type: str, scope: Scope) -> bytes:
        type(self).asked += 1
        return super().answer(query, media_type, scope)


def test_the_number_of_queries_does_not_grow_with_the_network() -> None:
    store = Counting.memory()
    for graph in (full := sample_store()).graphs():
        store.replace(graph, full.triples(graph))
    read_network(store, Scope.PUBLIC)
    # Links, judgements, things, portraits, those of the terms in them, points.
    assert Counting.asked == 6


def test_a_network_is_read_once_for_all_languages() -> None:
    store = Counting.memory()
    for graph in (full := sample_store()).graphs():
        store.replace(graph, full.triples(graph))
    read = read_outline(store, Scope.PUBLIC)
    asked = Counting.asked
    for lang in LANGUAGES:
        assert in_words(read, lang) == read_network(full, Scope.PUBLIC, lang)
        assert in_words(read.first(3), lang) == read_network(full, Scope.PUBLIC, lang, most=3)
    assert Counting.asked == asked


@pytest.mark.parametrize(
    "name",
    [f"network-{each}" for each in ("things", "portraits", "portraits-of-all", "points", "judgements")],
)
def test_every_view_says_what_it_is_for_and_is_valid(name: str) -> None:
    text = view(name)
    assert text.startswith("# title: ")
    assert "\n# asks: " in text
    list(sample_store().select(text, Scope.PUBLIC))


def test_of_too_many_things_those_with_most_links_are_shown_and_the_others_counted() -> None:
    whole = read_network(sample_store(), Scope.PUBLIC)
    few = read_network(sample_store(), Scope.PUBLIC, most=3)
    assert len(few.nodes) == 3
    assert few.hidden == len(whole.nodes) - 3
    assert few.nodes[0].key == "cluster/tools"
    assert all({edge.source, edge.target} <= {node.iri for node in few.nodes} for edge in few.edges)
    assert [node.weight for node in few.nodes] == [2, 1, 1]


def test_of_too_many_links_the_strongest_are_kept_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline_module, "MOST_LINKS", 2)
    weights = (1.0, 3.0, 2.0)
    links = [
        Tie(f"urn:{at}", f"urn:{at + 1}", "urn:r", judged=False, weighed=weight) for at, weight in enumerate(weights)
    ]
    found = assemble(portraits.Portraits(sample_store(), Scope.PUBLIC), "en", links)
    assert [edge.weight for edge in found.edges] == [3, 2]
    assert (len(found.nodes), found.cut, found.hidden) == (4, True, 0)


def test_many_things_are_read_as_few_are(monkeypatch: pytest.MonkeyPatch, network: Network) -> None:
    monkeypatch.setattr(portraits, "_MANY", 0)
    assert read_network(sample_store(), Scope.PUBLIC) == network


def test_a_node_knows_its_regions_and_its_point() -> None:
    store = sample_store()
    told = """@prefix geo: <http://www.opengis.net/ont/geosparql#> .
        <https://w3id.org/clusterscape/id/cluster/tools> csc:region <http://data.europa.eu/nuts/code/PT16> ;
            geo:hasGeometry <urn:point> . <urn:point> geo:asWKT "POINT(-8.8 39.7)" ."""
    store.replace(ID["source/place"], Graph().parse(data=PREFIXES + told, format="turtle"))
    tools = node(read_network(store, Scope.PUBLIC), "cluster/tools")
    assert tools.regions == ("PT16",)
    assert tools.point == (-8.8, 39.7)
    assert node(read_network(store, Scope.PUBLIC), "cluster/alone").point is None
