"""The data of the benchmark: as a store of ours, as a folder of the engine's server, and as a file."""

import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pyoxigraph as ox

from bench.inference import GENERATED, generate
from bench.server import COMMAND
from bench.sparql.bsbm import Shop
from bench.sparql.servers import loaded
from graph.release import Releases

SIZES = {"100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
SHOPS = {"bsbm-100k": 284, "bsbm": 2_785}  # products, about 110,000 and a million triples
SHIPPED = "shipped"
_PIECE = 1 << 20  # bytes
NAMES = (SHIPPED, *SIZES, *SHOPS)


class Data(NamedTuple):
    """The same triples, three times."""

    name: str
    store: Path
    location: Path
    file: Path
    triples: int


def read(data: Data) -> None:
    """Read what both servers hold, so that no disk is part of what is measured: a machine may have put it aside."""
    for folder in (data.store, data.location):
        for file in folder.rglob("*.sst"):
            with file.open("rb") as pieces:
                while pieces.read(_PIECE):
                    pass


@contextmanager
def made(data: str, folder: Path | None) -> Iterator[Data]:
    """Make the data in a folder, which is kept, or in one that goes after the block; what is there already is used."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield _made(data, folder)
        return
    with TemporaryDirectory() as name:
        yield _made(data, Path(name))


def _made(data: str, folder: Path) -> Data:
    found = Data(data, folder / f"{data}-store", folder / f"{data}-oxigraph", folder / f"{data}.nt", 0)
    if not found.location.exists():
        if data == SHIPPED:
            subprocess.run([str(COMMAND), "load", "--store", str(found.store)], check=True, stdout=subprocess.DEVNULL)
            _dump(found)
        else:
            _generate(found)
        begun = found.location.with_suffix(".begun")
        shutil.rmtree(begun, ignore_errors=True)
        loaded(found.file, begun)
        begun.rename(found.location)  # what was broken off is not taken for the whole by the next run
    with found.file.open("rb") as lines:
        return found._replace(triples=sum(1 for _ in lines))


def _generate(data: Data) -> None:
    with data.file.open("w", encoding="utf-8") as file:
        if data.name in SHOPS:
            file.writelines(Shop(SHOPS[data.name]).lines())
        else:
            generated = islice(generate(random.Random(7)), SIZES[data.name])
            file.writelines(f"{' '.join(line)} .\n" for line in generated)
    with Releases(data.store).draft(fresh=True) as draft:
        draft.store.fill(GENERATED, data.file)


def _dump(data: Data) -> None:
    release = Releases(data.store).current()
    assert release is not None
    engine = ox.Store.read_only(str(release.triples))
    engine.dump(data.file, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
