"""A small source of its own for each test: a file, its mapping, and what the mapping makes of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.source import Dataset, Source

MakeSource = Callable[..., Source]


@pytest.fixture
def make_source(tmp_path: Path) -> MakeSource:
    """Write a CSV file and a mapping, and declare them as a source."""

    def make(rows: str, mapping: str, name: str = "test-things") -> Source:
        file, declared = tmp_path / f"{name}.csv", tmp_path / f"{name}.toml"
        file.write_text(rows, encoding="utf-8")
        declared.write_text(mapping, encoding="utf-8")
        return Source(
            id=name,
            dataset=Dataset("test", {"en": "Test"}),
            title={"en": "Things"},
            file=file,
            mapping=declared,
            publisher="Nobody",
            license="https://creativecommons.org/licenses/by/4.0/",
            rights="",
            issued="2026-11",
            language=("en",),
            format="csv",
            encoding="utf-8",
            delimiter=",",
        )

    return make
