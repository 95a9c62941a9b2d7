"""Measure loading, starting and answering, and print a table: `make bench`, or `python -m bench --rounds 200`."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rdflib import URIRef

from bench import (
    browser_maps,
    bulk,
    hostile,
    inference,
    mapping,
    maps,
    mentions,
    names,
    reading,
    resolve,
    rows,
    search,
    weights,
)
from bench.server import COMMAND, Client, serving
from bench.sparql import run as sparql
from graph.embedded import EmbeddedStore
from graph.release import Releases
from graph.store import Scope

ROOT = Path(__file__).parent.parent
CLUSTERS = "PREFIX csc: <https://w3id.org/clusterscape/ontology#> SELECT ?c { ?c a csc:Cluster } ORDER BY ?c"
# With options of their own: `python -m bench sparql --help`.
_APART: Mapping[str, Callable[[list[str]], None]] = {
    "browser-maps": browser_maps.run,
    "hostile": hostile.run,
    "maps": maps.run,
    "mentions": mentions.run,
    "search": search.run,
    "sparql": sparql.run,
}
_PARTS = ("service", "bulk", "inference", "mapping", "names", "reading", "resolve", "rows", "weights")


@dataclass(frozen=True)
class Measure:
    """One line of the table; `aim` is what the project promises."""

    what: str
    value: float
    unit: str
    aim: float | None = None

    def __str__(self) -> str:
        aim = "" if self.aim is None else f"{self.aim:g} {self.unit}  {'met' if self.value < self.aim else 'MISSED'}"
        return f"{self.what:<58}{self.value:>12,.1f} {self.unit:<4} {aim}".rstrip()


def main() -> None:
    """Load into a new folder, serve it, ask it, and print what each took."""
    if sys.argv[1:2] and sys.argv[1] in _APART:
        _APART[sys.argv[1]](sys.argv[2:])
        return
    arguments = _arguments()
    if arguments.part == "inference":
        for what, seconds in inference.measures(arguments.triples, bare=arguments.bare):
            print(Measure(what, seconds, "s"), flush=True)
        return
    if arguments.part in {"bulk", "rows"}:
        found = (
            bulk.measures(arguments.triples, arguments.loads)
            if arguments.part == "bulk"
            else rows.measures(arguments.rows)
        )
        for what, value, unit in found:
            print(Measure(what, value, unit), flush=True)
        return
    if arguments.part in {"mapping", "reading"}:
        measured = mapping.measures if arguments.part == "mapping" else reading.measures
        for what, value, unit in measured(arguments.rows):
            print(Measure(what, value, unit), flush=True)
        return
    if arguments.part == "resolve":
        for line in resolve.tell():
            print(line, flush=True)
        return
    if arguments.part == "weights":
        print(f"{weights.write():,} names counted")
        return
    if arguments.part == "names":
        print(f"{names.write():,} keys of names written")
        return
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        print("Loading and serving, in a new folder …", file=sys.stderr)
        for measure in _measures(store, Path(folder), arguments.rounds):
            print(measure, flush=True)
        _print_graphs(store)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "part",
        nargs="?",
        default="service",
        choices=sorted({*_PARTS, *_APART}),
        help="what to measure",
    )
    parser.add_argument(
        "--triples", type=int, default=1_000_000, help="triples to reason over, or to load in bulk (default 1000000)"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the large table (default 1000000)")
    parser.add_argument("--loads", type=int, default=3, help="how often each bulk load is measured (default 3)")
    parser.add_argument("--bare", action="store_true", help="without the records behind each statement")
    parser.add_argument("--rounds", type=int, default=200, help="requests for each median (default 200)")
    return parser.parse_args()


def _measures(store: Path, folder: Path, rounds: int) -> Iterator[Measure]:
    yield Measure("fresh load of all shipped data", _seconds(_load, store), "s", aim=30)
    yield Measure("second load, nothing changed", _seconds(_load, store), "s")
    yield Measure("store on disk", _megabytes(store), "MB")
    clusters = [str(row["c"]) for row in _open(store).select(CLUSTERS, Scope.PUBLIC)]
    with serving(store) as (port, seconds), Client(port) as client:
        yield Measure("warm start: command to first page", seconds, "s", aim=3)
        pages = [f"/clusters/{iri.rsplit('/', 1)[1]}" for iri in clusters]
        yield _median("page of a cluster (HTML), p50", client, pages, "text/html", rounds, 50)
        yield _median("a cluster as JSON, p50", client, pages, "application/json", rounds)
        lookups, results = [_lookup(iri) for iri in clusters], "application/sparql-results+json"
        yield _median("/sparql, one-cluster lookup, p50", client, lookups, results, rounds, 10)
    yield Measure("wheel", _wheel(folder), "MB")


def _load(store: Path) -> None:
    subprocess.run([str(COMMAND), "load", "--store", str(store)], check=True, stdout=subprocess.DEVNULL)


def _lookup(cluster: str) -> str:
    return "/sparql?query=" + quote(f"SELECT ?p ?o {{ {URIRef(cluster).n3()} ?p ?o }}")


def _median(what: str, client: Client, paths: list[str], accept: str, rounds: int, aim: float | None = None) -> Measure:
    for path in paths[:5]:
        client.get(path, accept)
    taken = [_seconds(client.get, paths[turn % len(paths)], accept) for turn in range(rounds)]
    return Measure(what, statistics.median(taken) * 1000, "ms", aim)


def _seconds(action: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - started


def _megabytes(folder: Path) -> float:
    files = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(files.values()) / 1e6


def _wheel(folder: Path) -> float:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next((folder / "dist").glob("*.whl")).stat().st_size / 1e6


def _open(store: Path) -> EmbeddedStore:
    release = Releases(store).current()
    if release is None:
        raise SystemExit("the load left no release")
    return release.open()


def _print_graphs(store: Path) -> None:
    engine = _open(store)
    print(f"\n{'triples':>10}  graph")
    for graph in sorted(engine.graphs(), key=engine.size, reverse=True):
        print(f"{engine.size(graph):>10,}  {graph}")
    print(f"{engine.size():>10,}  in all")


if __name__ == "__main__":
    main()
