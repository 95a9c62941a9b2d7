"""Stores that several tests of the service read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api import agency
from tests.api.sparql import MANY, build


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [(f"http://e/{number}", f"a value with some text, number {number}") for number in range(MANY)]
    return build(tmp_path_factory.mktemp("large"), {"http://g/1": rows})


@pytest.fixture(scope="session")
def agency_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return agency.fill(tmp_path_factory.mktemp("agency"))


@pytest.fixture(scope="session")
def agency_client(agency_store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=agency_store, workers=1))) as client:
        yield client
