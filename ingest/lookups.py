"""Which things each source found by their names: when a name leads elsewhere, its rows are to be read again."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

FILE = "found.json"
Found = Mapping[str, Mapping[str, tuple[str, ...]]]  # what a name leads to, by the class of the things


def read(artefacts: Path) -> Mapping[str, Found]:
    """What each source found; none for a release made before it was kept."""
    try:
        said: dict[str, dict[str, dict[str, list[str]]]] = json.loads((artefacts / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {
        source: {cls: {name: tuple(things) for name, things in names.items()} for cls, names in classes.items()}
        for source, classes in said.items()
    }


def keep(now: Mapping[str, Found], removed: Iterable[str], artefacts: Path) -> None:
    """Keep it beside the release: what was read again is replaced, what was taken out is left out."""
    left = set(removed)
    found = {source: names for source, names in {**read(artefacts), **now}.items() if names and source not in left}
    (artefacts / FILE).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
