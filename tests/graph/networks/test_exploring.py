import time
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import Graph

from graph.embedded import EmbeddedStore
from graph.networks import exploring
from graph.networks.adjacency import Adjacency
from graph.networks.exploring import LONGEST, PATHS_MOST, STEP, BadPath, Explorer, Wanted
from graph.networks.network import THING
from graph.networks.ties import Tie
from graph.reading import UnknownThing
from graph.release import Releases
from graph.store import Scope
from ontology.namespaces import CSC, ID
from tests.viz.sample import PREFIXES, sample_store

TOOLS, PORTO, SHOP, PACT = (
    str(ID[each]) for each in ("cluster/tools", "organisation/porto", "organisation/shop", "pact/tools")
)


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return Explorer(sample_store(), Scope.PUBLIC)


@pytest.fixture(scope="module")
def shipped(demo: Path) -> Explorer:
    release = Releases(demo).current()
    assert release is not None
    return Explorer(release.open(Scope.PUBLIC), Scope.PUBLIC)


def ring(count: int, *chords: tuple[int, int]) -> Adjacency:
    pairs = [(at, (at + 1) % count) for at in range(count)] + list(chords)
    return Adjacency([Tie(f"urn:{one:03}", f"urn:{other:03}", "urn:r", judged=False) for one, other in pairs])


def star(count: int) -> Explorer:
    """A hub with so many neighbours, every other one a cluster."""
    store = EmbeddedStore.memory()
    kinds = ("cluster", "organisation")
    members = (ID[f"{kinds[at % 2]}/{at:04}"] for at in range(count))
    text = "".join(
        f"<{ID[f'membership/{at}']}> a csc:Membership ; csc:inCluster <{ID['cluster/hub']}> ; csc:member <{member}> .\n"
        for at, member in enumerate(members)
    )
    store.replace(ID["source/star"], Graph().parse(data=PREFIXES + text, format="turtle"))
    return Explorer(store, Scope.PUBLIC)


def test_what_is_around_a_thing_is_counted_by_relation_direction_and_kind(explorer: Explorer) -> None:
    around = explorer.around(TOOLS, "pt")
    counts = [(each.relation.label, each.direction, each.kind.label, each.total) for each in around.counts]
    assert counts == [
        ("membership", "in", "organisation", 3),
        ("in value chain", "out", "value chain", 1),
        ("pact of", "in", "pacto setorial", 1),
    ]
    assert around.total == 5


def test_a_node_of_250_neighbours_is_told_in_two_steps() -> None:
    explorer, hub = star(250), str(ID["cluster/hub"])
    counts = explorer.around(hub, "en").counts
    assert [(each.kind.key, each.total) for each in counts] == [("cluster", 125), ("organisation", 125)]
    near = explorer.near(hub, "en")
    assert near.total == 250
    assert len(near.network.nodes) == 251
    assert len(near.network.edges) == 250


def test_more_neighbours_than_one_step_takes_are_told_in_parts_each_once() -> None:
    explorer, hub = star(2 * STEP + 7), str(ID["cluster/hub"])
    parts = [explorer.near(hub, "en", start=start).network for start in (0, STEP, 2 * STEP)]
    keys = [node.key for part in parts for node in part.nodes if node.key != "cluster/hub"]
    assert [len(part.edges) for part in parts] == [STEP, STEP, 7]
    assert len(set(keys)) == len(keys) == 2 * STEP + 7


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(relation="pactOf"), {"pact/tools"}),
        (Wanted(direction="out"), {"value-chain/moulds"}),
        (Wanted(kind="organisation"), {"organisation/porto", "organisation/shop", "organisation/unknown"}),
        (Wanted(relation="pactOf", direction="out"), set()),
    ],
    ids=["relation", "direction", "kind", "none"],
)
def test_neighbours_are_narrowed(explorer: Explorer, wanted: Wanted, keys: set[str]) -> None:
    near = explorer.near(TOOLS, "en", wanted)
    assert {node.key for node in near.network.nodes} == keys | {"cluster/tools"}
    assert near.total == len(keys)


def test_what_is_linked_to_nothing_is_unknown(explorer: Explorer) -> None:
    with pytest.raises(UnknownThing, match="alone"):
        explorer.around(str(ID["cluster/alone"]), "en")


def test_the_shortest_path_is_found_with_the_links_on_it(explorer: Explorer) -> None:
    found = explorer.paths(PORTO, PACT, "en")
    assert found.ways == ((PORTO, TOOLS, PACT),)
    assert found.complete
    assert {(edge.relation, edge.since) for edge in found.network.edges} == {
        ("Membership", "2017-01"),
        ("pactOf", "2019-03-26"),
    }


def test_all_paths_up_to_a_length_come_shortest_first(shipped: Explorer) -> None:
    one, other = str(ID["cluster/produtech"]), str(ID["cluster/health-cluster-portugal"])
    found = shipped.paths(one, other, "en", 3)
    lengths = [len(way) for way in found.ways]
    assert lengths == sorted(lengths)
    assert set(lengths) == {3, 4}
    assert len(set(found.ways)) == len(found.ways)
    joined = {frozenset((str(edge.source), str(edge.target))) for edge in found.network.edges}
    assert all(frozenset(pair) in joined for way in found.ways for pair in pairwise(way))
    assert all(len(set(way)) == len(way) for way in found.ways)


def test_what_no_path_joins_has_none(explorer: Explorer) -> None:
    far = Explorer(sample_store(), Scope.PUBLIC)
    far.adjacency = ring(2 * LONGEST + 4)
    found = far.paths("urn:000", f"urn:{LONGEST + 1:03}", "en")
    assert (found.ways, found.complete) == ((), True)
    near = far.paths("urn:000", f"urn:{LONGEST:03}", "en")
    assert [len(way) for way in near.ways] == [LONGEST + 1]


def test_of_too_many_paths_the_first_are_told_and_that_there_are_more() -> None:
    many = Explorer(sample_store(), Scope.PUBLIC)
    many.adjacency = Adjacency(
        [
            Tie(*pair, "urn:r", judged=False)
            for at in range(PATHS_MOST + 1)
            for pair in ((f"urn:middle{at}", "urn:one"), (f"urn:middle{at}", "urn:other"))
        ]
    )
    found = many.paths("urn:one", "urn:other", "en")
    assert len(found.ways) == PATHS_MOST
    assert not found.complete


def test_looking_for_paths_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "_PATIENCE", 0.05)
    monkeypatch.setattr(exploring, "PATHS_MOST", 10**9)
    dense = Explorer(sample_store(), Scope.PUBLIC)
    dense.adjacency = ring(60, *((one, other) for one in range(60) for other in range(one + 2, 60, 2)))
    began = time.process_time()
    found = dense.paths("urn:000", "urn:031", "en", LONGEST)
    assert time.process_time() - began < 2
    assert not found.complete


@pytest.mark.parametrize("longest", [0, LONGEST + 1])
def test_paths_of_other_lengths_are_refused(explorer: Explorer, longest: int) -> None:
    with pytest.raises(BadPath, match=str(LONGEST)):
        explorer.paths(PORTO, PACT, "en", longest)


def test_a_path_needs_two_things(explorer: Explorer) -> None:
    with pytest.raises(BadPath, match="the same"):
        explorer.paths(PORTO, PORTO, "en")


def test_what_two_things_have_in_common(explorer: Explorer) -> None:
    common = explorer.common(PORTO, SHOP, "en")
    assert common.total == 1
    assert {node.key for node in common.network.nodes} == {"organisation/porto", "organisation/shop", "cluster/tools"}
    assert len(common.network.edges) == 2
    assert explorer.common(PORTO, TOOLS, "en").total == 0


def test_distances_are_counted_in_links_up_to_a_limit() -> None:
    graph = ring(10, (0, 5))
    assert graph.distances(0, 2).tolist() == [0, 1, 2, 3, 2, 1, 2, 3, 2, 1]
    assert ring(4).distances(0, 5).tolist() == [0, 1, 2, 1]


def test_the_links_of_a_thing_stand_on_both_sides() -> None:
    graph = ring(3)
    assert [graph.degree(iri) for iri in graph.things] == [2, 2, 2]
    assert graph.next_to(0).tolist() == [1, 2]
    assert {tie.source for _, tie in graph.of(0)} == {"urn:000", "urn:002"}
    assert graph.degree("urn:elsewhere") == 0
    assert Adjacency([]).number(str(CSC.Cluster)) is None


def test_what_is_no_kind_of_ours_is_a_thing() -> None:
    assert exploring.kind_of("https://example.org/x") == THING
