"""A service that takes changes, for tests: a store of its own, and a token to write to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from graph.accounts import Accounts
from tests.api.sparql import service


@contextmanager
def writable(folder: Path, default_graph: str = "plain", **settings: int) -> Iterator[TestClient]:
    """A client of a service over this folder that sends a token with each request."""
    _, token = Accounts(folder).new("write")
    with TestClient(service(folder, default_graph=default_graph, **settings), follow_redirects=False) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
