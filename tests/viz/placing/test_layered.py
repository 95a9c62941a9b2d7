from collections.abc import Iterable

from rdflib import URIRef

from graph.networks.network import Edge, Network, Node
from viz.placing.layered import place_layered


def network(*links: str) -> Network:
    """Things named by letters, linked as `ab` tells."""
    things = sorted({letter for link in links for letter in link})
    nodes = [Node(iri(each), "x", "xs", each, each, "", (), (), (), 1) for each in things]
    edges = [Edge(iri(link[0]), iri(link[1]), "r", "", "", judged=False) for link in links if len(link) > 1]
    return Network("en", tuple(nodes), tuple(edges), (), (), (), ())


def iri(name: str) -> URIRef:
    return URIRef(f"urn:{name}")


def order(placed: dict[str, tuple[float, float]], keys: Iterable[str]) -> list[float]:
    return [placed[f"x/{key}"][0] for key in keys]


def test_each_stage_stands_right_of_the_one_before() -> None:
    across = order(place_layered(network("ab", "bc", "cd")), "abcd")
    assert across == sorted(set(across))


def test_a_thing_stands_right_of_all_that_lead_to_it() -> None:
    placed = place_layered(network("ab", "bc", "ac"))
    assert order(placed, "a") < order(placed, "b") < order(placed, "c")


def test_what_nothing_leads_to_stands_right_before_what_it_leads_to() -> None:
    placed = place_layered(network("ab", "bc", "cd", "xd"))
    assert order(placed, "x") == order(placed, "c")


def test_a_circle_is_placed_too() -> None:
    placed = place_layered(network("ab", "bc", "ca", "cd"))
    assert len(set(placed.values())) == 4
    assert order(placed, "c") < order(placed, "d")


def test_things_of_one_layer_stand_beside_what_they_are_linked_to() -> None:
    placed = place_layered(network("ax", "bx", "cy", "dy"))
    assert {placed["x/x"][1] < placed["x/y"][1]} == {
        placed[f"x/{one}"][1] < placed[f"x/{other}"][1] for one in "ab" for other in "cd"
    }


def test_no_two_things_share_a_place_and_nothing_is_nowhere() -> None:
    placed = place_layered(network("ab", "cb", "de", "f"))
    assert len(set(placed.values())) == len(placed) == 6
    assert place_layered(network()) == {}
