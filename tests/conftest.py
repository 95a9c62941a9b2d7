"""What many tests share. A test that needs more builds it itself."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from bench.server import COMMAND, HOST, PATIENCE, serving
from graph.embedded import EmbeddedStore
from graph.release import Releases
from tests import scratch
from tests.elsewhere import OPTION, REMOTE, Elsewhere
from tests.graph.answering.pools import until

_ELSEWHERE = pytest.StashKey[Elsewhere]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where services under test read: folders, or servers of another kind (tests/elsewhere.py)."""
    parser.addoption(OPTION, default="embedded", choices=("embedded", REMOTE), help="what the services under test read")


def pytest_configure(config: pytest.Config) -> None:
    """Write in memory, where that can be; have all services read servers, where that is asked for."""
    scratch.settle()
    if config.getoption(OPTION) == REMOTE:
        config.stash[_ELSEWHERE] = elsewhere = Elsewhere()
        elsewhere.install()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers that were started for the tests of this process."""
    if elsewhere := config.stash.get(_ELSEWHERE, None):
        elsewhere.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, over servers of another kind, what only processes of our own can do: each mark says why."""
    if config.getoption(OPTION) != REMOTE:
        return
    for item in items:
        for found in item.iter_markers("of_processes"):
            item.add_marker(pytest.mark.skip(reason=found.args[0]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Run a test that is marked `unmeasured` without noting which lines run: that would take two thirds of its time."""
    noting = sys.gettrace()
    if item.get_closest_marker("unmeasured"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(noting)


@pytest.fixture
def store() -> EmbeddedStore:
    """An empty store in memory."""
    return EmbeddedStore.memory()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a store with all shipped data, loaded by the command, once for all test processes."""
    return loaded_once(tmp_path_factory, worker_id, "demo", {})


def loaded_once(places: pytest.TempPathFactory, worker_id: str, name: str, environ: Mapping[str, str]) -> Path:
    """The folder of such a store, loaded with some settings by whichever test process is the first to want it."""
    base = places.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, command = shared / name, [COMMAND, "load", "--store", shared / name]
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "current").exists():
            settings = {**os.environ, **environ}
            loaded = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
            assert loaded.returncode == 0, loaded.stderr
    return folder


@pytest.fixture(scope="session")
def app(demo: Path) -> FastAPI:
    """The service over all shipped data."""
    return create_app(Settings(store=demo))


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Asks the service without a network."""
    with TestClient(app) as client:
        await_index(client)
        yield client


def await_index(client: httpx2.Client) -> None:
    """A load makes the index that is searched in; over servers of others, the service does, beside its answers."""
    until(lambda: client.get("/search?q=index").status_code != 503, 120)


@pytest.fixture(scope="session")
def site(demo: Path, pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a server started by the command, for browsers and other programs."""
    elsewhere = pytestconfig.stash.get(_ELSEWHERE, None)
    with serving(elsewhere.server(Releases(demo)).address if elsewhere else demo) as (port, _):
        address = f"http://{HOST}:{port}"
        with httpx2.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client:
            await_index(client)
        yield address
