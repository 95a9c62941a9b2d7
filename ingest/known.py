"""The things of the current release by what they are called, in any language."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Self

from rdflib import URIRef
from rdflib.namespace import RDF, RDFS, SKOS

from graph.store import Line, Store
from graph.terms import read, written
from ingest.lookups import Found
from ingest.near import Names
from ingest.resolve.names import normal
from ontology.model import model
from ontology.namespaces import CSC

_CALLED = tuple(map(written, (RDFS.label, SKOS.prefLabel, SKOS.altLabel, CSC.acronym)))
_NEAREST = 3
_Called = tuple[Mapping[str, tuple[URIRef, ...]], Names]


class Known:
    """Names of things by kind; each class is read when it is first asked for."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._classes: dict[URIRef, _Called] = {}
        self._found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)

    @classmethod
    def empty(cls) -> Self:
        """Nothing is known: there is no release yet."""
        return cls(None)

    @classmethod
    def of(cls, store: Store) -> Self:
        """What a release knows."""
        return cls(store)

    def find(self, name: str, kind: str) -> tuple[URIRef, ...]:
        """The things of a kind that are called so; case, accents, punctuation and legal forms do not count."""
        key = normal(name)
        found = self._of(kind)[0].get(key, ())
        if found:
            self._found[str(classes()[kind])][key] = tuple(map(str, found))
        return found

    def found(self) -> Found:
        """What was found since this was last asked: what the names led to."""
        found, self._found = self._found, defaultdict(dict)
        return found

    def agrees(self, found: Found) -> bool:
        """Whether all names still lead to what was found once."""
        return all(self._leads(name, cls) == things for cls, names in found.items() for name, things in names.items())

    def _leads(self, key: str, cls: str) -> tuple[str, ...]:
        return tuple(map(str, self._called(URIRef(cls))[0].get(key, ())))

    def near(self, name: str, kind: str) -> tuple[str, ...]:
        """A name of each of the things of that kind that are called most like it, nearest first."""
        by_name, names = self._of(kind)
        found: dict[tuple[URIRef, ...], str] = {}
        for each in names.like(name, _NEAREST * 4):
            found.setdefault(by_name.get(normal(each), ()), each)
        return tuple(found.values())[:_NEAREST]

    def _of(self, kind: str) -> _Called:
        cls = classes().get(kind)
        return self._called(cls) if cls else ({}, Names(()))

    def _called(self, cls: URIRef) -> _Called:
        if cls not in self._classes:
            self._classes[cls] = self._read(cls)
        return self._classes[cls]

    def _read(self, cls: URIRef) -> _Called:
        if self._store is None:
            return {}, Names(())
        found: dict[str, dict[URIRef, None]] = {}
        shown: dict[str, None] = {}
        for line in sorted(_lines(self._store, cls)):
            name = str(read(line[2]))
            found.setdefault(normal(name), {})[URIRef(line[0][1:-1])] = None
            shown[name] = None
        return {name: tuple(things) for name, things in found.items()}, Names(shown)


def _lines(store: Store, cls: URIRef) -> Iterator[Line]:
    """What says how the things of a class are called."""
    for thing in store.lines(None, written(RDF.type), written(cls)):
        if thing[0].startswith("<"):
            for predicate in _CALLED:
                yield from store.lines(thing[0], predicate, None)


def classes() -> Mapping[str, URIRef]:
    """The class of each kind: `cluster` is `csc:Cluster`."""
    return {kind.name: kind.cls for kind in model().kinds}
