"""The files of endpoints: asked for when a load begins."""

from collections.abc import Sequence
from pathlib import Path

from ingest.faults import Fault
from ingest.formats import ENDPOINT
from ingest.progress import Watcher, teller
from ingest.readers import endpoint
from ingest.readers.table import UnreadableFile
from ingest.refusal import LoadRefused, Refused
from ingest.source import Source
from ingest.work import Order


def harvested(wanted: Sequence[Source], folder: Path, order: Order, watcher: Watcher) -> tuple[Source, ...]:
    """The wanted sources, each with a file: endpoints are asked now."""
    return tuple(_asked(each, folder, order, watcher) if each.family == ENDPOINT else each for each in wanted)


def _asked(source: Source, folder: Path, order: Order, watcher: Watcher) -> Source:
    watcher.begin(f"Asking {source.id}", None, "solutions")
    try:
        return endpoint.harvest(source, folder / "harvest" / source.id, order.hosts, teller(watcher, source.id))
    except UnreadableFile as error:
        fault = Fault(str(source.options["endpoint"]), error.row, error.column, error.found, str(error))
        raise LoadRefused([Refused(source, (fault,))]) from error
