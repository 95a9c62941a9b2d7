"""Neighbours read from a TopoJSON file: polygons that share an arc have a common border."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import cast

from ingest.readers.table import Row, UnreadableFile

Nested = int | list["Nested"]


def read(path: Path, layer: str = "countries") -> Iterator[Row]:
    """Each pair of neighbours once, lower code first: `{"country_a": "620", "country_b": "724"}`.

    A polygon without a code (Natural Earth gives none to areas without an ISO number) has no neighbours here.
    Raises `UnreadableFile`.
    """
    owners: dict[int, set[str]] = defaultdict(set)
    for code, arcs in _polygons(path, layer):
        for arc in _flat(arcs):
            owners[arc].add(code)
    pairs = {pair for codes in owners.values() for pair in combinations(sorted(codes), 2)}
    for number, (country_a, country_b) in enumerate(sorted(pairs), start=1):
        yield Row(number, {"country_a": country_a, "country_b": country_b})


def _polygons(path: Path, layer: str) -> Iterator[tuple[str, Nested]]:
    try:
        geometries = json.loads(_text(path))["objects"][layer]["geometries"]
    except (OSError, EOFError, ValueError) as error:
        raise UnreadableFile(f"a TopoJSON file ({error})") from error
    except (KeyError, TypeError) as error:
        raise UnreadableFile(f"geometries under objects / {layer}") from error
    for geometry in geometries:
        if "id" in geometry:
            yield str(geometry["id"]), cast(Nested, geometry.get("arcs", []))


def _text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")


def _flat(arcs: Nested) -> Iterable[int]:
    if isinstance(arcs, int):
        # An arc walked backwards is written as its complement (TopoJSON 1.0, section 2.1.4).
        return (arcs if arcs >= 0 else ~arcs,)
    return (number for part in arcs for number in _flat(part))
