"""A store on a server of another kind, for what every store must do."""

from collections.abc import Iterator

import pytest

from graph.remote.store import RemoteStore
from graph.remote.wire import Wire
from tests.servers import Server, oxigraph


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server that several tests use one after the other."""
    with oxigraph() as server:
        yield server


@pytest.fixture
def remote_store(server: Server) -> Iterator[RemoteStore]:
    """The store on that server, empty."""
    wire = Wire(server.remote)
    wire.update("CLEAR ALL")
    wire.close()
    store = RemoteStore.open(server.remote)
    yield store
    store.close()
