"""What there is to do: which sources changed, which are left alone, which are taken out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.coverage import CATALOGUE
from graph.release import Draft, Release
from graph.store import Scope, Store
from ingest import lookups, versions
from ingest.archive import Archive
from ingest.content import content, fingerprint, vocabulary_fingerprint
from ingest.declaration import RESERVED
from ingest.known import Known
from ingest.source import Source, UnknownSource, sources
from ingest.versions import LOADED, REMOVED, REVERTED, Version
from ontology import iri
from ontology.namespaces import CSC, ONTOLOGY

# Of the catalogue only: others may write what they like in graphs of their own.
_FINGERPRINTS = f"SELECT ?source ?value WHERE {{ GRAPH <{CATALOGUE}> {{ ?source <{CSC.fingerprint}> ?value }} }}"


@dataclass(frozen=True)
class Order:
    """What else is asked of a load than to bring the wanted sources up to date.

    `named`: wanted by name, so loaded though somebody put an earlier state back. `rest`: what else the release holds
    is looked at too. `revert`: go back to these versions. `remove`: take these out. `again`: map and fill these anew
    though they did not change. `prepare`: runs first in the draft. `locate`: tell the rows of
    warnings. `hosts`: endpoints that may be asked. `by`: who asks.
    """

    named: frozenset[str] = frozenset()
    rest: bool = False
    revert: tuple[Version, ...] = ()
    remove: tuple[str, ...] = ()
    again: frozenset[str] = frozenset()
    prepare: Callable[[Draft], object] | None = None
    locate: bool = False
    hosts: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class Task:
    """One source to be mapped and filled; its files may lie in the archive, under other names than their own."""

    source: Source
    content: str
    file_name: str
    action: str = LOADED
    by: str = ""
    of: int | None = None


@dataclass(frozen=True)
class Work:
    """What has to be done to bring a store up to date."""

    changed: tuple[Task, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    known: tuple[Version, ...]
    vocabulary: bool
    vocabulary_print: str
    prepared: bool

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed or self.vocabulary or self.prepared)

    @property
    def graphs(self) -> tuple[URIRef, ...]:
        """The graphs of all sources that are touched."""
        return (*(each.source.graph for each in self.changed), *map(iri.of_source, self.removed))


def look(current: Release | None, archive: Archive, wanted: Sequence[Source], version: str, order: Order) -> Work:
    """Compare what is wanted with what the current release holds; raises `UnknownSource`."""
    known = versions.read(current.artefacts) if current else ()
    looking = _Look(
        archive, versions.current(known), _prints(current.open()) if current else {}, order, _led_elsewhere(current)
    )
    changed = tuple(looking.changed(wanted))
    whole = vocabulary_fingerprint(version)
    return Work(
        changed=changed,
        unchanged=tuple(looking.unchanged(wanted, {each.source.id for each in changed})),
        removed=tuple(sorted({*looking.no_longer_shipped(wanted), *looking.to_remove()})),
        known=known,
        vocabulary=looking.prints.get(ONTOLOGY) != whole,
        vocabulary_print=whole,
        prepared=order.prepare is not None,
    )


def current_source(archive: Archive, known: Sequence[Version], name: str) -> Source:
    """A source as the current release holds it; raises `UnknownSource`."""
    version = versions.latest(known, name)
    if version is None or version.action == REMOVED:
        raise UnknownSource(f"the store holds no source “{name}”")
    return archive.source(version)


def _prints(store: Store) -> dict[URIRef, str]:
    return {URIRef(row["source"]): str(row["value"]) for row in store.select(_FINGERPRINTS, Scope.OPERATOR)}


def _led_elsewhere(current: Release | None) -> frozenset[str]:
    """The sources that found things by names which lead elsewhere now."""
    found = lookups.read(current.artefacts) if current else {}
    if current is None or not found:
        return frozenset()
    known = Known.of(current.open())
    return frozenset(source for source, names in found.items() if not known.agrees(names))


@dataclass(frozen=True)
class _Look:
    """What the current release holds, held against what is asked for."""

    archive: Archive
    newest: Mapping[str, Version]
    prints: Mapping[URIRef, str]
    order: Order
    led_elsewhere: frozenset[str]

    def changed(self, wanted: Sequence[Source]) -> Iterator[Task]:
        """What has to be mapped and filled."""
        for version in self.order.revert:
            source = self.archive.source(version)
            yield Task(source, version.content, version.file_name, REVERTED, self.order.by, version.number)
        for source in wanted:
            if source.id not in self._done:
                yield from self._wanted(source)
        for version in self._others(wanted):
            if not self._is_as_it_was(version.source, version.content):
                yield self._restored(version)

    def unchanged(self, wanted: Sequence[Source], changed: Collection[str]) -> Iterator[str]:
        """What was looked at and is left alone."""
        others = (version.source for version in self._others(wanted))
        for name in dict.fromkeys((*(each.id for each in wanted), *others)):
            if name not in {*changed, *self._done} and iri.of_source(name) in self.prints:
                yield name

    def no_longer_shipped(self, wanted: Sequence[Source]) -> Iterator[str]:
        """What came with an earlier version of the program, and not with this one."""
        declared = {ONTOLOGY, *(each.graph for each in (*sources(), *wanted)), *map(iri.of_source, RESERVED)}
        own = {iri.of_source(name) for name, version in self.newest.items() if not version.shipped}
        for graph in self.prints.keys() - declared - own:
            yield graph.rsplit("/", 1)[-1]

    def to_remove(self) -> Iterator[str]:
        """What somebody wants to be taken out."""
        for name in self.order.remove:
            if iri.of_source(name) not in self.prints or name in RESERVED:
                raise UnknownSource(f"the store holds no source “{name}”")
            yield name

    @property
    def _done(self) -> frozenset[str]:
        return frozenset({*(each.source for each in self.order.revert), *self.order.remove})

    def _others(self, wanted: Sequence[Source]) -> Iterator[Version]:
        """Sources of the release that are not among the wanted, and that are looked at nevertheless."""
        left = self._done | {each.id for each in wanted}
        for name, version in self.newest.items():
            asked = name in self.order.again or (not version.shipped and (self.order.rest or name in self.order.named))
            if asked and name not in left and version.action != REMOVED:
                yield version

    def _wanted(self, source: Source) -> Iterator[Task]:
        """A wanted source, or what somebody put in its place: that stays until a new file comes or it is named."""
        found, version = content(source), self.newest.get(source.id)
        put_back = version is not None and version.is_put_back and version.instead == found
        if version is None or not put_back or source.id in self.order.named:
            if not self._is_as_it_was(source.id, found):
                yield Task(source, found, source.file.name, by=self.order.by)
        elif version.action != REMOVED and not self._is_as_it_was(source.id, version.content):
            yield self._restored(version)

    def _restored(self, version: Version) -> Task:
        return Task(self.archive.source(version), version.content, version.file_name)

    def _is_as_it_was(self, name: str, found: str) -> bool:
        again = self.order.again | self.led_elsewhere
        return name not in again and self.prints.get(iri.of_source(name)) == fingerprint(found)
