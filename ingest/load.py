"""The load: map every changed source, then put all of them into a new release, or change nothing."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from rdflib import URIRef

from graph import quality, rules, validation
from graph.inference import INFERRED, Drawn, infer, said, update
from graph.release import BusyStore, Draft, Release, Releases
from graph.store import Scope, Store, Triple
from graph.validation import Finding, validate
from ingest import mapping, provenance
from ingest.source import FOLDER, Source, sources
from ingest.statements import Fault, Mapped, map_source
from ontology import catalogue, shapes
from ontology.namespaces import CSC, ONTOLOGY

_FINGERPRINTS = "SELECT ?source ?value WHERE { ?source <" + str(CSC.fingerprint) + "> ?value }"


class LoadRefused(ValueError):
    """Some rows cannot be mapped, or what they say breaks the shapes; the store is as it was."""

    def __init__(self, faults: Sequence[Fault | Finding]) -> None:
        faulty = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{faulty} in the sources; nothing was changed")
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Loaded:
    """What became of one source."""

    source: str
    rows: int
    triples: int
    before: int


@dataclass(frozen=True)
class Report:
    """What a load did."""

    release: str | None
    loaded: tuple[Loaded, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    inferred: Drawn = field(default_factory=Drawn)
    faults: Mapping[str, int] = field(default_factory=dict)
    vocabulary: bool = False  # whether what concerns the graph as a whole was done anew


class Watcher:
    """Told of each step; the command line draws its progress from it."""

    def begin(self, step: str, steps: int) -> None:
        """A phase begins that has so many steps."""

    def advance(self, name: str) -> None:
        """One step of the phase is done."""


@dataclass(frozen=True)
class _Work:
    """What has to be done to bring a store up to date."""

    changed: tuple[Source, ...]
    unchanged: tuple[str, ...]
    removed: tuple[URIRef, ...]
    prints: dict[str, str] = field(default_factory=dict)
    vocabulary: bool = False
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed or self.vocabulary)


@dataclass(frozen=True)
class Finish:
    """What is computed from the graph and kept beside it; `version` changes when it would come out otherwise."""

    version: str
    run: Callable[[Draft], object]


def load(folder: Path, wanted: Sequence[Source], watcher: Watcher, finish: Finish) -> Report:
    """Bring the store in a folder up to date with the wanted sources; raises `LoadRefused` with every fault found."""
    started = datetime.now(UTC)
    releases = Releases(folder)
    current = releases.current()
    work = _work(current, wanted, finish.version)
    if not work:
        return Report(current.name if current else None, unchanged=work.unchanged)
    mapped = _map(work.changed, watcher)
    before = _sizes(current, work)
    with releases.draft(fresh=work.everything) as draft:
        # What there is to do was found before nobody else could write.
        if releases.current() != current:
            raise BusyStore(f"another load on {folder} has ended meanwhile: run this one again")
        graphs = (*(each.graph for each in work.changed), *work.removed, provenance.CATALOGUE)
        old = {} if work.vocabulary else said(draft.store, graphs)
        _write(draft.store, work, mapped, watcher)
        _describe(draft.store, work, mapped, started)
        inferred = infer(draft.store) if work.vocabulary else update(draft.store, old)
        draft.store.add(provenance.CATALOGUE, provenance.size(INFERRED, inferred.total))
        faults = _check(draft)
        finish.run(draft)
    done = tuple(
        Loaded(each.id, mapped[each.id].rows, len(mapped[each.id].triples), before[each.graph]) for each in work.changed
    )
    now = releases.current()
    removed = tuple(graph.rsplit("/", 1)[-1] for graph in work.removed)
    return Report(now.name if now else None, done, work.unchanged, removed, inferred, faults, work.vocabulary)


def _check(draft: Draft) -> Mapping[str, int]:
    """Keep the report of the shapes with the release, and refuse a release that breaks them."""
    report = validate(draft.store)
    violations = report.of("violation")
    if violations:
        raise LoadRefused(violations)
    quality.write(quality.of(report), draft.artefacts)
    return report.counts


def _work(current: Release | None, wanted: Sequence[Source], version: str) -> _Work:
    prints = {each.id: fingerprint(each) for each in wanted}
    vocabulary = vocabulary_fingerprint(version)
    known = _known(current.open()) if current else {}
    changed = tuple(each for each in wanted if known.get(each.graph) != prints[each.id])
    unchanged = tuple(each.id for each in wanted if each not in changed)
    declared = {each.graph for each in (*sources(), *wanted)}
    removed = tuple(sorted(graph for graph in known if graph not in declared | {ONTOLOGY}))
    # Where nothing of the current release would be left, beginning afresh is quicker.
    everything = known.keys() - {ONTOLOGY} <= {each.graph for each in changed} | set(removed)
    stale = everything or known.get(ONTOLOGY) != vocabulary
    return _Work(changed, unchanged, removed, prints | {"": vocabulary}, stale, everything)


def _sizes(current: Release | None, work: _Work) -> dict[URIRef, int]:
    store = current.open() if current else None
    return {source.graph: store.size(source.graph) if store else 0 for source in work.changed}


def _known(store: Store) -> dict[URIRef, str]:
    return {URIRef(row["source"]): str(row["value"]) for row in store.select(_FINGERPRINTS, Scope.OPERATOR)}


def fingerprint(source: Source) -> str:
    """A digest of everything the content of a source's graph depends on: file, declarations, tables, this program."""
    digest = hashlib.sha256(_program().encode())
    digest.update(repr(source).replace(str(FOLDER), "").encode())
    for path in (source.file, source.mapping):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _program() -> str:
    digest = hashlib.sha256()
    shared = [*FOLDER.rglob("*.py"), *(FOLDER / "resolve").rglob("*.toml"), *(FOLDER / "data").rglob("sources.csv")]
    for path in sorted(shared):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def vocabulary_fingerprint(version: str) -> str:
    """A digest of what concerns the graph as a whole: the vocabulary, the rules, what runs them, and what is kept."""
    texts = (*catalogue.files(), *shapes.files(), *rules.files())
    read = b"".join(path.read_bytes() for path in (*texts, *rules.programs(), *validation.programs()))
    return hashlib.sha256(version.encode() + read).hexdigest()


def _map(changed: Sequence[Source], watcher: Watcher) -> dict[str, Mapped]:
    watcher.begin("Reading sources", len(changed))
    mapped: dict[str, Mapped] = {}
    for source in changed:
        mapped[source.id] = map_source(source, mapping.read(source.mapping))
        watcher.advance(source.id)
    faults = [fault for each in mapped.values() for fault in each.faults]
    if faults:
        raise LoadRefused(faults)
    return mapped


def _write(store: Store, work: _Work, mapped: dict[str, Mapped], watcher: Watcher) -> None:
    watcher.begin("Writing the graph", len(work.changed) + len(work.removed) + work.vocabulary)
    for source in work.changed:
        store.replace(source.graph, mapped[source.id].triples)
        watcher.advance(source.id)
    for graph in work.removed:
        store.remove(graph)
        watcher.advance(str(graph))
    if work.vocabulary:
        store.replace(ONTOLOGY, iter(catalogue.vocabulary()))
        watcher.advance("vocabulary")


def _describe(store: Store, work: _Work, mapped: dict[str, Mapped], started: datetime) -> None:
    """Rewrite the catalogue: entries of sources that were left alone are kept as they are."""
    run, about_run = provenance.run(started, datetime.now(UTC))
    touched = {source.graph for source in work.changed} | set(work.removed)
    kept = [triple for triple in store.triples(provenance.CATALOGUE) if triple[0] not in touched]
    described = [
        triple
        for source in work.changed
        for triple in provenance.description(source, run, work.prints[source.id], len(mapped[source.id].triples))
    ]
    store.replace(
        provenance.CATALOGUE, dict.fromkeys([*_apart(kept), *about_run, *described, *_about_own(work, store)])
    )


def _apart(kept: Sequence[Triple]) -> Iterator[Triple]:
    own = {ONTOLOGY, INFERRED, provenance.CATALOGUE}
    yield from (triple for triple in kept if triple[0] not in own)


def _about_own(work: _Work, store: Store) -> Iterator[Triple]:
    yield from provenance.own(ONTOLOGY, "vocabulary", store.size(ONTOLOGY), fingerprint=work.prints[""])
    yield from provenance.own(INFERRED, "inferred")
    yield from provenance.own(provenance.CATALOGUE, "catalogue")
