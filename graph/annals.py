"""The history of one thing: which statements came, went or changed with which version of which source, in names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from rdflib import RDFS, Literal, URIRef
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Identifier

from graph import cursor as cursors
from graph import past
from graph.listing import MOST, BadLimit
from graph.past import BEGUN, CUT, Bygone, Step
from graph.reader import Reader, local, same
from graph.reading import UnknownThing
from graph.store import Line
from graph.terms import read
from graph.things import Named, Value
from ontology import iri
from ontology.model import pick
from ontology.namespaces import CSC
from ontology.saying import Said

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_NAMES = tuple(f"<{each}>" for each in (RDFS.label, SKOS.prefLabel, DCTERMS.title))


@dataclass(frozen=True)
class Altered:
    """A statement that came or went, or whose value is another now: `before` went, `after` came."""

    subject: Named
    predicate: Named
    before: Value | None
    after: Value | None

    @property
    def kind(self) -> str:
        """What became of it."""
        if self.before and self.after:
            return CHANGED
        return ADDED if self.after else REMOVED


@dataclass(frozen=True)
class Load:
    """What one load of one source changed; `is_kept` is false where nobody knows any more what it was."""

    step: Step
    source: Named
    altered: tuple[Altered, ...]

    @property
    def is_kept(self) -> bool:
        """Whether it is known what changed."""
        return self.step.keeping != CUT


@dataclass(frozen=True)
class Annals:
    """A part of the history of a thing, the newest first; `total` counts what changed in all parts.

    `is_told` is false where no statement about it stands any more, `is_steady` is true where nothing changed since.
    """

    thing: Named
    loads: tuple[Load, ...]
    total: int
    next: str | None
    is_told: bool
    is_steady: bool


@dataclass(frozen=True)
class _Pair:
    """What went and what came in its place, or one of them."""

    at: Bygone
    lost: Line | None = None
    come: Line | None = None

    @property
    def line(self) -> Line:
        found = self.come or self.lost
        assert found
        return found


def annals(reader: Reader, artefacts: Path, thing: URIRef, lang: str, limit: int, cursor: str | None) -> Annals:
    """The history of a thing from a cursor on; raises `UnknownThing`, `BadLimit` and `BadCursor`."""
    if not 1 <= limit <= MOST:
        raise BadLimit(Said.of("limit", "limit must be from 1 to {most}, not {limit}", most=MOST, limit=limit))
    about = f"<{thing}>"
    figures = [line[0] for line in reader.store.lines(None, f"<{CSC.figureOf}>", about)]
    things = (about, *dict.fromkeys(figures))
    steps = past.read(artefacts, things, lambda source: _stands(reader, iri.of_source(source), things))
    is_told = next(iter(reader.store.lines(about, None, None)), None) is not None
    if not is_told and not steps:
        name = thing.rpartition("/")[2]
        raise UnknownThing(Said.of("never", "there is no “{name}” here, and never was as far as is known", name=name))
    pairs = [pair for each in steps for pair in _pairs(each)]
    is_steady = bool(pairs) and all(pair.at.step.keeping == BEGUN for pair in pairs)
    start = _start(cursor, len(pairs))
    shown = pairs[start : start + limit]
    rest = len(pairs) - start - len(shown)
    names = _Names(reader, artefacts, lang)
    names.learn((thing, *_terms(shown)))
    loads = tuple(names.load(at, list(each)) for at, each in groupby(shown, key=lambda pair: pair.at))
    following = cursors.write((rest,)) if rest else None
    return Annals(names.named(thing), loads, len(pairs), following, is_told, is_steady)


def _stands(reader: Reader, graph: URIRef, things: Sequence[str]) -> Iterator[Line]:
    for thing in things:
        yield from reader.store.lines(thing, None, None, graph)
        yield from reader.store.lines(None, None, thing, graph)


def _start(cursor: str | None, total: int) -> int:
    # Counted from the oldest on, which stays where it is when another load comes.
    if not cursor:
        return 0
    (rest,) = cursors.read(cursor, (int,))
    if not isinstance(rest, int) or not 0 < rest <= total:
        raise cursors.BadCursor("the history has no such part: start again without the cursor")
    return total - rest


def _pairs(bygone: Bygone) -> Iterator[_Pair]:
    """What came and went, values that took the place of others beside them; of what is not known one empty pair."""
    if bygone.step.keeping == CUT:
        yield _Pair(bygone)
    elif not bygone.lost:  # a hub began with thousands
        yield from (_Pair(bygone, come=line) for line in sorted(bygone.come))
    else:
        yield from _beside(bygone)


def _beside(bygone: Bygone) -> Iterator[_Pair]:
    alike: dict[tuple[str, ...], tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for place, lines in enumerate((bygone.lost, bygone.come)):
        for line in sorted(lines):
            alike[_place(line)][place].append(line)
    for _, (lost, come) in sorted(alike.items()):
        if len(lost) == len(come) == 1:
            yield _Pair(bygone, lost[0], come[0])
        else:
            yield from (_Pair(bygone, lost=line) for line in lost)
            yield from (_Pair(bygone, come=line) for line in come)


def _place(line: Line) -> tuple[str, ...]:
    """What makes two statements two values of one place: subject, property and language."""
    subject, predicate, value = line
    term = read(value)
    return subject, predicate, (term.language or "") if isinstance(term, Literal) else ""


def _terms(pairs: Iterable[_Pair]) -> Iterator[URIRef]:
    for pair in pairs:
        yield iri.of_source(pair.at.step.source)
        for line in filter(None, (pair.lost, pair.come)):
            yield from (term for term in map(read, line) if isinstance(term, URIRef))


class _Names:
    """What calls things by their name of now, or where they have none by their last."""

    def __init__(self, reader: Reader, artefacts: Path, lang: str) -> None:
        self._reader = reader
        self._artefacts = artefacts
        self._lang = lang
        self._former: dict[URIRef, Named] = {}

    def learn(self, terms: Iterable[URIRef]) -> None:
        """Look up all names that are needed."""
        wanted = set(terms)
        self._reader.learn(wanted)
        nameless = {f"<{term}>": term for term in sorted(wanted) if not self._reader.labels(term)}
        for written, found in past.names(self._artefacts, nameless, _NAMES).items():
            texts = [text for text in map(read, found) if isinstance(text, Literal)]
            labels = {text.language or "": str(text) for text in reversed(texts)}
            if best := pick(labels, self._lang):
                term = nameless[written]
                self._former[term] = replace(self._reader.called(term, self._lang), label=best[0], lang=best[1])

    def load(self, at: Bygone, pairs: Sequence[_Pair]) -> Load:
        """What one load changed."""
        return Load(
            at.step,
            self.named(iri.of_source(at.step.source)),
            tuple(self._altered(pair) for pair in pairs if pair.lost or pair.come),
        )

    def named(self, term: URIRef) -> Named:
        """A thing by its name."""
        return self._former.get(term) or self._reader.called(term, self._lang)

    def _altered(self, pair: _Pair) -> Altered:
        subject, predicate, _ = map(read, pair.line)
        before, after = (self._value(read(line[2])) if line else None for line in (pair.lost, pair.come))
        return Altered(self.named(same(subject)), self._property(same(predicate)), before, after)

    def _property(self, term: URIRef) -> Named:
        path = f"/ontology/{local(term)}" if term.startswith(CSC) else None
        return Named(term, self._reader.property_label(term, self._lang), self._lang, None, path)

    def _value(self, term: Identifier) -> Value:
        if not isinstance(term, URIRef):
            lang = (term.language or "") if isinstance(term, Literal) else ""
            return Value(term, str(term), lang, None, (), inferred=False)
        target = self.named(term)
        return Value(term, target.label, target.lang, target, (), inferred=False)
