"""A store that notes of which things something was said or unsaid."""

from collections.abc import Iterable
from pathlib import Path

from rdflib import URIRef

from graph.embedded import EmbeddedStore
from graph.store import Change, Line, Triple
from graph.terms import written

_MOST = 200_000  # things, with all that stands behind them


class WatchedStore(EmbeddedStore):
    """An embedded store; `touched` are the things as N-Triples write them, or None where they are too many to tell.

    They are noted before anything is other, but for a file that makes a graph: who notes more may look at what is said.
    """

    watches = True

    def replace(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Swap the whole content of one named graph, or change nothing."""
        before, new = set(self.triples(graph)), set(triples)
        self.note(written(triple[0]) for triple in before ^ new)
        super().replace(graph, new)

    def add(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Say more in one named graph."""
        new = list(triples)
        self.note(written(triple[0]) for triple in new)
        super().add(graph, new)

    def remove(self, graph: URIRef) -> None:
        """Take one named graph away."""
        self.note(line[0] for line in self.lines(None, None, None, graph))
        super().remove(graph)

    def change(self, graph: URIRef, added: Iterable[Line], removed: Iterable[Line]) -> None:
        """Say more and less in one named graph."""
        come, gone = tuple(added), tuple(removed)
        self.note(line[0] for line in (*come, *gone))
        super().change(graph, come, gone)

    def fill(self, graph: URIRef, path: Path) -> Change:
        """Make one named graph hold exactly what a file of N-Triples says."""
        found = super().fill(graph, path)
        if found.lost is None or found.come is None:
            self.touched = None
        else:
            self.note(line[0] for line in found.lost | found.come)
        return found

    def say(self, files: Iterable[tuple[URIRef, Path]]) -> None:
        """Say all of some files: they are written to be read at once, and are not looked into."""
        super().say(files)
        self.touched = None

    def note(self, things: Iterable[str]) -> None:
        """Take down that something was said or unsaid of these things."""
        if self.touched is not None:
            self.touched.update(things)
            if len(self.touched) > _MOST:
                self.touched = None
