"""Search by name: accents folded, the best match first, the same answer every time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.namespace import RDF

from graph.reader import Reader, ref
from ontology.iri import fold
from ontology.model import Kind
from ontology.namespaces import CSC, SCHEMA

EXACT, PREFIX, WORDS, PART = range(4)
# Found through what they belong to; on their own their names would bury everything else.
_UNSOUGHT = frozenset({CSC.Record, CSC.ImportRun, RDF.Statement, CSC.Figure})


@dataclass(frozen=True)
class Entry:
    """A thing that can be found, and its names, folded."""

    iri: URIRef
    kind: Kind
    names: tuple[str, ...]
    text: str  # all names, line by line


@dataclass(frozen=True)
class Hit:
    """A thing that was found, and how well its name fits."""

    entry: Entry
    fit: int


class Index:
    """The names of all things of one release, in memory."""

    def __init__(self, reader: Reader) -> None:
        rows = [row for row in reader.rows("texts") if reader.model.locate(row["thing"])]
        # The same rows tell what everything is called: no list has to ask again.
        reader.remember(rows)
        names: dict[URIRef, set[str]] = {}
        for row in rows:
            if row["property"] != SCHEMA.url:
                names.setdefault(ref(row["thing"]), set()).add(fold(str(row["text"])))
        self._names: Mapping[URIRef, tuple[str, ...]] = {iri: tuple(sorted(each)) for iri, each in names.items()}
        self._entries = tuple(_entries(reader, self._names))

    def find(self, text: str) -> list[Hit]:
        """All things with a name that holds every word of the text."""
        sought = Sought.of(text)
        if not sought.words:
            return []
        entries = self._entries
        for word in sought.words:
            # Most entries drop out here, at the price of one comparison.
            entries = tuple(entry for entry in entries if word in entry.text)
        hits = ((entry, sought.fit(entry.names)) for entry in entries)
        return [Hit(entry, fit) for entry, fit in hits if fit is not None]

    def holds(self, iri: URIRef, text: str) -> bool:
        """Whether a thing has a name that holds every word of the text."""
        return Sought.of(text).fit(self._names.get(iri, ())) is not None


@dataclass(frozen=True)
class Sought:
    """What is looked for, folded, whole and by word."""

    whole: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Sought":
        """What a reader typed, made comparable."""
        words = tuple(fold(text).split())
        return cls(" ".join(words), words)

    def fit(self, names: Iterable[str]) -> int | None:
        """How well the best of these names fits; None where none holds every word."""
        fits = (self._fit(name) for name in names if all(word in name for word in self.words))
        return min(fits, default=None)

    def _fit(self, name: str) -> int:
        if name == self.whole:
            return EXACT
        if name.startswith(self.whole):
            return PREFIX
        starts = tuple(word.lstrip("([“\"'") for word in name.replace("-", " ").replace("/", " ").split())
        return WORDS if all(any(start.startswith(word) for start in starts) for word in self.words) else PART


def by_kind(hits: Iterable[Hit]) -> Mapping[Kind, int]:
    """How many hits each kind has."""
    return Counter(hit.entry.kind for hit in hits)


def _entries(reader: Reader, names: Mapping[URIRef, tuple[str, ...]]) -> Iterable[Entry]:
    for iri, each in names.items():
        located = reader.model.locate(iri)
        if (
            located
            and located.kind.cls not in _UNSOUGHT
            and not reader.is_relation(located.kind)
            and "/" not in located.slug
        ):
            yield Entry(iri, located.kind, each, "\n".join(each))
