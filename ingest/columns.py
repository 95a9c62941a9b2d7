"""Which columns of each source's file say a property: kept with the release, as most sources are not read again."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from rdflib import URIRef

FILE = "columns.json"
Columns = Mapping[URIRef, Mapping[URIRef, tuple[str, ...]]]


def read(artefacts: Path) -> Columns:
    """The columns by source graph and property; none for a release made before they were kept."""
    try:
        said = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        URIRef(graph): {URIRef(path): tuple(columns) for path, columns in paths.items()}
        for graph, paths in said.items()
    }


def follow(before: Columns, read_now: Columns, removed: Iterable[URIRef]) -> Columns:
    """The columns after a load: those of sources that were read again are replaced."""
    left = set(removed)
    return {graph: paths for graph, paths in {**before, **read_now}.items() if graph not in left}


def write(columns: Columns, artefacts: Path) -> None:
    """Keep them beside the release."""
    (artefacts / FILE).write_text(json.dumps(columns, ensure_ascii=False), encoding="utf-8")
