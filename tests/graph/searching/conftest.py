from pathlib import Path

import pytest

from graph.embedded import EmbeddedStore
from graph.reader import Reader
from graph.searching.building import build
from graph.searching.index import Index
from graph.store import Scope
from ontology.model import model
from tests import world


@pytest.fixture(scope="package")
def reader() -> Reader:
    return Reader(world.fill(EmbeddedStore.memory()), model(), Scope.PUBLIC)


@pytest.fixture(scope="package")
def index(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("index") / "search"
    return Index(build(reader.store, reader.model, reader.scope, folder), reader.model)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "search"
