"""What differs between two files of N-Triples, and what stands in one: work on lines, in parts.

Making Python objects of ten million triples would take longer than loading them, and more memory than there is.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from graph.store import Line

_CHUNK = 1024 * 1024  # bytes of a file at a time
_PART = 128 * 1024 * 1024  # bytes of two files that are compared in memory at a time: some 500 MB as Python sees them


def chunks(path: Path) -> Iterator[bytes]:
    """A file in pieces that end with whole lines."""
    with path.open("rb") as handle:
        while piece := handle.read(_CHUNK):
            yield piece if piece.endswith(b"\n") else piece + handle.readline()


@dataclass(frozen=True)
class Difference:
    """The lines that only one of two files has, each once, and how many they are."""

    lost: Path
    come: Path
    removed: int
    added: int


def difference(old: Path, new: Path, folder: Path) -> Difference:
    """What stands in one of two files only, whatever the order of their lines and however often they repeat."""
    folder.mkdir()
    lost, come = folder / "lost", folder / "come"
    removed = added = 0
    with lost.open("wb") as out_lost, come.open("wb") as out_come:
        for before, after in _parts(old, new, folder):
            one, other = _lines(before), _lines(after)
            removed += _write(out_lost, one - other)
            added += _write(out_come, other - one)
    return Difference(lost, come, removed, added)


def _parts(old: Path, new: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    """The two files, or where they are large many small ones of which each pair has the same lines to compare."""
    number = 1 + (old.stat().st_size + new.stat().st_size) // _PART
    if number == 1:
        yield old, new
        return
    for pair in zip(_shared_out(old, folder, "old", number), _shared_out(new, folder, "new", number), strict=True):
        yield pair
        for part in pair:
            part.unlink()


def _shared_out(path: Path, folder: Path, name: str, number: int) -> list[Path]:
    parts = [folder / f"{name}-{each}" for each in range(number)]
    with ExitStack() as stack, path.open("rb") as lines:
        writers = [stack.enter_context(part.open("wb")).write for part in parts]
        for line in lines:
            writers[hash(line) % number](line)
    return parts


def _lines(path: Path) -> set[bytes]:
    with path.open("rb") as lines:
        return set(lines)


def _write(handle: BinaryIO, lines: set[bytes]) -> int:
    handle.writelines(lines)
    return len(lines)


def split(path: Path) -> Iterator[Line]:
    """The triples of a file."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            subject, said, value = line[:-3].split(" ", 2)
            yield subject, said, value


def subjects(path: Path, beginning: str) -> set[str]:
    """The subjects in a file that begin in one way."""
    start = beginning.encode()
    with path.open("rb") as lines:
        found = {line.partition(b" ")[0] for line in lines if line.startswith(start)}
    return {subject.decode() for subject in found}
