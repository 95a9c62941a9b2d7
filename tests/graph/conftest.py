"""Stores for many tests: one on a server of another kind, and small ones that processes answer from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Literal

from graph.answering.workers import QueryPool
from graph.remote.store import RemoteStore
from graph.remote.wire import Wire
from tests.graph.answering.pools import MANY, folder_of
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


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one statement."""
    return folder_of(tmp_path_factory.mktemp("small"), ("http://s/1", "http://p/a", Literal("one")))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of so many statements that a query may take its time."""
    rows = ((f"http://s/{number}", "http://p/of", Literal(f"value {number}")) for number in range(MANY))
    return folder_of(tmp_path_factory.mktemp("large"), *rows)


@pytest.fixture
def pool(small: Path) -> Iterator[QueryPool]:
    """Processes that answer over the small one."""
    with QueryPool(lambda: small, workers=1) as pool:
        yield pool
