"""One row after another made into statements, each with its witness."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from graph.store import Line
from ingest import cited, lines, speaking, tables, witness
from ingest.converted import Cells, Converted, Unmappable
from ingest.faults import Fault, Faults, address
from ingest.known import Known
from ingest.near import hint
from ingest.readers.table import Row
from ingest.source import Source
from ingest.speaking import Entry, Subject, parts
from ingest.spec import ITEM, Documents, MappingSpec, Records, Reference
from ontology import iri
from ontology.namespaces import CSC

_UNKNOWN = lines.iri(CSC.unknown)
_REMEMBERED = 10_000  # cells that name documents, and what they mean
Cited = tuple[tuple[str, ...], tuple[Line, ...]]


class Mapper:
    """Maps row after row; what is the same for all of them is made once."""

    def __init__(self, source: Source, spec: MappingSpec, known: Known, faults: Faults) -> None:
        self.source = source
        self.spec = spec
        self.faults = faults
        self.graph = lines.iri(source.graph)
        self._subjects = speaking.ready(spec, known)
        self._cited: dict[str, Cited] = {}
        self._keyed: dict[str, int] = {}

    @cached_property
    def _first(self) -> int:
        return tables.first_column(self.source)

    def address(self, row: Row, column: str | None) -> str:
        """How a spreadsheet calls a cell."""
        form = self.source.format
        return address(form, row.cells, column, row.number, self._first) if form == "xlsx" else ""

    def row(self, row: Row) -> list[Line]:
        """The statements of one row; its faults are kept."""
        declared = self.spec.documents
        at = _Stating(self, row)
        try:
            at.cite(self._documents(declared, row.cells) if declared else ((), ()))
        except Unmappable as error:
            at.fault(declared.named_in if declared else None, "", str(error))
            return []
        for reference in self.spec.references:
            for value, near in _dangling(reference, row.cells):
                at.fault(reference.column, value, f"a value of column {reference.target} of {reference.source}{near}")
        for subject in self._subjects:
            at.tell(subject)
        return at.said

    def key(self, row: Row) -> str:
        """What names a row: its key, with its number too where a row before it has the same."""
        if not self.spec.key:
            return f"row-{row.number}"
        key = "-".join(row.cells[column] for column in self.spec.key)
        first = self._keyed.setdefault(iri.slug(key), row.number)
        return key if first == row.number else f"{key}-row-{row.number}"

    def _documents(self, declared: Documents, cells: Cells) -> Cited:
        text = cells[declared.named_in]
        if text not in self._cited:
            if len(self._cited) >= _REMEMBERED:
                self._cited.clear()
            self._cited[text] = _cited(self.source, declared, text)
        return self._cited[text]


def _cited(source: Source, declared: Documents, text: str) -> Cited:
    """The documents that a cell names, and their descriptions."""
    named = parts(text, declared.split)
    listing = declared.in_source or f"{source.dataset.id}-sources"
    said = [
        cited.document(part) if declared.column else cited.document(part, _address(listing, part)) for part in named
    ]
    return tuple(dict.fromkeys(each[0][0] for each in said)), tuple(line for each in said for line in each)


def _address(listing: str, title: str) -> str:
    titles = tables.index(listing, "title")
    found = titles.get(title)
    if found is None:
        raise Unmappable(f"titles listed in {listing}, but “{title}” is not{hint(title, titles)}")
    return found["url"]


def _dangling(reference: Reference, cells: Cells) -> Iterator[tuple[str, str]]:
    known = tables.index(reference.source, reference.target)
    for value in parts(cells[reference.column], reference.split):
        if value not in known:
            yield value, hint(value, known)


class _Stating:
    """One row at work: its documents, its records, and what it says."""

    def __init__(self, mapper: Mapper, row: Row) -> None:
        self.said: list[Line] = []
        self._mapper = mapper
        self._row = row
        self._kept = mapper.spec.records
        self._documents: tuple[str, ...] = ()
        self._records: dict[tuple[str, ...], str] = {}

    def fault(self, column: str | None, value: str, expected: str) -> None:
        """Something is wrong in this row."""
        source, row = self._mapper.source, self._row
        cell = self._mapper.address(row, column)
        self._mapper.faults.add(Fault(source.file.name, row.number, column, value, expected, cell))

    def cite(self, documents: Cited) -> None:
        """The documents that the row cites."""
        self._documents, described = documents
        self.said.extend(described)

    def tell(self, subject: Subject) -> None:
        """Say all of one thing that the row names, or of each where it names several."""
        if subject.plain:
            self._thing(subject, self._row.cells)
            return
        try:
            for cells in subject.instances(self._row.cells):
                self._thing(subject, cells)
        except Unmappable as error:
            self._refuse(error, next(subject.thing.columns(), None), subject, self._row.cells)

    def _refuse(
        self, error: Unmappable, column: str | None, subject: Subject, cells: Cells, constant: str = ""
    ) -> None:
        named = error.column or column
        value = cells.get(named or "", constant)
        if named == ITEM:
            each, others = subject.thing.each, subject.thing.subjects_from
            named = each.column if each else others.column if others else named
        self.fault(named, value, str(error))

    def _thing(self, subject: Subject, cells: Cells) -> None:
        try:
            named = subject.values(cells)
        except Unmappable as error:
            self._refuse(error, next(subject.thing.named_by(), None), subject, cells)
            return
        start = len(self.said)
        self._about(named.about)
        if self._kept is Records.ROW and named.terms:
            self.said.extend(witness.describes(self._record(self._documents), about) for about in named.terms)
        asked = [self._entry(subject, entry, named.terms, cells) for entry in subject.entries]
        if subject.unknown:
            self._unknown(named.terms, [each for each in asked if each], {line[:2] for line in self.said[start:]})

    def _entry(self, subject: Subject, entry: Entry, named: tuple[str, ...], cells: Cells) -> str:
        """Make a statement; the predicate is given back where it was asked for and may be unknown."""
        try:
            if entry.say.when and not entry.applies(cells):
                return ""
            found = entry.values(cells)
        except Unmappable as error:
            self._refuse(error, entry.column, subject, cells, entry.say.value.value or "")
            return ""
        if found.terms:
            self._say(entry, named, found, cells)
        elif found.about:
            self._about(found.about)
        return entry.predicate if entry.say.or_unknown else ""

    def _say(self, entry: Entry, named: tuple[str, ...], found: Converted, cells: Cells) -> None:
        stated = [(about, entry.predicate, term) for about in named for term in found.terms]
        documents = self._documents if entry.documents is None else entry.documents
        self.said.extend(entry.described)
        if entry.left_out:
            documents = tuple(each for each in documents if each not in entry.left_out)
        self._state(stated, documents, judgement=entry.is_judged(cells), words=entry.words(cells))
        self._about(found.about)

    def _about(self, said: tuple[Line, ...]) -> None:
        # What the table of names says of a body is our decision: no page that the row cites is credited with it.
        if self._kept is Records.STATEMENT:
            self._state(said, ())
        else:
            self.said.extend(said)

    def _unknown(self, named: Iterable[str], asked: list[str], said: set[tuple[str, ...]]) -> None:
        """What was looked for and not found: a property of which no entry says anything, where one declares so."""
        for about in named:
            missing = dict.fromkeys(each for each in asked if (about, each) not in said)
            self._state([(about, _UNKNOWN, each) for each in missing], self._documents)

    def _state(
        self, stated: Iterable[Line], documents: tuple[str, ...], *, judgement: bool = False, words: str = ""
    ) -> None:
        """Say the statements and, as far as the source keeps records, who says them."""
        self.said.extend(stated)
        if self._kept is Records.NONE or not stated:
            return
        stated_in = self._record(documents)
        # A record of the row as such cannot tell one of its statements from the others.
        if self._kept is Records.STATEMENT or judgement or words or documents != self._documents:
            for line in stated:
                if line[1] != lines.TYPE or judgement:
                    self.said.extend(witness.statement(line, stated_in, judgement=judgement, words=words))

    def _record(self, documents: tuple[str, ...]) -> str:
        """The record of the row; statements with other documents than the row's own get one apart."""
        found = self._records.get(documents)
        if found is None:
            row = self._row
            key = self._mapper.key(row)
            if documents != self._documents:
                key = f"{key}-{iri.digest(' '.join(each[1:-1] for each in documents))}"
            found = self._records[documents] = witness.place(self._mapper.source.id, key)
            self.said.extend(witness.record(found, self._mapper.graph, row.number, documents))
        return found
