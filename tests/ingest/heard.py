"""A spool for tests: what was said stays in memory."""

from collections.abc import Iterable

from graph.store import Line, Triple
from ingest import lines, mapping
from ingest.known import Known
from ingest.source import Source
from ingest.statements import Mapped, map_source


class Heard:
    """All lines that were written, each once."""

    def __init__(self) -> None:
        self.lines: dict[Line, None] = {}
        self.mapped = Mapped()

    def write_lines(self, said: Iterable[Line]) -> None:
        self.lines.update(dict.fromkeys(said))

    @property
    def triples(self) -> list[Triple]:
        return [lines.triple(line) for line in self.lines]

    @property
    def faults(self) -> list[str]:
        return [str(fault) for fault in self.mapped.faults]


def hear(source: Source, known: Known | None = None) -> Heard:
    """What the mapping of a source makes of its rows."""
    heard = Heard()
    assert source.mapping is not None
    heard.mapped = map_source(source, mapping.read(source.mapping), heard, known or Known.empty())
    return heard
