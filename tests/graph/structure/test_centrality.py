import networkx as nx
import numpy as np
import pytest

from graph.structure import centrality
from graph.structure.centrality import between, degrees, pagerank
from graph.structure.structure import places
from graph.structure.web import web
from tests.graph.structure.webs import KNOWN, of

pytestmark = pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)


def listed(values: dict[object, float]) -> list[float]:
    return list(values.values())


def test_degrees_are_those_of_networkx(known: nx.Graph) -> None:
    assert degrees(of(known)).tolist() == [degree for _, degree in known.degree]


@pytest.mark.parametrize("small", [0, 1_000], ids=["networkit", "networkx"])
def test_betweenness_is_that_of_networkx_whichever_library_counts(
    known: nx.Graph, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(centrality, "SMALL", small)
    found = between(of(known))
    assert found.error == 0
    assert np.allclose(found.share, listed(nx.betweenness_centrality(known)), atol=1e-9)


def test_pagerank_is_that_of_networkx(known: nx.Graph) -> None:
    found = pagerank(of(known))
    assert found.sum() == pytest.approx(1)
    assert np.allclose(found, listed(nx.pagerank(known, weight=None, tol=1e-9, max_iter=1_000)), atol=1e-6)


def test_an_estimate_of_betweenness_is_within_the_error_it_states(
    known: nx.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(centrality, "SMALL", 0)
    monkeypatch.setattr(centrality, "EXACT", 0)
    found = between(of(known))
    assert found.error == centrality.ERROR
    exact = np.array(listed(nx.betweenness_centrality(known)))
    assert (np.abs(found.share - exact) <= found.error + centrality.BIAS * exact).all()
    assert np.array_equal(between(of(known)).share, found.share)


def test_places_are_shared_by_what_is_equal(known: nx.Graph) -> None:
    found = places(degrees(of(known)).tolist())
    degree = [degree for _, degree in known.degree]
    assert found == [1 + sum(other > own for other in degree) for own in degree]


def test_a_pair_told_twice_and_a_link_to_itself_change_nothing(known: nx.Graph) -> None:
    told = of(known)
    pairs = told.pairs.tolist()
    again = web(told.count, [*pairs, *((b, a) for a, b in pairs), (0, 0)])
    assert np.array_equal(again.pairs, told.pairs)
