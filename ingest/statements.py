"""From the rows of a source to its statements, by its mapping; every fault is found before anything is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rdflib import URIRef
from rdflib.namespace import RDF

from graph.store import Triple
from ingest import provenance, tables
from ingest.convert import Converted, Unmappable, convert, document
from ingest.mapping import ITEM, PLACEHOLDER, Documents, Expression, MappingSpec, Reference, Say, Thing
from ingest.readers.table import Row, UnreadableFile
from ingest.source import Source
from ontology import iri
from ontology.namespaces import CSC, ID


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a file: where, what stands there, and what was expected."""

    file: str
    row: int | None
    column: str | None
    value: str
    expected: str

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else "")
            if part
        )
        found = f"found “{self.value}”, " if self.value else ""
        return f"{self.file}{', ' if place else ''}{place}: {found}expected {self.expected}"


@dataclass
class Mapped:
    """What a source says, or what is wrong with it."""

    triples: list[Triple] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0


# What the table of names says of a body is our decision: no page that the row cites is credited with it.
_OURS: tuple[URIRef, ...] = ()


class _Report(Protocol):
    """How a fault is reported: column, value, what was expected."""

    def __call__(self, column: str | None, value: str, expected: str) -> None: ...


@dataclass(frozen=True)
class _Place:
    """The row at work: its cells, its documents, and the subjects it names."""

    source: Source
    spec: MappingSpec
    row: Row
    key: str
    documents: tuple[URIRef, ...]


def map_source(source: Source, spec: MappingSpec) -> Mapped:
    """All statements of a source, without repetition, and all its faults."""
    mapped = Mapped()
    said: dict[Triple, None] = {}
    try:
        for row in tables.rows(source):
            if mapped.rows == 0:
                mapped.faults.extend(_columns_not_mapped(source, spec, row))
                if mapped.faults:
                    break  # rows cannot be read by a mapping that does not fit the header
            mapped.rows += 1
            said.update(dict.fromkeys(_row(source, spec, row, mapped.faults)))
    except UnreadableFile as error:
        mapped.faults.append(Fault(source.file.name, error.row, None, error.found, str(error)))
    mapped.triples = list(said)
    return mapped


def _columns_not_mapped(source: Source, spec: MappingSpec, row: Row) -> Iterator[Fault]:
    for column in row.cells.keys() - spec.columns():
        yield Fault(source.file.name, 1, column, "", f"the column to be mapped or ignored in {spec.path.name}")
    for column in spec.columns() - row.cells.keys():
        yield Fault(source.file.name, 1, column, "", f"this column, which {spec.path.name} reads")


def _row(source: Source, spec: MappingSpec, row: Row, faults: list[Fault]) -> list[Triple]:
    """The statements of one row; its faults are added to the list."""

    def fault(column: str | None, value: str, expected: str) -> None:
        faults.append(Fault(source.file.name, row.number, column, value, expected))

    try:
        documents, said = _documents(source, spec.documents, row.cells)
    except Unmappable as error:
        fault(_documents_column(spec.documents), "", str(error))
        return []
    for reference in spec.references:
        for value in _dangling(reference, row.cells):
            fault(reference.column, value, f"a value of column {reference.target} of {reference.source}")
    key = "-".join(row.cells[column] for column in spec.key) if spec.key else f"row-{row.number}"
    place = _Place(source, spec, row, key, documents)
    for thing in spec.things:
        for cells in _instances(thing, row.cells):
            said.extend(_thing(place, thing, cells, fault))
    return said


def _documents_column(documents: Documents | None) -> str | None:
    return (documents.column or documents.titles) if documents else None


def _documents(
    source: Source, declared: Documents | None, cells: Mapping[str, str]
) -> tuple[tuple[URIRef, ...], list[Triple]]:
    """The documents a row cites, and their descriptions."""
    if declared is None:
        return (), []
    parts = _parts(cells[declared.column or declared.titles or ""], declared.split)
    listing = declared.in_source or f"{source.dataset.id}-sources"
    said = [document(part) if declared.column else document(part, _address(listing, part)) for part in parts]
    places = tuple(dict.fromkeys(URIRef(str(each[0][0])) for each in said))
    return places, [triple for each in said for triple in each]


def _address(listing: str, title: str) -> str:
    found = tables.index(listing, "title").get(title)
    if found is None:
        raise Unmappable(f"titles listed in {listing}, but “{title}” is not")
    return found["url"]


def _dangling(reference: Reference, cells: Mapping[str, str]) -> list[str]:
    known = tables.index(reference.source, reference.target)
    return [value for value in _parts(cells[reference.column], reference.split) if value not in known]


def _parts(text: str, split: str | None) -> list[str]:
    return [part.strip() for part in (text.split(split) if split else [text]) if part.strip()]


def _instances(thing: Thing, cells: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The cells of each thing the row names: none, one, or one for every part of a cell or row of another file."""
    if not all(condition.holds(cells) for condition in thing.when):
        return
    if thing.each:
        yield from ({**cells, ITEM: part} for part in _parts(cells[thing.each.column], thing.each.split))
    elif thing.subjects_from:
        for other in tables.listed(thing.subjects_from.source):
            if all(other[column] == value for column, value in thing.subjects_from.where.items()):
                yield {**cells, ITEM: other[thing.subjects_from.column]}
    else:
        yield cells


def _thing(place: _Place, thing: Thing, cells: Mapping[str, str], fault: _Report) -> list[Triple]:
    try:
        subject = _subject(place, thing, cells)
    except Unmappable as error:
        column = next(iter(thing.columns()), None)
        fault(column, cells.get(column or "", ""), str(error))
        return []
    said = list(_recorded(place, subject.about, _OURS))
    entries = [entry for entry in thing.say if all(condition.holds(cells) for condition in entry.when)]
    for entry in entries:
        try:
            for about in subject.terms:
                said.extend(_say(place, URIRef(str(about)), entry, cells))
        except Unmappable as error:
            column = entry.value.column or next(iter(entry.value.columns()), None)
            fault(column, cells.get(column or "", entry.value.value or ""), str(error))
    said.extend(_unknown(place, subject, entries, said))
    return said


def _unknown(place: _Place, subject: Converted, entries: Sequence[Say], said: Sequence[Triple]) -> Iterator[Triple]:
    """What was looked for and not found: a property that no entry says anything of, where one of them declares so."""
    known = {triple[:2] for triple in said}
    missing = dict.fromkeys(entry.property for entry in entries if entry.or_unknown)
    for about in (URIRef(str(term)) for term in subject.terms):
        stated = tuple((about, CSC.unknown, each) for each in missing if (about, each) not in known)
        yield from _recorded(place, stated, place.documents)


def _subject(place: _Place, thing: Thing, cells: Mapping[str, str]) -> Converted:
    if isinstance(thing.iri, Expression):
        found = _values(place, thing.iri, cells)
        # A list of documents says itself what they are called.
        return Converted(found.terms) if thing.iri.as_ == "document" else found
    return Converted((_iri(thing.iri, cells),))


def _iri(template: str, cells: Mapping[str, str]) -> URIRef:
    empty = [name for name in PLACEHOLDER.findall(template) if not cells.get(name)]
    if empty:
        raise Unmappable(f"a value in column {empty[0]}: the identity of a thing is made from it")
    if template.startswith("http"):
        return URIRef(PLACEHOLDER.sub(lambda found: cells[found[1]], template))
    return ID[PLACEHOLDER.sub(lambda found: iri.slug(cells[found[1]]), template)]


def _say(place: _Place, subject: URIRef, entry: Say, cells: Mapping[str, str]) -> Iterator[Triple]:
    found = _values(place, entry.value, cells)
    stated = tuple((subject, entry.property, term) for term in found.terms)
    documents = place.documents
    if entry.documents_are is not None:
        described = [document(title) for title in entry.documents_are]
        documents = tuple(URIRef(str(each[0][0])) for each in described)
        yield from (triple for each in described for triple in each)
    if entry.documents_not:
        left_out = {document(title)[0][0] for title in entry.documents_not}
        documents = tuple(each for each in documents if each not in left_out)
    judgement = entry.basis_is == "judgement" or (entry.basis is not None and cells[entry.basis] == "judgement")
    words = cells[entry.comment] if entry.comment else ""
    yield from _recorded(place, stated, documents, judgement=judgement, words=words)
    yield from _recorded(place, found.about, _OURS)


def _values(place: _Place, how: Expression, cells: Mapping[str, str]) -> Converted:
    """The terms an expression stands for in a row; none for an empty cell."""
    if how.thing is not None:
        other = next(each for each in place.spec.things if each.name == how.thing)
        found = [_subject(place, other, instance) for instance in _instances(other, cells)]
        return Converted(tuple(term for each in found for term in each.terms))
    parts = [convert(text, how, cells) for text in _texts(how, cells)]
    return Converted(
        tuple(term for part in parts for term in part.terms), tuple(a for part in parts for a in part.about)
    )


def _texts(how: Expression, cells: Mapping[str, str]) -> list[str]:
    if how.template is not None:
        named = PLACEHOLDER.findall(how.template)
        return (
            [PLACEHOLDER.sub(lambda found: cells[found[1]], how.template)]
            if all(cells.get(name) for name in named)
            else []
        )
    texts = _parts(cells[how.column] if how.column else how.value or "", how.split)
    if how.part_split is None:
        return texts
    pieces = [text.split(how.part_split) for text in texts]
    number = int(how.part or 0)
    return [piece[number].strip() for piece in pieces if -len(piece) <= number < len(piece) and piece[number].strip()]


def _recorded(
    place: _Place, stated: Sequence[Triple], documents: tuple[URIRef, ...], *, judgement: bool = False, words: str = ""
) -> Iterator[Triple]:
    """The statements and, where the source keeps records, who says them."""
    yield from stated
    if not place.spec.records or not stated:
        return
    own = documents == place.documents
    key = place.key if own else f"{place.key}-{iri.digest(' '.join(documents))}"
    stated_in, said = provenance.record(place.source, key, place.row.number, documents)
    yield from said
    for triple in stated:
        if triple[1] != RDF.type or judgement:
            yield from provenance.statement(triple, stated_in, judgement=judgement, words=words)
