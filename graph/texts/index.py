"""The texts of a release, by predicate and in their order: which of them may hold something.

A line is a literal without case, a tab, and the literal as N-Triples write it. What was written since a load stands in
a part of its own. Nothing is ever taken out: a text that nobody says any more answers nothing.

Of the classes of which a good many things say something, where the lines stand that they say is kept too; of what was
written since, all lines count as said by things of any class.
"""

import heapq
import json
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice
from pathlib import Path
from typing import IO, NamedTuple, Self, TypeAlias
from weakref import finalize

from graph.texts.folding import END, START, fold

FOLDER = "texts"  # beside the engine's folder, and of the same triples
BASE, ADDED = "base", "added"
THING = "<>"  # the kind of what is no literal
TEXT = ""  # the kind of a text without language; with one it is `@en`, and of other literals the IRI of their type
_ABOUT, _LINES, _PLACES = "about.json", "lines", "places"
_BLOCK = 1024**2
_KEPT = (
    8 * 1024**2
)  # bytes of a file that are kept in memory once they were read: to read them takes as long as to look
_SHORT = 512  # bytes that most lines have less of
_LOT = 1_000  # places that are read at once

# The classes of a predicate, as N-Triples write them, with the literals that things of each of them say.
Kinds: TypeAlias = Callable[["Said"], Iterable[tuple[str, Iterable[str]]]]


class Said(NamedTuple):
    """What a predicate says: its literals (value, and as N-Triples write it), and the kinds of all its objects."""

    predicate: str
    literals: set[tuple[str, str]]
    kinds: set[str]


class Section(NamedTuple):
    """Where the literals of a predicate stand, and of which kinds its objects are."""

    start: int
    end: int
    kinds: list[str]
    classes: Mapping[str, tuple[int, int]]  # from which of the places on, and how many, those stand that they say


class Part:
    """The lines of one file."""

    def __init__(self, folder: Path) -> None:
        """Open what is in a folder; raises `OSError` or `ValueError` where that is no part of ours."""
        said = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        self.sections = {predicate: Section(*told) for predicate, told in said.items()}
        self._file = os.open(folder / _LINES, os.O_RDONLY)
        finalize(self, os.close, self._file)
        self._places = os.open(folder / _PLACES, os.O_RDONLY)
        finalize(self, os.close, self._places)
        self.whole = Section(1, os.fstat(self._file).st_size, [], {})
        kept = os.fstat(self._places).st_size // array("Q").itemsize
        runs = [run for each in self.sections.values() for run in each.classes.values()]
        if any(each.end > self.whole.end for each in self.sections.values()) or any(sum(run) > kept for run in runs):
            raise ValueError(f"{folder} is cut short")  # what is not there would count as said by nobody
        self._kept = b""

    def holding(self, sought: Sequence[str], section: Section) -> Iterator[str]:
        """The literals of a section that hold one of some folded texts."""
        wanted = [each.encode() for each in sought]
        for text, start, end in self._texts(section):
            for each in wanted:
                yield from _found(text, each, start, end)

    def first(self, section: Section, *, descending: bool, kind: str = "") -> Iterator[str]:
        """The literals of a section in their order, or where that is known those that things of some class say."""
        if kind in section.classes:
            yield from map(self._literal_at, self._placed(*section.classes[kind], descending=descending))
            return
        blocks = self._backwards(section) if descending else self._blocks(section)
        for block in blocks:
            lines = block[1:-1].split(b"\n")
            for line in lines[::-1] if descending else lines:
                yield _literal(line)

    def _texts(self, section: Section) -> Iterator[tuple[bytes, int, int]]:
        """What a section says, in pieces, and from where to where: whole lines, a line feed before each of them."""
        if self.whole.end > _KEPT:
            yield from ((block, 0, len(block)) for block in self._blocks(section))
            return
        self._kept = self._kept or os.pread(self._file, self.whole.end, 0)
        yield self._kept, section.start - 1, section.end

    def _blocks(self, section: Section) -> Iterator[bytes]:
        """Whole lines, each with a line feed before it and after it."""
        at = section.start
        while at < section.end:
            block = os.pread(self._file, min(_BLOCK, section.end - at), at)
            block = block[: block.rindex(b"\n") + 1] if b"\n" in block else self._line(at, 4 * _BLOCK)
            at += len(block)
            yield b"\n" + block

    def _backwards(self, section: Section) -> Iterator[bytes]:
        end = section.end
        while end > section.start:
            start = max(section.start, end - _BLOCK)
            block = os.pread(self._file, end - start, start)
            if start > section.start:
                start += block.index(b"\n") + 1
                if start == end:  # a line that is longer than a block: all at once
                    start = section.start
                block = os.pread(self._file, end - start, start)
            end = start
            yield b"\n" + block

    def _line(self, at: int, size: int = _SHORT) -> bytes:
        """The line that begins at a place, read with four times as much until its end is there."""
        line = os.pread(self._file, size, at)
        while b"\n" not in line and len(line) == size:
            size *= 4
            line = os.pread(self._file, size, at)
        return line[: line.index(b"\n") + 1]

    def _placed(self, start: int, count: int, *, descending: bool) -> Iterator[int]:
        for lot in range(0, count, _LOT):
            size = min(_LOT, count - lot)
            places = array("Q")
            begin = start + (count - lot - size if descending else lot)
            places.frombytes(os.pread(self._places, size * places.itemsize, begin * places.itemsize))
            yield from reversed(places) if descending else places

    def _literal_at(self, place: int) -> str:
        return _literal(self._line(place)[:-1])


def _found(block: bytes, sought: bytes, begin: int, stop: int) -> Iterator[str]:
    at = block.find(sought, begin, stop)
    while at >= 0:
        start = block.rfind(b"\n", begin, at + 1) + 1
        end = block.index(b"\n", max(at, start))
        line = block[start:end]
        if at < start + line.index(b"\t"):
            yield _literal(line)
        at = block.find(sought, end, stop)


def _literal(line: bytes) -> str:
    return line.partition(b"\t")[2].decode()


class Texts:
    """The texts of a release."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts

    @classmethod
    def beside(cls, triples: Path) -> Self | None:
        """Those beside the engine's folder, None where there are none."""
        folder = triples.parent / FOLDER
        try:
            added = [Part(folder / ADDED)] if (folder / ADDED).is_dir() else []
            return cls([Part(folder / BASE), *added])
        except (OSError, ValueError, TypeError):  # not there, or of long ago
            return None

    def kinds(self, predicate: str) -> frozenset[str]:
        """Of which kinds the objects of a predicate may be; none where no triple has it, or it is written otherwise.

        Without a predicate, those of all.
        """
        sections = (part.sections for part in self.parts)
        if not predicate:
            return frozenset(kind for each in sections for section in each.values() for kind in section.kinds)
        found = (each[predicate].kinds for each in sections if predicate in each)
        return frozenset(chain.from_iterable(found))

    def holding(self, predicate: str, sought: Sequence[str], most: int) -> list[str] | None:
        """The literals of a predicate that may hold one of some folded texts, None where they are more.

        Where the predicate is not known, those of all.
        """
        known = any(predicate in part.sections for part in self.parts)
        found = dict[str, None]()
        for part in self.parts:
            section = part.sections.get(predicate) if known else part.whole
            for literal in part.holding(sought, section) if section else ():
                found[literal] = None
                if len(found) > most:
                    return None
        return list(found)

    def first(self, predicate: str, count: int, *, descending: bool, kind: str = "") -> list[str] | None:
        """The first so many texts of a predicate, or the last, and those alike; None where it has other objects too.

        By what they say, whatever their language: so the engine sorts them. Of a class, which N-Triples write so, all
        that its things say is among them, and others may be.
        """
        kinds = self.kinds(predicate)
        if not kinds or not all(kind == TEXT or kind.startswith("@") for kind in kinds):
            return None
        sections = [(part, part.sections[predicate]) for part in self.parts if predicate in part.sections]
        orders = [part.first(section, descending=descending, kind=kind) for part, section in sections]
        merged = groupby(heapq.merge(*orders, key=_value, reverse=descending), _value)
        return list(dict.fromkeys(literal for _, alike in islice(merged, count) for literal in alike))


def _value(literal: str) -> str:
    """The text of a literal: N-Triples escape as JSON does."""
    text = literal[: literal.rindex('"') + 1]
    return str(json.loads(text, strict=False)) if "\\" in text else text[1:-1]


def write(folder: Path, found: Iterable[Said], kinds: Kinds = lambda _: ()) -> None:
    """Write a part: one predicate after another."""
    folder.mkdir(parents=True)
    sections = dict[str, Section]()
    with (folder / _LINES).open("wb") as file, (folder / _PLACES).open("wb") as places:
        file.write(START.encode())  # before each line there is one
        for said in found:
            start, at = file.tell(), dict[str, int]()
            for value, literal in sorted(said.literals):
                at[literal] = file.tell()
                file.write(f"{fold(value)}{END}{literal}{START}".encode())
            classes = {kind: _written(places, (at[each] for each in own)) for kind, own in kinds(said)}
            sections[said.predicate] = Section(start, file.tell(), sorted(said.kinds), classes)
    (folder / _ABOUT).write_text(json.dumps(sections, ensure_ascii=False), encoding="utf-8")


def _written(file: IO[bytes], places: Iterable[int]) -> tuple[int, int]:
    own = array("Q", sorted(places))
    start = file.tell() // own.itemsize
    file.write(own.tobytes())
    return start, len(own)
