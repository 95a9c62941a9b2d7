"""The load: map every changed source, then put all of them into a new release, or change nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rdflib import URIRef

from graph import coverage
from graph.locking import BusyStore
from graph.reasoning.inference import INFERRED, Drawn, grow
from graph.release import Draft, Release, Releases
from graph.store import Change, Triple
from graph.validating import quality, validation
from ingest import alone, columns, hiding, locate, lookups, provenance, reading, succession, written
from ingest.alone import Alone
from ingest.archive import Archive
from ingest.columns import Columns
from ingest.concluding import conclude, together
from ingest.content import fingerprint
from ingest.formats import GRAPH
from ingest.harvest import harvested
from ingest.history import Run, deed
from ingest.known import Known
from ingest.outcome import Finish, Loaded, Report, things
from ingest.progress import Watcher, rows_of, teller
from ingest.reading import Context, Said
from ingest.refusal import LoadRefused, Refused, placed
from ingest.resolve import identity
from ingest.resolve.decide import Journal
from ingest.resolve.settle import Settled, settle
from ingest.source import Source
from ingest.spool import Spool
from ingest.versions import Version
from ingest.work import Order, Work, look
from ontology import catalogue, iri
from ontology.namespaces import ONTOLOGY


def load(
    folder: Path,
    wanted: Sequence[Source],
    watcher: Watcher,
    finish: Finish,
    *,
    order: Order = Order(),  # noqa: B008 - frozen
    check: bool = False,
) -> Report:
    """Bring the store in a folder up to date with the wanted sources; raises `LoadRefused` with every fault found.

    With `check` all of it is read, concluded from and asked of the shapes, and then thrown away; what only a release
    that is kept needs is left out.
    """
    started = datetime.now(UTC)
    releases, archive = Releases(folder), Archive(folder)
    current = releases.current()
    work = look(current, archive, harvested(wanted, folder, order, watcher), finish.version, order)
    if not work:
        return Report(current.name if current else None, unchanged=work.unchanged)
    with releases.draft(fresh=current is None, publish=not check) as draft:
        # What there is to do was found before nobody else could write.
        if _loaded(releases.current()) != _loaded(current):
            raise BusyStore(f"another load on {folder} has ended meanwhile: run this one again")
        build = _Build(draft, current, work, order, watcher, started, check=check)
        report = succession.told(build.run(finish), archive, work)
        if not check:
            build.archive(archive)
        watcher.end()
    now = releases.current()
    return replace(report, release=now.name if now else None)


def _loaded(release: Release | None) -> str | None:
    """The load that a release goes back to: what others write between two loads is in no source."""
    return release.loaded if release else None


class _Build:
    """One load at work on its draft, stage by stage."""

    def __init__(
        self,
        draft: Draft,
        before: Release | None,
        work: Work,
        order: Order,
        watcher: Watcher,
        started: datetime,
        *,
        check: bool,
    ) -> None:
        self._draft = draft
        self._store = draft.store
        self._before = before
        self._work = work
        self._order = order
        self._watcher = watcher
        self._started = started
        self._is_check = check
        self._said: tuple[Said, ...] = ()
        self._beside: tuple[written.Beside, ...] = ()
        self._alone: Alone | None = None  # what is not in the store yet when conclusions are drawn
        self._changes: dict[URIRef, Change] = {}

    def run(self, finish: Finish) -> Report:
        """All stages; the draft is then what the release shall be."""
        if self._order.prepare:
            self._order.prepare(self._draft)
        self._said = tuple(self._read())
        self._fill()
        settled = self._settle()
        described = self._describe()
        inferred = self._conclude()
        self._store.tidy(sum(each.added for each in self._changes.values()))
        made = tuple(alone.measured(self._store, each, self._changes) for each in described)
        report = self._check()
        if not self._is_check:
            self._keep(report, made, finish)
        return Report(
            release=None,
            loaded=tuple(self._loaded(each, version) for each, version in zip(self._said, made, strict=True)),
            unchanged=self._work.unchanged,
            removed=self._work.removed,
            inferred=inferred,
            faults=report.counts,
            warned=tuple(self._warned(report)),
            vocabulary=self._work.vocabulary,
            settled=settled,
            prepared=self._work.prepared,
        )

    def archive(self, archive: Archive) -> None:
        """Keep the files of all that was loaded."""
        for each in self._said:
            archive.keep(each.taken)

    def _read(self) -> Iterator[Said]:
        """Map all changed sources; the faults of all of them are told at once."""
        tasks = self._work.changed
        unit = "statements" if tasks and all(each.source.family == GRAPH for each in tasks) else "rows"
        self._watcher.begin("Reading sources", rows_of(tuple(each.source for each in tasks)), unit)
        known = Known.of(self._before.open()) if self._before else Known.empty()
        context = Context(known, Journal(self._draft.artefacts).read())
        refused = []
        for task in tasks:
            name = task.source.id
            each = reading.read(task, self._draft.scratch / name, context, teller(self._watcher, name))
            if each.mapped.faults:
                refused.append(Refused(task.source, tuple(each.mapped.faults), each.mapped.more_faults))
            yield each
        if refused:
            raise LoadRefused(refused)

    def _keep(self, report: validation.Report, made: Sequence[Version], finish: Finish) -> None:
        """All that only a release that is kept needs."""
        quality.write(quality.of(report), self._draft.artefacts)
        self._watcher.begin("Measuring quality")
        coverage.keep(self._store, self._draft.artefacts, report, self._columns())
        self._watcher.begin("Computing positions")
        finish.run(self._draft)
        self._run.keep((*made, *self._run.removed()), self._draft)
        found = {each.task.source.id: each.found for each in self._said}
        lookups.keep(found, self._work.removed, self._draft.artefacts)
        self._hide(finish)

    def _fill(self) -> None:
        self._alone = alone.chosen(self._said, self._draft)
        filled = [each for each in self._said if not self._alone or each is not self._alone.said]
        self._watcher.begin("Writing the graph", sum(each.spool.count for each in filled), "statements")
        for each in filled:
            self._write(each)
        if self._alone:
            self._changes[self._alone.graph] = self._alone.change
        for name in self._work.removed:
            self._empty(iri.of_source(name))
        if self._work.vocabulary:
            self._store.replace(ONTOLOGY, iter(catalogue.vocabulary()))

    def _write(self, each: Said) -> None:
        graph = each.task.source.graph
        self._changes[graph] = self._store.fill(graph, each.spool.path)
        self._watcher.advance(each.task.source.id, each.spool.count)

    def _empty(self, graph: URIRef) -> None:
        with Spool(self._draft.scratch / "nothing") as nothing:
            """Nothing is said any more."""
        self._changes[graph] = self._store.fill(graph, nothing.path)
        self._store.remove(graph)

    def _settle(self) -> Settled:
        """Decide which organisations are one, and write what that comes to."""
        settled = settle(self._draft, tuple(each.taken.source for each in self._said), self._watcher)
        for graph, change in settled.changes.items():
            before = self._changes.get(graph)
            self._changes[graph] = identity.then(before, change) if before else change
        return settled

    def _describe(self) -> tuple[Version, ...]:
        """Rewrite the catalogue: entries of sources that were left alone are kept as they are."""
        place, about_run = provenance.run(self._started, datetime.now(UTC), deed(self._order))
        self._run = Run(self._work, self._order, self._started, place, self._changes)
        made = tuple(self._run.loaded(each, self._store) for each in self._said)
        touched = set(self._work.graphs)
        kept = [triple for triple in self._store.triples(provenance.CATALOGUE) if triple[0] not in touched]
        described = [
            triple
            for each, version in zip(self._said, made, strict=True)
            for triple in provenance.description(each.taken.source, place, fingerprint(version.content), version)
        ]
        entries = (*_apart(kept), *about_run, *described, *self._own())
        self._store.replace(provenance.CATALOGUE, dict.fromkeys(entries))
        return made

    def _own(self) -> Iterator[Triple]:
        size = self._store.size(ONTOLOGY)
        yield from provenance.own(ONTOLOGY, "vocabulary", size, fingerprint=self._work.vocabulary_print)
        yield from provenance.own(INFERRED, "inferred")
        yield from provenance.own(provenance.CATALOGUE, "catalogue")
        yield from provenance.own(identity.GRAPH, "identity", self._store.size(identity.GRAPH))
        yield from provenance.own(coverage.QUALITY, "quality")

    def _conclude(self) -> Drawn:
        self._watcher.begin("Drawing conclusions")
        # Figures are taken after conclusions are drawn: nothing must follow from those of the release before.
        self._store.remove(coverage.QUALITY)
        others = (provenance.CATALOGUE,)
        now = {graph: each for graph, each in self._changes.items() if not self._alone or graph != self._alone.graph}
        inferred = conclude(self._store, self._before, now, others, anew=self._work.vocabulary)
        if self._alone:
            inferred = together(inferred, self._follow(self._alone))
        self._store.add(provenance.CATALOGUE, provenance.size(INFERRED, inferred.total))
        return inferred

    def _follow(self, new: Alone) -> Drawn:
        """Conclude from what stands alone, by itself where that can be done."""
        self._watcher.begin("Concluding and checking in parts", new.said.spool.count, "statements")
        drawn = new.follow(teller(self._watcher, new.said.task.source.id), keep=not self._is_check)
        if drawn is not None:
            self._changes[new.graph] = new.change
            return drawn
        self._watcher.begin("Writing the graph", new.said.spool.count, "statements")
        self._write(new.said)
        self._watcher.begin("Drawing conclusions")
        return grow(self._store, new.graph)

    def _check(self) -> validation.Report:
        """Ask the shapes, and refuse a release that breaks them."""
        self._watcher.begin("Checking by the shapes")
        measured = not self._is_check
        report = self._alone.report(measured=measured) if self._alone else None
        report = report or validation.validate(self._store, measured=measured)
        blamed, self._beside = written.told_apart(self._store, report.of("violation"), self._draft.scratch)
        if blamed:
            raise LoadRefused(tuple(self._placed(blamed)))
        return report

    def _placed(self, found: tuple[validation.Finding, ...]) -> Iterator[Refused]:
        if self._alone:
            self._alone.recall(found)
        return placed(self._store, self._said, found)

    def _columns(self) -> Columns:
        before = columns.read(self._draft.artefacts)
        now = {each.task.source.graph: locate.columns(each.spec) for each in self._said if each.spec}
        found = columns.follow(before, now, map(iri.of_source, self._work.removed))
        columns.write(found, self._draft.artefacts)
        return found

    def _hide(self, finish: Finish) -> None:
        if hiding.is_needed(self._draft):
            self._watcher.begin("Hiding what is for operators")
            hiding.hide(self._draft, hiding.hidden(self._draft), finish.run)

    def _warned(self, report: validation.Report) -> Iterator[Refused]:
        """What written graphs break, and what the rows of the changed sources should say and do not."""
        if self._beside:
            yield Refused(None, self._beside)
        if self._order.locate:
            found = self._placed(report.of("warning"))
            yield from (each for each in found if each.source is not None)

    def _loaded(self, each: Said, version: Version) -> Loaded:
        change = self._changes[each.task.source.graph]
        return Loaded(
            source=version.source,
            rows=version.rows,
            triples=version.triples,
            version=version.number,
            added=change.added,
            removed=change.removed,
            things=things(change),
            sample=tuple(each.mapped.sample),
            notes=each.notes,
        )


def _apart(kept: Sequence[Triple]) -> Iterator[Triple]:
    own = {ONTOLOGY, INFERRED, provenance.CATALOGUE, identity.GRAPH, coverage.QUALITY}
    yield from (triple for triple in kept if triple[0] not in own)
