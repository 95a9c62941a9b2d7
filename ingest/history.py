"""What a load writes into the history: a version for each source it touched, and what is gone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rdflib import URIRef

from graph import past
from graph.past import CUT, Step
from graph.release import Draft
from graph.store import Change, Store
from ingest import gone, versions
from ingest.gone import Gone
from ingest.reading import Said
from ingest.resolve.decide import Journal
from ingest.resolve.identity import merges
from ingest.versions import LOADED, REMOVED, Version
from ingest.work import Order, Task, Work
from ontology import iri


@dataclass(frozen=True)
class Run:
    """One load: what it had to do, since when, under which name, and what became of each graph."""

    work: Work
    order: Order
    started: datetime
    iri: URIRef
    changes: Mapping[URIRef, Change]

    def loaded(self, each: Said, store: Store) -> Version:
        """The version that a source has now."""
        task, change = each.task, self.changes[each.task.source.graph]
        newest = versions.latest(self.work.known, task.source.id)
        return Version(
            source=task.source.id,
            number=_numbered(task, newest),
            when=_written(self.started),
            run=str(self.iri),
            checksum=each.taken.checksum,
            file_name=task.file_name,
            declaration=each.taken.declaration,
            mapping=each.taken.mapping,
            content=task.content,
            rows=each.mapped.rows,
            triples=store.size(task.source.graph),
            added=change.added,
            removed=change.removed,
            action=task.action,
            by=task.by,
            of=task.of,
            instead=_instead(newest) if task.of else "",
            visibility=task.source.visibility,
            shipped=task.source.shipped,
        )

    def removed(self) -> Iterator[Version]:
        """The versions that say that a source was taken out."""
        newest = versions.current(self.work.known)
        for name in self.work.removed:
            if name in newest:
                yield self._removed(newest[name], self.changes[iri.of_source(name)])

    def _removed(self, newest: Version, change: Change) -> Version:
        return replace(
            newest,
            number=newest.number + 1,
            when=_written(self.started),
            run=str(self.iri),
            rows=0,
            triples=0,
            added=0,
            removed=change.removed,
            action=REMOVED,
            by=self.order.by,
            of=None,
            instead=_instead(newest),
        )

    def keep(self, made: Sequence[Version], draft: Draft) -> None:
        """Keep the versions, and what is gone, with the release."""
        versions.write(_listed(self.work.known, made), draft.artefacts)
        past.note(draft.artefacts, tuple(self._steps(made, draft)))
        left = {thing: _why(each) for each in made for thing in self.changes[iri.of_source(each.source)].gone}
        told = gone.follow(draft.store, gone.read(draft.artefacts), left)
        # What was found to be the same as another thing is not gone: its address leads there.
        merged = merges(Journal(draft.artefacts).read()).kept
        gone.write({thing: why for thing, why in told.items() if thing not in merged}, draft.artefacts)

    def _steps(self, made: Sequence[Version], draft: Draft) -> Iterator[tuple[Step, Change]]:
        """What the load changed in each source, also in those that name what others decided to be something else."""
        if not (draft.artefacts / past.FILE).exists():
            # A program loaded them that did not keep what changed.
            for each in self.work.known:
                yield _step(each, each.when, Change(each.added, each.removed), CUT), Change()
        newest = versions.current(self.work.known) | versions.current(made)
        for version in sorted(newest.values(), key=lambda each: each.source):
            graph = iri.of_source(version.source)
            change = self.changes.get(graph, Change())
            if change.added or change.removed:
                keeping = past.keeping(change, draft.store.size(graph))
                yield _step(version, _written(self.started), change, keeping), change


def deed(order: Order) -> str:
    """What somebody asked for, in words, where it was more than to load what changed."""
    back = [f"{each.source} reverted to version {each.number}" for each in order.revert]
    asked = "; ".join(back + [f"{name} removed" for name in order.remove])
    return f"{asked}, by {order.by}" if asked and order.by else asked


def _numbered(task: Task, newest: Version | None) -> int:
    if newest is None:
        return 1
    same = task.action == LOADED and newest.action != REMOVED and newest.content == task.content
    return newest.number if same else newest.number + 1


def _listed(known: Sequence[Version], made: Iterable[Version]) -> Iterable[Version]:
    """All versions: a source that was only mapped anew keeps its version, with the figures of now."""
    found = {(each.source, each.number): each for each in known}
    for each in made:
        before = found.get((each.source, each.number))
        now = replace(before, rows=each.rows, triples=each.triples) if before else each
        found[each.source, each.number] = now
    return found.values()


def _step(version: Version, date: str, change: Change, keeping: str) -> Step:
    return Step(
        source=version.source,
        version=version.number,
        date=date,
        action=version.action,
        visibility=version.visibility,
        added=change.added,
        removed=change.removed,
        keeping=keeping,
    )


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _instead(newest: Version | None) -> str:
    """What a reverted or removed version stands for: what the newest file said."""
    if newest is None:
        return ""
    return newest.instead if newest.is_put_back else newest.content


def _why(version: Version) -> Gone:
    if version.action == REMOVED:
        reason = f"the source {version.source} was removed"
    else:
        reason = f"{version.source} no longer names it since version {version.number}"
    return Gone(version.when, version.source, version.number, reason, version.visibility)
