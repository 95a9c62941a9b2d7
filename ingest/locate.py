"""Where in a file a finding of the shapes comes from: its row, its column and the value that stands there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.namespace import RDF

from graph.query import bind_many, view
from graph.store import Scope, Store
from graph.terms import written
from graph.validating.validation import Finding
from ingest import lines, speaking, tables
from ingest.converted import Cells, Unmappable
from ingest.faults import Fault, Faults, address
from ingest.known import Known
from ingest.readers.table import Row
from ingest.source import Source
from ingest.speaking import Entry, Subject
from ingest.spec import ITEM, MappingSpec, Records, Say
from ingest.stating import Mapper

_BATCH = 2_000  # things asked for in one query
_MOST = 1_000  # rows of one thing that are told


@dataclass(frozen=True)
class _Found:
    """A fault, and whether its row says what is wrong, or only names the thing."""

    fault: Fault
    is_said: bool


def columns(spec: MappingSpec) -> Mapping[URIRef, tuple[str, ...]]:
    """Which columns say a property."""
    found: dict[URIRef, dict[str, None]] = defaultdict(dict)
    for thing in spec.things:
        for say in thing.say:
            found[say.property].update(dict.fromkeys(_read_by(say, spec)))
    return {each: tuple(names) for each, names in found.items()}


def _read_by(say: Say, spec: MappingSpec) -> list[str]:
    other = next((each for each in spec.things if each.name == say.value.thing), None)
    names = other.named_by() if other else say.value.columns()
    return [name for name in names if name != ITEM]


def faults(store: Store, source: Source, spec: MappingSpec, findings: Iterable[Finding]) -> list[Fault]:
    """The findings that come from rows of a source, as faults of its file."""
    found = located(store, source, spec, findings)
    return list(dict.fromkeys(fault for each in found.values() for fault in each))


def located(
    store: Store, source: Source, spec: MappingSpec, findings: Iterable[Finding]
) -> Mapping[Finding, Sequence[Fault]]:
    """The faults of each finding that comes from rows of a source; a finding of other sources is left out."""
    by_focus: dict[str, list[Finding]] = defaultdict(list)
    for each in findings:
        if isinstance(each.focus, URIRef):
            by_focus[written(each.focus)].append(each)
    found: dict[Finding, list[_Found]] = defaultdict(list)
    subjects, first = speaking.ready(spec, Known.of(store)), 0
    for row, things in _rows(store, source, spec, by_focus.keys()):
        for each in (finding for about in sorted(things) for finding in by_focus[about]):
            first = first or tables.first_column(source)
            found[each].append(_found(source, subjects, row, each, first))
    return {each: _most_exact(own) for each, own in found.items()}


def _rows(store: Store, source: Source, spec: MappingSpec, things: Collection[str]) -> Iterator[tuple[Row, set[str]]]:
    """The rows that speak of some of the things, by the records of the source or, without records, by its mapping."""
    if not things:
        return
    if spec.records is Records.NONE:
        mapper = Mapper(source, spec, Known.of(store), Faults())
        for row in tables.rows(source):
            if here := {line[0] for line in mapper.row(row)} & set(things):
                yield row, here
    elif wanted := _recorded(store, source, sorted(URIRef(each[1:-1]) for each in things)):
        yield from ((row, wanted[row.number]) for row in tables.rows(source) if row.number in wanted)


def _most_exact(own: Sequence[_Found]) -> Sequence[Fault]:
    """The rows that say what is wrong, where some do; else all that speak of the thing."""
    exact = [each.fault for each in own if each.is_said]
    return (exact or [each.fault for each in own])[:_MOST]


def _recorded(store: Store, source: Source, things: Sequence[URIRef]) -> dict[int, set[str]]:
    """The rows that speak of things, by the records of the source."""
    found: dict[int, set[str]] = defaultdict(set)
    for start in range(0, len(things), _BATCH):
        query = bind_many(view("rows-of"), {"subject": tuple(things[start : start + _BATCH])})
        for row in store.select(query, Scope.OPERATOR):
            if row["source"] == source.graph and "row" in row:
                found[int(str(row["row"]))].add(written(row["subject"]))
    return found


def _instances(subject: Subject, cells: Cells) -> list[Cells]:
    try:
        return list(subject.instances(cells))
    except Unmappable:
        return []


def _named(subject: Subject, cells: Cells) -> tuple[str, ...]:
    try:
        return subject.values(cells).terms
    except Unmappable:
        return ()


def _found(source: Source, subjects: Sequence[Subject], row: Row, finding: Finding, first: int) -> _Found:
    column, value, is_said = _place(subjects, row, finding)
    cell = address(source.format, row.cells, column, row.number, first)
    return _Found(Fault(source.file.name, row.number, column, value, finding.message("en"), cell), is_said)


def _place(subjects: Sequence[Subject], row: Row, finding: Finding) -> tuple[str | None, str, bool]:
    """The column that says what is wrong, or that would have said what is missing, or that names the thing."""
    about = written(finding.focus)
    value = written(finding.value) if finding.value is not None and finding.value != finding.focus else None
    asked = finding.check.about or (RDF.type if finding.check.path is None else finding.check.path)
    naming = None
    for subject in subjects:
        for cells in _instances(subject, row.cells):
            if about not in _named(subject, cells):
                naming = naming or _naming(subject, cells, about)
                continue
            naming = naming or next(subject.thing.named_by(), None)
            for entry in subject.entries:
                if entry.predicate != lines.iri(asked) or entry.column is None:
                    continue
                if value is None or value in _values(subject, entry.column, cells, lines.iri(asked)):
                    return *_shown(subject, entry.column, row.cells, cells), True
    return naming, row.cells.get(naming or "", ""), False


def _naming(subject: Subject, cells: Cells, about: str) -> str | None:
    """The column whose value is the thing."""
    named = (each.column for each in subject.entries if each.column)
    return next((name for name in named if any(about in _terms(each, cells) for each in _of(subject, name))), None)


def _of(subject: Subject, column: str) -> list[Entry]:
    return [each for each in subject.entries if each.column == column]


def _values(subject: Subject, column: str, cells: Cells, predicate: str) -> set[str]:
    entries = (each for each in _of(subject, column) if each.predicate == predicate)
    return {term for each in entries for term in _terms(each, cells)}


def _terms(entry: Entry, cells: Cells) -> tuple[str, ...]:
    try:
        return entry.values(cells).terms if entry.applies(cells) else ()
    except Unmappable:
        return ()


def _shown(subject: Subject, column: str, row: Cells, cells: Cells) -> tuple[str, str]:
    each = subject.thing.each
    name = each.column if column == ITEM and each else column
    return name, cells.get(column, row.get(name, ""))
