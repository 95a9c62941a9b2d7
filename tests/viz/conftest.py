import pytest

from graph.embedded import EmbeddedStore
from graph.networks.network import Network, read_network
from graph.store import Scope
from tests.viz.sample import sample_store
from viz.map import MapData, build_map
from viz.placing.layout import place


@pytest.fixture
def network_store() -> EmbeddedStore:
    return sample_store()


@pytest.fixture
def network(network_store: EmbeddedStore) -> Network:
    return read_network(network_store, Scope.PUBLIC)


@pytest.fixture
def small_map(network: Network) -> MapData:
    return build_map(network, place(network))
