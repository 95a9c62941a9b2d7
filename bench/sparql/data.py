"""The data of the benchmark: as a store of ours, as a folder of the engine's server, and as a file."""

import random
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
from bench.sparql.servers import loaded
from graph.release import Releases

SIZES = {"100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
SHIPPED = "shipped"


class Data(NamedTuple):
    """The same triples, three times."""

    store: Path
    location: Path
    file: Path
    triples: int


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
    found = Data(folder / f"{data}-store", folder / f"{data}-oxigraph", folder / f"{data}.nt", SIZES.get(data, 0))
    if not found.location.exists():
        if data == SHIPPED:
            subprocess.run([str(COMMAND), "load", "--store", str(found.store)], check=True, stdout=subprocess.DEVNULL)
            _dump(found)
        else:
            _generate(found)
        loaded(found.file, found.location)
    with found.file.open("rb") as lines:
        return found._replace(triples=sum(1 for _ in lines))


def _generate(data: Data) -> None:
    with data.file.open("w", encoding="utf-8") as file:
        file.writelines(f"{' '.join(line)} .\n" for line in islice(generate(random.Random(7)), data.triples))
    with Releases(data.store).draft(fresh=True) as draft:
        draft.store.fill(GENERATED, data.file)


def _dump(data: Data) -> None:
    release = Releases(data.store).current()
    assert release is not None
    engine = ox.Store.read_only(str(release.triples))
    engine.dump(data.file, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
