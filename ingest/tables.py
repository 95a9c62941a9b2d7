"""The rows of all declared sources, for what one file looks up in another."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from ingest.readers import table, topojson
from ingest.readers.table import Row
from ingest.source import BadDeclaration, Source, source

COUNTRIES = "reference-countries"
REGIONS = ("reference-nuts", "reference-nuts-2024")
ACTIVITIES = "reference-nace"
ACTIVITIES_2_1 = "reference-nace-2-1"


def rows(each: Source) -> Iterator[Row]:
    """The rows of a source, whatever its format."""
    match each.format:
        case "csv" | "csv.gz":
            compressed = each.format == "csv.gz"
            yield from table.read(each.file, encoding=each.encoding, delimiter=each.delimiter, compressed=compressed)
        case "topojson":
            yield from topojson.read(each.file)
        case _:
            raise BadDeclaration(f"{each.id}: there is no reader for the format “{each.format}”")


@lru_cache(maxsize=256)
def index(name: str, column: str) -> Mapping[str, Mapping[str, str]]:
    """The cells of each row of a source, found by the value in one column (the first row wins)."""
    found: dict[str, Mapping[str, str]] = {}
    for row in rows(source(name)):
        if column not in row.cells:
            raise BadDeclaration(f"{name} has no column “{column}”; it has: {', '.join(row.cells)}")
        found.setdefault(row.cells[column], row.cells)
    return found


@lru_cache(maxsize=64)
def listed(name: str) -> tuple[Mapping[str, str], ...]:
    """The cells of all rows of a source."""
    return tuple(row.cells for row in rows(source(name)))
