"""An index written into a folder, from all that a store holds."""

import json
import shutil
from pathlib import Path

from tantivy import Document, Index

from graph.release import OWN
from graph.searching import schema
from graph.searching.gathering import Gathered
from graph.searching.tables import GoOn
from graph.store import Scope, Store
from ontology.model import Model

FOLDER = OWN  # among what is kept beside a release
ABOUT = "about.json"  # in a folder of an index: what its facets stand for; written last
_ROOM = 300  # bytes of memory for each thing while an index is written
_LEAST, _MOST = 30_000_000, 600_000_000
_OFTEN = 1024  # things between two looks whether to go on


class Abandoned(Exception):
    """Nobody waits for an index any more."""


def _ever() -> None:
    """Go on, whatever happens."""


def build(store: Store, model: Model, scope: Scope, folder: Path, go_on: GoOn = _ever) -> Path:
    """Write the index of a store into a folder, in place of what is there; `go_on` may end it by raising."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    gathered = Gathered(store, model, scope, go_on)
    total = len(gathered)
    _write(gathered, folder, total, go_on)
    about = {"version": schema.VERSION, "things": total, "updated": gathered.updated, "values": gathered.values}
    (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    return folder


def _write(gathered: Gathered, folder: Path, total: int, go_on: GoOn) -> None:
    fields = schema.schema()
    index = schema.prepared(Index(fields, str(folder)))
    # One thread keeps the things in their order, which decides between equals; so do few segments.
    writer = index.writer(heap_size=min(_MOST, max(_LEAST, total * _ROOM)), num_threads=1)
    for number, thing in enumerate(gathered.things()):
        if not number % _OFTEN:
            go_on()
        writer.add_document(Document.from_dict(thing, fields))
    writer.commit()
    writer.wait_merging_threads()
