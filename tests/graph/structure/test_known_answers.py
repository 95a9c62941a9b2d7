"""What is written in books of well-known networks, and what anyone can count by hand."""

import networkx as nx
import numpy as np
import pytest

from graph.structure.bridges import bridges
from graph.structure.centrality import between
from graph.structure.communities import communities, named
from graph.structure.crowding import crowds, overlaps
from graph.structure.gaps import gaps
from graph.structure.resilience import Break, breaks
from graph.structure.specialisation import profiles
from tests.graph.structure.webs import KNOWN, of


def test_mr_hi_and_the_officer_join_the_karate_club() -> None:
    share = between(of(KNOWN["karate"])).share
    assert sorted(range(34), key=lambda at: -share[at])[:3] == [0, 33, 32]
    assert share[0] == pytest.approx(0.437635, abs=1e-6)


def test_valjean_joins_les_miserables() -> None:
    names = list(KNOWN["les miserables"].nodes)
    share = between(of(KNOWN["les miserables"])).share
    assert names[share.argmax()] == "Valjean"


def test_the_middle_of_a_star_is_on_every_way_and_its_loss_leaves_all_alone() -> None:
    star = of(KNOWN["star"])
    assert between(star).share.tolist() == [1.0, *[0.0] * 9]
    assert breaks(star) == {0: Break(9, 8)}


def test_the_middle_of_a_barbell_is_what_it_breaks_at() -> None:
    names = list(KNOWN["barbell"].nodes)
    found = {names[at]: each for at, each in breaks(of(KNOWN["barbell"])).items()}
    assert found == {4: Break(2, 4), 5: Break(2, 5), 6: Break(2, 4)}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_what_falls_apart_is_what_falls_apart_when_it_is_taken_away(known: nx.Graph) -> None:
    told, names = breaks(of(known)), list(known.nodes)
    assert {names[at] for at in told} == set(nx.articulation_points(known))
    for at, each in told.items():
        part = nx.node_connected_component(known, names[at])
        rest = [len(piece) for piece in nx.connected_components(known.subgraph(part - {names[at]}))]
        assert (each.pieces, each.cut) == (len(rest), sum(rest) - max(rest))


def test_a_path_longer_than_python_can_call_deep_is_walked() -> None:
    assert breaks(of(nx.path_graph(5_000)))[2_500] == Break(2, 2_499)


def test_communities_of_the_karate_club_are_as_good_as_those_that_are_published() -> None:
    club = KNOWN["karate"]
    found = communities(of(club))
    assert nx.community.modularity(club, [set(own) for own in found], weight=None) > 0.41
    assert [len(own) for own in found] == sorted((len(own) for own in found), reverse=True)
    assert communities(of(club)) == found


def test_the_two_bells_are_two_communities() -> None:
    groups = [set(own) for own in communities(of(nx.barbell_graph(6, 0)))]
    assert groups == [set(range(6)), set(range(6, 12))]


def test_what_is_linked_to_nothing_is_no_community() -> None:
    assert communities(of(nx.empty_graph(5))) == []


def test_a_community_is_named_by_what_is_commoner_in_it_than_elsewhere() -> None:
    traits = {0: ["wine", "food"], 1: ["wine", "food"], 2: ["wine"], 3: ["steel", "food"], 4: ["steel", "food"]}
    assert named([[0, 1, 2], [3, 4]], traits, np.ones(7)) == [("wine", "food"), ("steel", "food")]
    assert named([[5, 6]], traits, np.ones(7)) == [()]


def test_a_bridge_is_who_alone_joins_two_clusters() -> None:
    # 0 and 1 are both in clusters 10 and 11; only 2 is in 11 and 12; 3 is in one.
    found = bridges(13, {0: [10, 11], 1: [10, 11], 2: [11, 12], 3: [12]})
    assert [(each.organisation, each.only, each.cut) for each in found] == [(2, ((11, 12),), 2)]


def test_a_bridge_beside_another_way_cuts_nothing_off() -> None:
    found = bridges(6, {0: [3, 4], 1: [4, 5], 2: [3, 5]})
    assert [(each.organisation, each.cut) for each in found] == [(0, 0), (1, 0), (2, 0)]


def test_pairs_that_share_much_and_never_met_are_gaps() -> None:
    traits = {0: {"a", "b"}, 1: {"a", "b"}, 2: {"a", "b"}, 3: {"a"}}
    rarity = {"a": 0.5, "b": 2.0}
    found = gaps(traits, rarity, {0: {9}, 1: {9}, 2: {8}})
    assert [(each.one, each.other, each.shared, each.weight) for each in found] == [
        (0, 2, ("b", "a"), 2.5),
        (1, 2, ("b", "a"), 2.5),
    ]


def test_what_everybody_has_is_nothing_in_common() -> None:
    assert gaps({0: {"a", "b"}, 1: {"a", "b"}}, {"a": 0.0, "b": 2.0}, {}) == []


def test_a_location_quotient_compares_a_share_with_that_of_all() -> None:
    placed = [("north", "wine")] * 3 + [("north", "steel")] + [("south", "wine")] + [("south", "steel")] * 3
    north, south = profiles(placed)
    assert {each.field: each.quotient for each in north.strongest} == {"wine": 1.5, "steel": 0.5}
    assert (north.total, north.fields, north.herfindahl) == (4, 2, 0.625)
    assert north.shannon == pytest.approx(0.562335, abs=1e-6)
    assert south.strongest[0].field == "steel"


def test_of_a_region_with_two_things_nothing_is_said() -> None:
    assert profiles([("north", "wine"), ("north", "steel")]) == []


def test_clusters_with_much_the_same_members_in_one_place_and_field_overlap() -> None:
    regions, fields = {0: {"n"}, 1: {"n"}, 2: {"s"}}, {0: {"wine"}, 1: {"wine"}, 2: {"wine"}}
    members = {0: {7, 8, 9}, 1: {7, 8}, 2: {7, 8, 9}}
    (found,) = overlaps(regions, fields, members)
    assert (found.one, found.other, found.shared, found.fields) == (0, 1, (7, 8), ("wine",))
    assert found.alike == pytest.approx(2 / 3)


def test_three_clusters_in_one_place_and_field_are_a_crowd() -> None:
    regions, fields = {at: {"n"} for at in range(3)}, {at: {"wine"} for at in range(3)}
    (found,) = crowds(regions, fields)
    assert found.clusters == (0, 1, 2)
    assert crowds({**regions, 2: {"s"}}, fields) == []
