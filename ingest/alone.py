"""A large new table is concluded from and checked in parts, without being in the store; a check never puts it there.

Only one whose things nobody compares with others, since that is done in the store.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rdflib import URIRef

from graph.reasoning import parts
from graph.reasoning.inference import INFERRED, Drawn
from graph.reasoning.parts import Apart, Cut
from graph.release import Draft
from graph.store import FOLLOWED_MOST, Change, Line, Store, Triple
from graph.terms import written
from graph.validating import validation
from graph.validating.validation import Finding, Report
from ingest import provenance
from ingest.reading import Said
from ingest.resolve.decide import Journal
from ingest.resolve.identity import merges
from ingest.spool import Spool
from ingest.versions import Version
from ontology import iri


@dataclass
class Alone:
    """What a source says, while the store does not say it."""

    draft: Draft
    said: Said
    change: Change = field(default_factory=lambda: Change(lost=frozenset()))
    _apart: Apart | None = None
    _is_kept: bool = False

    @property
    def graph(self) -> URIRef:
        """The named graph it would stand in."""
        return self.said.task.source.graph

    def follow(self, tell: Callable[[int], None], *, keep: bool) -> Drawn | None:
        """Draw its conclusions; None where that has to be done in the store. To be kept, it is put there."""
        away = frozenset(f"<{each}>" for each in merges(Journal(self.draft.artefacts).read()).kept)
        cut, folder = Cut(self.said.spool.path, self.said.spool.cuts), self.draft.scratch / "parts"
        apart = parts.conclude(self.draft.store, self.graph, cut, folder, strange=away, brief=not keep, tell=tell)
        if apart is None or apart.size <= FOLLOWED_MOST:
            return None
        self._apart = apart
        self.change = Change(apart.size, lost=frozenset())
        total = self.draft.store.size(INFERRED) - len(apart.restated) + apart.inferred
        is_refused = any(each.severity == "violation" for each in apart.findings)
        if apart.left or (keep and not is_refused):
            self._keep(apart)
        return Drawn(total, apart.inferred, len(apart.restated))

    def _keep(self, apart: Apart) -> None:
        store, followed = self.draft.store, [(INFERRED, path) for path in apart.files]
        store.change(INFERRED, (), apart.restated)
        store.say([(self.graph, self.said.spool.path), *followed])
        self._is_kept = True

    def report(self, *, measured: bool) -> Report | None:
        """What does not conform in all that is said then; None where that has to be asked of the store."""
        if self._apart is None:
            return None
        store = self.draft.store
        found = (*self._apart.findings, *validation.findings(store, self._apart.left))
        return validation.reported(store, found, self._apart.infos, measured=measured)

    def recall(self, found: Iterable[Finding]) -> None:
        """Have in the store what is said of some things, and of the rows they come from."""
        things = {written(each.focus) for each in found}
        if self._apart is None or self._is_kept or not things:
            return
        told = {line[0] for line in self.said.spool if line[2] in things} | things
        with Spool(self.draft.scratch / "recalled") as spool:
            spool.write_lines(line for line in self.said.spool if line[0] in told)
        self.draft.store.say([(self.graph, spool.path)])


def chosen(said: Sequence[Said], draft: Draft) -> Alone | None:
    """The largest table that could be looked at by itself; None where none is large."""
    able = [each for each in said if each.spec and each.spool.cuts and not draft.store.size(each.task.source.graph)]
    apart = [each for each in able if not (each.task.source.resolve or each.task.source.shipped)]
    return Alone(draft, max(apart, key=lambda each: each.spool.count)) if apart else None


def measured(store: Store, version: Version, changes: Mapping[URIRef, Change]) -> Version:
    """A version with its size, where that was not known when it was described."""
    graph = iri.of_source(version.source)
    change = changes[graph]
    if version.added == change.added:
        return version
    old, new = (_lines(provenance.size(graph, size)) for size in (version.triples, change.added))
    store.change(provenance.CATALOGUE, new, old)
    return replace(version, triples=change.added, added=change.added)


def _lines(triples: Iterable[Triple]) -> list[Line]:
    return [(written(subject), written(said), written(value)) for subject, said, value in triples]
