"""What may come next in a query: classes, and the properties seen on the things of a class, most used first."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from rdflib import URIRef

from graph.reader import Reader, ref
from graph.store import StoreError
from graph.usage import Usage
from ontology.namespaces import CSC
from ontology.reference import Reference
from ontology.saying import Said

LARGE = 50_000  # things of a class; of more, a sample is counted
_SAMPLE = 5_000  # things of a sample, as views/properties-of-sample.rq has it
_KEPT = 512  # samples: more than there are classes
_COUNTS = Lock()  # a count that all editors wait for is made once
_PATIENCE = 2.0  # seconds


class Counting(StoreError):
    """What is asked for is being counted, for somebody who asked before."""

    retry_after = 5


@dataclass(frozen=True)
class Choice:
    """A class or property, and on how many things it is seen: `about` so many, where a sample was counted."""

    iri: URIRef
    total: int
    about: bool = False


class Completion:
    """What a release offers to who writes a query."""

    def __init__(self, found: Reference, usage: Usage, reader: Reader) -> None:
        self._found = found
        self._usage = usage
        self._reader = reader
        self._of_sample = lru_cache(_KEPT)(self._sampled)

    def classes(self) -> tuple[Choice, ...]:
        """The classes of the data and those of the vocabulary that have no things yet; raises `Counting`."""
        declared = (term.iri for term in self._found.terms.values() if term.is_class)
        with _turn():
            return _ranked(self._usage.classes, declared)

    def properties(self, asked: Iterable[URIRef] = ()) -> tuple[Choice, ...]:
        """Those seen on things of all these classes, or on anything, then those declared; raises `Counting`."""
        chosen = tuple(asked)
        with _turn():
            about = any(map(self._is_large, chosen or self._usage.classes))
            if not chosen:
                named = (term.iri for term in self._found.terms.values() if not term.is_class)
                return _ranked(self._anywhere(large=about), named, about=about)
            seen = [self._seen(cls) for cls in chosen]
        together = {name: min(each[name] for each in seen) for name in set.intersection(*map(set, seen))}
        declared = [{use.property for use in self._found.uses(cls)} for cls in chosen]
        return _ranked(together, set.intersection(*declared), about=about)

    def _seen(self, cls: URIRef) -> Mapping[URIRef, int]:
        if cls not in self._usage.classes:
            return {}  # whatever a stranger names, no query is asked for it and nothing kept
        return self._of_sample(cls) if self._is_large(cls) else self._usage.properties_of(cls)

    def _is_large(self, cls: URIRef) -> bool:
        return self._usage.classes.get(cls, 0) > LARGE

    def _anywhere(self, *, large: bool) -> Mapping[URIRef, int]:
        """On how many things each property stands; in a `large` release, on how many of the class that has most."""
        if not large:
            return self._usage.properties
        found: dict[URIRef, int] = {}
        for cls in self._usage.classes:
            for name, total in self._seen(cls).items():
                found[name] = max(total, found.get(name, 0))
        return found

    def _sampled(self, cls: URIRef) -> Mapping[URIRef, int]:
        """A count of some things, taken up to all of them."""
        share = self._usage.classes[cls] / _SAMPLE
        rows = self._reader.rows("properties-of-sample", **{"class": (cls,)})
        return {ref(row["property"]): round(int(str(row["total"])) * share) for row in rows if "property" in row}


@contextmanager
def _turn() -> Iterator[None]:
    if not _COUNTS.acquire(timeout=_PATIENCE):
        told = "the data are being counted: try again in {seconds} seconds"
        raise Counting(Said.of("counting", told, seconds=Counting.retry_after))
    try:
        yield
    finally:
        _COUNTS.release()


def _ranked(seen: Mapping[URIRef, int], declared: Iterable[URIRef], *, about: bool = False) -> tuple[Choice, ...]:
    totals = {**dict.fromkeys(declared, 0), **seen}
    ranked = sorted(totals, key=lambda iri: (-totals[iri], not iri.startswith(str(CSC)), iri))
    return tuple(Choice(iri, totals[iri], about) for iri in ranked)
