"""Measure mapping alone: rows of a large table made into statements on disk, with each sort of witness.

Run by `python -m bench mapping --rows 100000`; one process, no store.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import rows as table
from ingest import mapping
from ingest.known import Known
from ingest.source import Source, read
from ingest.spec import Records
from ingest.spool import Spool
from ingest.statements import map_source


def measures(rows: int) -> Iterator[tuple[str, float, str]]:
    """Rows and statements in a second of this process, for each sort of record."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        table.write(folder, rows)
        (source,) = read(folder / "members.toml")
        for records in Records:
            seconds, said = _mapped(source, records, folder)
            yield (
                f"{rows:,} rows of 8 columns, records = {records.value}, {said:,} statements",
                rows / seconds,
                "rows/s",
            )


def _mapped(source: Source, records: Records, folder: Path) -> tuple[float, int]:
    assert source.inline is not None
    said = {**source.inline, "records": {"true": True, "false": False}.get(records.value, records.value)}
    spec = mapping.parsed(said, "members.toml")
    started = time.process_time()
    with Spool(folder / records.value) as spool:
        mapped = map_source(source, spec, spool, Known.empty())
    assert not mapped.faults, mapped.faults[0]
    return time.process_time() - started, spool.count
