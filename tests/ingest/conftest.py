"""A small source of its own for each test: a file, its mapping, and what the mapping makes of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from ingest.source import Source, read

MakeSource = Callable[..., Source]
DECLARATION = """
[source]
id = "{name}"
title = {{en = "Things"}}
publisher = "Nobody"
license = "https://creativecommons.org/licenses/by/4.0/"
issued = "2026-11"
language = ["en"]
file = "{name}.csv"
mapping = "mapping.toml"
"""


@pytest.fixture
def make_source(tmp_path: Path) -> MakeSource:
    """Write a CSV file and a mapping, and declare them as a source."""

    return partial(source_in, tmp_path)


def source_in(folder: Path, rows: str, mapping: str, name: str = "test-things", **said: str) -> Source:
    """A CSV file and a mapping in a folder, declared as a source."""
    folder = folder / "declared" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    more = "".join(f"{key} = {value}\n" for key, value in said.items())
    declared = folder / f"{name}.toml"
    declared.write_text(DECLARATION.format(name=name) + more, encoding="utf-8")
    (source,) = read(declared)
    return source
