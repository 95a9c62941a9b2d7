"""Who says what, as numbered notes of one page: each statement gets the numbers of its notes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from graph.things import Citation, Fact, Link, Named, Value

_SPAN = 3  # so many numbers that follow each other are written as a span


@dataclass(frozen=True)
class Note:
    """One way in which a source supports something, and its number on this page."""

    number: int
    citation: Citation


@dataclass(frozen=True)
class Run:
    """Notes whose numbers follow each other: written as one number, or as a span."""

    first: Note
    last: Note

    @property
    def length(self) -> int:
        """How many notes there are in it."""
        return self.last.number - self.first.number + 1


class Notes:
    """Numbers citations in the order in which a page comes to them."""

    def __init__(self) -> None:
        self._notes: dict[Citation, Note] = {}

    def __len__(self) -> int:
        return len(self._notes)

    def by_source(self) -> tuple[tuple[Named, tuple[Note, ...]], ...]:
        """All notes given so far, source by source."""
        groups: dict[Named, list[Note]] = {}
        for note in self._notes.values():
            groups.setdefault(note.citation.source, []).append(note)
        return tuple((source, tuple(own)) for source, own in groups.items())

    def refer(self, citations: Iterable[Citation]) -> tuple[Run, ...]:
        """The numbers of some citations, in order; new ones get the next, and three or more in a row are a span."""
        notes = sorted({self._number(citation) for citation in citations}, key=lambda note: note.number)
        runs: list[list[Note]] = []
        for note in notes:
            before = runs[-1][-1] if runs else None
            if before and note.number == before.number + 1 and note.citation.judgement == before.citation.judgement:
                runs[-1].append(note)
            else:
                runs.append([note])
        return tuple(_written(runs))

    def _number(self, citation: Citation) -> Note:
        return self._notes.setdefault(citation, Note(len(self._notes) + 1, citation))


def _written(runs: Iterable[Sequence[Note]]) -> Iterator[Run]:
    for run in runs:
        if len(run) >= _SPAN:
            yield Run(run[0], run[-1])
        else:
            yield from (Run(note, note) for note in run)


def shared(fact: Fact) -> tuple[Citation, ...]:
    """The citations that all values of a fact have in common, where they have the same; else none."""
    first = fact.values[0].citations
    return first if len(fact.values) > 1 and all(value.citations == first for value in fact.values) else ()


def differ(fact: Fact) -> bool:
    """Whether sources disagree: dates or numbers that cannot all be true, each with its own source.

    2019 and 2019-09-11 agree: one is only less precise.
    """
    if len(fact.values) < 2 or not all(_exact(value) for value in fact.values):
        return False
    if len({value.citations for value in fact.values}) < 2:
        return False
    longest = max((value.text for value in fact.values), key=len)
    return not all(longest.startswith(value.text) for value in fact.values)


def telling(link: Link, here: URIRef) -> tuple[tuple[Fact, tuple[Value, ...]], ...]:
    """What a relation adds to its two ends: its role and dates, but neither end nor words that repeat the role."""
    ends = {link.thing.iri, here}
    roles = {value.text.casefold() for fact in link.facts if fact.name == "role" for value in fact.values}
    told = []
    for fact in link.facts:
        values = tuple(value for value in fact.values if value.term not in ends)
        if fact.name == "roleText":
            values = tuple(value for value in values if value.text.casefold() not in roles)
        if values and fact.name != "name":
            told.append((fact, values))
    return tuple(told)


def _exact(value: Value) -> bool:
    datatype = str(getattr(value.term, "datatype", None) or "").rpartition("#")[2]
    return datatype in {"date", "gYear", "gYearMonth", "integer", "decimal"}
