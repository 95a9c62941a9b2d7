"""The entries of a mapping made ready for many rows: what each says of the cells of one row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest import cited, lines, tables
from ingest.convert import Reader, reader
from ingest.converted import NOTHING, Cells, Converted, Unmappable
from ingest.expression import PLACEHOLDER, Expression
from ingest.known import Known
from ingest.spec import ITEM, MappingSpec, Say, Thing
from ontology import iri
from ontology.namespaces import ID

Values = Callable[[Cells], Converted]


@dataclass(frozen=True)
class Entry:
    """One statement to make, ready: its predicate, what gives its values, and which documents it has of its own."""

    say: Say
    predicate: str
    values: Values
    column: str | None  # that a fault names
    documents: tuple[str, ...] | None = None
    described: tuple[tuple[str, str, str], ...] = ()
    left_out: frozenset[str] = frozenset()

    def applies(self, cells: Cells) -> bool:
        """Whether its conditions hold."""
        return all(condition.holds(cells) for condition in self.say.when)

    def is_judged(self, cells: Cells) -> bool:
        """Whether the compilers of the file judged, and did not find."""
        say = self.say
        return say.basis_is == "judgement" or (say.basis is not None and cells[say.basis] == "judgement")

    def words(self, cells: Cells) -> str:
        """The words of the file that are kept with the statement."""
        return cells[self.say.comment] if self.say.comment else ""


@dataclass(frozen=True)
class Subject:
    """One thing of each row, ready."""

    thing: Thing
    values: Values
    entries: tuple[Entry, ...]
    unknown: tuple[str, ...]  # properties that may be unknown
    plain: bool  # whether each row has exactly one

    def instances(self, cells: Cells) -> Iterator[Cells]:
        """The cells of each thing the row names: none, one, or one for every part of a cell or row of another file."""
        return _instances(self.thing, cells)


def ready(spec: MappingSpec, known: Known) -> tuple[Subject, ...]:
    """The things of a mapping, each made ready once."""
    named: dict[str, Values] = {}
    # A thing may be named before it is declared: it is looked up when a row is read.
    for thing in spec.things:
        named[thing.name] = _every(thing, _subject(thing, known, named))
    return tuple(_ready(thing, known, named) for thing in spec.things)


def _ready(thing: Thing, known: Known, named: Mapping[str, Values]) -> Subject:
    entries = tuple(_entry(say, known, named) for say in thing.say)
    unknown = tuple(dict.fromkeys(entry.predicate for entry in entries if entry.say.or_unknown))
    plain = not (thing.when or thing.each or thing.subjects_from)
    return Subject(thing, _subject(thing, known, named), entries, unknown, plain)


def _entry(say: Say, known: Known, named: Mapping[str, Values]) -> Entry:
    column = say.value.column or next(iter(say.value.columns()), None)
    made = Entry(say, lines.iri(say.property), values(say.value, known, named), column)
    if say.documents_are is not None:
        told = [cited.document(title) for title in say.documents_are]
        described = tuple(line for each in told for line in each)
        made = replace(made, documents=tuple(each[0][0] for each in told), described=described)
    return replace(made, left_out=frozenset(cited.document(title)[0][0] for title in say.documents_not))


def _every(thing: Thing, subject: Values) -> Values:
    """All things of one declaration that a row names."""

    def found(cells: Cells) -> Converted:
        each = [subject(instance) for instance in _instances(thing, cells)]
        return Converted(tuple(term for one in each for term in one.terms))

    return found


def _instances(thing: Thing, cells: Cells) -> Iterator[Cells]:
    if not all(condition.holds(cells) for condition in thing.when):
        return
    if thing.each:
        yield from ({**cells, ITEM: part} for part in parts(cells[thing.each.column], thing.each.split))
    elif thing.subjects_from:
        for other in tables.listed(thing.subjects_from.source):
            if all(other[column] == value for column, value in thing.subjects_from.where.items()):
                yield {**cells, ITEM: other[thing.subjects_from.column]}
    else:
        yield cells


def _subject(thing: Thing, known: Known, named: Mapping[str, Values]) -> Values:
    if isinstance(thing.iri, str):
        return _from_template(thing.iri)
    found = values(thing.iri, known, named)
    if thing.iri.as_ == "document":
        # A list of documents says itself what they are called.
        return lambda cells: Converted(found(cells).terms)
    return found


def _from_template(template: str) -> Values:
    columns = PLACEHOLDER.findall(template)
    pieces = PLACEHOLDER.sub("{}", template.replace("{{", "").replace("}}", ""))
    ours = not template.startswith("http")

    def made(cells: Cells) -> Converted:
        found = [cells.get(column, "") for column in columns]
        if not all(found):
            empty = columns[found.index("")]
            raise Unmappable(f"a value in column {empty}: the identity of a thing is made from it", empty)
        if ours:
            return Converted((f"<{ID}{pieces.format(*map(iri.slug, found))}>",))
        address = pieces.format(*found)
        if not lines.is_iri(address):
            raise Unmappable(f"values that an address can hold, without blanks or quotes: {address}", columns[0])
        return Converted((lines.iri(address),))

    return made


def values(how: Expression, known: Known, named: Mapping[str, Values]) -> Values:
    """What gives the terms that an expression stands for in a row; none for an empty cell."""
    if how.thing is not None:
        other = how.thing
        return lambda cells: named[other](cells)
    read = reader(how, known)
    if how.template is not None:
        return _of_texts(_templated(how.template), read)
    if how.column is None:
        constant = how.value or ""
        return _of_texts(lambda cells: _pieces(how, constant), read)
    column = how.column
    if how.split is None and how.part_split is None:
        return _of_cell(column, read)
    return _of_texts(lambda cells: _pieces(how, cells[column]), read)


def _of_cell(column: str, read: Reader) -> Values:
    def found(cells: Cells) -> Converted:
        text = cells[column]
        return read(text, cells) if text else NOTHING

    return found


def _of_texts(texts: Callable[[Cells], list[str]], read: Reader) -> Values:
    def found(cells: Cells) -> Converted:
        listed = texts(cells)
        if len(listed) == 1:
            return read(listed[0], cells)
        each = _each(listed, cells, read)
        return Converted(tuple(term for one in each for term in one.terms), tuple(a for one in each for a in one.about))

    return found


def _each(listed: Sequence[str], cells: Cells, read: Reader) -> list[Converted]:
    """What each text of a list becomes; raises `Unmappable` that tells of every one that is wrong."""
    made, wrong = [], []
    for text in listed:
        try:
            made.append(read(text, cells))
        except Unmappable as error:
            wrong.append(f"in place of “{text}” {error}")
    if wrong:
        raise Unmappable("; and ".join(dict.fromkeys(wrong)))
    return made


def _templated(template: str) -> Callable[[Cells], list[str]]:
    columns = PLACEHOLDER.findall(template)

    def made(cells: Cells) -> list[str]:
        if not all(cells.get(name) for name in columns):
            return []
        return [PLACEHOLDER.sub(lambda found: cells[found[1]], template)]

    return made


def _pieces(how: Expression, text: str) -> list[str]:
    texts = parts(text, how.split)
    if how.part_split is None:
        return texts
    pieces = [text.split(how.part_split) for text in texts]
    number = int(how.part or 0)
    return [piece[number].strip() for piece in pieces if -len(piece) <= number < len(piece) and piece[number].strip()]


def parts(text: str, split: str | None) -> list[str]:
    """The parts of a list in a cell, without the empty ones."""
    return [part.strip() for part in (text.split(split) if split else [text]) if part.strip()]
