"""A small plain store for the tests of the writer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.layout import Layout
from tests.graph.updates.kept import SMALL, Kept, keeping


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with keeping(tmp_path / "store", Layout.PLAIN, SMALL) as kept:
        yield kept
