"""What a store says as N-Quads: one file, or one for each graph, with a checksum beside."""

import gzip
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rdflib import URIRef

from graph.backup import InTheWay, make_room
from graph.store import Store, StoreError

SUMS = "SHA256SUMS"
_OURS = re.compile(r"\d{3,}-[\w.-]+\.nq\.gz", re.ASCII)  # the name of a file of one graph
_BATCH = 10_000  # lines that are written at once


class UnknownDumped(StoreError):
    """A graph that is to be written out is not in the store."""


def dump(store: Store, target: Path, graphs: Collection[URIRef] = (), *, unnamed: bool = False) -> int:
    """Write all graphs, or some, into one file, squeezed if its name ends in .gz; the number of quads.

    `unnamed` adds the graph without a name, where that is not the union of the others.
    """
    with _whole(target) as part, _opened(part, target.name) as out:
        number = sum(_copy(store, graph, out) for graph in _chosen(store, graphs, unnamed=unnamed))
    _write_sums(target.with_name(f"{target.name}.sha256"), [target])
    return number


def dump_apart(store: Store, folder: Path, graphs: Collection[URIRef] = (), *, unnamed: bool = False) -> int:
    """The same into a folder, squeezed, each graph as a file; `SHA256SUMS` has the checksums."""
    number, made, before = 0, list[Path](), _summed(folder / SUMS)
    for turn, graph in enumerate(_chosen(store, graphs, unnamed=unnamed), 1):
        path = folder / f"{turn:03d}-{_named(graph)}.nq.gz"
        with _whole(path) as part, _opened(part, path.name) as out:
            number += _copy(store, graph, out)
        made.append(path)
    _write_sums(folder / SUMS, made)
    for name in before - {path.name for path in made}:
        (folder / name).unlink(missing_ok=True)
    return number


def _summed(sums: Path) -> frozenset[str]:
    """The files that were written before: what is not written again must not stay as if it were of today."""
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines() if sums.is_file() else ()
    return frozenset(name for line in lines if _OURS.fullmatch(name := line.partition("  ")[2]))


def _chosen(store: Store, graphs: Collection[URIRef], *, unnamed: bool) -> list[URIRef | None]:
    known = store.graphs()
    if strange := sorted(set(graphs) - known):
        raise UnknownDumped(f"there is no graph <{strange[0]}>")
    return [*sorted(graphs or known), *([None] if unnamed and not graphs else [])]


def _copy(store: Store, graph: URIRef | None, out: IO[bytes]) -> int:
    number, ending = 0, ".\n" if graph is None else f"{graph.n3()} .\n"
    for batch in _batches(f"{' '.join(line)} {ending}" for line in store.lines(None, None, None, graph)):
        out.write("".join(batch).encode())
        number += len(batch)
    return number


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    batch = list[str]()
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """Where to write what will stand under this name when it is whole and on the disk; raises `InTheWay`."""
    make_room(target.parent)
    if target.exists() and not target.is_file():
        raise InTheWay(f"{target} is no file that could be replaced: name one, which need not be there yet")
    part = target.with_name(f"{target.name}.part")
    try:
        yield part
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _opened(part: Path, name: str) -> Iterator[IO[bytes]]:
    with part.open("wb") as file:
        if name.endswith(".gz"):
            # Without name and time, the same graph gives the same bytes.
            with gzip.GzipFile("", "wb", 6, file, mtime=0) as squeezed:
                yield squeezed  # type: ignore[misc] # a file of bytes in all but its type
        else:
            yield file
        file.flush()
        os.fsync(file.fileno())


def _named(graph: URIRef | None) -> str:
    words = "default" if graph is None else re.sub(r"[^A-Za-z0-9._-]+", "-", str(graph).rstrip("/").rsplit("/", 1)[-1])
    return words.strip("-.")[:60] or "graph"


def _write_sums(path: Path, files: Iterable[Path]) -> None:
    """As sha256sum writes and checks them."""
    lines = [f"{_sum(file)}  {file.name}\n" for file in files]
    with _whole(path) as part:
        part.write_text("".join(lines), encoding="utf-8")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
