"""From the rows of a source to its statements, by its mapping; every fault is found before anything is kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from graph.store import Line, Triple
from ingest import lines, tables
from ingest.faults import Fault, Faults
from ingest.known import Known
from ingest.near import hint
from ingest.readers.table import Row, UnreadableFile
from ingest.source import BadDeclaration, Source, UnknownSource
from ingest.spec import MappingSpec
from ingest.spreadsheets import is_ours
from ingest.stating import Mapper

__all__ = ["Fault", "Mapped", "map_source"]
_SHOWN = 5  # rows whose statements are kept to be shown
_TELLING = 10_000  # rows between two words on how far it is


class Spool(Protocol):
    """Where statements go, one after another."""

    def write_lines(self, lines: Iterable[Line]) -> None:
        """Take in statements; they may repeat."""
        ...


@dataclass
class Mapped:
    """What became of a source: its faults, how many rows it has, and what its first rows say."""

    faults: list[Fault] = field(default_factory=list)
    rows: int = 0
    sample: list[tuple[int, Triple]] = field(default_factory=list)
    more_faults: int = 0  # beyond those that are kept


def map_source(
    source: Source, spec: MappingSpec, spool: Spool, known: Known, tell: Callable[[int], None] | None = None
) -> Mapped:
    """Write all statements of a source to a spool, some of them more than once, and find all its faults."""
    mapped, faults = Mapped(), Faults()
    faults.extend(_strange_lookups(spec))
    try:
        if not faults:
            _rows(Mapper(source, spec, known, faults), mapped, spool, tell)
    except UnreadableFile as error:
        faults.add(Fault(source.file.name, error.row, error.column, error.found, str(error)))
    mapped.faults, mapped.more_faults = faults.kept, faults.more
    return mapped


def _rows(mapper: Mapper, mapped: Mapped, spool: Spool, tell: Callable[[int], None] | None) -> None:
    for row in tables.rows(mapper.source):
        if mapped.rows == 0:
            mapper.faults.extend(_columns_not_mapped(mapper.source, mapper.spec, row))
            if mapper.faults:
                return  # rows cannot be read by a mapping that does not fit the header
        mapped.rows += 1
        said = mapper.row(row)
        if mapped.rows <= _SHOWN:
            mapped.sample.extend((row.number, lines.triple(line)) for line in dict.fromkeys(said))
        spool.write_lines(said)
        if tell and mapped.rows % _TELLING == 0:
            tell(mapped.rows)
    if not mapped.rows:
        # Loaded, it would take out all that the source said before: that is for `source remove`.
        raise UnreadableFile("at least one row; the file has none below its header")


def _strange_lookups(spec: MappingSpec) -> Iterator[Fault]:
    """Other sources, and columns of them, that the mapping names and that are not there."""
    asked = {(each.source, each.target) for each in spec.references}
    asked |= {(each.in_source, each.match) for each in spec.expressions() if each.in_source and each.match}
    asked |= {(each.in_source, each.take) for each in spec.expressions() if each.in_source and each.take}
    told = set()
    for name, column in sorted(asked):
        try:
            tables.index(name, column)
        except (BadDeclaration, UnknownSource, UnreadableFile) as error:
            told.add(str(error))
    yield from (Fault(spec.name, None, None, "", each) for each in sorted(told))


def _columns_not_mapped(source: Source, spec: MappingSpec, row: Row) -> Iterator[Fault]:
    found, wanted = {name for name in row.cells if not is_ours(name)}, spec.columns()
    header = source.options.get("header", 1)
    number = header if isinstance(header, int) else 1
    for column in sorted(found - wanted):
        near = hint(column, wanted - found)
        yield Fault(source.file.name, number, column, "", f"the column to be mapped or ignored in {spec.name}{near}")
    for column in sorted(wanted - found):
        near = hint(column, found)
        yield Fault(source.file.name, number, column, "", f"this column, which {spec.name} reads{near}")
