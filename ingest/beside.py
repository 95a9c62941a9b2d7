"""The other sheets of a workbook, as the copy of one with what is wrong keeps them: by their values, in their order."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.readers import apart
from ingest.readers.table import UnreadableFile
from ingest.source import Source

_ALL = 1_048_576  # rows of a sheet in Excel
Item = Mapping[str, Any]


def order(source: Source, name: str) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The sheets before and after the one of this name, each with whether it is shown."""
    listed = tuple(apart.run("sheet", source.file, {"outline": 0}))
    place = next((number for number, each in enumerate(listed) if each["sheet"] == name), len(listed))
    return listed[:place], listed[place + 1 :]


def items(source: Source, sheet: Item, lost: list[str]) -> Iterator[Item]:
    """A sheet for the process that writes the copy; `lost` gets what of it could not be kept, in words."""
    name, row = sheet["sheet"], 0
    yield {"beside": name, "shown": sheet["shown"]}
    try:
        for item in apart.run("sheet", source.file, {"sheet": name, "raw": _ALL}):
            row = item["row"]
            yield {"row": row, "plain": item["cells"], "first": item["first"]}
    except UnreadableFile as error:
        lost.append(f"The sheet “{name}” is kept down to row {row} only: expected {error}")


def above(source: Source, name: str, rows: int) -> Iterator[Item]:
    """The rows over the header of a sheet, as they are."""
    for item in apart.run("sheet", source.file, {"sheet": name, "raw": rows}) if rows else ():
        yield {"row": item["row"], "plain": item["cells"], "first": item["first"]}
