"""An index written into a folder: from all that a store holds, or from an earlier one and what changed since then."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

from tantivy import Index, IndexWriter

from graph.carried import MOST, OWN, Basis, copied
from graph.query import view
from graph.searching import schema
from graph.searching.gathering import Gathered, Known
from graph.searching.tables import GoOn
from graph.store import Scope, Store
from ontology.model import Model

FOLDER = OWN  # among what is kept beside a release
ABOUT = "about.json"  # in a folder of an index: what its facets stand for; written last
_KNOWN = "known.json"  # what an index that is made from it goes on with
_VIEWS = tuple(f"search-{name}" for name in ("dates", "names", "texts", "years", "linked", "links"))
_ROOM = 300  # bytes of memory for each thing while an index is written
_LEAST, _MOST = 30_000_000, 600_000_000
_OFTEN = 1024  # things between two looks whether to go on


class Abandoned(Exception):
    """Nobody waits for an index any more."""


class Unlike(ValueError):
    """An index cannot be renewed: it was made by another version, or too much is other than it was."""


def _ever() -> None:
    """Go on, whatever happens."""


def build(store: Store, model: Model, scope: Scope, folder: Path, go_on: GoOn = _ever) -> Path:
    """Write the index of a store into a folder, in place of what is there; `go_on` may end it by raising."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    gathered = Gathered(store, model, scope, go_on)
    gathered.everything()
    index = schema.prepared(Index(schema.schema(), str(folder)))
    _write(index, gathered, go_on, lambda writer: None)
    return _described(folder, index, gathered, model)


def renew(basis: Basis, store: Store, model: Model, scope: Scope, folder: Path, go_on: GoOn = _ever) -> Path:
    """Write the index of a store into a folder, given one of an earlier state of it and the things that changed since.

    Only those are read and written. Raises `Unlike`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    known = _known(basis.folder, model)
    gathered = Gathered(store, model, scope, go_on, known)
    things = basis.things | gathered.redated()
    if len(things) > MOST:
        raise Unlike(f"{len(things)} things changed: an index is sooner made anew")
    looked = gathered.only(things)
    index = schema.prepared(Index.open(str(copied(basis.folder, folder))))
    _write(index, gathered, go_on, lambda writer: _forget(writer, looked))
    return _described(folder, index, gathered, model)


def bring(basis: Basis | None, store: Store, model: Model, scope: Scope, folder: Path, go_on: GoOn = _ever) -> Path:
    """Write the index of a store into a folder: from an earlier one where that can be done."""
    if basis is not None:
        try:
            return renew(basis, store, model, scope, folder, go_on)
        except Unlike:
            """It is made anew."""
    return build(store, model, scope, folder, go_on)


def _write(index: Index, gathered: Gathered, go_on: GoOn, begin: Callable[[IndexWriter], None]) -> None:
    # One thread keeps the things in their order, which decides between equals; so do few segments.
    writer = index.writer(heap_size=min(_MOST, max(_LEAST, len(gathered) * _ROOM)), num_threads=1)
    begin(writer)
    for number, document in enumerate(gathered.documents()):
        if not number % _OFTEN:
            go_on()
        writer.add_json(document)
    writer.commit()
    writer.wait_merging_threads()


def _forget(writer: IndexWriter, things: Iterable[str]) -> None:
    for about in things:
        writer.delete_documents_by_term(schema.IRI, about[1:-1])


def _described(folder: Path, index: Index, gathered: Gathered, model: Model) -> Path:
    known = gathered.known
    (folder / _KNOWN).unlink(missing_ok=True)  # it may be a link to that of another index
    _tell(folder / _KNOWN, {"program": _program(model), **asdict(known)})
    index.reload()
    total = index.searcher().num_docs
    (folder / ABOUT).unlink(missing_ok=True)
    _tell(
        folder / ABOUT,
        {"version": schema.VERSION, "things": total, "updated": gathered.updated, "values": known.values},
    )
    return folder


def _tell(path: Path, told: object) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _known(folder: Path, model: Model) -> Known:
    """What an index was made with; raises `Unlike` where another version of the program made it."""
    try:
        told = json.loads((folder / _KNOWN).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unlike(f"the index in {folder} does not tell how it was made") from error
    if told.pop("program") != _program(model):
        raise Unlike(f"the index in {folder} was made by another version of the program")
    return Known(**told)


@cache
def _program(model: Model) -> str:
    """A mark of all that decides how an index is made: these modules, what they ask, and the kinds of things."""
    modules = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    kinds = [(kind.name, kind.prefix, kind.further, kind.order) for kind in model.kinds]
    return hashlib.sha256(repr((modules, kinds, *map(view, _VIEWS))).encode()).hexdigest()
