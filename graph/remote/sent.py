"""What a folder remembers of the servers it is published to: the release they hold, to compare the next with."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import URIRef

from graph.difference import Difference, difference
from graph.embedded import EmbeddedStore
from graph.release import Release
from graph.store import Scope

_TOLD = "told.json"


@dataclass(frozen=True)
class Sent:
    """A release as a server has it, or is being sent it."""

    folder: Path

    @property
    def store(self) -> EmbeddedStore:
        """What the public may see of it."""
        return EmbeddedStore.read_only(self.folder / "triples")

    @property
    def mark(self) -> str:
        """What the server calls it; empty where there is none."""
        return self._told().get("mark", "")

    @property
    def release(self) -> str:
        """What it is called here."""
        return self._told().get("release", "")

    def keep(self, release: Release, mark: str) -> None:
        """Make it so; the copy costs no room while the release is there."""
        self.forget()
        self.folder.mkdir(parents=True)
        release.open(Scope.PUBLIC).copy_to(self.folder / "triples")
        (self.folder / _TOLD).write_text(json.dumps({"release": release.name, "mark": mark}), encoding="utf-8")

    def forget(self) -> None:
        """Know of nothing."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def become(self, other: "Sent") -> None:
        """Be what another one is, which is no more."""
        self.forget()
        other.folder.rename(self.folder)

    def _told(self) -> dict[str, str]:
        try:
            told: dict[str, str] = json.loads((self.folder / _TOLD).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return told


def differences(old: EmbeddedStore, new: EmbeddedStore) -> Iterator[tuple[URIRef | None, Difference]]:
    """What each graph, and then their union (None), says no more and says now. Each is gone once the next is told.

    Blank nodes have the same names in both: one was made from the other.
    """
    names: list[URIRef | None] = [*sorted(old.graphs() | new.graphs()), None]
    for graph in names:
        with _compared(old, new, graph) as found:
            yield graph, found


@contextmanager
def _compared(old: EmbeddedStore, new: EmbeddedStore, graph: URIRef | None) -> Iterator[Difference]:
    with TemporaryDirectory() as folder:
        files = Path(folder) / "old", Path(folder) / "new"
        for store, file in zip((old, new), files, strict=True):
            store.dump(file, graph)
        yield difference(*files, Path(folder) / "found")
