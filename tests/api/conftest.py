"""Stores that several tests of the service read."""

from pathlib import Path

import pytest

from tests.api.sparql import MANY, build


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [(f"http://e/{number}", f"a value with some text, number {number}") for number in range(MANY)]
    return build(tmp_path_factory.mktemp("large"), {"http://g/1": rows})
