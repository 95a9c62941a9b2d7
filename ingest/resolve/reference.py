"""The organisations of ROR and GLEIF that are shipped, to link to, and the towns that ROR places on the map."""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from ingest.resolve.names import words
from ingest.resolve.party import Party

FOLDER = Path(__file__).parent.parent / "data" / "reference" / "organisations"
ROR = "https://ror.org/"
LEI = "urn:lei:"


@cache
def ror() -> Sequence[Party]:
    """Research organisations of Europe, each with its ROR IRI."""
    return tuple(_ror_party(row) for row in _rows("ror.csv.gz"))


@cache
def gleif() -> Sequence[Party]:
    """Legal entities of Europe, each with its LEI."""
    return tuple(
        Party(row["legal_name"], country=row["country"], identifiers=(LEI + row["lei"],))
        for row in _rows("gleif.csv.gz")
    )


@cache
def towns() -> Mapping[tuple[str, str], tuple[float, float]]:
    """Latitude and longitude of a town by its name in plain letters and its country."""
    return {
        (" ".join(words(row["city"])), row["country"]): (float(row["lat"]), float(row["lon"]))
        for row in _rows("ror.csv.gz")
        if row["lat"] and row["lon"]
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(FOLDER / name, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _ror_party(row: Mapping[str, str]) -> Party:
    names = (row["name_en"], *row["acronyms"].split("|"))
    return Party(
        row["name"],
        names=tuple(name for name in names if name and name != row["name"]),
        city=row["city"],
        country=row["country"],
        website=row["website"],
        identifiers=(ROR + row["ror_id"],),
        kind=row["types"],
    )
