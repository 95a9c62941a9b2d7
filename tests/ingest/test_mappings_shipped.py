"""The shipped sources and mappings, and their documentation."""

from pathlib import Path

import pytest

from ingest import mapping
from ingest.convert import WAYS
from ingest.source import FOLDER, Source, UnknownSource, choose, sources

DOCUMENTATION = FOLDER.parent / "docs" / "mappings.md"


def test_every_data_file_is_declared_once_and_every_mapping_is_used() -> None:
    files = {path for path in (FOLDER / "data").rglob("*") if path.is_file() and path.suffix != ".md"}
    # What names are held against is no source: nothing of it enters the graph as such.
    files -= set((FOLDER / "data" / "reference" / "organisations").rglob("*"))
    files -= {FOLDER / "data" / "reference" / "towns.csv.gz"}
    assert {source.file for source in sources()} == files
    assert len(sources()) == len(files) == 52
    assert {source.mapping for source in sources()} == set((FOLDER / "mappings").rglob("*.toml")) - set(
        (FOLDER / "mappings" / "formats").glob("*.toml")
    )


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.id)
def test_every_source_tells_who_stands_behind_it_and_can_be_read(source: Source) -> None:
    assert source.title["en"]
    assert source.publisher
    assert source.rights
    assert source.license.startswith("http")
    assert mapping.read(source.mapping).things


def test_sources_are_chosen_by_name_or_by_dataset() -> None:
    assert [source.id for source in choose(["portugal-pacts"])] == ["portugal-pacts"]
    assert {source.dataset.id for source in choose(["reference"])} == {"reference"}
    assert choose([]) == sources()
    with pytest.raises(UnknownSource, match="nowhere"):
        choose(["nowhere"])


def test_every_way_to_read_a_cell_is_documented() -> None:
    text = Path(DOCUMENTATION).read_text(encoding="utf-8")
    assert [name for name in WAYS if f"`{name}`" not in text] == []
