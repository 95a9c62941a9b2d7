"""Measure a large file of N-Quads: read and filled into a graph, beside the engine's own bulk loader on the same file.

Run by `python -m bench bulk --triples 10000000`. Each load runs in a process of its own, into a new store on the same
disk, in turn. Our store keeps a graph and the union of all graphs (docs/decisions/0005): the engine writes one copy of
each triple where we write two. So it is measured twice: on the file, and on a file of what our store keeps.
"""

import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pyoxigraph as ox

from bench.inference import GENERATED, generate
from graph.embedded import EmbeddedStore
from graph.store import Line
from ingest.readers import rdf
from ingest.source import Dataset, Source
from ingest.spool import Spool

_HOWS: Mapping[str, str] = MappingProxyType(
    {
        "engine": "the engine's bulk loader, the file",
        "engine-twice": "the engine's bulk loader, the file and the union of its graphs",
        "fill": "our store, from the spool (graph and union)",
        "read": "our reader and store, from the file (checked, graph and union)",
    }
)


def measures(triples: int, rounds: int) -> Iterator[tuple[str, float, str]]:
    """What was measured, how much, and in what unit."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, triples)
        taken: dict[str, list[tuple[float, float, float]]] = {how: [] for how in _HOWS}
        for turn in range(rounds):
            # In turn, and not always in the same order: others may be at work on the machine.
            for how in list(_HOWS)[:: 1 if turn % 2 else -1]:
                taken[how].append(_apart(how, folder))
        for how, what in _HOWS.items():
            seconds = statistics.median(each[0] for each in taken[how])
            yield f"{what}: {triples / seconds / 1000:,.0f} thousand a second", seconds, "s"
            yield "  seconds of computing", statistics.median(each[1] for each in taken[how]), "s"
            yield "  memory at most", max(each[2] for each in taken[how]), "MiB"
        for how, against in (
            ("fill", "engine"),
            ("read", "engine"),
            ("fill", "engine-twice"),
            ("read", "engine-twice"),
        ):
            pairs = zip(taken[against], taken[how], strict=True)
            yield f"{how} at so much of {against}'s speed", 100 * statistics.median(a[0] / b[0] for a, b in pairs), "%"


def _write(folder: Path, triples: int) -> None:
    with ExitStack() as stack:
        names = ("said.nq", "said.nt", "twice.nq")
        quads, lines, twice = (stack.enter_context((folder / name).open("w", encoding="utf-8")) for name in names)
        for line in islice(_lines(), triples):
            triple = " ".join(line)
            quads.write(f"{triple} <{GENERATED}> .\n")
            lines.write(f"{triple} .\n")
            twice.write(f"{triple} .\n{triple} <{GENERATED}> .\n")


def _lines() -> Iterator[Line]:
    return generate(random.Random(7))


def _apart(how: str, folder: Path) -> tuple[float, float, float]:
    """Seconds, seconds of computing, and MiB at most, of one load in a process of its own."""
    command = [sys.executable, "-m", "bench.bulk", how, str(folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1]), float(told[2])


def main() -> None:
    """One load, as `_apart` asks for it."""
    how, folder = sys.argv[1], Path(sys.argv[2])
    for name in ("said.nq", "said.nt", "twice.nq"):
        with (folder / name).open("rb") as file:  # from memory, as a file that was just made is
            while file.read(1024 * 1024):
                pass
    with TemporaryDirectory(dir=folder) as place:
        before, started = os.times(), time.perf_counter()
        _load(how, folder, Path(place))
        seconds, after = time.perf_counter() - started, os.times()
        computing = after.user + after.system - before.user - before.system
        print(seconds, computing, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)


def _load(how: str, folder: Path, place: Path) -> None:
    match how:
        case "engine" | "engine-twice":
            engine = ox.Store(str(place / "store"))
            engine.bulk_load(path=folder / ("said.nq" if how == "engine" else "twice.nq"), format=ox.RdfFormat.N_QUADS)
            engine.flush()
        case "fill":
            EmbeddedStore.open(place / "store").fill(GENERATED, folder / "said.nt")
        case "read":
            with Spool(place / "spool") as spool:
                rdf.read(_source(folder / "said.nq"), spool)
            EmbeddedStore.open(place / "store").fill(GENERATED, spool.path)


def _source(file: Path) -> Source:
    texts = {"en": "Generated"}
    licence = "https://creativecommons.org/licenses/by/4.0/"
    dataset = Dataset("generated", texts)
    return Source("generated", dataset, texts, file, file, "Nobody", licence, "", None, ("en",), "n-quads")


if __name__ == "__main__":
    main()
