"""How many triples a release has of each predicate, and how many things of each class, kept beside its texts.

Who asks for these figures has them without counting a million triples; what is written hands them on, and exactly:
of each thing that was touched what was said before is taken off, and what is said now is added.
"""

import json
import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple, Self

from graph.texts.index import FOLDER

_NAME = "counts.json"


class Counts(NamedTuple):
    """Triples by the IRI of their predicate, and things by their class as N-Triples write it; none of them is 0."""

    predicates: dict[str, int]
    classes: dict[str, int]

    @classmethod
    def beside(cls, triples: Path) -> Self | None:
        """Those beside the engine's folder, None where there are none."""
        try:
            return cls(*json.loads((triples.parent / FOLDER / _NAME).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Write them into the folder of the texts; nothing is there before all is."""
        work = folder / f".{_NAME}-{os.getpid()}"
        try:
            work.write_text(json.dumps(self, ensure_ascii=False), encoding="utf-8")
            work.replace(folder / _NAME)
        finally:
            work.unlink(missing_ok=True)

    @staticmethod
    def are_beside(triples: Path) -> bool:
        """Whether there are some beside the engine's folder; beside texts of long ago there are none."""
        return (triples.parent / FOLDER / _NAME).is_file()

    def changed(self, gone: "Counts", come: "Counts") -> "Counts":
        """Without some, and with others."""
        return Counts(*(_changed(*each) for each in zip(self, gone, come, strict=True)))


def _changed(counts: dict[str, int], gone: dict[str, int], come: dict[str, int]) -> dict[str, int]:
    found = Counter(counts)
    found.update(come)
    found.subtract(gone)
    return {name: count for name, count in found.items() if count}
