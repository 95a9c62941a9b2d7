"""How many triples of a predicate end at each thing, kept beside the figures of a release where such ends are few.

What was written since a load stands in a file of its own, as what is to be added: the first one stays as it is.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from graph.texts.index import FOLDER

MOST = 50_000  # things, of all predicates: a worker keeps them in memory
EACH = 4  # triples in the mean: with fewer the engine counts as soon
LEAST = 30_000  # triples of a predicate: fewer the engine counts about as soon
_BASE, _SINCE = "ends.json", "ends-since.json"

Ends: TypeAlias = Mapping[str, Mapping[str, int]]  # by the IRI of a predicate, and the thing as N-Triples write it


def is_told(end: str) -> bool:
    """Whether it is told how many triples end there: at what has an IRI. Texts may be long; numbers have many names."""
    return end.startswith("<")


def write(folder: Path, ends: Ends) -> None:
    """Write them into the folder of the texts."""
    _write(folder / _BASE, ends)
    _write(folder / _SINCE, {predicate: {} for predicate in ends})  # the last: where it is, both are


def are_beside(triples: Path) -> bool:
    """Whether there are some beside the engine's folder."""
    return (triples.parent / FOLDER / _SINCE).is_file()


def beside(triples: Path) -> Ends | None:
    """Those beside the engine's folder, None where there are none; no number is 0."""
    folder = triples.parent / FOLDER
    try:
        base, since = (json.loads((folder / name).read_text(encoding="utf-8")) for name in (_BASE, _SINCE))
    except (OSError, ValueError):
        return None
    return {predicate: _added(base[predicate], more) for predicate, more in since.items()}


def hand_on(source: Path, target: Path, gone: Ends, come: Ends, most: int) -> None:
    """Put them beside the next release, of which some triples are gone and others have come; not where these are many.

    A thing may have fewer triples by what is added than none: only the sum counts.
    """
    try:
        since = json.loads((source / _SINCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    found = {each: _changed(said, gone.get(each, {}), come.get(each, {})) for each, said in since.items()}
    if sum(map(len, found.values())) <= most:
        os.link(source / _BASE, target / _BASE)
        _write(target / _SINCE, found)


def _changed(said: Mapping[str, int], gone: Mapping[str, int], come: Mapping[str, int]) -> dict[str, int]:
    changes = {each: come.get(each, 0) - gone.get(each, 0) for each in come.keys() | gone.keys() if is_told(each)}
    return _added(said, changes)


def _added(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    if not more:
        return dict(counts)
    found = {each: counts.get(each, 0) + more.get(each, 0) for each in counts.keys() | more.keys()}
    return {each: number for each, number in found.items() if number}


def _write(path: Path, content: object) -> None:
    """Write a file; nothing is there before all is."""
    work = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        work.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        work.replace(path)
    finally:
        work.unlink(missing_ok=True)
