"""A changed source read and mapped, whatever its family: what it says goes to a spool, what is wrong is gathered."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from graph import terms
from graph.store import Triple
from ingest import formats, mapping, tables
from ingest.archive import Taken, take
from ingest.documents import map_document
from ingest.faults import Fault
from ingest.known import Known
from ingest.lookups import Found
from ingest.readers import rdf
from ingest.readers.table import UnreadableFile
from ingest.resolve.decide import Decision
from ingest.source import BadDeclaration, Source
from ingest.spec import MappingSpec
from ingest.spool import Spool
from ingest.statements import Mapped, map_source
from ingest.work import Task

_SHOWN = 30  # statements of an RDF file or a document that a check shows; tables show their first rows


@dataclass(frozen=True)
class Context:
    """What else the reading of a source depends on: what the current release knows, and what people decided."""

    known: Known
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Said:
    """What one source says, or what is wrong with it; `found`: which things it found by their names."""

    task: Task
    taken: Taken
    spool: Spool
    spec: MappingSpec | None
    mapped: Mapped
    notes: tuple[str, ...] = ()
    found: Found = field(default_factory=dict)


def read(task: Task, folder: Path, context: Context, tell: Callable[[int], None]) -> Said:
    """Take the files of a source up, and map them; faults are returned, not raised."""
    taken = take(task.source, folder, task.file_name)
    spec = specified(taken.source)
    with Spool(folder / "said") as spool:
        try:
            mapped, notes = _mapped(taken.source, spec, spool, context, tell)
        except UnreadableFile as error:
            fault = Fault(taken.source.file.name, error.row, error.column, error.found, str(error))
            mapped, notes = Mapped(faults=[fault]), ()
    tell(mapped.rows)
    if not mapped.sample and not mapped.faults:
        mapped = replace(mapped, sample=_first(spool))
    return Said(task, taken, spool, spec, mapped, notes, context.known.found())


def _first(spool: Spool) -> list[tuple[int, Triple]]:
    """The first statements, numbered as they come."""
    lines = enumerate(islice(spool, _SHOWN), start=1)
    return [
        (number, (terms.read(about), terms.read(said), terms.read(value))) for number, (about, said, value) in lines
    ]


def specified(source: Source) -> MappingSpec | None:
    """The mapping of a source, if it has one; raises `BadDeclaration`."""
    if source.inline is not None:
        return mapping.parsed(source.inline, source.declared.name)
    return mapping.read(source.mapping) if source.mapping else None


def _mapped(
    source: Source, spec: MappingSpec | None, spool: Spool, context: Context, tell: Callable[[int], None]
) -> tuple[Mapped, tuple[str, ...]]:
    """What became of the file, and what the reader found out about it."""
    match source.family:
        case formats.GRAPH:
            found = rdf.read(source, spool, tell)
            named = (
                f"{found.named_graphs} named graphs became one"
                if found.named_graphs > 1
                else "1 named graph became one"
            )
            return Mapped(rows=found.triples), (named,) if found.named_graphs else ()
        case formats.DOCUMENT:
            return map_document(source, context.decisions, spool), ()
        case _ if spec is None:
            raise BadDeclaration(f"{source.declared.name}: source {source.id} has no mapping")
        case _:
            mapped = map_source(source, spec, spool, context.known, tell)
            return mapped, () if mapped.faults else _guessed(source)


def _guessed(source: Source) -> tuple[str, ...]:
    """What the reader of a table found out where the declaration does not say it."""
    return tuple(f"{key}: {text}" for key, text in tables.told(source).items() if key not in source.options)
