"""The boundaries of regions that an operator added to a store: kept beside its releases, so that loads leave them."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np

from viz.geography.given import Given
from viz.geography.outlines import Shape

FOLDER = "boundaries"
LEVELS = (1, 2, 3)  # countries are shipped
_LETTERS = 2  # of a country in a code
_KEPT = 8


@dataclass(frozen=True)
class Layer:
    """The boundaries of one level: how many regions, from which file, under what licence, since when."""

    level: int
    regions: int
    file: str
    licence: str
    added: str


class Boundaries:
    """The boundaries in a store's folder."""

    def __init__(self, store: Path) -> None:
        self._folder = store / FOLDER

    def level(self, level: int) -> Mapping[str, Shape]:
        """The regions of a level by code; none where no boundaries were added."""
        path = self._path(level)
        return _shapes(path, path.stat().st_mtime_ns) if path.is_file() else {}

    @property
    def mark(self) -> str:
        """Another one whenever boundaries were added or removed."""
        paths = (self._path(level) for level in LEVELS)
        return "".join(f"-{path.stat().st_mtime_ns:x}" for path in paths if path.is_file())

    def layers(self) -> tuple[Layer, ...]:
        """What there is."""
        return tuple(_layer(self._path(level)) for level in LEVELS if self._path(level).is_file())

    def add(self, given: Given, file: str, licence: str, day: str) -> tuple[Layer, ...]:
        """Keep regions by level; a level that is there already is replaced, the others stay."""
        levels = sorted({len(code) - _LETTERS for code in given.regions} & set(LEVELS))
        for level in levels:
            regions = {code: rings for code, rings in given.regions.items() if len(code) == _LETTERS + level}
            told = {
                "level": level,
                "file": file,
                "licence": licence,
                "added": day,
                "regions": {
                    code: [np.round(each).astype(int).ravel().tolist() for each in regions[code]]
                    for code in sorted(regions)
                },
            }
            self._write(self._path(level), told)
        return tuple(each for each in self.layers() if each.level in levels)

    def remove(self) -> int:
        """Take all away; how many levels there were."""
        paths = [self._path(level) for level in LEVELS if self._path(level).is_file()]
        for path in paths:
            path.unlink()
        return len(paths)

    def _path(self, level: int) -> Path:
        return self._folder / f"level-{level}.json.gz"

    def _write(self, path: Path, told: Mapping[str, object]) -> None:
        """Write a file whole: who reads meanwhile reads the one before."""
        path.parent.mkdir(parents=True, exist_ok=True)
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(gzip.compress(body, mtime=0))
        Path(file.name).replace(path)


@lru_cache(_KEPT)
def _shapes(path: Path, written: int) -> Mapping[str, Shape]:
    return {code: Shape(code, tuple(_rings(rings))) for code, rings in _read(path)["regions"].items()}


def _rings(rings: list[list[int]]) -> Iterator["np.ndarray[tuple[int, ...], np.dtype[np.float64]]"]:
    return (np.array(each, dtype=np.float64).reshape(-1, 2) for each in rings)


def _layer(path: Path) -> Layer:
    told = _read(path)
    return Layer(told["level"], len(told["regions"]), told["file"], told["licence"], told["added"])


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found
